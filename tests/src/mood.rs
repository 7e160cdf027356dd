//! Running the command `mood`, each time with a library of its own.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result};
use serde_json::Value;
use tempfile::TempDir;

use crate::program;

/// `mood` with a library, and a home folder that nothing may be written to
/// unasked.
pub struct Mood {
    folder: TempDir,
}

/// What a run said, and how it ended.
#[derive(Debug)]
pub struct Said {
    /// The exit status; `None` if a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Mood {
    /// A `mood` with an empty library.
    ///
    /// # Errors
    /// If there is no room for it.
    pub fn new() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        std::fs::create_dir(folder.path().join("home"))?;
        std::fs::create_dir(folder.path().join("music"))?;
        Ok(Self { folder })
    }

    /// An empty folder for music.
    pub fn music(&self) -> PathBuf {
        self.folder.path().join("music")
    }

    /// The library's file.
    pub fn library(&self) -> PathBuf {
        self.folder.path().join("library.db")
    }

    /// A file of the test's own.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The home folder that the program sees.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// A command with these arguments, not yet started.
    ///
    /// # Errors
    /// If `mood` is not built.
    pub fn command(
        &self,
        arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    ) -> Result<Command> {
        let mut command = self.command_without_library(arguments)?;
        command.env("MOODPLANE_LIBRARY", self.library());
        Ok(command)
    }

    /// A command that has not been told of any library.
    ///
    /// # Errors
    /// If `mood` is not built.
    pub fn command_without_library(
        &self,
        arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    ) -> Result<Command> {
        let mut command = Command::new(program("mood")?);
        command
            .env_remove("MOODPLANE_LIBRARY")
            .env("HOME", self.home())
            .env("XDG_DATA_HOME", self.home().join(".local/share"))
            .args(arguments)
            .stdin(Stdio::null());
        Ok(command)
    }

    /// Runs `mood --library …` with these arguments to its end.
    ///
    /// # Errors
    /// If `mood` cannot be started.
    pub fn run(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Result<Said> {
        let mut command = self.command_without_library(["--library"])?;
        command.arg(self.library()).args(arguments);
        finish(&mut command)
    }

    /// Runs `mood --json analyse` on a path.
    ///
    /// # Errors
    /// If `mood` cannot be started.
    pub fn analyse(&self, path: &Path) -> Result<Said> {
        self.run([
            OsStr::new("analyse"),
            OsStr::new("--json"),
            path.as_os_str(),
        ])
    }

    /// The library's rows as `mood list --json` gives them.
    ///
    /// # Errors
    /// If the command fails or says no JSON.
    pub fn list(&self) -> Result<Vec<Value>> {
        let said = self.run(["list", "--json"])?;
        anyhow::ensure!(said.code == Some(0), "mood list: {said:?}");
        said.lines()
    }
}

/// Runs a command to its end.
///
/// # Errors
/// If it cannot be started.
fn finish(command: &mut Command) -> Result<Said> {
    Ok(Said::of(&command.output().context("cannot start mood")?))
}

impl Said {
    /// What a finished program said.
    pub fn of(output: &Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Standard output as JSON, one value a line.
    ///
    /// # Errors
    /// If a line is anything else.
    pub fn lines(&self) -> Result<Vec<Value>> {
        self.out
            .lines()
            .map(|line| serde_json::from_str(line).with_context(|| format!("no JSON: {line}")))
            .collect()
    }
}

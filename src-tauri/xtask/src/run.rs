//! `run`: the product, built for release and started.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use crate::setup::{self, Need};
use crate::shell::{self, Usage};

/// The feature that makes the window carry its own pages instead of asking a
/// development server for them.
pub const WINDOW_FEATURE: &str = "moodplane/custom-protocol";

/// Sets up, builds, and opens the window on a folder, or hears it in the
/// terminal when there is no display.
pub fn run(folder: Option<PathBuf>) -> Result<ExitCode> {
    let folder = folder.map(|folder| existing(&folder)).transpose()?;
    setup::set_up(Need::Build)?;
    if shell::has_display() {
        return open_window(folder);
    }
    eprintln!("no display: analysing in the terminal");
    let demo = || shell::root().join("assets/demo");
    in_terminal(&folder.unwrap_or_else(demo))
}

/// The folder's full name.
pub fn existing(folder: &Path) -> Result<PathBuf> {
    if !folder.is_dir() {
        return Err(Usage(format!("there is no folder {}", folder.display())).into());
    }
    Ok(folder.canonicalize()?)
}

/// Builds `mood`.
pub fn build_mood() -> Result<()> {
    shell::run(shell::cargo().args(["build", "--release", "-p", "moodplane-cli"]))
}

fn open_window(folder: Option<PathBuf>) -> Result<ExitCode> {
    shell::run(shell::npm().args(["run", "build"]))?;
    let mut build = shell::cargo();
    build.args([
        "build",
        "--release",
        "-p",
        "moodplane",
        "-p",
        "moodplane-cli",
    ]);
    shell::run(build.args(["--features", WINDOW_FEATURE]))?;
    let mut window = Command::new(shell::release("moodplane"));
    shell::run(window.args(folder))?;
    Ok(ExitCode::SUCCESS)
}

/// Hears a folder, printing each track as it is heard, and draws the plane.
fn in_terminal(folder: &Path) -> Result<ExitCode> {
    build_mood()?;
    let library = library_of(folder)?;
    let mood = || {
        let mut mood = Command::new(shell::release("mood"));
        mood.arg("--library").arg(&library);
        mood
    };
    let status = mood()
        .arg("analyse")
        .arg(folder)
        .status()
        .context("cannot start mood")?;
    // 1 is "some files failed": the others have their place on the plane.
    let code = match status.code() {
        Some(code @ (0 | 1)) => code as u8,
        _ => bail!("`mood analyse` failed ({status})"),
    };
    for name in ["plane.svg", "plane.png"] {
        let picture = shell::target().join(name);
        shell::run(mood().arg("plot").arg("--out").arg(&picture))?;
        eprintln!("drawn: {}", picture.display());
    }
    Ok(ExitCode::from(code))
}

/// A library of the folder's own, so that the table shows that folder and a
/// second run goes on where the first was stopped.
fn library_of(folder: &Path) -> Result<PathBuf> {
    let mut hasher = DefaultHasher::new();
    folder.hash(&mut hasher);
    let libraries = shell::target().join("libraries");
    fs::create_dir_all(&libraries)
        .with_context(|| format!("cannot make {}", libraries.display()))?;
    Ok(libraries.join(format!("{:016x}.db", hasher.finish())))
}

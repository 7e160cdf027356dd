//! bliss-rs on the same files: a crate that tells songs apart by features of the
//! signal alone, and so what an analysis without a network costs elsewhere.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Result;

use super::process::run_all;
use super::{JOBS, Music, Row};
use crate::shell;

/// Builds the program that runs it; `None`, and a sentence, where that fails.
pub fn build() -> Option<PathBuf> {
    // A folder of its own: other crates in other versions, and locked by another
    // file.
    let target = shell::target().join("bliss");
    let mut cargo = shell::cargo();
    cargo.args(["build", "--release", "--locked", "--manifest-path"]);
    cargo.arg("src-tauri/xtask/bliss/Cargo.toml");
    match shell::run(cargo.arg("--target-dir").arg(&target)) {
        Ok(()) => Some(
            target
                .join("release/bench-bliss")
                .with_extension(std::env::consts::EXE_EXTENSION),
        ),
        Err(error) => {
            eprintln!("bliss-rs cannot be built ({error}; why is said above): its row is left out");
            None
        }
    }
}

/// Analyses the music with as many processes as ours has jobs; `None`, and a
/// sentence, where it cannot read all of it and the time would be too short.
pub fn measure(program: &Path, music: &Music) -> Result<Option<Row>> {
    let mut commands: Vec<Command> = music
        .split(JOBS)
        .into_iter()
        .map(|files| {
            let mut command = Command::new(program);
            command.args(files).stdout(Stdio::null());
            command
        })
        .collect();
    let ran = run_all(&mut commands)?;
    if ran.statuses.iter().any(|status| !status.success()) {
        eprintln!("bliss-rs did not analyse every file (which is said above): its row is left out");
        return Ok(None);
    }
    Ok(Some(Row {
        what: format!("bliss-rs, {JOBS} processes"),
        seconds: ran.seconds,
        peak_mb: ran.peak_mb,
    }))
}

//! `package`: the installer for this system, made by Tauri.

use std::process::ExitCode;

use anyhow::Result;

use crate::setup::{self, Need};
use crate::shell;

/// The kind of installer that each system is used to.
const BUNDLE: &str = if cfg!(windows) {
    "nsis"
} else if cfg!(target_os = "macos") {
    "dmg"
} else {
    "deb"
};

/// The version that was tried with this project's Tauri.
const TAURI_CLI: &str = "2.12.5";

/// Sets up and builds the installer.
pub fn package() -> Result<ExitCode> {
    setup::set_up(Need::Build)?;
    // The terminal's program is in the package, too.
    let mut mood = shell::cargo();
    shell::run(mood.args(["build", "--release", "-p", "moodplane-cli", "--bin", "mood"]))?;
    // Fetched when it is needed: its lock would name a binary for each of a
    // dozen systems, and nothing else wants it.
    let mut tauri = shell::npm();
    tauri.args(["exec", "--yes", "--prefix", "."]);
    tauri.arg(format!("--package=@tauri-apps/cli@{TAURI_CLI}"));
    tauri.args(["--", "tauri", "build", "--bundles", BUNDLE]);
    shell::run(tauri.current_dir(shell::root()))?;
    let made = shell::target().join("release/bundle").join(BUNDLE);
    eprintln!("made in {}", made.display());
    Ok(ExitCode::SUCCESS)
}

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

/// Sets up and builds the installer.
pub fn package() -> Result<ExitCode> {
    setup::set_up(Need::Build)?;
    let name = if cfg!(windows) { "tauri.cmd" } else { "tauri" };
    let tauri = shell::root().join("ui/node_modules/.bin").join(name);
    shell::run(shell::command(tauri).args(["build", "--bundles", BUNDLE]))?;
    let made = shell::target().join("release/bundle").join(BUNDLE);
    eprintln!("made in {}", made.display());
    Ok(ExitCode::SUCCESS)
}

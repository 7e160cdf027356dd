//! Other programs' own readers, which are written in Python.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::programs::root;

/// Runs a Python script that has the packages of `tests/readers.txt`, and returns
/// what it prints.
///
/// # Errors
/// If the packages are not installed, or the script fails, with what it says.
pub fn read_by(script: &str, arguments: &[&Path]) -> Result<String> {
    let packages = root().join(".deps/readers");
    if !packages.is_dir() {
        bail!(
            "{} is missing: `cargo xtask test` installs it",
            packages.display()
        );
    }
    let output = Command::new("python3")
        .args(["-c", script])
        .args(arguments)
        .env("PYTHONPATH", packages)
        .env("PYTHONUTF8", "1")
        .stdin(Stdio::null())
        .output()
        .context("python3 is needed")?;
    if !output.status.success() {
        bail!(
            "the reader failed: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    String::from_utf8(output.stdout).context("the reader prints no UTF-8")
}

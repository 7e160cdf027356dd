//! The window's JavaScript packages.

use std::fs;
use std::time::SystemTime;

use anyhow::{Context, Result, bail};

use crate::shell;

/// The oldest Node.js that Vite 8 runs on.
const NODE: (u32, u32) = (20, 19);

/// Installs the packages when the lock file is newer than they are.
pub fn install() -> Result<()> {
    check_node()?;
    let ui = shell::root().join("ui");
    let changed = |name: &str| -> Option<SystemTime> {
        fs::metadata(ui.join(name))
            .and_then(|file| file.modified())
            .ok()
    };
    // npm writes this file last.
    let installed = changed("node_modules/.package-lock.json");
    if installed.is_some() && installed >= changed("package-lock.json") {
        return Ok(());
    }
    eprintln!("installing the window's packages");
    shell::run(shell::npm().args(["ci", "--no-audit", "--no-fund"]))
        .context("npm could not install the window's packages (is there a network?)")
}

fn check_node() -> Result<()> {
    let (major, minor) = NODE;
    let Some(found) = shell::ask(shell::command("node").arg("--version")) else {
        bail!("Node.js {major}.{minor} or newer is needed: see https://nodejs.org");
    };
    if parse(&found).is_none_or(|found| found < NODE) {
        bail!(
            "Node.js {major}.{minor} or newer is needed and this is {found}: \
             see https://nodejs.org"
        );
    }
    if shell::ask(shell::npm().arg("--version")).is_none() {
        bail!("npm is needed and missing: it comes with Node.js, https://nodejs.org");
    }
    Ok(())
}

/// Major and minor of a version such as `v20.19.1`.
fn parse(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_are_compared_as_numbers() {
        assert_eq!(parse("v20.19.2"), Some((20, 19)));
        assert!(parse("v20.9.0") < Some(NODE));
        assert!(parse("v22.1.0") > Some(NODE));
        assert_eq!(parse("nonsense"), None);
    }
}

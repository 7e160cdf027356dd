//! The Python packages that read what Moodplane writes for other programs, for
//! the tests alone.
//!
//! They lie in a folder of their own, `.deps/readers`, so that nothing of the
//! user's Python changes.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::shell;

/// Which packages, each of one version.
const LIST: &str = "tests/readers.txt";

fn folder() -> PathBuf {
    shell::root().join(".deps/readers")
}

/// What is kept beside the packages: the list that they were installed by.
fn receipt() -> PathBuf {
    folder().join("installed.txt")
}

/// Whether the packages are still to be installed.
pub fn is_missing() -> bool {
    let wanted = fs::read_to_string(shell::root().join(LIST)).ok();
    wanted.is_none() || fs::read_to_string(receipt()).ok() != wanted
}

/// Installs the packages where they are missing or of other versions.
pub fn install() -> Result<()> {
    if !is_missing() {
        return Ok(());
    }
    eprintln!("installing the readers that tests judge by");
    let folder = folder();
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .with_context(|| format!("cannot clear {}", folder.display()))?;
    }
    if shell::ask(shell::command("python3").args(["-m", "pip", "--version"])).is_none() {
        bail!("Python 3 with pip is needed by the tests: install python3 and python3-pip");
    }
    let mut pip = shell::command("python3");
    pip.args(["-m", "pip", "--quiet", "--disable-pip-version-check"]);
    pip.args(["install", "--requirement", LIST, "--target"]);
    shell::run(pip.arg(&folder))
        .context("the readers could not be installed (is there a network?)")?;
    // Last, so that half an installation is none.
    fs::copy(shell::root().join(LIST), receipt()).context("cannot note what is installed")?;
    Ok(())
}

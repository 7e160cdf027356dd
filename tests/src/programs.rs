//! Finding the programs under test, and waiting for them.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};
use std::{env, thread};

use anyhow::{Context, Result, bail, ensure};

/// Names another folder to find the programs in, such as a release build's.
const VARIABLE: &str = "MOODPLANE_PROGRAMS";

/// The repository's root.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// The path of `mood` or `moodplane`, built beside this test.
///
/// # Errors
/// If it is not built, with how to build it.
pub fn program(name: &str) -> Result<PathBuf> {
    let folder = match env::var_os(VARIABLE) {
        Some(folder) => PathBuf::from(folder),
        None => {
            // target/debug/deps/this-test
            let test = env::current_exe()?;
            let folder = test.ancestors().nth(2);
            folder
                .context("the test lies in no build folder")?
                .to_path_buf()
        }
    };
    let path = folder.join(name).with_extension(env::consts::EXE_EXTENSION);
    if !path.is_file() {
        bail!(
            "{} is not built: run `cargo xtask test build`",
            path.display()
        );
    }
    Ok(path)
}

/// Presses Ctrl-C for a program.
///
/// # Errors
/// If there is no such program any more.
pub fn interrupt(child: &Child) -> Result<()> {
    let signal = Command::new("sh")
        .args(["-c", &format!("kill -INT {}", child.id())])
        .status()?;
    ensure!(signal.success(), "the program is gone");
    Ok(())
}

/// Longer than anything here takes on the slowest machine; it only ends a
/// test that would otherwise never end.
const PATIENCE: Duration = Duration::from_secs(240);

/// Waits for something to come about.
///
/// # Errors
/// If it never does, naming what was waited for.
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> Result<T> {
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return Ok(found);
        }
        if start.elapsed() > PATIENCE {
            bail!("waited in vain for {what}");
        }
        thread::sleep(Duration::from_millis(50));
    }
}

//! `setup`: what building needs and the machine lacks is installed; when
//! nothing is missing it only looks.

mod libtorch;
mod packages;
mod readers;
mod ui;

use anyhow::Result;

/// What the machine is to be made ready for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// To build and run.
    Build,
    /// To run the tests as well.
    Tests,
}

/// Makes the machine ready, saying what it does.
///
/// # Errors
/// One sentence that names what is missing and how to get it, where this
/// program cannot.
pub fn set_up(need: Need) -> Result<()> {
    packages::install(need)?;
    libtorch::install()?;
    if need == Need::Tests {
        readers::install()?;
    }
    ui::install()
}

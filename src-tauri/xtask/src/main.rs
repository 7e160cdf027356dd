//! The project's chores, run as `cargo xtask CHORE`.
//!
//! They are a program of the workspace and not a heap of scripts, so that they
//! work wherever the project itself does and are checked like the rest of it.

#![forbid(unsafe_code)]

mod bench;
mod compose;
mod package;
mod references;
mod run;
mod screenshots;
mod setup;
mod shell;
mod test;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The project's chores.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Chore {
    /// Install what building needs and this machine lacks.
    Setup {
        /// Also install what only the tests need.
        #[arg(long)]
        tests: bool,
    },
    /// Set up, build, and open the window; without a display, analyse in the
    /// terminal.
    Run {
        /// The music folder [default: the window's own library, or the demo].
        folder: Option<PathBuf>,
    },
    /// Set up, then run every check and test, or only the steps named.
    Test {
        /// Steps to run.
        #[arg(value_parser = test::step_names())]
        steps: Vec<String>,
        /// Also run the Python references of the parity tests, in a virtual
        /// environment that is thrown away, and test against what they say.
        #[arg(long)]
        full: bool,
        /// Also run the tests that take minutes each, such as 200 kills.
        #[arg(long)]
        long: bool,
    },
    /// Measure speed and memory, side by side with what they are judged by.
    #[command(args_conflicts_with_subcommands = true)]
    Bench {
        #[command(subcommand)]
        what: Option<What>,
        /// The music folder [default: Wesnoth's music, or the demo].
        #[arg(conflicts_with = "reference")]
        folder: Option<PathBuf>,
        /// Measure bliss-rs on the same music, too.
        #[arg(long, conflicts_with = "reference")]
        bliss: bool,
        /// Measure each stage of the analysis alone, too.
        #[arg(long, conflicts_with = "reference")]
        stages: bool,
        /// Measure the published model beside this checkout of its authors'
        /// code, on random weights.
        #[arg(long, value_name = "CHECKOUT", requires = "tracks")]
        reference: Option<PathBuf>,
        /// A Python that has the packages the checkout stands on.
        #[arg(long, value_name = "PROGRAM", default_value = "python3")]
        python: PathBuf,
        /// The tracks for it, by commas.
        #[arg(long, value_name = "FILE,…", value_delimiter = ',')]
        tracks: Vec<PathBuf>,
    },
    /// Take pictures of the real window in the states that a user meets.
    Screenshots {
        /// Only scenes with this in their name: small, trouble, thousand.
        scene: Option<String>,
    },
    /// Build the installer for this system.
    Package,
    /// Compose the demo music again.
    Compose {
        /// Where to [default: assets/demo].
        folder: Option<PathBuf>,
    },
}

/// What else than the analysis to measure.
#[derive(Subcommand)]
enum What {
    /// The library at 100,000 made-up tracks: scans, opening, search, writing.
    Library {
        /// How many tracks.
        #[arg(long, default_value_t = 100_000)]
        tracks: u32,
        /// A folder to keep them in and find them again [default: a temporary one].
        #[arg(long)]
        folder: Option<PathBuf>,
    },
    /// Sets of 40 tracks from 20,000 made-up candidates, by several rules.
    Sets {
        /// How many candidates.
        #[arg(long, default_value_t = 20_000)]
        tracks: u32,
    },
    /// Exports of 100,000 made-up tracks, in each format: time, memory, size.
    Exports {
        /// How many tracks.
        #[arg(long, default_value_t = 100_000)]
        tracks: u32,
        /// The folder that `bench library` kept them in [default: made anew].
        #[arg(long)]
        folder: Option<PathBuf>,
    },
    /// The window over 100,000 made-up tracks: start, movement, filters, memory.
    Window {
        /// How many tracks.
        #[arg(long, default_value_t = 100_000)]
        tracks: u32,
        /// The folder that `bench library` kept them in [default: made anew].
        #[arg(long)]
        folder: Option<PathBuf>,
    },
}

fn main() -> ExitCode {
    let done = match Chore::parse() {
        Chore::Setup { tests } => {
            let need = if tests {
                setup::Need::Tests
            } else {
                setup::Need::Build
            };
            setup::set_up(need).map(|()| ExitCode::SUCCESS)
        }
        Chore::Run { folder } => run::run(folder),
        Chore::Test { steps, full, long } => test::test(&steps, full, long),
        Chore::Bench {
            what: Some(What::Library { tracks, folder }),
            ..
        } => bench::bench_library(tracks, folder.as_deref()),
        Chore::Bench {
            what: Some(What::Sets { tracks }),
            ..
        } => bench::bench_sets(tracks),
        Chore::Bench {
            what: Some(What::Exports { tracks, folder }),
            ..
        } => bench::bench_exports(tracks, folder.as_deref()),
        Chore::Bench {
            what: Some(What::Window { tracks, folder }),
            ..
        } => bench::bench_window(tracks, folder.as_deref()),
        Chore::Bench {
            reference: Some(checkout),
            python,
            tracks,
            ..
        } => bench::bench_reference(&bench::Comparison {
            checkout,
            python,
            tracks,
        }),
        Chore::Bench {
            folder,
            bliss,
            stages,
            ..
        } => bench::bench(&bench::Asked {
            folder,
            bliss,
            stages,
        }),
        Chore::Screenshots { scene } => screenshots::screenshots(scene.as_deref()),
        Chore::Package => package::package(),
        Chore::Compose { folder } => {
            let folder = folder.unwrap_or_else(|| shell::root().join("assets/demo"));
            compose::compose(&folder).map(|()| ExitCode::SUCCESS)
        }
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        let usage = error.is::<shell::Usage>();
        ExitCode::from(if usage { 2 } else { 1 })
    })
}

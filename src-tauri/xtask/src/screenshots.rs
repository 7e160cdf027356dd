//! `screenshots`: the real window in the states that a user meets, as pictures to
//! look at. They go below `target`, which is not committed. What is done with the
//! window stands with its other users, in `tests/screenshots.rs`.

use std::fs;
use std::process::ExitCode;

use anyhow::Result;

use crate::bench;
use crate::run::WINDOW_FEATURE;
use crate::setup::{self, Need};
use crate::shell;
use crate::test::WINDOW_TESTS;

/// Sizes of the libraries that are made up for the plane's pictures.
const SIZES: [u32; 2] = [1_000, 100_000];

/// Takes those whose scene has this word in its name, or all.
pub fn screenshots(scene: Option<&str>) -> Result<ExitCode> {
    setup::set_up(Need::Tests)?;
    shell::run(shell::npm().args(["run", "build"]))?;
    let out = shell::target().join("screenshots");
    let libraries = out.join("libraries");
    fs::create_dir_all(&libraries)?;
    for tracks in SIZES {
        let room = libraries.join(tracks.to_string());
        if !room.join("library.db").exists() {
            bench::bench_library(tracks, Some(&room))?;
        }
    }
    let features = format!("{WINDOW_FEATURE},{WINDOW_TESTS}");
    let mut build = shell::cargo();
    build.args(["build", "--workspace", "--bins", "--exclude", "xtask"]);
    shell::run(build.args(["--features", WINDOW_FEATURE]))?;
    let mut tests = shell::cargo();
    tests.args(["test", "--workspace", "--test", "screenshots"]);
    tests.args(["--features", &features, "--"]);
    // One window after the other: they are to look as if the machine were theirs.
    tests.args(["--ignored", "--test-threads=1"]).args(scene);
    shell::run(tests.env("MOODPLANE_SCREENSHOTS", &out))?;
    println!("{}", out.display());
    Ok(ExitCode::SUCCESS)
}

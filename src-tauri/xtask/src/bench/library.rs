//! The library at a size that few people reach: the library's and the exports' own
//! benchmarks make it up, measure, and say which aims are met.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;

use crate::setup::{self, Need};
use crate::shell;

/// Measures with so many tracks, in a folder that is kept where one is named.
pub fn bench(tracks: u32, folder: Option<&Path>) -> Result<ExitCode> {
    made_up("moodplane-library", "library", tracks, folder)
}

/// Measures how long so many tracks take to export in each format, and how much memory:
/// the export crate's own benchmark, in a folder that is kept where one is named.
pub fn bench_exports(tracks: u32, folder: Option<&Path>) -> Result<ExitCode> {
    made_up("moodplane-exports", "exports", tracks, folder)
}

/// Measures how long sets take to build from so many candidates: the library
/// crate's own benchmark of them.
pub fn bench_sets(tracks: u32) -> Result<ExitCode> {
    made_up("moodplane-library", "sets", tracks, None)
}

/// Runs a crate's benchmark over so many made-up tracks.
fn made_up(package: &str, name: &str, tracks: u32, folder: Option<&Path>) -> Result<ExitCode> {
    setup::set_up(Need::Build)?;
    println!("cpu     {}", super::cpu());
    println!("load    {}", super::load());
    let mut bench = shell::cargo();
    bench.args(["bench", "-p", package, "--bench", name, "--"]);
    bench.arg(format!("--tracks={tracks}"));
    if let Some(folder) = folder {
        // The benchmark runs in its crate's own folder.
        let folder = std::path::absolute(folder)?;
        bench.arg(format!("--folder={}", folder.display()));
    }
    shell::run(&mut bench)?;
    Ok(ExitCode::SUCCESS)
}

//! The library at a size that few people reach: the library crate's own benchmark
//! makes it up, measures, and says which aims are met.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;

use crate::setup::{self, Need};
use crate::shell;

/// Measures with so many tracks, in a folder that is kept where one is named.
pub fn bench(tracks: u32, folder: Option<&Path>) -> Result<ExitCode> {
    setup::set_up(Need::Build)?;
    println!("cpu     {}", super::cpu());
    println!("load    {}", super::load());
    let mut bench = shell::cargo();
    bench.args([
        "bench",
        "-p",
        "moodplane-library",
        "--bench",
        "library",
        "--",
    ]);
    bench.arg(format!("--tracks={tracks}"));
    if let Some(folder) = folder {
        // The benchmark runs in its crate's own folder.
        let folder = std::path::absolute(folder)?;
        bench.arg(format!("--folder={}", folder.display()));
    }
    shell::run(&mut bench)?;
    Ok(ExitCode::SUCCESS)
}

/// Measures how long sets take to build from so many candidates: the library
/// crate's own benchmark of them.
pub fn bench_sets(tracks: u32) -> Result<ExitCode> {
    setup::set_up(Need::Build)?;
    println!("cpu     {}", super::cpu());
    println!("load    {}", super::load());
    let mut bench = shell::cargo();
    bench.args(["bench", "-p", "moodplane-library", "--bench", "sets", "--"]);
    bench.arg(format!("--tracks={tracks}"));
    shell::run(&mut bench)?;
    Ok(ExitCode::SUCCESS)
}

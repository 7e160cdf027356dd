//! Where the time of an analysis goes, stage by stage: two programs of the crates
//! `audio` and `model` run each stage alone over a few of the tracks and say the
//! processor time that an hour of music takes there.

use std::process::Stdio;

use anyhow::{Context, Result, bail};

use super::Music;
use crate::shell;

/// Tracks measured: enough to even out what they hold.
const TRACKS: usize = 8;

/// Measures and prints the table.
pub fn measure(music: &Music) -> Result<()> {
    let mut stages = Vec::new();
    stages.extend(of("moodplane-audio", "stages_of_hearing", music)?);
    stages.extend(of("moodplane-model", "stages_of_analysis", music)?);
    let whole: f64 = stages.iter().map(|(_, seconds)| seconds).sum();
    println!();
    println!("{:34} {:>12} {:>8}", "", "cpu s/h music", "share");
    stages.push(("all of it".into(), whole));
    for (stage, seconds) in &stages {
        println!("{stage:34} {seconds:13.2} {:7.1}%", 100.0 * seconds / whole);
    }
    Ok(())
}

/// What a package's program says of its stages.
fn of(package: &str, example: &str, music: &Music) -> Result<Vec<(String, f64)>> {
    let mut cargo = shell::cargo();
    cargo.args([
        "run",
        "--release",
        "-p",
        package,
        "--example",
        example,
        "--",
    ]);
    let output = cargo
        .args(music.some(TRACKS))
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        bail!(
            "the stages of {package} cannot be measured ({})",
            output.status
        );
    }
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| {
            let (stage, seconds) = line.split_once('\t')?;
            Some((stage.to_owned(), seconds.parse().ok()?))
        })
        .collect::<Option<_>>()
        .with_context(|| format!("{package} did not say its stages"))
}

//! A kill at any moment costs at most the work in flight.

#![cfg(unix)]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use anyhow::{Context, Result};
use moodplane_tests::{Mood, interrupt, song, until};
use serde_json::Value;

/// Enough that the work is not over when it is interrupted: results are told
/// once their batch is saved, and a batch is 16 tracks or two seconds.
const SONGS: usize = 64;

fn with_songs() -> Result<Mood> {
    let mood = Mood::new()?;
    for variant in 0..SONGS as u32 {
        song(&mood.music().join(format!("{variant:02}.wav")), 25, variant)?;
    }
    Ok(mood)
}

/// Starts an analysis and waits for its first result.
fn begin(mood: &Mood) -> Result<Child> {
    let mut command = mood.command(["--jobs", "1", "analyse", "--json"])?;
    let mut child = command
        .arg(mood.music())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let out = child.stdout.take().context("no output")?;
    let mut first = String::new();
    let mut out = BufReader::new(out);
    out.read_line(&mut first)?;
    serde_json::from_str::<Value>(&first).context("the first line is no JSON")?;
    // Read on, so that the program does not stop for a full pipe.
    std::thread::spawn(move || out.lines().count());
    Ok(child)
}

fn analysed(mood: &Mood) -> Result<usize> {
    let rows = mood.list()?;
    Ok(rows
        .iter()
        .filter(|row| row["status"] == "analysed")
        .count())
}

/// Everything is done and each song is there once; another run over the
/// folder finds it so.
fn assert_complete(mood: &Mood) -> Result<()> {
    let paths = |rows: &[Value]| -> BTreeSet<String> {
        rows.iter()
            .filter_map(|row| Some(row["path"].as_str()?.to_owned()))
            .collect()
    };
    assert_eq!(analysed(mood)?, SONGS);
    let rows = mood.list()?;
    assert_eq!((rows.len(), paths(&rows).len()), (SONGS, SONGS));
    let said = mood.analyse(&mood.music())?;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(said.lines()?.len(), SONGS);
    assert_eq!(mood.list()?.len(), SONGS);
    Ok(())
}

#[test]
fn after_a_kill_in_mid_run_the_rest_is_done_and_nothing_twice() -> Result<()> {
    let mood = with_songs()?;
    let mut child = begin(&mood)?;
    // Until something is safe on the disk, seen from outside.
    until("a first row", || {
        analysed(&mood).ok().filter(|count| *count > 0)
    })?;
    child.kill()?;
    child.wait()?;
    let kept = analysed(&mood)?;
    assert!((1..SONGS).contains(&kept), "{kept} were kept");

    let said = mood.run(["analyse", "--json"])?;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(said.lines()?.len(), SONGS - kept);
    assert_complete(&mood)
}

#[test]
fn ctrl_c_saves_what_is_done_and_says_so_by_130() -> Result<()> {
    let mood = with_songs()?;
    let mut child = begin(&mood)?;
    interrupt(&child)?;
    let status = until("the end", || child.try_wait().ok().flatten())?;
    assert_eq!(status.code(), Some(130), "{status}");
    let kept = analysed(&mood)?;
    assert!((1..SONGS).contains(&kept), "{kept} were kept");
    let said = mood.run(["analyse"])?;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_complete(&mood)
}

//! `mood evaluate invariance`: every form of a track that can be made here is
//! compared, and only those.

use std::fs;

use anyhow::{Context, Result};
use moodplane_tests::{Mood, Said, song};
use serde_json::Value;

const BY_FFMPEG: [&str; 4] = ["FLAC", "MP3 128 kbit/s", "AAC 128 kbit/s", "Opus 96 kbit/s"];
const BY_US: [&str; 5] = [
    "-20 LUFS",
    "-8 LUFS",
    "-8 LUFS, clipped",
    "3 s of silence first",
    "mono",
];

fn with_songs() -> Result<Mood> {
    let mood = Mood::new()?;
    for variant in 0..2 {
        song(&mood.music().join(format!("{variant}.wav")), 6, variant)?;
    }
    Ok(mood)
}

/// Runs the command on the songs, with another search path where one is given.
fn evaluate(mood: &Mood, path: Option<&str>) -> Result<Said> {
    let mut command = mood.command(["--json", "evaluate", "invariance"])?;
    command.arg(mood.music());
    if let Some(path) = path {
        command.env("PATH", path);
    }
    Ok(Said::of(&command.output()?))
}

fn names(report: &Value) -> Result<Vec<&str>> {
    let rows = report["rows"].as_array().context("no rows")?;
    rows.iter()
        .map(|row| row["variant"].as_str().context("a row without a name"))
        .collect()
}

#[test]
fn every_form_that_can_be_made_is_compared() -> Result<()> {
    let mood = with_songs()?;
    let said = evaluate(&mood, None)?;
    assert_eq!(said.code, Some(0), "{said:?}");
    let report = said.lines()?.remove(0);
    let names = names(&report)?;
    assert!(BY_US.iter().all(|name| names.contains(name)), "{names:?}");
    let told = |name: &&str| names.contains(name) != said.err.contains(*name);
    assert!(BY_FFMPEG.iter().all(told), "{said:?}");
    assert_eq!(names.last(), Some(&"all"));
    for row in report["rows"].as_array().context("no rows")? {
        for axis in ["valence", "arousal"] {
            let number = |key: &str| row[axis][key].as_f64().context("no number");
            assert!((0.0..=1.0).contains(&number("within")?), "{row}");
            assert!(number("median")? <= number("p95")? + 1e-9, "{row}");
        }
        if row["variant"] == "FLAC" {
            // What is heard is the same to the bit.
            assert!(row["valence"]["p95"].as_f64() < Some(0.001), "{row}");
        }
    }
    let home = fs::read_dir(mood.home())?.count();
    assert_eq!(home, 0, "something was left in the home folder");
    Ok(())
}

#[test]
fn without_ffmpeg_the_other_forms_are_compared() -> Result<()> {
    let mood = with_songs()?;
    let said = evaluate(&mood, Some(""))?;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.err.contains("ffmpeg"), "{}", said.err);
    let report = said.lines()?.remove(0);
    let all: Vec<&str> = BY_US.into_iter().chain(["all"]).collect();
    assert_eq!(names(&report)?, all);
    Ok(())
}

#[test]
fn a_folder_without_music_is_misuse() -> Result<()> {
    let mood = Mood::new()?;
    for folder in [mood.music(), mood.file("nowhere")] {
        let folder = folder.to_str().context("an odd temporary folder")?;
        let said = mood.run(["evaluate", "invariance", folder])?;
        assert_eq!(said.code, Some(2), "{said:?}");
        assert_eq!(said.err.lines().count(), 1, "{}", said.err);
        assert_eq!(said.out, "");
    }
    Ok(())
}

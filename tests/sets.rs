//! Sets from the terminal: built, kept as a playlist, and refused with a sentence
//! that says what would do.

use std::path::Path;

use anyhow::{Context, Result};
use moodplane_tests::{Mood, Said, song};
use serde_json::Value;

/// A `mood` that has heard so many songs.
fn with_songs(count: u32) -> Result<Mood> {
    let mood = Mood::new()?;
    for variant in 0..count {
        song(&mood.music().join(format!("{variant}.wav")), 12, variant)?;
    }
    let said = mood.analyse(&mood.music())?;
    assert_eq!(said.code, Some(0), "{said:?}");
    Ok(mood)
}

fn text(path: &Path) -> Result<&str> {
    path.to_str().context("an odd temporary folder")
}

/// The set that `mood --json set` prints.
fn set(mood: &Mood, arguments: &[&str]) -> Result<Value> {
    let said = mood.run([&["--json", "set"], arguments].concat())?;
    assert_eq!(said.code, Some(0), "{arguments:?}: {said:?}");
    let mut lines = said.lines()?;
    assert_eq!(lines.len(), 1);
    lines.pop().context("nothing said")
}

fn paths(set: &Value) -> Vec<&str> {
    let tracks = set["tracks"].as_array().into_iter().flatten();
    tracks.filter_map(|track| track["path"].as_str()).collect()
}

fn refused(mood: &Mood, arguments: &[&str], code: i32) -> Result<Said> {
    let said = mood.run([&["set"], arguments].concat())?;
    assert_eq!(said.code, Some(code), "{arguments:?}: {said:?}");
    assert_eq!(said.err.lines().count(), 1, "{}", said.err);
    assert!(said.out.is_empty());
    Ok(said)
}

#[test]
fn a_set_is_built_kept_and_built_again_the_same() -> Result<()> {
    let mood = with_songs(8)?;
    let wish = [
        "--tracks", "5", "--shape", "build", "--key", "boost", "--seed", "3",
    ];
    // Any tempo and key may follow in music as small as this.
    let loose = ["--tracks", "5", "--shape", "build", "--seed", "3"];
    let first = set(&mood, &[&loose[..], &["--save", "Evening"]].concat())?;
    assert_eq!(paths(&first).len(), 5);
    assert_eq!(set(&mood, &loose)?, first);
    assert!(first["tracks"][0]["step"].is_null());
    let step = &first["tracks"][1]["step"];
    assert!(
        step["jump"].as_f64().is_some() && step["breaks_key"] == false,
        "{step}"
    );
    assert!(first["cost"].as_f64().is_some_and(|cost| cost > 0.0));

    let shown = mood
        .run(["--json", "playlist", "show", "Evening"])?
        .lines()?;
    let shown: Vec<&str> = shown
        .iter()
        .filter_map(|row| row["path"].as_str())
        .collect();
    assert_eq!(shown, paths(&first));

    let must = mood.music().join("7.wav");
    let must = format!("{}@2", text(&must)?);
    let set = set(
        &mood,
        &[
            "--minutes",
            "1",
            "--from",
            "calm",
            "--to",
            "6,7",
            "--must",
            &must,
        ],
    )?;
    assert!(paths(&set)[1].ends_with("7.wav"));
    let seconds = set["duration_s"].as_f64().context("no length")?;
    assert!((48.0..=72.0).contains(&seconds), "{seconds}");

    let table = mood.run([&["set"], &loose[..]].concat())?;
    assert_eq!(table.out.lines().count(), 7, "{}", table.out);
    assert!(table.out.contains("5 tracks, 1:00,"), "{}", table.out);
    let strict = mood.run([&["set"], &wish[..]].concat())?;
    assert!(matches!(strict.code, Some(0 | 3)), "{strict:?}");
    Ok(())
}

#[test]
fn what_cannot_be_is_told_with_what_would_do() -> Result<()> {
    let mood = with_songs(3)?;
    let many = refused(&mood, &["--tracks", "40"], 3)?;
    assert!(many.err.contains("3 tracks would do"), "{}", many.err);
    let said = mood.run(["--json", "set", "--tracks", "40"])?;
    let why = said.lines()?.pop().context("nothing said")?;
    assert_eq!(why["cause"]["kind"], "few_tracks");
    assert_eq!(why["relax"][0]["to"], 3);
    let tempo = refused(&mood, &["--tracks", "3", "--tempo", "0"], 3)?;
    assert!(tempo.err.contains("% would do"), "{}", tempo.err);

    let file = mood.music().join("0.wav");
    let file = text(&file)?;
    for wrong in [
        &["--shape", "build"][..],
        &["--tracks", "3", "--minutes", "3"],
        &["--tracks", "0"],
        &["--minutes", "0"],
        &["--minutes", "NaN"],
        &["--tracks", "3", "--shape", "zigzag"],
        &["--tracks", "3", "--from", "hungry", "--to", "calm"],
        &["--tracks", "3", "--from", "calm"],
        &["--tracks", "3", "--path", "5,5 11,5"],
        &["--tracks", "3", "--tempo", "-3"],
        &["--tracks", "3", "--where", "tempo:fast"],
        &["--tracks", "3", "--playlist", "no such"],
        &["--tracks", "3", "--must", file],
        &["--tracks", "3", "--must", &format!("{file}@0")],
        &["--tracks", "3", "--must", "no such file@1"],
    ] {
        refused(&mood, wrong, 2)?;
    }
    Ok(())
}

//! The published model on real tracks: its files, with random weights of the
//! published shapes, are imported, and everything that hears hears with it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use moodplane_tests::{Mood, Said, random_weights, song};
use serde_json::Value;

/// Runs `mood` with the user's own models in a folder of the test's.
fn run(mood: &Mood, words: &[&str]) -> Result<Said> {
    let mut command = mood.command(words)?;
    command.env("MOODPLANE_USER_MODELS", mood.file("models"));
    Ok(Said::of(&command.output()?))
}

fn well(mood: &Mood, words: &[&str]) -> Result<Said> {
    let said = run(mood, words)?;
    ensure!(said.code == Some(0), "mood {words:?}: {said:?}");
    Ok(said)
}

fn text(path: &Path) -> Result<&str> {
    path.to_str().context("an odd path")
}

/// What every analysis by music2emo has.
fn check(line: &Value, segments: usize) -> Result<()> {
    ensure!(line["model"]["id"] == "music2emo", "{line}");
    for axis in ["valence", "arousal"] {
        let value = line[axis].as_f64().context("no value")?;
        ensure!((1.0..=9.0).contains(&value), "{axis} {value}");
        ensure!(line[&format!("{axis}_sd")].as_f64() > Some(0.5), "{line}");
    }
    ensure!(line["tags"].as_array().map(Vec::len) == Some(56), "{line}");
    ensure!(line["curve"]["step_s"] == 30.0, "{}", line["curve"]);
    let curve = line["curve"]["valence"].as_array().context("no curve")?;
    ensure!(curve.len() == segments, "{curve:?}");
    let chords = line["chords"].as_array().context("no chords")?;
    ensure!(
        !chords.is_empty() && chords[0]["start_s"] == 0.0,
        "{chords:?}"
    );
    for pair in chords.windows(2) {
        ensure!(pair[0]["end_s"] == pair[1]["start_s"], "{pair:?}");
    }
    Ok(())
}

#[test]
fn random_weights_are_imported_and_hear_real_tracks() -> Result<()> {
    let mood = Mood::new()?;
    let weights = mood.file("weights");
    random_weights(&weights)?;
    well(&mood, &["models", "import", "music2emo", text(&weights)?])?;
    fs::remove_dir_all(&weights)?;
    well(&mood, &["models", "verify", "music2emo"])?;

    let music = mood.music();
    song(&music.join("short.wav"), 7, 1)?;
    song(&music.join("long.wav"), 41, 2)?;
    let analyse = ["--model", "music2emo", "--json", "analyse", text(&music)?];
    let lines = well(&mood, &analyse)?.lines()?;
    ensure!(lines.len() == 2, "{lines:?}");
    for line in &lines {
        let long = line["path"]
            .as_str()
            .is_some_and(|p| p.ends_with("long.wav"));
        check(line, if long { 2 } else { 1 })?;
    }
    // Kept, and the student's analyses are apart.
    let again = well(&mood, &analyse)?.lines()?;
    ensure!(again.len() == 2 && again.iter().all(|line| lines.contains(line)));
    let student = well(&mood, &["--json", "list"])?.lines()?;
    ensure!(
        student.iter().all(|line| line["valence"].is_null()),
        "{student:?}"
    );

    // Exactly as the published code reads it, it is another analysis.
    let short = music.join("short.wav");
    let parity = [
        "--model",
        "music2emo",
        "--parity",
        "music2emo",
        "--json",
        "analyse",
    ];
    let parity: Vec<&str> = parity.into_iter().chain([text(&short)?]).collect();
    let lines = well(&mood, &parity)?.lines()?;
    check(&lines[0], 1)?;
    let version = lines[0]["model"]["version"]
        .as_str()
        .context("no version")?;
    ensure!(version.ends_with("-parity"), "{version}");
    // The head's biases make every tag likely: a flat .5 turns all of them on.
    let tags = lines[0]["tags"].as_array().context("no tags")?;
    ensure!(tags.iter().all(|tag| tag["on"] == true), "{tags:?}");

    // Its embeddings are features, and its head is measured on labelled clips.
    let manifest = mood.file("set.csv");
    let mut rows = String::from("clip,path,split,group,valence,arousal\n");
    for (name, split, valence) in [("short", "test", 3), ("long", "test", 7)] {
        rows += &format!("{name},music/{name}.wav,{split},,{valence},{valence}\n");
    }
    fs::write(&manifest, rows)?;
    let features = mood.file("features");
    let (manifest, features) = (text(&manifest)?, text(&features)?);
    let extract = [
        "features",
        "extract",
        "--encoder",
        "mert",
        "--chords",
        "btc",
    ];
    let extract: Vec<&str> = extract
        .into_iter()
        .chain(["--datasets", manifest, "--out", features])
        .collect();
    well(&mood, &extract)?;
    let evaluate = ["evaluate", "heads", "music2emo", "--datasets", manifest];
    let evaluate: Vec<&str> = evaluate
        .into_iter()
        .chain(["--features", features, "--json"])
        .collect();
    let tables = well(&mood, &evaluate)?.lines()?;
    ensure!(tables[0].to_string().contains("valence RMSE"), "{tables:?}");
    Ok(())
}

//! Every format that is promised is heard, by its content, and means the same.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result};
use moodplane_tests::{FORMATS, Mood, encode, song};
use serde_json::Value;

/// The keys of an analysed file's line, as the README lists them.
const KEYS: [&str; 21] = [
    "path",
    "duration_s",
    "valence",
    "arousal",
    "valence_sd",
    "arousal_sd",
    "valence_raw",
    "arousal_raw",
    "quadrant",
    "quadrant_probabilities",
    "unsure",
    "gems",
    "tags",
    "key",
    "mode",
    "camelot",
    "chords",
    "tempo_bpm",
    "loudness_lufs",
    "curve",
    "model",
];

fn number(line: &Value, key: &str) -> Result<f64> {
    line[key]
        .as_f64()
        .with_context(|| format!("{key} is no number in {line}"))
}

#[test]
fn one_tune_in_every_format_lands_in_one_place() -> Result<()> {
    let mood = Mood::new()?;
    let wav = mood.music().join("tune.wav");
    song(&wav, 12, 3)?;
    for (ending, how) in FORMATS {
        encode(&wav, ending, how)?;
    }
    let said = mood.analyse(&mood.music())?;
    assert_eq!(said.code, Some(0), "{}", said.err);
    let lines = said.lines()?;
    assert_eq!(lines.len(), FORMATS.len() + 1);
    let original = lines
        .iter()
        .find(|line| {
            line["path"]
                .as_str()
                .is_some_and(|p| p.ends_with("tune.wav"))
        })
        .context("the original is missing")?;
    for line in &lines {
        let path = line["path"].as_str().context("no path")?;
        assert!(line["error"].is_null(), "{line}");
        for key in ["valence", "arousal"] {
            let apart = (number(line, key)? - number(original, key)?).abs();
            let lossy = !["wav", "aiff", "flac"]
                .iter()
                .any(|end| path.ends_with(end));
            // The tune is bare tones: what a codec puts between them is a large part
            // of its timbre, which valence follows. Real music moves far less
            // (`mood evaluate invariance`).
            let bound = match (lossy, key) {
                (false, _) => 0.02,
                (true, "valence") => 1.5,
                (true, _) => 0.6,
            };
            assert!(apart < bound, "{key} of {path} is {apart} off");
        }
        // Encoders pad; a tenth of a second is two frames of the longest.
        let length = number(line, "duration_s")?;
        assert!((length - 12.0).abs() < 0.15, "{path} lasts {length} s");
    }
    Ok(())
}

#[test]
fn a_line_says_all_that_is_promised_in_its_bounds() -> Result<()> {
    let mood = Mood::new()?;
    song(&mood.music().join("tune.wav"), 17, 5)?;
    let line = mood.analyse(&mood.music())?.lines()?.remove(0);
    let found: BTreeSet<&str> = line
        .as_object()
        .context("no object")?
        .keys()
        .map(String::as_str)
        .collect();
    let promised: BTreeSet<&str> = KEYS.into_iter().chain(["error"]).collect();
    assert_eq!(found, promised);

    for key in ["valence", "arousal", "valence_raw", "arousal_raw"] {
        assert!((1.0..=9.0).contains(&number(&line, key)?), "{line}");
    }
    for key in ["valence_sd", "arousal_sd"] {
        assert!((0.0..4.0).contains(&number(&line, key)?), "{line}");
    }
    assert!(line["unsure"].is_boolean(), "{line}");
    let quadrants = line["quadrant_probabilities"]
        .as_array()
        .context("no probabilities")?;
    let quadrants: Vec<f64> = quadrants.iter().filter_map(Value::as_f64).collect();
    assert_eq!(quadrants.len(), 4);
    assert!((quadrants.iter().sum::<f64>() - 1.0).abs() < 0.005);
    let likeliest = quadrants.iter().copied().fold(0.0, f64::max);
    let named = ["Q1", "Q2", "Q3", "Q4"]
        .iter()
        .position(|name| line["quadrant"] == *name)
        .context("no quadrant")?;
    assert_eq!(quadrants[named], likeliest, "{line}");
    if let Some(gems) = line["gems"].as_object() {
        assert_eq!(gems.len(), 9);
        for share in gems.values() {
            let share = share.as_f64().context("no share")?;
            assert!((0.0..=1.0).contains(&share), "{line}");
        }
    }
    let tags = line["tags"].as_array().context("no tags")?;
    assert_eq!(tags.len(), 56);
    for tag in tags {
        assert!(tag["name"].is_string() && tag["on"].is_boolean(), "{tag}");
        assert!((0.0..=1.0).contains(&number(tag, "probability")?), "{tag}");
    }
    assert!(line["chords"].is_array(), "{line}");
    let curve = &line["curve"];
    let points = curve["valence"].as_array().context("no curve")?;
    assert_eq!(
        points.len(),
        curve["arousal"].as_array().context("no curve")?.len()
    );
    let covered = points.len() as f64 * number(curve, "step_s")?;
    assert!(
        (12.0..25.0).contains(&covered),
        "the curve covers {covered} s"
    );
    for key in ["id", "version"] {
        assert!(line["model"][key].is_string(), "{line}");
    }
    Ok(())
}

#[test]
fn the_content_counts_and_not_the_name() -> Result<()> {
    let mood = Mood::new()?;
    let wav = mood.music().join("tune.wav");
    song(&wav, 8, 2)?;
    let ogg = encode(&wav, "ogg", &["-c:a", "libvorbis"])?;
    fs::rename(ogg, mood.music().join("really-vorbis.mp3"))?;
    fs::rename(&wav, mood.music().join("really-wave.flac"))?;
    let said = mood.analyse(&mood.music())?;
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert_eq!(said.lines()?.len(), 2);
    Ok(())
}

//! What the shipped model makes of sounds that are no music, and of the same
//! music in other clothes.

use std::collections::BTreeMap;
use std::f32::consts::TAU;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use moodplane_tests::{Mood, Said, song, tune, wave};
use serde_json::Value;

/// Enough for all that the network hears, which ends at 8 kHz.
const RATE: u32 = 16_000;

/// White noise (a linear congruential generator's upper halves).
fn noise(seconds: u32) -> Vec<f32> {
    let mut state = 42_u64;
    let sample = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f32 / (1 << 24) as f32 - 0.5
    };
    let count = (seconds * RATE) as usize;
    std::iter::repeat_with(sample).take(count).collect()
}

/// The test tone of broadcasters and tuning forks.
fn tone(seconds: u32) -> Vec<f32> {
    let sample = |at: u32| 0.3 * (TAU * 440.0 * at as f32 / RATE as f32).sin();
    (0..seconds * RATE).map(sample).collect()
}

/// A voice's buzz through the two lowest formants of a few vowels (Peterson &
/// Barney 1952), a pause after every fourth syllable.
fn speech(seconds: u32) -> Vec<f32> {
    const VOWELS: [[f32; 2]; 4] = [
        [730.0, 1090.0],
        [270.0, 2290.0],
        [530.0, 1840.0],
        [300.0, 870.0],
    ];
    const SYLLABLE_S: f32 = 0.22;
    let mut phase = 0.0;
    // Of each formant's resonator, its last two outputs.
    let mut last = [[0.0_f32; 2]; 2];
    let sample = |at: u32| {
        let time = at as f32 / RATE as f32;
        let syllable = (time / SYLLABLE_S) as usize;
        let pause = syllable % 5 == 4;
        // The pitch falls over a phrase.
        phase += (130.0 - 8.0 * ((time / SYLLABLE_S) % 5.0)) / RATE as f32;
        let pulse = if phase >= 1.0 && !pause { 1.0 } else { 0.0 };
        phase %= 1.0;
        let formants = VOWELS[syllable * 7 / 3 % VOWELS.len()];
        let mut sound = 0.0;
        for (hz, last) in formants.into_iter().zip(&mut last) {
            /// How narrow a formant is: about 90 Hz wide at this rate.
            const NARROW: f32 = 0.982;
            let turn = 2.0 * NARROW * (TAU * hz / RATE as f32).cos();
            let out = pulse + turn * last[0] - NARROW * NARROW * last[1];
            *last = [out, last[0]];
            sound += out;
        }
        0.1 * sound
    };
    (0..seconds * RATE).map(sample).collect()
}

/// What is heard in the files of a folder, by their names without ending.
fn heard(mood: &Mood, folder: &Path, jobs: &str) -> Result<(Said, BTreeMap<String, Value>)> {
    let mut command = mood.command(["analyse", "--json", "--jobs", jobs])?;
    let said = Said::of(&command.arg(folder).output()?);
    let mut lines = BTreeMap::new();
    for line in said.lines()? {
        let path = line["path"].as_str().context("no path")?;
        let stem = Path::new(path).file_stem().context("no name")?;
        lines.insert(stem.to_string_lossy().into_owned(), line);
    }
    Ok((said, lines))
}

fn number(line: &Value, key: &str) -> Result<f64> {
    let number = line[key].as_f64().filter(|n| n.is_finite());
    number.with_context(|| format!("{key} is no number in {line}"))
}

/// All values are numbers, and those with a scale are on it.
fn assert_on_scale(line: &Value) -> Result<()> {
    ensure!(line["error"].is_null(), "{line}");
    for axis in ["valence", "arousal"] {
        ensure!((1.0..=9.0).contains(&number(line, axis)?), "{line}");
        number(line, &format!("{axis}_raw"))?;
        ensure!(number(line, &format!("{axis}_sd"))? > 0.0, "{line}");
        let curve = line["curve"][axis].as_array().context("no curve")?;
        let seconds = number(line, "duration_s")?;
        assert_eq!(curve.len(), ((seconds / 5.0).ceil() as usize).max(1));
        let on_scale = |v: &Value| v.as_f64().is_some_and(|v| (1.0..=9.0).contains(&v));
        ensure!(curve.iter().all(on_scale), "{line}");
    }
    let unit = |v: &Value| v.as_f64().is_some_and(|v| (0.0..=1.0).contains(&v));
    let quadrants = line["quadrant_probabilities"].as_array();
    let quadrants = quadrants.context("no quadrants")?;
    ensure!(quadrants.len() == 4 && quadrants.iter().all(unit), "{line}");
    let gems = line["gems"].as_object().context("no emotions")?;
    ensure!(gems.len() == 9 && gems.values().all(unit), "{line}");
    let tags = line["tags"].as_array().context("no tags")?;
    ensure!(tags.len() == 56, "{line}");
    ensure!(tags.iter().all(|tag| unit(&tag["probability"])), "{line}");
    Ok(())
}

/// The shipped model's standard deviations for music like its own.
fn shipped_sd() -> Result<[f64; 2]> {
    let registry = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models/registry.toml");
    let text = std::fs::read_to_string(registry)?;
    let values = text
        .lines()
        .find_map(|line| line.strip_prefix("sd = "))
        .context("the registry names no sd")?;
    Ok(serde_json::from_str(values)?)
}

#[test]
fn what_is_no_music_gets_wide_values_and_silence_none() -> Result<()> {
    let mood = Mood::new()?;
    let put = |name: &str, samples: &[f32]| {
        let file = mood.music().join(name).with_extension("wav");
        wave(&file, RATE, 1, samples)
    };
    put("silence", &vec![0.0; 20 * RATE as usize])?;
    put("second", &tune(RATE, 1, 4))?;
    put("noise", &noise(30))?;
    put("tone", &tone(30))?;
    put("speech", &speech(30))?;
    let music = tune(RATE, 32, 7);
    put("music", &music)?;
    // Four chords again and again, for 12 minutes.
    put("long", &tune(RATE, 12, 3).repeat(60))?;

    let (said, lines) = heard(&mood, &mood.music(), "2")?;
    assert_eq!(said.code, Some(1), "silence fails alone: {said:?}");
    assert_eq!(lines.len(), 7);
    assert_eq!(lines["silence"]["error"]["code"], "silence");
    for (name, line) in lines.iter().filter(|(name, _)| *name != "silence") {
        assert_on_scale(line).with_context(|| name.clone())?;
    }
    // Wider than for the music that the model learned from. The test's own tune is
    // as strange to it as a tone.
    let mut narrow = Vec::new();
    for (key, usual) in ["valence_sd", "arousal_sd"].into_iter().zip(shipped_sd()?) {
        for strange in ["noise", "tone"] {
            let its = number(&lines[strange], key)?;
            if its < 1.1 * usual {
                narrow.push(format!("{key} of {strange} is {its}, of music {usual}"));
            }
        }
    }
    ensure!(narrow.is_empty(), "{}", narrow.join(", "));
    Ok(())
}

#[test]
fn the_same_music_is_heard_alike_however_loud_and_wide_it_is() -> Result<()> {
    let mood = Mood::new()?;
    let piece = tune(RATE, 60, 5);
    let put = |name: &str, channels: u16, gain: f32, samples: &[f32]| {
        let louder: Vec<f32> = samples.iter().map(|sample| gain * sample).collect();
        let file = mood.music().join(name).with_extension("wav");
        wave(&file, RATE, channels, &louder)
    };
    put("plain", 1, 1.0, &piece)?;
    let (_, lines) = heard(&mood, &mood.music(), "1")?;
    let plain = lines.get("plain").context("it was not heard")?;
    let lufs = number(plain, "loudness_lufs")?;
    let to = |wanted: f64| 10f64.powf((wanted - lufs) / 20.0) as f32;
    put("soft", 1, to(-20.0), &piece)?;
    put("loud", 1, to(-8.0), &piece)?;
    put("stereo", 2, 1.0, &piece)?;
    // 200 frames of the front end: beats of this tune fall on whole frames, and half a
    // frame later each of them would sound otherwise.
    let mut late = vec![0.0; 200 * 256];
    late.extend(&piece);
    put("late", 1, 1.0, &late)?;

    let (said, lines) = heard(&mood, &mood.music(), "2")?;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(lines.len(), 5);
    for (name, wanted) in [("soft", -20.0), ("loud", -8.0)] {
        let found = number(&lines[name], "loudness_lufs")?;
        ensure!((found - wanted).abs() < 0.3, "{name} is at {found} LUFS");
    }
    let mut off = Vec::new();
    for (name, line) in &lines {
        for axis in ["valence", "arousal"] {
            let apart = (number(line, axis)? - number(&lines["plain"], axis)?).abs();
            if apart > 0.2 {
                off.push(format!("{axis} of {name} is {apart:.3} off"));
            }
        }
    }
    ensure!(off.is_empty(), "{}", off.join(", "));
    Ok(())
}

#[test]
fn a_file_is_heard_alike_alone_and_among_others() -> Result<()> {
    let (alone, among) = (Mood::new()?, Mood::new()?);
    let file = "piece.wav";
    song(&alone.music().join(file), 20, 2)?;
    song(&among.music().join(file), 20, 2)?;
    for variant in 0..12 {
        let other = among.music().join(format!("{variant}.wav"));
        wave(&other, RATE, 1, &tune(RATE, 3 + 3 * variant, variant + 20))?;
    }
    let (_, one) = heard(&alone, &alone.music(), "1")?;
    let (said, all) = heard(&among, &among.music(), "4")?;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!((one.len(), all.len()), (1, 13));
    for key in ["valence", "arousal", "valence_sd", "arousal_sd"] {
        let apart = (number(&one["piece"], key)? - number(&all["piece"], key)?).abs();
        ensure!(apart <= 0.01, "{key} is {apart} off");
    }
    Ok(())
}

//! The shipped model's way from music and teachers to a folder of models, on
//! tiny made-up music: trained, interrupted, measured, and heard with.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::SystemTime;

use anyhow::{Context, Result, ensure};
use moodplane_tests::{Mood, Said, interrupt, random_teachers, song, tune, until, wave};
use rusqlite::Connection;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Clips of each list.
const QUADRANTS: u32 = 16;
const GEMS: u32 = 8;
/// Lengths of clips, s: less than a window, about one, and a little more.
const SECONDS: [u32; 5] = [12, 17, 22, 29, 31];
/// The student's windows, s: shorter unlabelled music has none.
const WINDOW_S: u32 = 30;

const EMOTIONS: [&str; 9] = [
    "amazement",
    "solemnity",
    "tenderness",
    "nostalgia",
    "calmness",
    "power",
    "joyful_activation",
    "tension",
    "sadness",
];

const MEASURES: [&str; 9] = [
    "four-quadrant accuracy",
    "arousal AUC (Q1, Q2 against Q3, Q4)",
    "valence AUC (Q1, Q4 against Q2, Q3)",
    "R² of tag-norm valence",
    "R² of tag-norm arousal",
    "mean r over 9 GEMS emotions",
    "56 tags: macro r with the teacher",
    "80 % intervals of valence cover",
    "80 % intervals of arousal cover",
];

/// Writes a clip, whatever its ending says: files are known by their content.
fn clip(path: &Path, seconds: u32, variant: u32) -> Result<()> {
    /// The lowest rate that loses nothing the networks hear.
    const RATE: u32 = 16_000;
    wave(path, RATE, 1, &tune(RATE, seconds, variant))
}

fn seconds(clip: u32) -> u32 {
    SECONDS[clip as usize % SECONDS.len()]
}

fn split(held_out: bool) -> &'static str {
    if held_out { "validation" } else { "train" }
}

/// Both lists and their clips, in the layout that training reads.
fn labelled(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder.join("quadrants"))?;
    fs::create_dir_all(folder.join("gems"))?;
    let mut list =
        String::from("clip,split,quadrant,tag_valence,tag_arousal,moods,genre,artist_hash\n");
    for id in 0..QUADRANTS {
        clip(
            &folder.join(format!("quadrants/MT{id:04}.opus")),
            seconds(id),
            id,
        )?;
        // Each artist has two clips in opposite quadrants, so that any of the
        // artists alone has both sides of both axes.
        let (artist, second) = (id / 2, id % 2);
        let quadrant = artist % 2 + 2 * second;
        let pleasant = quadrant == 0 || quadrant == 3;
        let (valence, arousal) = (
            if pleasant { 6.5 } else { 3.5 },
            if quadrant < 2 { 6.0 } else { 3.0 },
        );
        let nudge = 0.1 * f64::from(id % 7);
        list += &format!(
            "MT{id:04},{},Q{},{:.3},{:.3},lively; keen,Rock,{artist:08x}\n",
            split(artist >= 6),
            quadrant + 1,
            valence + nudge,
            arousal - nudge,
        );
    }
    fs::write(folder.join("quadrants.csv"), list)?;
    let mut list = format!("clip,split,genre,raters,{}\n", EMOTIONS.join(","));
    for id in 0..GEMS {
        clip(
            &folder.join(format!("gems/rock-{id:03}.opus")),
            seconds(id + 2),
            id + 30,
        )?;
        list += &format!("rock-{id:03},{},rock,20", split(id % 4 == 3));
        for emotion in 0..9 {
            list += &format!(",{:.4}", f64::from((id * 3 + emotion * 5) % 11) / 11.0);
        }
        list.push('\n');
    }
    Ok(fs::write(folder.join("gems.csv"), list)?)
}

/// Music without labels: long enough, too short, and no music at all.
fn unlabelled(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    clip(&folder.join("long.wav"), WINDOW_S + 6, 40)?;
    clip(&folder.join("short.wav"), WINDOW_S - 10, 41)?;
    Ok(fs::write(folder.join("notes.txt"), "no music")?)
}

/// A `mood`, the material, and where the work and the models go.
struct Room {
    mood: Mood,
}

impl Room {
    fn new() -> Result<Self> {
        let mood = Mood::new()?;
        labelled(&mood.file("data"))?;
        random_teachers(&mood.file("teachers"))?;
        unlabelled(&mood.file("music"))?;
        Ok(Self { mood })
    }

    fn cache(&self, work: &str) -> PathBuf {
        self.mood.file(work).join("cache")
    }

    /// The models that a training made.
    fn models(&self, out: &str) -> PathBuf {
        self.mood.file(out)
    }

    fn weights(&self, out: &str) -> PathBuf {
        self.models(out).join("student/student.safetensors")
    }

    /// `mood` with these words, of which those that begin with `@` are files
    /// here; with the models of `out`, on one thread, where sums are the same
    /// every time.
    fn command(&self, line: &str, out: &str) -> Result<Command> {
        let words = line.split_whitespace().map(|word| {
            let file = word.strip_prefix('@').map(|name| self.mood.file(name));
            file.map_or_else(|| word.into(), PathBuf::into_os_string)
        });
        let mut command = self.mood.command(words)?;
        command
            .env("MOODPLANE_MODELS", self.models(out))
            .env("OMP_NUM_THREADS", "1");
        Ok(command)
    }

    fn well(&self, line: &str, out: &str) -> Result<Said> {
        let said = Said::of(&self.command(line, out)?.output()?);
        ensure!(said.code == Some(0), "mood {line}: {said:?}");
        Ok(said)
    }

    /// Begins a training that will be interrupted.
    fn begin(&self, line: &str) -> Result<Child> {
        let mut command = self.command(line, "models")?;
        Ok(command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?)
    }
}

/// In f32: which numbers are the fastest is timed, and may come out otherwise the
/// next time.
fn training(work: &str, out: &str) -> String {
    format!(
        "--device cpu --precision f32 train all --data @data --teachers @teachers --unlabelled @music \
         --work @{work} --out @{out}/student --steps 3"
    )
}

fn evaluation(work: &str) -> String {
    format!(
        "--device cpu evaluate --model student --data @data --teachers @teachers --work @{work}"
    )
}

/// Presses Ctrl-C and expects the status that says so.
fn stop(child: &mut Child) -> Result<()> {
    interrupt(child)?;
    let status = until("the end", || child.try_wait().ok().flatten())?;
    ensure!(status.code() == Some(130), "{status}");
    Ok(())
}

/// What is in a folder, and when it was written.
fn times(folder: &Path) -> Result<BTreeMap<String, SystemTime>> {
    let mut times = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        times.insert(name, entry.metadata()?.modified()?);
    }
    Ok(times)
}

fn digest(file: &Path) -> Result<Vec<u8>> {
    let bytes = fs::read(file).with_context(|| format!("no {}", file.display()))?;
    Ok(Sha256::digest(bytes).to_vec())
}

#[test]
fn a_model_is_trained_interrupted_measured_and_heard_with() -> Result<()> {
    let room = Room::new()?;
    train_with_interruptions(&room)?;
    assert_published(&room)?;
    assert_measured(&room)?;
    assert_hears(&room)?;
    assert_repeatable(&room)
}

/// Stopped while the teachers are asked and stopped while it learns, a training
/// goes on from where it was.
fn train_with_interruptions(room: &Room) -> Result<()> {
    let line = training("work", "models");
    let cache = room.cache("work");
    // Files that are whole: what is being written has another ending.
    let whole = || -> Option<BTreeMap<String, SystemTime>> {
        let mut all = times(&cache).ok()?;
        all.retain(|name, _| name.ends_with(".safetensors"));
        (!all.is_empty()).then_some(all)
    };
    let mut child = room.begin(&line)?;
    until("a first answer of the teachers", whole)?;
    stop(&mut child)?;
    let asked = whole().context("nothing was kept")?;
    let pieces = (QUADRANTS + GEMS + 1) as usize;
    ensure!(asked.len() < pieces, "it was not interrupted");

    let mut child = room.begin(&line)?;
    let run = room.mood.file("work").join("student");
    until("the first step", || run.is_dir().then_some(()))?;
    stop(&mut child)?;
    ensure!(run.join("checkpoint.safetensors").is_file());
    ensure!(!room.models("models").join("registry.toml").exists());
    let all = times(&cache)?;
    ensure!(all.len() == pieces, "{all:?}");
    ensure!(asked.iter().all(|(name, time)| all.get(name) == Some(time)));

    let said = room.well(&line, "models")?;
    ensure!(said.err.contains("going on from step"), "{said:?}");
    ensure!(
        said.err.contains("short.wav") && said.err.contains("too short"),
        "{said:?}"
    );
    for measure in MEASURES {
        ensure!(said.out.contains(measure), "no {measure}: {said:?}");
    }
    // No teacher was asked again.
    assert_eq!(times(&cache)?, all);
    Ok(())
}

/// The folder is one of models, with weights that are small and a card.
fn assert_published(room: &Room) -> Result<()> {
    let models = room.models("models");
    let weights = fs::metadata(room.weights("models"))?.len();
    ensure!((100_000..4_000_000).contains(&weights), "{weights} bytes");
    ensure!(models.join("registry.toml").is_file());
    let card = fs::read_to_string(models.join("student/CARD.md"))?;
    for measure in MEASURES {
        ensure!(card.contains(&format!("| {measure} |")), "{card}");
    }
    ensure!(!card.contains("NaN"), "{card}");
    let verified = room
        .well("models verify student --json", "models")?
        .lines()?;
    ensure!(
        verified.iter().all(|line| line["ok"] == true),
        "{verified:?}"
    );
    Ok(())
}

/// All measures, each with its interval.
fn assert_measured(room: &Room) -> Result<()> {
    let reports = room
        .well(&format!("{} --json", evaluation("work")), "models")?
        .lines()?;
    let [report] = &reports[..] else {
        anyhow::bail!("{reports:?}");
    };
    assert_eq!(report["clips"], QUADRANTS + GEMS);
    let measures = report["measures"].as_array().context("no measures")?;
    let names: Vec<&str> = measures
        .iter()
        .filter_map(|m| m["measure"].as_str())
        .collect();
    assert_eq!(names, MEASURES);
    for measure in measures {
        for how in ["cross_validated", "validation"] {
            let number = |key: &str| {
                let number = measure[how][key].as_f64();
                number.with_context(|| format!("{how}.{key} of {measure}"))
            };
            let (low, high) = (number("low")?, number("high")?);
            ensure!(number("value")?.is_finite() && low <= high, "{measure}");
        }
    }
    Ok(())
}

/// The model hears a file, and all that is said of it is on its scale.
fn assert_hears(room: &Room) -> Result<()> {
    let file = room.mood.file("heard.wav");
    song(&file, 33, 5)?;
    let line = "--device cpu --model student analyse --json @heard.wav";
    let lines = room.well(line, "models")?.lines()?;
    let [line] = &lines[..] else {
        anyhow::bail!("{lines:?}");
    };
    let number = |value: &Value, key: &str| {
        let number = value[key].as_f64().filter(|n| n.is_finite());
        number.with_context(|| format!("{key} of {value}"))
    };
    let numbers = |value: &Value| -> Vec<f64> {
        let values = value.as_array().into_iter().flatten();
        values.filter_map(Value::as_f64).collect()
    };
    for axis in ["valence", "arousal"] {
        let value = number(line, axis)?;
        ensure!((1.0..=9.0).contains(&value), "{line}");
        number(line, &format!("{axis}_raw"))?;
        ensure!(number(line, &format!("{axis}_sd"))? > 0.0, "{line}");
        let curve = numbers(&line["curve"][axis]);
        assert_eq!(curve.len(), 7, "a value for every 5 s of 33");
        ensure!(curve.iter().all(|v| (1.0..=9.0).contains(v)), "{line}");
        // At an end of the scale values are cut off.
        let inside = curve.iter().all(|v| (1.01..8.99).contains(v));
        let mean = curve.iter().sum::<f64>() / curve.len() as f64;
        ensure!(!inside || (mean - value).abs() < 0.05, "{line}");
    }
    assert_eq!(number(&line["curve"], "step_s")?, 5.0);

    let quadrants = numbers(&line["quadrant_probabilities"]);
    assert_eq!(quadrants.len(), 4);
    ensure!(
        (quadrants.iter().sum::<f64>() - 1.0).abs() < 0.005,
        "{line}"
    );
    let place = ["Q1", "Q2", "Q3", "Q4"]
        .iter()
        .position(|name| line["quadrant"] == *name)
        .context("no quadrant")?;
    ensure!(quadrants.iter().all(|&p| p <= quadrants[place]), "{line}");

    let gems = line["gems"].as_object().context("no emotions")?;
    for emotion in EMOTIONS {
        let share = gems.get(emotion).and_then(Value::as_f64);
        ensure!(share.is_some_and(|s| (0.0..=1.0).contains(&s)), "{line}");
    }
    assert_eq!(gems.len(), EMOTIONS.len());
    let tags = line["tags"].as_array().context("no tags")?;
    assert_eq!(tags.len(), 56);
    for tag in tags {
        ensure!((0.0..=1.0).contains(&number(tag, "probability")?), "{tag}");
    }
    assert_eq!(line["model"]["id"], "student");

    // One half-precision number for each of the embedding's.
    let library = Connection::open(room.mood.library())?;
    let embedding: Vec<u8> =
        library.query_row("SELECT embedding FROM hearings", [], |row| row.get(0))?;
    assert_eq!(embedding.len(), 2 * 256);
    Ok(())
}

/// An unbroken training with the same seed comes to the same weights, bit by
/// bit.
fn assert_repeatable(room: &Room) -> Result<()> {
    let cache = room.cache("again");
    fs::create_dir_all(&cache)?;
    for name in times(&room.cache("work"))?.keys() {
        fs::copy(room.cache("work").join(name), cache.join(name))?;
    }
    let said = room.well(&training("again", "others"), "others")?;
    ensure!(!said.err.contains("going on"), "{said:?}");
    assert_eq!(
        digest(&room.weights("models"))?,
        digest(&room.weights("others"))?
    );
    Ok(())
}

#[test]
fn what_is_missing_is_said_in_a_line() -> Result<()> {
    let room = Room { mood: Mood::new()? };
    let missing = |line: &str, word: &str| -> Result<()> {
        let said = Said::of(&room.command(line, "models")?.output()?);
        ensure!(said.code == Some(2), "{said:?}");
        ensure!(
            said.err.lines().count() == 1 && said.err.contains(word),
            "{said:?}"
        );
        Ok(())
    };
    let line = training("work", "models");
    fs::create_dir_all(room.mood.file("data"))?;
    missing(&line, "quadrants.csv")?;
    labelled_briefly(&room.mood.file("data"))?;
    fs::create_dir_all(room.mood.file("teachers"))?;
    missing(&line, "musicnn-msd.safetensors")?;
    ensure!(!room.models("models").exists());
    Ok(())
}

/// A clip of each list.
fn labelled_briefly(folder: &Path) -> Result<()> {
    fs::write(
        folder.join("quadrants.csv"),
        "clip,split,quadrant,tag_valence,tag_arousal,artist_hash\na,train,Q1,6,6,1\n",
    )?;
    let shares = ",0.5".repeat(9);
    fs::write(
        folder.join("gems.csv"),
        format!("clip,split,{}\nb,train{shares}\n", EMOTIONS.join(",")),
    )?;
    for name in ["quadrants/a.opus", "gems/b.opus"] {
        fs::create_dir_all(folder.join(name).parent().context("no folder")?)?;
        clip(&folder.join(name), 4, 1)?;
    }
    Ok(())
}

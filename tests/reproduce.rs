//! From the published data sets' own folders to a table: import, features,
//! teachers, student, evaluation, on tiny music made for the purpose.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use moodplane_tests::{Mood, Said, song};
use serde_json::Value;

/// Clips of each set and their splits.
const IDS: [(u32, &str); 7] = [
    (10, "train"),
    (11, "train"),
    (12, "train"),
    (13, "validation"),
    (14, "validation"),
    (15, "test"),
    (16, "test"),
];

/// Writes a clip, whatever its ending says: files are known by their content.
fn clip(path: &Path, variant: u32) -> Result<()> {
    fs::create_dir_all(path.parent().context("a clip lies in a folder")?)?;
    song(path, 4, variant)
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::create_dir_all(path.parent().context("a file lies in a folder")?)?;
    Ok(fs::write(path, text)?)
}

/// The splits of a set in the layout of the published lists.
fn splits(labels: &Path, set: &str) -> Result<()> {
    for split in ["train", "validation", "test"] {
        let ids: Vec<String> = IDS
            .iter()
            .filter(|(_, part)| *part == split)
            .map(|(id, _)| id.to_string())
            .collect();
        write(
            &labels.join(set).join(format!("{split}.txt")),
            &ids.join("\n"),
        )?;
    }
    Ok(())
}

/// Valence and arousal that differ from clip to clip.
fn rated(id: u32) -> (f64, f64) {
    (2.0 + f64::from(id % 5), 7.5 - f64::from(id % 4))
}

/// All four sets, each as its authors lay it out; returns the labels' folder.
fn sets(room: &Path) -> Result<PathBuf> {
    let labels = room.join("labels");
    let mut deam = String::from("song_id, valence_mean, valence_std, arousal_mean, arousal_std\n");
    let mut emomusic = String::from("song_id,mean_arousal,std_arousal,mean_valence,std_valence\n");
    let mut songs = String::from("song_id,file_name,Artist,Song title\n");
    let mut pmemo = String::from("musicId,Arousal(mean),Valence(mean)\n");
    let mut metadata = String::from("musicId,fileName,title,artist,album,duration\n");
    for (i, (id, _)) in IDS.iter().enumerate() {
        let (valence, arousal) = rated(*id);
        clip(&room.join(format!("deam/MEMD_audio/{id}.mp3")), *id)?;
        deam += &format!("{id},{valence},1,{arousal},1\n");
        clip(
            &room.join(format!("emomusic/clips_45seconds/{id}.mp3")),
            id + 1,
        )?;
        emomusic += &format!("{id},{arousal},1,{valence},1\n");
        songs += &format!("{id},{id}.mp3,Artist {i},Song\n");
        clip(&room.join(format!("pmemo/chorus/{id}.mp3")), id + 2)?;
        let share = |x: f64| (x - 1.0) / 8.0;
        pmemo += &format!("{id},{},{}\n", share(arousal), share(valence));
        metadata += &format!("{id},{id}.mp3,Song,Artist {i},Album,4\n");
        clip(
            &room.join(format!("jamendo/{:02}/{id}.mp3", id % 100)),
            id + 3,
        )?;
    }
    let level = room.join("deam/annotations/annotations averaged per song/song_level");
    write(
        &level.join("static_annotations_averaged_songs_1_2000.csv"),
        &deam,
    )?;
    let head = deam.lines().next().unwrap_or_default();
    write(
        &level.join("static_annotations_averaged_songs_2000_2058.csv"),
        head,
    )?;
    write(
        &room.join("emomusic/annotations/static_annotations.csv"),
        &emomusic,
    )?;
    write(&room.join("emomusic/annotations/songs_info.csv"), &songs)?;
    write(
        &room.join("pmemo/annotations/static_annotations.csv"),
        &pmemo,
    )?;
    write(&room.join("pmemo/metadata.csv"), &metadata)?;
    for set in ["deam", "emomusic", "pmemo"] {
        splits(&labels, set)?;
    }
    for split in ["train", "validation", "test"] {
        let mut list = String::from("TRACK_ID\tARTIST_ID\tALBUM_ID\tPATH\tDURATION\tTAGS\n");
        for (id, _) in IDS.iter().filter(|(_, part)| *part == split) {
            let tags = if id % 2 == 0 {
                "mood/theme---calm\tmood/theme---dark"
            } else {
                "mood/theme---energetic"
            };
            list += &format!(
                "track_{id:07}\tartist_{id:06}\talbum_1\t{:02}/{id}.mp3\t4.0\t{tags}\n",
                id % 100
            );
        }
        write(
            &labels.join(format!("jamendo/moodtheme-{split}.tsv")),
            &list,
        )?;
    }
    Ok(labels)
}

struct Bench {
    mood: Mood,
    room: PathBuf,
}

impl Bench {
    fn path(&self, name: &str) -> String {
        self.room.join(name).to_string_lossy().into_owned()
    }

    /// Runs `mood` with words, of which those that begin with `@` are files here.
    fn run(&self, line: &str) -> Result<Said> {
        let words: Vec<String> = line
            .split_whitespace()
            .map(|word| {
                word.split(',')
                    .map(|part| match part.strip_prefix('@') {
                        Some(name) => self.path(name),
                        None => part.to_owned(),
                    })
                    .collect::<Vec<_>>()
                    .join(",")
            })
            .collect();
        self.mood.run(words)
    }

    fn well(&self, line: &str) -> Result<Said> {
        let said = self.run(line)?;
        ensure!(said.code == Some(0), "mood {line}: {said:?}");
        Ok(said)
    }

    fn refused(&self, line: &str, words: &[&str]) -> Result<()> {
        let said = self.run(line)?;
        ensure!(said.code == Some(2), "mood {line}: {said:?}");
        ensure!(said.err.lines().count() == 1, "mood {line}: {said:?}");
        for word in words {
            ensure!(
                said.err.contains(word),
                "mood {line}: no '{word}' in {}",
                said.err
            );
        }
        Ok(())
    }
}

const ALL: &str = "@deam.csv,@emomusic.csv,@pmemo.csv,@mtg-jamendo.csv";

#[test]
fn the_published_table_s_way_from_folders_to_numbers() -> Result<()> {
    let mood = Mood::new()?;
    let bench = Bench {
        room: mood.file("room"),
        mood,
    };
    sets(&bench.room)?;
    for (set, folder) in [
        ("deam", "deam"),
        ("emomusic", "emomusic"),
        ("pmemo", "pmemo"),
        ("mtg-jamendo", "jamendo"),
    ] {
        bench.well(&format!(
            "dataset import {set} @{folder} --labels @labels --out @{set}.csv"
        ))?;
    }
    let extract =
        format!("features extract --encoder student --datasets {ALL} --out @features --json");
    let heard = bench.well(&extract)?.lines()?;
    ensure!(
        heard
            .iter()
            .all(|set| set["heard"] == 7 && set["failed"] == 0),
        "{heard:?}"
    );
    // What is there is not heard again.
    let again = bench.well(&extract)?.lines()?;
    ensure!(
        again
            .iter()
            .all(|set| set["heard"] == 0 && set["kept"] == 7),
        "{again:?}"
    );

    let brief = "--epochs 3 --features @features";
    for set in ["deam", "emomusic", "pmemo", "mtg-jamendo"] {
        bench.well(&format!(
            "train teacher --dataset @{set}.csv {brief} --run @teacher-{set}"
        ))?;
    }
    let teachers = "@teacher-deam,@teacher-emomusic,@teacher-pmemo,@teacher-mtg-jamendo";
    for kd in ["none", "paper", "regression"] {
        bench.well(&format!(
            "train student --datasets {ALL} --kd {kd} --teachers {teachers} {brief} --run @{kd}"
        ))?;
    }
    for file in [
        "run.json",
        "epochs.csv",
        "losses.svg",
        "best-va.safetensors",
        "best-tags.safetensors",
    ] {
        ensure!(bench.room.join("paper").join(file).is_file(), "no {file}");
    }

    let evaluate =
        format!("evaluate heads @paper @teacher-deam --datasets {ALL} --features @features");
    let tables: Vec<Value> = bench.well(&format!("{evaluate} --json"))?.lines()?;
    ensure!(tables.len() == 4, "{tables:?}");
    let text = bench.well(&evaluate)?.out;
    for words in [
        "valence R²",
        "arousal CCC",
        "PR-AUC",
        "ROC-AUC",
        "published",
    ] {
        ensure!(text.contains(words), "no {words} in {text}");
    }
    let markdown = bench.well(&format!("{evaluate} --markdown"))?.out;
    ensure!(markdown.contains("| head |"), "{markdown}");

    // Mistakes are one line each.
    bench.refused(
        &format!("train teacher --datasets {ALL} {brief} --run @two"),
        &["one data set"],
    )?;
    bench.refused(
        &format!("train student --datasets {ALL} {brief} --run @lone"),
        &["teacher of deam", "--kd none"],
    )?;
    bench.refused(
        &format!("train student --datasets {ALL} --kd none {brief} --seed 9 --run @none"),
        &["other settings"],
    )?;
    bench.refused(
        "train teacher --dataset @deam.csv --features @labels --run @x",
        &["features extract"],
    )?;
    bench.refused(
        &format!("evaluate heads @labels --datasets {ALL} --features @features"),
        &["no training run"],
    )?;
    fs::write(
        bench.room.join("paper/best-va.safetensors"),
        fs::read(bench.room.join("teacher-deam/best-va.safetensors"))?,
    )?;
    bench.refused(&evaluate, &["best-va.safetensors"])?;
    ensure!(!bench.room.join("lone").exists() && !bench.room.join("two").exists());
    Ok(())
}

#[test]
fn a_clip_that_does_not_decode_is_named_and_left_out() -> Result<()> {
    let mood = Mood::new()?;
    let bench = Bench {
        room: mood.file("room"),
        mood,
    };
    clip(&bench.room.join("good.wav"), 1)?;
    write(&bench.room.join("bad.wav"), "this is no music")?;
    write(
        &bench.room.join("set.csv"),
        "clip,path,split,group,valence,arousal\na,good.wav,train,,5,5\nb,bad.wav,train,,4,4\n",
    )?;
    let said = bench
        .well("features extract --encoder student --datasets @set.csv --out @features --json")?;
    ensure!(said.err.contains("bad.wav"), "{said:?}");
    let lines = said.lines()?;
    ensure!(
        lines[0]["heard"] == 1 && lines[0]["failed"] == 1,
        "{lines:?}"
    );
    Ok(())
}

//! What the tests share: music in every format with all that people keep in tags, a
//! library that has heard it, and mutagen to read it back.
#![allow(dead_code, reason = "each test file uses a part")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use moodplane_audio::Limits;
use moodplane_library::{
    Analyser, Analysis, Control, Curve, Failure, Key, KeyNotation, Library, Mode, ModelVersion,
    Options as Queue, Quadrant, Query, Scope, TrackId, run_queue, vocabulary,
};
use moodplane_tagging::{FilePlan, Options, Summary, write};
use moodplane_tests::{encode, read_by, song};
use serde_json::Value;
use tempfile::TempDir;

/// Names of files, and how ffmpeg makes them; what their names say, `fill.py` does.
pub const FILES: [(&str, &[&str]); 20] = [
    ("23.mp3", &["-c:a", "libmp3lame"]),
    ("23-room.mp3", &["-c:a", "libmp3lame"]),
    ("24.mp3", &["-c:a", "libmp3lame"]),
    ("24-room-ape.mp3", &["-c:a", "libmp3lame"]),
    (
        "none.mp3",
        &[
            "-c:a",
            "libmp3lame",
            "-id3v2_version",
            "0",
            "-write_xing",
            "0",
        ],
    ),
    (
        "none-ape.mp3",
        &["-c:a", "libmp3lame", "-id3v2_version", "0"],
    ),
    ("room.flac", &["-c:a", "flac"]),
    ("full-mood.flac", &["-c:a", "flac"]),
    ("short.ogg", &["-c:a", "libvorbis"]),
    ("long.ogg", &["-c:a", "libvorbis"]),
    ("short.opus", &["-c:a", "libopus"]),
    ("long.opus", &["-c:a", "libopus"]),
    ("full.m4a", &["-c:a", "aac"]),
    ("full-fast.m4a", &["-c:a", "aac", "-movflags", "+faststart"]),
    (
        "room-fast.m4a",
        &["-c:a", "alac", "-movflags", "+faststart"],
    ),
    ("one.aiff", &["-c:a", "pcm_s16be"]),
    ("one.wav", &["-c:a", "pcm_s24le"]),
    ("24-own-ape-lyrics.mp3", &["-c:a", "libmp3lame"]),
    ("23-own-ape-headless.mp3", &["-c:a", "libmp3lame"]),
    (
        "none-own-ape.mp3",
        &["-c:a", "libmp3lame", "-id3v2_version", "0"],
    ),
];

/// Files without any tags of note.
pub const BARE: [(&str, &[&str]); 7] = [
    ("bare.mp3", &["-c:a", "libmp3lame", "-id3v2_version", "0"]),
    ("bare.flac", &["-c:a", "flac"]),
    ("bare.ogg", &["-c:a", "libvorbis"]),
    ("bare.opus", &["-c:a", "libopus"]),
    (
        "bare.m4a",
        &["-c:a", "aac", "-map_metadata", "-1", "-fflags", "+bitexact"],
    ),
    ("bare.aiff", &["-c:a", "pcm_s16be"]),
    ("bare.wav", &["-c:a", "pcm_s16le", "-bitexact"]),
];

/// A folder of music and a library outside it.
pub struct Room {
    pub dir: TempDir,
    pub music: PathBuf,
    pub library: Library,
}

impl Room {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let music = dir.path().join("music");
        fs::create_dir(&music).unwrap();
        let music = music.canonicalize().unwrap();
        let library = Library::open(&dir.path().join("library.db")).unwrap();
        Self {
            dir,
            music,
            library,
        }
    }

    /// With these files, full of tags, scanned and heard.
    pub fn with(files: &[(&str, &[&str])]) -> Self {
        let room = Self::new();
        for (index, (name, how)) in files.iter().enumerate() {
            room.make(name, how, index as u32);
        }
        room.fill();
        room.hear();
        room
    }

    /// Makes a file by ffmpeg.
    pub fn make(&self, name: &str, how: &[&str], variant: u32) -> PathBuf {
        let (_, ending) = name.split_once('.').unwrap();
        let wav = self.dir.path().join("tune.wav");
        song(&wav, 2, variant).unwrap();
        let made = encode(&wav, ending, how).unwrap();
        let path = self.music.join(name);
        fs::rename(made, &path).unwrap();
        path
    }

    /// The files, in order.
    pub fn files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.music).unwrap();
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files
    }

    /// Fills them with tags.
    pub fn fill(&self) {
        by_mutagen(include_str!("fill.py"), &self.files());
    }

    /// Scans and hears what is there; says how many files were heard.
    pub fn hear(&self) -> u32 {
        let folder = self.library.add_folder(&self.music).unwrap();
        let never = AtomicBool::new(false);
        self.library
            .scan_folder(folder.id, &never, &mut |_| {})
            .unwrap();
        let options = Queue {
            jobs: 2,
            scope: Scope::All,
            linger: false,
        };
        let heard = run_queue(
            &self.library,
            Arc::new(Fake),
            &options,
            &Control::default(),
            &mut |_| {},
        );
        heard.unwrap().done
    }

    pub fn tracks(&self) -> Vec<TrackId> {
        self.library.matching(&Query::default()).unwrap()
    }

    pub fn write(&self, options: &Options) -> (Summary, Vec<FilePlan>) {
        write_all(&self.library, &self.tracks(), options)
    }

    /// Hashes of what the files hold.
    pub fn hashes(&self) -> Vec<blake3::Hash> {
        let files = self.files().into_iter();
        files
            .map(|path| blake3::hash(&fs::read(path).unwrap()))
            .collect()
    }

    /// What the files hold, by their names.
    pub fn bytes(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let files = self.files().into_iter();
        files
            .map(|path| (path.clone(), fs::read(path).unwrap()))
            .collect()
    }
}

pub fn write_all(
    library: &Library,
    tracks: &[TrackId],
    options: &Options,
) -> (Summary, Vec<FilePlan>) {
    let never = AtomicBool::new(false);
    let mut plans = Vec::new();
    let mut each = |plan: &FilePlan| plans.push(plan.clone());
    let summary = write(library, tracks, options, &never, &mut each).unwrap();
    (summary, plans)
}

/// Everything that can be written.
pub fn everything() -> Options {
    Options {
        plane: true,
        bpm: true,
        key: Some(KeyNotation::Musical),
        comment: true,
        existing: moodplane_tagging::Existing::Replace,
        ..Options::default()
    }
}

/// Runs a script on files, some hundred at a time.
fn by_mutagen(script: &str, files: &[PathBuf]) -> String {
    let parts = files.chunks(500).map(|part| {
        let paths: Vec<&Path> = part.iter().map(PathBuf::as_path).collect();
        read_by(script, &paths).unwrap()
    });
    parts.collect()
}

/// What mutagen finds in files.
pub fn read(files: &[PathBuf]) -> Vec<Value> {
    let said = by_mutagen(include_str!("read.py"), files);
    said.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// What a file sounds like: every sample.
pub fn sound(path: &Path) -> moodplane_audio::Sound {
    moodplane_audio::sound(path, &Limits::default(), &AtomicBool::new(false)).unwrap()
}

/// Hears every file as dark, calm and 123.4 BPM in F# minor.
pub struct Fake;

impl Analyser for Fake {
    fn model(&self) -> ModelVersion {
        ModelVersion {
            id: "student".into(),
            version: "1".into(),
        }
    }

    fn analyse(&self, path: &Path, stop: &AtomicBool) -> Result<Analysis, Failure> {
        let heard = moodplane_audio::sound(path, &Limits::default(), stop);
        let heard = heard.map_err(|error| Failure {
            code: error.code().into(),
            message: error.to_string(),
        })?;
        let on = |name: &str| ["dark", "calm"].contains(&name);
        let probability = |name: &str| match name {
            "dark" => 0.9,
            "calm" => 0.8,
            "sad" => 0.4,
            _ => 0.1,
        };
        Ok(Analysis {
            model: self.model(),
            content_id: "c0ffee".into(),
            stream_id: heard.stream_id,
            duration_s: 2.0,
            valence: 3.25,
            arousal: 2.5,
            valence_sd: 0.5,
            arousal_sd: 0.25,
            valence_raw: 3.25,
            arousal_raw: 2.5,
            quadrant_probabilities: Quadrant::probabilities(3.25, 2.5, 0.5, 0.5),
            tags: vocabulary()
                .iter()
                .map(|tag| probability(&tag.name))
                .collect(),
            tags_on: vocabulary().iter().map(|tag| on(&tag.name)).collect(),
            curve: Curve {
                step_s: 5.0,
                valence: vec![3.25],
                arousal: vec![2.5],
            },
            key: Some(Key {
                tonic: 6,
                mode: Mode::Minor,
            }),
            tempo_bpm: Some(123.4),
            waveform: vec![0.5; 4],
            embedding: vec![0.25; 4],
            ..Analysis::default()
        })
    }
}

//! What the tests share: a folder with a library beside it, an analyser that
//! needs no network, and small files with tags.
#![allow(dead_code, unused_imports, reason = "each test file uses a part")]

mod noise;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use lofty::tag::{Accessor, Tag};
use moodplane_audio::Limits;
use moodplane_library::{
    Analyser, Analysis, ChordSpan, Control, Curve, Event, Failure, Key, Library, Mode,
    ModelVersion, Options, Quadrant, STOPPED, ScanReport, Scope, Summary, run_queue, vocabulary,
};
use rusqlite::Connection;

use noise::wav;
pub use noise::{noise_wav, set_tag};

/// A folder of music and a library outside it.
pub struct Room {
    pub dir: tempfile::TempDir,
    pub music: PathBuf,
    pub library: Library,
}

impl Room {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let music = dir.path().join("music");
        fs::create_dir(&music).unwrap();
        let library = Library::open(&dir.path().join("data/library.db")).unwrap();
        // Links in the way of the temporary folder are not what is tested.
        let music = music.canonicalize().unwrap();
        Self {
            dir,
            music,
            library,
        }
    }

    /// Writes a file that [`Fake`] understands.
    pub fn put(&self, name: &str, content: &str) -> PathBuf {
        let path = self.music.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    pub fn scan(&self) -> ScanReport {
        let folder = self.library.add_folder(&self.music).unwrap();
        self.library
            .scan_folder(folder.id, &AtomicBool::new(false), &mut |_| {})
            .unwrap()
    }

    pub fn run(&self, analyser: &Fake) -> Summary {
        run_queue(
            &self.library,
            Arc::new(analyser.clone()),
            &options(2),
            &Control::default(),
            &mut |_| {},
        )
        .unwrap()
    }

    /// The names of all files, with the word for their state.
    pub fn states(&self) -> Vec<(String, &'static str)> {
        let mut states = Vec::new();
        self.library
            .for_each(None, &mut |track| {
                let name = track
                    .path
                    .file_name()
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                states.push((name, track.row.state.name()));
                true
            })
            .unwrap();
        states.sort();
        states
    }

    pub fn id(&self, name: &str) -> u32 {
        let mut id = None;
        self.library
            .for_each(None, &mut |track| {
                if track.path.ends_with(name) {
                    id = Some(track.row.id);
                }
                id.is_none()
            })
            .unwrap();
        id.unwrap_or_else(|| panic!("no track {name}"))
    }
}

pub fn options(jobs: usize) -> Options {
    Options {
        jobs,
        scope: Scope::All,
        linger: false,
    }
}

/// Reads its answer from the file: `VALENCE AROUSAL tag,tag …`, `fail CODE`,
/// `panic`, `nan`, `endless` (until it is stopped) or `blocked` (until
/// [`Fake::unblock`], whoever says stop); anything else is heard as neutral.
/// Clones are one and the same analyser.
#[derive(Clone)]
pub struct Fake {
    pub version: &'static str,
    /// The version whose analyses it can judge anew.
    pub rescores: Option<&'static str>,
    pub rescored: Arc<AtomicUsize>,
    pub heard: Arc<Mutex<Vec<PathBuf>>>,
    pub at_once: Arc<AtomicUsize>,
    pub most_at_once: Arc<AtomicUsize>,
    /// Each hearing takes one item from here first, where there is a sender.
    pub gate: Option<Arc<Mutex<mpsc::Receiver<()>>>>,
    pub unblocked: Arc<AtomicBool>,
}

impl Default for Fake {
    fn default() -> Self {
        Self {
            version: "1",
            rescores: None,
            rescored: Arc::default(),
            heard: Arc::default(),
            at_once: Arc::default(),
            most_at_once: Arc::default(),
            gate: None,
            unblocked: Arc::default(),
        }
    }
}

impl Fake {
    pub fn gated() -> (Self, mpsc::Sender<()>) {
        let (open, gate) = mpsc::channel();
        let fake = Self {
            gate: Some(Arc::new(Mutex::new(gate))),
            ..Self::default()
        };
        (fake, open)
    }

    pub fn heard(&self) -> usize {
        self.heard.lock().unwrap().len()
    }

    /// The names of the files in the order they were begun.
    pub fn order(&self) -> Vec<String> {
        let heard = self.heard.lock().unwrap();
        let names = heard.iter().map(|path| path.file_stem().unwrap());
        names
            .map(|name| name.to_string_lossy().into_owned())
            .collect()
    }

    pub fn unblock(&self) {
        self.unblocked.store(true, Ordering::SeqCst);
    }

    fn wait(&self, until: impl Fn() -> bool) {
        while !until() {
            thread::sleep(Duration::from_millis(1));
        }
    }
}

impl Analyser for Fake {
    fn model(&self) -> ModelVersion {
        ModelVersion {
            id: "student".into(),
            version: self.version.into(),
        }
    }

    fn analyse(&self, path: &Path, stop: &AtomicBool) -> Result<Analysis, Failure> {
        self.heard.lock().unwrap().push(path.to_owned());
        let now = self.at_once.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_at_once.fetch_max(now, Ordering::SeqCst);
        if let Some(gate) = &self.gate {
            self.wait(|| stop.load(Ordering::Relaxed) || gate.lock().unwrap().try_recv().is_ok());
        }
        let text = match path.is_file() {
            true => fs::read(path).ok(),
            // Opening a pipe would wait for its writer.
            false => None,
        };
        match text.as_deref() {
            Some(b"endless") => self.wait(|| stop.load(Ordering::Relaxed)),
            Some(b"blocked") => self.wait(|| self.unblocked.load(Ordering::SeqCst)),
            _ => {}
        }
        self.at_once.fetch_sub(1, Ordering::SeqCst);
        if stop.load(Ordering::Relaxed) {
            return Err(failure(STOPPED));
        }
        if !path.is_file() {
            return Err(failure("not_a_file"));
        }
        let text = fs::read(path).map_err(|_| failure("unreadable"))?;
        let text = String::from_utf8_lossy(&text);
        let mut words = text.split_whitespace();
        let first = words.next().unwrap_or_default();
        match first {
            "fail" => Err(failure(words.next().unwrap())),
            "panic" => panic!("a codec's fault"),
            "nan" => Ok(analysis(self.version, f32::NAN, 5.0, &[])),
            _ => {
                let number = |text: Option<&str>| text.and_then(|text| text.parse().ok());
                let valence = number(Some(first)).unwrap_or(5.0);
                let arousal = number(words.next()).unwrap_or(5.0);
                let tags: Vec<&str> = words.next().unwrap_or_default().split(',').collect();
                let stream = moodplane_audio::stream_id(path, &Limits::default(), stop);
                Ok(Analysis {
                    stream_id: stream.unwrap_or_default(),
                    ..analysis(self.version, valence, arousal, &tags)
                })
            }
        }
    }
    fn rescore(&self, previous: &Analysis) -> Option<Result<Analysis, Failure>> {
        (self.rescores == Some(&previous.model.version)).then(|| {
            self.rescored.fetch_add(1, Ordering::SeqCst);
            Ok(Analysis {
                model: self.model(),
                arousal: 10.0 - previous.arousal,
                ..previous.clone()
            })
        })
    }
}

fn failure(code: &str) -> Failure {
    Failure {
        code: code.into(),
        message: format!("This is {code}."),
    }
}

/// An analysis at this place with these tags on.
pub fn analysis(version: &str, valence: f32, arousal: f32, on: &[&str]) -> Analysis {
    let tags_on: Vec<bool> = vocabulary()
        .iter()
        .map(|tag| on.contains(&tag.name.as_str()))
        .collect();
    Analysis {
        model: ModelVersion {
            id: "student".into(),
            version: version.into(),
        },
        content_id: "c0ffee".into(),
        stream_id: String::new(),
        duration_s: 61.5,
        valence,
        arousal,
        valence_sd: 0.5,
        arousal_sd: 0.25,
        valence_raw: 5.0 + (valence - 5.0) / 2.0,
        arousal_raw: 5.0 + (arousal - 5.0) / 2.0,
        quadrant_probabilities: Quadrant::probabilities(valence, arousal, 1.5, 1.5),
        gems: Some([0.5, 0.25, 0.0, 1.0, 0.1, 0.3, 0.2, 0.4, 0.6]),
        tags: tags_on
            .iter()
            .map(|&on| if on { 0.75 } else { 0.25 })
            .collect(),
        tags_on,
        curve: Curve {
            step_s: 5.0,
            valence: vec![valence; 12],
            arousal: vec![arousal; 12],
        },
        key: Some(Key {
            tonic: 5,
            mode: Mode::Minor,
        }),
        chords: vec![ChordSpan {
            start_s: 0.25,
            end_s: 61.5,
            label: "F:min".into(),
        }],
        tempo_bpm: Some(60.0 + 10.0 * valence),
        loudness_lufs: Some(-14.0),
        true_peak_dbtp: Some(-1.0),
        waveform: vec![0.5; 400],
        embedding: vec![0.25; 128],
    }
}

/// A second of silence as WAV, with tags.
pub fn tagged_wav(path: &Path, fill: impl FnOnce(&mut Tag)) {
    wav(path, &[0; 8000]);
    set_tag(path, fill);
}

/// A tagged file with a title, an artist and an album.
pub fn song(path: &Path, title: &str, artist: &str, album: &str) {
    tagged_wav(path, |tag| {
        tag.set_title(title.into());
        tag.set_artist(artist.into());
        tag.set_album(album.into());
    });
}

/// The paths that events of saved results name.
pub fn saved(event: &Event) -> Option<&Path> {
    match event {
        Event::Analysed { path, .. } | Event::Failed { path, .. } => Some(path),
        Event::Progress(_) => None,
    }
}

/// Hears a track as its file's name says, from that and the numbers in it.
pub struct ByName(pub fn(&str, &[f32]) -> Analysis);

impl Analyser for ByName {
    fn model(&self) -> ModelVersion {
        ModelVersion {
            id: "student".into(),
            version: "1".into(),
        }
    }

    fn analyse(&self, path: &Path, _: &AtomicBool) -> Result<Analysis, Failure> {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let words = name.split(' ').filter_map(|word| word.parse().ok());
        let numbers: Vec<f32> = words.collect();
        Ok((self.0)(&name, &numbers))
    }
}

/// A library of the first version with so many tracks, as that version made it.
pub fn older_library(path: &Path, tracks: u32) -> Connection {
    let database = Connection::open(path).unwrap();
    database.pragma_update(None, "journal_mode", "WAL").unwrap();
    database
        .pragma_update(None, "application_id", 0x4d6f_6f64)
        .unwrap();
    database
        .execute_batch(include_str!("../../migrations/001_library.sql"))
        .unwrap();
    database
        .execute_batch(&format!(
            "PRAGMA user_version = 1;
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {tracks})
             INSERT INTO tracks (path, size, mtime_ns, added_at, file_name, title, title_key)
             SELECT CAST('/m/' || i AS BLOB), 1, 1, 1, i, 'title ' || i, i FROM n;"
        ))
        .unwrap();
    database
}

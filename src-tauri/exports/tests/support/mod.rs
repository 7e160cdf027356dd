//! What the tests share: a library of small files that nobody had to hear, and
//! exports of it.
#![allow(dead_code, reason = "each test file uses a part")]

pub mod hostile;
#[path = "../../../library/tests/support/noise.rs"]
mod noise;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use lofty::tag::Accessor;
use moodplane_exports::{ExportError, Format, List, Options, Report, export};
use moodplane_library::{
    Analyser, Analysis, Control, Curve, Failure, Key, Library, Mode, ModelVersion, Quadrant, Scope,
    TrackId, run_queue, vocabulary,
};

use noise::noise_wav;

/// A folder of music, a library and a place for exports.
pub struct Room {
    pub dir: tempfile::TempDir,
    pub music: PathBuf,
    pub library: Library,
}

/// A file to be made.
#[derive(Default)]
pub struct File<'a> {
    pub title: &'a str,
    pub artist: &'a str,
    pub album: &'a str,
    pub genre: &'a str,
    pub comment: &'a str,
    pub year: u16,
}

impl Room {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let music = dir.path().join("music");
        fs::create_dir_all(&music).unwrap();
        fs::create_dir(dir.path().join("out")).unwrap();
        Self {
            music: music.canonicalize().unwrap(),
            library: Library::open(&dir.path().join("library.db")).unwrap(),
            dir,
        }
    }

    /// Where exports go.
    pub fn out(&self, name: &str) -> PathBuf {
        self.dir
            .path()
            .canonicalize()
            .unwrap()
            .join("out")
            .join(name)
    }

    /// Makes a file of other sound than all before.
    pub fn put(&self, name: impl AsRef<OsStr>, file: &File) -> PathBuf {
        let path = self.music.join(name.as_ref());
        let seed = path.as_os_str().as_encoded_bytes().iter();
        let seed = seed.fold(7_u32, |sum, &byte| {
            sum.wrapping_mul(31).wrapping_add(byte.into())
        });
        noise_wav(&path, seed, |tag| {
            tag.set_title(file.title.into());
            tag.set_artist(file.artist.into());
            tag.set_album(file.album.into());
            tag.set_genre(file.genre.into());
            tag.set_comment(file.comment.into());
            if file.year > 0 {
                tag.set_date(lofty::tag::items::Timestamp {
                    year: file.year,
                    ..Default::default()
                });
            }
        });
        path
    }

    /// Has the files known and heard.
    pub fn hear(&self) {
        let folder = self.library.add_folder(&self.music).unwrap();
        let stop = AtomicBool::new(false);
        self.library
            .scan_folder(folder.id, &stop, &mut |_| {})
            .unwrap();
        let options = moodplane_library::Options {
            jobs: 2,
            scope: Scope::All,
            linger: false,
        };
        let control = Control::default();
        run_queue(
            &self.library,
            Arc::new(Fake),
            &options,
            &control,
            &mut |_| {},
        )
        .unwrap();
    }

    /// All tracks, in the order of their files' names.
    pub fn ids(&self) -> Vec<TrackId> {
        let mut tracks = Vec::new();
        let mut each = |track: moodplane_library::Listed| {
            tracks.push((track.path, track.row.id));
            true
        };
        self.library.for_each(None, &mut each).unwrap();
        tracks.sort();
        tracks.into_iter().map(|(_, id)| id).collect()
    }

    pub fn export(
        &self,
        lists: &[List],
        format: Format,
        options: &Options,
        out: &Path,
    ) -> Result<Report, ExportError> {
        let stop = AtomicBool::new(false);
        export(
            &self.library,
            lists,
            format,
            options,
            out,
            &stop,
            &mut |_| {},
        )
    }
}

/// A list of tracks.
pub fn list(name: &str, tracks: &[TrackId]) -> List {
    List {
        name: name.into(),
        tracks: tracks.to_vec(),
    }
}

/// Hears every file by its name, wherever it is: another tempo, key and mood for each.
struct Fake;

impl Analyser for Fake {
    fn model(&self) -> ModelVersion {
        ModelVersion {
            id: "student".into(),
            version: "1".into(),
        }
    }

    fn analyse(&self, path: &Path, _: &AtomicBool) -> Result<Analysis, Failure> {
        if path.to_string_lossy().contains("unheard") {
            return Err(Failure {
                code: "not_audio".into(),
                message: "This is no music.".into(),
            });
        }
        let name = path.file_name().unwrap_or_default().as_encoded_bytes();
        // FNV-1a, by which names that are nearly alike are heard as quite different.
        let number = name.iter().fold(0x811c_9dc5_u32, |sum, &byte| {
            (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        });
        Ok(analysis(number))
    }
}

/// An analysis as number so many is.
pub fn analysis(number: u32) -> Analysis {
    let tags = vocabulary().len();
    let part = |leap: f32| 1.5 + 7.0 * ((number % 9973) as f32 * leap).fract();
    let (valence, arousal) = (part(0.618), part(0.755));
    let on = [number as usize % tags, (number as usize + 7) % tags];
    let mode = [Mode::Minor, Mode::Major][number as usize / 12 % 2];
    Analysis {
        model: ModelVersion {
            id: "student".into(),
            version: "1".into(),
        },
        content_id: format!("{number:08x}"),
        duration_s: 181.4,
        valence,
        arousal,
        valence_sd: 0.5,
        arousal_sd: 0.25,
        valence_raw: valence,
        arousal_raw: arousal,
        quadrant_probabilities: Quadrant::probabilities(valence, arousal, 1.0, 1.0),
        gems: Some([0.5, 0.25, 0.0, 1.0, 0.1, 0.3, 0.2, 0.4, 0.6]),
        tags: (0..tags).map(|tag| tag as f32 / 100.0).collect(),
        tags_on: (0..tags).map(|tag| on.contains(&tag)).collect(),
        curve: Curve {
            step_s: 5.0,
            valence: vec![valence; 36],
            arousal: vec![arousal; 36],
        },
        key: (number % 13 != 12).then_some(Key {
            tonic: (number % 12) as u8,
            mode,
        }),
        tempo_bpm: (number % 11 != 10).then_some(90.0 + (number % 97) as f32 * 0.5),
        loudness_lufs: Some(-14.0),
        true_peak_dbtp: Some(-1.0),
        waveform: vec![0.5; 400],
        embedding: vec![0.25; 128],
        ..Analysis::default()
    }
}

//! How much valence and arousal move when the same track comes in another form: a
//! library holds one album as FLAC and the next as MP3, loud and quiet, and a place
//! on the plane is to be the music's and not the file's.

mod excerpt;
mod report;
mod variant;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use crossbeam_channel::{Sender, bounded};
use moodplane_library::{Analyser, Analysis};

use crate::error::ModelError;
use crate::train::Event;
use excerpt::{Excerpt, Samples};
pub use report::{Report, Row, Spread};
pub use variant::Variant;

/// How far one variant of one track lies from the track.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shift {
    /// The variant.
    pub variant: Variant,
    /// Its valence less the track's, on the scale of 1-9.
    pub valence: f64,
    /// Its arousal less the track's, on the scale of 1-9.
    pub arousal: f64,
}

/// What is measured, with what.
pub struct Measurement<'a> {
    /// What hears.
    pub analyser: &'a dyn Analyser,
    /// The tracks.
    pub files: &'a [PathBuf],
    /// The forms that each is brought into.
    pub variants: &'a [Variant],
    /// An empty folder for them; some 50 MB for each job.
    pub folder: &'a Path,
    /// Tracks in work at once.
    pub jobs: usize,
}

impl Measurement<'_> {
    /// Measures. A track that cannot be heard, in whichever form, is told of and
    /// left out.
    ///
    /// # Errors
    /// [`ModelError::Stopped`] when `stop` becomes true.
    pub fn run(
        &self,
        stop: &AtomicBool,
        tell: &mut dyn FnMut(Event),
    ) -> Result<Vec<Shift>, ModelError> {
        let next = AtomicUsize::new(0);
        let jobs = self.jobs.max(1);
        let (sender, results) = bounded(jobs);
        let mut shifts = Vec::new();
        thread::scope(|scope| {
            for job in 0..jobs {
                let (sender, next) = (sender.clone(), &next);
                scope.spawn(move || self.work(job, next, stop, &sender));
            }
            drop(sender);
            for (done, result) in results.iter().enumerate() {
                match result {
                    Ok(of_track) => shifts.extend(of_track),
                    Err(why) => tell(Event::Skipped(why)),
                }
                tell(Event::Heard {
                    done: done + 1,
                    total: self.files.len(),
                });
            }
        });
        if stop.load(Ordering::Relaxed) {
            return Err(ModelError::Stopped);
        }
        Ok(shifts)
    }

    /// One job: takes tracks while there are any.
    fn work(
        &self,
        job: usize,
        next: &AtomicUsize,
        stop: &AtomicBool,
        results: &Sender<Result<Vec<Shift>, String>>,
    ) {
        let folder = self.folder.join(job.to_string());
        while !stop.load(Ordering::Relaxed) {
            let Some(file) = self.files.get(next.fetch_add(1, Ordering::Relaxed)) else {
                return;
            };
            let shifts = self
                .shifts(file, &folder, stop)
                .map_err(|why| format!("{}: {why}", file.display()));
            if results.send(shifts).is_err() {
                return;
            }
        }
    }

    /// How far all variants of a track lie from it.
    fn shifts(&self, file: &Path, folder: &Path, stop: &AtomicBool) -> Result<Vec<Shift>, String> {
        fs::create_dir_all(folder).map_err(|why| why.to_string())?;
        let excerpt = Excerpt::read(file).map_err(|why| why.to_string())?;
        let wav = folder.join("track.wav");
        excerpt
            .write(&wav, Samples::Whole)
            .map_err(|why| why.to_string())?;
        let track = self.hear(&wav, stop)?;
        let mut shifts = Vec::new();
        for &variant in self.variants {
            let written = variant.write(&excerpt, &wav, track.loudness_lufs, folder);
            let Some(path) = written.map_err(|why| why.to_string())? else {
                continue;
            };
            let heard = self
                .hear(&path, stop)
                .map_err(|why| format!("{}: {why}", variant.name()))?;
            shifts.push(Shift {
                variant,
                valence: f64::from(heard.valence) - f64::from(track.valence),
                arousal: f64::from(heard.arousal) - f64::from(track.arousal),
            });
        }
        Ok(shifts)
    }

    fn hear(&self, path: &Path, stop: &AtomicBool) -> Result<Analysis, String> {
        let heard = self.analyser.analyse(path, stop);
        heard.map_err(|failure| failure.message)
    }
}

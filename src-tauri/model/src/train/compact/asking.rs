//! Asks the teachers about music, once, and keeps their answers: an interrupted
//! run goes on where it was, and a run with other settings decodes nothing again.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use crossbeam_channel::{Sender, bounded};
use moodplane_library::music_in;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tch::{Device, Tensor};

use super::targets::{Example, tensors};
use super::teachers::{Teachers, decode};
use super::views;
use crate::data::{Clip, Split};
use crate::digest::fnv1a;
use crate::error::ModelError;
use crate::mel::{MelSpec, log_mel};
use crate::net::jamendo::SAMPLES;
use crate::net::student::{BANDS, PATCH_FRAMES, WINDOW_FRAMES};
use crate::train::Event;
use crate::whole::replace_with_tensors;

/// Windows kept of an unlabelled file, at most, evenly spread: many files say more
/// than much of one.
const SPREAD: usize = 5;
/// Frames between the starts of two of them, at least: about half a window, and no
/// multiple of a patch, so that what both hold is cut into other patches.
const HOP: usize = WINDOW_FRAMES / 2 + PATCH_FRAMES / 2;
/// Altered views of a labelled clip and of an unlabelled file: labelled clips are
/// few, and the music that matters.
const VIEWS: (usize, usize) = (12, 5);
/// Samples at 12 kHz in one frame of the picture.
const FRAME_12K: f64 = 256.0 * 12_000.0 / 16_000.0;

/// What of a file is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// All of a labelled clip: it is also measured on.
    Whole,
    /// Some windows.
    Windows,
}

impl Keep {
    /// Where windows begin in `frames` frames, and how many of the first hold the
    /// piece once over. Of a clip: one after the other from its start, a rest below
    /// half a window left out, then the same again half a patch later. Of a longer
    /// file: some, spread over it.
    fn windows(self, frames: usize) -> (Vec<usize>, usize) {
        match self {
            Self::Whole => {
                let once = ((frames + WINDOW_FRAMES / 2) / WINDOW_FRAMES).max(1);
                let starts = [0, PATCH_FRAMES / 2]
                    .into_iter()
                    .flat_map(|shift| (0..once).map(move |i| i * WINDOW_FRAMES + shift))
                    .filter(|start| start + PATCH_FRAMES <= frames);
                (starts.collect(), once)
            }
            Self::Windows => {
                let Some(room) = frames.checked_sub(WINDOW_FRAMES) else {
                    return (Vec::new(), 0);
                };
                let steps = (room / HOP).min(SPREAD - 1);
                let starts = (0..=steps).map(|i| room * i / steps.max(1));
                (starts.collect(), steps + 1)
            }
        }
    }
}

/// Asks about pieces of music, on as many threads as there are jobs.
pub struct Asking<'a> {
    /// What of each piece is kept.
    pub keep: Keep,
    /// Whether to learn from them: then altered views are asked about too, which
    /// takes several times as long.
    pub learn: bool,
    /// The folder of the teachers' weights.
    pub teachers: &'a Path,
    /// Where their answers are kept.
    pub cache: &'a Path,
    /// Where they run.
    pub device: Device,
    /// Pieces in work at once.
    pub jobs: usize,
}

impl Asking<'_> {
    /// Reads every clip's example from the cache, asking the teachers for those
    /// that are not there yet. A clip that does not decode is told of and left
    /// out.
    ///
    /// # Errors
    /// Unreadable weights, an unwritable cache, no clip at all, or
    /// [`ModelError::Stopped`] when `stop` becomes true: what was heard is kept.
    pub fn examples(
        &self,
        clips: &[Clip],
        stop: &AtomicBool,
        tell: &mut dyn FnMut(Event),
    ) -> Result<Vec<Example>, ModelError> {
        std::fs::create_dir_all(self.cache).map_err(ModelError::file("create", self.cache))?;
        let total = clips.len();
        let next = AtomicUsize::new(0);
        let jobs = self.jobs.max(1);
        let (sender, results) = bounded(jobs);
        let mut examples: Vec<Option<Example>> = Vec::new();
        examples.resize_with(total, || None);
        let mut failed = None;
        let threads = tch::get_num_threads();
        thread::scope(|scope| {
            for _ in 0..jobs {
                let (sender, next) = (sender.clone(), &next);
                scope.spawn(move || self.work(clips, next, stop, &sender));
            }
            drop(sender);
            for (done, (place, result)) in results.into_iter().enumerate() {
                match result {
                    Ok(example) => examples[place] = Some(example),
                    Err(error @ ModelError::Data { .. }) => tell(Event::Skipped(error.to_string())),
                    Err(error) => {
                        // No other is begun.
                        next.store(total, Ordering::Relaxed);
                        failed = Some(error);
                    }
                }
                let done = done + 1;
                tell(Event::Heard { done, total });
            }
        });
        tch::set_num_threads(threads);
        if let Some(error) = failed {
            return Err(error);
        }
        if stop.load(Ordering::Relaxed) {
            return Err(ModelError::Stopped);
        }
        let examples: Vec<Example> = examples.into_iter().flatten().collect();
        if examples.is_empty() {
            let why = "none of the clips could be used";
            return Err(ModelError::data(self.cache, why));
        }
        Ok(examples)
    }

    /// One job: takes clips while there are any.
    fn work(
        &self,
        clips: &[Clip],
        next: &AtomicUsize,
        stop: &AtomicBool,
        results: &Sender<(usize, Result<Example, ModelError>)>,
    ) {
        // Jobs share the processor between them; libtorch keeps one number for all.
        if self.jobs > 1 {
            tch::set_num_threads(1);
        }
        let mut teachers = None;
        while !stop.load(Ordering::Relaxed) {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(clip) = clips.get(place) else { return };
            let result = tch::no_grad(|| self.example(clip, clips, &mut teachers));
            if results.send((place, result)).is_err() {
                return;
            }
        }
    }

    fn example(
        &self,
        clip: &Clip,
        clips: &[Clip],
        teachers: &mut Option<Teachers>,
    ) -> Result<Example, ModelError> {
        let name = clip.id.replace(['/', '\\'], "-");
        let mut file = self.cache.join(format!("{name}.safetensors"));
        if !self.learn && !file.exists() {
            file.set_file_name(format!("{name}.plain.safetensors"));
        }
        if !file.exists() {
            let teachers = match teachers {
                Some(teachers) => teachers,
                None => teachers.insert(Teachers::open(self.teachers, self.device)?),
            };
            let answers = self.ask(clip, clips, teachers)?;
            replace_with_tensors(&file, &answers)?;
        }
        Example::open(&file, clip.clone())
    }

    /// Asks the teachers about one piece, and about views of it mixed with another.
    fn ask(
        &self,
        clip: &Clip,
        clips: &[Clip],
        teachers: &Teachers,
    ) -> Result<Vec<(&'static str, Tensor)>, ModelError> {
        let heard = decode(&clip.path)?;
        let frames = heard.mel.len() / BANDS;
        let (starts, once) = self.keep.windows(frames);
        if frames < PATCH_FRAMES || starts.is_empty() {
            let why = "is too short to learn from";
            return Err(ModelError::data(&clip.path, why));
        }
        let (mut pictures, mut said) = (Vec::new(), Vec::new());
        let mut take = |picture: Tensor, pcm_12k: &[f32]| {
            said.push(teachers.hear(&picture, pcm_12k));
            pictures.push(picture);
        };
        for start in starts {
            let pcm_12k = middle(&heard.pcm_12k, start as f64 * FRAME_12K);
            take(picture(&heard.mel[start * BANDS..]), pcm_12k);
        }
        let mut rng = StdRng::seed_from_u64(fnv1a(clip.id.bytes()));
        for [pcm_16k, pcm_12k] in self.views(clip, &heard.sound, clips, &mut rng)? {
            let mel = log_mel(MelSpec::MUSICNN, &pcm_16k);
            take(picture(&mel), middle(&pcm_12k, 0.0));
        }
        Ok(tensors(&pictures, once, &said, &heard.tonal))
    }

    /// Views of `sound`, of `clip`. What is measured on is not learned from.
    fn views(
        &self,
        clip: &Clip,
        sound: &[f32],
        clips: &[Clip],
        rng: &mut StdRng,
    ) -> Result<Vec<[Vec<f32>; 2]>, ModelError> {
        let learned = |clip: &&Clip| clip.split == Split::Train;
        let others: Vec<&Clip> = clips.iter().filter(learned).collect();
        if !self.learn || others.is_empty() || !learned(&clip) {
            return Ok(Vec::new());
        }
        // One that does not decode is told of in its own place.
        let other = decode(&others[rng.random_range(0..others.len())].path).ok();
        let other = other.as_ref().map(|heard| heard.sound.as_slice());
        let count = match self.keep {
            Keep::Whole => VIEWS.0,
            Keep::Windows => VIEWS.1,
        };
        (0..count)
            .map(|_| views::draw(sound, other, rng))
            .collect::<Result<_, _>>()
            .map_err(|why| ModelError::data(&clip.path, why.to_string()))
    }
}

/// The window at the start of `mel`, row-major, in whole patches: `[n · 187, 96]`.
fn picture(mel: &[f32]) -> Tensor {
    let frames = (mel.len() / BANDS).min(WINDOW_FRAMES);
    let whole = frames - frames % PATCH_FRAMES;
    Tensor::from_slice(&mel[..whole * BANDS]).view([-1, BANDS as i64])
}

/// The part of a piece that the tags' teacher hears of the window at sample
/// `start`: its own is a little shorter than ours.
fn middle(pcm_12k: &[f32], start: f64) -> &[f32] {
    let inset = (WINDOW_FRAMES as f64 * FRAME_12K - SAMPLES as f64) / 2.0;
    let first = ((start + inset) as usize).min(pcm_12k.len().saturating_sub(SAMPLES));
    &pcm_12k[first..(first + SAMPLES).min(pcm_12k.len())]
}

/// The music under `folder`, as clips without labels to learn from.
///
/// # Errors
/// Something in the folder cannot be read.
pub fn music(folder: &Path) -> Result<Vec<Clip>, ModelError> {
    let music = music_in(folder).map_err(|p| ModelError::data(p.path, p.message))?;
    music
        .into_iter()
        .map(|path| {
            // A name of its own in the cache, however the path is typed.
            let whole = path
                .canonicalize()
                .map_err(ModelError::file("read", &path))?;
            let id = fnv1a(whole.to_string_lossy().bytes());
            let id = format!("unlabelled-{id:016x}");
            Ok(Clip::new(id, path, Split::Train))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_cover_a_clip_and_are_spread_over_a_file() {
        let window = WINDOW_FRAMES;
        assert_eq!(Keep::Whole.windows(1873), (vec![0, 93], 1));
        assert_eq!(Keep::Whole.windows(900), (vec![0, 93], 1));
        assert_eq!(Keep::Whole.windows(200), (vec![0], 1));
        let two = vec![0, window, 93, window + 93];
        assert_eq!(Keep::Whole.windows(2 * window + 10), (two, 2));
        assert_eq!(Keep::Windows.windows(window - 1), (vec![], 0));
        assert_eq!(Keep::Windows.windows(window), (vec![0], 1));
        let (spread, once) = Keep::Windows.windows(20 * window);
        assert_eq!((spread.len(), once), (SPREAD, SPREAD));
        assert!(spread.windows(2).all(|pair| pair[1] - pair[0] >= HOP));
        assert_eq!(spread[SPREAD - 1] + window, 20 * window);
    }
}

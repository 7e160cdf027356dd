//! The cache: each piece of music's log-mel picture beside what the teachers
//! said of it.
//!
//! One safetensors file a piece, so that an interrupted run goes on where it
//! was, and a run with other settings decodes nothing again.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use moodplane_audio::TONAL;
use moodplane_library::music_in;
use tch::{Device, Kind, Tensor};

use super::teachers::{Teachers, decode};
use crate::data::{Clip, Split};
use crate::digest::fnv1a;
use crate::error::ModelError;
use crate::net::jamendo::SAMPLES;
use crate::net::student::trunk::Opinions;
use crate::net::student::{BANDS, PATCH_FRAMES, WINDOW_FRAMES, WINDOW_PATCHES, cut, level};
use crate::train::Event;
use crate::whole::replace_with_tensors;

/// Windows kept of an unlabelled file, at most, evenly spread: many files say more
/// than much of one.
const SPREAD: usize = 10;
/// Frames between the starts of two of them, at least: about half a window, and no
/// multiple of a patch, so that what both hold is cut into other patches.
const HOP: usize = WINDOW_FRAMES / 2 + PATCH_FRAMES / 2;
/// Samples at 12 kHz in one frame of the picture.
const FRAME_12K: f64 = 256.0 * 12_000.0 / 16_000.0;

/// A piece of music as training sees it. All tensors are on the CPU, in f16
/// where that loses nothing that matters.
#[derive(Debug)]
pub struct Example {
    /// The labels; none but the path of unlabelled music.
    pub clip: Clip,
    /// f16 `[frames, 96]`: the log-mel picture; of unlabelled music, that of its
    /// windows one after the other.
    pub mel: Tensor,
    /// The frame of the picture where each window begins.
    pub starts: Vec<i64>,
    /// The first windows, so many, hold the piece once over: it is measured on
    /// these. The others are cut elsewhere, to learn from.
    pub once: usize,
    /// What the teachers hear in the windows and their patches, in f32, MusiCNN
    /// each window at one level.
    pub said: Opinions,
    /// How the piece is harmonised.
    pub tonal: [f32; TONAL],
    /// The first of each window's patches in [`Example::said`].
    firsts: Vec<i64>,
}

impl Example {
    /// Patches in the window that begins at `start`.
    fn patches(&self, start: i64) -> i64 {
        let frames = (self.mel.size()[0] - start).min(WINDOW_FRAMES as i64);
        frames / PATCH_FRAMES as i64
    }

    /// Window `i` as `[n · 187, 96]` in f32, at its own level.
    fn picture(&self, i: usize) -> Tensor {
        let start = self.starts[i];
        let frames = self.patches(start) * PATCH_FRAMES as i64;
        self.mel.narrow(0, start, frames).to_kind(Kind::Float)
    }

    /// The windows that hold the piece once over, as `[1, n · 187, 96]` in f32,
    /// each at its own level.
    pub fn windows(&self) -> impl Iterator<Item = Tensor> {
        (0..self.once).map(|i| self.picture(i).unsqueeze(0))
    }

    /// What the teachers say of these.
    pub fn said_of_windows(&self) -> Opinions {
        let whole: i64 = self.starts[..self.once]
            .iter()
            .map(|&s| self.patches(s))
            .sum();
        let windows = self.once as i64;
        Opinions {
            embedding: self.said.embedding.narrow(0, 0, whole),
            features: self.said.features.narrow(0, 0, windows),
            tags: self.said.tags.narrow(0, 0, windows),
        }
    }

    /// Window `i` with ten patches, `[1870, 96]`, and what is said of it. A window
    /// of fewer begins again.
    pub fn lesson(&self, i: usize) -> (Tensor, Opinions) {
        let patches = self.patches(self.starts[i]);
        let round: Vec<i64> = (0..WINDOW_PATCHES as i64).map(|p| p % patches).collect();
        let round = Tensor::from_slice(&round);
        let picture = cut(&self.picture(i)).index_select(0, &round);
        let embedding = self
            .said
            .embedding
            .index_select(0, &(round + self.firsts[i]));
        let window = |t: &Tensor| t.narrow(0, i as i64, 1);
        let said = Opinions {
            embedding,
            features: window(&self.said.features),
            tags: window(&self.said.tags),
        };
        (picture.view([-1, BANDS as i64]), said)
    }
}

/// What of a file is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// All of a labelled clip: it is also measured on.
    Whole,
    /// Some windows.
    Windows,
}

/// Where windows begin in `frames` frames, and how many of the first hold the
/// piece once over. Of a clip: one after the other from its start, a rest below
/// half a window left out, then the same again half a patch later. Of a longer
/// file: some, spread over it.
fn window_starts(frames: usize, keep: Keep) -> (Vec<usize>, usize) {
    match keep {
        Keep::Whole => {
            let once = ((frames + WINDOW_FRAMES / 2) / WINDOW_FRAMES).max(1);
            let starts = [0, PATCH_FRAMES / 2]
                .into_iter()
                .flat_map(|shift| (0..once).map(move |i| i * WINDOW_FRAMES + shift))
                .filter(|start| start + PATCH_FRAMES <= frames);
            (starts.collect(), once)
        }
        Keep::Windows => {
            let Some(room) = frames.checked_sub(WINDOW_FRAMES) else {
                return (Vec::new(), 0);
            };
            let steps = (room / HOP).min(SPREAD - 1);
            let starts = (0..=steps).map(|i| room * i / steps.max(1));
            (starts.collect(), steps + 1)
        }
    }
}

/// Asks the teachers about one piece.
fn ask(
    path: &Path,
    keep: Keep,
    teachers: &Teachers,
) -> Result<Vec<(&'static str, Tensor)>, ModelError> {
    let heard = decode(path)?;
    let frames = heard.mel.len() / BANDS;
    let (starts, once) = window_starts(frames, keep);
    if frames < PATCH_FRAMES || starts.is_empty() {
        let why = "is too short to learn from";
        return Err(ModelError::data(path, why));
    }
    // Its own window is a little shorter than ours: the middle of it.
    let inset = (WINDOW_FRAMES as f64 * FRAME_12K - SAMPLES as f64) / 2.0;
    let (features, tags): (Vec<_>, Vec<_>) = starts
        .iter()
        .map(|&start| {
            let first = (start as f64 * FRAME_12K + inset) as usize;
            let first = first.min(heard.pcm_12k.len().saturating_sub(SAMPLES));
            let last = (first + SAMPLES).min(heard.pcm_12k.len());
            teachers.tags(&heard.pcm_12k[first..last])
        })
        .unzip();
    let mel = Tensor::from_slice(&heard.mel).view([-1, BANDS as i64]);
    let windows: Vec<Tensor> = starts
        .iter()
        .map(|&start| {
            let whole = (frames - start).min(WINDOW_FRAMES) / PATCH_FRAMES * PATCH_FRAMES;
            mel.narrow(0, start as i64, whole as i64)
        })
        .collect();
    let embeddings: Vec<Tensor> = windows
        .iter()
        .map(|window| teachers.embedding(&cut(&level::levelled(&window.unsqueeze(0)))))
        .collect();
    let (mel, starts) = match keep {
        Keep::Whole => (mel, starts),
        Keep::Windows => {
            let starts = (0..windows.len()).map(|i| i * WINDOW_FRAMES).collect();
            (Tensor::cat(&windows, 0), starts)
        }
    };
    let starts: Vec<i64> = starts.into_iter().map(|start| start as i64).collect();
    Ok(vec![
        ("mel", mel.to_kind(Kind::Half)),
        ("starts", Tensor::from_slice(&starts)),
        ("once", Tensor::from_slice(&[once as i64])),
        ("tonal", Tensor::from_slice(&heard.tonal)),
        ("features", Tensor::cat(&features, 0)),
        ("tags", Tensor::cat(&tags, 0)),
        ("embedding", Tensor::cat(&embeddings, 0)),
    ])
}

fn cache_file(cache: &Path, clip: &Clip) -> PathBuf {
    cache.join(format!("{}.safetensors", clip.id.replace(['/', '\\'], "-")))
}

fn read(file: &Path, clip: Clip) -> Result<Example, ModelError> {
    let damaged = |why: String| ModelError::Damaged {
        path: file.to_owned(),
        why,
    };
    let mut tensors: HashMap<String, Tensor> = Tensor::read_safetensors(file)
        .map_err(|e| damaged(e.to_string()))?
        .into_iter()
        .collect();
    let mut take = |name: &str| {
        tensors
            .remove(name)
            .ok_or_else(|| damaged(format!("it has no tensor '{name}'")))
    };
    let tonal: Vec<f32> = Vec::try_from(take("tonal")?)?;
    let mut example = Example {
        tonal: tonal
            .try_into()
            .map_err(|_| damaged("'tonal' has another length".into()))?,
        mel: take("mel")?,
        starts: Vec::try_from(take("starts")?)?,
        once: take("once")?.int64_value(&[0]) as usize,
        said: Opinions {
            embedding: take("embedding")?,
            features: take("features")?,
            tags: take("tags")?,
        },
        firsts: Vec::new(),
        clip,
    };
    let mut first = 0;
    for &start in &example.starts {
        example.firsts.push(first);
        first += example.patches(start);
    }
    Ok(example)
}

/// Reads every clip's example from `cache`, asking the teachers in `folder` for
/// those that are not there yet. A clip that does not decode is told of and
/// left out.
///
/// # Errors
/// Unreadable weights, an unwritable cache, no clip at all, or
/// [`ModelError::Stopped`] when `stop` becomes true: what was heard is kept.
pub fn prepare(
    clips: Vec<Clip>,
    keep: Keep,
    folder: &Path,
    cache: &Path,
    device: Device,
    stop: &AtomicBool,
    tell: &mut dyn FnMut(Event),
) -> Result<Vec<Example>, ModelError> {
    std::fs::create_dir_all(cache).map_err(ModelError::file("create", cache))?;
    let mut teachers = None;
    let total = clips.len();
    let mut examples = Vec::with_capacity(total);
    for (done, clip) in clips.into_iter().enumerate() {
        if stop.load(Ordering::Relaxed) {
            return Err(ModelError::Stopped);
        }
        let file = cache_file(cache, &clip);
        if !file.exists() {
            if teachers.is_none() {
                teachers = Some(Teachers::open(folder, device)?);
            }
            let Some(teachers) = &teachers else { continue };
            match tch::no_grad(|| ask(&clip.path, keep, teachers)) {
                Ok(tensors) => replace_with_tensors(&file, &tensors)?,
                Err(error @ ModelError::Data { .. }) => {
                    tell(Event::Skipped(error.to_string()));
                    continue;
                }
                Err(error) => return Err(error),
            }
        }
        examples.push(read(&file, clip)?);
        tell(Event::Heard {
            done: done + 1,
            total,
        });
    }
    if examples.is_empty() {
        return Err(ModelError::data(cache, "none of the clips could be used"));
    }
    Ok(examples)
}

/// The music under `folder`, as clips without labels to learn from.
///
/// # Errors
/// Something in the folder cannot be read.
pub fn unlabelled(folder: &Path) -> Result<Vec<Clip>, ModelError> {
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
        assert_eq!(window_starts(1873, Keep::Whole), (vec![0, 93], 1));
        assert_eq!(window_starts(900, Keep::Whole), (vec![0, 93], 1));
        assert_eq!(window_starts(200, Keep::Whole), (vec![0], 1));
        let two = vec![0, window, 93, window + 93];
        assert_eq!(window_starts(2 * window + 10, Keep::Whole), (two, 2));
        assert_eq!(window_starts(window - 1, Keep::Windows), (vec![], 0));
        assert_eq!(window_starts(window, Keep::Windows), (vec![0], 1));
        let (spread, once) = window_starts(20 * window, Keep::Windows);
        assert_eq!((spread.len(), once), (SPREAD, SPREAD));
        assert!(spread.windows(2).all(|pair| pair[1] - pair[0] >= HOP));
        assert_eq!(spread[SPREAD - 1] + window, 20 * window);
    }
}

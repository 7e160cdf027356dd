//! The cache: each piece of music's log-mel picture beside what the teachers
//! said of it.
//!
//! One safetensors file a piece, so that an interrupted run goes on where it
//! was, and a run with other settings decodes nothing again.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use tch::{Device, Kind, Tensor};

use super::teachers::{Teachers, decode};
use crate::data::{Clip, Split};
use crate::digest::fnv1a;
use crate::error::ModelError;
use crate::net::jamendo::SAMPLES;
use crate::net::student::{BANDS, PATCH_FRAMES, WINDOW_FRAMES, cut, level};
use crate::train::Event;
use crate::whole::replace_with_tensors;

/// Windows kept of an unlabelled file, evenly spread: many files say more than
/// much of one.
const SPREAD: usize = 3;
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
    /// f32 `[windows, 64]`: what the tags' teacher hears in each window.
    pub features: Tensor,
    /// f32 `[windows, 56]`: its logits.
    pub tags: Tensor,
    /// f32 `[patches, 200]`: MusiCNN's embeddings of the windows' patches, each
    /// window at one level; none of unlabelled music.
    pub embedding: Tensor,
}

impl Example {
    /// Patches in the window that begins at `start`.
    fn patches(&self, start: i64) -> i64 {
        let frames = (self.mel.size()[0] - start).min(WINDOW_FRAMES as i64);
        frames / PATCH_FRAMES as i64
    }

    /// Each window as `[1, n · 187, 96]` in f32, at its own level.
    pub fn windows(&self) -> impl Iterator<Item = Tensor> {
        self.starts.iter().map(|&start| {
            let frames = self.patches(start) * PATCH_FRAMES as i64;
            let window = self.mel.narrow(0, start, frames);
            window.to_kind(Kind::Float).unsqueeze(0)
        })
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

/// Where windows begin in `frames` frames: one after the other from the start
/// of a clip, spread over a longer file. A rest below half a window is left out.
fn window_starts(frames: usize, keep: Keep) -> Vec<usize> {
    let count = (frames + WINDOW_FRAMES / 2) / WINDOW_FRAMES;
    match keep {
        Keep::Whole => (0..count.max(1)).map(|i| i * WINDOW_FRAMES).collect(),
        Keep::Windows => {
            let count = (frames / WINDOW_FRAMES).min(SPREAD);
            let room = frames.saturating_sub(count * WINDOW_FRAMES);
            (0..count)
                .map(|i| i * WINDOW_FRAMES + room * (2 * i + 1) / (2 * count))
                .collect()
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
    let starts = window_starts(frames, keep);
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
    let mut firsts: Vec<i64> = starts.iter().map(|&start| start as i64).collect();
    let mut embeddings = vec![Tensor::zeros([0, 200], (Kind::Float, Device::Cpu))];
    let mel = match keep {
        Keep::Whole => {
            for &start in &firsts {
                let rest = (frames as i64 - start).min(WINDOW_FRAMES as i64);
                let whole = rest - rest % PATCH_FRAMES as i64;
                if whole > 0 {
                    let window = mel.narrow(0, start, whole).unsqueeze(0);
                    embeddings.push(teachers.embedding(&cut(&level::levelled(&window))));
                }
            }
            mel
        }
        Keep::Windows => {
            let windows: Vec<Tensor> = firsts
                .iter()
                .map(|&start| mel.narrow(0, start, WINDOW_FRAMES as i64))
                .collect();
            for (i, first) in firsts.iter_mut().enumerate() {
                *first = (i * WINDOW_FRAMES) as i64;
            }
            Tensor::cat(&windows, 0)
        }
    };
    Ok(vec![
        ("mel", mel.to_kind(Kind::Half)),
        ("starts", Tensor::from_slice(&firsts)),
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
    Ok(Example {
        mel: take("mel")?,
        starts: Vec::try_from(take("starts")?)?,
        features: take("features")?.to_kind(Kind::Float),
        tags: take("tags")?.to_kind(Kind::Float),
        embedding: take("embedding")?.to_kind(Kind::Float),
        clip,
    })
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

/// The audio files under `folder`, as clips without labels to learn from.
///
/// # Errors
/// The folder cannot be read.
pub fn unlabelled(folder: &Path) -> Result<Vec<Clip>, ModelError> {
    let mut clips = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.map_err(|e| ModelError::data(folder, e.to_string()))?;
        if entry.file_type().is_file() && moodplane_library::is_audio(entry.path()) {
            // A name of its own in the cache, however the path is typed.
            let path = entry.path();
            let path = path
                .canonicalize()
                .map_err(ModelError::file("read", path))?;
            let path = path.to_string_lossy();
            let id = format!("unlabelled-{:016x}", fnv1a(path.bytes()));
            clips.push(Clip::new(id, entry.path(), Split::Train));
        }
    }
    Ok(clips)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_cover_a_clip_and_are_spread_over_a_file() {
        let window = WINDOW_FRAMES;
        assert_eq!(window_starts(1873, Keep::Whole), [0]);
        assert_eq!(window_starts(900, Keep::Whole), [0]);
        assert_eq!(window_starts(2 * window + 10, Keep::Whole), [0, window]);
        assert_eq!(window_starts(window - 1, Keep::Windows), [0usize; 0]);
        let spread = window_starts(10 * window, Keep::Windows);
        assert_eq!(spread.len(), 3);
        assert!(spread.windows(2).all(|pair| pair[1] - pair[0] >= window));
        assert!(spread[2] + window <= 10 * window);
    }
}

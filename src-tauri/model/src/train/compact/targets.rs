//! The cache: each clip's log-mel picture beside what the teachers said of it.
//!
//! One safetensors file a clip, so that an interrupted run goes on where it
//! was, and a run with other settings decodes nothing again.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use tch::{Device, Kind, Tensor};

use super::teachers::{Teachers, decode, patches};
use crate::data::Clip;
use crate::error::ModelError;
use crate::net::jamendo::SAMPLES;
use crate::net::musicnn::PATCH_FRAMES;
use crate::train::Event;
use crate::whole::replace_with_tensors;

/// Frames between two patches: as long as a patch, so that no second is heard
/// twice; the teachers take most of a first run's time.
pub const HOP: usize = PATCH_FRAMES;

/// A clip as training sees it. All tensors are on the CPU, in f16 where that
/// loses nothing that matters: a thousand clips fit in half a gigabyte.
#[derive(Debug)]
pub struct Example {
    /// The labels.
    pub clip: Clip,
    /// f16 `[frames, 96]`: the log-mel picture.
    pub mel: Tensor,
    /// f32 `[patches, 200]`: MusiCNN's embedding of each patch.
    pub embedding: Tensor,
    /// f32 `[patches, 4]`: valence and arousal of the EmoMusic head, then of
    /// the DEAM head, 1-9.
    pub valence_arousal: Tensor,
    /// f32 `[windows, 56]`: logits of the tags in each window of 29.1 s.
    pub tags: Tensor,
    /// i64 `[windows]`: the first patch of each window.
    pub window_starts: Tensor,
}

impl Example {
    /// Number of patches, [`HOP`] frames apart.
    pub fn patches(&self) -> i64 {
        self.embedding.size()[0]
    }

    /// The window in the middle of the clip: the teacher's own choice.
    pub fn centre_window(&self) -> i64 {
        self.tags.size()[0] / 2
    }
}

/// Windows at the start, in the middle and at the end, or the middle alone of
/// a clip that is hardly longer than one. In samples at 12 kHz.
fn window_starts(samples: usize) -> Vec<usize> {
    let room = samples.saturating_sub(SAMPLES);
    if room < SAMPLES / 4 {
        vec![room / 2]
    } else {
        vec![0, room / 2, room]
    }
}

/// Asks the teachers about one clip.
fn ask(clip: &Clip, teachers: &Teachers) -> Result<Vec<(&'static str, Tensor)>, ModelError> {
    let heard = decode(&clip.path)?;
    let patches = patches(&heard.mel, HOP);
    if patches.size()[0] == 0 {
        let why = "is shorter than the 3 s that the teachers need";
        return Err(ModelError::data(&clip.path, why));
    }
    let embedding = teachers.embedding(&patches);
    let starts = window_starts(heard.pcm_12k.len());
    let tags: Vec<Tensor> = starts
        .iter()
        .map(|&start| {
            let end = (start + SAMPLES).min(heard.pcm_12k.len());
            teachers.tag_logits(&heard.pcm_12k[start..end])
        })
        .collect();
    // Frames are 256 samples apart at 16 kHz.
    let patch_s = HOP as f64 * 256.0 / 16_000.0;
    let first: Vec<i64> = starts
        .iter()
        .map(|&s| (s as f64 / 12_000.0 / patch_s).round() as i64)
        .collect();
    let mel = Tensor::from_slice(&heard.mel)
        .view([-1, 96])
        .to_kind(Kind::Half);
    Ok(vec![
        ("mel", mel),
        (
            "valence_arousal",
            Tensor::cat(&teachers.valence_arousal(&embedding), 1),
        ),
        ("embedding", embedding),
        ("tags", Tensor::cat(&tags, 0)),
        ("window_starts", Tensor::from_slice(&first)),
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
    let mut tensors: std::collections::HashMap<String, Tensor> = Tensor::read_safetensors(file)
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
        embedding: take("embedding")?.to_kind(Kind::Float),
        valence_arousal: take("valence_arousal")?.to_kind(Kind::Float),
        tags: take("tags")?.to_kind(Kind::Float),
        window_starts: take("window_starts")?,
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
            match tch::no_grad(|| ask(&clip, teachers)) {
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

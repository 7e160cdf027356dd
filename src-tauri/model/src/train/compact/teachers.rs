//! The teachers: public networks, each trained on one data set, whose opinions
//! the student learns from.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use moodplane_audio::{Limits, Wanted, hear};
use tch::{Device, Kind, Tensor};

use crate::error::ModelError;
use crate::mel::{MelSpec, log_mel};
use crate::net::jamendo::{JamendoCnn, SAMPLES};
use crate::net::layers::tensor;
use crate::net::musicnn::{MoodHead, MusiCnn, PATCH_FRAMES, ValenceArousalHead};

/// Frames between two patches in the references' outputs: about 1.5 s.
pub const PATCH_HOP: usize = 93;
/// Patches in one pass: the widest layer takes 12 MB for each, which is best
/// kept near the caches.
const BATCH: i64 = 2;

/// The moods that have a head of their own.
pub const MOODS: [&str; 4] = ["happy", "sad", "relaxed", "aggressive"];

/// A clip as the teachers need it.
pub struct Heard {
    /// `[frames, 96]`, MusiCNN's picture of the whole clip.
    pub mel: Vec<f32>,
    /// Mono at 12 kHz.
    pub pcm_12k: Vec<f32>,
}

impl Heard {
    /// The centred 29.1 s at 12 kHz.
    pub fn centre_12k(&self) -> &[f32] {
        let start = self.pcm_12k.len().saturating_sub(SAMPLES) / 2;
        &self.pcm_12k[start..(start + SAMPLES).min(self.pcm_12k.len())]
    }
}

/// Decodes a clip once, for both front ends.
///
/// # Errors
/// [`ModelError::Data`] when it does not decode.
pub fn decode(path: &Path) -> Result<Heard, ModelError> {
    let (mut pcm_16k, mut pcm_12k) = (Vec::new(), Vec::new());
    let wanted = Wanted {
        rates: vec![16_000, 12_000],
    };
    hear(
        path,
        &Limits::default(),
        &wanted,
        &AtomicBool::new(false),
        &mut |rate, samples| {
            if rate == 16_000 {
                pcm_16k.extend_from_slice(samples);
            } else {
                pcm_12k.extend_from_slice(samples);
            }
        },
    )
    .map_err(|e| ModelError::data(path, e.to_string()))?;
    Ok(Heard {
        mel: log_mel(MelSpec::MUSICNN, &pcm_16k),
        pcm_12k,
    })
}

/// Cuts a picture `[frames, 96]` into patches `[B, 187, 96]`, `hop` frames
/// apart; a picture that is shorter than one patch gives none.
pub fn patches(mel: &[f32], hop: usize) -> Tensor {
    let frames = (mel.len() / 96) as i64;
    let picture = tensor(mel, &[frames, 96], Device::Cpu);
    if frames < PATCH_FRAMES as i64 {
        return Tensor::zeros([0, PATCH_FRAMES as i64, 96], (Kind::Float, Device::Cpu));
    }
    // unfold gives [B, 96, 187].
    picture
        .unfold(0, PATCH_FRAMES as i64, hop as i64)
        .transpose(1, 2)
        .contiguous()
}

/// All teachers together.
#[derive(Debug)]
pub struct Teachers {
    musicnn: MusiCnn,
    emomusic: ValenceArousalHead,
    deam: ValenceArousalHead,
    moods: Vec<MoodHead>,
    jamendo: JamendoCnn,
    device: Device,
}

impl Teachers {
    /// Loads every teacher from `folder`.
    ///
    /// # Errors
    /// [`ModelError::Weights`] for a file that is missing or another network's.
    pub fn open(folder: &Path, device: Device) -> Result<Self, ModelError> {
        let file = |name: &str| folder.join(format!("{name}.safetensors"));
        Ok(Self {
            musicnn: MusiCnn::open(&file("musicnn-msd"), device)?,
            emomusic: ValenceArousalHead::open(&file("va-emomusic-musicnn"), device)?,
            deam: ValenceArousalHead::open(&file("va-deam-musicnn"), device)?,
            moods: MOODS
                .iter()
                .map(|mood| MoodHead::open(&file(&format!("mood-{mood}-musicnn")), device))
                .collect::<Result<_, _>>()?,
            jamendo: JamendoCnn::open(&file("jamendo-moodtheme-cnn"), device)?,
            device,
        })
    }

    /// Patches `[B, 187, 96]` → MusiCNN's embeddings `[B, 200]`.
    pub fn embedding(&self, patches: &Tensor) -> Tensor {
        let parts: Vec<Tensor> = patches
            .split(BATCH, 0)
            .iter()
            .map(|part| self.musicnn.embedding(&part.to_device(self.device)))
            .collect();
        Tensor::cat(&parts, 0)
    }

    /// Embeddings `[B, 200]` → valence and arousal, 1-9, `[B, 2]`, as the
    /// EmoMusic head and as the DEAM head hear them.
    pub fn valence_arousal(&self, embedding: &Tensor) -> [Tensor; 2] {
        [
            self.emomusic.forward(embedding),
            self.deam.forward(embedding),
        ]
    }

    /// Embeddings `[B, 200]` → each mood's two classes `[B, 2]`.
    pub fn moods(&self, embedding: &Tensor) -> Vec<(&'static str, Tensor)> {
        MOODS
            .into_iter()
            .zip(self.moods.iter().map(|head| head.forward(embedding)))
            .collect()
    }

    /// 29.1 s of mono at 12 kHz → logits of the 56 tags `[1, 56]`. A shorter
    /// clip is followed by silence.
    pub fn tag_logits(&self, pcm_12k: &[f32]) -> Tensor {
        let mut pcm = pcm_12k.to_vec();
        pcm.resize(SAMPLES, 0.0);
        let mel = log_mel(MelSpec::JAMENDO, &pcm);
        let picture = tensor(&mel, &[1, -1, 96], self.device)
            .transpose(1, 2)
            .contiguous();
        self.jamendo.logits(&picture)
    }
}

//! The teachers: public networks, each trained on one data set, from which the
//! student learns to hear.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use moodplane_audio::{Limits, TONAL, Wanted, hear};
use tch::{Device, Tensor};

use super::views;
use crate::error::ModelError;
use crate::mel::{MelSpec, log_mel};
use crate::net::jamendo::{JamendoCnn, SAMPLES};
use crate::net::layers::tensor;
use crate::net::musicnn::{BATCH, MusiCnn};
use crate::net::student::cut;
use crate::net::student::level::Levelled;
use crate::net::student::trunk::Opinions;

/// A clip as the teachers need it, and its harmony.
pub struct Heard {
    /// `[frames, 96]`, MusiCNN's picture of the whole clip.
    pub mel: Vec<f32>,
    /// Mono at 12 kHz.
    pub pcm_12k: Vec<f32>,
    /// Mono at [`views::RATE`].
    pub sound: Vec<f32>,
    /// How it is harmonised.
    pub tonal: [f32; TONAL],
}

/// Decodes a clip once, for both front ends.
///
/// # Errors
/// [`ModelError::Data`] when it does not decode.
pub fn decode(path: &Path) -> Result<Heard, ModelError> {
    let (mut pcm_16k, mut pcm_12k, mut sound) = (Vec::new(), Vec::new(), Vec::new());
    let wanted = Wanted {
        rates: vec![16_000, 12_000, views::RATE],
    };
    let heard = hear(
        path,
        &Limits::default(),
        &wanted,
        &AtomicBool::new(false),
        &mut |rate, samples| {
            let stream = match rate {
                16_000 => &mut pcm_16k,
                12_000 => &mut pcm_12k,
                _ => &mut sound,
            };
            stream.extend_from_slice(samples);
        },
    )
    .map_err(|e| ModelError::data(path, e.to_string()))?;
    Ok(Heard {
        mel: log_mel(MelSpec::MUSICNN, &pcm_16k),
        pcm_12k,
        sound,
        tonal: heard.tonal,
    })
}

/// All teachers together.
#[derive(Debug)]
pub struct Teachers {
    musicnn: MusiCnn,
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
            jamendo: JamendoCnn::open(&file("jamendo-moodtheme-cnn"), device)?,
            device,
        })
    }

    /// What all say of a window: its log-mel picture `[n · 187, 96]` and its sound.
    pub fn hear(&self, picture: &Tensor, pcm_12k: &[f32]) -> Opinions {
        let levelled = Levelled::of(&picture.unsqueeze(0)).mel;
        let (features, tags) = self.tags(pcm_12k);
        Opinions {
            embedding: self.embedding(&cut(&levelled)),
            features,
            tags,
        }
    }

    /// Patches `[B, 187, 96]` → MusiCNN's embeddings `[B, 200]`, on the CPU.
    pub fn embedding(&self, patches: &Tensor) -> Tensor {
        let parts: Vec<Tensor> = patches
            .split(BATCH as i64, 0)
            .iter()
            .map(|part| self.musicnn.embedding(&part.to_device(self.device)))
            .collect();
        Tensor::cat(&parts, 0).to_device(Device::Cpu)
    }

    /// 29.1 s of mono at 12 kHz → features `[1, 64]` and logits of the 56 tags
    /// `[1, 56]`, on the CPU. A shorter clip is followed by silence.
    pub fn tags(&self, pcm_12k: &[f32]) -> (Tensor, Tensor) {
        let mut pcm = pcm_12k.to_vec();
        pcm.resize(SAMPLES, 0.0);
        let mel = log_mel(MelSpec::JAMENDO, &pcm);
        let picture = tensor(&mel, &[1, -1, 96], self.device)
            .transpose(1, 2)
            .contiguous();
        let (features, logits) = self.jamendo.hear(&picture);
        (
            features.to_device(Device::Cpu),
            logits.to_device(Device::Cpu),
        )
    }
}

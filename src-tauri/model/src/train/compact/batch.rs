//! Batches of single patches, each from a clip drawn evenly, so that long clips
//! do not count for more.

use rand::Rng;
use rand::rngs::StdRng;
use tch::{Device, Kind, Tensor};

use super::targets::{Example, HOP};
use crate::net::student::PATCH_FRAMES;

/// Inputs and targets; all on the device.
pub struct Batch {
    /// `[patches, 187, 96]`
    pub mel: Tensor,
    /// `[patches, 200]`, as the teacher gives it.
    pub embedding: Tensor,
    /// `[patches, 4]`: valence, arousal of one head, then of the other.
    pub valence_arousal: Tensor,
}

impl Batch {
    /// Draws from `examples`.
    pub fn draw(examples: &[&Example], patches: usize, rng: &mut StdRng, device: Device) -> Self {
        let (mut mel, mut embedding, mut va) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..patches {
            let example = examples[rng.random_range(0..examples.len())];
            let patch = rng.random_range(0..example.patches());
            let frame = patch * HOP as i64;
            mel.push(example.mel.narrow(0, frame, PATCH_FRAMES as i64));
            embedding.push(example.embedding.get(patch));
            va.push(example.valence_arousal.get(patch));
        }
        let stack = |parts: &[Tensor]| Tensor::stack(parts, 0).to_device(device);
        Self {
            mel: stack(&mel).to_kind(Kind::Float),
            embedding: stack(&embedding),
            valence_arousal: stack(&va),
        }
    }
}

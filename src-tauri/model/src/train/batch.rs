//! Batches: bags of patches, each bag from one window of one clip, so that
//! labels of whole clips meet the mean over a bag and not single patches.

use rand::Rng;
use rand::rngs::StdRng;
use tch::{Device, Kind, Tensor};

use super::targets::{Example, HOP};
use crate::net::jamendo::SAMPLES;
use crate::net::student::PATCH_FRAMES;

/// Patches that lie wholly inside one window of 29.1 s.
const WINDOW_PATCHES: i64 =
    ((SAMPLES as i64 * 16 / 12 / 256) - PATCH_FRAMES as i64) / HOP as i64 + 1;

/// Inputs and targets of `bags` × `size` patches; all on the device.
pub struct Batch {
    /// `[bags · size, 187, 96]`
    pub mel: Tensor,
    /// `[bags · size, 200]`, as the teacher gives it.
    pub embedding: Tensor,
    /// `[bags · size, 4]`: valence, arousal of one head, then of the other.
    pub valence_arousal: Tensor,
    /// `[bags, 56]`: the teacher's logits for each bag's window.
    pub tags: Tensor,
    /// i64 `[bags]`: quadrant 0-3, or -1 without a label.
    pub quadrant: Tensor,
}

impl Batch {
    /// Draws bags from `examples`.
    pub fn draw(
        examples: &[&Example],
        bags: usize,
        size: usize,
        rng: &mut StdRng,
        device: Device,
    ) -> Self {
        let (mut mel, mut embedding, mut va) = (Vec::new(), Vec::new(), Vec::new());
        let (mut tags, mut quadrant) = (Vec::new(), Vec::new());
        for _ in 0..bags {
            let example = examples[rng.random_range(0..examples.len())];
            let window = rng.random_range(0..example.tags.size()[0]);
            let first = example
                .window_starts
                .int64_value(&[window])
                .min(example.patches() - 1);
            let end = (first + WINDOW_PATCHES).min(example.patches());
            for _ in 0..size {
                let patch = rng.random_range(first..end);
                let frame = patch * HOP as i64;
                mel.push(example.mel.narrow(0, frame, PATCH_FRAMES as i64));
                embedding.push(example.embedding.get(patch));
                va.push(example.valence_arousal.get(patch));
            }
            tags.push(example.tags.get(window));
            quadrant.push(example.clip.quadrant.map_or(-1, i64::from));
        }
        let stack = |parts: &[Tensor]| Tensor::stack(parts, 0).to_device(device);
        Self {
            mel: stack(&mel).to_kind(Kind::Float),
            embedding: stack(&embedding),
            valence_arousal: stack(&va),
            tags: stack(&tags),
            quadrant: Tensor::from_slice(&quadrant).to_device(device),
        }
    }
}

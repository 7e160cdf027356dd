//! Batches of windows. Each is of a piece of music drawn evenly, so that long
//! files do not count for more.

use rand::Rng;
use rand::rngs::StdRng;
use tch::{Device, Kind, Tensor};

use super::targets::Example;
use crate::net::student::level;
use crate::net::student::trunk::Opinions;

/// What is heard and what the teachers say of it, on the device.
pub struct Batch {
    /// `[windows, 1870, 96]`, at one level.
    pub windows: Tensor,
    /// Of these.
    pub said: Opinions,
}

/// Deviation of the noise, at most, that a window is heard through, in log10 of
/// the power of each band and frame: about what codecs leave of it. The teachers
/// heard it clean.
const HISS: f64 = 0.08;

impl Batch {
    /// Draws `windows` from `examples`.
    pub fn draw(examples: &[&Example], windows: usize, rng: &mut StdRng, device: Device) -> Self {
        let (pictures, said): (Vec<Tensor>, Vec<Opinions>) = (0..windows)
            .map(|_| {
                let example = examples[rng.random_range(0..examples.len())];
                example.lesson(rng.random_range(0..example.starts.len()))
            })
            .unzip();
        let pictures = Tensor::stack(&pictures, 0).to_device(device);
        // Half of them as they are.
        let hiss: Vec<f32> = (0..windows)
            .map(|_| rng.random_range(-HISS..HISS).max(0.0) as f32)
            .collect();
        let hiss = Tensor::from_slice(&hiss).to_device(device).view([-1, 1, 1]);
        let levelled = level::levelled(&pictures);
        let noise = levelled.randn_like() * hiss;
        let gather = |pick: fn(&Opinions) -> &Tensor| {
            let parts: Vec<&Tensor> = said.iter().map(pick).collect();
            Tensor::cat(&parts, 0)
                .to_device(device)
                .to_kind(Kind::Float)
        };
        Self {
            windows: (levelled + noise).clamp_min(0.0),
            said: Opinions {
                embedding: gather(|s| &s.embedding),
                features: gather(|s| &s.features),
                tags: gather(|s| &s.tags),
            },
        }
    }
}

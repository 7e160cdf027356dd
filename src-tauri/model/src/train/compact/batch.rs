//! Batches of patches and of windows. Each is drawn from a piece of music drawn
//! evenly, so that long files do not count for more.

use rand::Rng;
use rand::rngs::StdRng;
use tch::{Device, Kind, Tensor};

use super::targets::Example;
use crate::net::student::{BANDS, PATCH_FRAMES, WINDOW_FRAMES, WINDOW_PATCHES, level};

/// Inputs and what is known of them; all on the device and at one level.
pub struct Batch {
    /// `[patches, 187, 96]`
    pub patches: Tensor,
    /// `[windows, 1870, 96]`
    pub windows: Tensor,
    /// `[windows, 64]`: what the tags' teacher hears in these.
    pub features: Tensor,
    /// `[windows, 56]`: its logits.
    pub tags: Tensor,
}

/// Steepest slope that a window's spectrum is tilted by, from the lowest band to
/// the highest, in nepers of power: about 5 dB each way, as much as players,
/// rooms and masterings differ.
const TILT: f64 = 1.2;

impl Batch {
    /// Draws from `examples`.
    pub fn draw(
        examples: &[&Example],
        patches: usize,
        windows: usize,
        rng: &mut StdRng,
        device: Device,
    ) -> Self {
        let (mut cuts, mut whole) = (Vec::new(), Vec::new());
        let (mut features, mut tags) = (Vec::new(), Vec::new());
        for i in 0..patches.max(windows) {
            let example = examples[rng.random_range(0..examples.len())];
            let window = rng.random_range(0..example.starts.len());
            let picture = tilted(&picture(example, window, rng), rng);
            // A patch is heard at its window's level.
            let picture = level::levelled(&picture.unsqueeze(0));
            if i < patches {
                let first = rng.random_range(0..WINDOW_PATCHES) * PATCH_FRAMES;
                cuts.push(picture.narrow(1, first as i64, PATCH_FRAMES as i64));
            }
            if i < windows {
                features.push(example.features.get(window as i64));
                tags.push(example.tags.get(window as i64));
                whole.push(picture);
            }
        }
        let device = |t: Tensor| t.to_device(device);
        Self {
            patches: device(Tensor::cat(&cuts, 0)),
            windows: device(Tensor::cat(&whole, 0)),
            features: device(Tensor::stack(&features, 0)),
            tags: device(Tensor::stack(&tags, 0)),
        }
    }
}

/// A window of an example, begun anew at a random frame, so that patches are cut
/// where none was cut before. A window that is not whole goes round.
fn picture(example: &Example, window: usize, rng: &mut StdRng) -> Tensor {
    let start = example.starts[window];
    let frames = (example.mel.size()[0] - start).min(WINDOW_FRAMES as i64);
    let cut = example.mel.narrow(0, start, frames);
    let cut = cut.to_kind(Kind::Float);
    let turn = rng.random_range(0..PATCH_FRAMES as i64);
    let turned = cut.roll([turn], [0]);
    let times = (WINDOW_FRAMES as i64 + frames - 1) / frames;
    turned.repeat([times, 1]).narrow(0, 0, WINDOW_FRAMES as i64)
}

/// A picture `[T, 96]` with a slope of its own over the bands.
fn tilted(mel: &Tensor, rng: &mut StdRng) -> Tensor {
    let slope = rng.random_range(-TILT..TILT);
    let bands = Tensor::linspace(-slope, slope, BANDS as i64, (Kind::Float, mel.device()));
    ((Tensor::pow_scalar(10.0, mel) - 1.0) * bands.exp()).log1p() / std::f64::consts::LN_10
}

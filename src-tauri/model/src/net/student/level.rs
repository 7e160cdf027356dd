//! One level for all music: how loud a file was mastered or normalised says
//! nothing about its mood, and would move every value.

use std::f64::consts::LN_10;

use tch::{Kind, Tensor};

/// The mean power of a window, over frames and bands, in the front end's own
/// unit (10 000 times the power of a band): the median of the clips that the
/// heads learn from, so that the teachers hear most of them as they are.
pub const POWER: f64 = 5_500.0;

/// What is more than this below [`POWER`] is not brought all the way up: noise
/// between tracks is no music. 40 dB.
const MOST_GAIN: f64 = 1e4;

/// Log-mel pictures at one level, and the power that they are the logarithm of.
#[derive(Debug)]
pub struct Levelled {
    /// `[B, T, 96]`: log10(1 + p) of the power p.
    pub mel: Tensor,
    /// `[B, T, 96]`: p.
    pub power: Tensor,
}

impl Levelled {
    /// Log-mel pictures `[B, T, 96]` with a gain for each that brings its mean power
    /// to [`POWER`].
    pub fn of(mel: &Tensor) -> Self {
        let mut power = (mel * LN_10).expm1_();
        let mean = power.mean_dim([1i64, 2].as_slice(), true, Kind::Float);
        let gain = (mean.clamp_min(POWER / MOST_GAIN).reciprocal() * POWER).clamp_max(MOST_GAIN);
        // In place: each of these would be a pass over memory of its own.
        let _ = power.g_mul_(&gain).clamp_min_(0.0);
        let mel = power.log1p() / LN_10;
        Self { mel, power }
    }
}

/// A patch this far below [`POWER`] once its window is at one level is silence
/// beside music, such as the seconds before a song begins. 40 dB.
const SILENT: f64 = 1e-4;

/// Power of patches `[n, 187, 96]` of levelled windows → `[n]`: 1 where something
/// sounds, 0 where nothing does.
pub fn sounding(patches: &Tensor) -> Tensor {
    let mean = patches.mean_dim([1i64, 2].as_slice(), false, Kind::Float);
    mean.gt(POWER * SILENT).to_kind(Kind::Float)
}

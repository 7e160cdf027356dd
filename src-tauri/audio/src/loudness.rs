//! How loud a track is: EBU R 128 integrated loudness.

use ebur128::{EbuR128, Mode};

use crate::AudioError;

/// Loudness of nothing but a noise floor; R 128 gates blocks below it, LUFS.
const GATE_LUFS: f64 = -70.0;

/// Measures one stream.
pub(crate) struct Loudness(EbuR128);

impl Loudness {
    pub(crate) fn new(channels: usize, rate: u32) -> Result<Self, AudioError> {
        let count = u32::try_from(channels).map_err(|_| AudioError::Channels(channels))?;
        // The histogram (steps of .1 LU) keeps memory the same for any length.
        let mode = Mode::I | Mode::HISTOGRAM;
        EbuR128::new(count, rate, mode)
            .map(Self)
            .map_err(|_| AudioError::Channels(channels))
    }

    /// Takes interleaved samples in whole frames.
    pub(crate) fn push(&mut self, block: &[f32]) -> Result<(), AudioError> {
        self.0
            .add_frames_f32(block)
            .map_err(|why| AudioError::BadStream(format!("loudness: {why}")))
    }

    /// Integrated loudness (ITU-R BS.1770-4), LUFS; `None` where every block
    /// is below the gate or the sound is shorter than one block (.4 s).
    pub(crate) fn integrated_lufs(&self) -> Option<f32> {
        let lufs = self.0.loudness_global().ok()?;
        (lufs.is_finite() && lufs > GATE_LUFS).then_some(lufs as f32)
    }
}

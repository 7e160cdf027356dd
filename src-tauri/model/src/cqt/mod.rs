//! The constant-Q transform: mono samples to the picture that chord
//! recognisers see, with 24 bins an octave over the six octaves from C1
//! (Brown 1991; computed octave by octave as Schörkhuber & Klapuri 2010).
//!
//! It repeats librosa's `cqt` at the settings of the BTC recogniser (Park et
//! al. 2019), block by block of 10 s, so that its published weights see what
//! they were trained on and memory does not grow with the track.

mod bank;
mod halve;

use std::sync::Arc;

use realfft::num_complex::Complex32;
use realfft::{RealFftPlanner, RealToComplex};

use bank::Filter;
use halve::Halver;

/// Samples a second that the transform takes, Hz.
pub const SAMPLE_RATE: u32 = 22_050;
/// Bins of a frame.
pub const BINS: usize = OCTAVES * PER_OCTAVE;
/// Bins of an octave.
pub const PER_OCTAVE: usize = 24;
/// Frames of a whole block.
pub const BLOCK_FRAMES: usize = 108;
/// Samples of a block, 10 s: what the recogniser's network sees at a time. Each
/// is transformed as if silence were around it.
const BLOCK: usize = 10 * SAMPLE_RATE as usize;
const OCTAVES: usize = 6;
/// Samples between two frames.
const HOP: usize = 2048;
/// Samples of a transform, at each octave's own rate: the longest filter's,
/// rounded up to a power of two.
const WINDOW: usize = 512;
/// Keeps the logarithm of silence finite.
const FAINTEST: f32 = 1e-6;

/// A streaming constant-Q transform with logarithmic magnitudes.
pub struct LogCqt {
    fft: Arc<dyn RealToComplex<f32>>,
    filters: Vec<Filter>,
    halver: Halver,
    pending: Vec<f32>,
    /// The block at the octave's rate, and room for the next.
    octave: Vec<f32>,
    lower: Vec<f32>,
    windowed: Vec<f32>,
    spectrum: Vec<Complex32>,
    scratch: Vec<Complex32>,
}

impl Default for LogCqt {
    fn default() -> Self {
        Self::new()
    }
}

impl LogCqt {
    /// A transform at the start of a signal.
    #[must_use]
    pub fn new() -> Self {
        let fft = RealFftPlanner::new().plan_fft_forward(WINDOW);
        Self {
            filters: bank::top_octave(),
            halver: Halver::new(),
            pending: Vec::with_capacity(BLOCK),
            octave: Vec::with_capacity(BLOCK / 2),
            lower: Vec::with_capacity(BLOCK / 4),
            windowed: fft.make_input_vec(),
            spectrum: fft.make_output_vec(),
            scratch: fft.make_scratch_vec(),
            fft,
        }
    }

    /// Takes mono samples at 22 050 Hz and appends the frames of the blocks that
    /// they complete to `out`: ln(|x| + 1e-6), `[frames, 144]` row-major, 108
    /// frames a block.
    pub fn push(&mut self, mut samples: &[f32], out: &mut Vec<f32>) {
        while !samples.is_empty() {
            let room = BLOCK - self.pending.len();
            let (now, later) = samples.split_at(room.min(samples.len()));
            self.pending.extend_from_slice(now);
            samples = later;
            if self.pending.len() == BLOCK {
                self.transform(out);
            }
        }
    }

    /// Appends the frames of the last, shorter block, where there is one.
    pub fn finish(mut self, out: &mut Vec<f32>) {
        if !self.pending.is_empty() {
            self.transform(out);
        }
    }

    /// Transforms the pending block and empties it.
    fn transform(&mut self, out: &mut Vec<f32>) {
        let mut octave = std::mem::take(&mut self.octave);
        let mut lower = std::mem::take(&mut self.lower);
        // Nothing over a fifth of the rate is looked at: half of it will do.
        self.halver.halve(&self.pending, &mut octave);
        self.pending.clear();
        let mut hop = HOP / 2;
        let frames = 1 + octave.len() / hop;
        let first = out.len();
        out.resize(first + frames * BINS, 0.0);
        for step in (0..OCTAVES).rev() {
            for (t, frame) in out[first..].chunks_exact_mut(BINS).enumerate() {
                let bins = &mut frame[step * PER_OCTAVE..(step + 1) * PER_OCTAVE];
                self.frame(&octave, t * hop, bins);
            }
            if step > 0 {
                self.halver.halve(&octave, &mut lower);
                std::mem::swap(&mut octave, &mut lower);
                hop /= 2;
            }
        }
        (self.octave, self.lower) = (octave, lower);
    }

    /// The octave's bins around sample `centre`, with silence beyond the ends.
    fn frame(&mut self, samples: &[f32], centre: usize, bins: &mut [f32]) {
        let from = centre.saturating_sub(WINDOW / 2).min(samples.len());
        let to = (centre + WINDOW / 2).min(samples.len());
        let lead = (WINDOW / 2).saturating_sub(centre);
        self.windowed.fill(0.0);
        self.windowed[lead..lead + to - from].copy_from_slice(&samples[from..to]);
        let done = self.fft.process_with_scratch(
            &mut self.windowed,
            &mut self.spectrum,
            &mut self.scratch,
        );
        // The buffers come from the plan itself, so their lengths agree.
        debug_assert!(done.is_ok());
        for (bin, filter) in bins.iter_mut().zip(&self.filters) {
            *bin = (filter.response(&self.spectrum).norm() + FAINTEST).ln();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(hz: f32, samples: usize) -> Vec<f32> {
        let step = hz * std::f32::consts::TAU / SAMPLE_RATE as f32;
        (0..samples).map(|n| (n as f32 * step).sin()).collect()
    }

    fn cqt(samples: &[f32], piece: usize) -> Vec<f32> {
        let (mut cqt, mut out) = (LogCqt::new(), Vec::new());
        for piece in samples.chunks(piece) {
            cqt.push(piece, &mut out);
        }
        cqt.finish(&mut out);
        out
    }

    #[test]
    fn a_tone_lights_its_own_bin_in_each_octave() {
        for octave in 0..6 {
            let hz = 440.0 * 2f32.powi(octave - 3);
            let out = cqt(&tone(hz, BLOCK), BLOCK);
            assert_eq!(out.len(), BLOCK_FRAMES * BINS);
            let frame = &out[50 * BINS..51 * BINS];
            let top = (0..BINS).max_by(|&a, &b| frame[a].total_cmp(&frame[b]));
            // A is nine semitones above C.
            assert_eq!(top, Some(octave as usize * PER_OCTAVE + 18));
        }
    }

    #[test]
    fn pieces_of_any_size_give_the_same_frames() {
        let sound = tone(330.0, BLOCK + 5000);
        let whole = cqt(&sound, sound.len());
        assert_eq!(whole.len(), (BLOCK_FRAMES + 1 + 5000 / HOP) * BINS);
        assert_eq!(cqt(&sound, 777), whole);
    }

    #[test]
    fn silence_and_next_to_nothing_are_finite() {
        let silence = cqt(&vec![0.0; 3000], 3000);
        assert_eq!(silence.len(), 2 * BINS);
        assert!(silence.iter().all(|&x| x == FAINTEST.ln()));
        assert_eq!(cqt(&[0.5], 1).len(), BINS);
        assert!(cqt(&[], 1).is_empty());
    }
}

//! Magnitude spectra of a mono stream, frame by frame, for tempo and key.

use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};

/// Cuts a stream into overlapping Hann-windowed frames and transforms them.
pub(crate) struct Spectra {
    hop: usize,
    window: Vec<f32>,
    waiting: Vec<f32>,
    fft: Arc<dyn RealToComplex<f32>>,
    input: Vec<f32>,
    output: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
    magnitudes: Vec<f32>,
}

impl Spectra {
    /// Frames of `size` samples, `hop` apart.
    pub(crate) fn new(size: usize, hop: usize) -> Self {
        let fft = RealFftPlanner::new().plan_fft_forward(size);
        Self {
            hop,
            window: hann(size),
            waiting: Vec::with_capacity(2 * size),
            input: fft.make_input_vec(),
            output: fft.make_output_vec(),
            scratch: fft.make_scratch_vec(),
            magnitudes: vec![0.0; size / 2 + 1],
            fft,
        }
    }

    /// Takes the next samples; `each` gets the magnitudes (size / 2 + 1 bins)
    /// of every full frame. A full-scale sine has the magnitude .5.
    pub(crate) fn push(&mut self, samples: &[f32], each: &mut dyn FnMut(&[f32])) {
        self.waiting.extend_from_slice(samples);
        let size = self.window.len();
        let mut at = 0;
        while at + size <= self.waiting.len() {
            let frame = &self.waiting[at..at + size];
            for ((slot, sample), weight) in self.input.iter_mut().zip(frame).zip(&self.window) {
                *slot = sample * weight;
            }
            at += self.hop;
            let done =
                self.fft
                    .process_with_scratch(&mut self.input, &mut self.output, &mut self.scratch);
            // The buffers were made by the plan itself: their sizes fit.
            debug_assert!(done.is_ok());
            for (magnitude, bin) in self.magnitudes.iter_mut().zip(&self.output) {
                // Faster than `norm`, whose care for overflow is not needed.
                *magnitude = bin.norm_sqr().sqrt();
            }
            each(&self.magnitudes);
        }
        self.waiting.drain(..at);
    }
}

/// A Hann window whose weights sum to one.
fn hann(size: usize) -> Vec<f32> {
    (0..size)
        .map(|i| {
            let phase = std::f64::consts::TAU * i as f64 / size as f64;
            ((1.0 - phase.cos()) / size as f64) as f32
        })
        .collect()
}

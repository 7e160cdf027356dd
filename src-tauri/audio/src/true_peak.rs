//! The true peak: how high the curve through the samples goes.
//!
//! ITU-R BS.1770-4, annex 2: the sound is oversampled by a windowed sinc.
//! Doing so for every sample would cost as much as decoding; but what the
//! filter can make of twelve samples is bounded by the highest of them, and
//! most are far too low to beat the peak that is known already.

use crate::frames::highest;

/// Samples of the sound in one output of the filter.
const TAPS: usize = 13;

/// Frames looked at together: few enough that one high sample does not drag
/// many low ones along.
const SPAN: usize = 32;

/// Finds the true peak of one stream.
pub(crate) struct TruePeak {
    channels: usize,
    /// One filter for each position between two samples.
    phases: Vec<[f32; TAPS]>,
    /// No output is higher than this times the highest sample it is made of.
    bound: f32,
    /// The last frames, then the block's, interleaved; and how high each goes.
    line: Vec<f32>,
    peaks: Vec<f32>,
    peak: f32,
}

impl TruePeak {
    pub(crate) fn new(channels: usize, rate: u32) -> Self {
        let phases = filters(match rate {
            ..96_000 => 4,
            96_000..192_000 => 2,
            _ => 1,
        });
        let bound = phases
            .iter()
            .map(|taps| taps.iter().map(|tap| tap.abs()).sum::<f32>())
            .fold(1.0, f32::max);
        Self {
            channels,
            phases,
            bound,
            line: vec![0.0; (TAPS - 1) * channels],
            peaks: vec![0.0; TAPS - 1],
            peak: 0.0,
        }
    }

    /// Takes interleaved samples in whole frames, and the highest amplitude of each
    /// frame.
    pub(crate) fn push(&mut self, block: &[f32], peaks: &[f32]) {
        self.line.extend_from_slice(block);
        self.peaks.extend_from_slice(peaks);
        let outputs = self.peaks.len() - (TAPS - 1);
        for from in (0..outputs).step_by(SPAN) {
            let to = (from + SPAN).min(outputs) + TAPS - 1;
            if highest(&self.peaks[from..to]) * self.bound <= self.peak {
                continue;
            }
            let span = &self.line[from * self.channels..to * self.channels];
            for channel in 0..self.channels {
                let samples = span.iter().skip(channel).step_by(self.channels);
                let samples: Vec<f32> = samples.copied().collect();
                self.peak = self.peak.max(oversampled(&samples, &self.phases));
            }
        }
        self.line.drain(..outputs * self.channels);
        self.peaks.drain(..outputs);
    }

    /// The peak over all channels, dBTP; `None` for digital silence. What the
    /// last few samples would swing up to after the end is not counted.
    pub(crate) fn dbtp(&self) -> Option<f32> {
        (self.peak > 0.0).then(|| 20.0 * self.peak.log10())
    }
}

/// The highest amplitude between the samples of one channel, at most [`SPAN`]
/// outputs of the filter.
fn oversampled(span: &[f32], phases: &[[f32; TAPS]]) -> f32 {
    let outputs = span.len() - (TAPS - 1);
    let mut top = 0.0_f32;
    for taps in phases {
        // Tap by tap, for all outputs side by side.
        let mut sums = [0.0_f32; SPAN];
        for (at, tap) in taps.iter().enumerate() {
            for (sum, sample) in sums.iter_mut().zip(&span[at..at + outputs]) {
                *sum += sample * tap;
            }
        }
        top = top.max(highest(&sums.map(f32::abs)));
    }
    top
}

/// A sinc of twelve samples' width under a Hann window, split into phases;
/// the first gives the samples themselves.
fn filters(factor: usize) -> Vec<[f32; TAPS]> {
    use std::f64::consts::{PI, TAU};
    let mut phases = vec![[0.0; TAPS]; factor];
    let centre = (TAPS / 2 * factor) as f64;
    for (phase, taps) in phases.iter_mut().enumerate() {
        for (tap, weight) in taps.iter_mut().enumerate() {
            let at = (tap * factor + phase) as f64;
            let x = (at - centre) / factor as f64 * PI;
            let sinc = if x == 0.0 { 1.0 } else { x.sin() / x };
            let window = 0.5 * (1.0 - (TAU * at / (2.0 * centre)).cos());
            // Past the window's end: the last tap of all phases but the first.
            *weight = if at > 2.0 * centre {
                0.0
            } else {
                (sinc * window) as f32
            };
        }
    }
    phases
}

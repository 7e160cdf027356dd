//! The low-rate stream that tempo and key are heard in.
//!
//! What carries a beat or a harmony lies below 5 kHz, so every n-th sample of
//! the low-passed sound is enough. Unlike a network, these ears do not mind
//! which rate they get, and a whole-number step costs a tenth of resampling
//! to a given one.

use std::f64::consts::{PI, TAU};

/// The rate aimed at, Hz: a quarter of CD's.
const AIM: f64 = 11_025.0;

/// Taps of the filter for each step of decimation: with a Blackman window the
/// edge then falls from .32 to .54 of the new rate.
const TAPS_PER_STEP: usize = 24;

/// Middle of the filter's edge, as a share of the new rate.
const EDGE: f64 = 0.43;

/// Low-passes a mono stream and keeps every n-th sample.
pub(crate) struct Low {
    rate: f64,
    step: usize,
    taps: Vec<f32>,
    waiting: Vec<f32>,
}

impl Low {
    pub(crate) fn new(rate: u32) -> Self {
        let rate = f64::from(rate);
        let step = (rate / AIM).round().max(1.0) as usize;
        let taps = if step == 1 { vec![1.0] } else { low_pass(step) };
        Self {
            rate: rate / step as f64,
            step,
            taps,
            waiting: Vec::new(),
        }
    }

    /// The rate of what comes out, Hz: 8 to 16.5 kHz, or the sound's own
    /// where that is lower.
    pub(crate) fn rate(&self) -> f64 {
        self.rate
    }

    /// Takes the next samples; gives those of the low rate that are ready.
    pub(crate) fn push(&mut self, samples: &[f32], out: &mut Vec<f32>) {
        self.waiting.extend_from_slice(samples);
        let mut at = 0;
        while let Some(span) = self.waiting.get(at..at + self.taps.len()) {
            out.push(dot(span, &self.taps));
            at += self.step;
        }
        self.waiting.drain(..at.min(self.waiting.len()));
    }
}

/// Eight sums side by side: one alone would wait for itself at every step.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0_f32; 8];
    let (whole_a, whole_b) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest = whole_a.remainder().iter().zip(whole_b.remainder());
    let rest: f32 = rest.map(|(x, y)| x * y).sum();
    for (x, y) in whole_a.zip(whole_b) {
        for lane in 0..8 {
            sums[lane] += x[lane] * y[lane];
        }
    }
    sums.iter().sum::<f32>() + rest
}

/// A windowed sinc for one sample in `step`, of gain one.
fn low_pass(step: usize) -> Vec<f32> {
    let count = TAPS_PER_STEP * step;
    let cutoff = EDGE / step as f64;
    let taps: Vec<f64> = (0..count)
        .map(|i| {
            // Half a sample between the middle taps: never zero.
            let x = i as f64 - (count - 1) as f64 / 2.0;
            let phase = TAU * i as f64 / (count - 1) as f64;
            let window = 0.42 - 0.5 * phase.cos() + 0.08 * (2.0 * phase).cos();
            window * (TAU * cutoff * x).sin() / (PI * x)
        })
        .collect();
    let gain: f64 = taps.iter().sum();
    taps.iter().map(|tap| (tap / gain) as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::Low;

    fn height(rate: u32, hz: f32) -> f32 {
        let sound: Vec<f32> = (0..rate)
            .map(|i| (super::TAU * f64::from(hz) * f64::from(i) / f64::from(rate)).sin() as f32)
            .collect();
        let mut low = Low::new(rate);
        let mut out = Vec::new();
        for block in sound.chunks(777) {
            low.push(block, &mut out);
        }
        out.iter().map(|x| x.abs()).fold(0.0, f32::max)
    }

    #[test]
    fn what_is_low_stays_and_what_would_fold_back_goes() {
        for rate in [22_050, 32_000, 44_100, 48_000, 96_000, 192_000] {
            let low = Low::new(rate).rate();
            assert!((9_000.0..14_000.0).contains(&low), "{rate}: {low}");
            assert!((height(rate, 1_000.0) - 1.0).abs() < 0.01, "{rate}");
            assert!(height(rate, 0.6 * low as f32) < 0.001, "{rate}");
        }
    }
}

//! The tempo of a track.
//!
//! Onset strengths are cut into windows of twelve seconds. Of each window the
//! autocorrelation and the Fourier magnitudes are added up over the track, so
//! that the memory needed does not depend on its length. A pulse shows in the
//! autocorrelation at its period and all multiples, in the spectrum at its
//! rate and all multiples; only at the beat itself both are high (Peeters,
//! "Template-based estimation of time-varying tempo", EURASIP 2007), and a
//! preference for walking pace settles what is left (Ellis, "Beat tracking by
//! dynamic programming", JNMR 2007).
//!
//! The crate `stratum-dsp` was tried for tempo and key and left. On the ten
//! demo pieces it named as many keys (eight) and fewer tempi (six, one of the
//! others at no simple ratio; here seven, the others an octave off), with
//! confidences near 0. It took over five times as long as decoding, on
//! threads of its own, and wants the whole track in memory.

use std::sync::Arc;

use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};

use crate::Tempo;
use crate::onsets::Onsets;

/// Onset strengths in a window: about 12 s, eight beats at 40 BPM.
const WINDOW: usize = 1024;

/// Zeros behind the window, so that the autocorrelation does not wrap.
const PADDED: usize = 2 * WINDOW;

/// Tempi considered, BPM.
const SLOWEST: f64 = 45.0;
/// See [`SLOWEST`].
const FASTEST: f64 = 210.0;

/// Steps of the search in each octave: .6 %, then refined.
const STEPS_PER_OCTAVE: f64 = 120.0;

/// Time over which beats must come back, s: four at 60 BPM.
const JUDGED_S: f64 = 4.0;

/// Centre of the preference, BPM, and its width in octaves. Nothing hangs on
/// them: any centre from 110 to 130 and width from .7 to 1.5 names the same
/// demo pieces and loops.
const PREFERRED: f64 = 120.0;
/// See [`PREFERRED`].
const WIDTH: f64 = 1.0;

/// How far onsets must stray from their mean (root mean square) for a window
/// to count: a held tone makes .003, the calmest music .3.
const STILL: f32 = 0.01;

/// Below this correlation at the beat's period there is no beat to speak of.
const FAINTEST: f64 = 0.05;

/// Hears the tempo of one stream.
pub(crate) struct TempoMeter {
    /// Onset strengths a second, Hz.
    frame_rate: f64,
    onsets: Onsets,
    envelope: Vec<f32>,
    forward: Arc<dyn RealToComplex<f32>>,
    inverse: Arc<dyn ComplexToReal<f32>>,
    /// Sum over windows: autocorrelation by lag, 1 at lag 0.
    correlation: Vec<f64>,
    /// Sum over windows: share of the magnitude by frequency.
    spectrum: Vec<f64>,
    windows: u32,
}

impl TempoMeter {
    /// For a mono stream of `rate` Hz.
    pub(crate) fn new(rate: f64) -> Self {
        let mut planner = RealFftPlanner::new();
        Self {
            frame_rate: Onsets::frame_rate(rate),
            onsets: Onsets::new(rate),
            envelope: Vec::with_capacity(WINDOW),
            forward: planner.plan_fft_forward(PADDED),
            inverse: planner.plan_fft_inverse(PADDED),
            correlation: vec![0.0; WINDOW],
            spectrum: vec![0.0; PADDED / 2 + 1],
            windows: 0,
        }
    }

    /// Takes the next samples.
    pub(crate) fn push(&mut self, samples: &[f32]) {
        let mut fresh = Vec::new();
        self.onsets
            .push(samples, &mut |strength| fresh.push(strength));
        for strength in fresh {
            self.envelope.push(strength);
            if self.envelope.len() == WINDOW {
                self.close_window();
                self.envelope.drain(..WINDOW / 2);
            }
        }
    }

    /// Adds the window's autocorrelation and spectrum to the sums.
    fn close_window(&mut self) {
        let count = self.envelope.len() as f32;
        let mean = self.envelope.iter().sum::<f32>() / count;
        let mut input = self.forward.make_input_vec();
        for (slot, value) in input.iter_mut().zip(&self.envelope) {
            *slot = value - mean;
        }
        let energy: f32 = input.iter().map(|value| value * value).sum();
        if energy < STILL * STILL * count {
            return;
        }
        let mut bins = self.forward.make_output_vec();
        // Both plans made their buffers themselves: the sizes fit.
        if self.forward.process(&mut input, &mut bins).is_err() {
            return;
        }
        let total: f32 = bins.iter().map(|bin| bin.norm()).sum();
        for (sum, bin) in self.spectrum.iter_mut().zip(&mut bins) {
            *sum += f64::from(bin.norm() / total);
            *bin = bin.norm_sqr().into();
        }
        let mut lags = input;
        if self.inverse.process(&mut bins, &mut lags).is_err() || lags[0] <= 0.0 {
            return;
        }
        for (lag, sum) in self.correlation.iter_mut().enumerate() {
            // Fewer pairs overlap at a longer lag: divide by their share.
            let share = 1.0 - lag as f32 / count;
            *sum += f64::from(lags[lag] / lags[0] / share);
        }
        self.windows += 1;
    }

    /// The tempo of all that was heard; `None` where there is no beat.
    pub(crate) fn finish(mut self) -> Option<Tempo> {
        // What is shorter than one window still shows a beat from four seconds.
        if self.windows == 0 && self.envelope.len() as f64 > 4.0 * self.frame_rate {
            self.close_window();
        }
        if self.windows == 0 {
            return None;
        }
        let octaves = (FASTEST / SLOWEST).log2();
        let steps = (octaves * STEPS_PER_OCTAVE) as u32;
        let candidates =
            (0..=steps).map(|step| SLOWEST * (f64::from(step) / STEPS_PER_OCTAVE).exp2());
        let (bpm, _) = candidates
            .map(|bpm| (bpm, self.score(bpm)))
            .max_by(|a, b| a.1.total_cmp(&b.1))?;
        let strength = self.at_lag(60.0 * self.frame_rate / bpm) / f64::from(self.windows);
        (strength > FAINTEST).then(|| Tempo {
            bpm: self.refine(bpm) as f32,
            confidence: strength.clamp(0.0, 1.0) as f32,
        })
    }

    /// How well a tempo explains the sums.
    fn score(&self, bpm: f64) -> f64 {
        let lag = 60.0 * self.frame_rate / bpm;
        // Every tempo is judged over the same time: played music drifts, so
        // that the first beats alone would always speak for the fastest.
        let beats = (JUDGED_S * bpm / 60.0).floor().max(1.0) as u32;
        let pulse: f64 = (1..=beats)
            .map(|beat| self.at_lag(lag * f64::from(beat)))
            .sum();
        let pulse = pulse / f64::from(beats);
        let rate = self.at_rate(bpm / 60.0);
        let distance = (bpm / PREFERRED).log2() / WIDTH;
        // The pulse weighs most: with less, three beats pass for two (112 for
        // 168 BPM); with no rate at all, half tempi win.
        pulse.max(0.0).powi(2) * rate.max(0.0).cbrt() * (-0.5 * distance * distance).exp()
    }

    /// The exact tempo near `bpm`: the peak at the longest multiple of its
    /// period that is heard well is the most precise ruler.
    fn refine(&self, bpm: f64) -> f64 {
        let mut lag = 60.0 * self.frame_rate / bpm;
        for beats in [1.0, 2.0, 4.0, 8.0] {
            let centre = lag * beats;
            // A sixteenth of a beat to either side holds the peak, not its neighbours.
            let reach = (lag / 16.0).max(1.5);
            if centre + reach + 1.0 >= (WINDOW * 3 / 4) as f64 {
                break;
            }
            let from = (centre - reach).floor().max(1.0) as usize;
            let to = (centre + reach).ceil() as usize;
            let peak = (from..=to)
                .max_by(|&a, &b| self.correlation[a].total_cmp(&self.correlation[b]))
                .unwrap_or(from);
            let (left, top, right) = (
                self.correlation[peak - 1],
                self.correlation[peak],
                self.correlation[peak + 1],
            );
            let bend = left - 2.0 * top + right;
            // No peak inside: the neighbourhood only slopes.
            if bend >= 0.0 || top < left || top < right {
                break;
            }
            lag = (peak as f64 + 0.5 * (left - right) / bend) / beats;
        }
        60.0 * self.frame_rate / lag
    }

    fn at_lag(&self, lag: f64) -> f64 {
        // Past three quarters of the window too few pairs are left.
        if lag > (WINDOW * 3 / 4) as f64 {
            return 0.0;
        }
        interpolate(&self.correlation, lag)
    }

    fn at_rate(&self, hz: f64) -> f64 {
        interpolate(&self.spectrum, hz * PADDED as f64 / self.frame_rate)
    }
}

fn interpolate(values: &[f64], at: f64) -> f64 {
    let low = at.floor() as usize;
    match (values.get(low), values.get(low + 1)) {
        (Some(a), Some(b)) => a + (b - a) * at.fract(),
        _ => 0.0,
    }
}

//! The filters of one octave. Every octave is looked at with the same ones, at
//! half the rate of the octave above.

use realfft::RealFftPlanner;
use realfft::num_complex::{Complex32, Complex64};

use super::{OCTAVES, PER_OCTAVE, SAMPLE_RATE, WINDOW};

/// C1 at A4 = 440 Hz.
const LOWEST_HZ: f64 = 32.703_195_662_574_83;
/// Share of a filter's spectrum (its absolute values' sum) that is dropped, in
/// the least of its bins: they cost time and matter little.
const DROPPED: f64 = 0.01;

/// A filter's spectrum, from its first bin that is not dropped to its last.
pub(super) struct Filter {
    first: usize,
    weights: Vec<Complex32>,
}

impl Filter {
    /// What passes of a window's spectrum.
    pub(super) fn response(&self, spectrum: &[Complex32]) -> Complex32 {
        let bins = &spectrum[self.first..self.first + self.weights.len()];
        bins.iter().zip(&self.weights).map(|(x, w)| x * w).sum()
    }
}

/// The filters of the highest octave, for sound at half the input's rate.
pub(super) fn top_octave() -> Vec<Filter> {
    let rate = f64::from(SAMPLE_RATE) / 2.0;
    let lowest_hz = LOWEST_HZ * f64::from(1 << (OCTAVES - 1));
    // Bandwidth over frequency, so that neighbours two bins apart just touch.
    let step = 2f64.powf(2.0 / PER_OCTAVE as f64);
    let quality = (step + 1.0) / (step - 1.0);
    (0..PER_OCTAVE)
        .map(|bin| {
            let hz = lowest_hz * 2f64.powf(bin as f64 / PER_OCTAVE as f64);
            filter(hz / rate, quality * rate / hz)
        })
        .collect()
}

/// A Hann-windowed oscillation of `frequency` (cycles a sample) and `length`
/// samples, with the gain 1/√length · length of a unit sine's sum.
fn filter(frequency: f64, length: f64) -> Filter {
    let before = (length / 2.0).ceil() as usize;
    let count = before + (length / 2.0).floor() as usize;
    let mut wave = vec![Complex64::default(); WINDOW];
    let lead = (WINDOW - count) / 2;
    let mut sum = 0.0;
    for n in 0..count {
        let phase = std::f64::consts::TAU * n as f64 / count as f64;
        let weight = 0.5 - 0.5 * phase.cos();
        let turn = (n as f64 - before as f64) * frequency;
        wave[lead + n] = Complex64::from_polar(weight, std::f64::consts::TAU * turn);
        sum += weight;
    }
    let gain = length.sqrt() / (WINDOW as f64 * sum);
    let spectrum: Vec<Complex64> = spectrum(&wave).iter().map(|x| x * gain).collect();
    let threshold = threshold(&spectrum);
    let kept = |x: &Complex64| x.norm() >= threshold;
    // A filter has one hump: what lies between kept bins is kept.
    let first = spectrum.iter().position(kept).unwrap_or(0);
    let last = spectrum.iter().rposition(kept).unwrap_or(first);
    let weights = spectrum[first..=last]
        .iter()
        .map(|x| {
            let x = if kept(x) { *x } else { Complex64::default() };
            Complex32::new(x.re as f32, x.im as f32)
        })
        .collect();
    Filter { first, weights }
}

/// Bins 0 to N/2 of the transform of a complex wave, from those of its real
/// and imaginary parts.
fn spectrum(wave: &[Complex64]) -> Vec<Complex64> {
    let fft = RealFftPlanner::<f64>::new().plan_fft_forward(wave.len());
    let part = |pick: fn(&Complex64) -> f64| {
        let mut input: Vec<f64> = wave.iter().map(pick).collect();
        let mut output = fft.make_output_vec();
        // The buffers have the plan's own lengths.
        let done = fft.process(&mut input, &mut output);
        debug_assert!(done.is_ok());
        output
    };
    let imaginary = part(|x| x.im);
    part(|x| x.re)
        .iter()
        .zip(&imaginary)
        .map(|(re, im)| re + Complex64::i() * im)
        .collect()
}

/// The least magnitude that is kept.
fn threshold(spectrum: &[Complex64]) -> f64 {
    let mut magnitudes: Vec<f64> = spectrum.iter().map(|x| x.norm()).collect();
    magnitudes.sort_by(f64::total_cmp);
    let total: f64 = magnitudes.iter().sum();
    let mut sum = 0.0;
    magnitudes
        .into_iter()
        .find(|magnitude| {
            sum += magnitude;
            sum >= DROPPED * total
        })
        .unwrap_or(0.0)
}

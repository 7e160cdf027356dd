//! Sound at half its rate.
//!
//! An octave's filters lie under two fifths of the lower rate's band, so all
//! that folds back into them lies far up in the stop band, and a short filter
//! is enough: constant-Q values are the same as with one ten times as long
//! but within .3 s of a block's ends, where a long filter rings.

/// Taps on each side of the middle one that are not zero.
const SIDE: usize = 12;
/// Shape of the Kaiser window: 90 dB of damping.
const BETA: f64 = 9.0;

/// Halves the rate of a signal with a half-band filter: every second tap but
/// the middle one is zero.
pub(super) struct Halver {
    /// Taps 1, 3, 5 … from the middle; the filter is symmetrical.
    taps: [f32; SIDE],
    middle: f32,
    /// The odd samples, with silence around them.
    odd: Vec<f32>,
}

impl Halver {
    pub(super) fn new() -> Self {
        let taps: [f64; SIDE] = std::array::from_fn(|i| {
            let n = (2 * i + 1) as f64;
            let sinc = (std::f64::consts::FRAC_PI_2 * n).sin() / (std::f64::consts::PI * n);
            let x = n / (2 * SIDE) as f64;
            sinc * bessel(BETA * (1.0 - x * x).sqrt()) / bessel(BETA)
        });
        // Of a constant √2 remains of each of half as many samples.
        let gain = std::f64::consts::SQRT_2 / (0.5 + 2.0 * taps.iter().sum::<f64>());
        Self {
            taps: taps.map(|tap| (tap * gain) as f32),
            middle: (0.5 * gain) as f32,
            odd: Vec::new(),
        }
    }

    /// Replaces `out` by `samples` at half the rate, scaled by √2 so that its
    /// energy stays the same, with silence around them.
    pub(super) fn halve(&mut self, samples: &[f32], out: &mut Vec<f32>) {
        self.odd.clear();
        self.odd.resize(SIDE, 0.0);
        self.odd.extend(samples.iter().skip(1).step_by(2));
        self.odd.resize(self.odd.len() + SIDE + 1, 0.0);
        out.clear();
        out.extend(samples.iter().step_by(2).enumerate().map(|(n, sample)| {
            // Sample 2n has the odd ones 2n - 1, 2n - 3 … before it.
            let (before, after) = self.odd[n..n + 2 * SIDE].split_at(SIDE);
            let pairs = before.iter().rev().zip(after);
            let sum: f32 = pairs.zip(&self.taps).map(|((a, b), t)| (a + b) * t).sum();
            sample * self.middle + sum
        }));
    }
}

/// The modified Bessel function of order zero, by its series.
fn bessel(x: f64) -> f64 {
    let (mut term, mut sum) = (1.0, 1.0);
    for k in 1..60 {
        term *= (x / 2.0 / f64::from(k)).powi(2);
        sum += term;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn low_tones_pass_and_high_ones_do_not() {
        let heard = |cycles_a_sample: f64| {
            let turn = cycles_a_sample * std::f64::consts::TAU;
            let tone: Vec<f32> = (0..4001).map(|n| (n as f64 * turn).sin() as f32).collect();
            let mut out = Vec::new();
            Halver::new().halve(&tone, &mut out);
            assert_eq!(out.len(), 2001);
            let middle = &out[100..1900];
            (middle.iter().map(|x| x * x).sum::<f32>() / middle.len() as f32).sqrt()
        };
        // A sine of amplitude √2 has the effective value 1.
        assert!((heard(0.01) - 1.0).abs() < 1e-3);
        assert!((heard(0.0975) - 1.0).abs() < 1e-3);
        assert!(heard(0.4025) < 1e-4);
    }
}

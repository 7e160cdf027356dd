//! From what a network says to values that mean what people's ratings mean.
//!
//! A regression held back on few labels stays near the middle: a library would
//! end as one lump at 5. A monotone map spreads its values as people's labels
//! are spread (quantile matching); the order of tracks stays, and so do the raw
//! values, beside the others.

use serde::{Deserialize, Serialize};

use crate::metrics::quantile;

/// How one model's valence and arousal are read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// The distance from the training music (see
    /// [`crate::net::student::head::Said::distance`]) beyond which the intervals
    /// widen in proportion: 95 % of training clips are nearer.
    pub familiar: f64,
    /// Of valence.
    pub valence: Spread,
    /// Of arousal.
    pub arousal: Spread,
}

impl Calibration {
    /// The factor on the standard deviations of a track so far away.
    pub fn widening(&self, distance: f64) -> f32 {
        (distance / self.familiar).clamp(1.0, 4.0) as f32
    }
}

/// A monotone map, linear between knots and beyond them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Raw values, ascending.
    pub raw: Vec<f64>,
    /// What each becomes, ascending.
    pub value: Vec<f64>,
}

/// The quantiles that are matched: the tails of a few hundred clips are left to
/// the slope beside them.
const QUANTILES: [f64; 9] = [0.05, 0.15, 0.25, 0.4, 0.5, 0.6, 0.75, 0.85, 0.95];
/// Least and greatest slope: labels crowd at some values by chance, and a steep
/// map makes much of what a codec changes.
const SLOPES: [f64; 2] = [0.5, 2.0];

impl Spread {
    /// The map under which `raw` is spread as `labels` are.
    pub fn fit(raw: &[f64], labels: &[f64]) -> Self {
        let knots = QUANTILES.map(|q| (quantile(raw, q), quantile(labels, q)));
        // From the middle outwards, each slope in bounds.
        let middle = QUANTILES.len() / 2;
        let mut value: Vec<f64> = knots.iter().map(|knot| knot.1).collect();
        let bounded = |from: usize, to: usize, value: &[f64]| {
            let run = knots[to].0 - knots[from].0;
            let rise = knots[to].1 - value[from];
            let bounds = SLOPES.map(|slope| slope * run);
            value[from] + rise.clamp(bounds[0].min(bounds[1]), bounds[0].max(bounds[1]))
        };
        for to in middle + 1..value.len() {
            value[to] = bounded(to - 1, to, &value);
        }
        for to in (0..middle).rev() {
            value[to] = bounded(to + 1, to, &value);
        }
        Self {
            raw: knots.iter().map(|knot| knot.0).collect(),
            value,
        }
    }

    /// What a raw value becomes.
    pub fn at(&self, raw: f32) -> f32 {
        let raw = f64::from(raw);
        let count = self.raw.len().min(self.value.len());
        if count < 2 {
            return raw as f32;
        }
        let above = self.raw[..count].partition_point(|&knot| knot < raw);
        let right = above.clamp(1, count - 1);
        let (x, y) = (&self.raw, &self.value);
        let run = (x[right] - x[right - 1]).max(1e-9);
        let slope = (y[right] - y[right - 1]) / run;
        (y[right] + (raw - x[right]) * slope) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_spread_as_labels_are_and_keep_their_order() {
        let labels: Vec<f64> = (0..400).map(|i| 2.0 + 6.0 * f64::from(i) / 399.0).collect();
        // Shrunken to the middle by two fifths.
        let raw: Vec<f64> = labels.iter().map(|v| 4.0 + 0.6 * (v - 5.0)).collect();
        let map = Spread::fit(&raw, &labels);
        for (raw, label) in raw.iter().zip(&labels) {
            assert!((f64::from(map.at(*raw as f32)) - label).abs() < 0.05);
        }
        let many: Vec<f32> = (0..100).map(|i| map.at(i as f32 / 10.0)).collect();
        assert!(many.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn labels_at_one_value_do_not_make_a_step() {
        let raw: Vec<f64> = (0..100).map(|i| 4.0 + f64::from(i) / 50.0).collect();
        let labels: Vec<f64> = (0..100).map(|i| if i < 50 { 2.0 } else { 8.0 }).collect();
        let map = Spread::fit(&raw, &labels);
        assert!((map.at(5.1) - map.at(4.9)).abs() <= 0.2 * 2.0 + 1e-6);
    }
}

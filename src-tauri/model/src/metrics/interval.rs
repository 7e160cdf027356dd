//! How sure a measure is: intervals by resampling.

use std::collections::BTreeMap;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};

/// The `share` quantile (0-1) of values in any order, interpolated between
/// neighbours; NaN of nothing.
pub fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    let at = share * last as f64;
    let (low, high) = (at.floor() as usize, at.ceil() as usize);
    sorted[low] + (sorted[high] - sorted[low]) * (at - at.floor())
}

/// A measure with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// On the clips as they are.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl std::fmt::Display for Estimate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.3} [{:.3}, {:.3}]", self.value, self.low, self.high)
    }
}

/// Resamples for an interval: enough for two digits of its ends.
const RESAMPLES: usize = 1000;

/// The percentile bootstrap (Efron 1979) over groups: `measure` is called with
/// the indices of resampled clips, whole groups (artists) drawn together.
/// Resamples on which it is not finite do not count.
pub fn bootstrap(groups: &[String], seed: u64, measure: impl Fn(&[usize]) -> f64) -> Estimate {
    let all: Vec<usize> = (0..groups.len()).collect();
    estimate(measure(&all), &Groups::of(groups), seed, measure)
}

/// The same for a measure that is told how often each clip was drawn, which is
/// all that those over sorted scores need to know ([`super::TagRankings`]).
pub fn bootstrap_counts(groups: &[String], seed: u64, measure: impl Fn(&[u32]) -> f64) -> Estimate {
    let value = measure(&vec![1; groups.len()]);
    estimate(value, &Groups::of(groups), seed, |drawn| {
        let mut counts = vec![0; groups.len()];
        for &clip in drawn {
            counts[clip] += 1;
        }
        measure(&counts)
    })
}

/// The clips of each group.
struct Groups(Vec<Vec<usize>>);

impl Groups {
    fn of(groups: &[String]) -> Self {
        let mut members: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (clip, group) in groups.iter().enumerate() {
            members.entry(group).or_default().push(clip);
        }
        Self(members.into_values().collect())
    }

    /// As many groups as there are, drawn with replacement.
    fn draw(&self, rng: &mut StdRng) -> Vec<usize> {
        (0..self.0.len())
            .flat_map(|_| self.0[rng.random_range(0..self.0.len())].iter().copied())
            .collect()
    }
}

fn estimate(value: f64, groups: &Groups, seed: u64, measure: impl Fn(&[usize]) -> f64) -> Estimate {
    let mut rng = StdRng::seed_from_u64(seed);
    let values: Vec<f64> = (0..RESAMPLES)
        .map(|_| measure(&groups.draw(&mut rng)))
        .filter(|value| value.is_finite())
        .collect();
    Estimate {
        value,
        low: quantile(&values, 0.025),
        high: quantile(&values, 0.975),
    }
}

#[cfg(test)]
mod tests {
    use super::super::pearson;
    use super::*;

    #[test]
    fn quantiles_lie_between_their_neighbours() {
        assert_eq!(quantile(&[3.0, 1.0, 2.0], 0.5), 2.0);
        assert_eq!(quantile(&[0.0, 1.0], 0.25), 0.25);
        assert!(quantile(&[], 0.5).is_nan());
    }

    #[test]
    fn the_interval_holds_the_value() {
        let a: Vec<f64> = (0..60).map(|i| f64::from(i % 17)).collect();
        let b: Vec<f64> = a
            .iter()
            .enumerate()
            .map(|(i, x)| x + (i % 5) as f64)
            .collect();
        let groups: Vec<String> = (0..60).map(|i| format!("artist {}", i / 3)).collect();
        let r = bootstrap(&groups, 1, |drawn| {
            let pick = |x: &[f64]| drawn.iter().map(|&i| x[i]).collect::<Vec<_>>();
            pearson(&pick(&a), &pick(&b))
        });
        assert!(r.low < r.value && r.value < r.high && r.high < 1.0);
    }
    #[test]
    fn counts_and_clips_give_the_same_interval() {
        let values: Vec<f64> = (0..40).map(|i| f64::from(i * i % 23)).collect();
        let groups: Vec<String> = (0..40).map(|i| format!("artist {}", i / 4)).collect();
        let by_clips = bootstrap(&groups, 3, |drawn| {
            drawn.iter().map(|&i| values[i]).sum::<f64>() / drawn.len() as f64
        });
        let by_counts = bootstrap_counts(&groups, 3, |counts| {
            let sum: f64 = counts
                .iter()
                .zip(&values)
                .map(|(&n, value)| f64::from(n) * value)
                .sum();
            sum / f64::from(counts.iter().sum::<u32>())
        });
        for (a, b) in [
            (by_clips.value, by_counts.value),
            (by_clips.low, by_counts.low),
            (by_clips.high, by_counts.high),
        ] {
            assert!((a - b).abs() < 1e-12, "{by_clips:?} {by_counts:?}");
        }
        // Whole artists: no other draw of ten from ten is possible.
        assert!(by_clips.low < by_clips.value && by_clips.value < by_clips.high);
    }
}

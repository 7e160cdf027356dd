//! Measures of agreement, and how sure they are.

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};

/// Pearson's correlation of two equally long series; 0 when one is constant.
pub fn pearson(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len() as f64;
    let (ma, mb) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(b) {
        ab += (x - ma) * (y - mb);
        aa += (x - ma).powi(2);
        bb += (y - mb).powi(2);
    }
    if aa > 0.0 && bb > 0.0 {
        ab / (aa * bb).sqrt()
    } else {
        0.0
    }
}

/// Area under the ROC curve: the chance that a positive scores above a
/// negative, ties counted half (Mann & Whitney 1947); NaN without both.
pub fn roc_auc(scores: &[f64], positive: &[bool]) -> f64 {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[a].total_cmp(&scores[b]));
    let positives = positive.iter().filter(|&&p| p).count() as f64;
    let negatives = positive.len() as f64 - positives;
    let (mut rank_sum, mut start) = (0.0, 0);
    while start < order.len() {
        let mut end = start + 1;
        while end < order.len() && scores[order[end]] == scores[order[start]] {
            end += 1;
        }
        // Tied scores share the mean of their ranks, which count from 1.
        let rank = (start + 1 + end) as f64 / 2.0;
        rank_sum += rank * order[start..end].iter().filter(|&&i| positive[i]).count() as f64;
        start = end;
    }
    (rank_sum - positives * (positives + 1.0) / 2.0) / (positives * negatives)
}

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
pub fn bootstrap(groups: &[String], seed: u64, measure: impl Fn(&[usize]) -> f64) -> Estimate {
    let mut members: std::collections::BTreeMap<&str, Vec<usize>> = Default::default();
    for (i, group) in groups.iter().enumerate() {
        members.entry(group).or_default().push(i);
    }
    let members: Vec<Vec<usize>> = members.into_values().collect();
    let all: Vec<usize> = (0..groups.len()).collect();
    let mut rng = StdRng::seed_from_u64(seed);
    let values: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let drawn: Vec<usize> = (0..members.len())
                .flat_map(|_| members[rng.random_range(0..members.len())].iter().copied())
                .collect();
            measure(&drawn)
        })
        .filter(|value| value.is_finite())
        .collect();
    Estimate {
        value: measure(&all),
        low: quantile(&values, 0.025),
        high: quantile(&values, 0.975),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        assert!((pearson(&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0]) - 1.0).abs() < 1e-12);
        assert!((pearson(&[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0]) + 1.0).abs() < 1e-12);
        assert_eq!(pearson(&[1.0, 1.0], &[1.0, 2.0]), 0.0);
        assert_eq!(
            roc_auc(&[0.1, 0.4, 0.35, 0.8], &[false, false, true, true]),
            0.75
        );
        assert_eq!(roc_auc(&[0.5, 0.5], &[false, true]), 0.5);
        assert_eq!(quantile(&[3.0, 1.0, 2.0], 0.5), 2.0);
        assert_eq!(quantile(&[0.0, 1.0], 0.25), 0.25);
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
}

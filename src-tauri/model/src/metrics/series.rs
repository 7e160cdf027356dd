//! Agreement of two series of numbers.

/// Means, variances and covariance of two equally long series, by 1/n.
struct Moments {
    mean: [f64; 2],
    variance: [f64; 2],
    covariance: f64,
}

impl Moments {
    fn of(a: &[f64], b: &[f64]) -> Self {
        let n = a.len() as f64;
        let mean = [a, b].map(|series| series.iter().sum::<f64>() / n);
        let (mut variance, mut covariance) = ([0.0; 2], 0.0);
        for (x, y) in a.iter().zip(b) {
            let off = [x - mean[0], y - mean[1]];
            variance[0] += off[0] * off[0] / n;
            variance[1] += off[1] * off[1] / n;
            covariance += off[0] * off[1] / n;
        }
        Self {
            mean,
            variance,
            covariance,
        }
    }
}

/// Pearson's correlation of two equally long series; 0 when one is constant.
pub fn pearson(a: &[f64], b: &[f64]) -> f64 {
    let Moments {
        variance: [aa, bb],
        covariance,
        ..
    } = Moments::of(a, b);
    if aa > 0.0 && bb > 0.0 {
        covariance / (aa * bb).sqrt()
    } else {
        0.0
    }
}

/// The concordance correlation coefficient (Lin 1989): 1 only where both series
/// are the same, and not merely on one line. 0 when one is constant, NaN when
/// both are the same constant.
pub fn ccc(a: &[f64], b: &[f64]) -> f64 {
    let Moments {
        mean: [ma, mb],
        variance: [aa, bb],
        covariance,
    } = Moments::of(a, b);
    2.0 * covariance / (aa + bb + (ma - mb).powi(2))
}

/// The coefficient of determination: the share of the truth's variance that the
/// predictions explain, below 0 where its mean would do better; NaN when the
/// truth is constant.
pub fn r2(predicted: &[f64], truth: &[f64]) -> f64 {
    let mean = truth.iter().sum::<f64>() / truth.len() as f64;
    let total: f64 = truth.iter().map(|y| (y - mean).powi(2)).sum();
    if total > 0.0 {
        1.0 - squares(predicted, truth) / total
    } else {
        f64::NAN
    }
}

/// The root of the mean squared error, in the unit of the series.
pub fn rmse(predicted: &[f64], truth: &[f64]) -> f64 {
    (squares(predicted, truth) / truth.len() as f64).sqrt()
}

fn squares(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| (x - y).powi(2)).sum()
}

/// Spearman's rank correlation: Pearson's of the ranks, ties sharing the mean
/// of theirs.
pub fn spearman(a: &[f64], b: &[f64]) -> f64 {
    pearson(&ranks(a), &ranks(b))
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for tied in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let rank = before as f64 + (tied.len() as f64 - 1.0) / 2.0;
        for &i in tied {
            ranks[i] = rank;
        }
        before += tied.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        assert!((pearson(&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0]) - 1.0).abs() < 1e-12);
        assert!((pearson(&[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0]) + 1.0).abs() < 1e-12);
        assert_eq!(pearson(&[1.0, 1.0], &[1.0, 2.0]), 0.0);
        let truth = [1.0, 2.0, 3.0];
        assert_eq!((r2(&truth, &truth), rmse(&truth, &truth)), (1.0, 0.0));
        assert_eq!(r2(&[2.0; 3], &truth), 0.0);
        assert_eq!(rmse(&[3.0; 3], &[1.0; 3]), 2.0);
        // On a line, but not on the diagonal.
        assert!((ccc(&[2.0, 3.0, 4.0], &truth) - 4.0 / 7.0).abs() < 1e-12);
        assert_eq!(spearman(&[1.0, 10.0, 100.0], &truth), 1.0);
    }

    #[test]
    fn what_is_not_defined_is_not_a_number() {
        assert!(r2(&[1.0, 2.0], &[5.0, 5.0]).is_nan());
        assert!(ccc(&[5.0, 5.0], &[5.0, 5.0]).is_nan());
    }
}

//! Agreement of two series of classes.

/// Share of clips whose class is right.
pub fn accuracy(predicted: &[u8], truth: &[u8]) -> f64 {
    let right = predicted.iter().zip(truth).filter(|(p, t)| p == t).count();
    right as f64 / truth.len() as f64
}

/// F1 averaged over the classes that occur in either series, each counting the
/// same; a class that is never predicted or never true has 0.
pub fn macro_f1(predicted: &[u8], truth: &[u8]) -> f64 {
    // Of each class: how often predicted, how often true, how often both.
    let mut counts = [[0_u32; 3]; 256];
    for (&p, &t) in predicted.iter().zip(truth) {
        counts[usize::from(p)][0] += 1;
        counts[usize::from(t)][1] += 1;
        counts[usize::from(t)][2] += u32::from(p == t);
    }
    let scores: Vec<f64> = counts
        .iter()
        .filter(|[predicted, truth, _]| predicted + truth > 0)
        .map(|&[predicted, truth, both]| 2.0 * f64::from(both) / f64::from(predicted + truth))
        .collect();
    scores.iter().sum::<f64>() / scores.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        assert_eq!(accuracy(&[0, 1, 2, 3], &[0, 1, 3, 2]), 0.5);
        assert_eq!(macro_f1(&[0, 1, 2, 3], &[0, 1, 3, 2]), 0.5);
        // Class 1 is never predicted, class 2 never true.
        assert!((macro_f1(&[0, 0, 2], &[0, 0, 1]) - 1.0 / 3.0).abs() < 1e-12);
        assert!(macro_f1(&[], &[]).is_nan());
    }
}

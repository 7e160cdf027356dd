//! Which of a teacher's numbers to keep: many of MusiCNN's say what others say.

use tch::{Kind, Tensor};

/// The `count` columns of `[n, columns]` that the others follow from best, `[count]`:
/// at each step the one of which the columns taken so far explain least (a
/// Cholesky factorisation of the correlations with pivots, Higham 1990).
pub(super) fn most_telling(outputs: &Tensor, count: usize) -> Tensor {
    let outputs = outputs.to_kind(Kind::Double);
    let mean = outputs.mean_dim([0i64].as_slice(), true, Kind::Double);
    let sd = outputs.std_dim([0i64].as_slice(), true, true);
    let z = (&outputs - mean) / sd.clamp_min(1e-9);
    let mut unexplained = z.tr().matmul(&z) / outputs.size()[0] as f64;
    let mut taken: Vec<i64> = Vec::with_capacity(count);
    let own = |rest: &Tensor| rest.diagonal(0, 0, 1).copy();
    for _ in 0..count {
        let mut open = own(&unexplained);
        if !taken.is_empty() {
            let _ = open.index_fill_(0, &Tensor::from_slice(&taken), -1.0);
        }
        let next = open.argmax(0, false).int64_value(&[]);
        let column = unexplained.select(1, next).copy();
        let own = column.double_value(&[next]).max(1e-12);
        unexplained -= column.outer(&column) / own;
        taken.push(next);
    }
    Tensor::from_slice(&taken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tch::Device;

    #[test]
    fn doubles_and_sums_of_others_are_left_out() {
        tch::manual_seed(4);
        let free = Tensor::randn([500, 3], (Kind::Float, Device::Cpu));
        let column = |i| free.narrow(1, i, 1);
        let sum = column(0) + column(1);
        let still = Tensor::zeros_like(&sum);
        let all = Tensor::cat(&[&still, &column(2), &free, &sum], 1);
        let kept: Vec<i64> = Vec::try_from(most_telling(&all, 3)).unwrap();
        // Either of the doubles (1 and 4), and two of the three that make the sum.
        assert!(kept.contains(&1) != kept.contains(&4), "{kept:?}");
        assert!(!kept.contains(&0), "{kept:?}");
        assert_eq!(kept.iter().filter(|&i| [2, 3, 5].contains(i)).count(), 2);
    }
}

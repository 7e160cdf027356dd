//! The heads that learn from labels of whole clips, solved by ridge regression
//! (Hoerl & Kennard 1970) on the clips' mean embeddings. How strongly they are
//! held back is chosen by cross-validation inside the training clips.

use tch::{Kind, Tensor};

use crate::digest::fnv1a;
use crate::error::ModelError;
use crate::evaluate::compact::{ClipLabels, Outcome};
use crate::net::student::{EMBEDDING, Student, TAGS};

/// Penalties to choose from, for standardised features.
const PENALTIES: [f64; 6] = [3.0, 10.0, 30.0, 100.0, 300.0, 1000.0];
/// Parts of the training clips, artists kept together.
const FOLDS: usize = 5;

/// A linear map with its standardisation folded in.
struct Head {
    /// f64 `[outputs, 200]`
    weight: Tensor,
    /// f64 `[outputs]`
    bias: Tensor,
}

/// Solves `targets` `[n, outputs]` from `features` `[n, 200]`, both f64.
fn solve(features: &Tensor, targets: &Tensor, penalty: f64) -> Result<Head, ModelError> {
    let mean = features.mean_dim([0i64].as_slice(), true, Kind::Double);
    let sd = features
        .std_dim([0i64].as_slice(), true, true)
        .clamp_min(1e-6);
    let z = (features - &mean) / &sd;
    let centre = targets.mean_dim([0i64].as_slice(), true, Kind::Double);
    let identity = Tensor::eye(EMBEDDING as i64, (Kind::Double, features.device()));
    let gram = z.tr().matmul(&z) + identity * penalty;
    let right = z.tr().matmul(&(targets - &centre));
    let slopes = Tensor::f_linalg_solve(&gram, &right, true)?;
    let weight = (slopes / sd.tr()).tr();
    let bias = centre.squeeze_dim(0) - weight.matmul(&mean.squeeze_dim(0));
    Ok(Head { weight, bias })
}

impl Head {
    fn apply(&self, features: &Tensor) -> Tensor {
        features.matmul(&self.weight.tr()) + &self.bias
    }
}

/// The fold of a group: the same on every machine.
fn fold_of(group: &str) -> usize {
    (fnv1a(group.bytes()) % FOLDS as u64) as usize
}

/// The penalty under which the folds' left-out clips come closest.
fn best_penalty(features: &Tensor, targets: &Tensor, folds: &[i64]) -> Result<f64, ModelError> {
    let folds = Tensor::from_slice(folds);
    let mut best = (f64::INFINITY, PENALTIES[0]);
    for penalty in PENALTIES {
        let mut error = 0.0;
        for fold in 0..FOLDS as i64 {
            let inside = folds.ne(fold).nonzero().squeeze_dim(1);
            let outside = folds.eq(fold).nonzero().squeeze_dim(1);
            let pick = |t: &Tensor, rows: &Tensor| t.index_select(0, rows);
            let head = solve(&pick(features, &inside), &pick(targets, &inside), penalty)?;
            let missed = head.apply(&pick(features, &outside)) - pick(targets, &outside);
            error += missed.square().sum(Kind::Double).double_value(&[]);
        }
        if error < best.0 {
            best = (error, penalty);
        }
    }
    Ok(best.1)
}

/// Lowest probability whose logit is told apart: below it a tag is simply off.
const FLOOR: f64 = 1e-3;

/// Solves the tag and quadrant heads of `net` from how it hears `training`.
///
/// # Errors
/// A system of equations without a solution.
pub fn fit(net: &mut Student, training: &Outcome) -> Result<(), ModelError> {
    let clips: Vec<ClipLabels<'_>> = training.clips().collect();
    let logits = |clip: &ClipLabels<'_>| -> Vec<f64> {
        clip.tags
            .iter()
            .map(|&p| p.clamp(FLOOR, 1.0 - FLOOR))
            .map(|p| (p / (1.0 - p)).ln())
            .collect()
    };
    fit_one(net, "tags", TAGS, &clips, |clip| Some(logits(clip)))?;
    fit_one(net, "quadrant", 4, &clips, |clip| {
        let label = usize::from(clip.quadrant?);
        Some((0..4).map(|q| f64::from(u8::from(q == label))).collect())
    })
}

fn fit_one(
    net: &mut Student,
    name: &str,
    outputs: usize,
    clips: &[ClipLabels<'_>],
    target: impl Fn(&ClipLabels<'_>) -> Option<Vec<f64>>,
) -> Result<(), ModelError> {
    let (mut features, mut targets, mut folds) = (Vec::new(), Vec::new(), Vec::new());
    for clip in clips {
        if let Some(values) = target(clip) {
            features.extend_from_slice(clip.embedding);
            targets.extend(values);
            folds.push(fold_of(clip.group) as i64);
        }
    }
    if folds.is_empty() {
        return Ok(());
    }
    let features = Tensor::from_slice(&features).view([-1, EMBEDDING as i64]);
    let targets = Tensor::from_slice(&targets).view([-1, outputs as i64]);
    let penalty = best_penalty(&features, &targets, &folds)?;
    tracing::info!("{name}: ridge penalty {penalty}");
    let head = solve(&features, &targets, penalty)?;
    net.set_head(name, &head.weight, &head.bias);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tch::Device;

    #[test]
    fn a_linear_truth_is_found_again() {
        tch::manual_seed(3);
        let options = (Kind::Double, Device::Cpu);
        let features = Tensor::randn([600, EMBEDDING as i64], options) * 3.0 + 1.0;
        let truth = Tensor::randn([EMBEDDING as i64, 2], options);
        let targets = features.matmul(&truth) + 5.0;
        let head = solve(&features, &targets, 1e-6).unwrap();
        let missed = (head.apply(&features) - targets)
            .abs()
            .max()
            .double_value(&[]);
        assert!(missed < 1e-6, "{missed}");
    }

    #[test]
    fn noise_is_held_back_and_a_signal_is_not() {
        tch::manual_seed(4);
        let options = (Kind::Double, Device::Cpu);
        let features = Tensor::randn([300, EMBEDDING as i64], options);
        let folds: Vec<i64> = (0..300).map(|i| i % FOLDS as i64).collect();
        let noise = Tensor::randn([300, 1], options);
        let signal = features.narrow(1, 0, 1) * 2.0;
        let strong = best_penalty(&features, &noise, &folds).unwrap();
        let weak = best_penalty(&features, &signal, &folds).unwrap();
        assert!(strong > 100.0 && weak < 30.0, "{strong} {weak}");
    }
}

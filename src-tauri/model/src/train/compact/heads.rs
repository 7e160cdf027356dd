//! Fits the head on whole clips: valence, arousal, quadrants and GEMS emotions
//! from people's labels, tags from their teacher's logits.
//!
//! A few hundred clips teach in seconds. How they are taught was settled before
//! anything was measured on held-out folds: the members share nothing but the
//! clips, each is held back by dropout and decay, and all see every clip at
//! every step.

use tch::nn::VarStore;
use tch::{Device, Kind, Tensor};

use crate::data::fold_of;
use crate::error::ModelError;
use crate::evaluate::compact::{Heard, embeddings};
use crate::net::student::head::{GEMS, Head, MEMBERS};
use crate::net::student::{EMBEDDING, TAGS};
use crate::train::adam::AdamW;
use crate::train::seeded;

/// Steps of descent; the rate falls along a cosine to nothing.
const STEPS: usize = 250;
const RATE: f64 = 3e-3;
/// Decay at each step, in units of the rate: features outnumber what a few
/// hundred clips can tell.
const DECAY: f64 = 0.2;
/// Deviation of the noise that every number is heard through, in units of its
/// spread: about what a codec or another place to begin changes.
const BLUR: f64 = 0.35;
/// Share of a label that is spread over all quadrants: people disagree.
const DOUBT: f64 = 0.05;
/// Weight of valence and arousal, and of the emotions, beside the quadrants.
const RATED: f64 = 0.5;

/// What the clips are labelled with, beside masks of who is.
struct Labels {
    /// `[n, 4]` and `[n]`
    quadrant: Tensor,
    has_quadrant: Tensor,
    /// `[n, 2]`, standardised, and `[n, 1]`
    rated: Tensor,
    has_rated: Tensor,
    /// `[n, 9]`, standardised, and `[n, 1]`
    gems: Tensor,
    has_gems: Tensor,
    /// `[15]` each, for the head.
    mean: Tensor,
    sd: Tensor,
}

/// Rows of equal width, zeros where there is none; and where there is one.
fn masked<const N: usize>(rows: &[Option<[f64; N]>]) -> (Tensor, Tensor) {
    let values: Vec<f32> = rows
        .iter()
        .flat_map(|row| row.unwrap_or([0.0; N]).map(|v| v as f32))
        .collect();
    let there: Vec<f32> = rows
        .iter()
        .map(|row| f32::from(u8::from(row.is_some())))
        .collect();
    (
        Tensor::from_slice(&values).view([-1, N as i64]),
        Tensor::from_slice(&there).view([-1, 1]),
    )
}

/// `[n, width]` without mean and spread over the rows that are there.
fn standardised(values: &Tensor, there: &Tensor) -> [Tensor; 3] {
    let count = there.sum(Kind::Float).clamp_min(1.0);
    let sum = |t: Tensor| t.sum_dim_intlist([0i64].as_slice(), false, Kind::Float) / &count;
    let mean = sum(values * there);
    let sd = sum((values - &mean).square() * there)
        .sqrt()
        .clamp_min(1e-3);
    [(values - &mean) / &sd, mean, sd]
}

impl Labels {
    fn of(clips: &[&Heard]) -> Self {
        let quadrants: Vec<Option<[f64; 4]>> = clips
            .iter()
            .map(|clip| {
                let label = clip.quadrant?;
                Some(std::array::from_fn(|q| {
                    DOUBT / 4.0 + if q == label { 1.0 - DOUBT } else { 0.0 }
                }))
            })
            .collect();
        let (quadrant, has_quadrant) = masked(&quadrants);
        let (rated, has_rated) =
            masked(&clips.iter().map(|c| c.valence_arousal).collect::<Vec<_>>());
        let (gems, has_gems) = masked(&clips.iter().map(|c| c.gems).collect::<Vec<_>>());
        let [rated, rated_mean, rated_sd] = standardised(&rated, &has_rated);
        let [gems, gems_mean, gems_sd] = standardised(&gems, &has_gems);
        let plain = |value: f64| Tensor::full([4], value, (Kind::Float, Device::Cpu));
        Self {
            quadrant,
            has_quadrant: has_quadrant.squeeze_dim(1),
            rated,
            has_rated,
            gems,
            has_gems,
            mean: Tensor::cat(&[rated_mean, plain(0.0), gems_mean], 0),
            sd: Tensor::cat(&[rated_sd, plain(1.0), gems_sd], 0),
        }
    }
}

/// A head fitted on `clips`, its tags on `unlabelled` music too, and the store
/// that owns its variables.
///
/// # Errors
/// Too few clips to solve for.
pub fn fit(
    clips: &[&Heard],
    unlabelled: &[Heard],
    seed: u64,
) -> Result<(Head, VarStore), ModelError> {
    let features = embeddings(clips);
    let labels = Labels::of(clips);
    let mean = features.mean_dim([0i64].as_slice(), false, Kind::Float);
    let sd = features
        .std_dim([0i64].as_slice(), true, false)
        .clamp_min(1e-2);
    let _ = seeded(seed, 0);
    let store = VarStore::new(Device::Cpu);
    let mut head = Head::new(&store.root());
    head.set_scales([&mean, &sd], [&labels.mean, &labels.sd]);
    let z = head.standardised(&features);
    head.set_whitening(&z)?;
    let mean_of = |loss: Tensor, there: &Tensor, width: f64| {
        (loss * there).sum(Kind::Float) / (there.sum(Kind::Float).clamp_min(1.0) * width)
    };
    let mut adam = AdamW::new(&store, DECAY);
    let each = z.unsqueeze(0).repeat([MEMBERS, 1, 1]);
    for step in 0..STEPS {
        let along = step as f64 / STEPS as f64;
        let heard = &each + each.randn_like() * BLUR;
        let said = head.members(&heard, true);
        let odds = said.quadrant().log_softmax(-1, Kind::Float);
        let surprise =
            -(odds * &labels.quadrant).sum_dim_intlist([2i64].as_slice(), false, Kind::Float);
        let missed = |ours: Tensor, theirs: &Tensor| (ours - theirs).square();
        let loss = mean_of(surprise, &labels.has_quadrant, 1.0)
            + mean_of(
                missed(said.valence_arousal(), &labels.rated),
                &labels.has_rated,
                2.0,
            ) * RATED
            + mean_of(
                missed(said.gems(), &labels.gems),
                &labels.has_gems,
                GEMS as f64,
            ) * RATED;
        adam.step(
            &loss,
            RATE * (0.5 + 0.5 * (std::f64::consts::PI * along).cos()),
        );
    }
    let all: Vec<&Heard> = clips.iter().copied().chain(unlabelled).collect();
    let (weight, bias) = solve_tags(&all)?;
    head.set_tags(&weight, &bias);
    Ok((head, store))
}

/// Penalties to choose from, for standardised features.
const PENALTIES: [f64; 6] = [3.0, 10.0, 30.0, 100.0, 300.0, 1000.0];
/// Parts of the clips, artists kept together, that choose between them.
const FOLDS: usize = 5;
/// Seed of these folds: others than those that anything is reported on.
const FOLD_SEED: u64 = 1_000;
/// Logits below this are told apart no more: the tag is simply off.
const LEAST_LOGIT: f64 = -7.0;

/// The head of the tags by ridge regression (Hoerl & Kennard 1970) on the
/// teacher's logits: `[256, 56]` and `[56]`.
fn solve_tags(clips: &[&Heard]) -> Result<(Tensor, Tensor), ModelError> {
    let features = &embeddings(clips).to_kind(Kind::Double);
    let targets: Vec<f64> = clips.iter().flat_map(|clip| clip.tags.clone()).collect();
    let targets = Tensor::from_slice(&targets)
        .view([-1, TAGS as i64])
        .clamp_min(LEAST_LOGIT);
    let folds: Vec<i64> = clips
        .iter()
        .map(|clip| fold_of(&clip.group, FOLD_SEED, FOLDS) as i64)
        .collect();
    let penalty = best_penalty(features, &targets, &folds)?;
    tracing::debug!("tags: ridge penalty {penalty}");
    solve(features, &targets, penalty)
}

/// Solves `targets` `[n, outputs]` from `features` `[n, 256]`, both f64, with
/// the features' standardisation folded in.
fn solve(
    features: &Tensor,
    targets: &Tensor,
    penalty: f64,
) -> Result<(Tensor, Tensor), ModelError> {
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
    let weight = slopes / sd.tr();
    let bias = (centre - mean.matmul(&weight)).squeeze_dim(0);
    Ok((weight, bias))
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
            let (weight, bias) = solve(&pick(features, &inside), &pick(targets, &inside), penalty)?;
            let said = pick(features, &outside).matmul(&weight) + bias;
            let missed = said - pick(targets, &outside);
            error += missed.square().sum(Kind::Double).double_value(&[]);
        }
        if error < best.0 {
            best = (error, penalty);
        }
    }
    Ok(best.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_linear_truth_is_found_again() {
        tch::manual_seed(3);
        let options = (Kind::Double, Device::Cpu);
        let features = Tensor::randn([600, EMBEDDING as i64], options) * 3.0 + 1.0;
        let truth = Tensor::randn([EMBEDDING as i64, 2], options);
        let targets = features.matmul(&truth) + 5.0;
        let (weight, bias) = solve(&features, &targets, 1e-6).unwrap();
        let missed = (features.matmul(&weight) + bias - targets)
            .abs()
            .max()
            .double_value(&[]);
        assert!(missed < 1e-6, "{missed}");
    }

    #[test]
    fn noise_is_held_back_and_a_signal_is_not() {
        tch::manual_seed(4);
        let options = (Kind::Double, Device::Cpu);
        let features = Tensor::randn([400, EMBEDDING as i64], options);
        let folds: Vec<i64> = (0..400).map(|i| i % FOLDS as i64).collect();
        let noise = Tensor::randn([400, 1], options);
        let signal = features.narrow(1, 0, 1) * 2.0;
        let strong = best_penalty(&features, &noise, &folds).unwrap();
        let weak = best_penalty(&features, &signal, &folds).unwrap();
        assert!(strong > 100.0 && weak < 30.0, "{strong} {weak}");
    }
}

//! What a track is said to be, read from its embedding: valence and arousal,
//! the quadrant, the nine GEMS emotions and the tags.
//!
//! What people said of the labelled clips is carried over to a track by how alike
//! they are: kernel ridge regression, or the mean of a Gaussian process (Rasmussen
//! & Williams 2006, chapter 2). On a few hundred clips it does better than networks,
//! has one solution, and moves smoothly with the embedding. Tags are as the trunk heard
//! them.

use std::path::Path as FilePath;

use tch::nn::{self, Path};
use tch::{Device, Kind, Tensor};

use super::rhythm::RHYTHM;
use super::{EMBEDDING, HEARD, PATCH_FEATURES, TAGS};
use crate::error::ModelError;
use crate::net::layers::load;

/// Where a number of the embedding is cut off, in deviations.
const FURTHEST: f64 = 3.5;
/// Share of the covariance that is taken to be even in all directions (Ledoit & Wolf
/// 2004): a thousand clips cannot tell 256 numbers' own.
const SHRINKAGE: f64 = 0.1;
/// How much a number of the rhythm counts beside another: they are few, and arousal is
/// mostly theirs to tell.
const RHYTHM_COUNTS: f64 = 2.0;
/// Emotions of the Geneva Emotional Music Scale (Zentner et al. 2008).
pub const GEMS: usize = moodplane_library::GEMS.len();
/// What is regressed: valence and arousal, four quadrants, nine emotions.
pub(crate) const OUTPUTS: i64 = 2 + 4 + GEMS as i64;
/// How sharply probabilities follow from the quadrants' regressed membership, 0-1:
/// logits are so many times it. Of cross-validated heads it made the labels likeliest.
const SHARPNESS: f64 = 4.8;

/// The head.
#[derive(Debug)]
pub struct Head {
    /// `[256]` each: the embeddings' mean and spread over the training clips.
    mean: Tensor,
    sd: Tensor,
    /// `[256, 256]`: makes their standardised numbers independent of each other.
    whitening: Tensor,
    /// `[clips, 256]`: the labelled clips' standardised embeddings.
    clips: Tensor,
    /// `[clips, 15]`: how much each clip's likeness counts for each output.
    weights: Tensor,
    /// `[15]`: the outputs of what is like no clip.
    offset: Tensor,
}

/// What the head says of `n` embeddings.
#[derive(Debug)]
pub struct Said {
    /// `[n, 2]`: valence and arousal, 1-9.
    pub valence_arousal: Tensor,
    /// `[n, 4]`: probabilities of Q1 … Q4.
    pub quadrant: Tensor,
    /// `[n, 9]`: expected shares of listeners, 0-1.
    pub gems: Tensor,
    /// `[n, 56]`: logits of the tags.
    pub tags: Tensor,
    /// `[n]`: how far from the training clips' middle, as Mahalanobis' distance (1936)
    /// over the root of the embedding's width; about 1 for music like theirs. What
    /// is usual in every number may be unheard of together, as in noise.
    pub distance: Tensor,
}

impl Head {
    /// A head of so many labelled clips at `root`, to be fitted.
    pub fn new(root: &Path<'_>, clips: i64) -> Self {
        let root = &(root / "head");
        let width = EMBEDDING as i64;
        Self {
            mean: root.zeros_no_train("mean", &[width]),
            sd: root.ones_no_train("sd", &[width]),
            whitening: root.zeros_no_train("whitening", &[width, width]),
            clips: root.zeros_no_train("clips", &[clips, width]),
            weights: root.zeros_no_train("weights", &[clips, OUTPUTS]),
            offset: root.zeros_no_train("offset", &[OUTPUTS]),
        }
    }

    /// The head of the model whose weights are in `file`.
    ///
    /// # Errors
    /// [`ModelError::Weights`] when they are another network's.
    pub fn open(file: &FilePath) -> Result<(Self, nn::VarStore), ModelError> {
        let mut store = nn::VarStore::new(Device::Cpu);
        let head = Self::new(&store.root(), labelled(file)?);
        load(&mut store, file)?;
        store.freeze();
        Ok((head, store))
    }

    /// Sets the embeddings' `[256]` mean and spread.
    pub(crate) fn set_scales(&mut self, mean: &Tensor, sd: &Tensor) {
        tch::no_grad(|| {
            self.mean.copy_(mean);
            self.sd.copy_(sd);
        });
    }

    /// Sets the labelled clips, standardised `[clips, 256]`, what each counts
    /// `[clips, 15]`, and the outputs beside them `[15]`.
    pub(crate) fn set_clips(&mut self, clips: &Tensor, weights: &Tensor, offset: &Tensor) {
        tch::no_grad(|| {
            self.clips.copy_(clips);
            self.weights.copy_(weights);
            self.offset.copy_(offset);
        });
    }

    /// Sets what is unusual together, from embeddings `[n, 256]`.
    ///
    /// # Errors
    /// None that real embeddings lead to: the matrix has an inverse by its diagonal.
    pub(crate) fn set_whitening(&mut self, embeddings: &Tensor) -> Result<(), ModelError> {
        let z = self.away(embeddings).clamp(-FURTHEST, FURTHEST);
        let z = z.to_kind(Kind::Double);
        let identity = Tensor::eye(EMBEDDING as i64, (Kind::Double, Device::Cpu));
        let together = z.tr().matmul(&z) / z.size()[0] as f64;
        let shrunk = together * (1.0 - SHRINKAGE) + identity * SHRINKAGE;
        // L L' = the inverse, so that |z L| is the distance.
        let factor = shrunk.f_inverse()?.f_linalg_cholesky(false)?;
        tch::no_grad(|| self.whitening.copy_(&factor));
        Ok(())
    }

    /// Embeddings `[n, 256]` without mean and spread, none further out than the
    /// training clips' furthest: what is beyond was never taught. Numbers of the
    /// rhythm are as much further apart as they count more.
    pub(crate) fn standardised(&self, embeddings: &Tensor) -> Tensor {
        let near = self.away(embeddings).clamp(-FURTHEST, FURTHEST);
        let (before, rhythm) = (HEARD - RHYTHM, RHYTHM);
        let mut rhythm = near.narrow(1, before as i64, rhythm as i64);
        let _ = rhythm.g_mul_scalar_(RHYTHM_COUNTS);
        near
    }

    fn away(&self, embeddings: &Tensor) -> Tensor {
        (embeddings - &self.mean) / &self.sd
    }

    /// Embeddings `[n, 256]` → what they are said to be.
    pub fn forward(&self, embeddings: &Tensor) -> Said {
        let likeness = likeness(&self.standardised(embeddings), &self.clips);
        let outputs = likeness.matmul(&self.weights) + &self.offset;
        let quadrant = outputs.narrow(1, 2, 4) * SHARPNESS;
        Said {
            valence_arousal: outputs.narrow(1, 0, 2),
            quadrant: quadrant.softmax(-1, Kind::Float),
            gems: outputs.narrow(1, 6, GEMS as i64).clamp(0.0, 1.0),
            tags: embeddings.narrow(1, PATCH_FEATURES as i64, TAGS as i64),
            distance: self
                .away(embeddings)
                .matmul(&self.whitening)
                .square()
                .mean_dim([1i64].as_slice(), false, Kind::Float)
                .sqrt(),
        }
    }
}

/// How many labelled clips the head in `file` has.
fn labelled(file: &FilePath) -> Result<i64, ModelError> {
    let tensors = Tensor::read_safetensors(file).unwrap_or_default();
    let clips = tensors.iter().find(|(name, _)| name == "head.clips");
    let unfit = || ModelError::Weights {
        path: file.to_owned(),
        why: "it has no head with labelled clips".to_owned(),
    };
    clips.map(|(_, clips)| clips.size()[0]).ok_or_else(unfit)
}

/// How alike standardised embeddings `[n, 256]` and `[m, 256]` are, `[n, m]`: 1 for the
/// same, .37 for two that are a usual distance apart. A Gaussian of the
/// distance, whose width is that of as many deviations as there are numbers.
pub(crate) fn likeness(ours: &Tensor, theirs: &Tensor) -> Tensor {
    let length = |t: &Tensor| {
        t.square()
            .sum_dim_intlist([1i64].as_slice(), true, t.kind())
    };
    let apart = length(ours) + length(theirs).tr() - ours.matmul(&theirs.tr()) * 2.0;
    (apart.clamp_min(0.0) * (-0.5 / EMBEDDING as f64)).exp()
}

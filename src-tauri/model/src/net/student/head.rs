//! What a track is said to be, read from its embedding: valence and arousal,
//! the quadrant, the nine GEMS emotions and the tags.
//!
//! A few small networks, each grown from other random weights, are asked and
//! averaged (a deep ensemble, Lakshminarayanan et al. 2017): on a few hundred
//! labelled clips one alone depends on its luck.

use std::path::Path as FilePath;

use tch::nn::{self, Path};
use tch::{Device, Kind, Tensor};

use super::{EMBEDDING, TAGS};
use crate::error::ModelError;
use crate::net::layers::load;

/// Networks that are asked.
pub const MEMBERS: i64 = 8;
/// Hidden units of each.
const HIDDEN: i64 = 32;
/// Where a number of the embedding is cut off, in deviations.
const FURTHEST: f64 = 3.5;
/// Share of the covariance that is taken to be even in all directions (Ledoit & Wolf
/// 2004): a thousand clips cannot tell 256 numbers' own.
const SHRINKAGE: f64 = 0.1;
/// Emotions of the Geneva Emotional Music Scale (Zentner et al. 2008).
pub const GEMS: usize = moodplane_library::GEMS.len();
/// Outputs of each: valence and arousal, four quadrants, nine emotions.
const OUTPUTS: i64 = 2 + 4 + GEMS as i64;

/// The head.
#[derive(Debug)]
pub struct Head {
    /// `[256]` each: the embeddings' mean and spread over the training clips.
    mean: Tensor,
    sd: Tensor,
    /// `[256, 256]`: makes their standardised numbers independent of each other.
    whitening: Tensor,
    /// `[members, 256, hidden]`
    hidden: Tensor,
    /// `[members, 1, hidden]`
    hidden_bias: Tensor,
    /// `[members, hidden, 15]`
    out: Tensor,
    /// `[members, 256, 15]`: straight from the embedding.
    skip: Tensor,
    /// `[members, 1, 15]`
    out_bias: Tensor,
    /// `[15]` each: the targets' spread and mean.
    scale: Tensor,
    offset: Tensor,
    /// `[256, 56]` and `[56]`, solved for.
    tags: Tensor,
    tags_bias: Tensor,
}

/// What the head says of `n` embeddings.
#[derive(Debug)]
pub struct Said {
    /// `[n, 2]`: valence and arousal, 1-9, as the ensemble's mean.
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

/// What each member of the ensemble says, before it is averaged.
pub(crate) struct Members {
    /// `[members, n, 15]`, in the targets' standardised units.
    pub outputs: Tensor,
}

impl Members {
    /// `[members, n, 2]`
    pub fn valence_arousal(&self) -> Tensor {
        self.outputs.narrow(2, 0, 2)
    }

    /// `[members, n, 4]`: logits.
    pub fn quadrant(&self) -> Tensor {
        self.outputs.narrow(2, 2, 4)
    }

    /// `[members, n, 9]`
    pub fn gems(&self) -> Tensor {
        self.outputs.narrow(2, 6, GEMS as i64)
    }
}

impl Head {
    /// A head with random weights at `root`.
    pub fn new(root: &Path<'_>) -> Self {
        let root = &(root / "head");
        let width = EMBEDDING as i64;
        let random = |name: &str, shape: [i64; 3]| {
            root.randn(name, &shape, 0.0, 1.0 / (shape[1] as f64).sqrt())
        };
        Self {
            mean: root.zeros_no_train("mean", &[width]),
            sd: root.ones_no_train("sd", &[width]),
            whitening: root.zeros_no_train("whitening", &[width, width]),
            hidden: random("hidden", [MEMBERS, width, HIDDEN]),
            hidden_bias: root.zeros("hidden_bias", &[MEMBERS, 1, HIDDEN]),
            out: random("out", [MEMBERS, HIDDEN, OUTPUTS]),
            skip: root.zeros("skip", &[MEMBERS, width, OUTPUTS]),
            out_bias: root.zeros("out_bias", &[MEMBERS, 1, OUTPUTS]),
            scale: root.ones_no_train("scale", &[OUTPUTS]),
            offset: root.zeros_no_train("offset", &[OUTPUTS]),
            tags: root.zeros_no_train("tags", &[width, TAGS as i64]),
            tags_bias: root.zeros_no_train("tags_bias", &[TAGS as i64]),
        }
    }

    /// The head of the model whose weights are in `file`.
    ///
    /// # Errors
    /// [`ModelError::Weights`] when they are another network's.
    pub fn open(file: &FilePath) -> Result<(Self, nn::VarStore), ModelError> {
        let mut store = nn::VarStore::new(Device::Cpu);
        let head = Self::new(&store.root());
        load(&mut store, file)?;
        store.freeze();
        Ok((head, store))
    }

    /// Sets what is not learned by descent: the embeddings' `[256]` and the
    /// targets' `[15]` mean and spread.
    pub(crate) fn set_scales(&mut self, embedding: [&Tensor; 2], targets: [&Tensor; 2]) {
        tch::no_grad(|| {
            self.mean.copy_(embedding[0]);
            self.sd.copy_(embedding[1]);
            self.offset.copy_(targets[0]);
            self.scale.copy_(targets[1]);
        });
    }

    /// Sets what is unusual together, from standardised embeddings `[n, 256]`.
    ///
    /// # Errors
    /// None that real embeddings lead to: the matrix has an inverse by its diagonal.
    pub(crate) fn set_whitening(&mut self, z: &Tensor) -> Result<(), ModelError> {
        let z = z.to_kind(Kind::Double);
        let identity = Tensor::eye(EMBEDDING as i64, (Kind::Double, Device::Cpu));
        let together = z.tr().matmul(&z) / z.size()[0] as f64;
        let shrunk = together * (1.0 - SHRINKAGE) + identity * SHRINKAGE;
        // L L' = the inverse, so that |z L| is the distance.
        let factor = shrunk.f_inverse()?.f_linalg_cholesky(false)?;
        tch::no_grad(|| self.whitening.copy_(&factor));
        Ok(())
    }

    /// Sets the solved head of the tags, for raw embeddings.
    pub(crate) fn set_tags(&mut self, weight: &Tensor, bias: &Tensor) {
        tch::no_grad(|| {
            self.tags.copy_(weight);
            self.tags_bias.copy_(bias);
        });
    }

    /// Embeddings `[n, 256]` without mean and spread, none further out than the
    /// training clips' furthest: what is beyond was never taught.
    pub(crate) fn standardised(&self, embeddings: &Tensor) -> Tensor {
        self.away(embeddings).clamp(-FURTHEST, FURTHEST)
    }

    fn away(&self, embeddings: &Tensor) -> Tensor {
        (embeddings - &self.mean) / &self.sd
    }

    /// Standardised embeddings `[n, 256]`, or `[members, n, 256]` of each member
    /// its own → what each member says. In training, units drop out.
    pub(crate) fn members(&self, z: &Tensor, train: bool) -> Members {
        // Dropped inputs stand for what a recording might lack; half of the
        // hidden units, as usual.
        let z = z.dropout(0.2, train);
        let z = match z.dim() {
            2 => z.unsqueeze(0).expand([MEMBERS, -1, -1], false),
            _ => z,
        };
        let hidden = (z.matmul(&self.hidden) + &self.hidden_bias).relu();
        let hidden = hidden.dropout(0.5, train);
        Members {
            outputs: hidden.matmul(&self.out) + z.matmul(&self.skip) + &self.out_bias,
        }
    }

    /// Embeddings `[n, 256]` → what they are said to be.
    pub fn forward(&self, embeddings: &Tensor) -> Said {
        let z = self.standardised(embeddings);
        let members = self.members(&z, false);
        let mean = |t: Tensor| t.mean_dim([0i64].as_slice(), false, Kind::Float);
        let scaled = |t: Tensor, first: i64, count: i64| {
            t * self.scale.narrow(0, first, count) + self.offset.narrow(0, first, count)
        };
        Said {
            valence_arousal: scaled(mean(members.valence_arousal()), 0, 2),
            quadrant: mean(members.quadrant().softmax(-1, Kind::Float)),
            gems: scaled(mean(members.gems()), 6, GEMS as i64).clamp(0.0, 1.0),
            tags: embeddings.matmul(&self.tags) + &self.tags_bias,
            distance: self
                .away(embeddings)
                .matmul(&self.whitening)
                .square()
                .mean_dim([1i64].as_slice(), false, Kind::Float)
                .sqrt(),
        }
    }
}

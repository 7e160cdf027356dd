//! The part that hears 30 s as a whole, for the tags: a small picture network
//! in the manner of its teacher (the MTG-Jamendo baseline, Bogdanov et al.
//! 2019), which keeps for every feature the moment where it is strongest.

use tch::nn::{self, Module, Path};
use tch::{Kind, Tensor};

use super::TAGS;
use crate::net::layers::ConvNorm;

/// Features kept of a window: as many as the teacher's.
pub const FEATURES: i64 = 64;

/// Each block: output channels, stride over time, and what of (frequency, time)
/// one output is the loudest of.
const BLOCKS: [(i64, i64, [i64; 2]); 5] = [
    (24, 2, [2, 2]),
    (48, 1, [2, 4]),
    (64, 1, [2, 4]),
    (96, 1, [3, 4]),
    (FEATURES, 1, [4, 1]),
];

/// What is said of windows.
#[derive(Debug)]
pub struct ContextOutput {
    /// `[windows, 64]`, in the teacher's space, standardised.
    pub features: Tensor,
    /// `[windows, 56]`: logits of the tags.
    pub tags: Tensor,
}

/// The network.
#[derive(Debug)]
pub struct Context {
    blocks: Vec<ConvNorm>,
    tags: nn::Linear,
}

impl Context {
    /// A network with random weights at `path`.
    pub fn new(path: &Path<'_>) -> Self {
        let mut inputs = 2;
        let blocks = BLOCKS
            .iter()
            .enumerate()
            .map(|(i, &(outputs, stride, _))| {
                let block =
                    ConvNorm::new(&(path / "blocks" / i), inputs, outputs, 3, [1, stride], 1);
                inputs = outputs;
                block
            })
            .collect();
        Self {
            blocks,
            tags: nn::linear(path / "tags", 2 * FEATURES, TAGS as i64, Default::default()),
        }
    }

    /// Folds the norms into the convolutions.
    pub fn fuse(&mut self) {
        self.blocks.iter_mut().for_each(ConvNorm::fuse);
    }

    /// Log-mel windows `[B, T, 96]`, T ≥ 187 → what is said of them.
    pub fn forward_t(&self, mel: &Tensor, train: bool) -> ContextOutput {
        // The teacher hears decibels down to nothing, where log(1 + p) is flat:
        // both, each about in -1 … 1.
        let decibels = (Tensor::pow_scalar(10.0, mel) - 1.0)
            .clamp_min(1e-3)
            .log10();
        let both = Tensor::stack(&[(mel - 1.2) / 1.2, (decibels - 0.5) / 2.0], 1);
        let mut x = both.transpose(2, 3);
        for (i, (block, (_, _, pool))) in self.blocks.iter().zip(BLOCKS).enumerate() {
            x = block.forward_t(&x, train);
            // The last one's features may be negative, as the teacher's.
            if i + 1 < BLOCKS.len() {
                x = x.relu();
            }
            x = x.max_pool2d(pool, pool, [0i64, 0], [1i64, 1], true);
        }
        let x = x.squeeze_dim(2);
        let loudest = x.amax([2i64], false);
        let mean = x.mean_dim([2i64].as_slice(), false, Kind::Float);
        let both = Tensor::cat(&[&loudest, &mean], 1).dropout(0.1, train);
        ContextOutput {
            tags: self.tags.forward(&both),
            features: loudest,
        }
    }
}

//! The MTG-Jamendo mood/theme baseline (Bogdanov et al. 2019): five
//! convolutions over 29 s of log-mel, 56 tags.

use std::path::Path as FilePath;

use tch::nn::{self, Module, ModuleT};
use tch::{Device, Tensor};

use super::layers::load;
use crate::error::ModelError;

/// Frames of its one input: 29.1 s at 12 kHz.
pub const FRAMES: usize = 1366;
/// Samples at 12 kHz that make them.
pub const SAMPLES: usize = 349_200;

const CHANNELS: [i64; 6] = [1, 64, 128, 128, 128, 64];
const POOLS: [[i64; 2]; 5] = [[2, 4], [2, 4], [2, 4], [3, 5], [4, 4]];

/// The network.
#[derive(Debug)]
pub struct JamendoCnn {
    bn_init: nn::BatchNorm,
    blocks: Vec<(nn::Conv2D, nn::BatchNorm)>,
    dense: nn::Linear,
    _store: nn::VarStore,
}

impl JamendoCnn {
    /// The network with the weights of `file`.
    ///
    /// # Errors
    /// [`ModelError::Weights`] when they are another network's.
    pub fn open(file: &FilePath, device: Device) -> Result<Self, ModelError> {
        let mut store = nn::VarStore::new(device);
        let root = store.root();
        let bn_init = nn::batch_norm2d(&root / "bn_init", 1, Default::default());
        let blocks = (1..=5)
            .map(|i| {
                let config = nn::ConvConfig {
                    padding: 1,
                    ..Default::default()
                };
                let (inputs, outputs) = (CHANNELS[i - 1], CHANNELS[i]);
                (
                    nn::conv2d(&root / format!("conv_{i}"), inputs, outputs, 3, config),
                    nn::batch_norm2d(&root / format!("bn_{i}"), outputs, Default::default()),
                )
            })
            .collect();
        let dense = nn::linear(&root / "dense", 64, 56, Default::default());
        load(&mut store, file)?;
        Ok(Self {
            bn_init,
            blocks,
            dense,
            _store: store,
        })
    }

    /// Decibel mel pictures `[B, 96, 1366]` → features `[B, 64]` and, linear in
    /// them, logits of 56 tags `[B, 56]`.
    pub fn hear(&self, mel: &Tensor) -> (Tensor, Tensor) {
        let mut x = self.bn_init.forward_t(&mel.unsqueeze(1), false);
        for ((conv, norm), pool) in self.blocks.iter().zip(POOLS) {
            x = norm.forward_t(&conv.forward(&x), false).elu();
            x = x.max_pool2d(pool, pool, [0, 0], [1, 1], false);
        }
        let features = x.flatten(1, -1);
        let logits = self.dense.forward(&features);
        (features, logits)
    }
}

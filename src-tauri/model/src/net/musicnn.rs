//! MusiCNN (Pons & Serra 2019) and the small heads trained on its embedding,
//! in the layout of Essentia's published weights.

use std::path::Path as FilePath;

use tch::nn::{self, Module, Path};
use tch::{Device, Tensor};

use super::layers::{ScaleOffset, load};
use crate::error::ModelError;

/// Frames of one patch: 3 s.
pub const PATCH_FRAMES: usize = 187;
/// Numbers in an embedding.
pub const EMBEDDING: usize = 200;

const TIMBRAL: [[i64; 2]; 2] = [[7, 38], [7, 67]];
const TEMPORAL: [i64; 3] = [128, 64, 32];
const FRONT: i64 = 561;
const MID: i64 = 64;

/// MusiCNN, trained on the Million Song Dataset's 50 tags.
#[derive(Debug)]
pub struct MusiCnn {
    input_norm: ScaleOffset,
    timbral: Vec<(nn::Conv2D, ScaleOffset)>,
    temporal: Vec<(nn::Conv2D, ScaleOffset)>,
    mid: Vec<(nn::Conv1D, ScaleOffset)>,
    pool_norm: ScaleOffset,
    dense: nn::Linear,
    dense_norm: ScaleOffset,
    tags: nn::Linear,
    // Owns the variables that the layers share.
    _store: nn::VarStore,
}

impl MusiCnn {
    /// The network with the weights of `file`.
    ///
    /// # Errors
    /// [`ModelError::Weights`] when they are another network's.
    pub fn open(file: &FilePath, device: Device) -> Result<Self, ModelError> {
        let mut store = nn::VarStore::new(device);
        let root = store.root();
        let conv = |path: Path<'_>, outputs: i64, kernel: [i64; 2], pad: [i64; 2]| {
            let config = nn::ConvConfigND {
                stride: [1, 1],
                padding: pad,
                dilation: [1, 1],
                groups: 1,
                bias: true,
                ws_init: nn::Init::Const(0.0),
                bs_init: nn::Init::Const(0.0),
                padding_mode: nn::PaddingMode::Zeros,
            };
            let layer = nn::conv(&path / "conv", 1, outputs, kernel, config);
            (layer, ScaleOffset::new(&path / "norm", outputs))
        };
        let timbral = TIMBRAL
            .iter()
            .enumerate()
            .map(|(i, &kernel)| conv(&root / "timbral" / i, 204, kernel, [3, 0]))
            .collect();
        let temporal = TEMPORAL
            .iter()
            .enumerate()
            .map(|(i, &kernel)| conv(&root / "temporal" / i, 51, [kernel, 1], [0, 0]))
            .collect();
        let mid = [FRONT, MID, MID]
            .iter()
            .enumerate()
            .map(|(i, &inputs)| {
                let path = &root / "mid" / i;
                let config = nn::ConvConfig {
                    padding: 3,
                    ..Default::default()
                };
                let layer = nn::conv1d(&path / "conv", inputs, MID, 7, config);
                (layer, ScaleOffset::new(&path / "norm", MID))
            })
            .collect();
        let pooled = 2 * (FRONT + 3 * MID);
        let input_norm = ScaleOffset::new(&root / "input_norm", 1);
        let pool_norm = ScaleOffset::new(&root / "pool_norm", pooled);
        let dense = nn::linear(
            &root / "dense",
            pooled,
            EMBEDDING as i64,
            Default::default(),
        );
        let dense_norm = ScaleOffset::new(&root / "dense_norm", EMBEDDING as i64);
        let tags = nn::linear(&root / "tags", EMBEDDING as i64, 50, Default::default());
        load(&mut store, file)?;
        Ok(Self {
            input_norm,
            timbral,
            temporal,
            mid,
            pool_norm,
            dense,
            dense_norm,
            tags,
            _store: store,
        })
    }

    /// Log-mel patches `[B, 187, 96]` → embeddings `[B, 200]`.
    pub fn embedding(&self, mel: &Tensor) -> Tensor {
        let x = self.input_norm.forward(&mel.unsqueeze(1));
        let mut front: Vec<Tensor> = Vec::with_capacity(5);
        for (conv, norm) in &self.timbral {
            front.push(loudest_band(conv, norm, &x, [3, 0]));
        }
        for ((conv, norm), kernel) in self.temporal.iter().zip(TEMPORAL) {
            let before = (kernel - 1) / 2;
            let padded = x.constant_pad_nd([0, 0, before, kernel - 1 - before]);
            front.push(loudest_band(conv, norm, &padded, [0, 0]));
        }
        let front = Tensor::cat(&front, 1);
        let step = |i: usize, x: &Tensor| {
            let (conv, norm) = &self.mid[i];
            norm.forward(&conv.forward(x).relu())
        };
        let a = step(0, &front);
        let b = &a + step(1, &a);
        let c = &b + step(2, &b);
        let all = Tensor::cat(&[front, a, b, c], 1);
        let pooled = Tensor::stack(
            &[
                all.amax([2i64], false),
                all.mean_dim([2i64].as_slice(), false, all.kind()),
            ],
            -1,
        )
        .flatten(1, 2);
        self.dense.forward(&self.pool_norm.forward(&pooled))
    }

    /// Embeddings `[B, 200]` → probabilities of the 50 MSD tags `[B, 50]`.
    pub fn tags(&self, embedding: &Tensor) -> Tensor {
        self.tags
            .forward(&self.dense_norm.forward(&embedding.relu()))
            .sigmoid()
    }
}

/// Convolution of one channel, ReLU, norm, maximum over the bands:
/// `[B, 1, T, F]` → `[B, outputs, T']`.
///
/// The kernels have hundreds of taps, so that the convolution is fastest as a
/// matrix product. What follows rises or falls with it throughout, by the sign
/// of the norm's scale: the extremes over the bands are taken first.
fn loudest_band(conv: &nn::Conv2D, norm: &ScaleOffset, x: &Tensor, padding: [i64; 2]) -> Tensor {
    let (inputs, kernel) = (x.size(), conv.ws.size());
    let outputs = kernel[0];
    let time = inputs[2] + 2 * padding[0] - kernel[2] + 1;
    let columns = x.im2col([kernel[2], kernel[3]], [1, 1], padding, [1, 1]);
    let products = conv.ws.view([outputs, -1]).matmul(&columns);
    let products = products.view([inputs[0], outputs, time, -1]);
    let rising = norm.scale.ge(0.0).view([1, -1, 1]);
    let extreme = products
        .amax([3i64], false)
        .where_self(&rising, &products.amin([3i64], false));
    let bias = conv
        .bs
        .as_ref()
        .map_or_else(|| norm.scale.zeros_like(), Tensor::shallow_clone);
    norm.forward(&(extreme + bias.view([1, -1, 1])).relu_())
}

/// A linear valence-arousal head on MusiCNN's embedding.
#[derive(Debug)]
pub struct ValenceArousalHead {
    out: nn::Linear,
    _store: nn::VarStore,
}

impl ValenceArousalHead {
    /// The head with the weights of `file`.
    ///
    /// # Errors
    /// [`ModelError::Weights`] when they are another network's.
    pub fn open(file: &FilePath, device: Device) -> Result<Self, ModelError> {
        let mut store = nn::VarStore::new(device);
        let out = nn::linear(
            store.root() / "out",
            EMBEDDING as i64,
            2,
            Default::default(),
        );
        load(&mut store, file)?;
        Ok(Self { out, _store: store })
    }

    /// `[B, 200]` → `[B, 2]`: valence and arousal, 1-9.
    pub fn forward(&self, embedding: &Tensor) -> Tensor {
        self.out.forward(embedding)
    }
}

/// A two-class mood head on MusiCNN's embedding.
#[derive(Debug)]
pub struct MoodHead {
    dense: nn::Linear,
    out: nn::Linear,
    _store: nn::VarStore,
}

impl MoodHead {
    /// The head with the weights of `file`.
    ///
    /// # Errors
    /// [`ModelError::Weights`] when they are another network's.
    pub fn open(file: &FilePath, device: Device) -> Result<Self, ModelError> {
        let mut store = nn::VarStore::new(device);
        let dense = nn::linear(
            store.root() / "dense",
            EMBEDDING as i64,
            100,
            Default::default(),
        );
        let out = nn::linear(store.root() / "out", 100, 2, Default::default());
        load(&mut store, file)?;
        Ok(Self {
            dense,
            out,
            _store: store,
        })
    }

    /// `[B, 200]` → probabilities of the two classes `[B, 2]`.
    pub fn forward(&self, embedding: &Tensor) -> Tensor {
        let hidden = self.dense.forward(embedding).relu();
        self.out.forward(&hidden).softmax(-1, None)
    }
}

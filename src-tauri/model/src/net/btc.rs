//! BTC, the bi-directional transformer for chord recognition (Park et al.
//! 2019), in the large-vocabulary shape of its published weights.

use std::path::Path as FilePath;

use tch::nn::{self, Module, Path};
use tch::{Device, Kind, Tensor};

use super::layers::load;
use crate::cqt::BINS;
use crate::error::ModelError;
use crate::harmony::ChordNet;
use crate::harmony::chord::CLASSES;

/// The network's sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BtcConfig {
    /// Numbers in a frame.
    pub bins: i64,
    /// Frames that are looked at together.
    pub frames: i64,
    /// Channels between the layers.
    pub hidden: i64,
    /// Heads of each attention.
    pub heads: i64,
    /// Bi-directional layers.
    pub layers: i64,
    /// Classes of a frame.
    pub classes: i64,
}

impl BtcConfig {
    /// 170 classes over 10 s of constant-Q frames.
    pub const LARGE_VOCABULARY: Self = Self {
        bins: BINS as i64,
        frames: crate::cqt::BLOCK_FRAMES as i64,
        hidden: 128,
        heads: 4,
        layers: 8,
        classes: CLASSES as i64,
    };
}

/// The network.
#[derive(Debug)]
pub struct Btc {
    config: BtcConfig,
    embedding_proj: nn::Linear,
    /// `[1, frames, hidden]`
    timing_signal: Tensor,
    layers: Vec<BiDirectional>,
    layer_norm: LayerNorm,
    output_projection: nn::Linear,
    /// What the log-magnitudes are z-scored with.
    mean: Tensor,
    std: Tensor,
    device: Device,
    // Owns the variables that the layers share.
    _store: nn::VarStore,
}

impl Btc {
    /// The network with the weights of `file`: the published names, and the
    /// scalars `mean` and `std` (shape `[]`).
    ///
    /// # Errors
    /// [`ModelError::Weights`] when they are another network's.
    pub fn open(file: &FilePath, device: Device) -> Result<Self, ModelError> {
        let config = BtcConfig::LARGE_VOCABULARY;
        let mut store = nn::VarStore::new(device);
        let root = store.root();
        let stack = &root / "self_attn_layers";
        let hidden = config.hidden;
        let embedding_proj = without_bias(&stack / "embedding_proj", config.bins, hidden);
        let layers = (0..config.layers)
            .map(|i| BiDirectional::new(&(&stack / "self_attn_layers" / i), &config, device))
            .collect();
        let layer_norm = LayerNorm::new(&(&stack / "layer_norm"), hidden);
        let output = &root / "output_layer" / "output_projection";
        let output_projection = nn::linear(output, hidden, config.classes, Default::default());
        let (mean, std) = (root.zeros("mean", &[]), root.ones("std", &[]));
        load(&mut store, file)?;
        Ok(Self {
            config,
            embedding_proj,
            timing_signal: timing_signal(config.frames, hidden).to_device(device),
            layers,
            layer_norm,
            output_projection,
            mean,
            std,
            device,
            _store: store,
        })
    }

    /// Z-scored frames `[B, T, 144]`, T at most 108 → logits `[B, T, 170]`.
    pub fn logits(&self, frames: &Tensor) -> Tensor {
        let length = frames.size()[1];
        let mut x = self.embedding_proj.forward(frames) + self.timing_signal.narrow(1, 0, length);
        for layer in &self.layers {
            x = layer.forward(&x);
        }
        self.output_projection.forward(&self.layer_norm.forward(&x))
    }

    fn try_classes(&self, log_cqt: &[f32]) -> Result<Vec<u8>, tch::TchError> {
        let frames = Tensor::from_slice(log_cqt).view([1, -1, self.config.bins]);
        let count = frames.size()[1];
        let frames = (frames.to_device(self.device) - &self.mean) / &self.std;
        // A song's end is filled up with zeros, the mean.
        let padded = frames.constant_pad_nd([0, 0, 0, self.config.frames - count]);
        let classes = self.logits(&padded).argmax(2, false).narrow(1, 0, count);
        Vec::try_from(classes.view(-1).to_kind(Kind::Uint8).to_device(Device::Cpu))
    }
}

impl ChordNet for &Btc {
    fn classes(&mut self, log_cqt: &[f32]) -> Result<Vec<u8>, ModelError> {
        Ok(tch::no_grad(|| self.try_classes(log_cqt))?)
    }
}

/// Two blocks over the same input, one that sees no later frames and one that
/// sees no earlier ones.
#[derive(Debug)]
struct BiDirectional {
    attn_block: Block,
    backward_attn_block: Block,
    linear: nn::Linear,
}

impl BiDirectional {
    fn new(path: &Path<'_>, config: &BtcConfig, device: Device) -> Self {
        let size = [config.frames, config.frames];
        let future = Tensor::full(size, f64::NEG_INFINITY, (Kind::Float, device)).triu(1);
        let past = future.transpose(0, 1).contiguous();
        Self {
            attn_block: Block::new(&(path / "attn_block"), config, future),
            backward_attn_block: Block::new(&(path / "backward_attn_block"), config, past),
            linear: nn::linear(
                path / "linear",
                2 * config.hidden,
                config.hidden,
                Default::default(),
            ),
        }
    }

    fn forward(&self, x: &Tensor) -> Tensor {
        let both = [
            self.attn_block.forward(x),
            self.backward_attn_block.forward(x),
        ];
        self.linear.forward(&Tensor::cat(&both, 2))
    }
}

/// Masked self-attention and two convolutions, each after a norm and beside a
/// residual.
#[derive(Debug)]
struct Block {
    heads: i64,
    /// `[frames, frames]`: -∞ where a frame (row) must not look.
    mask: Tensor,
    query_linear: nn::Linear,
    key_linear: nn::Linear,
    value_linear: nn::Linear,
    output_linear: nn::Linear,
    positionwise_convolution: [nn::Conv1D; 2],
    layer_norm_mha: LayerNorm,
    layer_norm_ffn: LayerNorm,
}

impl Block {
    fn new(path: &Path<'_>, config: &BtcConfig, mask: Tensor) -> Self {
        let hidden = config.hidden;
        let attention = path / "multi_head_attention";
        let linear = |name: &str| without_bias(&attention / name, hidden, hidden);
        let conv = |i: i64| {
            let padding = nn::ConvConfig {
                padding: 1,
                ..Default::default()
            };
            let path = path / "positionwise_convolution" / "layers" / i / "conv";
            nn::conv1d(path, hidden, hidden, 3, padding)
        };
        Self {
            heads: config.heads,
            mask,
            query_linear: linear("query_linear"),
            key_linear: linear("key_linear"),
            value_linear: linear("value_linear"),
            output_linear: linear("output_linear"),
            positionwise_convolution: [conv(0), conv(1)],
            layer_norm_mha: LayerNorm::new(&(path / "layer_norm_mha"), hidden),
            layer_norm_ffn: LayerNorm::new(&(path / "layer_norm_ffn"), hidden),
        }
    }

    /// `[B, T, hidden]` → the same shape.
    fn forward(&self, x: &Tensor) -> Tensor {
        let x = x + self.attention(&self.layer_norm_mha.forward(x));
        let mut y = self.layer_norm_ffn.forward(&x).transpose(1, 2);
        for conv in &self.positionwise_convolution {
            y = conv.forward(&y).relu();
        }
        x + y.transpose(1, 2)
    }

    fn attention(&self, x: &Tensor) -> Tensor {
        let (batch, length, hidden) = (x.size()[0], x.size()[1], x.size()[2]);
        let depth = hidden / self.heads;
        let split = |linear: &nn::Linear| {
            let shape = [batch, length, self.heads, depth];
            linear.forward(x).view(shape).transpose(1, 2)
        };
        let queries = split(&self.query_linear) * (depth as f64).powf(-0.5);
        let keys = split(&self.key_linear).transpose(2, 3);
        let mask = self.mask.narrow(0, 0, length).narrow(1, 0, length);
        let weights = (queries.matmul(&keys) + mask).softmax(-1, Kind::Float);
        let contexts = weights.matmul(&split(&self.value_linear));
        let merged = contexts.transpose(1, 2).reshape([batch, length, hidden]);
        self.output_linear.forward(&merged)
    }
}

/// A layer norm as BTC was trained with: the unbiased standard deviation, with
/// epsilon added to it and not to the variance.
#[derive(Debug)]
struct LayerNorm {
    gamma: Tensor,
    beta: Tensor,
}

impl LayerNorm {
    fn new(path: &Path<'_>, channels: i64) -> Self {
        Self {
            gamma: path.ones("gamma", &[channels]),
            beta: path.zeros("beta", &[channels]),
        }
    }

    fn forward(&self, x: &Tensor) -> Tensor {
        let mean = x.mean_dim([-1i64].as_slice(), true, Kind::Float);
        let std = x.std_dim([-1i64].as_slice(), true, true);
        &self.gamma * (x - mean) / (std + 1e-6) + &self.beta
    }
}

fn without_bias(path: Path<'_>, inputs: i64, outputs: i64) -> nn::Linear {
    let config = nn::LinearConfig {
        bias: false,
        ..Default::default()
    };
    nn::linear(path, inputs, outputs, config)
}

/// Sines, then cosines, of the frame's number at wavelengths that grow from 2π
/// to 2π · 10 000 (Vaswani et al. 2017): `[1, frames, channels]`.
fn timing_signal(frames: i64, channels: i64) -> Tensor {
    let half = channels / 2;
    let kind = (Kind::Double, Device::Cpu);
    let step = -(1e4f64.ln()) / (half - 1) as f64;
    let rates = (Tensor::arange(half, kind) * step).exp();
    let turns = Tensor::arange(frames, kind).outer(&rates);
    Tensor::cat(&[turns.sin(), turns.cos()], 1)
        .to_kind(Kind::Float)
        .unsqueeze(0)
}

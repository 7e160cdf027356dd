//! MERT (Li et al. 2024, arXiv 2306.00107): music heard as HuBERT hears speech.
//! Its hidden states are what the published emotion model stands on.

mod convolutions;
mod encoder;
mod positions;
mod precision;

use std::path::Path as FilePath;

use tch::nn::{self, Module, Path};
use tch::{Device, Kind, Tensor};

use self::convolutions::{FeatureExtractor, field_and_hop};
use self::encoder::{EncoderLayer, FeatureProjection, layer_norm};
use self::positions::{Positions, unnormalised};
pub use self::precision::fastest_kind;
use super::checkpoint::Checkpoint;
use crate::error::ModelError;

/// What MERT hears, Hz.
pub const SAMPLE_RATE: u32 = 24_000;

/// The shape of the network.
#[derive(Debug, Clone, PartialEq)]
pub struct MertConfig {
    /// Kernel and stride of each convolution, from samples to frames.
    pub convolutions: Vec<(i64, i64)>,
    /// Channels of each of them.
    pub channels: i64,
    /// Numbers in a hidden state.
    pub width: i64,
    /// Transformer layers.
    pub layers: usize,
    /// Attention heads of each.
    pub heads: i64,
    /// Width inside each layer's feed-forward part.
    pub feed_forward: i64,
    /// Frames that the positional convolution hears; even.
    pub position_kernel: i64,
    /// Its groups.
    pub position_groups: i64,
    /// Layers, counted from 0, whose mean states are the embedding.
    pub embedding_layers: Vec<usize>,
}

impl MertConfig {
    /// MERT-v1-95M, all 12 layers: 75 frames of 768 numbers each second. The
    /// embedding is that of Kang & Herremans (2025): layers 5 and 6.
    pub fn base_95m() -> Self {
        Self {
            convolutions: vec![(10, 5), (3, 2), (3, 2), (3, 2), (3, 2), (2, 2), (2, 2)],
            channels: 512,
            width: 768,
            layers: 12,
            heads: 12,
            feed_forward: 3072,
            position_kernel: 128,
            position_groups: 16,
            embedding_layers: vec![5, 6],
        }
    }

    /// The same network without the layers that its embedding does not need:
    /// of MERT-v1-95M 59 million parameters of 94.
    pub fn for_embedding(mut self) -> Self {
        let deepest = self.embedding_layers.iter().max();
        self.layers = deepest.map_or(0, |layer| layer + 1);
        self
    }

    /// The fewest samples that make a frame, and the samples between frames.
    pub fn field_and_hop(&self) -> (usize, usize) {
        let (field, hop) = field_and_hop(self.convolutions.iter().copied());
        (field as usize, hop as usize)
    }

    /// Numbers in an embedding.
    pub fn embedding_width(&self) -> i64 {
        self.width * self.embedding_layers.len() as i64
    }
}

/// The network.
#[derive(Debug)]
pub struct Mert {
    feature_extractor: FeatureExtractor,
    feature_projection: FeatureProjection,
    positions: Positions,
    layer_norm: nn::LayerNorm,
    layers: Vec<EncoderLayer>,
    config: MertConfig,
}

impl Mert {
    /// The network with zeros for weights, under the names of Hugging Face's
    /// `HubertModel`; its weights are only ever loaded.
    pub fn new(root: &Path<'_>, config: &MertConfig) -> Self {
        let encoder = root / "encoder";
        let layers = (0..config.layers)
            .map(|i| EncoderLayer::new(&(&encoder / "layers" / i), config))
            .collect();
        Self {
            feature_extractor: FeatureExtractor::new(&(root / "feature_extractor"), config),
            feature_projection: FeatureProjection::new(&(root / "feature_projection"), config),
            positions: Positions::new(&(&encoder / "pos_conv_embed"), config),
            layer_norm: layer_norm(&encoder / "layer_norm", config.width),
            layers,
            config: config.clone(),
        }
    }

    /// The network with the weights of a safetensors file, ready for inference:
    /// matrices in `kind` (see [`fastest_kind`]), norms in f32. The store owns
    /// its variables.
    ///
    /// Names may stand behind a prefix (`hubert.`), and the positional
    /// convolution's weights may be plain or normalised, in PyTorch's older
    /// (`weight_g`, `weight_v`) or newer (`parametrizations.weight`) spelling.
    ///
    /// # Errors
    /// [`ModelError::File`] when the file cannot be read, [`ModelError::Weights`]
    /// when it holds another network's weights.
    pub fn open(
        file: &FilePath,
        config: &MertConfig,
        device: Device,
        kind: Kind,
    ) -> Result<(Self, nn::VarStore), ModelError> {
        let mut store = nn::VarStore::new(device);
        let mut net = Self::new(&store.root(), config);
        store.freeze();
        let mut checkpoint = Checkpoint::open(file, "feature_projection.projection.weight")?;
        checkpoint.fill(&store, find, |name| {
            // The first convolution hears the samples themselves, and a norm's
            // few numbers scale everything: neither gains by fewer bits.
            let exact = name.contains("norm") || name.contains("conv_layers.0.");
            if exact { Kind::Float } else { kind }
        })?;
        net.fuse();
        Ok((net, store))
    }

    /// Prepares what follows from the weights alone. Call it again when they
    /// change.
    pub fn fuse(&mut self) {
        tch::no_grad(|| self.positions.fuse());
    }

    /// Each segment with mean 0 and variance 1, as MERT was trained:
    /// `[B, samples]` → the same.
    pub fn normalise(wave: &Tensor) -> Tensor {
        // Of the reference's feature extractor; it keeps silence silent.
        const EPS: f64 = 1e-7;
        let centred = wave - wave.mean_dim([-1i64].as_slice(), true, Kind::Float);
        let variance = centred
            .square()
            .mean_dim([-1i64].as_slice(), true, Kind::Float);
        centred * (variance + EPS).rsqrt()
    }

    /// The states after layers 0 ..= `last`, each `[B, frames, width]` in f32;
    /// deeper layers are not computed. `wave` is `[B, samples]` at 24 kHz,
    /// normalised; what is too short for one frame gets silence after it.
    pub fn hidden_states(&self, wave: &Tensor, last: usize) -> Vec<Tensor> {
        let mut states = Vec::with_capacity(last + 1);
        self.walk(wave, last, |_, state| states.push(state.shallow_clone()));
        states
    }

    /// The means over time of the embedding's layers, one behind the other:
    /// `[B, samples]` at 24 kHz, normalised → `[B, 1536]` in f32.
    pub fn embedding(&self, wave: &Tensor) -> Tensor {
        let wanted = &self.config.embedding_layers;
        let last = wanted.iter().copied().max().unwrap_or_default();
        let mut means: Vec<Option<Tensor>> = wanted.iter().map(|_| None).collect();
        self.walk(wave, last, |layer, state| {
            for (mean, _) in means.iter_mut().zip(wanted).filter(|(_, w)| **w == layer) {
                *mean = Some(state.mean_dim([1i64].as_slice(), false, Kind::Float));
            }
        });
        Tensor::cat(&means.into_iter().flatten().collect::<Vec<_>>(), 1)
    }

    fn walk(&self, wave: &Tensor, last: usize, mut visit: impl FnMut(usize, &Tensor)) {
        let short = self.config.field_and_hop().0 as i64 - wave.size()[1];
        let wave = match short {
            1.. => wave.constant_pad_nd([0, short]),
            _ => wave.to_kind(Kind::Float),
        };
        let features = self.feature_extractor.forward(&wave);
        let x = self.feature_projection.forward(&features);
        drop(features);
        let mut x = self.layer_norm.forward(&self.positions.forward(&x));
        for (i, layer) in self.layers.iter().enumerate().take(last + 1) {
            x = layer.forward(&x);
            visit(i, &x);
        }
    }
}

/// A variable's value under the names that exporters have for it.
fn find(checkpoint: &mut Checkpoint, name: &str) -> Result<Option<Tensor>, ModelError> {
    if let Some(value) = checkpoint.read(name)? {
        return Ok(Some(value));
    }
    let Some(stem) = name.strip_suffix("pos_conv_embed.conv.weight") else {
        return Ok(None);
    };
    for [lengths, directions] in [
        ["weight_g", "weight_v"],
        [
            "parametrizations.weight.original0",
            "parametrizations.weight.original1",
        ],
    ] {
        let mut part = |part| checkpoint.read(&format!("{stem}pos_conv_embed.conv.{part}"));
        if let (Some(lengths), Some(directions)) = (part(lengths)?, part(directions)?) {
            return Ok(Some(unnormalised(&lengths, &directions)));
        }
    }
    Ok(None)
}

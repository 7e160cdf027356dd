//! The heads of Kang & Herremans (2025, arXiv 2502.03979): from a track's
//! embedding, its chords and its key's mode to mood tags and valence-arousal.
//! The student answers both; a teacher, trained on one data set, one of them.

use std::path::Path as FilePath;

use tch::nn::{self, Init, Module, Path};
use tch::{Device, Kind, Tensor};

use super::checkpoint::Checkpoint;
use crate::error::ModelError;

/// Chords that the published system hears of a track.
pub const CHORDS: usize = 100;

/// Roots: none and twelve; the published table has a row that nothing uses.
const ROOTS: i64 = 14;
/// Qualities: none and thirteen.
const QUALITIES: i64 = 14;
/// Numbers for a root, and as many for a quality.
const CHORD_PART: i64 = 4;
const CHORD: i64 = 2 * CHORD_PART;
const HEADS: i64 = 8;
const FEED_FORWARD: i64 = 64;
const DROPOUT: f64 = 0.1;
const SHARED: i64 = 512;
const BRANCH: i64 = 256;
/// A name that every head's weights have.
const KNOWN: &str = "input_proj.0.weight";

/// The shape of a head.
#[derive(Debug, Clone, PartialEq)]
pub struct Music2EmoConfig {
    /// Numbers in the embedding that it is fed.
    pub embedding: i64,
    /// Tags of the vocabulary.
    pub tags: i64,
    /// Whether it hears the chords.
    pub chords: bool,
    /// Whether it is told the key's mode.
    pub key: bool,
}

impl Music2EmoConfig {
    /// The published shape: two layers of MERT, MTG-Jamendo's 56 moods and
    /// themes, chords and key.
    pub fn paper() -> Self {
        Self {
            embedding: 1536,
            tags: 56,
            chords: true,
            key: true,
        }
    }
}

/// What a head is fed of `B` tracks.
#[derive(Debug)]
pub struct Features {
    /// `[B, embedding]`
    pub embedding: Tensor,
    /// `[B, n]` i64: root ids, 0 (none) … 12, the published n being
    /// [`CHORDS`], padded with 0. Not looked at without chords.
    pub chord_roots: Tensor,
    /// `[B, n]` i64: quality ids, 0 (none) … 13. Not looked at without chords.
    pub chord_qualities: Tensor,
    /// `[B, 1]`: 0 major, 1 minor. Not looked at without key.
    pub mode: Tensor,
}

/// What the student says of each track.
#[derive(Debug)]
pub struct MultitaskOutput {
    /// `[B, tags]`: logits.
    pub tags: Tensor,
    /// `[B, 2]`: valence and arousal, 1-9.
    pub valence_arousal: Tensor,
}

/// What a teacher answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TeacherTask {
    /// Logits of the tags.
    Tags,
    /// Valence and arousal, 1-9.
    ValenceArousal,
}

/// A linear layer that starts as PyTorch's own does, ±1/√inputs, for the same
/// training; tch's default is √6 times as wide.
fn linear(path: Path<'_>, inputs: i64, outputs: i64) -> nn::Linear {
    let bound = 1.0 / (inputs as f64).sqrt();
    let init = Init::Uniform {
        lo: -bound,
        up: bound,
    };
    let config = nn::LinearConfig {
        ws_init: init,
        bs_init: Some(init),
        bias: true,
    };
    nn::linear(path, inputs, outputs, config)
}

/// Uniform with the variance of Glorot & Bengio (2010).
fn glorot(rows: i64, columns: i64) -> Init {
    let bound = (6.0 / (rows + columns) as f64).sqrt();
    Init::Uniform {
        lo: -bound,
        up: bound,
    }
}

/// A post-norm transformer layer, in the names of PyTorch's
/// `TransformerEncoderLayer`.
#[derive(Debug)]
struct ChordLayer {
    in_proj_weight: Tensor,
    in_proj_bias: Tensor,
    out_proj: nn::Linear,
    linear1: nn::Linear,
    linear2: nn::Linear,
    norm1: nn::LayerNorm,
    norm2: nn::LayerNorm,
}

impl ChordLayer {
    fn new(path: &Path<'_>) -> Self {
        let attention = path / "self_attn";
        let norm = |name: &str| nn::layer_norm(path / name, vec![CHORD], Default::default());
        let in_proj = &[3 * CHORD, CHORD];
        Self {
            in_proj_weight: attention.var("in_proj_weight", in_proj, glorot(3 * CHORD, CHORD)),
            in_proj_bias: attention.zeros("in_proj_bias", &[3 * CHORD]),
            out_proj: linear(&attention / "out_proj", CHORD, CHORD),
            linear1: linear(path / "linear1", CHORD, FEED_FORWARD),
            linear2: linear(path / "linear2", FEED_FORWARD, CHORD),
            norm1: norm("norm1"),
            norm2: norm("norm2"),
        }
    }

    /// `[B, n, 8]` → the same
    fn forward_t(&self, x: &Tensor, train: bool) -> Tensor {
        let (batch, count) = (x.size()[0], x.size()[1]);
        let parts = x
            .linear(&self.in_proj_weight, Some(&self.in_proj_bias))
            .view([batch, count, 3, HEADS, -1])
            .permute([2, 0, 3, 1, 4]);
        let attended = Tensor::scaled_dot_product_attention(
            &parts.get(0),
            &parts.get(1),
            &parts.get(2),
            None::<Tensor>,
            if train { DROPOUT } else { 0.0 },
            false,
            None,
            false,
        );
        let attended = attended.transpose(1, 2).reshape([batch, count, CHORD]);
        let said = self.out_proj.forward(&attended).dropout(DROPOUT, train);
        let x = self.norm1.forward(&(x + said));
        let wide = self.linear1.forward(&x).relu().dropout(DROPOUT, train);
        let said = self.linear2.forward(&wide).dropout(DROPOUT, train);
        self.norm2.forward(&(x + said))
    }
}

/// A progression of chords in eight numbers.
#[derive(Debug)]
struct ChordEncoder {
    roots: nn::Embedding,
    qualities: nn::Embedding,
    layers: [ChordLayer; 2],
}

impl ChordEncoder {
    fn new(root: &Path<'_>) -> Self {
        let table = |name: &str, rows: i64| {
            let config = nn::EmbeddingConfig {
                ws_init: glorot(rows, CHORD_PART),
                ..Default::default()
            };
            nn::embedding(root / name, rows, CHORD_PART, config)
        };
        let layers = root / "chord_transformer" / "layers";
        Self {
            roots: table("chord_root_embedding", ROOTS),
            qualities: table("chord_attr_embedding", QUALITIES),
            layers: [
                ChordLayer::new(&(&layers / 0)),
                ChordLayer::new(&(&layers / 1)),
            ],
        }
    }

    /// Root and quality ids, both `[B, n]` → `[B, 8]`
    fn forward_t(&self, roots: &Tensor, qualities: &Tensor, train: bool) -> Tensor {
        let parts = [self.roots.forward(roots), self.qualities.forward(qualities)];
        let chords = Tensor::cat(&parts, 2);
        let chords = &chords + positions(chords.size()[1], chords.device());
        // Zeros before the first chord stand for the whole.
        let mut x = chords.constant_pad_nd([0, 0, 1, 0]);
        for layer in &self.layers {
            x = layer.forward_t(&x, train);
        }
        x.select(1, 0)
    }
}

/// Sinusoidal positions (Vaswani et al. 2017), sines on even and cosines on odd
/// channels: `[count, 8]`.
fn positions(count: i64, device: Device) -> Tensor {
    let step = -f64::ln(10_000.0) / CHORD as f64;
    let channels = Tensor::arange_start_step(0, CHORD, 2, (Kind::Float, device));
    let angles =
        Tensor::arange(count, (Kind::Float, device)).unsqueeze(1) * (channels * step).exp();
    Tensor::stack(&[angles.sin(), angles.cos()], 2).flatten(1, 2)
}

/// What every head begins with.
#[derive(Debug)]
struct Trunk {
    chords: Option<ChordEncoder>,
    key: bool,
    input_proj: nn::Linear,
}

impl Trunk {
    fn new(root: &Path<'_>, config: &Music2EmoConfig) -> Self {
        let chord_width = if config.chords { CHORD } else { 0 };
        let inputs = config.embedding + chord_width + i64::from(config.key);
        Self {
            chords: config.chords.then(|| ChordEncoder::new(root)),
            key: config.key,
            input_proj: linear(root / "input_proj" / 0, inputs, SHARED),
        }
    }

    /// `[B, 512]`
    fn forward_t(&self, features: &Features, train: bool) -> Tensor {
        let mut inputs = vec![features.embedding.shallow_clone()];
        if let Some(chords) = &self.chords {
            let (roots, qualities) = (&features.chord_roots, &features.chord_qualities);
            inputs.push(chords.forward_t(roots, qualities, train));
        }
        if self.key {
            inputs.push(features.mode.to_kind(features.embedding.kind()));
        }
        self.input_proj.forward(&Tensor::cat(&inputs, 1)).relu()
    }
}

/// Two layers from what is shared to one task's answer.
#[derive(Debug)]
struct Branch {
    hidden: nn::Linear,
    out: nn::Linear,
}

impl Branch {
    fn new(path: &Path<'_>, outputs: i64) -> Self {
        Self {
            hidden: linear(path / 0, SHARED, BRANCH),
            // 1 is the ReLU between them.
            out: linear(path / 2, BRANCH, outputs),
        }
    }

    fn forward(&self, shared: &Tensor) -> Tensor {
        self.out.forward(&self.hidden.forward(shared).relu())
    }
}

/// The student: tags and valence-arousal from what both share.
#[derive(Debug)]
pub struct MultitaskHead {
    trunk: Trunk,
    classification_branch: Branch,
    regression_branch: Branch,
}

impl MultitaskHead {
    /// A head with random weights at `root`.
    pub fn new(root: &Path<'_>, config: &Music2EmoConfig) -> Self {
        Self {
            trunk: Trunk::new(root, config),
            classification_branch: Branch::new(&(root / "classification_branch"), config.tags),
            regression_branch: Branch::new(&(root / "regression_branch"), 2),
        }
    }

    /// The head with the weights of a safetensors file, their names with or
    /// without the trainer's prefix (`model.`). The store owns its variables.
    ///
    /// # Errors
    /// [`ModelError::File`] when the file cannot be read, [`ModelError::Weights`]
    /// when it holds another network's weights.
    pub fn open(
        file: &FilePath,
        config: &Music2EmoConfig,
        device: Device,
    ) -> Result<(Self, nn::VarStore), ModelError> {
        open(file, device, |root| Self::new(root, config))
    }

    /// Features of `B` tracks → tags and valence-arousal.
    pub fn forward_t(&self, features: &Features, train: bool) -> MultitaskOutput {
        let shared = self.trunk.forward_t(features, train);
        MultitaskOutput {
            tags: self.classification_branch.forward(&shared),
            valence_arousal: self.regression_branch.forward(&shared),
        }
    }
}

/// A teacher: the same with one answer.
#[derive(Debug)]
pub struct TeacherHead {
    trunk: Trunk,
    output_proj: Branch,
}

impl TeacherHead {
    /// A head with random weights at `root`.
    pub fn new(root: &Path<'_>, config: &Music2EmoConfig, task: TeacherTask) -> Self {
        let outputs = match task {
            TeacherTask::Tags => config.tags,
            TeacherTask::ValenceArousal => 2,
        };
        Self {
            trunk: Trunk::new(root, config),
            output_proj: Branch::new(&(root / "output_proj"), outputs),
        }
    }

    /// As [`MultitaskHead::open`].
    ///
    /// # Errors
    /// Those of [`MultitaskHead::open`].
    pub fn open(
        file: &FilePath,
        config: &Music2EmoConfig,
        task: TeacherTask,
        device: Device,
    ) -> Result<(Self, nn::VarStore), ModelError> {
        open(file, device, |root| Self::new(root, config, task))
    }

    /// Features of `B` tracks → `[B, tags]` logits or `[B, 2]` valence and
    /// arousal, 1-9, by the head's task.
    pub fn forward_t(&self, features: &Features, train: bool) -> Tensor {
        let shared = self.trunk.forward_t(features, train);
        self.output_proj.forward(&shared)
    }
}

fn open<T>(
    file: &FilePath,
    device: Device,
    new: impl FnOnce(&Path<'_>) -> T,
) -> Result<(T, nn::VarStore), ModelError> {
    let mut store = nn::VarStore::new(device);
    let head = new(&store.root());
    store.freeze();
    let mut checkpoint = Checkpoint::open(file, KNOWN)?;
    checkpoint.fill(&store, Checkpoint::read, |_| Kind::Float)?;
    Ok((head, store))
}

//! The student: a compact depthwise-separable network over the MusiCNN
//! front end, with several heads on one trunk (Kang & Herremans 2025: one
//! multitask network distilled from single-dataset teachers).
//!
//! Tags and quadrant are linear in the embedding, so that the mean over a
//! track's patches and the head can change places: they are solved for whole
//! clips once the trunk is trained (`train::compact::heads`).
//!
//! The trunk is inverted residual blocks (MobileNetV2, Sandler et al. 2018)
//! down to 6 frequencies × 24 times, then convolutions over time with all
//! frequencies in the channels, then the maximum and the mean over time.

use std::path::Path as FilePath;

use tch::nn::{self, Module, ModuleT, Path};
use tch::{Device, Tensor};

use super::layers::{ConvNorm, load, norm_config};
use crate::error::ModelError;

/// Frames of one patch: 3 s, as in the teacher.
pub const PATCH_FRAMES: usize = super::musicnn::PATCH_FRAMES;
/// Mel bands of a frame.
pub const BANDS: usize = 96;
/// Numbers in an embedding: the teacher's own space, standardised.
pub const EMBEDDING: usize = super::musicnn::EMBEDDING;
/// Tags of the vocabulary.
pub const TAGS: usize = 56;

/// The shape of the network.
#[derive(Debug, Clone, PartialEq)]
pub struct StudentConfig {
    /// Channels of the first convolution, which halves both axes.
    pub stem: i64,
    /// Each block: expansion, output channels, stride over (frequency, time).
    pub blocks: Vec<(i64, i64, [i64; 2])>,
    /// Channels of the convolutions over time.
    pub mixing: i64,
}

impl StudentConfig {
    /// The shipped shape: 0.7 M parameters, 75 million multiply-adds a patch.
    pub fn compact() -> Self {
        Self {
            stem: 24,
            blocks: vec![
                (1, 32, [2, 2]),
                (4, 32, [1, 1]),
                (3, 64, [2, 2]),
                (4, 64, [1, 1]),
                (4, 64, [1, 1]),
                (4, 96, [2, 1]),
                (4, 96, [1, 1]),
                (4, 96, [1, 1]),
            ],
            mixing: 256,
        }
    }
}

/// An inverted residual: widen, filter each channel alone, narrow.
#[derive(Debug)]
struct Block {
    widen: Option<ConvNorm>,
    depthwise: ConvNorm,
    narrow: ConvNorm,
    residual: bool,
}

impl Block {
    fn new(path: &Path<'_>, inputs: i64, (expand, outputs, stride): (i64, i64, [i64; 2])) -> Self {
        let wide = inputs * expand;
        Self {
            widen: (expand > 1)
                .then(|| ConvNorm::new(&(path / "widen"), inputs, wide, 1, [1, 1], 1)),
            depthwise: ConvNorm::new(&(path / "depthwise"), wide, wide, 3, stride, wide),
            narrow: ConvNorm::new(&(path / "narrow"), wide, outputs, 1, [1, 1], 1),
            residual: inputs == outputs && stride == [1, 1],
        }
    }

    fn forward_t(&self, x: &Tensor, train: bool) -> Tensor {
        let wide = match &self.widen {
            Some(widen) => widen.forward_t(x, train).relu_(),
            None => x.shallow_clone(),
        };
        let filtered = self.depthwise.forward_t(&wide, train).relu_();
        let y = self.narrow.forward_t(&filtered, train);
        if self.residual { y + x } else { y }
    }

    fn fuse(&mut self) {
        self.widen.iter_mut().for_each(ConvNorm::fuse);
        self.depthwise.fuse();
        self.narrow.fuse();
    }
}

/// What the student says of each patch of a batch.
#[derive(Debug)]
pub struct StudentOutput {
    /// `[B, 200]`, in the teacher's standardised space.
    pub embedding: Tensor,
    /// `[B, 2]`: valence and arousal, 1-9.
    pub valence_arousal: Tensor,
    /// `[B, 2]`: natural logarithm of their variance.
    pub log_variance: Tensor,
    /// `[B, 56]`: logits of the tags.
    pub tags: Tensor,
    /// `[B, 4]`: logits of Russell's quadrants Q1 … Q4.
    pub quadrant: Tensor,
}

/// The network.
#[derive(Debug)]
pub struct Student {
    input_norm: nn::BatchNorm,
    stem: ConvNorm,
    blocks: Vec<Block>,
    mixing: Vec<ConvNorm>,
    embedding: nn::Linear,
    valence_arousal: nn::Linear,
    log_variance: nn::Linear,
    tags: nn::Linear,
    quadrant: nn::Linear,
}

impl Student {
    /// A network with random weights at `root`.
    pub fn new(root: &Path<'_>, config: &StudentConfig) -> Self {
        let linear = |name: &str, inputs: i64, outputs: i64| {
            nn::linear(root / name, inputs, outputs, Default::default())
        };
        let mut blocks = Vec::with_capacity(config.blocks.len());
        let mut channels = config.stem;
        let mut bands = (BANDS as i64 + 1) / 2;
        for (i, &block) in config.blocks.iter().enumerate() {
            blocks.push(Block::new(&(root / "blocks" / i), channels, block));
            channels = block.1;
            bands = (bands + block.2[0] - 1) / block.2[0];
        }
        let flat = channels * bands;
        let wide = config.mixing;
        let embedding = EMBEDDING as i64;
        Self {
            input_norm: nn::batch_norm1d(root / "input_norm", BANDS as i64, norm_config()),
            stem: ConvNorm::new(&(root / "stem"), 1, config.stem, 3, [2, 2], 1),
            blocks,
            mixing: vec![
                ConvNorm::new(&(root / "mixing" / 0), flat, wide, 1, [1, 1], 1),
                ConvNorm::over_time(&(root / "mixing" / 1), wide, 5),
                ConvNorm::new(&(root / "mixing" / 2), wide, wide, 1, [1, 1], 1),
                ConvNorm::over_time(&(root / "mixing" / 3), wide, 5),
                ConvNorm::new(&(root / "mixing" / 4), wide, wide, 1, [1, 1], 1),
            ],
            embedding: linear("embedding", 2 * wide, embedding),
            valence_arousal: linear("valence_arousal", embedding, 2),
            log_variance: linear("log_variance", embedding, 2),
            tags: linear("tags", embedding, TAGS as i64),
            quadrant: linear("quadrant", embedding, 4),
        }
    }

    /// Puts a solved head in the place of one: `name` is `tags` or `quadrant`,
    /// `weight` is `[outputs, 200]`, `bias` `[outputs]`.
    pub(crate) fn set_head(&mut self, name: &str, weight: &Tensor, bias: &Tensor) {
        let head = if name == "tags" {
            &mut self.tags
        } else {
            &mut self.quadrant
        };
        tch::no_grad(|| {
            head.ws.copy_(weight);
            if let Some(bs) = &mut head.bs {
                bs.copy_(bias);
            }
        });
    }

    /// The network with the weights of `file`, folded for inference. The store
    /// owns its variables.
    ///
    /// # Errors
    /// [`ModelError::Weights`] when they are another network's.
    pub fn open(
        file: &FilePath,
        config: &StudentConfig,
        device: Device,
    ) -> Result<(Self, nn::VarStore), ModelError> {
        let mut store = nn::VarStore::new(device);
        let mut net = Self::new(&store.root(), config);
        load(&mut store, file)?;
        store.freeze();
        net.fuse();
        Ok((net, store))
    }

    fn fuse(&mut self) {
        self.stem.fuse();
        self.blocks.iter_mut().for_each(Block::fuse);
        self.mixing.iter_mut().for_each(ConvNorm::fuse);
    }

    /// Log-mel patches `[B, 187, 96]` → everything the heads say.
    pub fn forward_t(&self, mel: &Tensor, train: bool) -> StudentOutput {
        let x = self
            .input_norm
            .forward_t(&mel.transpose(1, 2), train)
            .unsqueeze(1);
        let mut x = self.stem.forward_t(&x, train).relu_();
        for block in &self.blocks {
            x = block.forward_t(&x, train);
        }
        // [B, C, F, T] → [B, C·F, 1, T]
        let x = x.flatten(1, 2).unsqueeze(2);
        let x = self.mixing[0].forward_t(&x, train).relu_();
        let mut x = x;
        for pair in self.mixing[1..].chunks(2) {
            let filtered = pair[0].forward_t(&x, train).relu_();
            x = (pair[1].forward_t(&filtered, train) + x).relu_();
        }
        let x = x.squeeze_dim(2);
        let pooled = Tensor::cat(
            &[
                x.amax([2i64], false),
                x.mean_dim([2i64].as_slice(), false, x.kind()),
            ],
            1,
        );
        let pooled = if train {
            pooled.dropout(0.2, true)
        } else {
            pooled
        };
        let embedding = self.embedding.forward(&pooled);
        StudentOutput {
            // The scale's neutral point, so that training starts there.
            valence_arousal: self.valence_arousal.forward(&embedding) + 5.0,
            // A spread outside e^-3 … e^1 would be no honest claim on a scale of 1-9.
            log_variance: self.log_variance.forward(&embedding).clamp(-6.0, 2.0),
            quadrant: self.quadrant.forward(&embedding),
            tags: self.tags.forward(&embedding),
            embedding,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tch::Kind;

    #[test]
    fn shapes_are_as_documented_and_folding_changes_nothing() {
        tch::manual_seed(1);
        let store = nn::VarStore::new(Device::Cpu);
        let mut net = Student::new(&store.root(), &StudentConfig::compact());
        let parameters: i64 = store
            .trainable_variables()
            .iter()
            .map(|v| v.numel() as i64)
            .sum();
        assert!((500_000..1_000_000).contains(&parameters), "{parameters}");
        let mel = Tensor::rand(
            [3, PATCH_FRAMES as i64, BANDS as i64],
            (Kind::Float, Device::Cpu),
        );
        tch::no_grad(|| {
            // Moves the running statistics away from the identity.
            let _ = net.forward_t(&mel, true);
            let before = net.forward_t(&mel, false);
            assert_eq!(before.embedding.size(), [3, 200]);
            assert_eq!(before.valence_arousal.size(), [3, 2]);
            assert_eq!(before.tags.size(), [3, 56]);
            assert_eq!(before.quadrant.size(), [3, 4]);
            net.fuse();
            let after = net.forward_t(&mel, false);
            let change = (before.tags - after.tags).abs().max().double_value(&[]);
            assert!(change < 1e-4, "{change}");
        });
    }
}

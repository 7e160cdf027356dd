//! What hears: a small picture network (convolutions with batch norm, He et al.
//! 2016 for the shortcuts) over patches of 3 s, whose last maps are read twice.
//! Patch by patch for what MusiCNN says of 3 s; over the whole window for what
//! the MTG-Jamendo baseline (Bogdanov et al. 2019) says of 30 s.

use tch::nn::{self, Module, ModuleT, Path};
use tch::{Kind, Tensor};

use super::{BANDS, PATCH_FRAMES, TAGS};
use crate::net::layers::{ConvNorm, norm_config};
use crate::net::musicnn;

/// Each convolution of the front: channels, then kernel and stride in (frames,
/// bands).
const FRONT: [(i64, [i64; 2], [i64; 2]); 4] = [
    (24, [5, 5], [2, 2]),
    (48, [3, 3], [2, 2]),
    (96, [3, 3], [2, 2]),
    (128, [3, 3], [1, 2]),
];
/// Bands that are left of 96.
const HEIGHT: i64 = 6;
/// Channels of the maps over time, which come every 8 frames.
const WIDTH: i64 = 192;
/// Convolutions over time, each with a shortcut: together they hear about 1.7 s.
const OVER_TIME: usize = 3;
/// Their length, in maps.
const KERNEL: i64 = 5;
/// Convolutions for the tags: channels of each; the maxima of every four maps in a
/// row go on to the next. The last hears about 8 s, as their teacher's does.
const OF_TAGS: [i64; 3] = [128, 128, 192];
/// Maps that become one between two of them.
const POOLED: i64 = 4;
/// Features that the tags are told from: as many as their teacher's.
pub const FEATURES: i64 = 64;

/// What the teachers say of windows, or the trunk after them: in the teachers'
/// units or, where it is so named, without mean and spread.
#[derive(Debug)]
pub struct Opinions {
    /// `[patches, 200]`: MusiCNN's embedding of each.
    pub embedding: Tensor,
    /// `[windows, 64]`: the features of the tags' teacher.
    pub features: Tensor,
    /// `[windows, 56]`: its logits.
    pub tags: Tensor,
}

impl Opinions {
    /// Each of the three with its counterpart of `other` through `f`.
    pub fn zip<T>(&self, other: &Self, f: impl Fn(&Tensor, &Tensor) -> T) -> [T; 3] {
        [
            f(&self.embedding, &other.embedding),
            f(&self.features, &other.features),
            f(&self.tags, &other.tags),
        ]
    }
}

/// The network.
#[derive(Debug)]
pub struct Trunk {
    front: Vec<ConvNorm>,
    across: ConvNorm,
    over_time: Vec<ConvNorm>,
    norm: nn::BatchNorm,
    embedding: nn::Linear,
    of_tags: Vec<ConvNorm>,
    features: nn::Conv2D,
    features_norm: nn::BatchNorm,
    tags: nn::Linear,
}

/// The greatest and the mean of `[B, channels, …]` over all that follows:
/// `[B, channels]` each, in f32.
fn extremes(maps: &Tensor) -> [Tensor; 2] {
    let flat = maps.flatten(2, -1);
    let mean = flat.mean_dim([2i64].as_slice(), false, Kind::Float);
    [flat.amax([2i64], false).to_kind(Kind::Float), mean]
}

impl Trunk {
    /// A network with random weights at `path`.
    pub fn new(path: &Path<'_>) -> Self {
        let mut inputs = 1;
        let front = FRONT
            .iter()
            .enumerate()
            .map(|(i, &(outputs, kernel, stride))| {
                let conv = ConvNorm::new(&(path / "front" / i), inputs, outputs, kernel, stride);
                inputs = outputs;
                conv
            });
        let front = front.collect();
        let over_time = |i| {
            let path = path / "over_time" / i;
            ConvNorm::new(&path, WIDTH, WIDTH, [KERNEL, 1], [1, 1])
        };
        let mut maps = WIDTH;
        let of_tags = OF_TAGS.iter().enumerate().map(|(i, &outputs)| {
            let conv = ConvNorm::new(&(path / "of_tags" / i), maps, outputs, [3, 1], [1, 1]);
            maps = outputs;
            conv
        });
        let of_tags = of_tags.collect();
        let linear = |name: &str, inputs, outputs| {
            nn::linear(path / name, inputs, outputs, Default::default())
        };
        Self {
            front,
            across: ConvNorm::across(&(path / "across"), inputs, WIDTH, HEIGHT),
            over_time: (0..OVER_TIME).map(over_time).collect(),
            norm: nn::batch_norm1d(path / "norm", 2 * WIDTH, norm_config()),
            embedding: linear("embedding", 2 * WIDTH, musicnn::EMBEDDING as i64),
            of_tags,
            features: nn::conv2d(path / "features", maps, FEATURES, 1, Default::default()),
            features_norm: nn::batch_norm1d(path / "features_norm", 2 * FEATURES, norm_config()),
            tags: linear("tags", 2 * FEATURES, TAGS as i64),
        }
    }

    /// Folds the norms into the convolutions.
    pub fn fuse(&mut self) {
        let all = self
            .front
            .iter_mut()
            .chain([&mut self.across])
            .chain(&mut self.over_time)
            .chain(&mut self.of_tags);
        all.for_each(ConvNorm::fuse);
    }

    /// Log-mel windows `[B, n · 187, 96]` at one level → what is said of them and
    /// of their patches, without mean and spread. The convolutions compute in `kind`.
    pub fn forward_t(&self, windows: &Tensor, kind: Kind, train: bool) -> Opinions {
        // The channels of a place side by side in memory: a processor convolves a few
        // dozen of them a third faster so.
        let patches = windows.contiguous();
        let patches = patches.view([-1, PATCH_FRAMES as i64, BANDS as i64, 1]);
        // Music at this level is about 1.2 ± 1.
        let mut x = (patches - 1.2).permute([0, 3, 1, 2]).to_kind(kind);
        for conv in &self.front {
            x = conv.forward_t(&x, train);
        }
        let mut maps = self.across.forward_t(&x, train);
        for conv in &self.over_time {
            maps = &maps + conv.forward_t(&maps, train);
        }
        let pooled = Tensor::cat(&extremes(&maps), 1);
        let embedding = self.embedding.forward(&self.norm.forward_t(&pooled, train));

        // `[patches, 192, T, 1]` → `[windows, 192, n · T, 1]`, side by side again.
        let of_windows = maps.permute([0, 2, 3, 1]).contiguous();
        let mut of_windows = of_windows
            .view([windows.size()[0], -1, 1, WIDTH])
            .permute([0, 3, 1, 2]);
        for (i, conv) in self.of_tags.iter().enumerate() {
            if i > 0 {
                let four = [POOLED, 1];
                of_windows = of_windows.max_pool2d(four, four, [0, 0], [1, 1], false);
            }
            of_windows = conv.forward_t(&of_windows, train);
        }
        let of_windows = of_windows.to_kind(Kind::Float);
        let [features, mean] = extremes(&self.features.forward(&of_windows));
        let both = Tensor::cat(&[&features, &mean], 1);
        Opinions {
            embedding,
            tags: self
                .tags
                .forward(&self.features_norm.forward_t(&both, train)),
            features,
        }
    }
}

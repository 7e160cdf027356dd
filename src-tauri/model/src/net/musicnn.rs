//! MusiCNN (Pons & Serra 2019), in the layout of Essentia's published weights.

use std::path::Path as FilePath;

use tch::nn::{self, Module, Path};
use tch::{Device, Kind, Tensor};

use super::layers::{ScaleOffset, load};
use crate::error::ModelError;

/// Frames of one patch: 3 s.
pub const PATCH_FRAMES: usize = 187;
/// Patches in one pass: the widest layer takes 1 MB for each, which is best kept
/// near the caches.
pub const BATCH: usize = 2;
/// Numbers in an embedding.
pub const EMBEDDING: usize = 200;

const TIMBRAL: [[i64; 2]; 2] = [[7, 38], [7, 67]];
const TEMPORAL: [i64; 3] = [128, 64, 32];
const FRONT: i64 = 561;
const MID: i64 = 64;

/// MusiCNN, trained on the Million Song Dataset's tags, up to its embedding.
#[derive(Debug)]
pub struct MusiCnn {
    input_norm: ScaleOffset,
    filters: Vec<LiveFilters>,
    /// `[1, 561, 1]`: what the front says where no filter answers.
    still: Tensor,
    mid: Vec<(nn::Conv1D, ScaleOffset)>,
    pool_norm: ScaleOffset,
    dense: nn::Linear,
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
        let conv = |path: Path<'_>, outputs: i64, kernel: [i64; 2]| {
            let config = nn::ConvConfigND {
                stride: [1, 1],
                padding: [0, 0],
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
        let timbral: Vec<_> = TIMBRAL
            .iter()
            .enumerate()
            .map(|(i, &kernel)| conv(&root / "timbral" / i, 204, kernel))
            .collect();
        let temporal: Vec<_> = TEMPORAL
            .iter()
            .enumerate()
            .map(|(i, &kernel)| conv(&root / "temporal" / i, 51, [kernel, 1]))
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
        load(&mut store, file)?;
        store.freeze();
        let (mut filters, mut still, mut first) = (Vec::new(), Vec::new(), 0);
        for (conv, norm) in timbral.iter().chain(&temporal) {
            let (live, silent) = LiveFilters::of(conv, norm, first);
            first += silent.size()[0];
            filters.push(live);
            still.push(silent);
        }
        Ok(Self {
            input_norm,
            filters,
            still: Tensor::cat(&still, 0).view([1, -1, 1]),
            mid,
            pool_norm,
            dense,
            _store: store,
        })
    }

    /// Log-mel patches `[B, 187, 96]` → embeddings `[B, 200]`.
    pub fn embedding(&self, mel: &Tensor) -> Tensor {
        let x = self.input_norm.forward(&mel.unsqueeze(1)).squeeze_dim(1);
        let filters: Vec<Tensor> = self.filters.iter().map(|f| f.loudest_band(&x)).collect();
        let sizes = mel.size();
        let front = self.still.expand([sizes[0], FRONT, sizes[1]], false);
        let mut front = front.contiguous();
        for (live, answers) in self.filters.iter().zip(&filters) {
            front = front.index_copy(1, &live.at, answers);
        }
        let step = |i: usize, x: &Tensor| {
            let (conv, norm) = &self.mid[i];
            norm.forward(&conv.forward(x).relu())
        };
        let a = step(0, &front);
        let b = &a + step(1, &a);
        let c = &b + step(2, &b);
        let all = Tensor::cat(&[&front, &a, &b, &c], 1);
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
}

/// The filters of one kind that are not all zero. In the published weights nine
/// in ten are, so that leaving them out makes the network several times faster
/// and changes nothing.
#[derive(Debug)]
struct LiveFilters {
    /// `[filters, 1, frames, bands]`, turned over where the norm's scale is
    /// negative, so that what counts is the greatest answer throughout.
    weight: Tensor,
    /// `[filters, 1]` each.
    sign: Tensor,
    bias: Tensor,
    scale: Tensor,
    offset: Tensor,
    /// i64 `[filters]`: their places in the front.
    at: Tensor,
}

impl LiveFilters {
    /// Of a layer whose filters begin at `first` of the front; returns also what
    /// each of the layer's filters says where nothing answers, `[filters]`.
    fn of(conv: &nn::Conv2D, norm: &ScaleOffset, first: i64) -> (Self, Tensor) {
        let bias = conv
            .bs
            .as_ref()
            .map_or_else(|| norm.scale.zeros_like(), Tensor::shallow_clone);
        let still = bias.relu() * &norm.scale + &norm.offset;
        // Smaller taps than this were driven to zero by weight decay.
        let live = conv.ws.abs().amax([1i64, 2, 3], false).gt(1e-6);
        let at = live.nonzero().squeeze_dim(1);
        let column = |t: &Tensor| t.index_select(0, &at).unsqueeze(1);
        let scale = column(&norm.scale);
        let sign = scale.ge(0.0).to_kind(Kind::Float) * 2.0 - 1.0;
        let weight = conv.ws.index_select(0, &at) * sign.view([-1, 1, 1, 1]);
        let filters = Self {
            weight: weight.contiguous(),
            bias: column(&bias),
            offset: column(&norm.offset),
            scale,
            sign,
            at: at + first,
        };
        (filters, still)
    }

    /// Convolution, ReLU, norm, maximum over the bands: `[B, T, F]` →
    /// `[B, filters, T]`. What follows the convolution rises or falls with it
    /// throughout, so that the maximum is taken first.
    fn loudest_band(&self, x: &Tensor) -> Tensor {
        let frames = self.weight.size()[2];
        let before = (frames - 1) / 2;
        let padded = x.constant_pad_nd([0, 0, before, frames - 1 - before]);
        let (none, one) = (None::<Tensor>, [1i64, 1]);
        let answers = padded
            .unsqueeze(1)
            .conv2d(&self.weight, none, one, [0i64, 0], one, 1);
        let loudest = answers.amax([3i64], false) * &self.sign + &self.bias;
        loudest.relu() * &self.scale + &self.offset
    }
}

//! MERT's feature extractor: seven convolutions from samples to frames, without
//! ever holding the first one's output, which for 30 s would take 295 MB.
//!
//! Its group norm needs statistics over the whole segment, but the convolution
//! before it is linear: they follow from the mean and the covariance of the
//! segment's windows of ten samples. Known beforehand, they fold into the
//! convolution, and what is left is local in time: it runs in pieces that stay
//! in the cache, as matrix products over channels.

use tch::nn::{self, Path};
use tch::{Device, Kind, Tensor};

use super::MertConfig;

/// Frames that a processor computes at once: 1.7 s, of which the widest
/// intermediate takes 17 MB. Fewer leave the matrix products too small to share
/// out, many more leave the cache.
const FRAMES_AT_ONCE: i64 = 128;

/// One convolution over time, without bias.
#[derive(Debug)]
struct Convolution {
    /// `[outputs, inputs, kernel]`
    weight: Tensor,
    stride: i64,
}

/// The feature extractor.
#[derive(Debug)]
pub(super) struct FeatureExtractor {
    layers: Vec<Convolution>,
    /// The first layer's norm: one group a channel.
    norm: nn::LayerNorm,
    eps: f64,
}

impl FeatureExtractor {
    pub fn new(path: &Path<'_>, config: &MertConfig) -> Self {
        let path = path / "conv_layers";
        let mut inputs = 1;
        let layers = config.convolutions.iter().enumerate();
        let layers = layers
            .map(|(i, &(kernel, stride))| {
                let shape = [config.channels, inputs, kernel];
                inputs = config.channels;
                Convolution {
                    weight: (&path / i / "conv").zeros("weight", &shape),
                    stride,
                }
            })
            .collect();
        let norm = nn::LayerNormConfig::default();
        Self {
            layers,
            eps: norm.eps,
            norm: nn::layer_norm(&path / 0 / "layer_norm", vec![config.channels], norm),
        }
    }

    /// `[B, samples]` in f32 → `[B, frames, channels]` in the weights' kind.
    pub fn forward(&self, wave: &Tensor) -> Tensor {
        let segments: Vec<Tensor> = (0..wave.size()[0])
            .map(|i| self.segment(&wave.get(i)))
            .collect();
        Tensor::stack(&segments, 0)
    }

    /// `[samples]` → `[frames, channels]`
    fn segment(&self, wave: &Tensor) -> Tensor {
        let (weight, bias) = self.folded_first(wave);
        let taps: Vec<Vec<Tensor>> = self.layers[1..].iter().map(Convolution::taps).collect();
        let (field, hop) = self.field_and_hop();
        let frames = (wave.size()[0] - field) / hop + 1;
        let at_once = match wave.device() {
            Device::Cpu => FRAMES_AT_ONCE,
            _ => frames,
        };
        let mut pieces = Vec::new();
        let mut start = 0;
        while start < frames {
            let count = at_once.min(frames - start);
            let piece = wave.narrow(0, start * hop, (count - 1) * hop + field);
            let first = &self.layers[0];
            let windows = piece.unfold(0, first.kernel(), first.stride);
            let mut x = bias.addmm(&windows, &weight).gelu_("none");
            for (layer, taps) in self.layers[1..].iter().zip(&taps) {
                x = layer
                    .forward(&x.to_kind(layer.weight.kind()), taps)
                    .gelu_("none");
            }
            pieces.push(x);
            start += count;
        }
        Tensor::cat(&pieces, 0)
    }

    /// The first convolution with its norm over `wave`: weights
    /// `[kernel, channels]` and biases `[channels]`.
    fn folded_first(&self, wave: &Tensor) -> (Tensor, Tensor) {
        // Apple's GPUs have no f64; windows of a normalised wave bear f32.
        let exact = match wave.device() {
            Device::Mps => Kind::Float,
            _ => Kind::Double,
        };
        let first = &self.layers[0];
        let windows = wave.unfold(0, first.kernel(), first.stride).to_kind(exact);
        let count = windows.size()[0] as f64;
        let mean = windows.mean_dim([0i64].as_slice(), true, exact);
        let centred = windows - &mean;
        let covariance = centred.tr().matmul(&centred) / count;
        let filters = first.weight.flatten(1, 2).to_kind(exact);
        let channel_mean = filters.matmul(&mean.view([-1]));
        let variance = (filters.matmul(&covariance) * &filters).sum_dim_intlist(
            [1i64].as_slice(),
            false,
            exact,
        );
        let mut scale = (variance + self.eps).rsqrt();
        if let Some(ws) = &self.norm.ws {
            scale *= ws;
        }
        let mut bias = -(channel_mean * &scale);
        if let Some(bs) = &self.norm.bs {
            bias += bs;
        }
        let weight = (filters * scale.unsqueeze(1)).tr().contiguous();
        (weight.to_kind(Kind::Float), bias.to_kind(Kind::Float))
    }

    /// Samples that one frame hears, and samples between two frames.
    fn field_and_hop(&self) -> (i64, i64) {
        let sizes = self.layers.iter().map(|l| (l.kernel(), l.stride));
        field_and_hop(sizes)
    }
}

/// Samples that one output hears, and samples between two, of convolutions with
/// these (kernel, stride).
pub(super) fn field_and_hop(layers: impl Iterator<Item = (i64, i64)>) -> (i64, i64) {
    layers.fold((1, 1), |(field, hop), (kernel, stride)| {
        (field + (kernel - 1) * hop, hop * stride)
    })
}

impl Convolution {
    fn kernel(&self) -> i64 {
        self.weight.size()[2]
    }

    /// The weights as matrices, one for each run of `stride` taps:
    /// `[taps · inputs, outputs]`.
    fn taps(&self) -> Vec<Tensor> {
        let by_tap = self.weight.permute([2, 1, 0]);
        let (kernel, outputs) = (self.kernel(), self.weight.size()[0]);
        (0..kernel)
            .step_by(self.stride as usize)
            .map(|tap| {
                let width = self.stride.min(kernel - tap);
                by_tap.narrow(0, tap, width).reshape([-1, outputs])
            })
            .collect()
    }

    /// `[time, inputs]`, contiguous → `[time', outputs]`.
    ///
    /// A run of `stride` taps lies in a row of the input, and the same run of
    /// the next output `stride` steps on: each run is a matrix product with the
    /// input as it lies in memory.
    fn forward(&self, x: &Tensor, taps: &[Tensor]) -> Tensor {
        let (time, inputs) = (x.size()[0], x.size()[1]);
        let outputs = (time - self.kernel()) / self.stride + 1;
        let row = self.stride * inputs;
        let run = |i: usize, taps: &Tensor| {
            let size = [outputs, taps.size()[0]];
            x.as_strided(size, [row, 1], i as i64 * row)
        };
        let first = run(0, &taps[0]).matmul(&taps[0]);
        let others = taps.iter().enumerate().skip(1);
        others.fold(first, |mut sum, (i, taps)| sum.addmm_(&run(i, taps), taps))
    }
}

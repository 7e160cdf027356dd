//! The part that hears 3 s at a time. Its shape is MusiCNN's (Pons & Serra
//! 2019): filters as high as an instrument's timbre and as long as a rhythm,
//! each of which reports the band where it is loudest, then convolutions over
//! time. MusiCNN needs no more than 64 of its own 561 filters (the rest are
//! zero in the published weights), so that a front of 92 at half its rate can
//! follow it.

use tch::nn::{self, Module, ModuleT, Path};
use tch::{Kind, Tensor};

use super::{BANDS, PATCH_FEATURES};
use crate::net::layers::norm_config;

/// Each kind of filter: how many, frames × bands.
const FILTERS: [(i64, [i64; 2]); 5] = [
    (32, [7, 38]),
    (20, [7, 67]),
    (6, [128, 1]),
    (10, [64, 1]),
    (24, [32, 1]),
];
/// Filters in all.
const FRONT: i64 = 92;
/// Frames from one output of a filter to the next.
pub const STRIDE: i64 = 2;
/// Channels of the convolutions over time.
const OVER_TIME: [i64; 3] = [32, 64, 64];
/// Their length, in outputs of the filters: about the seven frames of the
/// teacher's.
const KERNEL: i64 = 5;

/// Filters of one kind, each reporting the band where it answers most.
#[derive(Debug)]
struct Filters {
    /// `[filters, 1, frames, bands]`
    weight: Tensor,
    /// `[filters, 1]`
    bias: Tensor,
    kernel: [i64; 2],
}

impl Filters {
    fn new(path: &Path<'_>, filters: i64, kernel: [i64; 2]) -> Self {
        let spread = (2.0 / (kernel[0] * kernel[1]) as f64).sqrt();
        Self {
            weight: path.randn("weight", &[filters, 1, kernel[0], kernel[1]], 0.0, spread),
            bias: path.zeros("bias", &[filters, 1]),
            kernel,
        }
    }

    /// `[B, T, 96]` → `[B, filters, T / 2]`.
    fn forward_t(&self, x: &Tensor, train: bool) -> Tensor {
        let [frames, bands] = self.kernel;
        let before = (frames - 1) / 2;
        let padded = x.constant_pad_nd([0, 0, before, frames - 1 - before]);
        let answers = || {
            let image = padded.unsqueeze(1);
            let (none, one) = (None::<Tensor>, [1i64, 1]);
            image.conv2d(&self.weight, none, [STRIDE, 1], [0i64, 0], one, 1)
        };
        if !train {
            return answers().amax([3i64], false) + &self.bias;
        }
        // The gradient reaches only the band that answered most: the convolution
        // is searched without it, and repeated there alone.
        let band = tch::no_grad(|| answers().argmax(3, false));
        let cuts = padded.unfold(1, frames, STRIDE).unfold(2, bands, 1);
        let (batch, time) = (cuts.size()[0], cuts.size()[1]);
        let count = |n: i64| Tensor::arange(n, (Kind::Int64, x.device()));
        let at = cuts.index(&[
            Some(count(batch).view([1, -1, 1])),
            Some(count(time).view([1, 1, -1])),
            Some(band.transpose(0, 1)),
        ]);
        let filters = self.weight.size()[0];
        let at = at.reshape([filters, batch * time, frames * bands]);
        let answer = at.bmm(&self.weight.view([filters, frames * bands, 1]));
        answer.view([filters, batch, time]).transpose(0, 1) + &self.bias
    }
}

/// A convolution over time, rectified, then normed.
#[derive(Debug)]
struct OverTime {
    conv: nn::Conv1D,
    norm: nn::BatchNorm,
}

impl OverTime {
    fn new(path: &Path<'_>, inputs: i64, outputs: i64) -> Self {
        let config = nn::ConvConfig {
            padding: KERNEL / 2,
            ..Default::default()
        };
        Self {
            conv: nn::conv1d(path / "conv", inputs, outputs, KERNEL, config),
            norm: nn::batch_norm1d(path / "norm", outputs, norm_config()),
        }
    }

    fn forward_t(&self, x: &Tensor, train: bool) -> Tensor {
        self.norm.forward_t(&self.conv.forward(x).relu(), train)
    }
}

/// What is said of patches, and the maps on the way that a teacher's are
/// compared with.
#[derive(Debug)]
pub struct PatchOutput {
    /// `[patches, filters, T / 2]` of each kind of filter.
    pub filters: Vec<Tensor>,
    /// `[patches, channels, T / 2]` of the three convolutions over time.
    pub over_time: [Tensor; 3],
    /// `[patches, 200]`, in the teacher's own units.
    pub embedding: Tensor,
}

/// The network.
#[derive(Debug)]
pub struct Patches {
    filters: Vec<Filters>,
    norm: nn::BatchNorm,
    over_time: Vec<OverTime>,
    widen: nn::Conv1D,
    pooled_norm: nn::BatchNorm,
    embedding: nn::Linear,
    /// `[200]` each; no gradient reaches them.
    scale: Tensor,
    offset: Tensor,
}

impl Patches {
    /// A network with random weights at `path`.
    pub fn new(path: &Path<'_>) -> Self {
        let filters = FILTERS
            .iter()
            .enumerate()
            .map(|(i, &(count, kernel))| Filters::new(&(path / "filters" / i), count, kernel))
            .collect();
        let inputs = [FRONT, OVER_TIME[0], OVER_TIME[1]];
        let over_time = (0..3)
            .map(|i| OverTime::new(&(path / "over_time" / i), inputs[i], OVER_TIME[i]))
            .collect();
        let pooled = 2 * (FRONT + OVER_TIME.iter().sum::<i64>());
        let features = PATCH_FEATURES as i64;
        Self {
            filters,
            norm: nn::batch_norm1d(path / "norm", FRONT, norm_config()),
            over_time,
            widen: nn::conv1d(
                path / "widen",
                OVER_TIME[0],
                OVER_TIME[1],
                1,
                Default::default(),
            ),
            pooled_norm: nn::batch_norm1d(path / "pooled_norm", pooled, norm_config()),
            embedding: nn::linear(path / "embedding", pooled, features, Default::default()),
            scale: path.ones_no_train("scale", &[features]),
            offset: path.zeros_no_train("offset", &[features]),
        }
    }

    /// See [`super::Student::set_scale`].
    pub fn set_scale(&mut self, mean: &Tensor, sd: &Tensor) {
        tch::no_grad(|| {
            self.scale.copy_(sd);
            self.offset.copy_(mean);
        });
    }

    /// Log-mel patches `[B, 187, 96]` → what is said of them.
    pub fn forward_t(&self, mel: &Tensor, train: bool) -> PatchOutput {
        debug_assert_eq!(mel.size()[2], BANDS as i64);
        // About the mean and spread of music at one level.
        let x = mel - 1.2;
        let answers: Vec<Tensor> = self
            .filters
            .iter()
            .map(|filters| filters.forward_t(&x, train))
            .collect();
        let front = Tensor::cat(&answers, 1).relu();
        let front = self.norm.forward_t(&front, train);
        let a = self.over_time[0].forward_t(&front, train);
        let b = self.over_time[1].forward_t(&a, train) + self.widen.forward(&a);
        let c = self.over_time[2].forward_t(&b, train) + &b;
        let all = Tensor::cat(&[&front, &a, &b, &c], 1);
        let pooled = Tensor::cat(
            &[
                all.amax([2i64], false),
                all.mean_dim([2i64].as_slice(), false, all.kind()),
            ],
            1,
        );
        let pooled = self.pooled_norm.forward_t(&pooled, train);
        let pooled = pooled.dropout(0.05, train);
        let counts = FILTERS.map(|(count, _)| count);
        PatchOutput {
            filters: front.split_with_sizes(&counts[..], 1),
            over_time: [a, b, c],
            embedding: self.embedding.forward(&pooled) * &self.scale + &self.offset,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tch::Device;

    #[test]
    fn the_short_way_of_training_gives_the_same_answers_and_gradients() {
        tch::manual_seed(5);
        let store = nn::VarStore::new(Device::Cpu);
        let filters = Filters::new(&store.root(), 4, [7, 38]);
        let x = Tensor::rand([2, 187, 96], (Kind::Float, Device::Cpu));
        let gradient = |train: bool| {
            let y = filters.forward_t(&x, train);
            assert_eq!(y.size(), [2, 4, 94]);
            let mut weight = filters.weight.shallow_clone();
            weight.zero_grad();
            y.square().sum(Kind::Float).backward();
            (y, weight.grad().copy())
        };
        let (short, short_gradient) = gradient(true);
        let (whole, whole_gradient) = gradient(false);
        assert!((short - whole).abs().max().double_value(&[]) < 1e-4);
        let away = (short_gradient - &whole_gradient).abs().max() / whole_gradient.abs().max();
        assert!(away.double_value(&[]) < 1e-4);
    }
}

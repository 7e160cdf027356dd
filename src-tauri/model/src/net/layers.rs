//! Layers that more than one network is built of.

use std::borrow::Borrow;

use tch::nn::{self, Path};
use tch::{Device, Tensor};

use crate::error::ModelError;

/// Reads safetensors weights into every variable of `store`, in f32 whatever
/// the file's own type.
///
/// # Errors
/// [`ModelError::Weights`] when a tensor is missing or has another shape.
pub fn load(store: &mut nn::VarStore, file: &std::path::Path) -> Result<(), ModelError> {
    store.load(file).map_err(|e| ModelError::Weights {
        path: file.to_owned(),
        why: first_line(&e.to_string()),
    })?;
    store.float();
    Ok(())
}

/// libtorch appends a C++ stack trace to its sentences.
fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

/// `[B, …]` in f32 on `device`, from row-major values.
pub fn tensor(values: &[f32], shape: &[i64], device: Device) -> Tensor {
    Tensor::from_slice(values).view(shape).to_device(device)
}

/// A batch norm that was folded to x·scale + offset, over channel 1.
#[derive(Debug)]
pub struct ScaleOffset {
    /// `[channels]`
    pub(super) scale: Tensor,
    /// `[channels]`
    pub(super) offset: Tensor,
}

impl ScaleOffset {
    /// `channels` scales and offsets at `path`.
    pub fn new<'a>(path: impl Borrow<Path<'a>>, channels: i64) -> Self {
        let path = path.borrow();
        Self {
            scale: path.ones("scale", &[channels]),
            offset: path.zeros("offset", &[channels]),
        }
    }

    /// `x` is `[B, channels, …]`.
    pub fn forward(&self, x: &Tensor) -> Tensor {
        let mut shape = vec![1; x.dim()];
        shape[1] = -1;
        x * self.scale.view(&shape[..]) + self.offset.view(&shape[..])
    }
}

/// Batch norms that start as the identity (tch's own default scales at random).
pub(super) fn norm_config() -> nn::BatchNormConfig {
    nn::BatchNormConfig {
        ws_init: nn::Init::Const(1.0),
        ..Default::default()
    }
}

/// A two-dimensional convolution with batch norm, which can be folded into the
/// convolution once training is over.
#[derive(Debug)]
pub struct ConvNorm {
    conv: nn::Conv2D,
    stride: [i64; 2],
    padding: [i64; 2],
    norm: Option<nn::BatchNorm>,
}

impl ConvNorm {
    /// A convolution over `kernel` (frames, bands) with "same" padding.
    pub fn new(
        path: &Path<'_>,
        inputs: i64,
        outputs: i64,
        kernel: [i64; 2],
        stride: [i64; 2],
    ) -> Self {
        Self::padded(path, inputs, outputs, kernel, stride, kernel.map(|k| k / 2))
    }

    /// A convolution of all `bands` of a frame into one.
    pub fn across(path: &Path<'_>, inputs: i64, outputs: i64, bands: i64) -> Self {
        Self::padded(path, inputs, outputs, [1, bands], [1, 1], [0, 0])
    }

    fn padded(
        path: &Path<'_>,
        inputs: i64,
        outputs: i64,
        kernel: [i64; 2],
        stride: [i64; 2],
        padding: [i64; 2],
    ) -> Self {
        let config = nn::ConvConfigND {
            stride,
            padding,
            groups: 1,
            // The norm has one.
            bias: false,
            dilation: [1, 1],
            ws_init: nn::Init::Kaiming {
                dist: nn::init::NormalOrUniform::Normal,
                fan: nn::init::FanInOut::FanIn,
                non_linearity: nn::init::NonLinearity::ReLU,
            },
            bs_init: nn::Init::Const(0.0),
            padding_mode: nn::PaddingMode::Zeros,
        };
        Self {
            conv: nn::conv(path / "conv", inputs, outputs, kernel, config),
            stride,
            padding,
            norm: Some(nn::batch_norm2d(path / "norm", outputs, norm_config())),
        }
    }

    /// `[B, inputs, T, F]` → `[B, outputs, T', F']`, rectified, computed in the kind
    /// of `x`; the weights are f32.
    pub fn forward_t(&self, x: &Tensor, train: bool) -> Tensor {
        let kind = x.kind();
        let weights = self.conv.ws.to_kind(kind);
        let bias = self.conv.bs.as_ref().map(|bs| bs.to_kind(kind));
        let mut y = x.conv2d(&weights, bias, self.stride, self.padding, [1, 1], 1);
        match &self.norm {
            Some(norm) => nn::ModuleT::forward_t(norm, &y, train).relu(),
            None => y.relu_(),
        }
    }

    /// Folds the batch norm's running statistics into the convolution: the same
    /// outputs at inference with one pass over memory less.
    pub fn fuse(&mut self) {
        let Some(norm) = self.norm.take() else { return };
        tch::no_grad(|| {
            let spread = (&norm.running_var + norm_config().eps).sqrt();
            let scale = match &norm.ws {
                Some(ws) => ws / spread,
                None => spread.reciprocal(),
            };
            let offset = match &norm.bs {
                Some(bs) => bs - &norm.running_mean * &scale,
                None => -(&norm.running_mean * &scale),
            };
            let weight = &self.conv.ws * scale.view([-1, 1, 1, 1]);
            self.conv.ws = weight.contiguous();
            self.conv.bs = Some(offset);
        });
    }
}

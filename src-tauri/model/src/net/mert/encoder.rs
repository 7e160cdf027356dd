//! MERT's transformer: positions from a wide convolution, then layers that
//! attend over the whole segment. What runs along the layers stays in f32, with
//! its norms; the matrix products are in the weights' kind.

use tch::nn::{self, Module, Path};
use tch::{Kind, Tensor};

use super::MertConfig;

/// Layers that are only ever loaded: drawing 94 million numbers first would
/// take longer than reading them.
fn linear(path: Path<'_>, inputs: i64, outputs: i64) -> nn::Linear {
    let config = nn::LinearConfig {
        ws_init: nn::Init::Const(0.0),
        bs_init: Some(nn::Init::Const(0.0)),
        bias: true,
    };
    nn::linear(path, inputs, outputs, config)
}

pub(super) fn layer_norm(path: Path<'_>, width: i64) -> nn::LayerNorm {
    nn::layer_norm(path, vec![width], Default::default())
}

/// From the convolutions' channels to the transformer's width.
#[derive(Debug)]
pub(super) struct FeatureProjection {
    layer_norm: nn::LayerNorm,
    projection: nn::Linear,
}

impl FeatureProjection {
    pub fn new(path: &Path<'_>, config: &MertConfig) -> Self {
        Self {
            layer_norm: layer_norm(path / "layer_norm", config.channels),
            projection: linear(path / "projection", config.channels, config.width),
        }
    }

    /// `[B, T, channels]` → `[B, T, width]` in f32
    pub fn forward(&self, x: &Tensor) -> Tensor {
        let x = self.layer_norm.forward(&x.to_kind(Kind::Float));
        let x = x.to_kind(self.projection.ws.kind());
        self.projection.forward(&x).to_kind(Kind::Float)
    }
}

/// One post-norm layer.
#[derive(Debug)]
pub(super) struct EncoderLayer {
    query: nn::Linear,
    key: nn::Linear,
    value: nn::Linear,
    out: nn::Linear,
    layer_norm: nn::LayerNorm,
    intermediate: nn::Linear,
    output: nn::Linear,
    final_layer_norm: nn::LayerNorm,
    heads: i64,
}

impl EncoderLayer {
    pub fn new(path: &Path<'_>, config: &MertConfig) -> Self {
        let (width, wide) = (config.width, config.feed_forward);
        let attention = path / "attention";
        let feed_forward = path / "feed_forward";
        Self {
            query: linear(&attention / "q_proj", width, width),
            key: linear(&attention / "k_proj", width, width),
            value: linear(&attention / "v_proj", width, width),
            out: linear(&attention / "out_proj", width, width),
            layer_norm: layer_norm(path / "layer_norm", width),
            intermediate: linear(&feed_forward / "intermediate_dense", width, wide),
            output: linear(&feed_forward / "output_dense", wide, width),
            final_layer_norm: layer_norm(path / "final_layer_norm", width),
            heads: config.heads,
        }
    }

    /// `[B, T, width]` in f32 → the same
    pub fn forward(&self, x: &Tensor) -> Tensor {
        let kind = self.query.ws.kind();
        let x = self
            .layer_norm
            .forward(&(x + self.attention(&x.to_kind(kind))));
        let wide = self.intermediate.forward(&x.to_kind(kind)).gelu_("none");
        self.final_layer_norm
            .forward(&(self.output.forward(&wide) + x))
    }

    fn attention(&self, x: &Tensor) -> Tensor {
        let (batch, time, width) = (x.size()[0], x.size()[1], x.size()[2]);
        let heads = |layer: &nn::Linear| {
            layer
                .forward(x)
                .view([batch, time, self.heads, -1])
                .transpose(1, 2)
        };
        let attended = Tensor::scaled_dot_product_attention(
            &heads(&self.query),
            &heads(&self.key),
            &heads(&self.value),
            None::<Tensor>,
            0.0,
            false,
            None,
            false,
        );
        self.out
            .forward(&attended.transpose(1, 2).reshape([batch, time, width]))
    }
}

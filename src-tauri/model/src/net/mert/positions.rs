//! MERT's positions: a grouped convolution over 128 frames, whose outcome is
//! added to what it heard. Its weights come normalised (Salimans & Kingma 2016)
//! and are folded when they are read.

use tch::nn::Path;
use tch::{Device, Kind, Tensor};

use super::MertConfig;

/// The positional convolution.
#[derive(Debug)]
pub(super) struct Positions {
    /// `[width, width / groups, kernel]`
    weight: Tensor,
    /// `[width]`
    bias: Tensor,
    groups: i64,
    /// The kernel's spectrum, once the weights are known.
    spectrum: Option<Spectrum>,
}

/// A kernel ready for overlap-save: a product of spectra takes a seventh of the
/// time of 128 taps.
#[derive(Debug)]
struct Spectrum {
    /// `[frequencies, groups, inputs, outputs]`, complex
    kernel: Tensor,
    /// Steps of one transform, and how many of its outputs are whole.
    block: i64,
    whole: i64,
}

impl Positions {
    pub fn new(path: &Path<'_>, config: &MertConfig) -> Self {
        let (width, groups) = (config.width, config.position_groups);
        let shape = [width, width / groups, config.position_kernel];
        let path = path / "conv";
        Self {
            weight: path.zeros("weight", &shape),
            bias: path.zeros("bias", &[width]),
            groups,
            spectrum: None,
        }
    }

    /// Prepares the spectrum of the weights as they now are.
    pub fn fuse(&mut self) {
        // Apple's GPUs came late to complex numbers: there the taps do.
        if self.weight.device() == Device::Mps {
            return;
        }
        let shape = self.weight.size();
        let (width, inputs, kernel) = (shape[0], shape[1], shape[2]);
        // For 128 taps 288 steps: a length with small factors, about the
        // quickest, and a spectrum of 43 MB.
        let block = kernel * 9 / 4;
        let weight = self.weight.to_kind(Kind::Float);
        let spectrum = weight
            .fft_rfft(block, -1, "backward")
            .conj()
            .resolve_conj()
            .view([self.groups, width / self.groups, inputs, -1])
            .permute([3, 0, 2, 1])
            .contiguous();
        self.spectrum = Some(Spectrum {
            kernel: spectrum,
            block,
            whole: block - kernel + 1,
        });
    }

    /// `[B, T, width]` in f32 → the same, with positions added
    pub fn forward(&self, x: &Tensor) -> Tensor {
        let mut positions = match &self.spectrum {
            Some(spectrum) => self.by_spectrum(x, spectrum),
            None => self.by_taps(x),
        };
        positions.gelu_("none") + x
    }

    fn by_taps(&self, x: &Tensor) -> Tensor {
        let time = x.size()[1];
        let padding = self.weight.size()[2] / 2;
        x.transpose(1, 2)
            .to_kind(self.weight.kind())
            .conv1d(&self.weight, Some(&self.bias), 1, padding, 1, self.groups)
            // An even kernel makes one frame too many.
            .narrow(2, 0, time)
            .transpose(1, 2)
            .to_kind(Kind::Float)
    }

    /// Overlap-save: each block of outputs from a block of inputs that begins
    /// half a kernel before it.
    fn by_spectrum(&self, x: &Tensor, spectrum: &Spectrum) -> Tensor {
        let (batch, time, width) = (x.size()[0], x.size()[1], x.size()[2]);
        let (block, whole) = (spectrum.block, spectrum.whole);
        let blocks = (time + whole - 1) / whole;
        let before = self.weight.size()[2] / 2;
        let after = blocks * whole + (block - whole) - before - time;
        let heard = x
            .constant_pad_nd([0, 0, before, after])
            .unfold(1, block, whole)
            .fft_rfft(block, -1, "backward");
        // [B, blocks, width, F] → [F, groups, B · blocks, width / groups]
        let heard = heard
            .view([batch * blocks, self.groups, width / self.groups, -1])
            .permute([3, 1, 0, 2]);
        let said = heard.matmul(&spectrum.kernel);
        let said = said
            .permute([2, 1, 3, 0])
            .reshape([batch, blocks, width, -1])
            .fft_irfft(block, -1, "backward")
            .narrow(3, 0, whole);
        let said = said
            .transpose(2, 3)
            .reshape([batch, blocks * whole, width])
            .narrow(1, 0, time);
        said + &self.bias
    }
}

/// The kernel from its direction and its lengths, one for each tap.
pub(super) fn unnormalised(lengths: &Tensor, directions: &Tensor) -> Tensor {
    let directions = directions.to_kind(Kind::Float);
    let norm = directions.norm_scalaropt_dim(2.0, [0i64, 1].as_slice(), true);
    directions * (lengths.to_kind(Kind::Float) / norm)
}

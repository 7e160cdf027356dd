//! The student: one small network over the MusiCNN front end, with several
//! heads on one trunk (Kang & Herremans 2025: one multitask network distilled
//! from single-dataset teachers).
//!
//! It hears a track in windows of 30 s. Each is brought to one [`level`] first;
//! then [`patches`] hears it in ten parts of 3 s, for what MusiCNN hears, and
//! [`context`] hears it as a whole, for the tags. What they say is averaged
//! over the track into one embedding, and all that the track is said to be is
//! read from that by the [`head`]: a stored embedding can be read again by a
//! newer head without the music.

pub mod context;
pub mod head;
pub mod level;
pub mod patches;
pub mod row;

use std::path::Path as FilePath;

use tch::nn::{self, Path};
use tch::{Device, Tensor};

use super::layers::load;
use crate::error::ModelError;
use context::{Context, ContextOutput};
use patches::{PatchOutput, Patches};

/// Frames of one patch: 3 s, as in the teacher.
pub const PATCH_FRAMES: usize = super::musicnn::PATCH_FRAMES;
/// Patches of a whole window: 29.9 s, near the 29.1 s of the tags' teacher.
pub const WINDOW_PATCHES: usize = 10;
/// Frames of a whole window.
pub const WINDOW_FRAMES: usize = WINDOW_PATCHES * PATCH_FRAMES;
/// Mel bands of a frame.
pub const BANDS: usize = 96;
/// Numbers for each patch: MusiCNN's embedding, rectified as its own next layer
/// does.
pub const PATCH_FEATURES: usize = super::musicnn::EMBEDDING;
/// Tags of the vocabulary.
pub const TAGS: usize = 56;
/// Numbers in a track's embedding: the patches' features, then the tags' logits.
pub const EMBEDDING: usize = PATCH_FEATURES + TAGS;

/// The trunk: everything that hears.
#[derive(Debug)]
pub struct Student {
    patches: Patches,
    context: Context,
}

impl Student {
    /// A network with random weights at `root`.
    pub fn new(root: &Path<'_>) -> Self {
        Self {
            patches: Patches::new(&(root / "patches")),
            context: Context::new(&(root / "context")),
        }
    }

    /// The network with the weights of `file`, folded for inference. The store
    /// owns its variables.
    ///
    /// # Errors
    /// [`ModelError::Weights`] when they are another network's.
    pub fn open(file: &FilePath, device: Device) -> Result<(Self, nn::VarStore), ModelError> {
        let mut store = nn::VarStore::new(device);
        let mut net = Self::new(&store.root());
        load(&mut store, file)?;
        store.freeze();
        net.context.fuse();
        Ok((net, store))
    }

    /// Patches `[n, 187, 96]` at one level → what is heard in them.
    pub fn patches_t(&self, patches: &Tensor, train: bool) -> PatchOutput {
        self.patches.forward_t(patches, train)
    }

    /// Windows `[B, T, 96]` at one level, T ≥ 187 → what is heard in them as a
    /// whole.
    pub fn context_t(&self, windows: &Tensor, train: bool) -> ContextOutput {
        self.context.forward_t(windows, train)
    }

    /// Windows `[B, n · 187, 96]` → rows `[B, n · 201 + 56]`, to be read as
    /// [`row::Row`]: each patch's features, each patch's weight (0 where it is
    /// silent), then the window's tag logits.
    pub fn rows(&self, windows: &Tensor) -> Tensor {
        let levelled = level::levelled(windows);
        let patches = cut(&levelled);
        let features = self.patches_t(&patches, false).embedding.relu();
        let each = |t: Tensor| t.view([windows.size()[0], -1]);
        Tensor::cat(
            &[
                each(features),
                each(level::sounding(&patches)),
                self.context_t(&levelled, false).tags,
            ],
            1,
        )
    }

    /// The mean and spread of the teacher's embedding, `[200]` each: the
    /// network's own outputs are in units of them.
    pub(crate) fn set_scale(&mut self, mean: &Tensor, sd: &Tensor) {
        self.patches.set_scale(mean, sd);
    }
}

/// Windows `[B, n · 187, 96]` → patches `[B · n, 187, 96]`.
pub(crate) fn cut(windows: &Tensor) -> Tensor {
    windows
        .contiguous()
        .view([-1, PATCH_FRAMES as i64, BANDS as i64])
}

#[cfg(test)]
mod tests {
    use super::*;
    use tch::Kind;

    fn windows(patches: i64) -> Tensor {
        tch::manual_seed(1);
        let shape = [2, patches * PATCH_FRAMES as i64, BANDS as i64];
        Tensor::rand(shape, (Kind::Float, Device::Cpu)) * 3.0
    }

    #[test]
    fn it_is_small_and_hears_windows_of_any_number_of_patches() {
        let store = nn::VarStore::new(Device::Cpu);
        let net = Student::new(&store.root());
        let parameters: usize = store.trainable_variables().iter().map(Tensor::numel).sum();
        assert!((200_000..600_000).contains(&parameters), "{parameters}");
        for patches in [1, 3, 10] {
            let rows = tch::no_grad(|| net.rows(&windows(patches)));
            assert_eq!(rows.size(), [2, patches * 201 + 56]);
        }
    }

    #[test]
    fn folding_and_the_level_change_nothing() {
        let store = nn::VarStore::new(Device::Cpu);
        let mut net = Student::new(&store.root());
        let x = windows(2);
        tch::no_grad(|| {
            // Moves the running statistics away from the identity.
            let levelled = level::levelled(&x);
            let _ = net.patches_t(&cut(&levelled), true);
            let _ = net.context_t(&levelled, true);
            let before = net.rows(&x);
            net.context.fuse();
            let change = (&before - net.rows(&x)).abs().max().double_value(&[]);
            assert!(change < 1e-3, "{change}");
            // The same sound 12 dB softer.
            let softer = ((Tensor::pow_scalar(10.0, &x) - 1.0) / 16.0).log1p() / 10f64.ln();
            let change = (before - net.rows(&softer)).abs().max().double_value(&[]);
            assert!(change < 1e-2, "{change}");
        });
    }
}

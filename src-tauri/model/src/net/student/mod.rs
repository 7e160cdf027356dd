//! The student: one small network over the MusiCNN front end, with several
//! heads on one trunk (Kang & Herremans 2025: one multitask network distilled
//! from single-dataset teachers).
//!
//! It hears a track in windows of 30 s. Each is brought to one [`level`] first;
//! then the [`trunk`] hears its ten patches of 3 s, for what MusiCNN hears in
//! each and for the tags of the whole. What it says is averaged over the track
//! and, with how the track is harmonised, makes one embedding; all that the track
//! is said to be is read from that by the [`head`]: a stored embedding can be read
//! again by a newer head without the music.

pub mod head;
pub mod level;
pub mod rhythm;
pub mod row;
pub mod trunk;
mod units;

use std::path::Path as FilePath;

use moodplane_audio::TONAL;
use tch::nn::{self, Path};
use tch::{Device, Kind, Tensor};

use super::layers::load;
use super::musicnn;
use crate::error::ModelError;
use level::Levelled;
use rhythm::RHYTHM;
use trunk::{FEATURES, Opinions, Trunk};
use units::Units;

/// Frames of one patch: 3 s, as in the teacher.
pub const PATCH_FRAMES: usize = musicnn::PATCH_FRAMES;
/// Patches of a whole window: 29.9 s, near the 29.1 s of the tags' teacher.
pub const WINDOW_PATCHES: usize = 10;
/// Frames of a whole window.
pub const WINDOW_FRAMES: usize = WINDOW_PATCHES * PATCH_FRAMES;
/// Mel bands of a frame.
pub const BANDS: usize = 96;
/// Numbers kept of each patch: those of MusiCNN's embedding that the others follow
/// from, rectified as its own next layer does.
pub const PATCH_FEATURES: usize = 132;
/// Tags of the vocabulary.
pub const TAGS: usize = 56;
/// Numbers that are said of each whole window: the tags' logits, then its
/// [`rhythm`].
pub const OF_WINDOWS: usize = TAGS + RHYTHM;
/// Numbers that are heard in a track: the patches' features, then the windows'.
pub const HEARD: usize = PATCH_FEATURES + OF_WINDOWS;
/// Numbers in a track's embedding: those, then how it is harmonised ([`TONAL`]),
/// which a network of 3 s hears little of.
pub const EMBEDDING: usize = HEARD + TONAL;

/// The trunk, and the units that its teachers speak in.
#[derive(Debug)]
pub struct Student {
    trunk: Trunk,
    embedding: Units,
    features: Units,
    tags: Units,
    /// `[132]`: the numbers that are kept of MusiCNN's.
    kept: Tensor,
}

impl Student {
    /// A network with random weights at `root`.
    pub fn new(root: &Path<'_>) -> Self {
        let units = |name: &str, width| Units::new(&(root / "units" / name), width);
        Self {
            trunk: Trunk::new(&(root / "trunk")),
            embedding: units("embedding", musicnn::EMBEDDING as i64),
            features: units("features", FEATURES),
            tags: units("tags", TAGS as i64),
            kept: root.zeros_no_train("kept", &[PATCH_FEATURES as i64]),
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
        net.trunk.fuse();
        Ok((net, store))
    }

    /// Windows `[B, n · 187, 96]` at one level → what is heard in them while it
    /// learns, without mean and spread; the convolutions compute in `kind`.
    pub fn learn(&self, windows: &Tensor, kind: Kind) -> Opinions {
        self.trunk.forward_t(windows, kind, true)
    }

    /// Windows `[B, n · 187, 96]` at one level → what is heard in them, in the
    /// teachers' units.
    pub fn hear(&self, windows: &Tensor) -> Opinions {
        let said = self.trunk.forward_t(windows, Kind::Float, false);
        Opinions {
            embedding: self.embedding.restored(&said.embedding),
            features: self.features.restored(&said.features),
            tags: self.tags.restored(&said.tags),
        }
    }

    /// Windows `[B, n · 187, 96]` → rows `[B, n · 133 + 79]`, to be read as
    /// [`row::Row`]: each patch's features, each patch's weight (0 where it is
    /// silent), then the window's tag logits and its rhythm.
    pub fn rows(&self, windows: &Tensor) -> Tensor {
        let levelled = Levelled::of(windows);
        let said = self.hear(&levelled.mel);
        let each = |t: Tensor| t.view([windows.size()[0], -1]);
        let kept = self.kept.to_kind(Kind::Int64);
        let sounding = each(level::sounding(&cut(&levelled.power)));
        let rhythm = rhythm::describe(&levelled, &sounding);
        Tensor::cat(
            &[
                each(said.embedding.index_select(1, &kept).relu()),
                sounding,
                said.tags,
                rhythm,
            ],
            1,
        )
    }

    /// The probabilities that logits without mean and spread stand for.
    pub(crate) fn probabilities(&self, tags: &Tensor) -> Tensor {
        self.tags.restored(tags).sigmoid()
    }

    /// Takes the units from what the teachers say of much music.
    pub(crate) fn set_units(&mut self, said: &Opinions) {
        self.embedding.set(&said.embedding);
        self.features.set(&said.features);
        self.tags.set(&said.tags);
    }

    /// Keeps these of MusiCNN's numbers.
    pub(crate) fn keep(&mut self, numbers: &Tensor) {
        tch::no_grad(|| self.kept.copy_(numbers));
    }

    /// What the teachers say, without mean and spread.
    pub(crate) fn standardised(&self, said: &Opinions) -> Opinions {
        Opinions {
            embedding: self.embedding.standardised(&said.embedding),
            features: self.features.standardised(&said.features),
            tags: self.tags.standardised(&said.tags),
        }
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
        assert!((500_000..1_500_000).contains(&parameters), "{parameters}");
        for patches in [1, 3, 10] {
            let rows = tch::no_grad(|| net.rows(&windows(patches)));
            assert_eq!(rows.size(), [2, patches * 133 + 79]);
        }
    }

    #[test]
    fn folding_and_the_level_change_nothing() {
        let store = nn::VarStore::new(Device::Cpu);
        let mut net = Student::new(&store.root());
        let x = windows(2);
        tch::no_grad(|| {
            // Moves the running statistics away from the identity.
            let _ = net.learn(&Levelled::of(&x).mel, Kind::Float);
            let before = net.rows(&x);
            net.trunk.fuse();
            let change = (&before - net.rows(&x)).abs().max().double_value(&[]);
            assert!(change < 1e-3, "{change}");
            // The same sound 12 dB softer.
            let softer = ((Tensor::pow_scalar(10.0, &x) - 1.0) / 16.0).log1p() / 10f64.ln();
            let change = (before - net.rows(&softer)).abs().max().double_value(&[]);
            assert!(change < 1e-2, "{change}");
        });
    }
}

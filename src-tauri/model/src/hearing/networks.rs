//! The networks as the worker runs them: what their pieces are, how many go in
//! a batch, and what is in a row of outputs.

use std::path::Path;

use tch::nn::VarStore;
use tch::{Device, Kind, Tensor};

use super::patches::PATCH;
use super::worker::Network;
use crate::error::ModelError;
use crate::net::mert::{Mert, MertConfig};
use crate::net::musicnn::MusiCnn;
use crate::net::student::{BANDS, EMBEDDING, PATCH_FRAMES, Student, StudentConfig, TAGS};

/// Cores of this machine.
fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Files are decoded on every core beside a small network: a quarter of the
/// cores keeps pace with them, and more threads only wait for each other.
fn quarter() -> i32 {
    i32::try_from(cores() / 4).unwrap_or(1).max(1)
}

/// Pieces of equal length as one tensor `[n, …]`.
fn stack(pieces: &[&[f32]], shape: &[i64], device: Device) -> Tensor {
    let all = pieces.concat();
    let mut whole = vec![pieces.len() as i64];
    whole.extend_from_slice(shape);
    Tensor::from_slice(&all).view(&whole[..]).to_device(device)
}

/// `[n, width]` → n rows.
fn rows(t: &Tensor) -> Result<Vec<Vec<f32>>, ModelError> {
    let width = t.size()[1] as usize;
    let flat: Vec<f32> = Vec::try_from(
        t.to_device(Device::Cpu)
            .to_kind(Kind::Float)
            .contiguous()
            .view([-1]),
    )?;
    Ok(flat.chunks_exact(width).map(<[f32]>::to_vec).collect())
}

/// The compact student on patches `[187, 96]`.
pub(crate) struct CompactNetwork {
    net: Student,
    store: VarStore,
}

impl CompactNetwork {
    /// The network with the weights of `file`.
    pub fn open(file: &Path, device: Device) -> Result<Self, ModelError> {
        let (net, store) = Student::open(file, &StudentConfig::compact(), device)?;
        Ok(Self { net, store })
    }
}

impl Network for CompactNetwork {
    fn batch(&self) -> usize {
        // The widest layer then takes 30 MB.
        32
    }

    fn threads(&self) -> i32 {
        quarter()
    }

    fn run(&self, pieces: &[&[f32]]) -> Result<Vec<Vec<f32>>, ModelError> {
        let shape = [PATCH_FRAMES as i64, BANDS as i64];
        let mel = stack(pieces, &shape, self.store.device());
        let output = self.net.forward_t(&mel, false);
        rows(&Tensor::cat(
            &[
                output.valence_arousal,
                output.log_variance.exp(),
                output.quadrant,
                output.tags,
                output.embedding,
            ],
            1,
        ))
    }
}

/// A row of [`CompactNetwork`].
pub(crate) struct CompactRow<'a>(&'a [f32]);

impl<'a> CompactRow<'a> {
    /// `row` comes from the network, so that its length is right.
    pub fn new(row: &'a [f32]) -> Self {
        Self(row)
    }

    /// Valence and arousal, 1-9.
    pub fn valence_arousal(&self) -> [f32; 2] {
        [self.0[0], self.0[1]]
    }

    /// Their variances.
    pub fn variance(&self) -> [f32; 2] {
        [self.0[2], self.0[3]]
    }

    /// Logits of the quadrants Q1 … Q4.
    pub fn quadrant(&self) -> [f32; 4] {
        std::array::from_fn(|i| self.0[4 + i])
    }

    /// Logits of the tags.
    pub fn tags(&self) -> &'a [f32] {
        &self.0[8..8 + TAGS]
    }

    /// The embedding.
    pub fn embedding(&self) -> &'a [f32] {
        &self.0[8 + TAGS..8 + TAGS + EMBEDDING]
    }
}

/// MusiCNN on patches `[187, 96]`; a row is its embedding.
pub(crate) struct MusiCnnNetwork {
    net: MusiCnn,
    device: Device,
}

impl MusiCnnNetwork {
    /// The network with the weights of `file`.
    pub fn open(file: &Path, device: Device) -> Result<Self, ModelError> {
        let net = MusiCnn::open(file, device)?;
        Ok(Self { net, device })
    }
}

impl Network for MusiCnnNetwork {
    fn batch(&self) -> usize {
        // The widest layer takes 12 MB for each, which is best kept near the caches.
        2
    }

    fn threads(&self) -> i32 {
        quarter()
    }

    fn run(&self, pieces: &[&[f32]]) -> Result<Vec<Vec<f32>>, ModelError> {
        debug_assert!(pieces.iter().all(|p| p.len() == PATCH));
        let shape = [PATCH_FRAMES as i64, BANDS as i64];
        rows(&self.net.embedding(&stack(pieces, &shape, self.device)))
    }
}

/// MERT on segments of samples at 24 kHz; a row is its embedding.
pub(crate) struct MertNetwork {
    net: Mert,
    store: VarStore,
}

impl MertNetwork {
    /// The network with the weights of `file`, in the fastest precision that
    /// `device` computes well in.
    pub fn open(file: &Path, device: Device, kind: Kind) -> Result<Self, ModelError> {
        let (net, store) = Mert::open(file, &MertConfig::base_95m().for_embedding(), device, kind)?;
        Ok(Self { net, store })
    }
}

impl Network for MertNetwork {
    fn batch(&self) -> usize {
        // One segment of 30 s fills every core; a GPU wants more at a time.
        if self.store.device().is_cuda() { 16 } else { 1 }
    }

    fn threads(&self) -> i32 {
        // Nearly all the time is the network's.
        i32::try_from(cores()).unwrap_or(1)
    }

    fn run(&self, pieces: &[&[f32]]) -> Result<Vec<Vec<f32>>, ModelError> {
        let samples = pieces.first().map_or(0, |p| p.len()) as i64;
        let wave = stack(pieces, &[samples], self.store.device());
        rows(&self.net.embedding(&Mert::normalise(&wave)))
    }
}

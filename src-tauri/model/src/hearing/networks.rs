//! The networks as the worker runs them: what their pieces are, how many go in
//! a batch, and what is in a row of outputs.

use std::path::Path;

use tch::nn::VarStore;
use tch::{Device, Kind, Tensor};

use super::windows::PATCH;
use super::worker::Network;
use crate::error::ModelError;
use crate::net::mert::{Mert, MertConfig};
use crate::net::musicnn::{BATCH, MusiCnn};
use crate::net::student::{BANDS, PATCH_FRAMES, Student};

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

/// The student's trunk on windows `[n · 187, 96]`; what it says is a
/// [`crate::net::student::row::Row`].
pub(crate) struct CompactNetwork {
    net: Student,
    store: VarStore,
}

impl CompactNetwork {
    /// The network with the weights of `file`.
    pub fn open(file: &Path, device: Device) -> Result<Self, ModelError> {
        let (net, store) = Student::open(file, device)?;
        Ok(Self { net, store })
    }
}

impl Network for CompactNetwork {
    fn batch(&self) -> usize {
        // One window of ten patches is what a core computes best; a GPU wants
        // more at a time.
        if self.store.device().is_cuda() { 16 } else { 1 }
    }

    fn threads(&self) -> i32 {
        quarter()
    }

    fn run(&self, pieces: &[&[f32]]) -> Result<Vec<Vec<f32>>, ModelError> {
        let mel = stack(pieces, &[-1, BANDS as i64], self.store.device());
        rows(&self.net.rows(&mel))
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
        BATCH
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

//! A tensor of a checkpoint: which values of which storage, in which order.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use safetensors::Dtype;

use super::machine::Stretch;
use super::{Place, Trouble};

/// More axes than any network's.
const MAX_AXES: usize = 16;

/// A tensor whose values are still where they were saved.
#[derive(Debug, Clone, PartialEq)]
pub struct Tensor {
    /// The type of its values.
    pub dtype: Dtype,
    /// Its size along each axis.
    pub shape: Vec<usize>,
    strides: Vec<usize>,
    /// The first value's place in the storage, in bytes.
    start: u64,
    pub(super) storage: usize,
}

impl Tensor {
    /// The values of `stretch` from the `offset`th on, in steps of `strides`.
    ///
    /// Fails where that reaches beyond the storage, or has more values than it
    /// (a view that repeats some): nobody saves weights so.
    pub(super) fn new(
        stretch: Stretch,
        dtype: Dtype,
        offset: u64,
        shape: Vec<usize>,
        strides: Vec<usize>,
    ) -> Result<Self, Trouble> {
        if shape.len() != strides.len() || shape.len() > MAX_AXES {
            return Err(format!(
                "a tensor in it has {} sizes and {} strides",
                shape.len(),
                strides.len()
            ));
        }
        let beyond = || format!("a tensor in it of shape {shape:?} reaches beyond its storage");
        let (size, held) = (dtype.size() as u64, stretch.bytes / dtype.size() as u64);
        let count = product(&shape).ok_or_else(beyond)?;
        let span = span(&shape, &strides).ok_or_else(beyond)?;
        if offset.checked_add(span).is_none_or(|end| end > held) {
            return Err(beyond());
        }
        if count > held {
            return Err(format!(
                "a tensor in it of shape {shape:?} repeats the values of its storage"
            ));
        }
        Ok(Self {
            dtype,
            shape,
            strides,
            // Within the storage, so no overflow.
            start: stretch.first + offset * size,
            storage: stretch.storage,
        })
    }

    /// How many values it has.
    pub fn count(&self) -> usize {
        self.shape.iter().product()
    }

    /// The size of its values, in bytes.
    pub fn bytes(&self) -> usize {
        self.count() * self.dtype.size()
    }

    /// The values in row-major order without gaps.
    pub(super) fn read(&self, place: &Place, mut file: &File) -> io::Result<Vec<u8>> {
        let size = self.dtype.size();
        // `new` has seen that all of this fits.
        let span = span(&self.shape, &self.strides).unwrap_or(0) as usize * size;
        let held = match place {
            Place::Memory(bytes) => bytes[self.start as usize..][..span].to_vec(),
            Place::File(begin) => {
                let mut held = vec![0; span];
                file.seek(SeekFrom::Start(begin + self.start))?;
                file.read_exact(&mut held)?;
                held
            }
        };
        if span == self.bytes() && self.is_dense() {
            return Ok(held);
        }
        let mut values = Vec::with_capacity(self.bytes());
        let mut index = vec![0; self.shape.len()];
        for _ in 0..self.count() {
            let at: usize = index.iter().zip(&self.strides).map(|(i, s)| i * s).sum();
            values.extend_from_slice(&held[at * size..][..size]);
            // The last axis runs fastest.
            for (i, &length) in index.iter_mut().zip(&self.shape).rev() {
                *i += 1;
                if *i < length {
                    break;
                }
                *i = 0;
            }
        }
        Ok(values)
    }

    fn is_dense(&self) -> bool {
        let mut step = 1;
        self.shape.iter().zip(&self.strides).rev().all(|(&n, &s)| {
            let dense = n == 1 || s == step;
            step *= n;
            dense
        })
    }
}

fn product(shape: &[usize]) -> Option<u64> {
    shape
        .iter()
        .try_fold(1u64, |product, &n| product.checked_mul(n as u64))
}

/// From the first value to behind the last, in values; 0 where there is none.
fn span(shape: &[usize], strides: &[usize]) -> Option<u64> {
    if shape.contains(&0) {
        return Some(0);
    }
    shape
        .iter()
        .zip(strides)
        .try_fold(1u64, |span, (&n, &stride)| {
            span.checked_add((n as u64 - 1).checked_mul(stride as u64)?)
        })
}

//! Reading PyTorch's checkpoints without running them.
//!
//! A checkpoint (`.ckpt`, `.pt`, `.bin`) is a pickle: a small program that
//! Python runs to build its objects, and that may call whatever it names. This
//! reader runs none of it. It knows the few names that tensors and plain
//! containers need, builds those itself, and refuses the file at the first
//! other name or opcode, saying which ([`globals`]). What Lightning keeps
//! beside the weights (settings, callbacks) may hold objects of a few libraries'
//! classes: those become values without content, and nothing is called for
//! them either.
//!
//! Nothing is believed: a length is compared with what is there before anything
//! is set aside for it, a tensor with its storage, the tensors' total with the
//! file. Objects lie in one flat list and name each other by number, so that
//! neither depth nor cycles nor a thousandfold reuse cost anything. Weights stay
//! in the file until a tensor is asked for: a checkpoint of any size opens in the
//! memory of its pickle.

mod archive;
mod cursor;
mod globals;
mod legacy;
mod machine;
mod objects;
mod tensor;

use std::fs::File;
use std::path::{Path, PathBuf};

use crate::error::ModelError;
use machine::{Id, Loaded, Node, Source};
pub use tensor::Tensor;

/// The longest pickle that is read: those of networks with hundreds of layers
/// are a hundredth of it, and each byte may become an object of 40.
const MAX_PICKLE: u64 = 16 << 20;

/// All tensors together may be this many times the file. Tied weights lie in it
/// once and are read twice; a hostile file could name them a million times.
const MAX_REUSE: u64 = 8;

/// What went wrong inside a file, as the end of a sentence about it.
type Trouble = String;

/// Where a storage's bytes are.
#[derive(Debug)]
enum Place {
    /// In the file, from there on.
    File(u64),
    /// In the pickle itself.
    Memory(Vec<u8>),
}

/// A checkpoint, open for reading tensors.
#[derive(Debug)]
pub struct Checkpoint {
    path: PathBuf,
    file: File,
    nodes: Vec<Node>,
    root: Id,
    places: Vec<Place>,
}

impl Checkpoint {
    /// Opens a checkpoint in zip format (torch 1.6 and later) or in the one
    /// before.
    ///
    /// # Errors
    /// [`ModelError::Checkpoint`] when it is no checkpoint, is damaged, or asks
    /// for anything but tensors and plain containers.
    pub fn open(path: &Path) -> Result<Self, ModelError> {
        let mut file = File::open(path).map_err(ModelError::file("read", path))?;
        let length = file
            .metadata()
            .map_err(ModelError::file("read", path))?
            .len();
        let (loaded, places) = if archive::is_zip(&mut file) {
            archive::load(&file, length)
        } else {
            legacy::load(&mut file, length)
        }
        .and_then(|(loaded, places)| {
            loaded.check_total(length.saturating_mul(MAX_REUSE))?;
            Ok((loaded, places))
        })
        .map_err(|why| ModelError::Checkpoint {
            path: path.to_owned(),
            why: shown(&why),
        })?;
        Ok(Self {
            path: path.to_owned(),
            file,
            nodes: loaded.nodes,
            root: loaded.root,
            places,
        })
    }

    /// What the checkpoint holds, usually a dictionary.
    pub fn root(&self) -> Value<'_> {
        Value {
            checkpoint: self,
            id: self.root,
        }
    }

    /// The tensor's values, little-endian, in row-major order without gaps.
    ///
    /// # Errors
    /// When the file cannot be read any more.
    pub fn read(&self, tensor: &Tensor) -> Result<Vec<u8>, ModelError> {
        tensor
            .read(&self.places[tensor.storage], &self.file)
            .map_err(ModelError::file("read", &self.path))
    }
}

/// Names in a file are the file's maker's: they are shown without control
/// characters, and not at any length.
fn shown(why: &str) -> String {
    why.chars().filter(|c| !c.is_control()).take(300).collect()
}

/// Something in a checkpoint. What it is not, it answers `None` for.
#[derive(Debug, Clone, Copy)]
pub struct Value<'a> {
    checkpoint: &'a Checkpoint,
    id: Id,
}

impl<'a> Value<'a> {
    fn node(self) -> &'a Node {
        &self.checkpoint.nodes[self.id as usize]
    }

    fn at(self, id: Id) -> Self {
        Self { id, ..self }
    }

    /// A dictionary's value of that name.
    pub fn get(self, key: &str) -> Option<Self> {
        let entries: Vec<_> = self.entries().filter(|(name, _)| *name == key).collect();
        // As in Python, the last of two equal keys counts.
        entries.last().map(|&(_, value)| value)
    }

    /// A dictionary's entries that have names, in the order they were put in;
    /// of anything else none.
    pub fn entries(self) -> impl Iterator<Item = (&'a str, Self)> {
        let pairs = match self.node() {
            Node::Dict(pairs) => pairs.as_slice(),
            _ => &[],
        };
        pairs
            .iter()
            .filter_map(move |&(key, value)| Some((self.at(key).text()?, self.at(value))))
    }

    /// A list's or tuple's members; of anything else none.
    pub fn items(self) -> impl Iterator<Item = Self> {
        let ids = match self.node() {
            Node::List(ids) | Node::Tuple(ids) => ids.as_slice(),
            _ => &[],
        };
        ids.iter().map(move |&id| self.at(id))
    }

    /// A tensor or a NumPy array.
    pub fn tensor(self) -> Option<&'a Tensor> {
        match self.node() {
            Node::Tensor(tensor) => Some(tensor),
            _ => None,
        }
    }

    /// A Python or NumPy number.
    pub fn number(self) -> Option<f64> {
        match *self.node() {
            Node::Int(value) => Some(value as f64),
            Node::Float(value) => Some(value),
            _ => None,
        }
    }

    /// A truth value.
    pub fn truth(self) -> Option<bool> {
        match *self.node() {
            Node::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// A text.
    pub fn text(self) -> Option<&'a str> {
        match self.node() {
            Node::Str(text) => Some(text),
            _ => None,
        }
    }
}

/// Pairs every storage that the pickle names with its place, which `find` knows
/// for those outside the pickle: it is given the key and the least bytes.
fn places(
    loaded: &mut Loaded,
    mut find: impl FnMut(&str, u64) -> Result<u64, Trouble>,
) -> Result<Vec<Place>, Trouble> {
    loaded
        .storages
        .iter_mut()
        .map(|storage| match &mut storage.source {
            Source::Record(key) => find(key, storage.bytes).map(Place::File),
            Source::Pickle(bytes) => Ok(Place::Memory(std::mem::take(bytes))),
        })
        .collect()
}

#[cfg(test)]
mod tests;

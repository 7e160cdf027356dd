//! Published weights, read tensor by tensor: only those that a network has,
//! under whichever prefix the publisher's own class gave them. A file is never
//! in memory whole, so that opening a network takes no more than its weights.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use safetensors::tensor::{Metadata, TensorInfo};
use tch::nn::VarStore;
use tch::{Device, Kind, Tensor};

use crate::error::ModelError;

/// Headers are a hundred bytes a tensor; no network has a million tensors.
const MOST_HEADER: u64 = 100 << 20;

/// An open safetensors file.
#[derive(Debug)]
pub struct Checkpoint {
    path: PathBuf,
    file: File,
    /// Where the tensors' bytes begin and the file ends.
    data: (u64, u64),
    tensors: HashMap<String, TensorInfo>,
    prefix: String,
}

/// A tensor in a file.
struct Found {
    /// Where its bytes begin, and how many they are.
    start: u64,
    bytes: usize,
    shape: Vec<i64>,
    kind: Kind,
}

impl Checkpoint {
    /// Opens `path`. `known` is a name that the network's weights surely have:
    /// what the file has before it (such as `model.` or `hubert.`) is taken to
    /// be before every name.
    ///
    /// # Errors
    /// [`ModelError::File`] when it cannot be read, [`ModelError::Weights`]
    /// when it is no safetensors file.
    pub fn open(path: &Path, known: &str) -> Result<Self, ModelError> {
        let mut file = File::open(path).map_err(ModelError::file("open", path))?;
        let length = file
            .metadata()
            .map_err(ModelError::file("read", path))?
            .len();
        let no_weights = || ModelError::Weights {
            path: path.to_owned(),
            why: "it is no safetensors file".into(),
        };
        let mut size = [0; 8];
        file.read_exact(&mut size).map_err(|_| no_weights())?;
        let size = u64::from_le_bytes(size);
        if size > MOST_HEADER || size + 8 > length {
            return Err(no_weights());
        }
        let mut header = vec![0; size as usize];
        file.read_exact(&mut header)
            .map_err(ModelError::file("read", path))?;
        let header: Metadata = serde_json::from_slice(&header).map_err(|_| no_weights())?;
        let tensors: HashMap<String, TensorInfo> = header
            .tensors()
            .into_iter()
            .map(|(name, info)| (name, info.clone()))
            .collect();
        let prefix = tensors
            .keys()
            .filter_map(|name| name.strip_suffix(known))
            .filter(|prefix| prefix.is_empty() || prefix.ends_with('.'))
            .min_by_key(|prefix| prefix.len())
            .unwrap_or_default()
            .to_owned();
        Ok(Self {
            path: path.to_owned(),
            file,
            data: (size + 8, length),
            tensors,
            prefix,
        })
    }

    /// The tensor of that name, in the file's own kind, if it is there.
    ///
    /// # Errors
    /// [`ModelError::Weights`] when its bytes are not in the file.
    pub fn read(&mut self, name: &str) -> Result<Option<Tensor>, ModelError> {
        let Some(found) = self.find(name)? else {
            return Ok(None);
        };
        let mut values = vec![0; found.bytes];
        self.file
            .seek(SeekFrom::Start(found.start))
            .and_then(|_| self.file.read_exact(&mut values))
            .map_err(ModelError::file("read", &self.path))?;
        let tensor = Tensor::f_from_data_size(&values, &found.shape, found.kind)?;
        Ok(Some(tensor))
    }

    /// The tensor of that name, if it is there, as a view of the file: what of it is
    /// looked at is read then, and memory holds no more. The file must not change.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn mapped(&self, name: &str) -> Result<Option<Tensor>, ModelError> {
        let Some(found) = self.find(name)? else {
            return Ok(None);
        };
        let path = self.path.to_str().ok_or_else(|| {
            self.unfit("its path is no UTF-8, which libtorch needs to map it".to_owned())
        })?;
        let options = (Kind::Uint8, Device::Cpu);
        let file = Tensor::f_from_file(path, false, self.data.1 as i64, options)?;
        let bytes = file.f_narrow(0, found.start as i64, found.bytes as i64)?;
        let view = bytes.f_view_dtype(found.kind)?.f_view(&found.shape[..])?;
        Ok(Some(view))
    }

    /// Where the tensor of that name is, if it is there.
    fn find(&self, name: &str) -> Result<Option<Found>, ModelError> {
        let Some(info) = self.tensors.get(&format!("{}{name}", self.prefix)) else {
            return Ok(None);
        };
        let (start, end) = info.data_offsets;
        let bytes = info
            .shape
            .iter()
            .try_fold(info.dtype.size(), |bytes, &n| bytes.checked_mul(n));
        let here = self.data.0.saturating_add(end as u64) <= self.data.1;
        if !here || end.checked_sub(start) != bytes {
            return Err(self.unfit(format!("the bytes of '{name}' are not all there")));
        }
        Ok(Some(Found {
            start: self.data.0 + start as u64,
            bytes: end - start,
            shape: info.shape.iter().map(|&n| n as i64).collect(),
            kind: Kind::try_from(info.dtype)?,
        }))
    }

    /// Gives every variable of `store` its value, in the kind that `kind` names
    /// for it. `find` gets a tensor by the variable's name: [`Self::read`], or
    /// more where a checkpoint may store something else.
    ///
    /// # Errors
    /// [`ModelError::Weights`] when one is missing or has another shape.
    pub fn fill(
        &mut self,
        store: &VarStore,
        find: impl Fn(&mut Self, &str) -> Result<Option<Tensor>, ModelError>,
        kind: impl Fn(&str) -> Kind,
    ) -> Result<(), ModelError> {
        // In the order of their names, so that the same file gets the same error.
        let variables: BTreeMap<String, Tensor> = store.variables().into_iter().collect();
        for (name, mut variable) in variables {
            let Some(value) = find(self, &name)? else {
                return Err(self.unfit(format!("there is no '{name}'")));
            };
            if value.size() != variable.size() {
                let (is, expected) = (value.size(), variable.size());
                return Err(self.unfit(format!("'{name}' is {is:?}, not {expected:?}")));
            }
            let value = value.to_kind(kind(&name)).to_device(store.device());
            tch::no_grad(|| variable.set_data(&value));
        }
        Ok(())
    }

    fn unfit(&self, why: String) -> ModelError {
        ModelError::Weights {
            path: self.path.clone(),
            why,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(folder: &Path, tensors: &[(&str, Tensor)]) -> PathBuf {
        let file = folder.join("weights.safetensors");
        Tensor::write_safetensors(tensors, &file).unwrap();
        file
    }

    fn store() -> (VarStore, Tensor) {
        let store = VarStore::new(Device::Cpu);
        let weight = (store.root() / "dense").zeros("weight", &[2, 3]);
        (store, weight)
    }

    #[test]
    fn weights_are_found_under_any_prefix_beside_anything_else() {
        let folder = tempfile::tempdir().unwrap();
        let values = Tensor::arange(6, (Kind::Float, Device::Cpu)).view([2, 3]);
        for prefix in ["", "model.", "a.b."] {
            let name = format!("{prefix}dense.weight");
            let other = Tensor::zeros([4], (Kind::Int64, Device::Cpu));
            let tensors = [(name.as_str(), values.shallow_clone()), ("else", other)];
            let file = written(folder.path(), &tensors);
            let (store, weight) = store();
            let mut checkpoint = Checkpoint::open(&file, "dense.weight").unwrap();
            checkpoint
                .fill(&store, Checkpoint::read, |_| Kind::BFloat16)
                .unwrap();
            assert_eq!(weight.kind(), Kind::BFloat16);
            assert_eq!(weight.to_kind(Kind::Float), values);
        }
    }

    #[test]
    fn a_mapped_tensor_is_the_one_that_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let many = Tensor::arange(3_000, (Kind::Half, Device::Cpu)).view([30, 100]);
        let few = Tensor::from_slice(&[7_i64]);
        let file = written(
            folder.path(),
            &[("few", few), ("many", many.shallow_clone())],
        );
        let mut checkpoint = Checkpoint::open(&file, "many").unwrap();
        let mapped = checkpoint.mapped("many").unwrap().unwrap();
        assert_eq!(mapped, many);
        assert_eq!(checkpoint.read("many").unwrap().unwrap(), many);
        assert!(checkpoint.mapped("none").unwrap().is_none());
        // The file may go: what is mapped stays.
        std::fs::remove_file(&file).unwrap();
        assert_eq!(mapped.narrow(0, 29, 1), many.narrow(0, 29, 1));
    }

    #[test]
    fn what_does_not_fit_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let options = (Kind::Float, Device::Cpu);
        let refused = |file: &Path| {
            let opened = Checkpoint::open(file, "dense.weight");
            let filled =
                opened.and_then(|mut c| c.fill(&store().0, Checkpoint::read, |_| Kind::Float));
            filled.unwrap_err().to_string()
        };
        let wrong = written(
            folder.path(),
            &[("dense.weight", Tensor::zeros([3, 2], options))],
        );
        assert!(refused(&wrong).contains("'dense.weight' is [3, 2], not [2, 3]"));
        let missing = written(folder.path(), &[("x", Tensor::zeros([1], options))]);
        assert!(refused(&missing).contains("there is no 'dense.weight'"));

        let whole = written(
            folder.path(),
            &[("dense.weight", Tensor::zeros([2, 3], options))],
        );
        let mut bytes = std::fs::read(&whole).unwrap();
        bytes.truncate(bytes.len() - 1);
        std::fs::write(&whole, &bytes).unwrap();
        assert!(refused(&whole).contains("not all there"));
        std::fs::write(&whole, [0xFF; 20]).unwrap();
        assert!(refused(&whole).contains("no safetensors file"));
    }
}

//! The registry of models: `models/registry.toml` names each model's files,
//! digest, licence and calibration.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::ModelError;

/// The file's name in the folder of models.
const FILE: &str = "registry.toml";

/// One model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its id, such as `student`.
    pub id: String,
    /// Changes with the weights and with what is fed to them.
    pub version: String,
    /// One line for people.
    pub title: String,
    /// SPDX expression of the weights' licence.
    pub licence: String,
    /// The weights, relative to the folder of models.
    pub weights: PathBuf,
    /// SHA-256 of the weights, in hex.
    pub sha256: String,
    /// The model card, relative to the folder of models.
    pub card: PathBuf,
    /// Factors on the network's standard deviations of valence and arousal.
    pub sd_factors: [f64; 2],
    /// A tag is on from this probability; in the order of the vocabulary.
    pub tag_thresholds: Vec<f64>,
}

/// All models of one folder.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Registry {
    /// The models.
    #[serde(default, rename = "model")]
    pub models: Vec<Entry>,
}

impl Registry {
    /// Reads the registry of `folder`.
    ///
    /// # Errors
    /// When it is missing or does not read.
    pub fn read(folder: &Path) -> Result<Self, ModelError> {
        let path = folder.join(FILE);
        let text = std::fs::read_to_string(&path).map_err(ModelError::file("read", &path))?;
        toml::from_str(&text).map_err(|e| ModelError::Damaged {
            path,
            why: e.message().to_owned(),
        })
    }

    /// Writes it back, atomically.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), ModelError> {
        let path = folder.join(FILE);
        let text = toml::to_string(self).map_err(|e| ModelError::Damaged {
            path: path.clone(),
            why: e.to_string(),
        })?;
        let partial = path.with_extension("partial");
        std::fs::write(&partial, text).map_err(ModelError::file("write", &partial))?;
        std::fs::rename(&partial, &path).map_err(ModelError::file("write", &path))
    }

    /// The model of that id.
    ///
    /// # Errors
    /// [`ModelError::UnknownModel`] with the ids there are.
    pub fn get(&self, id: &str) -> Result<&Entry, ModelError> {
        self.models
            .iter()
            .find(|m| m.id == id)
            .ok_or_else(|| ModelError::UnknownModel {
                id: id.to_owned(),
                known: self
                    .models
                    .iter()
                    .map(|m| m.id.as_str())
                    .collect::<Vec<_>>()
                    .join(", "),
            })
    }

    /// Adds a model, in place of the one of the same id.
    pub fn put(&mut self, entry: Entry) {
        match self.models.iter_mut().find(|m| m.id == entry.id) {
            Some(old) => *old = entry,
            None => self.models.push(entry),
        }
    }
}

impl Entry {
    /// The weights' path, once their digest is checked.
    ///
    /// # Errors
    /// [`ModelError::Damaged`] when they are not the ones registered.
    pub fn verified_weights(&self, folder: &Path) -> Result<PathBuf, ModelError> {
        let path = folder.join(&self.weights);
        if digest(&path)? != self.sha256 {
            let why = "its SHA-256 is not the registered one; install the model again".to_owned();
            return Err(ModelError::Damaged { path, why });
        }
        Ok(path)
    }

    /// The model card, in Markdown.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn card_text(&self, folder: &Path) -> Result<String, ModelError> {
        let path = folder.join(&self.card);
        std::fs::read_to_string(&path).map_err(ModelError::file("read", &path))
    }
}

/// SHA-256 of a file, in hex.
///
/// # Errors
/// When it cannot be read.
pub fn digest(path: &Path) -> Result<String, ModelError> {
    let bytes = std::fs::read(path).map_err(ModelError::file("read", path))?;
    Ok(Sha256::digest(&bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect())
}

/// Finds the folder of models: `MOODPLANE_MODELS`, else a `models` folder beside
/// the program or above it (a checkout), else where packages put it.
///
/// # Errors
/// [`ModelError::NoModels`] with the places that were tried.
pub fn find_folder() -> Result<PathBuf, ModelError> {
    if let Some(folder) = std::env::var_os("MOODPLANE_MODELS") {
        let folder = PathBuf::from(folder);
        if folder.join(FILE).is_file() {
            return Ok(folder);
        }
        return Err(ModelError::NoModels(folder.display().to_string()));
    }
    let program = std::env::current_exe().map_err(ModelError::file("find", Path::new("itself")))?;
    let above = program
        .ancestors()
        .skip(1)
        .map(|folder| folder.join("models"));
    let packaged = program.ancestors().nth(2).into_iter().flat_map(|prefix| {
        [
            "lib/moodplane/models",
            "lib/Moodplane/models",
            "Resources/models",
        ]
        .map(|place| prefix.join(place))
    });
    let places: Vec<PathBuf> = above.chain(packaged).collect();
    places
        .iter()
        .find(|folder| folder.join(FILE).is_file())
        .cloned()
        .ok_or_else(|| {
            let tried = places
                .iter()
                .map(|p| p.display().to_string())
                .collect::<Vec<_>>();
            ModelError::NoModels(tried.join(", "))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(weights: &Path) -> Entry {
        Entry {
            id: "tiny".into(),
            version: "1".into(),
            title: "Tiny".into(),
            licence: "CC0-1.0".into(),
            weights: "tiny.bin".into(),
            sha256: digest(weights).unwrap(),
            card: "README.md".into(),
            sd_factors: [1.0, 2.0],
            tag_thresholds: vec![0.25; 56],
        }
    }

    #[test]
    fn what_is_written_reads_back_and_damage_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let weights = folder.path().join("tiny.bin");
        std::fs::write(&weights, b"weights").unwrap();
        let mut registry = Registry::default();
        registry.put(entry(&weights));
        registry.put(entry(&weights));
        registry.write(folder.path()).unwrap();
        let read = Registry::read(folder.path()).unwrap();
        assert_eq!(read, registry);
        assert_eq!(read.models.len(), 1);
        let tiny = read.get("tiny").unwrap();
        assert_eq!(tiny.verified_weights(folder.path()).unwrap(), weights);
        std::fs::write(&weights, b"weightz").unwrap();
        assert!(matches!(
            tiny.verified_weights(folder.path()),
            Err(ModelError::Damaged { .. })
        ));
        let error = read.get("huge").unwrap_err().to_string();
        assert!(error.contains("huge") && error.contains("tiny"), "{error}");
    }
}

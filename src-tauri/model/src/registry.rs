//! What a folder of models says about itself: `registry.toml` names each
//! model's network, files, digests, licence and calibration.
//!
//! A folder is one of two kinds, and [`crate::shelf`] knows both: the shipped
//! one, which is only read, and the user's own, where models are installed.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::calibration::Calibration;
use crate::digest::Stamp;
use crate::error::ModelError;
use crate::whole::replace_with;

/// The file's name in a folder of models.
pub const FILE: &str = "registry.toml";

/// Which networks a model's files are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Architecture {
    /// One small network over log-mel: role `weights`.
    Compact,
    /// The published system (Kang & Herremans 2025): roles `mert`, `btc`, `head`
    /// and, where they were there, `head-deam`, `head-emomusic`, `head-pmemo`.
    Music2emo,
}

/// One file of weights.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeightFile {
    /// What it is to the model, such as `weights`.
    pub role: String,
    /// Its place, relative to the folder of models.
    pub path: PathBuf,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// How the file looked when that digest was taken; unknown of files that
    /// were shipped, which get new times wherever they are unpacked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stamp: Option<Stamp>,
}

/// One model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its id, such as `student`.
    pub id: String,
    /// Changes with the weights and with what is fed to them.
    pub version: String,
    /// The networks that its files are for.
    pub architecture: Architecture,
    /// One line for people.
    pub title: String,
    /// SPDX expression of the weights' licence.
    pub licence: String,
    /// The model card, relative to the folder of models.
    pub card: PathBuf,
    /// Standard deviations of people's valence and arousal around the model's, on
    /// the 1-9 scale.
    #[serde(alias = "sd_factors")]
    pub sd: [f64; 2],
    /// A tag is on from this probability; in the order of the vocabulary.
    pub tag_thresholds: Vec<f64>,
    /// How valence and arousal are read, for `compact`. Here and below, because
    /// TOML wants tables after values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calibration: Option<Calibration>,
    /// The files of weights.
    #[serde(rename = "file")]
    pub files: Vec<WeightFile>,
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

    /// Reads the registry of `folder`, which may have none yet.
    ///
    /// # Errors
    /// When there is one and it does not read.
    pub fn read_or_new(folder: &Path) -> Result<Self, ModelError> {
        if folder.join(FILE).exists() {
            Self::read(folder)
        } else {
            Ok(Self::default())
        }
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
        replace_with(&path, text.as_bytes())
    }

    /// Adds a model, in place of the one of the same id.
    pub fn put(&mut self, entry: Entry) {
        match self.models.iter_mut().find(|m| m.id == entry.id) {
            Some(old) => *old = entry,
            None => self.models.push(entry),
        }
    }
}

//! The published data sets, each as its authors lay it out.
//!
//! The splits, and labels that a set's own download lacks, come from a folder
//! of labels with a folder for each set (`deam`, `emomusic`, `pmemo`,
//! `jamendo`); a folder of one set's labels does as well.

mod files;
mod jamendo;
mod listed;
mod rated;

use std::path::Path;

use super::clip::{Clip, Dataset};
use crate::error::ModelError;

/// A data set whose official layout is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// DEAM (Aljanaki, Yang & Soleymani 2017): 1802 songs, valence and arousal.
    Deam,
    /// EmoMusic, "1000 songs" (Soleymani et al. 2013): 744 songs, valence and
    /// arousal.
    EmoMusic,
    /// PMEmo (Zhang et al. 2018): 767 choruses, valence and arousal.
    Pmemo,
    /// MTG-Jamendo (Bogdanov et al. 2019): 17982 tracks, 56 moods and themes.
    MtgJamendo,
    /// 4QAED (Panda, Malheiro & Paiva 2018): quadrants, and valence and arousal
    /// of the clips' mood words (Warriner et al. 2013).
    Quadrants,
    /// Emotify (Aljanaki, Wiering & Veltkamp 2016): the share of listeners who
    /// chose each of nine emotions.
    Gems,
}

impl Layout {
    /// All that are known.
    pub const ALL: [Self; 6] = [
        Self::Deam,
        Self::EmoMusic,
        Self::Pmemo,
        Self::MtgJamendo,
        Self::Quadrants,
        Self::Gems,
    ];

    /// What it is called in commands, and the first part of its clips' ids.
    pub fn name(self) -> &'static str {
        match self {
            Self::Deam => "deam",
            Self::EmoMusic => "emomusic",
            Self::Pmemo => "pmemo",
            Self::MtgJamendo => "mtg-jamendo",
            Self::Quadrants => "quadrants",
            Self::Gems => "gems",
        }
    }

    /// The layout of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layout| layout.name() == name)
    }

    /// Reads the set in `folder`: every clip of its published splits, whether
    /// or not its file is there ([`Dataset::take_missing`] sees to that).
    ///
    /// # Errors
    /// [`ModelError::Data`] when the folder is something else, with what was
    /// looked for; when `labels` is needed and not given, or lacks the set's
    /// splits; when a row does not read.
    pub fn read(self, folder: &Path, labels: Option<&Path>) -> Result<Dataset, ModelError> {
        let folder = &files::existing_folder(folder)?;
        let labels = || {
            let labels = labels.ok_or_else(|| {
                let why = format!(
                    "{} has no splits of its own: give the folder of labels that has them (--labels)",
                    self.name()
                );
                ModelError::data(folder, why)
            })?;
            files::existing_folder(labels)
        };
        match self {
            Self::Deam => rated::DEAM.read(folder, &labels()?),
            Self::EmoMusic => rated::EMOMUSIC.read(folder, &labels()?),
            Self::Pmemo => rated::PMEMO.read(folder, &labels()?),
            Self::MtgJamendo => jamendo::read(folder, &labels()?),
            Self::Quadrants => listed::quadrants(folder),
            Self::Gems => listed::gems(folder),
        }
    }

    /// A set of this layout.
    fn dataset(self, folder: &Path, scalars: Vec<String>, clips: Vec<Clip>) -> Dataset {
        Dataset {
            name: self.name().to_owned(),
            path: folder.to_owned(),
            scalars,
            clips,
        }
    }
}

/// The clips of `quadrants.csv` and `gems.csv`, whichever are in `folder`.
///
/// # Errors
/// [`ModelError::Data`] when there is neither, or a row does not read.
pub fn quadrants_and_gems(folder: &Path) -> Result<Vec<Clip>, ModelError> {
    let mut clips = Vec::new();
    for layout in [Layout::Quadrants, Layout::Gems] {
        if folder.join(listed::manifest_name(layout)).is_file() {
            clips.extend(layout.read(folder, None)?.clips);
        }
    }
    if clips.is_empty() {
        let why = "holds no quadrants.csv or gems.csv with clips";
        return Err(ModelError::data(folder, why));
    }
    Ok(clips)
}

#[cfg(test)]
mod tests;

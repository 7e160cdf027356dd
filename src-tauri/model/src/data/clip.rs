//! What a set of labelled clips is in memory.

use std::path::{Path, PathBuf};

use moodplane_library::Quadrant;
use serde::{Deserialize, Serialize};

use crate::error::ModelError;

/// Which part of a data set a clip belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Split {
    /// To fit.
    Train,
    /// To choose by.
    Validation,
    /// To report on.
    Test,
}

impl Split {
    /// All three, in order.
    pub const ALL: [Self; 3] = [Self::Train, Self::Validation, Self::Test];

    /// Its name, as manifests and the published lists spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Validation => "validation",
            Self::Test => "test",
        }
    }

    /// The split of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|split| split.name() == name)
    }
}

/// One labelled clip.
#[derive(Debug, Clone, PartialEq)]
pub struct Clip {
    /// A name that no other clip of the set has, such as `quadrants/MT0000011357`.
    pub id: String,
    /// The audio file; absolute.
    pub path: PathBuf,
    /// Its part.
    pub split: Split,
    /// Clips of one group (an artist) belong on one side of any split; its own
    /// id for a clip of no known group.
    pub group: String,
    /// Valence as people rated it, 1-9.
    pub valence: Option<f32>,
    /// Arousal as people rated it, 1-9.
    pub arousal: Option<f32>,
    /// Indices into [`moodplane_library::vocabulary`], ascending; empty when it
    /// is known to have none of the tags.
    pub tags: Option<Vec<u8>>,
    /// Russell's quadrant as people labelled it.
    pub quadrant: Option<Quadrant>,
    /// A value for each of [`Dataset::scalars`].
    pub scalars: Vec<Option<f32>>,
}

impl Clip {
    /// A clip of no group and without labels.
    pub fn new(id: impl Into<String>, path: impl Into<PathBuf>, split: Split) -> Self {
        let id = id.into();
        Self {
            group: id.clone(),
            id,
            path: path.into(),
            split,
            valence: None,
            arousal: None,
            tags: None,
            quadrant: None,
            scalars: Vec::new(),
        }
    }
}

/// A set of labelled clips.
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset {
    /// What it is called: its manifest's name without the ending.
    pub name: String,
    /// The manifest, or the folder that it was read from.
    pub path: PathBuf,
    /// Names of the further numbers that clips carry.
    pub scalars: Vec<String>,
    /// The clips.
    pub clips: Vec<Clip>,
}

impl Dataset {
    /// The clips of one part.
    pub fn part(&self, split: Split) -> impl Iterator<Item = &Clip> {
        self.clips.iter().filter(move |clip| clip.split == split)
    }

    /// Takes out the clips whose file is not there, and returns them.
    ///
    /// # Errors
    /// [`ModelError::Data`] when no file is there.
    pub fn take_missing(&mut self) -> Result<Vec<Clip>, ModelError> {
        let (there, missing): (Vec<Clip>, Vec<Clip>) = std::mem::take(&mut self.clips)
            .into_iter()
            .partition(|clip| clip.path.is_file());
        self.clips = there;
        match missing.first() {
            Some(first) if self.clips.is_empty() => {
                let first = within(&self.path, &first.path).display();
                let why = format!(
                    "none of the clips ({} in all) is there; the first looked for is {first}",
                    missing.len()
                );
                Err(ModelError::data(&self.path, why))
            }
            _ => Ok(missing),
        }
    }
}

/// `path` without the part that it shares with `base` or with base's folder.
fn within<'a>(base: &Path, path: &'a Path) -> &'a Path {
    path.strip_prefix(base)
        .or_else(|_| path.strip_prefix(base.parent().unwrap_or(base)))
        .unwrap_or(path)
}

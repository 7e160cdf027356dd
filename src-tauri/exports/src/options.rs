//! What can be chosen of an export.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::place::PathMap;
use moodplane_library::KeyNotation;
use moodplane_picture::Words;

/// How a playlist names the files that are in it. Only M3U8 and XSPF can name
/// them from a folder on; the others want them from the root on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Paths {
    /// From the root on.
    Absolute,
    /// From the playlist's own folder on.
    #[default]
    BesideFile,
    /// From this folder on.
    RelativeTo(PathBuf),
}

/// What is put behind the comment of a track, in formats that have one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Comment {
    /// Nothing: the comment is the file's own.
    None,
    /// The moods, as `[MOOD: dark; calm]`.
    Moods,
    /// The moods and the place on the plane, as `[MOOD: dark; calm] [V 6.2 A 3.1]`.
    #[default]
    Place,
}

impl Comment {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::None, Self::Moods, Self::Place];

    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Moods => "moods",
            Self::Place => "place",
        }
    }
}

/// What the user chose.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// How files are named.
    pub paths: Paths,
    /// Where folders of this machine are on the one that opens the export.
    pub maps: Vec<PathMap>,
    /// How keys are written; `None`: as the program itself writes them.
    pub key_notation: Option<KeyNotation>,
    /// What the comment says.
    pub comment: Comment,
    /// Whether tracks get the colour of their quadrant, where the program has
    /// colours.
    pub colours: bool,
    /// Whether tracks whose file is missing are left out. They may well be on the
    /// machine that opens the export.
    pub without_missing: bool,
    /// The words on a picture; the default is English.
    pub words: Words,
}

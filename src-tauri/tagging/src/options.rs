//! What the user wants written.

use moodplane_library::{Key, Mode};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::error::TaggingError;
use crate::mapping::Mapping;

/// Which moods of a track are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
#[serde(rename = "TagMoods")]
pub enum Moods {
    /// Those that are on.
    On,
    /// So many: those that are on, and then the most probable of the others.
    Top(u8),
}

/// How a key is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
#[serde(rename = "KeyNotation")]
pub enum Notation {
    /// `Am`, `F#`, as the ID3 standard has it.
    #[default]
    Musical,
    /// `8A`.
    Camelot,
    /// `1m`, Traktor's.
    Open,
}

impl Notation {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Musical, Self::Camelot, Self::Open];

    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Musical => "musical",
            Self::Camelot => "camelot",
            Self::Open => "open",
        }
    }

    /// The key in this notation.
    #[must_use]
    pub fn of(self, key: Key) -> String {
        match self {
            Self::Musical => {
                let minor = if key.mode == Mode::Minor { "m" } else { "" };
                format!("{}{minor}", key.tonic_name())
            }
            Self::Camelot => key.camelot(),
            Self::Open => {
                let letter = if key.mode == Mode::Minor { 'm' } else { 'd' };
                let camelot = key.camelot();
                let wheel: u8 = camelot[..camelot.len() - 1].parse().unwrap_or(8);
                // The same circle of fifths; C major is 1d where Camelot has 8B.
                format!("{}{letter}", (wheel + 4) % 12 + 1)
            }
        }
    }
}

/// What becomes of a value that a field has already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
#[serde(rename = "ExistingTags")]
pub enum Existing {
    /// It stays, and the field is left alone.
    #[default]
    Keep,
    /// It makes room.
    Replace,
}

/// What is written. The default is moods alone, and only where there are none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(default)]
#[serde(rename = "TagOptions")]
pub struct Options {
    /// Which moods are meant, in the mood field and in the comment.
    pub moods: Moods,
    /// The user's words for them.
    pub mapping: Mapping,
    /// Whether the mood field is written.
    pub mood: bool,
    /// Whether valence and arousal are.
    pub plane: bool,
    /// Whether the tempo is.
    pub bpm: bool,
    /// Whether the key is, and how.
    pub key: Option<Notation>,
    /// Whether the moods stand behind the comment, too.
    pub comment: bool,
    /// What becomes of values that are there. The comment is always added to.
    pub existing: Existing,
    /// Whether a written file keeps the time at which it was last changed.
    pub keep_mtime: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            moods: Moods::On,
            mapping: Mapping::default(),
            mood: true,
            plane: false,
            bpm: false,
            key: None,
            comment: false,
            existing: Existing::Keep,
            keep_mtime: false,
        }
    }
}

impl Options {
    /// Whether they can be followed.
    ///
    /// # Errors
    /// No field is chosen, or the table of words cannot be used.
    pub fn check(&self) -> Result<(), TaggingError> {
        let chosen = self.mood || self.plane || self.bpm || self.key.is_some() || self.comment;
        if !chosen {
            return Err(TaggingError::NothingChosen);
        }
        self.mapping.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_written_in_each_notation() {
        for (name, musical, camelot, open) in [
            ("Am", "Am", "8A", "1m"),
            ("C", "C", "8B", "1d"),
            ("F#m", "F#m", "11A", "4m"),
            ("Eb", "Eb", "5B", "10d"),
            ("E", "E", "12B", "5d"),
            ("Abm", "G#m", "1A", "6m"),
        ] {
            let key = Key::parse(name).unwrap();
            let all = Notation::ALL.map(|notation| notation.of(key));
            assert_eq!(all, [musical, camelot, open]);
        }
    }

    #[test]
    fn options_of_an_older_version_are_read() {
        let read: Options = serde_json::from_str("{\"bpm\": true}").unwrap();
        assert!(read.bpm && read.mood && !read.plane && !read.comment);
    }
}

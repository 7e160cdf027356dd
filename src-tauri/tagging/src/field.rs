//! The fields of a tag that can be written.

use serde::{Deserialize, Serialize};
use specta::Type;

/// A field, whatever a container calls it.
///
/// | field | ID3v2 | Vorbis | MP4 | APE, beside ID3v2 |
/// |---|---|---|---|---|
/// | mood | `TMOO` | `MOOD` | `----:com.apple.iTunes:MOOD` | `Mood` |
/// | key | `TKEY` | `INITIALKEY` | `----:com.apple.iTunes:initialkey` | `KEY` |
/// | tempo | `TBPM`, whole | `BPM` | `tmpo`, whole | `BPM`, whole |
/// | valence, arousal | `TXXX:VALENCE` … | `VALENCE` … | `----:com.apple.iTunes:VALENCE` … | `VALENCE` … |
/// | comment | `COMM` without a description | `COMMENT` | `©cmt` | `Comment` |
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type,
)]
#[serde(rename_all = "lowercase")]
#[serde(rename = "TagField")]
pub enum Field {
    /// Moods, one value each.
    Mood,
    /// Key.
    Key,
    /// Tempo, BPM.
    Bpm,
    /// Valence, 1-9.
    Valence,
    /// Arousal, 1-9.
    Arousal,
    /// The comment, with moods behind what the user wrote.
    Comment,
}

impl Field {
    /// All of them, in the order they are shown in.
    pub const ALL: [Self; 6] = [
        Self::Mood,
        Self::Key,
        Self::Bpm,
        Self::Valence,
        Self::Arousal,
        Self::Comment,
    ];

    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Mood => "mood",
            Self::Key => "key",
            Self::Bpm => "bpm",
            Self::Valence => "valence",
            Self::Arousal => "arousal",
            Self::Comment => "comment",
        }
    }
}

/// Which of a file's tags a field is in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
#[serde(rename = "TagPlace")]
pub enum Place {
    /// The one that its format has.
    #[default]
    Own,
    /// The APE tag that an MP3 may have, too.
    Ape,
}

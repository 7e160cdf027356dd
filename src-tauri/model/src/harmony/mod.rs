//! The harmony of a track: its chords over time, its key, and what of both is
//! fed to the emotion network.
//!
//! Chords come from a recogniser ([`recogniser`]) as classes of frames, become
//! spans with labels ([`spans`]), give the key ([`key`]) and are written as the
//! network's vocabulary ([`ids`]). The formats are those of Music2Emotion
//! (Kang & Herremans 2025), so that its published weights can be used.

pub mod chord;
mod chroma;
pub mod ids;
pub mod key;
mod midi;
pub mod recogniser;
mod source;
pub mod spans;
mod templates;
mod viterbi;

pub use chord::{Chord, Label, Quality};
pub use ids::{ChordWindow, feature_ids, mode_id};
pub use key::key_of;
pub use recogniser::{ChordNet, ChordRecogniser};
pub use source::ChordSource;
pub use spans::{ChordSpan, merge};

use serde::{Deserialize, Serialize};

/// Whose behaviour is wanted where the reference implementation has quirks
/// that are not worth having.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Parity {
    /// What is meant: the key from the chords' exact durations, its mode as it
    /// is, the whole song's chords.
    #[default]
    Own,
    /// What Music2Emotion's demo does: the key from notes whose times were
    /// rounded by a MIDI file and its reader, the mode always major, a song's
    /// first hundred chords.
    Music2Emo,
}

impl Parity {
    /// Which chords the network is fed.
    #[must_use]
    pub fn window(self) -> ChordWindow {
        match self {
            Self::Own => ChordWindow::WholeSong,
            Self::Music2Emo => ChordWindow::First,
        }
    }
}

impl std::str::FromStr for Parity {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "own" => Ok(Self::Own),
            "music2emo" => Ok(Self::Music2Emo),
            other => Err(format!("'{other}' is not one of own, music2emo")),
        }
    }
}

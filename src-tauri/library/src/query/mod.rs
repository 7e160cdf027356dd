//! Questions to the library and how they are answered: what can be asked
//! ([`Query`]), the SQL that finds the tracks (`find`), the rows read of them
//! (`track`), and the answers themselves (`answer`).

mod answer;
mod find;
mod text;
mod track;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::rows::FolderId;

pub(crate) use text::fold;

/// Which tracks, in which order. The default asks for all, by title.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Type)]
pub struct Query {
    /// Words that must all begin a word of title, artist, album, genre or file
    /// name; accents and capitals do not matter. Empty: no such condition.
    pub text: String,
    /// Names of tags that must all be on. A name outside the vocabulary
    /// matches nothing.
    pub tags: Vec<String>,
    /// Corners `[valence, arousal]` of a region that the track must lie in.
    pub region: Option<Vec<[f32; 2]>>,
    /// Only tracks of this folder.
    pub folder: Option<FolderId>,
    /// The order.
    pub sort: Sort,
    /// Whether the order is turned round. Tracks without a value stay last.
    pub descending: bool,
}

/// What to sort by. Equal tracks keep a fixed order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// Title, without regard to accents and capitals.
    #[default]
    Title,
    /// Artist, then album and track number.
    Artist,
    /// Album, then track number.
    Album,
    /// Valence.
    Valence,
    /// Arousal.
    Arousal,
    /// Key, around the Camelot wheel.
    Key,
    /// Tempo.
    Tempo,
    /// Length.
    Duration,
    /// When the track came into the library.
    Added,
    /// How well the text matches; with no text, as [`Sort::Title`].
    Relevance,
}

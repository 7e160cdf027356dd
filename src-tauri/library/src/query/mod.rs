//! Questions to the library and how they are answered: what can be asked
//! ([`Query`]), how it is written (`parse`, `show`), which tracks match (`find`:
//! `conditions` on their values, `text` and `subtree` by the database's indexes,
//! `within` a playlist) and in what `order`, the rows read of them (`track`), what
//! is near (`neighbours`), what else could be asked (`facets`), what belongs
//! together (`groups`), and the answers themselves (`answer`). `stored` is how a
//! query is kept.

mod answer;
mod conditions;
mod facets;
mod find;
mod groups;
mod neighbours;
mod order;
mod parse;
mod scale;
mod show;
mod span;
pub(crate) mod stored;
mod subtree;
mod terms;
mod text;
mod track;
mod within;

use std::path::Path;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::analysis::{Analysis, Key};
use crate::error::Result;
use crate::paths;
use crate::rows::{FolderId, PlaylistId, TrackId, TrackState};

pub(crate) use conditions::first_genre;
pub use facets::{Bin, Facets, GenreCount, KeyCount};
pub use groups::{Group, GroupBy};
pub use neighbours::{By, Neighbour};
pub use span::Span;
pub(crate) use text::fold;

/// Which tracks, in which order: those that meet every condition. The default
/// asks for all, by title.
///
/// A condition on what is heard (valence, arousal, tags, key, tempo, certainty)
/// is met only by tracks that the shown model has analysed, and a condition on
/// what tags say (genre, year) only by those that say it.
///
/// Fields that a stored query lacks are as in the default.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Type)]
#[serde(default)]
pub struct Query {
    /// Words that must each begin a word of title, artist, album, genre, path
    /// below the library's folder or file name, or the name of a mood tag that is
    /// on; accents and capitals do not matter. Empty: no such condition.
    pub text: String,
    /// Names of mood tags that must all be on. A name outside the vocabulary
    /// matches nothing.
    pub tags: Vec<String>,
    /// Names of mood tags of which at least one must be on. Empty: no such
    /// condition.
    pub any_tags: Vec<String>,
    /// Names of mood tags that must not be on. A track that is not analysed has
    /// none on.
    pub without_tags: Vec<String>,
    /// Corners `[valence, arousal]` of a region that the track must lie in.
    pub region: Option<Vec<[f32; 2]>>,
    /// Valence, 1-9; with [`Self::arousal`], a rectangle with its edges.
    pub valence: Option<Span>,
    /// Arousal, 1-9.
    pub arousal: Option<Span>,
    /// Whether the track may well lie in another quadrant
    /// ([`crate::Analysis::is_unsure`]): true for only such, false for only those
    /// that are sure.
    pub unsure: Option<bool>,
    /// Tempo, BPM.
    pub tempo_bpm: Option<Span>,
    /// Whether half and double the tempo count as equal to it.
    pub half_or_double_tempo: bool,
    /// Keys of which it must be in one. Empty: no such condition.
    pub keys: Vec<Key>,
    /// Genres of which it must have one, without regard to accents and capitals;
    /// of a genre such as `Rock; Pop` or `Funk/Soul`, each part counts too.
    /// Empty: no such condition.
    pub genres: Vec<String>,
    /// Year.
    pub year: Option<Span>,
    /// Length, s.
    pub duration_s: Option<Span>,
    /// Where tracks may stand. Empty: anywhere.
    pub states: Vec<TrackState>,
    /// Only tracks of this folder.
    pub folder: Option<FolderId>,
    /// Only what is in this playlist, each track as often as it is in it. One
    /// that does not exist, or that is filled by itself, holds nothing.
    pub playlist: Option<PlaylistId>,
    /// Only tracks at or below this path; as [`Query::path_text`] writes paths.
    pub under: Option<String>,
    /// The order.
    pub sort: Sort,
    /// Whether the order is turned round. Tracks without a value stay last, and
    /// what orders equal tracks is not turned.
    pub descending: bool,
}

impl Query {
    /// All of a playlist, in its order.
    #[must_use]
    pub fn of_playlist(id: PlaylistId) -> Self {
        Self {
            playlist: Some(id),
            sort: Sort::Playlist,
            ..Self::default()
        }
    }

    /// A path as text for [`Query::under`]: as it is, but for bytes that are not
    /// Unicode, which are written `%FF`, and a `%` that could be taken for one
    /// of those, which is written `%25`.
    #[must_use]
    pub fn path_text(path: &Path) -> String {
        paths::to_text(path)
    }
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
    /// Genre, without regard to accents and capitals.
    Genre,
    /// Year.
    Year,
    /// When the track came into the library.
    Added,
    /// The order of [`Query::playlist`]: the user's own, or that of its query.
    /// Without one, as [`Sort::Title`].
    Playlist,
    /// How well the text matches: all words in the title, whole words before
    /// beginnings; all in the artist; then the rest, by title each. With no text,
    /// as [`Sort::Title`].
    Relevance,
}

impl Sort {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Title,
        Self::Artist,
        Self::Album,
        Self::Valence,
        Self::Arousal,
        Self::Key,
        Self::Tempo,
        Self::Duration,
        Self::Genre,
        Self::Year,
        Self::Added,
        Self::Playlist,
        Self::Relevance,
    ];

    /// The word for it, as it is written in a query.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Artist => "artist",
            Self::Album => "album",
            Self::Valence => "valence",
            Self::Arousal => "arousal",
            Self::Key => "key",
            Self::Tempo => "tempo",
            Self::Duration => "duration",
            Self::Genre => "genre",
            Self::Year => "year",
            Self::Added => "added",
            Self::Playlist => "playlist",
            Self::Relevance => "relevance",
        }
    }
}

/// The analysis of a track by this model as it was heard, of whichever version; `None` where
/// it has none.
pub(crate) fn analysis_of(
    connection: &Connection,
    model: &str,
    id: TrackId,
) -> Result<Option<Analysis>> {
    track::one(connection, model, id, track::heard)
}

//! What queries answer: the rows that cross to the window and the terminal.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::said::Source;

use crate::analysis::{Analysis, ChordSpan, Curve, Failure, Felt, Key, ModelVersion};

/// A track's row id. 32 bits, so that JavaScript's numbers hold it.
pub type TrackId = u32;
/// A folder's row id.
pub type FolderId = u32;
/// A playlist's row id.
pub type PlaylistId = u32;

/// Where a track stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum TrackState {
    /// Waits to be heard.
    Pending,
    /// Heard: it has a place on the plane.
    Analysed,
    /// Could not be heard; there is a [`Failure`].
    Failed,
    /// Its file is not where it was. Everything known of it is kept.
    Missing,
}

impl TrackState {
    /// The word for it, as it crosses to the window.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Analysed => "analysed",
            Self::Failed => "failed",
            Self::Missing => "missing",
        }
    }
}

/// One track, as a line of a list shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct TrackRow {
    /// Row id.
    pub id: TrackId,
    /// Where the file is, for people to read: bytes that are not Unicode are
    /// replaced. [`crate::Library::track_path`] gives the path to open.
    pub path: String,
    /// Title by the file's tags, or else its name without the extension.
    pub title: String,
    /// Artist by the tags.
    pub artist: Option<String>,
    /// Album by the tags.
    pub album: Option<String>,
    /// Genre by the tags.
    pub genre: Option<String>,
    /// Year by the tags.
    pub year: Option<u16>,
    /// When it came into the library, s since 1970.
    pub added_at: u32,
    /// Length, s.
    pub duration_s: Option<f32>,
    /// Where it stands.
    pub state: TrackState,
    /// Valence, 1-9.
    pub valence: Option<f32>,
    /// Arousal, 1-9.
    pub arousal: Option<f32>,
    /// The tags that are on, most probable first.
    pub tags: Vec<String>,
    /// Key.
    pub key: Option<Key>,
    /// The key's place on the Camelot wheel, such as `4A`.
    pub camelot: Option<String>,
    /// Tempo, BPM.
    pub tempo_bpm: Option<f32>,
}

/// A stretch of the answer to a query.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Type)]
pub struct Page {
    /// How many tracks match in all.
    pub total: u32,
    /// Those asked for, in order.
    pub rows: Vec<TrackRow>,
    /// The place of each in the playlist that the query names, from 0; empty
    /// where it names none.
    pub places: Vec<u32>,
}

/// A tag of one track.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct TagScore {
    /// The word.
    pub name: String,
    /// Probability, 0-1.
    pub probability: f32,
    /// Whether the model's threshold for this tag is passed.
    pub on: bool,
}

/// Everything that a panel about one track shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct TrackDetail {
    /// The line of the list.
    pub row: TrackRow,
    /// Genre by the tags.
    pub genre: Option<String>,
    /// Year by the tags.
    pub year: Option<u16>,
    /// Standard deviation of the valence, on its scale.
    pub valence_sd: Option<f32>,
    /// Standard deviation of the arousal, on its scale.
    pub arousal_sd: Option<f32>,
    /// What the network says of the valence before calibration, 1-9.
    pub valence_raw: Option<f32>,
    /// What the network says of the arousal before calibration, 1-9.
    pub arousal_raw: Option<f32>,
    /// Whether it may well lie in another quadrant ([`Analysis::is_unsure`]).
    pub unsure: bool,
    /// Probabilities of the quadrants Q1 … Q4, sum 1.
    pub quadrant_probabilities: Option<[f32; 4]>,
    /// The nine GEMS emotions, most felt first; empty without an analysis and
    /// where the model does not hear them.
    pub felt: Vec<Felt>,
    /// All tags, most probable first; empty without an analysis.
    pub tags: Vec<TagScore>,
    /// Where the key is from.
    pub key_from: Source,
    /// Where the tempo is from.
    pub tempo_from: Source,
    /// Emotion over the song.
    pub curve: Option<Curve>,
    /// The chords in the order they sound in; empty without an analysis and
    /// where the model does not listen to chords.
    pub chords: Vec<ChordSpan>,
    /// Integrated loudness (EBU R 128), LUFS.
    pub loudness_lufs: Option<f32>,
    /// Peaks in equal steps over the track, 0-1; empty without an analysis.
    pub waveform: Vec<f32>,
    /// The model that made the analysis.
    pub model: Option<ModelVersion>,
    /// Why the last attempt failed.
    pub failure: Option<Failure>,
}

/// A folder of music.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Folder {
    /// Row id.
    pub id: FolderId,
    /// Where it is, for people to read.
    pub path: String,
    /// How many tracks it holds, missing ones among them.
    pub tracks: u32,
    /// How many of them are missing.
    pub missing_tracks: u32,
    /// Whether the folder itself was away when last looked for.
    pub missing: bool,
}

/// A track that could not be analysed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct FailureRow {
    /// Track id.
    pub id: TrackId,
    /// Where the file is, for people to read.
    pub path: String,
    /// Title, as in [`TrackRow`].
    pub title: String,
    /// A stable word, such as `not_audio`.
    pub code: String,
    /// One sentence.
    pub message: String,
    /// How often it was tried.
    pub tries: u32,
    /// When it was last tried, s since 1970.
    pub failed_at: u32,
    /// When it is tried again by itself, s since 1970; `None`: not before its
    /// file or the model's version changes, or the user asks for it.
    pub next_try_at: Option<u32>,
    /// Whether the user wants to hear no more of it.
    pub ignored: bool,
}

/// One track with everything that is kept of it, for lists, plots and exports.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// The line of the list.
    pub row: TrackRow,
    /// The path to open, exact.
    pub path: PathBuf,
    /// The analysis, where there is one.
    pub analysis: Option<Analysis>,
    /// Why the last attempt failed.
    pub failure: Option<Failure>,
}

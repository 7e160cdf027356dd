//! The formats, and what sets them apart.

use serde::{Deserialize, Serialize};
use specta::Type;

/// What an export is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// A playlist for nearly every player: M3U in UTF-8.
    M3u8,
    /// A playlist in XML: XSPF 1 (<https://www.xspf.org/spec>).
    Xspf,
    /// A collection with playlists for Rekordbox.
    Rekordbox,
    /// A collection with playlists for Traktor.
    Traktor,
    /// Crates for Serato.
    Serato,
    /// A table for spreadsheets (RFC 4180).
    Csv,
    /// JSON lines: one object a track, with every score.
    Json,
    /// Typed columns for the analysis of large libraries (Apache Parquet).
    Parquet,
    /// The plane as a picture that scales.
    Svg,
    /// The plane as a picture of pixels.
    Png,
}

/// How a format takes several lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A file for each list.
    FileAList,
    /// One file with the tracks first, then the lists of them.
    Collection,
    /// A row for each place of each list.
    Table,
    /// One picture.
    Picture,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::M3u8,
        Self::Xspf,
        Self::Rekordbox,
        Self::Traktor,
        Self::Serato,
        Self::Csv,
        Self::Json,
        Self::Parquet,
        Self::Svg,
        Self::Png,
    ];

    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::M3u8 => "m3u8",
            Self::Xspf => "xspf",
            Self::Rekordbox => "rekordbox",
            Self::Traktor => "traktor",
            Self::Serato => "serato",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Parquet => "parquet",
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }

    /// The ending of its files' names.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Rekordbox => "xml",
            Self::Traktor => "nml",
            Self::Serato => "crate",
            Self::Json => "jsonl",
            other => other.name(),
        }
    }

    /// Whether it is written into a folder whatever is exported.
    #[must_use]
    pub fn needs_folder(self) -> bool {
        self == Self::Serato
    }

    pub(crate) fn shape(self) -> Shape {
        match self {
            Self::M3u8 | Self::Xspf | Self::Serato => Shape::FileAList,
            Self::Rekordbox | Self::Traktor => Shape::Collection,
            Self::Csv | Self::Json | Self::Parquet => Shape::Table,
            Self::Svg | Self::Png => Shape::Picture,
        }
    }
}

//! What can be typed behind `mood export`.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use moodplane_exports::{Comment, Format, PathMap};
use moodplane_library::KeyNotation;

/// Tracks as files for other programs.
#[derive(Debug, Args)]
pub struct Export {
    /// m3u8, xspf, rekordbox, traktor, serato, csv, json, parquet, svg or png
    #[arg(long, value_name = "FORMAT", hide_possible_values = true, value_parser = formats())]
    pub format: Format,
    /// The file, or the folder where several are made; for serato the disk or its
    /// _Serato_ folder
    #[arg(long, value_name = "PATH")]
    pub out: PathBuf,
    /// This playlist, filled by hand or smart; may be said again. Without it and
    /// --where, the whole library
    #[arg(long = "playlist", value_name = "NAME", conflicts_with = "query")]
    pub playlists: Vec<String>,
    /// What a query finds, in its order, such as 'tag:dark tempo:120-130'
    #[arg(long = "where", value_name = "QUERY")]
    pub query: Option<String>,
    /// What the list of a query or of the library is called [default: Moodplane]
    #[arg(long, value_name = "NAME", conflicts_with = "playlists")]
    pub name: Option<String>,
    /// In m3u8 and xspf: paths from this folder on [default: from the playlist's own]
    #[arg(long, value_name = "DIR")]
    pub relative_to: Option<PathBuf>,
    /// In m3u8 and xspf: paths from the root on
    #[arg(long, conflicts_with = "relative_to")]
    pub absolute: bool,
    /// A folder of this machine and what it is to the one that opens the export, such
    /// as /home/me/Music=C:\Music or =/Volumes/USB/Music; may be said again
    #[arg(long = "map-path", value_name = "FROM=TO", value_parser = PathMap::parse)]
    pub maps: Vec<PathMap>,
    /// Keys in musical (Am), camelot (8A) or openkey (1m) notation [default: as the
    /// program itself writes them]
    #[arg(long, value_name = "NOTATION", hide_possible_values = true, value_parser = notations())]
    pub key_notation: Option<KeyNotation>,
    /// What stands behind a track's own comment: moods, place (moods and the place on
    /// the plane) or none
    #[arg(long, value_name = "WHAT", default_value = "place", hide_possible_values = true, value_parser = comments())]
    pub comment: Comment,
    /// In rekordbox and traktor: give tracks the colour of their quadrant
    #[arg(long)]
    pub colours: bool,
    /// Leave out tracks whose file is missing
    #[arg(long)]
    pub without_missing: bool,
}

fn formats() -> impl TypedValueParser<Value = Format> {
    let names = Format::ALL.map(Format::name);
    PossibleValuesParser::new(names).try_map(|name| {
        let mut all = Format::ALL.into_iter();
        all.find(|format| format.name() == name).ok_or(name)
    })
}

fn notations() -> impl TypedValueParser<Value = KeyNotation> {
    let names = KeyNotation::ALL.map(KeyNotation::name);
    PossibleValuesParser::new(names).try_map(|name| {
        let mut all = KeyNotation::ALL.into_iter();
        all.find(|notation| notation.name() == name).ok_or(name)
    })
}

fn comments() -> impl TypedValueParser<Value = Comment> {
    let names = Comment::ALL.map(Comment::name);
    PossibleValuesParser::new(names).try_map(|name| {
        let mut all = Comment::ALL.into_iter();
        all.find(|comment| comment.name() == name).ok_or(name)
    })
}

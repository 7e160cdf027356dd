//! What can be typed behind `mood tags`.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use moodplane_tagging::Notation;

/// What to do with the tags in files.
#[derive(Debug, Subcommand)]
pub enum Tags {
    /// Print what would change in each file, and touch none
    Preview(Wish),
    /// Write moods into files; what is there already stays unless it is told otherwise
    Write(Wish),
    /// Take back the last writing, or the one of this number
    Undo {
        /// The writing's number, as `mood tags list` prints it
        #[arg(value_name = "NUMBER")]
        writing: Option<u32>,
        /// In files that another program has changed since, give the fields that still
        /// hold what was written their old values
        #[arg(long)]
        values: bool,
    },
    /// Print what was written when
    List,
}

/// Into which files what is written.
#[derive(Debug, Args)]
pub struct Wish {
    /// Files and folders of the library
    #[arg(value_name = "PATH", required_unless_present_any = ["query", "playlist", "all"])]
    pub paths: Vec<PathBuf>,
    /// Only these, such as 'tag:dark tempo:120-130 -tag:happy'
    #[arg(long = "where", value_name = "QUERY", conflicts_with_all = ["paths", "playlist"])]
    pub query: Option<String>,
    /// The tracks of this playlist
    #[arg(long, value_name = "NAME", conflicts_with_all = ["paths", "query"])]
    pub playlist: Option<String>,
    /// All of the library
    #[arg(long, conflicts_with_all = ["paths", "query", "playlist"])]
    pub all: bool,
    /// The N most probable moods instead of those that are on
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=56))]
    pub top: Option<u8>,
    /// Your own words for the moods: a TOML file with lines such as
    /// dark = ["Dark", "Night"]; a mood with [] is left out
    #[arg(long, value_name = "FILE.toml")]
    pub words: Option<PathBuf>,
    /// Leave the mood field alone
    #[arg(long)]
    pub no_mood: bool,
    /// Write valence and arousal, too
    #[arg(long)]
    pub plane: bool,
    /// Write the tempo, too
    #[arg(long)]
    pub bpm: bool,
    /// Write the key, too: as Am, 8A (camelot) or 1m (open)
    #[arg(long, value_name = "NOTATION", num_args = 0..=1, default_missing_value = "musical", require_equals = true, value_parser = notation())]
    pub key: Option<Notation>,
    /// Put the moods behind the comment, too: [MOOD: dark; calm]
    #[arg(long)]
    pub comment: bool,
    /// Write over what the fields hold already
    #[arg(long)]
    pub replace: bool,
    /// Leave the files' time of last change as it is
    #[arg(long)]
    pub keep_mtime: bool,
}

fn notation() -> impl TypedValueParser<Value = Notation> {
    PossibleValuesParser::new(Notation::ALL.map(Notation::name)).map(|name| {
        let named = Notation::ALL.into_iter().find(|known| known.name() == name);
        named.unwrap_or_default()
    })
}

//! How far an export is, and what came of it.

use moodplane_library::TrackId;
use serde::{Deserialize, Serialize};
use specta::Type;
use thiserror::Error;

/// How far an export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Tracks done.
    pub done: u32,
    /// Tracks in all.
    pub total: u32,
}

/// Why a track could not be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The file's name is not Unicode.
    #[error("its file's name is not Unicode text, which the format needs; rename the file")]
    NotUnicode,
    /// There is a line break or another control character in the path.
    #[error(
        "its path holds a line break or control character, which the format cannot; rename the file"
    )]
    ControlCharacter,
    /// Readers drop blanks at the end of a line.
    #[error("its file's name ends in a blank, which players drop; rename the file")]
    BlankAtEnd,
    /// The path is mapped to Windows, which has no such names.
    #[error("its name holds a character that Windows does not allow; rename the file")]
    NotForWindows,
    /// A Serato crate holds tracks of one volume.
    #[error(
        "it is on another disk than the first track, and a crate holds tracks of one disk; export those by themselves"
    )]
    OtherDisk,
    /// Another file has taken its file's place.
    #[error("another file has taken the place of its file")]
    Displaced,
    /// Its file is missing, and such are to be left out.
    #[error("its file is missing")]
    Missing,
}

/// A track that is not in the export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct LeftOut {
    /// The track.
    pub track: TrackId,
    /// Its artist and title.
    pub name: String,
    /// Where its file is, for people to read.
    pub path: String,
    /// Why.
    pub reason: Reason,
}

/// What came of an export.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Type)]
pub struct Report {
    /// The files that were written, for people to read.
    pub files: Vec<String>,
    /// Tracks that are in them, each once.
    pub written: u32,
    /// Tracks that are not, each once.
    pub left_out: Vec<LeftOut>,
    /// Those of the written whose file was missing when it was last looked for.
    pub missing: u32,
    /// Those of the written that lie in none of the mapped folders, where there
    /// are such.
    pub unmapped: u32,
    /// Those of the written whose path is not Unicode: a table has it with its
    /// unreadable bytes replaced.
    pub replaced: u32,
}

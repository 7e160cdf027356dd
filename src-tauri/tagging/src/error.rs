//! What can go wrong: with one file, which is a row with a code and a sentence and
//! stops nothing, and with all of it.

use std::io;
use std::path::PathBuf;

use moodplane_audio::AudioError;
use moodplane_library::LibraryError;
use serde::{Deserialize, Serialize};
use specta::Type;
use thiserror::Error;

/// Why a file was left as it is. Shown as one sentence that says what to do.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FileError {
    /// The shown model has no analysis of it.
    #[error("It has not been analysed yet; analyse it first.")]
    NotAnalysed,
    /// It is not what was heard.
    #[error("Its sound has changed since it was analysed; analyse it again first.")]
    Changed,
    /// There is no file.
    #[error("The file is not there; connect its disk, or scan its folder.")]
    Missing,
    /// It may not be written to.
    #[error("The file is read-only; allow writing to it and try again.")]
    ReadOnly,
    /// Nothing may be written beside it.
    #[error("Its folder {folder} cannot be written to; allow writing there and try again.", folder = .0.display())]
    FolderReadOnly(PathBuf),
    /// Another program holds it.
    #[error("Another program is using the file; close it there and try again.")]
    Locked,
    /// It is a link.
    #[error("It is a link to {target}, which was left alone; add that file itself to the library.", target = .0.display())]
    Link(PathBuf),
    /// It has more names than one.
    #[error(
        "The file has {0} names on its disk (hard links), which writing would part; make it a file of its own first."
    )]
    HardLink(u64),
    /// There is no room for the copy.
    #[error("The disk is full; make room for a copy of the file and try again.")]
    DiskFull,
    /// There is nowhere in such a file for tags.
    #[error(
        "{0} has no tags that can be written here; MP3, FLAC, Ogg Vorbis, Opus, M4A, AIFF and WAV have."
    )]
    Format(&'static str),
    /// Its tag is of a version that knows no moods.
    #[error(
        "Its tag is ID3v2.2, which has no place for moods; have another program save it as ID3v2.3 or 2.4 first."
    )]
    OldTag,
    /// Its tags are not as they should be.
    #[error(
        "Its tags cannot be changed without a risk to the rest of the file ({0}); have another program save them anew."
    )]
    Odd(&'static str),
    /// Its sound cannot be decoded, so that it could not be told whether it is kept.
    #[error("It was left as it is because its sound cannot be checked: {0}")]
    Sound(AudioError),
    /// The copy is not what it was to be.
    #[error("It was left as it is because its copy did not prove good ({0}); please report this.")]
    NotGood(&'static str),
    /// It changed while it was worked on.
    #[error("The file changed while its copy was made; try again.")]
    ChangedMeanwhile,
    /// It is not as it was left by the writing that is to be undone.
    #[error(
        "The file was changed since, so it was left as it is; undo what was written later first, or restore the old values alone."
    )]
    ChangedSince,
    /// Anything else that the system says.
    #[error("The file could not be read or written ({0}).")]
    Io(io::Error),
    /// The work was stopped before it.
    #[error("It was stopped before this file.")]
    Stopped,
}

impl FileError {
    /// A stable word for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAnalysed => "not_analysed",
            Self::Changed => "changed",
            Self::Missing => "missing",
            Self::ReadOnly => "read_only",
            Self::FolderReadOnly(_) => "folder_read_only",
            Self::Locked => "file_locked",
            Self::Link(_) => "link",
            Self::HardLink(_) => "hard_link",
            Self::DiskFull => "no_room",
            Self::Format(_) => "no_tags",
            Self::OldTag => "old_tag",
            Self::Odd(_) => "odd_tag",
            Self::Sound(_) => "sound",
            Self::NotGood(_) => "not_good",
            Self::ChangedMeanwhile => "changed_meanwhile",
            Self::ChangedSince => "changed_since",
            Self::Io(_) => "unreadable",
            Self::Stopped => "stopped",
        }
    }
}

impl FileError {
    /// What it is about, for sentences in other languages: a path or a name.
    #[must_use]
    pub fn about(&self) -> Option<String> {
        match self {
            Self::Link(path) | Self::FolderReadOnly(path) => Some(path.display().to_string()),
            Self::HardLink(names) => Some(names.to_string()),
            _ => None,
        }
    }

    /// The code of what lies behind it.
    #[must_use]
    pub fn cause(&self) -> Option<&'static str> {
        match self {
            Self::Sound(error) => Some(error.code()),
            _ => None,
        }
    }
}

impl From<io::Error> for FileError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Io(error),
        }
    }
}

impl From<AudioError> for FileError {
    fn from(error: AudioError) -> Self {
        match error {
            AudioError::Stopped => Self::Stopped,
            error => Self::Sound(error),
        }
    }
}

/// What is to be said of a file that is written all the same.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum Note {
    /// Its APE tag cannot be changed without a risk.
    #[error(
        "It also has an APE tag, which is left as it is ({0}); programs that read that one first show its old values until another program saves it anew."
    )]
    ApeLeft(&'static str),
    /// These fields of its APE tag are marked read-only.
    #[error(
        "Its APE tag is marked read-only for {0}, which stays as it is; programs that read that tag first show the old value until the mark is taken away."
    )]
    ApeLocked(String),
}

impl Note {
    /// A stable word for programs.
    fn code(&self) -> &'static str {
        match self {
            Self::ApeLeft(_) => "ape_left",
            Self::ApeLocked(_) => "ape_locked",
        }
    }
}

impl From<&Note> for FileProblem {
    fn from(note: &Note) -> Self {
        let about = match note {
            Note::ApeLeft(_) => None,
            Note::ApeLocked(fields) => Some(fields.clone()),
        };
        Self {
            code: note.code().to_owned(),
            message: note.to_string(),
            about,
            cause: None,
        }
    }
}

/// A [`FileError`] or a note as it crosses to the window and to programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FileProblem {
    /// [`FileError::code`].
    pub code: String,
    /// The sentence.
    pub message: String,
    /// [`FileError::about`].
    pub about: Option<String>,
    /// [`FileError::cause`].
    pub cause: Option<String>,
}

impl From<&FileError> for FileProblem {
    fn from(error: &FileError) -> Self {
        Self {
            code: error.code().to_owned(),
            message: error.to_string(),
            about: error.about(),
            cause: error.cause().map(str::to_owned),
        }
    }
}

/// Why nothing at all could be done.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TaggingError {
    /// The library cannot be read or written.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// The table of one's own words is not one.
    #[error("The table of words cannot be used: {0}.")]
    Mapping(String),
    /// No field was chosen.
    #[error("Nothing is chosen to be written; choose moods or another field.")]
    NothingChosen,
    /// Nothing was ever written.
    #[error("Nothing has been written into files that could be undone.")]
    NothingWritten,
}

impl TaggingError {
    /// A stable word for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Library(error) => error.code(),
            Self::Mapping(_) => "bad_mapping",
            Self::NothingChosen => "nothing_chosen",
            Self::NothingWritten => "nothing_written",
        }
    }

    /// What it is about, for sentences in other languages.
    #[must_use]
    pub fn about(&self) -> Option<String> {
        match self {
            Self::Library(error) => error.about(),
            Self::Mapping(why) => Some(why.clone()),
            Self::NothingChosen | Self::NothingWritten => None,
        }
    }
}

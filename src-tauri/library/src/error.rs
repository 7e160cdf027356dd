//! What can go wrong with the library itself. A file that cannot be heard is
//! no such error: it is a row with a [`crate::Failure`].

use std::path::PathBuf;

use rusqlite::ErrorCode;
use thiserror::Error;

/// Why the library could not do what it was asked. Shown as one sentence that
/// says what to do; [`LibraryError::code`] is for programs.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LibraryError {
    /// No place for the library could be worked out.
    #[error(
        "There is no home folder to keep the library in; name a file with --library or in MOODPLANE_LIBRARY."
    )]
    NoHome,
    /// The database's file could not be made or opened.
    #[error("The library {path} cannot be opened ({reason}); check that the folder can be written to.", path = .path.display())]
    CannotOpen {
        /// The database's file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The file is a database of another program.
    #[error("{path} belongs to another program; choose another file for the library.", path = .path.display())]
    NotALibrary {
        /// The database's file.
        path: PathBuf,
    },
    /// A later version of Moodplane wrote the library.
    #[error("This library was made by a newer Moodplane; update Moodplane to open it.")]
    NewerSchema,
    /// Another process holds the database for longer than is waited.
    #[error("Another program is using the library; close it or try again in a moment.")]
    Locked,
    /// The disk is full.
    #[error("The disk with the library is full; make room and go on.")]
    DiskFull,
    /// The database's file is damaged.
    #[error("The library is damaged ({0}); put back a copy of it or start a new one.")]
    Corrupt(String),
    /// No copy could be made before an update of the library's tables.
    #[error("The library could not be copied before its update ({reason}); check that {folder} can be written to.", folder = .folder.display())]
    CannotBackUp {
        /// Where the copy was to be.
        folder: PathBuf,
        /// What went wrong.
        reason: String,
    },
    /// There is no such folder, or it is no folder.
    #[error("{path} is not a folder that can be read.", path = .0.display())]
    NotAFolder(PathBuf),
    /// The folder lies in one that the library holds already.
    #[error("{path} is already in the library as part of {parent}.", path = .path.display(), parent = .parent.display())]
    FolderInside {
        /// The folder that was to be added.
        path: PathBuf,
        /// The one that holds it.
        parent: PathBuf,
    },
    /// There is nothing at this path.
    #[error("There is no file {path}; check its name.", path = .0.display())]
    NoSuchFile(PathBuf),
    /// Only a missing track takes over another file.
    #[error("Track number {0} is not missing, or the other one is; look again at what is offered.")]
    NotMissing(u32),
    /// A place that is not on the plane.
    #[error("Valence {0} and arousal {1} are not on the plane; both go from 1 to 9.")]
    OffScale(f32, f32),
    /// A tag outside the vocabulary.
    #[error("There is no mood tag {0}; choose one of the model's 56.")]
    NoSuchTag(String),
    /// A tag that was to be on and off.
    #[error("The mood tag {0} cannot be both on and off; choose one.")]
    OnAndOff(String),
    /// The library holds no such track.
    #[error("The library holds no track number {0}; it may have been removed.")]
    NoSuchTrack(u32),
    /// The library holds no such folder.
    #[error("The library holds no folder number {0}; it may have been removed.")]
    NoSuchFolder(u32),
    /// A file beside the library's could not be written.
    #[error("{path} cannot be written ({reason}); check that the folder can be written to.", path = .path.display())]
    CannotWrite {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The shown model has not analysed the track.
    #[error("Track number {0} has not been analysed yet; analyse it first.")]
    NotAnalysed(u32),
    /// A term of a written query is not understood.
    #[error("\u{201c}{term}\u{201d} cannot be searched for: {accepted}.")]
    BadQuery {
        /// The term, as it was written.
        term: String,
        /// What would be accepted.
        accepted: String,
    },
    /// The library holds no such playlist.
    #[error("The library holds no playlist number {0}; it may have been deleted.")]
    NoSuchPlaylist(u32),
    /// The library holds no playlist of this name.
    #[error("There is no playlist named {0}; look at the list of playlists.")]
    NoPlaylistNamed(String),
    /// A file of a playlist could not be read.
    #[error("{path} cannot be imported: {reason}.", path = .path.display())]
    BadPlaylistFile {
        /// The file.
        path: PathBuf,
        /// Why, and what can be done.
        reason: String,
    },
    /// Another playlist has this name.
    #[error("There is a playlist named {0} already; choose another name.")]
    PlaylistExists(String),
    /// A playlist needs a name.
    #[error("A playlist needs a name; type one.")]
    NoPlaylistName,
    /// The tracks of a smart playlist are those that its query finds.
    #[error("{0} is a smart playlist, filled by its query; change the query instead.")]
    SmartPlaylist(String),
    /// A playlist that is filled by hand has no query.
    #[error("{0} is filled by hand and has no query; make a smart playlist for it.")]
    NotSmartPlaylist(String),
    /// The query of a smart playlist cannot be read.
    #[error(
        "The query of the playlist {0} cannot be read; update Moodplane, or give it another query."
    )]
    UnreadableQuery(String),
    /// The playlist has no such place.
    #[error("The playlist has no track at place {0}; it may have changed, so look again.")]
    NoSuchPlace(u32),
    /// A set cannot be asked for so.
    #[error("Such a set cannot be built: {0}.")]
    BadSet(String),
    /// Nothing of this number was written into files.
    #[error("Nothing was written under number {0}; look at the list of what was written.")]
    NoSuchWriting(u32),
    /// Anything else that the database says.
    #[error("The library could not be read or written ({0}).")]
    Database(rusqlite::Error),
}

impl LibraryError {
    /// What it is about, for sentences in other languages: a path, a name, or a
    /// number, as the user knows it.
    #[must_use]
    pub fn about(&self) -> Option<String> {
        let path = |path: &std::path::Path| Some(path.display().to_string());
        match self {
            Self::CannotOpen { path: at, .. }
            | Self::NotALibrary { path: at }
            | Self::CannotBackUp { folder: at, .. }
            | Self::NotAFolder(at)
            | Self::FolderInside { path: at, .. }
            | Self::NoSuchFile(at)
            | Self::CannotWrite { path: at, .. } => path(at),
            Self::NoSuchTag(name)
            | Self::OnAndOff(name)
            | Self::BadQuery { term: name, .. }
            | Self::PlaylistExists(name)
            | Self::SmartPlaylist(name)
            | Self::NotSmartPlaylist(name)
            | Self::UnreadableQuery(name)
            | Self::BadSet(name) => Some(name.clone()),
            _ => None,
        }
    }

    /// A stable word for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoHome => "no_home",
            Self::CannotOpen { .. } => "cannot_open",
            Self::NotALibrary { .. } => "not_a_library",
            Self::NewerSchema => "newer_schema",
            Self::Locked => "locked",
            Self::DiskFull => "disk_full",
            Self::Corrupt(_) => "corrupt",
            Self::CannotBackUp { .. } => "cannot_back_up",
            Self::NotAFolder(_) => "not_a_folder",
            Self::FolderInside { .. } => "folder_inside",
            Self::NoSuchFile(_) => "no_such_file",
            Self::NotMissing(_) => "not_missing",
            Self::OffScale(..) => "off_scale",
            Self::NoSuchTag(_) => "no_such_tag",
            Self::OnAndOff(_) => "on_and_off",
            Self::NoSuchTrack(_) => "no_such_track",
            Self::NoSuchFolder(_) => "no_such_folder",
            Self::CannotWrite { .. } => "cannot_write",
            Self::NotAnalysed(_) => "not_analysed",
            Self::BadQuery { .. } => "bad_query",
            Self::NoSuchPlaylist(_) => "no_such_playlist",
            Self::NoPlaylistNamed(_) => "no_playlist_named",
            Self::BadPlaylistFile { .. } => "bad_playlist_file",
            Self::PlaylistExists(_) => "playlist_exists",
            Self::NoPlaylistName => "no_playlist_name",
            Self::SmartPlaylist(_) => "smart_playlist",
            Self::NotSmartPlaylist(_) => "not_smart_playlist",
            Self::UnreadableQuery(_) => "unreadable_query",
            Self::NoSuchPlace(_) => "no_such_place",
            Self::BadSet(_) => "bad_set",
            Self::NoSuchWriting(_) => "no_such_writing",
            Self::Database(_) => "database",
        }
    }
}

impl From<rusqlite::Error> for LibraryError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked,
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Corrupt(error.to_string())
            }
            _ => Self::Database(error),
        }
    }
}

/// What the crate's functions return.
pub(crate) type Result<T> = std::result::Result<T, LibraryError>;

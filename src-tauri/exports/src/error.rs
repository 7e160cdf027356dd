//! What stops a whole export. A track that cannot be written is no such error:
//! it is left out and told of in the [`crate::Report`].

use std::path::{Path, PathBuf};

use moodplane_library::LibraryError;
use moodplane_picture::PictureError;
use thiserror::Error;

/// Why nothing was exported. Whatever was there before is still there.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ExportError {
    /// There are no tracks.
    #[error("There is nothing to export: no track is in it.")]
    Nothing,
    /// None of the tracks has a place on the plane.
    #[error("There is nothing to draw: none of these tracks is analysed yet.")]
    NoneHeard,
    /// The user stopped it.
    #[error("The export was stopped; nothing was written.")]
    Stopped,
    /// A file or folder cannot be written.
    #[error("{path} cannot be written ({reason}); choose another place.", path = .path.display())]
    CannotWrite {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The disk is full.
    #[error("The disk is full; make room or choose another place.")]
    DiskFull,
    /// A mapping of paths that is none.
    #[error(
        "\u{201c}{0}\u{201d} maps no paths: write FROM=TO, two folders from their root on, such as /home/me/Music=C:\\Music."
    )]
    BadMap(String),
    /// Several lists need a folder, and this is a file.
    #[error("{path} is a file; several playlists and crates need a folder.", path = .0.display())]
    NeedsFolder(PathBuf),
    /// The library says no.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// The picture cannot be drawn.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// A table for analysis cannot be made.
    #[error("The table cannot be made ({0}).")]
    Table(String),
}

impl ExportError {
    /// What it is about, for sentences in other languages.
    #[must_use]
    pub fn about(&self) -> Option<String> {
        match self {
            Self::CannotWrite { path, .. } | Self::NeedsFolder(path) => {
                Some(path.display().to_string())
            }
            Self::BadMap(text) => Some(text.clone()),
            Self::Library(error) => error.about(),
            _ => None,
        }
    }

    /// A stable word for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing_to_export",
            Self::NoneHeard => "nothing_to_draw",
            Self::Stopped => "export_stopped",
            Self::CannotWrite { .. } => "cannot_export",
            Self::DiskFull => "export_disk_full",
            Self::BadMap(_) => "bad_path_map",
            Self::NeedsFolder(_) => "export_needs_folder",
            Self::Library(error) => error.code(),
            Self::Picture(_) => "cannot_draw",
            Self::Table(_) => "cannot_make_table",
        }
    }

    /// An error of the file system at `path`.
    pub(crate) fn at(path: &Path) -> impl Fn(std::io::Error) -> Self + use<> {
        use std::io::ErrorKind::{QuotaExceeded, StorageFull};
        let path = path.to_owned();
        move |error| match error.kind() {
            StorageFull | QuotaExceeded => Self::DiskFull,
            _ => Self::CannotWrite {
                path: path.clone(),
                reason: error.to_string(),
            },
        }
    }
}

/// What the crate's functions return.
pub(crate) type Result<T> = std::result::Result<T, ExportError>;

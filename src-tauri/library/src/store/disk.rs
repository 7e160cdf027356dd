//! The disk that the library lies on: whether it is full, names beside the
//! library's file, and writes that have really arrived.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::error::{LibraryError, Result};

/// What is written to learn whether a disk is full: more than a page and its
/// place in the log, which a nearly full disk may still take.
const PROBE: usize = 64 * 1024;

/// The path with `suffix` put behind its last letter, as SQLite names the
/// files that belong to a database.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

/// The folder that a file lies in.
#[must_use]
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// The first name `<folder>/<stem>.db`, or else with a number, that is free.
pub(crate) fn free_name(folder: &Path, stem: &str) -> PathBuf {
    let name = |number: u32| match number {
        1 => folder.join(format!("{stem}.db")),
        _ => folder.join(format!("{stem}-{number}.db")),
    };
    (1..)
        .map(name)
        .find(|path| path.symlink_metadata().is_err())
        .unwrap_or_else(|| name(0))
}

/// The file's name without its extension, for people to read.
pub(crate) fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

/// Waits until a file's bytes are on the disk.
pub(crate) fn settle(path: &Path) -> std::io::Result<()> {
    // Windows wants a handle that may write.
    File::options().write(true).open(path)?.sync_all()
}

/// Waits until the names in a folder are on the disk, so that a file renamed over
/// another one stays there. Only Unix can say so, and not on every disk.
pub fn settle_folder(folder: &Path) {
    #[cfg(unix)]
    if let Err(error) = File::open(folder).and_then(|folder| folder.sync_all()) {
        tracing::debug!(folder = %folder.display(), %error, "folder not synced");
    }
    #[cfg(not(unix))]
    let _ = folder;
}

/// Whether the system says that there is no room.
pub(crate) fn is_full(error: &std::io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded
    )
}

/// Says "full" where SQLite only says "input/output error" or "cannot open":
/// it keeps the system's reason to itself, so the disk is asked once more.
pub(crate) fn explain(error: LibraryError, path: &Path) -> LibraryError {
    let unclear = match &error {
        LibraryError::CannotOpen { .. } => true,
        LibraryError::Database(error) => matches!(
            error.sqlite_error_code(),
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen)
        ),
        _ => false,
    };
    if unclear && has_no_room(folder_of(path)) {
        return LibraryError::DiskFull;
    }
    error
}

fn has_no_room(folder: &Path) -> bool {
    let probe = folder.join(format!(".moodplane-room-{}", std::process::id()));
    let written = File::create(&probe).and_then(|mut file| {
        file.write_all(&[0x5A; PROBE])?;
        file.sync_all()
    });
    let _ = fs::remove_file(&probe);
    written.is_err_and(|error| is_full(&error))
}

/// An error of the file system while `path` was written.
pub(crate) fn failed(path: &Path) -> impl Fn(std::io::Error) -> LibraryError {
    move |error| {
        if is_full(&error) {
            LibraryError::DiskFull
        } else {
            LibraryError::CannotOpen {
                path: path.to_owned(),
                reason: error.to_string(),
            }
        }
    }
}

/// Takes a file away if it is there.
pub(crate) fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(failed(path)(error)),
        _ => Ok(()),
    }
}

//! Paths as the database holds them: every byte of them, because file names
//! need not be Unicode.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rusqlite::types::{FromSql, FromSqlResult, ValueRef};

use crate::rows::TrackId;

/// A path read from the database.
pub(crate) struct StoredPath(pub(crate) PathBuf);

impl FromSql for StoredPath {
    fn column_result(value: ValueRef) -> FromSqlResult<Self> {
        value.as_blob().map(|bytes| Self(from_bytes(bytes)))
    }
}

/// A path's bytes. On Unix its own; elsewhere its UTF-8, or, for a name that
/// has none, a zero byte and then its UTF-16 code units, little-endian. No
/// path begins with a zero byte, so the two cannot be mixed up.
pub(crate) fn to_bytes(path: &Path) -> Vec<u8> {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        path.as_os_str().as_bytes().to_vec()
    }
    #[cfg(windows)]
    {
        use std::os::windows::ffi::OsStrExt;
        match path.to_str() {
            Some(text) => text.as_bytes().to_vec(),
            None => {
                let units = path.as_os_str().encode_wide();
                std::iter::once(0)
                    .chain(units.flat_map(u16::to_le_bytes))
                    .collect()
            }
        }
    }
}

/// The path of these bytes.
fn from_bytes(bytes: &[u8]) -> PathBuf {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
    }
    #[cfg(windows)]
    {
        use std::os::windows::ffi::OsStringExt;
        match bytes.split_first() {
            Some((0, units)) => {
                let (pairs, _) = units.as_chunks::<2>();
                let units: Vec<u16> = pairs.iter().map(|&pair| u16::from_le_bytes(pair)).collect();
                PathBuf::from(std::ffi::OsString::from_wide(&units))
            }
            _ => PathBuf::from(String::from_utf8_lossy(bytes).into_owned()),
        }
    }
}

/// The one spelling of a path under which its row is kept: absolute, with the
/// links on the way resolved. The last part is kept as it is, because a link
/// that leads nowhere is still a file that the user sees.
pub(crate) fn settled(path: &Path) -> std::io::Result<PathBuf> {
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => {
            let parent = if parent.as_os_str().is_empty() {
                Path::new(".")
            } else {
                parent
            };
            Ok(dunce::canonicalize(parent)?.join(name))
        }
        _ => dunce::canonicalize(path),
    }
}

/// Whether nothing is at this path any more. A path that cannot be looked at
/// (no permission, a sick disk) is not gone.
pub(crate) fn is_gone(path: &Path) -> bool {
    path.symlink_metadata().is_err_and(|error| {
        use ErrorKind::{InvalidInput, NotADirectory, NotFound};
        // Invalid is only the path of a row that was displaced.
        matches!(error.kind(), NotFound | NotADirectory | InvalidInput)
    })
}

/// What stands in for the path of a row whose file became another's, in bytes: the
/// path, a zero byte, which no path holds, and the row's id. Nothing is ever there.
pub(crate) fn displaced(path: &Path, id: TrackId) -> Vec<u8> {
    let mut bytes = to_bytes(path);
    bytes.push(0);
    bytes.extend(id.to_string().bytes());
    bytes
}

/// For people to read: what is not Unicode is replaced.
pub(crate) fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    // Of a row that was displaced, the place it had.
    let place = text.split_once('\0').map_or(&*text, |(place, _)| place);
    place.to_owned()
}

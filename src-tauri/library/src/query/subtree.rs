//! The tracks at or below a path, whatever bytes it is of.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Row};

use crate::error::Result;
use crate::paths;
use crate::rows::TrackId;

/// What parts of a path are parted by, in the database's bytes.
const SEPARATORS: &[u8] = if cfg!(windows) { b"/\\" } else { b"/" };

/// Calls `take` with every track at or below `root`, in the order of paths.
pub(super) fn each_under(
    root: &Path,
    connection: &Connection,
    take: &mut dyn FnMut(TrackId),
) -> Result<()> {
    // Without the separators and dots that say nothing.
    let root: PathBuf = root.components().collect();
    let prefix = paths::to_bytes(&root);
    let end = after_all(&prefix);
    let mut statement = connection.prepare_cached(
        "SELECT id, path FROM tracks WHERE path >= ?1 AND path < ?2 ORDER BY path",
    )?;
    let mut rows = statement.query((&prefix, end))?;
    while let Some(row) = rows.next()? {
        if is_under(bytes(row)?, &prefix) {
            take(row.get(0)?);
        }
    }
    drop(rows);
    // Paths that have no Unicode are kept in a form of their own where the
    // system's paths are not bytes: see `paths`.
    let mut rows = statement.query((vec![0], vec![1]))?;
    while let Some(row) = rows.next()? {
        let path = paths::from_bytes(bytes(row)?);
        if path.starts_with(&root) && prefix.first() != Some(&0) {
            take(row.get(0)?);
        }
    }
    Ok(())
}

/// The path's bytes, not copied.
fn bytes<'a>(row: &'a Row) -> rusqlite::Result<&'a [u8]> {
    Ok(row.get_ref(1)?.as_blob()?)
}

/// The first bytes after all those that begin with `prefix`.
fn after_all(prefix: &[u8]) -> Vec<u8> {
    match prefix.split_last() {
        Some((&u8::MAX, rest)) => after_all(rest),
        Some((last, rest)) => [rest, &[last + 1]].concat(),
        // No path begins with this byte.
        None => vec![u8::MAX],
    }
}

/// As `Path::starts_with`, for paths that begin with the same bytes and have
/// neither doubled separators nor dots: ours have none.
fn is_under(path: &[u8], root: &[u8]) -> bool {
    let is_separator = |byte: Option<&u8>| byte.is_none_or(|byte| SEPARATORS.contains(byte));
    is_separator(root.last()) || is_separator(path.get(root.len()))
}

//! Putting another database in the library's place. The one that was there is
//! kept beside it under a dated name.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::disk;
use crate::error::Result;

/// What SQLite keeps beside a database: the write-ahead log and its index.
const COMPANIONS: [&str; 2] = ["-wal", "-shm"];

/// Today where the user is, as `2025-01-31`.
pub(crate) fn today() -> Result<String> {
    let clock = Connection::open_in_memory()?;
    Ok(clock.query_row("SELECT date('now', 'localtime')", [], |row| row.get(0))?)
}

/// Where the new database is made before it is put in place.
pub(crate) fn ready(path: &Path) -> PathBuf {
    disk::beside(path, "-new")
}

/// Puts the database `ready`, one whole file, in the place of `path`. What was
/// there is kept as `<name>-<word>-<date>.db` with its log. Returns that name;
/// `None` if there was nothing. Whatever happens on the way, there is a database
/// at `path` at any moment.
pub(crate) fn put(path: &Path, ready: &Path, word: &str) -> Result<Option<PathBuf>> {
    disk::settle(ready).map_err(disk::failed(ready))?;
    let aside = match path.symlink_metadata() {
        Ok(_) => Some(keep(path, word)?),
        Err(_) => None,
    };
    // The old log must be gone before the new database is there: it would be
    // taken for the new one's.
    for companion in COMPANIONS {
        disk::remove(&disk::beside(path, companion))?;
    }
    fs::rename(ready, path).map_err(disk::failed(path))?;
    disk::settle_folder(disk::folder_of(path));
    Ok(aside)
}

fn keep(path: &Path, word: &str) -> Result<PathBuf> {
    let stem = format!("{}-{word}-{}", disk::stem(path), today()?);
    let aside = disk::free_name(disk::folder_of(path), &stem);
    // An empty log, which opening a database makes, says nothing.
    let log = fs::metadata(disk::beside(path, "-wal"));
    if log.is_ok_and(|log| log.len() > 0) {
        for companion in COMPANIONS {
            let from = disk::beside(path, companion);
            if from.is_file() {
                copy(&from, &disk::beside(&aside, companion))?;
            }
        }
    }
    // A second name for the same file takes no room; not every disk has those.
    if fs::hard_link(path, &aside).is_err() {
        copy(path, &aside)?;
    }
    disk::settle_folder(disk::folder_of(path));
    Ok(aside)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let copied = fs::copy(from, to).and_then(|_| disk::settle(to));
    copied.map_err(disk::failed(to))
}

//! Dated copies of the library in the folder `backups` beside it: one each week,
//! and one before each update of the tables.

mod kept;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use rusqlite::backup::StepResult;
use rusqlite::{Connection, OpenFlags};
use serde::Serialize;

use super::session::Session;
use super::{check, connection, disk, replace, schema};
use crate::error::{LibraryError, Result};
use crate::library::Library;
use kept::{folder, is_due, superfluous};

pub(crate) use kept::list;

/// After this long, what a copy that was broken off left behind is taken away.
const BROKEN_OFF: Duration = Duration::from_secs(24 * 60 * 60);

/// How a copy is called while it is made.
const UNFINISHED: &str = ".part";

/// A copy of the library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Backup {
    /// Its file: a whole library.
    pub path: PathBuf,
    /// When it was made, as `2025-01-31`.
    pub date: String,
    /// The version of the tables in a copy that was made before they were
    /// updated; `None` in one made by the calendar or on demand.
    pub version: Option<u32>,
    /// Size, bytes.
    pub bytes: u64,
}

impl Library {
    /// The copies of this library, newest first.
    #[must_use]
    pub fn backups(&self) -> Vec<Backup> {
        list(self.path())
    }

    /// The copies of the library in this file, newest first, whether or not it
    /// can be opened.
    #[must_use]
    pub fn backups_of(path: &Path) -> Vec<Backup> {
        list(path)
    }

    /// Makes a copy if the last one is a week old or there is none, and takes
    /// away the oldest beyond those that are kept. Readers and writers go on
    /// meanwhile; seconds for a large library. `None` when none is due or there
    /// is nothing to copy.
    ///
    /// The copy is looked through: so damage is found within a week.
    ///
    /// # Errors
    /// No copy can be made; [`LibraryError::Corrupt`] if the library is damaged.
    pub fn back_up_if_due(&self) -> Result<Option<Backup>> {
        let weekly = self
            .backups()
            .into_iter()
            .find(|copy| copy.version.is_none());
        let is_due = weekly.map_or(Ok(true), |copy| is_due(&copy.date))?;
        let is_empty = self.read(|connection| {
            Ok(!connection
                .prepare_cached("SELECT 1 FROM tracks LIMIT 1")?
                .exists([])?)
        })?;
        if is_empty || !is_due {
            return Ok(None);
        }
        self.back_up().map(Some)
    }

    /// Makes a copy now; see [`Library::back_up_if_due`].
    ///
    /// # Errors
    /// The same.
    pub fn back_up(&self) -> Result<Backup> {
        let made = self.read(|connection| make(connection, self.path(), false))?;
        made.ok_or(LibraryError::Locked)
    }

    /// Puts a backup in the place of the library at `path`, which nobody may
    /// have open. What was there is kept beside it as `…-replaced-<date>.db`;
    /// returns that name, or `None` if there was nothing.
    ///
    /// # Errors
    /// [`LibraryError::Locked`] while the library is open; the backup is damaged
    /// or no library of this version or an earlier one; the disk is full.
    pub fn restore(path: &Path, backup: &Path) -> Result<Option<PathBuf>> {
        if !backup.is_file() {
            return Err(LibraryError::NoSuchFile(backup.to_owned()));
        }
        let from = connection::untouched(backup)?;
        if schema::ours(&from, backup)? == 0 {
            return Err(LibraryError::NotALibrary {
                path: backup.to_owned(),
            });
        }
        let session = Session::alone(path)?;
        let ready = replace::ready(path);
        copy(&from, &ready).inspect_err(|_| forget(&ready))?;
        let aside = replace::put(path, &ready, "replaced")?;
        drop(session);
        Ok(aside)
    }
}

/// Copies the library before its tables are updated.
pub(crate) fn before_update(connection: &Connection, path: &Path) -> Result<()> {
    match make(connection, path, true) {
        Ok(_) => Ok(()),
        Err(LibraryError::CannotOpen { reason, .. }) => Err(LibraryError::CannotBackUp {
            folder: folder(path),
            reason,
        }),
        Err(LibraryError::Database(error)) => Err(LibraryError::CannotBackUp {
            folder: folder(path),
            reason: error.to_string(),
        }),
        Err(other) => Err(other),
    }
}

/// Whether the library's file is there without a byte in it although the library
/// once held something: SQLite would take it for a new one.
pub(crate) fn is_emptied(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() == 0) && !list(path).is_empty()
}

/// Makes a copy, looks through it, and gives it its name. `None` if a copy
/// before an update is too late: another process has made the update.
fn make(connection: &Connection, path: &Path, is_update: bool) -> Result<Option<Backup>> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let folder = folder(path);
    fs::create_dir_all(&folder).map_err(disk::failed(&folder))?;
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let stem = disk::stem(path);
    let part = folder.join(format!(
        "{stem}-{}-{number}{UNFINISHED}",
        std::process::id()
    ));
    let finish = || -> Result<Option<Backup>> {
        let version = copy(connection, &part)?;
        if is_update && version == schema::LATEST {
            return Ok(None);
        }
        let date = replace::today()?;
        let version = is_update.then_some(version);
        let suffix = version.map_or(String::new(), |version| format!("-v{version}"));
        let name = disk::free_name(&folder, &format!("{stem}-{date}{suffix}"));
        disk::settle(&part).map_err(disk::failed(&part))?;
        fs::rename(&part, &name).map_err(disk::failed(&name))?;
        disk::settle_folder(&folder);
        Ok(Some(Backup {
            bytes: fs::metadata(&name).map_or(0, |meta| meta.len()),
            path: name,
            date,
            version,
        }))
    };
    let made = finish().map_err(|error| disk::explain(error, &part));
    forget(&part);
    if made.is_ok() {
        thin_out(path);
    }
    made
}

/// Copies a database as it is at one moment into one file, and looks through
/// that. Returns the version of its tables.
pub(crate) fn copy(from: &Connection, to: &Path) -> Result<u32> {
    disk::remove(to)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut copy = Connection::open_with_flags(to, flags)?;
    // Whoever calls waits once, at the end, until it is on the disk.
    copy.pragma_update(None, "synchronous", "OFF")?;
    // All in one go, so that one moment is read however much is written
    // meanwhile; the log lets writers go on.
    match rusqlite::backup::Backup::new(from, &mut copy)?.step(-1)? {
        StepResult::Done => {}
        _ => return Err(LibraryError::Locked),
    }
    // The whole of it in one file, whose name can be changed.
    copy.pragma_update(None, "journal_mode", "DELETE")?;
    check::quick(&copy)?;
    Ok(schema::version(&copy)?)
}

/// Takes away what is beyond the number of copies that are kept. One that
/// cannot be taken away is in nobody's way.
fn thin_out(path: &Path) {
    for copy in superfluous(list(path)) {
        forget(&copy.path);
    }
    let entries = fs::read_dir(folder(path)).into_iter().flatten().flatten();
    for entry in entries {
        let is_part = entry.file_name().to_string_lossy().contains(UNFINISHED);
        let modified = entry.metadata().and_then(|meta| meta.modified());
        let age = modified.ok().and_then(|time| time.elapsed().ok());
        if is_part && age.is_some_and(|age| age > BROKEN_OFF) {
            forget(&entry.path());
        }
    }
}

fn forget(path: &Path) {
    for name in [path.to_owned(), disk::beside(path, "-journal")] {
        if let Err(error) = disk::remove(&name) {
            tracing::warn!(path = %name.display(), %error, "left behind");
        }
    }
}

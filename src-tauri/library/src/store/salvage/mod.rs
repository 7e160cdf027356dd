//! Saving what can be saved of a damaged library.
//!
//! ```text
//! damaged file → image → page → tree → rows ┐
//! newest backup that opens ─────────────────┴→ new database → in its place
//! ```
//! The damaged file is only read, and kept. Its pages are read one by one by the
//! file format ([`image`], [`page`]), so that a damaged page costs what is on it
//! and no more, whichever page it is: what nothing leads to any more is known
//! for its table's by what its rows look like ([`shape`]). What could not be
//! read is looked for in the newest backup ([`mend`]). No table is known by
//! name here but those that the report counts.

mod gather;
mod image;
mod mend;
mod page;
mod shape;
mod tree;

use std::fmt;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use serde::Serialize;

use super::session::Session;
use super::{backup, check, connection, disk, replace, schema};
use crate::error::{LibraryError, Result};
use crate::library::{Library, patiently};
use gather::Gathered;
use image::Image;

/// What was saved of a damaged library. Displayed, it is one sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Salvage {
    /// What was wrong, as SQLite says it.
    pub problem: String,
    /// Tracks that the library holds now.
    pub tracks: u32,
    /// Tracks that it held, as far as can be told.
    pub tracks_before: u32,
    /// Analyses that the library holds now.
    pub analyses: u32,
    /// Analyses that it held, as far as can be told.
    pub analyses_before: u32,
    /// Rows of all kinds that are only from the backup.
    pub from_backup: u32,
    /// The backup that was looked into for what could not be read.
    pub backup: Option<PathBuf>,
    /// Where the damaged file is kept.
    pub damaged: PathBuf,
}

impl fmt::Display for Salvage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "The library was damaged and has been mended: it holds {} of {} tracks and {} of {} analyses",
            self.tracks, self.tracks_before, self.analyses, self.analyses_before
        )?;
        if let (1.., Some(backup)) = (self.from_backup, &self.backup) {
            let count = self.from_backup;
            write!(
                f,
                ", {count} entries of it from the backup {}",
                backup.display()
            )?;
        }
        write!(
            f,
            "; the damaged file is kept as {}.",
            self.damaged.display()
        )
    }
}

impl Library {
    /// Opens the library as [`Library::open`] does; one that is damaged is
    /// mended first: all that can be read of it goes into a new database, with
    /// what the newest backup has of the rest. The damaged file is kept beside
    /// it as `…-damaged-<date>.db`. Nothing is ever deleted.
    ///
    /// # Errors
    /// As [`Library::open`], but a damaged library is none;
    /// [`LibraryError::Locked`] while a damaged one is open elsewhere.
    pub fn open_or_salvage(path: &Path) -> Result<(Self, Option<Salvage>)> {
        match Self::open(path) {
            Err(LibraryError::Corrupt(_)) => {}
            // One damaged byte can make it look like another program's.
            Err(LibraryError::NotALibrary { .. }) if gather::looks_like_ours(path) => {}
            other => return other.map(|library| (library, None)),
        }
        let salvage = patiently(|| {
            let session = Session::alone(path)?;
            // Another process may have mended it while this one waited.
            let Some(problem) = problem(path)? else {
                return Ok(None);
            };
            let salvage = salvage(path, problem)?;
            drop(session);
            Ok(Some(salvage))
        })?;
        if let Some(salvage) = &salvage {
            tracing::warn!("{salvage}");
        }
        Ok((Self::open(path)?, salvage))
    }
}

/// What is wrong with the file, by a look through all of it.
fn problem(path: &Path) -> Result<Option<String>> {
    let check = || -> Result<()> {
        if backup::is_emptied(path) {
            return Err(LibraryError::Corrupt("the file is empty".to_owned()));
        }
        check::header(path)?;
        let connection = connection::untouched(path)?;
        schema::ours(&connection, path)?;
        check::at_start(&connection, true)
    };
    match check() {
        Ok(()) => Ok(None),
        Err(LibraryError::Corrupt(problem)) => Ok(Some(problem)),
        Err(LibraryError::NotALibrary { .. }) => Ok(Some("its mark is lost".to_owned())),
        Err(other) => Err(other),
    }
}

fn salvage(path: &Path, problem: String) -> Result<Salvage> {
    let image = Image::open(path).map_err(disk::failed(path))?;
    let ready = replace::ready(path);
    let fresh = |version| -> Result<Connection> {
        clear(&ready)?;
        let mut new = connection::writer(&ready)?;
        // Rows come in any order; what has lost its parent is seen to at the end.
        new.pragma_update(None, "foreign_keys", false)?;
        // Whoever is killed before the end begins again.
        new.pragma_update(None, "synchronous", "OFF")?;
        schema::bring_to(&mut new, &ready, version)?;
        Ok(new)
    };
    let make = || -> Result<Salvage> {
        let backups = backup::list(path);
        let version = gather::version(&image, &backups)?;
        let mut new = fresh(version)?;
        let mut gathered = gather::gather(&image, &mut new)?;
        schema::bring_up_to_date(&mut new, &ready)?;
        let unreadable = mend::make_readable(&Library::open(&ready)?)?;
        gathered.gaps.extend(unreadable);
        let filled = mend::fill(&mut new, &gathered.gaps, &backups, path)?;
        mend::tidy(&mut new)?;
        let salvage = report(&new, problem, &gathered, filled)?;
        // One whole file, whose name can be changed.
        new.pragma_update(None, "journal_mode", "DELETE")?;
        check::quick(&new)?;
        drop(new);
        disk::remove(&disk::beside(&ready, "-session"))?;
        Ok(salvage)
    };
    let made = make().map_err(|error| disk::explain(error, &ready));
    let mut salvage = made.inspect_err(|_| {
        let _ = clear(&ready);
    })?;
    if let Some(kept) = replace::put(path, &ready, "damaged")? {
        salvage.damaged = kept;
    }
    Ok(salvage)
}

fn report(
    new: &Connection,
    problem: String,
    gathered: &Gathered,
    filled: mend::Filled,
) -> Result<Salvage> {
    let count = |table: &str| -> Result<u32> {
        let sql = format!("SELECT COUNT(*) FROM {table}");
        Ok(new.query_row(&sql, [], |row| row.get(0))?)
    };
    let before = |table| gathered.before.get(table).copied().unwrap_or(0);
    let (tracks, analyses) = (count("tracks")?, count("analyses")?);
    Ok(Salvage {
        problem,
        tracks,
        tracks_before: before("tracks").max(tracks),
        analyses,
        analyses_before: before("analyses").max(before("hearings")).max(analyses),
        from_backup: filled.rows,
        backup: filled.backup,
        damaged: PathBuf::new(),
    })
}

/// Takes away a new database that was not finished.
fn clear(ready: &Path) -> Result<()> {
    ["", "-wal", "-shm", "-journal", "-session"]
        .iter()
        .try_for_each(|suffix| disk::remove(&disk::beside(ready, suffix)))
}

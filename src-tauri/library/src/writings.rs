//! The journal of what was written into the user's own files: enough to take it
//! back. It knows nothing of tags; what a field is, whoever writes knows.
//!
//! A file is noted before it is touched ([`Library::about_to_write`]) and once more
//! afterwards ([`Library::has_written`]). A kill in between leaves a note of which
//! the file's hash tells whether it came true.

use std::path::{Path, PathBuf};

use rusqlite::{OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::error::{LibraryError, Result};
use crate::library::{Library, now};
use crate::paths::{self, StoredPath};
use crate::rows::TrackId;
use crate::scan::know_stream;

/// The row id of one writing into many files.
pub type WritingId = u32;

/// One writing into many files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Writing {
    /// Row id.
    pub id: WritingId,
    /// When it began, s since 1970.
    pub begun_at: u32,
    /// What was asked for, as JSON.
    pub asked: String,
    /// Files that hold it, as far as is known.
    pub files: u32,
    /// Files in which it was undone.
    pub undone: u32,
}

/// How a file of a writing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrittenState {
    /// It was about to be written, and nobody came to say that it was.
    Begun,
    /// It was written.
    Written,
    /// It was written, and that was undone.
    Undone,
}

/// What was written into one file, and how to take it back.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenFile {
    /// Row id.
    pub id: u32,
    /// Its track, which may have left the library since.
    pub track: TrackId,
    /// Where it was when it was written.
    pub path: PathBuf,
    /// How it stands.
    pub state: WrittenState,
    /// BLAKE3 of all of it before.
    pub before_hash: Vec<u8>,
    /// BLAKE3 of all of it after.
    pub after_hash: Vec<u8>,
    /// When it was last written before, ns since 1970.
    pub before_mtime_ns: i64,
    /// The fields that changed, in the writer's own words.
    pub fields: String,
    /// What makes the old bytes of the new ones, likewise; `None` where that is too
    /// long to keep.
    pub way_back: Option<Vec<u8>>,
}

/// A file that is about to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Rewritten<'a> {
    /// Its track.
    pub track: TrackId,
    /// Where it is.
    pub path: &'a Path,
    /// Identity of what is encoded in it, before and after.
    pub stream_id: &'a str,
    /// As in [`WrittenFile`].
    pub before_hash: &'a [u8],
    /// As in [`WrittenFile`].
    pub after_hash: &'a [u8],
    /// As in [`WrittenFile`].
    pub before_mtime_ns: i64,
    /// As in [`WrittenFile`].
    pub fields: &'a str,
    /// As in [`WrittenFile`].
    pub way_back: Option<&'a [u8]>,
}

const BEGUN: u8 = 0;
const WRITTEN: u8 = 1;
const UNDONE: u8 = 2;

/// Writings are listed newest first, and none that came to nothing.
const WRITINGS: &str = "
    SELECT w.id, w.begun_at, w.asked, SUM(f.state < 2), SUM(f.state = 2)
    FROM writings w JOIN written_files f ON f.writing = w.id
    GROUP BY w.id ORDER BY w.id DESC LIMIT ?1";

/// Writings listed at once: more than anybody looks back through.
const LISTED: u32 = 200;

impl Library {
    /// Begins a writing into files.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn begin_writing(&self, asked: &str) -> Result<WritingId> {
        self.write(|tx| {
            // Of one that was begun and came to nothing, nobody wants to know.
            tx.execute(
                "DELETE FROM writings WHERE id NOT IN (SELECT writing FROM written_files)",
                [],
            )?;
            let mut statement = tx.prepare_cached(
                "INSERT INTO writings (begun_at, asked) VALUES (?1, ?2) RETURNING id",
            )?;
            Ok(statement.query_row(params![now(), asked], |row| row.get(0))?)
        })
    }

    /// Notes that a file is about to be written, for sure and before it is. Returns
    /// the note's number.
    ///
    /// # Errors
    /// The database cannot be written; the file is then not to be written either.
    pub fn about_to_write(&self, writing: WritingId, file: &Rewritten) -> Result<u32> {
        self.write_for_sure(|tx| {
            know_stream(tx, file.path, file.stream_id)?;
            let mut statement = tx.prepare_cached(
                "INSERT INTO written_files (writing, track, path, state, before_hash, after_hash,
                     before_mtime_ns, fields, way_back)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) RETURNING id",
            )?;
            let values = params![
                writing,
                file.track,
                paths::to_bytes(file.path),
                BEGUN,
                file.before_hash,
                file.after_hash,
                file.before_mtime_ns,
                file.fields,
                file.way_back,
            ];
            Ok(statement.query_row(values, |row| row.get(0))?)
        })
    }

    /// Notes that the file was written, and has its track know it as it is now, so
    /// that it is not heard again.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn has_written(&self, note: u32, path: &Path) -> Result<()> {
        self.follow_rewritten(path)?;
        self.write(|tx| {
            tx.prepare_cached("UPDATE written_files SET state = ?1 WHERE id = ?2")?
                .execute(params![WRITTEN, note])?;
            Ok(())
        })
    }

    /// Takes a note back: the file was not written after all.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn has_not_written(&self, note: u32) -> Result<()> {
        self.write(|tx| {
            tx.prepare_cached("DELETE FROM written_files WHERE id = ?1")?
                .execute([note])?;
            Ok(())
        })
    }

    /// Notes that what was written into a file is undone, and has its track know it
    /// as it is now.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn has_undone(&self, note: u32, path: &Path) -> Result<()> {
        self.follow_rewritten(path)?;
        self.write(|tx| {
            // The way back was gone.
            tx.prepare_cached(
                "UPDATE written_files SET state = ?1, way_back = NULL WHERE id = ?2",
            )?
            .execute(params![UNDONE, note])?;
            Ok(())
        })
    }

    /// What was written into files, the last first; the last 200 times.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn writings(&self) -> Result<Vec<Writing>> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(WRITINGS)?;
            let rows = statement.query_map([LISTED], |row| {
                Ok(Writing {
                    id: row.get(0)?,
                    begun_at: u32::try_from(row.get::<_, i64>(1)?).unwrap_or_default(),
                    asked: row.get(2)?,
                    files: row.get(3)?,
                    undone: row.get(4)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// The notes of one writing that are not undone, the last file first.
    ///
    /// # Errors
    /// There is no such writing.
    pub fn notes_to_undo(&self, writing: WritingId) -> Result<Vec<u32>> {
        self.read(|connection| {
            let known = connection
                .prepare_cached("SELECT 1 FROM writings WHERE id = ?1")?
                .exists([writing])?;
            if !known {
                return Err(LibraryError::NoSuchWriting(writing));
            }
            let mut statement = connection.prepare_cached(
                "SELECT id FROM written_files WHERE writing = ?1 AND state < 2 ORDER BY id DESC",
            )?;
            let ids = statement.query_map([writing], |row| row.get(0))?;
            Ok(ids.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// What was written into one file, by the number of its note; `None` where the
    /// note is gone.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn written_file(&self, note: u32) -> Result<Option<WrittenFile>> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id, track, path, state, before_hash, after_hash, before_mtime_ns,
                     fields, way_back
                 FROM written_files WHERE id = ?1",
            )?;
            Ok(statement.query_row([note], written).optional()?)
        })
    }
}

fn written(row: &Row) -> rusqlite::Result<WrittenFile> {
    Ok(WrittenFile {
        id: row.get(0)?,
        track: row.get(1)?,
        path: row.get::<_, StoredPath>(2)?.0,
        state: match row.get::<_, u8>(3)? {
            BEGUN => WrittenState::Begun,
            WRITTEN => WrittenState::Written,
            _ => WrittenState::Undone,
        },
        before_hash: row.get(4)?,
        after_hash: row.get(5)?,
        before_mtime_ns: row.get(6)?,
        fields: row.get(7)?,
        way_back: row.get(8)?,
    })
}

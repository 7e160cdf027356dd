//! A row as a scan meets it: what its file was like when it was last looked at,
//! and whether that file is still what it was.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, Row};

use super::file::{self, Stat};
use crate::error::Result;
use crate::paths::{self, StoredPath};
use crate::rows::{FolderId, TrackId};

/// What is known of the file behind a row.
pub(super) struct Known {
    pub(super) id: TrackId,
    pub(super) path: PathBuf,
    folder: Option<FolderId>,
    presence: u8,
    size: u64,
    mtime_ns: i64,
    inode: u64,
    pub(super) fingerprint: Option<Vec<u8>>,
    pub(super) stream: Option<Vec<u8>>,
}

/// Rows of one fingerprint that are looked at: of a file that is there in more
/// copies, one that moved may count as new, and a folder full of copies costs
/// little.
const COPIES: usize = 32;

/// The columns that [`Known::read`] reads.
const COLUMNS: &str =
    "id, path, folder, presence, size, mtime_ns, inode, fingerprint, stream FROM tracks";

impl Known {
    /// The row of this path.
    pub(super) fn at(connection: &Connection, path: &Path) -> Result<Option<Self>> {
        let mut statement =
            connection.prepare_cached(&format!("SELECT {COLUMNS} WHERE path = ?1"))?;
        Ok(statement
            .query_row([paths::to_bytes(path)], Self::read)
            .optional()?)
    }

    /// The row that a file with this fingerprint was until it moved: one whose own
    /// file is not what it was any more. While it is, this is a copy.
    pub(super) fn moved_from(
        connection: &Connection,
        fingerprint: &[u8],
        not: Option<TrackId>,
    ) -> Result<Option<Self>> {
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {COLUMNS} WHERE fingerprint = ?1
             ORDER BY presence = 1 DESC, presence, id LIMIT {COPIES}"
        ))?;
        for known in statement.query_map([fingerprint], Self::read)? {
            let known = known?;
            if Some(known.id) != not && !known.still_holds() {
                return Ok(Some(known));
            }
        }
        Ok(None)
    }

    fn read(row: &Row) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            path: row.get::<_, StoredPath>("path")?.0,
            folder: row.get("folder")?,
            presence: row.get("presence")?,
            size: row.get::<_, i64>("size")?.cast_unsigned(),
            mtime_ns: row.get("mtime_ns")?,
            inode: row.get::<_, i64>("inode")?.cast_unsigned(),
            fingerprint: row.get("fingerprint")?,
            stream: row.get("stream")?,
        })
    }

    /// Whether the file is as it was when its row was written. One that could
    /// not be read then is looked at again: it may be readable now.
    pub(super) fn is_unchanged(&self, stat: Stat) -> bool {
        self.agrees(stat, stat.is_file)
    }

    /// Whether size, time and number are those of the row, and the file was
    /// readable then if and only if it is now.
    pub(super) fn agrees(&self, stat: Stat, has_fingerprint: bool) -> bool {
        self.size == stat.size
            && self.mtime_ns == stat.mtime_ns
            && (self.inode == stat.inode || self.inode == 0 || stat.inode == 0)
            && self.fingerprint.is_some() == has_fingerprint
    }

    /// Whether the row already says that the track is here, in this folder.
    pub(super) fn is_in_place(&self, folder: Option<FolderId>) -> bool {
        self.presence == 0 && self.folder == folder
    }

    /// Whether a file with this fingerprint, or else this stream, holds the sound
    /// that the row is about, whatever else in it has changed.
    pub(super) fn holds(&self, fingerprint: Option<&[u8]>, stream: Option<&[u8]>) -> bool {
        let same = |a: Option<&[u8]>, b: Option<&[u8]>| a.is_some() && a == b;
        same(self.fingerprint.as_deref(), fingerprint) || same(self.stream.as_deref(), stream)
    }

    /// Whether the row's own file still holds its sound.
    fn still_holds(&self) -> bool {
        if paths::is_gone(&self.path) {
            return false;
        }
        if self.is_unchanged(Stat::of(&self.path)) {
            return true;
        }
        let fingerprint = file::fingerprint(&self.path).ok();
        self.holds(fingerprint.as_deref(), None)
            || (self.stream.is_some() && self.holds(None, file::stream(&self.path).as_deref()))
    }
}

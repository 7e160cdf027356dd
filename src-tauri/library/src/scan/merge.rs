//! What something found on the disk means for the rows: it is as it was, it is
//! back, it changed, it moved, or it is new.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, Transaction, named_params, params};

use super::ScanReport;
use super::file::{self, Stat};
use super::tags::FileTags;
use super::walk::Candidate;
use crate::error::Result;
use crate::library::now;
use crate::paths::{self, StoredPath};
use crate::query::fold;
use crate::rows::{FolderId, TrackId};

/// The row that a path has already.
pub(super) struct Known {
    pub(super) id: TrackId,
    folder: Option<FolderId>,
    presence: u8,
    size: u64,
    mtime_ns: i64,
    has_fingerprint: bool,
}

impl Known {
    /// The row of this path.
    pub(super) fn at(connection: &Connection, path: &Path) -> Result<Option<Self>> {
        let mut statement = connection.prepare_cached(
            "SELECT id, folder, presence, size, mtime_ns, fingerprint IS NOT NULL
             FROM tracks WHERE path = ?1",
        )?;
        let known = statement.query_row([paths::to_bytes(path)], |row| {
            Ok(Self {
                id: row.get(0)?,
                folder: row.get(1)?,
                presence: row.get(2)?,
                size: row.get::<_, i64>(3)?.cast_unsigned(),
                mtime_ns: row.get(4)?,
                has_fingerprint: row.get(5)?,
            })
        });
        Ok(known.optional()?)
    }

    /// Whether the file is as it was when its row was written. One that could
    /// not be read then is looked at again: it may be readable now.
    pub(super) fn is_unchanged(&self, stat: Stat) -> bool {
        self.agrees(stat, stat.is_file)
    }

    fn agrees(&self, stat: Stat, has_fingerprint: bool) -> bool {
        self.size == stat.size
            && self.mtime_ns == stat.mtime_ns
            && self.has_fingerprint == has_fingerprint
    }

    /// Whether the row already says that the track is here, in this folder.
    pub(super) fn is_in_place(&self, folder: Option<FolderId>) -> bool {
        self.presence == 0 && self.folder == folder
    }
}

/// Something found that has to be written down.
pub(super) struct Found {
    candidate: Candidate,
    /// What was read of it; `None` if there was no need to.
    read: Option<Contents>,
}

struct Contents {
    fingerprint: Option<Vec<u8>>,
    tags: FileTags,
}

impl Found {
    /// A file that is as it was, but whose row is not.
    pub(super) fn unread(candidate: Candidate) -> Self {
        Self {
            candidate,
            read: None,
        }
    }

    /// Reads a file's fingerprint and tags.
    pub(super) fn read(candidate: Candidate) -> Self {
        // What is no file is not opened: opening a pipe waits for its writer.
        let readable = candidate.stat.is_file;
        let fingerprint = readable.then(|| file::fingerprint(&candidate.path).ok());
        let fingerprint = fingerprint.flatten();
        let tags = match &fingerprint {
            Some(_) => FileTags::read(&candidate.path),
            None => FileTags::default(),
        };
        Self {
            candidate,
            read: Some(Contents { fingerprint, tags }),
        }
    }

    /// Writes it down, counts it, and returns its track.
    pub(super) fn save(
        &self,
        tx: &Transaction,
        folder: Option<FolderId>,
        report: &mut ScanReport,
    ) -> Result<TrackId> {
        let known = Known::at(tx, &self.candidate.path)?;
        let id = match (known, &self.read) {
            (Some(known), None) => known.id,
            (Some(known), Some(contents)) => {
                let is_same = known.agrees(self.candidate.stat, contents.fingerprint.is_some());
                report.changed += u32::from(!is_same);
                self.update(tx, known.id, contents)?;
                known.id
            }
            (None, None) => return Found::read(self.candidate.clone()).save(tx, folder, report),
            (None, Some(contents)) => match moved_from(tx, contents)? {
                Some(id) => {
                    report.moved += 1;
                    tx.prepare_cached("UPDATE tracks SET path = ?1 WHERE id = ?2")?
                        .execute(params![paths::to_bytes(&self.candidate.path), id])?;
                    self.update(tx, id, contents)?;
                    id
                }
                None => {
                    report.new += 1;
                    let id = insert(tx, &self.candidate.path)?;
                    self.update(tx, id, contents)?;
                    id
                }
            },
        };
        tx.prepare_cached("UPDATE tracks SET presence = 0, folder = ?1 WHERE id = ?2")?
            .execute(params![folder, id])?;
        Ok(id)
    }

    fn update(&self, tx: &Transaction, id: TrackId, contents: &Contents) -> Result<()> {
        let Candidate { path, stat } = &self.candidate;
        let Contents { fingerprint, tags } = contents;
        let name = |part: Option<&std::ffi::OsStr>| {
            part.unwrap_or(path.as_os_str())
                .to_string_lossy()
                .into_owned()
        };
        let title = tags.title.clone().unwrap_or_else(|| name(path.file_stem()));
        tx.prepare_cached(
            "UPDATE tracks SET size = :size, mtime_ns = :mtime_ns, fingerprint = :fingerprint,
                 file_name = :file_name, title = :title, artist = :artist, album = :album,
                 album_artist = :album_artist, genre = :genre, year = :year,
                 track_no = :track_no, duration_s = COALESCE(:duration_s, duration_s),
                 title_key = :title_key, artist_key = :artist_key, album_key = :album_key
             WHERE id = :id",
        )?
        .execute(named_params! {
            ":id": id,
            ":size": stat.size.cast_signed(),
            ":mtime_ns": stat.mtime_ns,
            ":fingerprint": fingerprint,
            ":file_name": name(path.file_name()),
            ":title_key": fold(&title),
            ":artist_key": tags.artist.as_deref().map(fold),
            ":album_key": tags.album.as_deref().map(fold),
            ":title": title,
            ":artist": tags.artist,
            ":album": tags.album,
            ":album_artist": tags.album_artist,
            ":genre": tags.genre,
            ":year": tags.year,
            ":track_no": tags.track_no,
            ":duration_s": tags.duration_s,
        })?;
        Ok(())
    }
}

/// Makes a row that has nothing but its place yet.
fn insert(tx: &Transaction, path: &Path) -> Result<TrackId> {
    let mut statement = tx.prepare_cached(
        "INSERT INTO tracks (path, size, mtime_ns, added_at, file_name, title, title_key)
         VALUES (?1, 0, 0, ?2, '', '', '') RETURNING id",
    )?;
    Ok(statement.query_row(params![paths::to_bytes(path), now()], |row| row.get(0))?)
}

/// The track that this file was until it moved: one of the same fingerprint
/// whose own file is gone. While that is still there, this is a copy.
fn moved_from(tx: &Transaction, contents: &Contents) -> Result<Option<TrackId>> {
    let Some(fingerprint) = &contents.fingerprint else {
        return Ok(None);
    };
    let mut statement = tx.prepare_cached(
        "SELECT id, path FROM tracks WHERE fingerprint = ?1 ORDER BY presence, id",
    )?;
    let mut rows = statement.query([fingerprint])?;
    while let Some(row) = rows.next()? {
        if paths::is_gone(&row.get::<_, StoredPath>(1)?.0) {
            return Ok(Some(row.get(0)?));
        }
    }
    Ok(None)
}

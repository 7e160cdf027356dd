//! What something found on the disk means for the rows: it is as it was, it is
//! back, it changed, it moved, or it is new.

use std::path::Path;

use rusqlite::{Transaction, named_params, params};

use super::ScanReport;
use super::file;
use super::known::Known;
use super::tags::FileTags;
use super::walk::Candidate;
use crate::error::Result;
use crate::library::now;
use crate::paths;
use crate::query::fold;
use crate::rows::{FolderId, TrackId};

/// Something found that has to be written down.
pub(super) struct Found {
    candidate: Candidate,
    /// What was read of it; `None` if there was no need to.
    read: Option<Contents>,
}

struct Contents {
    fingerprint: Option<Vec<u8>>,
    /// What is encoded, where the row knows that of what was there before.
    stream: Option<Vec<u8>>,
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

    /// Reads a file's fingerprint and tags; where its row knows the stream of what
    /// was there before and the fingerprint has changed, the stream, too: then it
    /// shows whether only the tags have.
    pub(super) fn read(candidate: Candidate, known: Option<&Known>) -> Self {
        // What is no file is not opened: opening a pipe waits for its writer.
        let readable = candidate.stat.is_file;
        let fingerprint = readable.then(|| file::fingerprint(&candidate.path).ok());
        let fingerprint = fingerprint.flatten();
        let stream = known
            .filter(|known| known.stream.is_some() && known.fingerprint != fingerprint)
            .and_then(|_| file::stream(&candidate.path));
        let tags = match &fingerprint {
            Some(_) => FileTags::read(&candidate.path),
            None => FileTags::default(),
        };
        Self {
            candidate,
            read: Some(Contents {
                fingerprint,
                stream,
                tags,
            }),
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
            (Some(known), Some(contents)) => self.changed(tx, &known, contents, report)?,
            (None, None) => {
                return Found::read(self.candidate.clone(), None).save(tx, folder, report);
            }
            (None, Some(contents)) => match contents.moved_from(tx, None)? {
                Some(was) => self.moved(tx, was.id, contents, report)?,
                None => {
                    report.new += 1;
                    let id = insert(tx, &self.candidate.path, folder)?;
                    self.update(tx, id, contents)?;
                    id
                }
            },
        };
        tx.prepare_cached("UPDATE tracks SET presence = 0, folder = ?1 WHERE id = ?2")?
            .execute(params![folder, id])?;
        Ok(id)
    }

    /// Writes down what was read of a known file whose sound is as it was.
    pub(super) fn keep(&self, tx: &Transaction, known: &Known) -> Result<()> {
        let Some(contents) = &self.read else {
            return Ok(());
        };
        let (old, new) = (&known.fingerprint, &contents.fingerprint);
        keep_heard(tx, known.id, old.as_deref(), new.as_deref())?;
        self.update(tx, known.id, contents)
    }

    /// A file whose path is known and that is not as it was.
    fn changed(
        &self,
        tx: &Transaction,
        known: &Known,
        contents: &Contents,
        report: &mut ScanReport,
    ) -> Result<TrackId> {
        let is_same = known.agrees(self.candidate.stat, contents.fingerprint.is_some());
        report.changed += u32::from(!is_same);
        let (fingerprint, stream) = (&contents.fingerprint, &contents.stream);
        if known.holds(fingerprint.as_deref(), stream.as_deref()) {
            keep_heard(
                tx,
                known.id,
                known.fingerprint.as_deref(),
                fingerprint.as_deref(),
            )?;
        } else if let Some(was) = contents.moved_from(tx, Some(known.id))? {
            // Files that took each other's names: the row goes with its sound, and
            // the one whose place this was waits for its own to be found.
            displace(tx, known)?;
            return self.moved(tx, was.id, contents, report);
        } else if known.fingerprint != *fingerprint {
            tx.prepare_cached("UPDATE tracks SET stream = NULL, content_id = NULL WHERE id = ?1")?
                .execute([known.id])?;
        }
        self.update(tx, known.id, contents)?;
        Ok(known.id)
    }

    /// A file that another path had until now.
    fn moved(
        &self,
        tx: &Transaction,
        id: TrackId,
        contents: &Contents,
        report: &mut ScanReport,
    ) -> Result<TrackId> {
        report.moved += 1;
        tx.prepare_cached("UPDATE tracks SET path = ?1 WHERE id = ?2")?
            .execute(params![paths::to_bytes(&self.candidate.path), id])?;
        may_be_of_another_album(tx, id)?;
        self.update(tx, id, contents)?;
        Ok(id)
    }

    fn update(&self, tx: &Transaction, id: TrackId, contents: &Contents) -> Result<()> {
        let Candidate { path, stat } = &self.candidate;
        let Contents {
            fingerprint, tags, ..
        } = contents;
        let name = |part: Option<&std::ffi::OsStr>| paths::label(part.unwrap_or(path.as_os_str()));
        let title = tags.title.clone().unwrap_or_else(|| name(path.file_stem()));
        let maker = "SELECT 1 FROM tracks WHERE id = ?1 AND album_artist IS NOT ?2";
        if (tx.prepare_cached(maker)?).exists(params![id, tags.album_artist])? {
            may_be_of_another_album(tx, id)?;
        }
        tx.prepare_cached(
            "UPDATE tracks SET size = :size, mtime_ns = :mtime_ns, inode = :inode,
                 fingerprint = :fingerprint,
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
            ":inode": stat.inode.cast_signed(),
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

/// Tells readers that a track's place among the albums may be another; of what
/// decides that, the table of changes hears but the album's name by itself.
fn may_be_of_another_album(tx: &Transaction, id: TrackId) -> Result<()> {
    tx.prepare_cached("INSERT INTO changes (track, texts) VALUES (?1, 1)")?
        .execute([id])?;
    Ok(())
}

/// Makes a row that has nothing but its place yet.
fn insert(tx: &Transaction, path: &Path, folder: Option<FolderId>) -> Result<TrackId> {
    let mut statement = tx.prepare_cached(
        "INSERT INTO tracks (path, folder, size, mtime_ns, added_at, file_name, title, title_key)
         VALUES (?1, ?2, 0, 0, ?3, '', '', '') RETURNING id",
    )?;
    Ok(
        statement.query_row(params![paths::to_bytes(path), folder, now()], |row| {
            row.get(0)
        })?,
    )
}

impl Contents {
    /// The row that this file was until it moved here.
    fn moved_from(&self, tx: &Transaction, not: Option<TrackId>) -> Result<Option<Known>> {
        match &self.fingerprint {
            Some(fingerprint) => Known::moved_from(tx, fingerprint, not),
            None => Ok(None),
        }
    }
}

/// What was heard in a file with the old fingerprint holds for the new one.
pub(super) fn keep_heard(
    tx: &Transaction,
    id: TrackId,
    old: Option<&[u8]>,
    new: Option<&[u8]>,
) -> Result<()> {
    for table in ["analyses", "failures"] {
        let sql =
            format!("UPDATE {table} SET fingerprint = ?1 WHERE track = ?2 AND fingerprint IS ?3");
        tx.prepare_cached(&sql)?.execute(params![new, id, old])?;
    }
    Ok(())
}

/// Takes a row's place from it: its file is another now.
fn displace(tx: &Transaction, known: &Known) -> Result<()> {
    tx.prepare_cached("UPDATE tracks SET path = ?1, presence = 1 WHERE id = ?2")?
        .execute(params![paths::displaced(&known.path, known.id), known.id])?;
    Ok(())
}

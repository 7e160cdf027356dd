//! Rows whose file is gone, and files of the same sound that came under another
//! name: moved and retagged at once, or copied and then deleted. What is encoded
//! tells (the track's `stream`): equal bytes are equal sound, so nothing is merged
//! that is not the same.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::{Connection, Transaction, params};

use super::file;
use super::merge::keep_heard;
use super::run::Scan;
use crate::corrections::show_all_models;
use crate::error::Result;
use crate::library::Library;
use crate::paths::StoredPath;
use crate::rows::TrackId;
use crate::said;

/// Lengths of one file by two readings of its header, s and share, differ by less.
const SAME_LENGTH_S: f64 = 1.0;
/// See [`SAME_LENGTH_S`].
const SAME_LENGTH_SHARE: f64 = 0.02;
/// Bytes that tags and pictures add or take away, mostly: some headers tell no
/// length, or a wrong one.
const SAME_SIZE: u64 = 1 << 20;

/// A row whose file is gone.
struct Lost {
    id: TrackId,
    path: PathBuf,
    extension: Option<String>,
    duration_s: Option<f64>,
    size: u64,
    corrected: bool,
}

/// A row whose file is here and was never heard.
struct Fresh {
    id: TrackId,
    path: PathBuf,
    duration_s: Option<f64>,
    size: u64,
}

impl Scan<'_> {
    /// Gives rows whose file is gone the files here that hold the same stream.
    pub(super) fn reunite(&mut self) -> Result<()> {
        let reunited = reunite(self.library, self.stop)?;
        // Counted as new and as missing so far: it was neither.
        self.report.moved += reunited;
        self.report.new = self.report.new.saturating_sub(reunited);
        self.report.missing = self.report.missing.saturating_sub(reunited);
        Ok(())
    }
}

/// Does so, and returns how many. Only files that may well be one of them are read.
/// Ends early when `stop` becomes true.
fn reunite(library: &Library, stop: &AtomicBool) -> Result<u32> {
    let lost = library.read(lost)?;
    // So it is after nearly every scan, and the watcher's come often.
    if lost.is_empty() {
        return Ok(0);
    }
    for one in library.read(fresh)? {
        if stop.load(Ordering::Relaxed) {
            return Ok(0);
        }
        if !lost.values().flatten().any(|other| other.may_be(&one)) {
            continue;
        }
        // Kept, so that it is read once however often this is asked.
        let stream = file::stream(&one.path).unwrap_or_default();
        library.write(|tx| {
            tx.prepare_cached("UPDATE tracks SET stream = ?1 WHERE id = ?2")?
                .execute(params![stream, one.id])?;
            Ok(())
        })?;
    }
    library.write(|tx| {
        let found = here(tx, &lost)?;
        let mut pairs = Vec::new();
        for here in &found {
            let rows = lost.get(&here.stream).into_iter().flatten();
            pairs.extend(rows.map(|row| (row, here)));
        }
        // Of copies, each goes to the row that was most like it.
        pairs.sort_by_key(|&(row, here)| (Reverse(row.likeness(here)), row.id, here.id));
        let mut taken = HashSet::new();
        let mut reunited = 0;
        for (row, here) in pairs {
            let is_free = !taken.contains(&row.id) && !taken.contains(&here.id);
            if is_free && !(row.corrected && here.corrected) {
                absorb(tx, row.id, here.id)?;
                taken.extend([row.id, here.id]);
                reunited += 1;
            }
        }
        Ok(reunited)
    })
}

impl Lost {
    /// How much a file of the same stream is likely to be this one, moved: of the
    /// same kind, new in the library, of the same name.
    fn likeness(&self, here: &Here) -> (bool, bool, bool) {
        let same_kind = self.extension == extension(&here.path);
        (
            same_kind,
            !here.heard,
            self.path.file_name() == here.path.file_name(),
        )
    }

    fn may_be(&self, fresh: &Fresh) -> bool {
        let same_length = match (self.duration_s, fresh.duration_s) {
            (Some(a), Some(b)) => (a - b).abs() <= SAME_LENGTH_S.max(SAME_LENGTH_SHARE * a),
            _ => true,
        };
        let same_size = self.size.abs_diff(fresh.size) <= SAME_SIZE;
        (same_length || same_size) && self.extension == extension(&fresh.path)
    }
}

fn extension(path: &Path) -> Option<String> {
    let extension = path.extension()?.to_str()?;
    // A row that was displaced has more behind a zero byte.
    Some(extension.split('\0').next()?.to_ascii_lowercase())
}

/// Rows whose file is gone, by their stream.
fn lost(connection: &Connection) -> Result<HashMap<Vec<u8>, Vec<Lost>>> {
    let mut statement = connection.prepare_cached(
        "SELECT stream, id, path, duration_s, size,
             EXISTS (SELECT 1 FROM corrections c WHERE c.track = tracks.id)
         FROM tracks WHERE presence = 1 AND length(stream) > 0 ORDER BY id",
    )?;
    let rows = statement.query_map([], |row| {
        let path = row.get::<_, StoredPath>(2)?.0;
        let lost = Lost {
            id: row.get(1)?,
            extension: extension(&path),
            path,
            duration_s: row.get(3)?,
            size: row.get::<_, i64>(4)?.cast_unsigned(),
            corrected: row.get(5)?,
        };
        Ok((row.get(0)?, lost))
    })?;
    let mut lost: HashMap<Vec<u8>, Vec<Lost>> = HashMap::new();
    for row in rows {
        let (stream, row) = row?;
        lost.entry(stream).or_default().push(row);
    }
    Ok(lost)
}

/// Rows whose file is here and of whose sound nothing is known.
fn fresh(connection: &Connection) -> Result<Vec<Fresh>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, path, duration_s, size FROM tracks
         WHERE presence = 0 AND stream IS NULL AND content_id IS NULL
           AND fingerprint IS NOT NULL",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Fresh {
            id: row.get(0)?,
            path: row.get::<_, StoredPath>(1)?.0,
            duration_s: row.get(2)?,
            size: row.get::<_, i64>(3)?.cast_unsigned(),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A row whose file is here.
struct Here {
    stream: Vec<u8>,
    id: TrackId,
    path: PathBuf,
    heard: bool,
    corrected: bool,
}

/// All that is here and holds a stream that was lost.
fn here(tx: &Transaction, lost: &HashMap<Vec<u8>, Vec<Lost>>) -> Result<Vec<Here>> {
    let mut statement = tx.prepare_cached(
        "SELECT stream, id, path, content_id IS NOT NULL,
             EXISTS (SELECT 1 FROM corrections c WHERE c.track = tracks.id)
         FROM tracks WHERE presence = 0 AND length(stream) > 0 ORDER BY id",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Here {
            stream: row.get(0)?,
            id: row.get(1)?,
            path: row.get::<_, StoredPath>(2)?.0,
            heard: row.get(3)?,
            corrected: row.get(4)?,
        })
    })?;
    let of_interest = |row: &rusqlite::Result<Here>| match row {
        Ok(here) => lost.contains_key(&here.stream),
        Err(_) => true,
    };
    Ok(rows.filter(of_interest).collect::<rusqlite::Result<_>>()?)
}

/// Makes two rows one: the older keeps its id and with it all that the user gave
/// it, and takes the newer one's file, tags and whatever that was heard with.
pub(crate) fn absorb(tx: &Transaction, older: TrackId, newer: TrackId) -> Result<()> {
    let fingerprint = |id: TrackId| -> Result<Option<Vec<u8>>> {
        let mut statement = tx.prepare_cached("SELECT fingerprint FROM tracks WHERE id = ?1")?;
        Ok(statement.query_row([id], |row| row.get(0))?)
    };
    let (old, new) = (fingerprint(older)?, fingerprint(newer)?);
    // What the newer file was heard with counts, as it was heard later.
    for (table, of) in [
        ("hearings", "analyses"),
        ("originals", "analyses"),
        ("analyses", "analyses"),
        ("failures", "failures"),
    ] {
        let sql = format!(
            "DELETE FROM {table} WHERE track = ?1
                 AND model IN (SELECT model FROM {of} WHERE track = ?2)"
        );
        tx.prepare_cached(&sql)?.execute([older, newer])?;
    }
    keep_heard(tx, older, old.as_deref(), new.as_deref())?;
    for table in ["analyses", "hearings", "originals", "failures"] {
        let sql = format!("UPDATE {table} SET track = ?1 WHERE track = ?2");
        tx.prepare_cached(&sql)?.execute([older, newer])?;
    }
    tx.prepare_cached("UPDATE playlist_tracks SET track = ?1 WHERE track = ?2")?
        .execute([older, newer])?;
    // Where both were corrected, the older one's word stays.
    tx.prepare_cached("UPDATE OR IGNORE corrections SET track = ?1 WHERE track = ?2")?
        .execute([older, newer])?;
    said::absorb(tx, older, newer)?;
    let columns = "folder, size, mtime_ns, inode, fingerprint, stream, file_name, title, artist,
         album, album_artist, genre, year, track_no, title_key, artist_key, album_key";
    tx.prepare_cached(&format!(
        "UPDATE tracks SET presence = 0,
             content_id = COALESCE(content_id, (SELECT content_id FROM tracks WHERE id = ?2)),
             duration_s = COALESCE(duration_s, (SELECT duration_s FROM tracks WHERE id = ?2)),
             ({columns}) = (SELECT {columns} FROM tracks WHERE id = ?2)
         WHERE id = ?1"
    ))?
    .execute([older, newer])?;
    let path: Vec<u8> = tx
        .prepare_cached("DELETE FROM tracks WHERE id = ?1 RETURNING path")?
        .query_row([newer], |row| row.get(0))?;
    tx.prepare_cached("UPDATE tracks SET path = ?1 WHERE id = ?2")?
        .execute(params![path, older])?;
    show_all_models(tx, older)
}

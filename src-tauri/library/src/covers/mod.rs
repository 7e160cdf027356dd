//! Cover art: small pictures of what is in a file's tags or lies beside it.
//!
//! They are made when they are first asked for, and kept as files beside the
//! database, named by what the picture is: an album's tracks share one, and the
//! database stays small. Which is whose is noted in the database, also that
//! there is none, until the file or the picture beside it changes.

mod picture;
mod thumbnail;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rusqlite::{Connection, OptionalExtension, params};

use crate::error::{LibraryError, Result};
use crate::library::Library;
use crate::paths::{self, StoredPath};
use crate::rows::TrackId;
use crate::scan::Stat;
use picture::Picture;

/// The thumbnails' folder, beside the database.
const FOLDER: &str = "covers";

/// A thumbnail that was used within this time is not marked as used again: a
/// write for each look at a list would wear the disk for nothing.
const USED: Duration = Duration::from_secs(24 * 60 * 60);

/// A file that was being written this long ago never will be finished.
const STALE: Duration = Duration::from_secs(60 * 60);

/// What is known of a track's cover.
struct Known {
    hash: Option<Vec<u8>>,
    beside: Option<PathBuf>,
    seen: Vec<u8>,
}

impl Library {
    /// A small picture (JPEG, at most 256 x 256 pixels) of a track's cover:
    /// the one in the file, front cover first, or else `cover`, `folder` or
    /// `front` beside it. `None` if there is none. Takes some 10 ms when it is
    /// first asked for, and next to nothing later.
    ///
    /// # Errors
    /// There is no such track, the database cannot be written, or the folder
    /// of covers.
    pub fn cover(&self, track: TrackId) -> Result<Option<PathBuf>> {
        let path = self.track_path(track)?;
        let known = self.read(|connection| known(connection, track))?;
        let kept = known.as_ref().and_then(|known| known.hash.as_deref());
        let kept = kept.map(|hash| self.cover_file(hash));
        let kept = kept.filter(|file| file.is_file());
        if paths::is_gone(&path) {
            return Ok(kept);
        }
        if let Some(known) = &known
            && known.seen == seen(&path, known.beside.as_deref())
            && (kept.is_some() || known.hash.is_none())
        {
            kept.iter().for_each(|file| mark_used(file));
            return Ok(kept);
        }
        self.make_cover(track, &path)
    }

    /// Removes thumbnails that no track has any more, and then those that were
    /// not used for longest until the others take at most `limit` bytes.
    /// Returns how many bytes are free now. What is asked for again is made
    /// again.
    ///
    /// # Errors
    /// The database or the folder cannot be read.
    pub fn sweep_covers(&self, limit: u64) -> Result<u64> {
        let mut kept: Vec<(SystemTime, u64, PathBuf)> = Vec::new();
        let mut freed = 0;
        for (file, meta) in files_in(&self.covers())? {
            let used = meta.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            let is_one = file.extension().is_some_and(|extension| extension == "jpg");
            let is_wanted = if is_one {
                self.read(|connection| is_wanted(connection, &file))?
            } else {
                used.elapsed().is_ok_and(|age| age < STALE)
            };
            if is_wanted {
                kept.push((used, meta.len(), file));
            } else {
                freed += removed(&file, meta.len());
            }
        }
        kept.sort();
        let mut size: u64 = kept.iter().map(|(_, size, _)| size).sum();
        for (_, bytes, file) in kept {
            if size <= limit {
                break;
            }
            size -= bytes;
            freed += removed(&file, bytes);
        }
        Ok(freed)
    }

    fn make_cover(&self, track: TrackId, path: &Path) -> Result<Option<PathBuf>> {
        let mut beside = None;
        let mut hash = None;
        for picture in picture::of(path) {
            let name = picture.name();
            if self.keep_cover(&name, &picture)? {
                hash = Some(name);
                beside = picture.beside;
                break;
            }
        }
        let seen = seen(path, beside.as_deref());
        self.write(|tx| {
            // The track may have been forgotten meanwhile.
            tx.prepare_cached(
                "INSERT OR REPLACE INTO covers (track, hash, beside, seen)
                 SELECT id, ?2, ?3, ?4 FROM tracks WHERE id = ?1",
            )?
            .execute(params![
                track,
                hash,
                beside.as_deref().map(paths::to_bytes),
                seen
            ])?;
            Ok(())
        })?;
        Ok(hash.map(|hash| self.cover_file(&hash)))
    }

    /// Whether there is a thumbnail of this name now.
    fn keep_cover(&self, name: &[u8], picture: &Picture) -> Result<bool> {
        let file = self.cover_file(name);
        if file.is_file() {
            mark_used(&file);
            return Ok(true);
        }
        let Some(jpeg) = thumbnail::of(&picture.bytes) else {
            return Ok(false);
        };
        written(&self.covers(), &file, &jpeg).map_err(|error| match error.kind() {
            io::ErrorKind::StorageFull => LibraryError::DiskFull,
            _ => LibraryError::CannotWrite {
                path: self.covers(),
                reason: error.to_string(),
            },
        })?;
        Ok(true)
    }

    fn covers(&self) -> PathBuf {
        self.path().with_file_name(FOLDER)
    }

    fn cover_file(&self, hash: &[u8]) -> PathBuf {
        let name: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        self.covers().join(name).with_extension("jpg")
    }
}

fn known(connection: &Connection, track: TrackId) -> Result<Option<Known>> {
    let mut statement =
        connection.prepare_cached("SELECT hash, beside, seen FROM covers WHERE track = ?1")?;
    let known = statement.query_row([track], |row| {
        Ok(Known {
            hash: row.get(0)?,
            beside: row.get::<_, Option<StoredPath>>(1)?.map(|path| path.0),
            seen: row.get(2)?,
        })
    });
    Ok(known.optional()?)
}

/// Whether a track has the thumbnail of this file.
fn is_wanted(connection: &Connection, file: &Path) -> Result<bool> {
    let name = file.file_stem().map(paths::label).unwrap_or_default();
    Ok(connection
        .prepare_cached("SELECT 1 FROM covers WHERE hash = unhex(?1)")?
        .exists([name])?)
}

/// A hash that differs once the file, the picture beside it, or what is in its
/// folder does.
fn seen(path: &Path, beside: Option<&Path>) -> Vec<u8> {
    let mut hasher = blake3::Hasher::new();
    for place in [Some(path), path.parent(), beside].into_iter().flatten() {
        let Stat { size, mtime_ns, .. } = Stat::of(place);
        hasher.update(&size.to_le_bytes());
        hasher.update(&mtime_ns.to_le_bytes());
    }
    hasher.finalize().as_bytes()[..16].to_vec()
}

/// Notes, by the file's time, that a thumbnail is in use.
fn mark_used(file: &Path) {
    let is_old = |time: SystemTime| time.elapsed().is_ok_and(|age| age > USED);
    let time = file.metadata().and_then(|meta| meta.modified());
    if time.is_ok_and(is_old) {
        let marked = File::options()
            .append(true)
            .open(file)
            .and_then(|file| file.set_modified(SystemTime::now()));
        if let Err(error) = marked {
            tracing::debug!(file = %file.display(), %error, "cannot mark as used");
        }
    }
}

/// Writes a file so that it is never seen half.
fn written(folder: &Path, file: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(bytes)?;
    new.persist(file)?;
    Ok(())
}

fn files_in(folder: &Path) -> Result<Vec<(PathBuf, fs::Metadata)>> {
    let cannot_read = |error: io::Error| LibraryError::CannotWrite {
        path: folder.to_owned(),
        reason: error.to_string(),
    };
    let entries = match folder.read_dir() {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(cannot_read(error)),
    };
    let files = entries.map(|entry| {
        let entry = entry?;
        Ok((entry.path(), entry.metadata()?))
    });
    files.collect::<io::Result<_>>().map_err(cannot_read)
}

/// How many bytes are free when this file is removed.
fn removed(file: &Path, size: u64) -> u64 {
    match fs::remove_file(file) {
        Ok(()) => size,
        Err(error) => {
            tracing::warn!(file = %file.display(), %error, "cannot remove");
            0
        }
    }
}

//! The same recording in another encoding: an album that was ripped anew, an MP3
//! that a FLAC took the place of. It is found and offered, never merged by itself:
//! a remaster or another take may sound as alike.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::error::{LibraryError, Result};
use crate::library::Library;
use crate::query::By;
use crate::rows::{TrackId, TrackRow};
use crate::scan::absorb;

/// Lengths of two encodings of one recording differ by less, s: encoders pad by a
/// tenth of one.
const SAME_LENGTH_S: f32 = 1.0;
/// How far apart the embeddings of two encodings of one recording are at most, as
/// [`By::Embedding`] measures. Of 105 pairs of encodings (Vorbis, MP3 128, Opus 96)
/// the farthest were .10 apart, of 14,000 pairs of different tracks the nearest .18,
/// and .45 where their lengths agreed.
const SAME_SOUND: f32 = 0.12;
/// Tracks that may be nearer than one of the same length.
const NEAREST: u32 = 20;
/// Missing tracks that offers are looked for; the user sees to a few at a time.
const MISSING_AT_ONCE: u32 = 200;

/// A track whose file is gone, and files that may hold the same recording.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Offer {
    /// The track whose file is gone.
    pub missing: TrackRow,
    /// Tracks that may be it, likeliest first.
    pub found: Vec<TrackRow>,
}

impl Library {
    /// Tracks here that are likely the same recording as this one in another
    /// encoding, likeliest first: those that decode to the same samples, then those
    /// that sound the same to the shown model and are as long.
    ///
    /// # Errors
    /// There is no such track.
    pub fn recordings_like(&self, id: TrackId) -> Result<Vec<TrackRow>> {
        let own = self.track(id)?.row;
        let mut found = Vec::new();
        for other in self.read(|connection| same_samples(connection, id))? {
            found.push(self.track(other)?.row);
        }
        let by_sound = match self.neighbours(id, By::Embedding, NEAREST, false) {
            Err(LibraryError::NotAnalysed(_)) => Vec::new(),
            near => near?,
        };
        for near in by_sound {
            let as_long = own
                .duration_s
                .zip(near.row.duration_s)
                .is_some_and(|(a, b)| (a - b).abs() < SAME_LENGTH_S);
            let is_new = found.iter().all(|row: &TrackRow| row.id != near.row.id);
            if near.distance < SAME_SOUND && as_long && is_new {
                found.push(near.row);
            }
        }
        Ok(found)
    }

    /// Missing tracks of folders that are here, for which another encoding of the
    /// same recording has come; the first few hundred.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn offers(&self) -> Result<Vec<Offer>> {
        let mut offers = Vec::new();
        for id in self.read(missing)? {
            let found = self.recordings_like(id)?;
            if !found.is_empty() {
                let missing = self.track(id)?.row;
                offers.push(Offer { missing, found });
            }
        }
        Ok(offers)
    }

    /// Makes one track of a missing one and a file that the user says is the same
    /// recording: it keeps what the user gave the missing one (its word, its places
    /// in playlists) and takes the file, its tags and what was heard in it.
    ///
    /// # Errors
    /// One of them does not exist, the first is not missing, or the second is.
    pub fn take_over(&self, missing: TrackId, found: TrackId) -> Result<()> {
        self.write(|tx| {
            let presence = |id: TrackId| -> Result<u8> {
                tx.prepare_cached("SELECT presence FROM tracks WHERE id = ?1")?
                    .query_row([id], |row| row.get(0))
                    .map_err(|error| match error {
                        rusqlite::Error::QueryReturnedNoRows => LibraryError::NoSuchTrack(id),
                        other => other.into(),
                    })
            };
            match (presence(missing)?, presence(found)?) {
                (1, 0) => absorb(tx, missing, found),
                _ => Err(LibraryError::NotMissing(missing)),
            }
        })
    }
}

/// Tracks here whose sound is the same to the last of 16 bits.
fn same_samples(connection: &Connection, id: TrackId) -> Result<Vec<TrackId>> {
    let mut statement = connection.prepare_cached(
        "SELECT other.id FROM tracks t JOIN tracks other ON other.content_id = t.content_id
         WHERE t.id = ?1 AND other.id <> t.id AND other.presence = 0 ORDER BY other.id",
    )?;
    let ids = statement.query_map([id], |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// Analysed tracks whose file is gone, but not with its whole folder.
fn missing(connection: &Connection) -> Result<Vec<TrackId>> {
    let mut statement = connection.prepare_cached(
        "SELECT t.id FROM tracks t LEFT JOIN folders f ON f.id = t.folder
         WHERE t.presence = 1 AND t.content_id IS NOT NULL AND COALESCE(f.missing, 0) = 0
         ORDER BY t.id LIMIT ?1",
    )?;
    let ids = statement.query_map([MISSING_AT_ONCE], |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

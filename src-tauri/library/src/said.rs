//! What files' tags and DJ programs say of tempo and key, and whether that goes
//! before what was heard: DJs have often checked it by ear.
//!
//! It is kept beside the analyses, which stay as they were heard. What reads both
//! joins [`JOIN`] and takes [`TEMPO`] and [`KEY`].

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::{Connection, Transaction, params};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::analysis::Key;
use crate::error::Result;
use crate::library::Library;
use crate::paths::StoredPath;
use crate::rows::TrackId;
use crate::scan::said_in;
use crate::store::settings;

/// Joins to `tracks t` what is said, if it is to go before what was heard.
pub(crate) const JOIN: &str = "LEFT JOIN said s ON s.track = t.id
        AND EXISTS (SELECT 1 FROM settings WHERE key = 'tempo_and_key' AND value = 'files')";
/// The tempo that is shown, with `analyses a` and [`JOIN`].
pub(crate) const TEMPO: &str = "COALESCE(s.dj_tempo_bpm, s.tag_tempo_bpm, a.tempo_bpm)";
/// The key that is shown, likewise.
pub(crate) const KEY: &str = "COALESCE(s.dj_key, s.tag_key, a.key)";

/// Where the choice is kept.
const CHOICE: &str = "tempo_and_key";
/// Its value where files go first.
const FILES: &str = "files";

/// Slower and faster than this nothing is mixed; a tag that says so is a slip.
const BPM: std::ops::RangeInclusive<f32> = 20.0..=400.0;
/// Tracks whose tags are saved at once.
const BATCH: usize = 500;

/// Where a value is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// The model's own hearing.
    Heard,
    /// The file's tags.
    Tags,
    /// A DJ program's collection.
    Program,
}

/// What a file or a program says of a track.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Said {
    pub(crate) tempo_bpm: Option<f32>,
    pub(crate) key: Option<Key>,
}

impl Said {
    /// Of a tempo and a key as they are written.
    pub(crate) fn read(tempo: Option<&str>, key: Option<&str>) -> Self {
        Self {
            tempo_bpm: tempo.and_then(bpm),
            key: key.and_then(Key::parse),
        }
    }
}

/// A tempo as people and programs write it; `None` for what can be none.
fn bpm(text: &str) -> Option<f32> {
    let number: f32 = text.trim().replace(',', ".").parse().ok()?;
    Some(number).filter(|number| BPM.contains(number))
}

impl Library {
    /// Whether tempo and key of files and DJ programs go before what was heard.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn files_say_tempo_and_key(&self) -> Result<bool> {
        self.read(|connection| Ok(settings::get(connection, CHOICE)?.as_deref() == Some(FILES)))
    }

    /// Has them go first, or not. Tags that were not read for it yet are not read
    /// by this: see [`Self::read_tempo_and_key`].
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn let_files_say_tempo_and_key(&self, files: bool) -> Result<()> {
        self.write(|tx| {
            settings::put(tx, CHOICE, if files { FILES } else { "heard" })?;
            tx.execute("INSERT INTO changes (track) SELECT track FROM said", [])?;
            Ok(())
        })
    }

    /// Reads the tags of tracks from before they were read for tempo and key;
    /// `tell` is told how many of how many are done. Ends early when `stop` becomes
    /// true; the rest is read the next time.
    ///
    /// # Errors
    /// The database cannot be read or written.
    pub fn read_tempo_and_key(
        &self,
        stop: &AtomicBool,
        tell: &mut dyn FnMut(u32, u32),
    ) -> Result<()> {
        let unread = self.read(unread)?;
        let mut done = 0;
        for batch in unread.chunks(BATCH) {
            let mut read = Vec::with_capacity(batch.len());
            for (id, path) in batch {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                // What cannot be read now may come back with another disk.
                if path.is_file() {
                    read.push((*id, said_in(path)));
                }
                done += 1;
                tell(done, unread.len() as u32);
            }
            self.write(|tx| {
                read.iter()
                    .try_for_each(|(id, said)| by_tags(tx, *id, said))
            })?;
            if stop.load(Ordering::Relaxed) {
                break;
            }
        }
        Ok(())
    }
}

fn unread(connection: &Connection) -> Result<Vec<(TrackId, PathBuf)>> {
    let mut statement = connection.prepare(
        "SELECT id, path FROM tracks WHERE presence = 0 AND id NOT IN (SELECT track FROM said)
         ORDER BY id",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, StoredPath>(1)?.0)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Keeps what a track's tags say.
pub(crate) fn by_tags(tx: &Transaction, track: TrackId, said: &Said) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO said (track, tag_tempo_bpm, tag_key) VALUES (?1, ?2, ?3)
         ON CONFLICT (track) DO UPDATE SET tag_tempo_bpm = ?2, tag_key = ?3",
    )?
    .execute(params![track, said.tempo_bpm, said.key.map(Key::code)])?;
    Ok(())
}

/// Keeps what a DJ program says of a track; what it does not say stays.
pub(crate) fn by_program(tx: &Transaction, track: TrackId, said: &Said) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO said (track, dj_tempo_bpm, dj_key) VALUES (?1, ?2, ?3)
         ON CONFLICT (track) DO UPDATE SET
             dj_tempo_bpm = COALESCE(?2, dj_tempo_bpm), dj_key = COALESCE(?3, dj_key)",
    )?
    .execute(params![track, said.tempo_bpm, said.key.map(Key::code)])?;
    Ok(())
}

/// Makes what is said of two rows one: the tags are the newer's, whose file it is now;
/// of what programs say the older one's stays.
pub(crate) fn absorb(tx: &Transaction, older: TrackId, newer: TrackId) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO said (track, tag_tempo_bpm, tag_key, dj_tempo_bpm, dj_key)
         SELECT ?1, tag_tempo_bpm, tag_key, dj_tempo_bpm, dj_key FROM said WHERE track = ?2
         ON CONFLICT (track) DO UPDATE SET
             tag_tempo_bpm = excluded.tag_tempo_bpm, tag_key = excluded.tag_key,
             dj_tempo_bpm = COALESCE(dj_tempo_bpm, excluded.dj_tempo_bpm),
             dj_key = COALESCE(dj_key, excluded.dj_key)",
    )?
    .execute([older, newer])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tempi_are_read_as_tags_have_them() {
        for (text, read) in [
            ("128", Some(128.0)),
            (" 127.98 ", Some(127.98)),
            ("93,5", Some(93.5)),
            ("0", None),
            ("12800", None),
            ("NaN", None),
            ("fast", None),
        ] {
            assert_eq!(bpm(text), read, "{text}");
        }
    }
}

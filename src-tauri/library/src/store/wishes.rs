//! What is heard before all else: what the user asked for by name, and then
//! what is on the screen. Kept in the database, so that a running queue of any
//! process finds it, and the next run after a restart.

use rusqlite::{Connection, Transaction, params};

use super::failures;
use super::pending::{COLUMNS, JOINS, Pending, WAITS, read};
use crate::analysis::ModelVersion;
use crate::error::Result;
use crate::library::{Library, now};
use crate::rows::TrackId;

/// Asked for by name.
const ASKED: u8 = 0;
/// On the screen.
const SHOWN: u8 = 1;

/// Tracks on the screen that count, at most: more than any list or plane shows
/// at a time so that it can be read.
const MOST_SHOWN: usize = 256;

/// Wishes written in one transaction, at most: the queue saves between two.
const AT_ONCE: usize = 10_000;

/// The head of the wishes.
#[derive(Debug, Default)]
pub(crate) struct Head {
    /// Tracks that wait, the next one first.
    pub(crate) waiting: Vec<Pending>,
    /// Where tracks are named that do not wait (any more).
    pub(crate) idle: Vec<Place>,
}

/// A wish's urgency and place, and its track.
pub(crate) type Place = (u8, i64, TrackId);

/// The first `limit` wishes.
pub(crate) fn head(
    connection: &Connection,
    model: &ModelVersion,
    now: i64,
    limit: usize,
) -> Result<Head> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    // A CROSS JOIN is SQLite's way to say which table leads.
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS}, {WAITS}, w.urgency, w.place FROM wishes w CROSS JOIN tracks t ON t.id = w.track {JOINS}
         WHERE w.model = ?1 ORDER BY w.urgency, w.place LIMIT ?4"
    ))?;
    let mut rows = statement.query((&model.id, &model.version, now, limit))?;
    let mut head = Head::default();
    while let Some(row) = rows.next()? {
        match row.get(5)? {
            true => head.waiting.push(read(row)?),
            false => head.idle.push((row.get(6)?, row.get(7)?, row.get(0)?)),
        }
    }
    Ok(head)
}

/// Takes a track off the wishes.
pub(crate) fn fulfil(tx: &Transaction, model: &str, track: TrackId) -> Result<()> {
    tx.prepare_cached("DELETE FROM wishes WHERE track = ?1 AND model = ?2")?
        .execute(params![track, model])?;
    Ok(())
}

/// Takes off what stands at these places, unless it was asked for anew.
pub(crate) fn drop(tx: &Transaction, model: &str, places: &[Place]) -> Result<()> {
    let mut statement = tx.prepare_cached(
        "DELETE FROM wishes WHERE model = ?1 AND urgency = ?2 AND place = ?3 AND track = ?4",
    )?;
    for (urgency, place, track) in places {
        statement.execute(params![model, urgency, place, track])?;
    }
    Ok(())
}

/// Puts these tracks before all others of this urgency, in their order; those
/// that do not exist are passed over.
fn put(tx: &Transaction, model: &str, urgency: u8, tracks: &[TrackId]) -> Result<()> {
    let first: i64 = tx
        .prepare_cached(
            "SELECT COALESCE(MIN(place), 0) FROM wishes WHERE model = ?1 AND urgency = ?2",
        )?
        .query_row(params![model, urgency], |row| row.get(0))?;
    let mut statement = tx.prepare_cached(
        "INSERT OR REPLACE INTO wishes (model, urgency, place, track, asked_at)
         SELECT ?1, ?2, ?3, id, ?4 FROM tracks WHERE id = ?5",
    )?;
    let at = now();
    // From the last to the first: of a track that is named twice, the first
    // place stays.
    for (place, track) in (1..).zip(tracks.iter().rev()) {
        statement.execute(params![model, urgency, first - place, at, track])?;
    }
    Ok(())
}

impl Library {
    /// Has these tracks heard before all others by the shown model, in this
    /// order, also by a queue that is running: what was asked for before comes
    /// after them. Those that failed are tried once more.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn analyse_first(&self, tracks: &[TrackId]) -> Result<()> {
        // The last part first, as each goes before the one that was put there.
        for part in tracks.chunks(AT_ONCE).rev() {
            self.write(|tx| {
                put(tx, self.model(), ASKED, part)?;
                failures::retry(tx, self.model(), part)?;
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Has these tracks heard anew by the shown model, before all others, also
    /// where it has heard them as they are. What it said so far is shown until then.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn hear_again(&self, tracks: &[TrackId]) -> Result<()> {
        for part in tracks.chunks(AT_ONCE) {
            self.write(|tx| {
                // An analysis of no version waits for the present one, and cannot be
                // taken for its result.
                let mut statement = tx.prepare_cached(
                    "UPDATE analyses SET version = '', fingerprint = NULL
                     WHERE model = ?1 AND track = ?2",
                )?;
                for track in part {
                    statement.execute(params![self.model(), track])?;
                }
                Ok(())
            })?;
        }
        self.analyse_first(tracks)
    }

    /// Has these tracks, which are on the screen, heard next by the shown model
    /// once nothing is left that was asked for by name. They take the place of
    /// those of the last call; of many, the first 256 count.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn prefer(&self, tracks: &[TrackId]) -> Result<()> {
        let tracks = &tracks[..tracks.len().min(MOST_SHOWN)];
        if self.read(|connection| shown(connection, self.model()))? == tracks {
            return Ok(());
        }
        self.write(|tx| {
            tx.prepare_cached("DELETE FROM wishes WHERE model = ?1 AND urgency = ?2")?
                .execute(params![self.model(), SHOWN])?;
            put(tx, self.model(), SHOWN, tracks)
        })
    }
}

fn shown(connection: &Connection, model: &str) -> Result<Vec<TrackId>> {
    let mut statement = connection.prepare_cached(
        "SELECT track FROM wishes WHERE model = ?1 AND urgency = ?2 ORDER BY place",
    )?;
    let rows = statement.query_map(params![model, SHOWN], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

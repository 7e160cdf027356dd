//! Which tracks wait to be heard. The queue is no table: a track waits when it
//! is here and has neither an analysis nor a failure by this version of the
//! model for the file as it is now. So nothing can be lost from the queue or be
//! in it twice, whatever is killed when. A failure that may pass holds a track
//! back until its next try is due; one that the user ignores, until its file
//! changes.

use std::path::PathBuf;

use rusqlite::{Connection, Row};

use crate::analysis::ModelVersion;
use crate::error::Result;
use crate::library::{Library, now};
use crate::paths::StoredPath;
use crate::rows::TrackId;

/// A track that waits, as it was when it was looked up.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pending {
    pub(crate) id: TrackId,
    pub(crate) path: PathBuf,
    pub(crate) fingerprint: Option<Vec<u8>>,
    /// Length by the file's tags, s.
    pub(crate) duration_s: Option<f64>,
    /// The version of the model that has heard this very file, if one has.
    pub(crate) heard_by: Option<String>,
}

/// What [`read`] reads of a track.
pub(super) const COLUMNS: &str = "t.id, t.path, t.fingerprint, t.duration_s,
    CASE WHEN a.fingerprint = t.fingerprint THEN a.version END";

/// What is known of a track's hearing: ?1 the model's id.
pub(super) const JOINS: &str = "
    LEFT JOIN analyses a ON a.model = ?1 AND a.track = t.id
    LEFT JOIN failures f ON f.model = ?1 AND f.track = t.id";

/// Whether it waits: ?2 the model's version, ?3 now.
pub(super) const WAITS: &str = "
    (t.presence = 0
     AND (a.track IS NULL OR a.version <> ?2 OR a.fingerprint IS NOT t.fingerprint)
     AND (f.track IS NULL OR f.fingerprint IS NOT t.fingerprint OR f.retry = 1
          OR (f.ignored = 0 AND (f.version <> ?2 OR COALESCE(f.next_try_at <= ?3, 0)))))";

/// How many tracks wait at the time `now`, s since 1970.
pub(crate) fn count(connection: &Connection, model: &ModelVersion, now: i64) -> Result<u32> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT COUNT(*) FROM tracks t {JOINS} WHERE {WAITS}"
    ))?;
    Ok(statement.query_row((&model.id, &model.version, now), |row| row.get(0))?)
}

/// The next tracks that wait, by rising id from above `after`.
pub(crate) fn next(
    connection: &Connection,
    model: &ModelVersion,
    now: i64,
    after: TrackId,
    limit: u32,
) -> Result<Vec<Pending>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM tracks t {JOINS}
         WHERE {WAITS} AND t.id > ?4 ORDER BY t.id LIMIT ?5"
    ))?;
    let rows = statement.query_map((&model.id, &model.version, now, after, limit), read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The track with this id, if it waits.
pub(crate) fn one(
    connection: &Connection,
    model: &ModelVersion,
    now: i64,
    id: TrackId,
) -> Result<Option<Pending>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM tracks t {JOINS} WHERE {WAITS} AND t.id = ?4"
    ))?;
    let mut rows = statement.query_map((&model.id, &model.version, now, id), read)?;
    Ok(rows.next().transpose()?)
}

/// Tracks whose next try is due, the longest due first.
pub(crate) fn due(
    connection: &Connection,
    model: &ModelVersion,
    now: i64,
    limit: usize,
) -> Result<Vec<Pending>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    // A CROSS JOIN is SQLite's way to say which table leads.
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS}
         FROM failures f CROSS JOIN tracks t ON t.id = f.track
         LEFT JOIN analyses a ON a.model = ?1 AND a.track = t.id
         WHERE f.model = ?1 AND f.next_try_at <= ?3 AND {WAITS}
         ORDER BY f.next_try_at LIMIT ?4"
    ))?;
    let rows = statement.query_map((&model.id, &model.version, now, limit), read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// When, after `now`, the next try of any track is due, s since 1970.
pub(crate) fn next_due(
    connection: &Connection,
    model: &ModelVersion,
    now: i64,
) -> Result<Option<i64>> {
    let mut statement = connection.prepare_cached(
        "SELECT MIN(next_try_at) FROM failures WHERE model = ?1 AND next_try_at > ?2",
    )?;
    Ok(statement.query_row((&model.id, now), |row| row.get(0))?)
}

pub(super) fn read(row: &Row) -> rusqlite::Result<Pending> {
    Ok(Pending {
        id: row.get(0)?,
        path: row.get::<_, StoredPath>(1)?.0,
        fingerprint: row.get(2)?,
        duration_s: row.get(3)?,
        heard_by: row.get(4)?,
    })
}

impl Library {
    /// How many tracks wait to be heard by this version of this model.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn pending(&self, model: &ModelVersion) -> Result<u32> {
        self.read(|connection| count(connection, model, now()))
    }
}

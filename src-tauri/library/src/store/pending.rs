//! Which tracks wait to be heard. The queue is no table: a track waits when it
//! is here and has neither an analysis nor a failure by this version of the
//! model for the file as it is now. So nothing can be lost from the queue or be
//! in it twice, whatever is killed when.

use std::path::PathBuf;

use rusqlite::{Connection, Row};

use crate::analysis::ModelVersion;
use crate::error::Result;
use crate::library::Library;
use crate::paths::StoredPath;
use crate::rows::TrackId;

/// A track that waits, as it was when it was looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pending {
    pub(crate) id: TrackId,
    pub(crate) path: PathBuf,
    pub(crate) fingerprint: Option<Vec<u8>>,
}

/// ?1 the model's id, ?2 its version.
const WAITING: &str = "
    FROM tracks t
    LEFT JOIN analyses a ON a.model = ?1 AND a.track = t.id
    LEFT JOIN failures f ON f.model = ?1 AND f.track = t.id
    WHERE t.presence = 0
      AND (a.track IS NULL OR a.version <> ?2 OR a.fingerprint IS NOT t.fingerprint)
      AND (f.track IS NULL OR f.retry = 1 OR f.version <> ?2
           OR f.fingerprint IS NOT t.fingerprint)";

/// How many tracks wait.
pub(crate) fn count(connection: &Connection, model: &ModelVersion) -> Result<u32> {
    let mut statement = connection.prepare_cached(&format!("SELECT COUNT(*) {WAITING}"))?;
    Ok(statement.query_row((&model.id, &model.version), |row| row.get(0))?)
}

/// The next tracks that wait, by rising id from above `after`.
pub(crate) fn next(
    connection: &Connection,
    model: &ModelVersion,
    after: TrackId,
    limit: u32,
) -> Result<Vec<Pending>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT t.id, t.path, t.fingerprint {WAITING} AND t.id > ?3 ORDER BY t.id LIMIT ?4"
    ))?;
    let rows = statement.query_map((&model.id, &model.version, after, limit), read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The track with this id, if it waits.
pub(crate) fn one(
    connection: &Connection,
    model: &ModelVersion,
    id: TrackId,
) -> Result<Option<Pending>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT t.id, t.path, t.fingerprint {WAITING} AND t.id = ?3"
    ))?;
    let mut rows = statement.query_map((&model.id, &model.version, id), read)?;
    Ok(rows.next().transpose()?)
}

fn read(row: &Row) -> rusqlite::Result<Pending> {
    Ok(Pending {
        id: row.get(0)?,
        path: row.get::<_, StoredPath>(1)?.0,
        fingerprint: row.get(2)?,
    })
}

impl Library {
    /// How many tracks wait to be heard by this version of this model.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn pending(&self, model: &ModelVersion) -> Result<u32> {
        self.read(|connection| count(connection, model))
    }

    /// Lets tracks that failed with the shown model be tried once more: these,
    /// or all. Returns how many will be. A running queue finds them by itself.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn retry_failures(&self, only: Option<&[TrackId]>) -> Result<u32> {
        self.write(|tx| {
            let all = "UPDATE failures SET retry = 1 WHERE model = ?1 AND retry = 0";
            let changed = match only {
                None => tx.execute(all, [self.model()])?,
                Some(ids) => {
                    let mut statement = tx.prepare_cached(&format!("{all} AND track = ?2"))?;
                    let mut changed = 0;
                    for id in ids {
                        changed += statement.execute((self.model(), id))?;
                    }
                    changed
                }
            };
            Ok(u32::try_from(changed).unwrap_or(u32::MAX))
        })
    }
}

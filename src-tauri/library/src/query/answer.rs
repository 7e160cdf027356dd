//! The answers: lists, points, one track, and what failed.

use std::path::PathBuf;

use rusqlite::Connection;

use super::find::Find;
use super::{Query, track};
use crate::analysis::Analysis;
use crate::error::Result;
use crate::library::Library;
use crate::paths::{self, StoredPath};
use crate::rows::{FailureRow, Listed, Page, Points, TrackDetail, TrackId};

impl Library {
    /// Where every analysed track that is not missing lies on the plane.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn points(&self) -> Result<Points> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT a.track, a.valence, a.arousal FROM analyses a
                 JOIN tracks t ON t.id = a.track
                 WHERE a.model = ?1 AND t.presence = 0 ORDER BY a.track",
            )?;
            let mut rows = statement.query([self.model()])?;
            let mut points = Points::default();
            while let Some(row) = rows.next()? {
                points.id.push(row.get(0)?);
                points.valence.push(row.get(1)?);
                points.arousal.push(row.get(2)?);
            }
            Ok(points)
        })
    }

    /// The matching tracks from number `offset` on, at most `limit` of them.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn page(&self, query: &Query, offset: u32, limit: u32) -> Result<Page> {
        let find = Find::new(query, self.model());
        self.read(|connection| {
            // One transaction, so that the count and the rows are of one moment.
            let moment = connection.unchecked_transaction()?;
            let ids = find.ids(&moment, Some((offset, limit)))?;
            let rows = ids
                .into_iter()
                .map(|id| track::one(&moment, self.model(), id, track::line));
            Ok(Page {
                total: find.count(&moment)?,
                rows: rows.collect::<Result<_>>()?,
            })
        })
    }

    /// The ids of all matching tracks, in the query's order.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn matching(&self, query: &Query) -> Result<Vec<TrackId>> {
        let find = Find::new(query, self.model());
        self.read(|connection| find.ids(connection, None))
    }

    /// Everything that a panel about one track shows.
    ///
    /// # Errors
    /// There is no such track.
    pub fn track(&self, id: TrackId) -> Result<TrackDetail> {
        self.read(|connection| track::one(connection, self.model(), id, track::detail))
    }

    /// The exact path of a track's file.
    ///
    /// # Errors
    /// There is no such track.
    pub fn track_path(&self, id: TrackId) -> Result<PathBuf> {
        self.read(|connection| track::one(connection, self.model(), id, |row, _| track::path(row)))
    }

    /// The shown model's analysis of a track; `None` where it has none.
    ///
    /// # Errors
    /// There is no such track.
    pub fn analysis(&self, id: TrackId) -> Result<Option<Analysis>> {
        self.read(|connection| track::one(connection, self.model(), id, track::analysis))
    }

    /// Calls `each` with one track after another and all that is kept of it:
    /// the tracks given, in that order, or all in the order they came in. Ends
    /// early when `each` returns false. Only one track is in memory at a time.
    ///
    /// # Errors
    /// One of the tracks given does not exist.
    pub fn for_each(
        &self,
        only: Option<&[TrackId]>,
        each: &mut dyn FnMut(Listed) -> bool,
    ) -> Result<()> {
        self.read(|connection| {
            let all;
            let ids = match only {
                Some(ids) => ids,
                None => {
                    all = all_ids(connection)?;
                    &all
                }
            };
            for &id in ids {
                if !each(track::one(connection, self.model(), id, track::listed)?) {
                    break;
                }
            }
            Ok(())
        })
    }

    /// The tracks that could not be analysed, in the order of their paths;
    /// without those that are missing or wait for another try.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn failures(&self) -> Result<Vec<FailureRow>> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT t.id, t.path, t.title, f.code, f.message, f.tries FROM failures f
                 JOIN tracks t ON t.id = f.track
                 WHERE f.model = ?1 AND f.retry = 0 AND t.presence = 0 ORDER BY t.path",
            )?;
            let rows = statement.query_map([self.model()], |row| {
                Ok(FailureRow {
                    id: row.get(0)?,
                    path: paths::shown(&row.get::<_, StoredPath>(1)?.0),
                    title: row.get(2)?,
                    code: row.get(3)?,
                    message: row.get(4)?,
                    tries: row.get(5)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }
}

fn all_ids(connection: &Connection) -> Result<Vec<TrackId>> {
    let mut statement =
        connection.prepare("SELECT id FROM tracks WHERE presence < 2 ORDER BY id")?;
    let ids = statement.query_map([], |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

//! The answers: lists, points, and one track.

use std::path::PathBuf;

use rusqlite::Connection;

use super::find::Find;
use super::{Query, track};
use crate::analysis::Analysis;
use crate::error::Result;
use crate::library::Library;
use crate::rows::{Listed, Page, TrackDetail, TrackId, TrackRow};

impl Library {
    /// The matching tracks from number `offset` on, at most `limit` of them.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn page(&self, query: &Query, offset: u32, limit: u32) -> Result<Page> {
        self.read_columns(|columns, connection| {
            let find = Find::new(query, columns, connection)?;
            Ok(Page {
                total: find.count(),
                rows: self.lines(connection, &find.page(offset, limit))?,
            })
        })
    }

    /// The ids of all matching tracks, in the query's order.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn matching(&self, query: &Query) -> Result<Vec<TrackId>> {
        self.read_columns(|columns, connection| Ok(Find::new(query, columns, connection)?.ids()))
    }

    /// How many tracks match.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn count(&self, query: &Query) -> Result<u32> {
        self.read_columns(|columns, connection| Ok(Find::new(query, columns, connection)?.count()))
    }

    /// These tracks as lines of a list, in this order.
    pub(crate) fn lines(&self, connection: &Connection, ids: &[TrackId]) -> Result<Vec<TrackRow>> {
        let lines = ids
            .iter()
            .map(|&id| track::one(connection, self.model(), id, track::line));
        lines.collect()
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
}

fn all_ids(connection: &Connection) -> Result<Vec<TrackId>> {
    let mut statement =
        connection.prepare("SELECT id FROM tracks WHERE presence < 2 ORDER BY id")?;
    let ids = statement.query_map([], |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

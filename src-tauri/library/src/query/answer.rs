//! The answers: lists, points, and one track.

use std::collections::HashSet;
use std::path::PathBuf;

use rusqlite::{Connection, OptionalExtension};

use super::find::Find;
use super::{Query, Sort, fold, track};
use crate::analysis::Analysis;
use crate::error::Result;
use crate::library::Library;
use crate::paths::StoredPath;
use crate::rows::{Listed, Page, TrackDetail, TrackId, TrackRow};

impl Library {
    /// The matching tracks from number `offset` on, at most `limit` of them.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn page(&self, query: &Query, offset: u32, limit: u32) -> Result<Page> {
        self.read_columns(|columns, connection| {
            let find = Find::new(query, columns, connection)?;
            let total = find.count();
            let page = find.page(offset, limit);
            let ids: Vec<TrackId> = page.iter().map(|found| found.id).collect();
            let places = page.iter().map(|found| found.number);
            Ok(Page {
                total,
                rows: self.lines(connection, &ids)?,
                places: places.filter(|_| query.playlist.is_some()).collect(),
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

    /// The number in the query's order, from 0, of the first track that begins with
    /// what is typed: its artist or album where the order is by that, else its
    /// title. Accents and capitals do not matter. `None`: there is no such track.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn jump(&self, query: &Query, typed: &str) -> Result<Option<u32>> {
        let begin = fold(typed);
        let sql = match query.sort {
            Sort::Artist => "SELECT id FROM tracks WHERE substr(artist_key, 1, ?2) = ?1",
            Sort::Album => "SELECT id FROM tracks WHERE substr(album_key, 1, ?2) = ?1",
            _ => "SELECT id FROM tracks WHERE substr(title_key, 1, ?2) = ?1",
        };
        self.read_columns(|columns, connection| {
            let mut statement = connection.prepare_cached(sql)?;
            let letters = begin.chars().count() as u32;
            let begun = statement.query_map((&begin, letters), |row| row.get(0))?;
            let begun: HashSet<TrackId> = begun.collect::<rusqlite::Result<_>>()?;
            let found = Find::new(query, columns, connection)?.sorted();
            let number = found.iter().position(|found| begun.contains(&found.id));
            Ok(number.map(|number| number as u32))
        })
    }

    /// How many tracks match, and how long they are together, s.
    pub(crate) fn extent(&self, query: &Query) -> Result<(u32, f64)> {
        self.read_columns(|columns, connection| {
            let find = Find::new(query, columns, connection)?;
            let lengths = find.unsorted().iter().filter_map(|found| {
                let place = columns.place(found.id)?;
                columns.entries()[place].duration_s
            });
            Ok((find.count(), lengths.map(f64::from).sum()))
        })
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

    /// The exact paths of those of these tracks that are in the library, in order.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn track_paths(&self, ids: &[TrackId]) -> Result<Vec<PathBuf>> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT path FROM tracks WHERE id = ?1")?;
            let mut paths = Vec::with_capacity(ids.len());
            for id in ids {
                let path = statement.query_row([id], |row| row.get::<_, StoredPath>(0));
                paths.extend(path.optional()?.map(|path| path.0));
            }
            Ok(paths)
        })
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

//! From a [`Query`] to the tracks that it asks for, in its order.
//!
//! Each condition strikes tracks out; what is left is counted and sorted by two
//! numbers a track. Rows are read afterwards, of one page only.

use rusqlite::Connection;

use super::conditions::Conditions;
use super::order::{LAST, sort_key, turned};
use super::subtree::each_under;
use super::text::Words;
use super::{Query, Sort, within};
use crate::columns::Columns;
use crate::error::Result;
use crate::paths;
use crate::rows::{PlaylistId, TrackId, TrackState};

/// One line of an answer. No two are the same, so every order is total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Found {
    /// What it is sorted by: the value, then what orders equal ones.
    key: (u32, u32),
    pub(super) id: TrackId,
    /// Its place in the query's playlist; 0 without one.
    pub(super) number: u32,
}

/// The tracks that a query asks for.
pub(super) struct Find(Vec<Found>);

impl Find {
    /// Finds them. `connection` is in the transaction of the columns.
    pub(super) fn new(query: &Query, columns: &Columns, connection: &Connection) -> Result<Self> {
        Self::inside(query, columns, connection, &[])
    }

    /// Finds them for playlists that are being filled, from the outermost on.
    pub(super) fn inside(
        query: &Query,
        columns: &Columns,
        connection: &Connection,
        filling: &[PlaylistId],
    ) -> Result<Self> {
        let hits = matching(query, columns, connection)?;
        let key = sort_key(query, columns, connection)?;
        let entries = columns.entries();
        let Some(playlist) = query.playlist else {
            let places = hits.iter().enumerate().filter(|(_, hit)| **hit);
            let found = places.map(|(place, _)| Found {
                key: key(place, 0),
                id: entries[place].id,
                number: 0,
            });
            return Ok(Self(found.collect()));
        };
        let keeps_removed = asks_for_nothing_else(query);
        let turn = turned(query);
        let mut found = Vec::new();
        let members = within::members(playlist, columns, connection, filling)?;
        for (number, &id) in (0..).zip(&members) {
            let key = match columns.place(id) {
                Some(place) if hits[place] => key(place, number),
                None if keeps_removed && query.sort == Sort::Playlist => (turn(Some(number)), 0),
                None if keeps_removed => (LAST, id),
                _ => continue,
            };
            found.push(Found { key, id, number });
        }
        Ok(Self(found))
    }

    /// How many there are.
    pub(super) fn count(&self) -> u32 {
        // Track ids are numbers of 32 bits, and a playlist's places too.
        self.0.len() as u32
    }

    /// All, in no order.
    pub(super) fn unsorted(&self) -> &[Found] {
        &self.0
    }

    /// All, in order.
    pub(super) fn sorted(mut self) -> Vec<Found> {
        self.0.sort_unstable();
        self.0
    }

    /// The ids of all, in order.
    pub(super) fn ids(self) -> Vec<TrackId> {
        self.sorted().iter().map(|found| found.id).collect()
    }

    /// Those from number `offset` on, at most `limit` of them.
    pub(super) fn page(mut self, offset: u32, limit: u32) -> Vec<Found> {
        let found = &mut self.0;
        let start = (offset as usize).min(found.len());
        let end = start.saturating_add(limit as usize).min(found.len());
        // Only the page itself is sorted.
        if end < found.len() {
            found.select_nth_unstable(end);
            found.truncate(end);
        }
        if start < end {
            found.select_nth_unstable(start);
        }
        let mut page = found.split_off(start);
        page.sort_unstable();
        page
    }
}

/// Whether nothing is asked of a playlist but its tracks. Then those are shown too
/// that the user removed from the library with their folder: they come back
/// with it.
fn asks_for_nothing_else(query: &Query) -> bool {
    let bare = Query {
        playlist: None,
        states: Vec::new(),
        sort: Sort::default(),
        descending: false,
        ..query.clone()
    };
    let missing = query.states.is_empty() || query.states.contains(&TrackState::Missing);
    missing && bare == Query::default()
}

/// For every entry of the columns, whether it meets all conditions on the track
/// itself.
fn matching(query: &Query, columns: &Columns, connection: &Connection) -> Result<Vec<bool>> {
    let entries = columns.entries();
    let conditions = Conditions::new(query, columns);
    let mut hits = if conditions.are_never_met() {
        vec![false; entries.len()]
    } else {
        entries
            .iter()
            .map(|entry| conditions.are_met(entry))
            .collect()
    };
    if let Some(root) = &query.under {
        let mut under = vec![false; entries.len()];
        each_under(&paths::from_text(root), connection, &mut |id| {
            if let Some(place) = columns.place(id) {
                under[place] = true;
            }
        })?;
        both(&mut hits, &under);
    }
    if let Some(words) = Words::new(&query.text) {
        both(&mut hits, &words.hits(columns, connection)?);
    }
    Ok(hits)
}

/// Leaves in `hits` what is in `others` too.
pub(super) fn both(hits: &mut [bool], others: &[bool]) {
    for (hit, other) in hits.iter_mut().zip(others) {
        *hit &= other;
    }
}

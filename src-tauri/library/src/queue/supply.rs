//! Where a run of the queue gets its tracks: from the database, a few at a
//! time, so that memory does not grow with the library and tracks that a scan
//! adds meanwhile are found.

use std::collections::VecDeque;

use rusqlite::Connection;

use super::Scope;
use crate::analysis::ModelVersion;
use crate::error::Result;
use crate::rows::TrackId;
use crate::store::pending::{self, Pending};

/// Tracks looked up at once: enough that the look-up does not count beside the
/// hearing, few enough that what changes meanwhile is seen.
const AT_ONCE: u32 = 64;

/// Gives out each waiting track of a scope once.
pub(super) struct Supply<'a> {
    connection: Connection,
    model: &'a ModelVersion,
    ready: VecDeque<Pending>,
    rest: Rest<'a>,
    /// Whether the end was reached: asking once more would search all of a
    /// large library, and a run that waits asks ten times a second.
    ended: bool,
}

/// What has not been looked up yet.
enum Rest<'a> {
    /// All with an id above this one.
    Above(TrackId),
    /// These.
    These(&'a [TrackId]),
}

impl<'a> Supply<'a> {
    pub(super) fn new(connection: Connection, model: &'a ModelVersion, scope: &'a Scope) -> Self {
        Self {
            connection,
            model,
            ready: VecDeque::new(),
            rest: match scope {
                Scope::All => Rest::Above(0),
                Scope::Tracks(ids) => Rest::These(ids),
            },
            ended: false,
        }
    }

    /// The next track; `None` when the end is reached.
    pub(super) fn next(&mut self) -> Result<Option<Pending>> {
        while self.ready.is_empty() && !self.ended {
            match &mut self.rest {
                Rest::Above(id) => {
                    let found = pending::next(&self.connection, self.model, *id, AT_ONCE)?;
                    match found.last() {
                        Some(last) => *id = last.id,
                        None => self.ended = true,
                    }
                    self.ready.extend(found);
                }
                Rest::These(ids) => match ids.split_first() {
                    Some((&id, others)) => {
                        *ids = others;
                        self.ready
                            .extend(pending::one(&self.connection, self.model, id)?);
                    }
                    None => self.ended = true,
                },
            }
        }
        Ok(self.ready.pop_front())
    }

    /// Begins again from the first track, for those that came to wait behind
    /// the present one. Only to be called when all that was given out is saved,
    /// or it would be given out again.
    pub(super) fn rewind(&mut self) {
        if let Rest::Above(id) = &mut self.rest {
            *id = 0;
            self.ended = false;
        }
    }

    /// How many tracks of the scope are still to be saved, those in work among
    /// them.
    pub(super) fn left(&self) -> Result<u32> {
        match &self.rest {
            Rest::Above(_) => pending::count(&self.connection, self.model),
            Rest::These(ids) => {
                let mut left = 0;
                for &id in *ids {
                    left += u32::from(pending::one(&self.connection, self.model, id)?.is_some());
                }
                Ok(left)
            }
        }
    }

    /// A number that changes whenever somebody else's connection, in this
    /// process or another, has written to the database.
    pub(super) fn edition(&self) -> Result<i64> {
        Ok(self
            .connection
            .pragma_query_value(None, "data_version", |row| row.get(0))?)
    }
}

//! Where a run of the queue gets its tracks: from the database, a few at a
//! time, so that memory does not grow with the library or with what is wished
//! for, and tracks that a scan adds meanwhile are found. First comes what is
//! wished for, then what is due to be tried again, then all others in the order
//! they came in.

use std::collections::{HashSet, VecDeque};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::Scope;
use super::settings::Settings;
use crate::analysis::{Analysis, ModelVersion};
use crate::error::{LibraryError, Result};
use crate::query;
use crate::rows::TrackId;
use crate::store::pending::{self, Pending};
use crate::store::wishes::{self, Place};

/// Tracks looked up at once: enough that the look-up does not count beside the
/// hearing.
const AT_ONCE: u32 = 64;
/// Before these, at most, such as are tried again: they must not crowd out the
/// rest when a drive with many files does not answer.
const DUE_AT_ONCE: usize = 8;
/// Wishes looked through at once. Those that do not wait cost one deletion for
/// all, so the more the better; as tracks they take a few hundred kB.
const WISHES_AT_ONCE: usize = 512;
/// A run that waits looks through the whole library again when that has
/// changed, but for no more than one part in this many of its time.
const LOOKING_SHARE: u32 = 20;

/// Gives out each waiting track of a scope once.
pub(super) struct Supply {
    connection: Connection,
    model: ModelVersion,
    source: Source,
    /// What was given out and is not settled yet.
    out: HashSet<TrackId>,
    /// Given back, to be given out once more.
    again: VecDeque<Pending>,
    /// `None` when the wishes have to be looked up.
    wished: Option<VecDeque<Pending>>,
    /// Wishes that were met and do not wait.
    idle_wishes: Vec<Place>,
    due: VecDeque<Pending>,
    /// When the next track is due to be tried again, s since 1970.
    due_at: i64,
    ready: VecDeque<Pending>,
    edition: i64,
    pass: Pass,
}

/// What has not been given out yet.
enum Source {
    /// All with an id above this one.
    Above(TrackId),
    /// These, the last one first.
    These(Vec<TrackId>),
}

/// One walk over the library.
struct Pass {
    /// The database's edition when it began.
    edition: i64,
    /// When it came to the end. Asking once more would search all of a large
    /// library, and a run that waits asks ten times a second.
    ended: Option<Instant>,
    /// Time spent looking.
    took: Duration,
}

impl Pass {
    fn new(edition: i64) -> Self {
        Self {
            edition,
            ended: None,
            took: Duration::ZERO,
        }
    }
}

impl Supply {
    pub(super) fn new(connection: Connection, model: ModelVersion, scope: &Scope) -> Self {
        Self {
            connection,
            model,
            source: match scope {
                Scope::All => Source::Above(0),
                Scope::Tracks(ids) => Source::These(ids.iter().rev().copied().collect()),
            },
            out: HashSet::new(),
            again: VecDeque::new(),
            wished: None,
            idle_wishes: Vec::new(),
            due: VecDeque::new(),
            due_at: i64::MIN,
            ready: VecDeque::new(),
            // None that a database has.
            edition: i64::MIN,
            pass: Pass::new(i64::MIN),
        }
    }

    /// Sees whether somebody has written to the database, in this process or
    /// another. If so, what was looked up ahead is forgotten, and the settings
    /// are given as they are now.
    pub(super) fn look(&mut self) -> Result<Option<Settings>> {
        let edition = self
            .connection
            .pragma_query_value(None, "data_version", |row| row.get(0))?;
        if edition == self.edition {
            return Ok(None);
        }
        let settings = Settings::read(&self.connection)?;
        if self.edition == i64::MIN {
            self.pass.edition = edition;
        }
        self.edition = edition;
        self.wished = None;
        self.due.clear();
        self.due_at = i64::MIN;
        self.ready.clear();
        Ok(Some(settings))
    }

    /// The next track; `None` when the end is reached.
    pub(super) fn next(&mut self, now: i64) -> Result<Option<Pending>> {
        if let Some(track) = self.again.pop_front() {
            return Ok(Some(track));
        }
        loop {
            let next = match self.next_wished(now)? {
                None => self.next_unwished(now)?,
                wished => wished,
            };
            match next {
                // It was met before, as a wish or as due.
                Some(track) if !self.out.insert(track.id) => {}
                next => return Ok(next),
            }
        }
    }

    fn next_wished(&mut self, now: i64) -> Result<Option<Pending>> {
        if matches!(self.source, Source::These(_)) {
            return Ok(None);
        }
        let wished = match &mut self.wished {
            Some(wished) => wished,
            None => {
                let limit = WISHES_AT_ONCE + self.out.len();
                let head = wishes::head(&self.connection, &self.model, now, limit)?;
                self.idle_wishes = head.idle;
                let mut wished = VecDeque::from(head.waiting);
                wished.retain(|track| !self.out.contains(&track.id));
                self.wished.insert(wished)
            }
        };
        let next = wished.pop_front();
        if next.is_some() && wished.is_empty() {
            // There may be more than were looked up.
            self.wished = None;
        }
        Ok(next)
    }

    fn next_unwished(&mut self, now: i64) -> Result<Option<Pending>> {
        match &mut self.source {
            Source::These(ids) => {
                while let Some(id) = ids.pop() {
                    if let Some(track) = pending::one(&self.connection, &self.model, now, id)? {
                        return Ok(Some(track));
                    }
                }
                Ok(None)
            }
            Source::Above(_) => self.next_of_all(now),
        }
    }

    fn next_of_all(&mut self, now: i64) -> Result<Option<Pending>> {
        if self.due.is_empty() && self.ready.is_empty() {
            let start = Instant::now();
            self.look_up_due(now)?;
            self.look_up_ready(now)?;
            self.pass.took += start.elapsed();
        }
        if let Some(track) = self.due.pop_front() {
            return Ok(Some(track));
        }
        let next = self.ready.pop_front();
        if let (Source::Above(id), Some(track)) = (&mut self.source, &next) {
            *id = track.id;
        }
        Ok(next)
    }

    fn look_up_due(&mut self, now: i64) -> Result<()> {
        if self.due_at > now {
            return Ok(());
        }
        let limit = DUE_AT_ONCE + self.out.len();
        let due = pending::due(&self.connection, &self.model, now, limit)?;
        let due = due
            .into_iter()
            .filter(|track| !self.out.contains(&track.id));
        self.due.extend(due.take(DUE_AT_ONCE));
        if self.due.is_empty() {
            let next = pending::next_due(&self.connection, &self.model, now)?;
            self.due_at = next.unwrap_or(i64::MAX);
        }
        Ok(())
    }

    fn look_up_ready(&mut self, now: i64) -> Result<()> {
        let (Source::Above(id), None) = (&self.source, self.pass.ended) else {
            return Ok(());
        };
        let ready = pending::next(&self.connection, &self.model, now, *id, AT_ONCE)?;
        if ready.is_empty() {
            self.pass.ended = Some(Instant::now());
        }
        self.ready.extend(ready);
        Ok(())
    }

    /// At the end of a walk over the library, begins another if the library
    /// has changed since the last one began, and returns whether it does: at
    /// once, or `sparingly`.
    pub(super) fn walk_again(&mut self, sparingly: bool) -> bool {
        let (Source::Above(id), Some(ended)) = (&mut self.source, self.pass.ended) else {
            return false;
        };
        let rested = ended.elapsed() >= LOOKING_SHARE * self.pass.took;
        let begins = self.pass.edition != self.edition && (rested || !sparingly);
        if begins {
            *id = 0;
            self.pass = Pass::new(self.edition);
        }
        begins
    }

    /// A track's outcome is saved, or it is given up.
    pub(super) fn settled(&mut self, track: TrackId) {
        self.out.remove(&track);
    }

    /// Takes back a track to give it out again.
    pub(super) fn give_back(&mut self, track: Pending) {
        self.again.push_back(track);
    }

    /// Whether wishes were met that do not wait.
    pub(super) fn has_idle_wishes(&self) -> bool {
        !self.idle_wishes.is_empty()
    }

    /// These, to be taken off.
    pub(super) fn idle_wishes(&mut self) -> Vec<Place> {
        std::mem::take(&mut self.idle_wishes)
    }

    /// What was heard of a track by another version of the model, whole.
    pub(super) fn previous(&self, track: TrackId) -> Result<Option<Analysis>> {
        match query::analysis_of(&self.connection, &self.model.id, track) {
            Err(LibraryError::NoSuchTrack(_)) => Ok(None),
            previous => previous,
        }
    }

    /// How many tracks of the scope are still to be saved, those in work among
    /// them.
    pub(super) fn left(&self, now: i64) -> Result<u32> {
        match &self.source {
            Source::Above(_) => pending::count(&self.connection, &self.model, now),
            Source::These(ids) => ids.iter().try_fold(0, |left, &id| {
                let waits = pending::one(&self.connection, &self.model, now, id)?;
                Ok(left + u32::from(waits.is_some()))
            }),
        }
    }
}

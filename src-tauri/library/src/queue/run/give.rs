//! What free workers get: a file to hear, or tracks to judge anew.

use super::Run;
use crate::error::Result;
use crate::queue::Pace;
use crate::queue::work::Task;
use crate::store::pending::Pending;

/// Tracks judged anew in one task, without decoding: so many take no longer
/// than a file that is heard.
const RESCORED_AT_ONCE: usize = 64;
impl Run<'_> {
    /// Gives free workers something to do. Returns whether there was nothing
    /// left to give.
    pub(super) fn give_out(&mut self) -> Result<bool> {
        loop {
            let (quiet, jobs) = match self.resting.pace() {
                Pace::Background => (true, 1),
                Pace::Full => (false, self.jobs),
            };
            let rests = self.resting.reason(self.crew.is_hung()).is_some();
            if self.crew.at_work() >= jobs || rests || self.resting.is_in_gap() {
                return Ok(false);
            }
            let Some(task) = self.next_task()? else {
                return Ok(true);
            };
            if let Err(task) = self.crew.give(task, quiet) {
                self.give_back(task);
                return Ok(false);
            }
        }
    }

    fn next_task(&mut self) -> Result<Option<Task>> {
        let now = (self.host.clock)();
        let Some(track) = self.supply.next(now)? else {
            return Ok(None);
        };
        let mut known = Vec::new();
        let mut next = Some(track);
        while let Some(track) = next.take_if(|track| self.is_rescorable(track)) {
            match self.supply.previous(track.id) {
                Ok(Some(previous)) => known.push((track, previous)),
                // It is heard, then.
                Ok(None) | Err(_) => self.supply.give_back(unheard(track)),
            }
            if known.len() < RESCORED_AT_ONCE {
                // What is in the way of looking up shows the next time.
                next = self.supply.next(now).unwrap_or_default();
            }
        }
        match (known.is_empty(), next) {
            (true, Some(track)) => Ok(Some(Task::Hear(track))),
            (true, None) => Ok(self.supply.next(now)?.map(Task::Hear)),
            (false, next) => {
                next.into_iter()
                    .for_each(|track| self.supply.give_back(track));
                Ok(Some(Task::Rescore(known)))
            }
        }
    }

    /// Whether an older version of the model has heard the very file, and that
    /// may be enough.
    fn is_rescorable(&self, track: &Pending) -> bool {
        let version = track.heard_by.as_ref();
        version.is_some_and(|version| !self.cannot_rescore.contains(version))
    }

    fn give_back(&mut self, task: Task) {
        match task {
            Task::Hear(track) => self.supply.give_back(track),
            Task::Rescore(tracks) => {
                let tracks = tracks.into_iter().map(|(track, _)| track);
                tracks.for_each(|track| self.supply.give_back(track));
            }
        }
    }
}

/// The track as one that has to be heard.
pub(super) fn unheard(track: Pending) -> Pending {
    Pending {
        heard_by: None,
        ..track
    }
}

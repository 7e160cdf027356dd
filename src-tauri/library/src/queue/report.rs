//! Keeps count of a run and tells how far it is, not too often.

use std::time::{Duration, Instant};

use super::speed::Speed;
use super::{Event, Progress, RestReason, Summary};

/// The least time between two reports, unless the work pauses, goes on or ends:
/// an eye sees no more, and a window has other things to do.
const BETWEEN: Duration = Duration::from_millis(250);

/// The counts of one run.
pub(super) struct Report {
    progress: Progress,
    speed: Speed,
    told: Option<(Instant, Progress)>,
}

impl Report {
    pub(super) fn new(total: u32, now: Instant) -> Self {
        Self {
            progress: Progress {
                total,
                ..Progress::default()
            },
            speed: Speed::new(now),
            told: None,
        }
    }

    /// A track was heard, well or not; it may not be saved yet.
    pub(super) fn heard(&mut self, now: Instant) {
        self.speed.tick(now);
    }

    /// One more analysis is saved.
    pub(super) fn done(&mut self) {
        self.progress.done += 1;
    }

    /// One more failure is saved.
    pub(super) fn failed(&mut self) {
        self.progress.failed += 1;
    }

    /// What is still to be saved, newly counted.
    pub(super) fn left(&mut self, left: u32) {
        self.progress.total = self.finished() + left;
    }

    /// Whether something is still to be saved, by the last count.
    pub(super) fn has_left(&self) -> bool {
        self.progress.total > self.finished()
    }

    fn finished(&self) -> u32 {
        self.progress.done + self.progress.failed
    }

    /// What is being heard, whether there is work, and whether it rests.
    pub(super) fn now(
        &mut self,
        current: Vec<String>,
        running: bool,
        rest: Option<RestReason>,
        now: Instant,
    ) {
        let paused = rest.is_some();
        let woke = (running && !self.progress.running) || (self.progress.paused && !paused);
        if woke {
            self.speed.restart(now);
        }
        self.progress.current = current;
        self.progress.running = running;
        self.progress.paused = paused;
        self.progress.rest = rest.map(Into::into);
    }

    /// Tells how far it is if that is new and due.
    pub(super) fn tell(&mut self, on_event: &mut dyn FnMut(Event), now: Instant) {
        self.progress.total = self.progress.total.max(self.finished());
        let left = self.progress.total - self.finished();
        let speed = self.speed.per_second(now);
        let goes = self.progress.running && !self.progress.paused;
        self.progress.tracks_per_s = speed.filter(|_| goes);
        self.progress.seconds_left = self.progress.tracks_per_s.map(|speed| left as f32 / speed);
        let due = self.told.as_ref().is_none_or(|(then, told)| {
            let turned = told.running != self.progress.running || told.rest != self.progress.rest;
            turned || (now - *then >= BETWEEN && *told != self.progress)
        });
        if due {
            self.told = Some((now, self.progress.clone()));
            on_event(Event::Progress(self.progress.clone()));
        }
    }

    pub(super) fn summary(&self, stopped: bool) -> Summary {
        Summary {
            done: self.progress.done,
            failed: self.progress.failed,
            stopped,
        }
    }
}

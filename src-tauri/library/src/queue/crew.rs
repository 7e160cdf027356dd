//! The threads that work, and the time that each task may take. A task that
//! takes longer is told to stop; a thread that does not come back even then,
//! because it waits for a drive that does not answer, is left behind, and
//! another takes its place.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use super::host::Patience;
use super::work::{Answer, Job, Task, work};
use crate::analysis::{Analyser, Failure, STOPPED};
use crate::store::pending::Pending;
use crate::store::record::Heard;

/// Threads left behind, at most: each keeps what it had in memory. So many do
/// not come of single bad files but of a drive that all others are on too.
const MOST_LOST: usize = 8;

/// All threads of a run.
pub(super) struct Crew {
    analyser: Arc<dyn Analyser>,
    patience: Patience,
    // Not bounded, so that a thread that was left behind never waits here; it
    // holds one answer a thread, at most.
    answers_end: Sender<(u64, Answer)>,
    answers: Receiver<(u64, Answer)>,
    idle: Vec<Hand>,
    busy: Vec<Busy>,
    /// The jobs of the threads that were left behind.
    lost: Vec<u64>,
    jobs: u64,
}

/// A thread. Dropped, it ends after its work.
struct Hand {
    jobs: Sender<Job>,
    quiet: bool,
}

/// A thread at work.
struct Busy {
    number: u64,
    hand: Hand,
    tracks: Vec<Pending>,
    /// Whether it hears a file, and not judges anew what was heard.
    hears: bool,
    stop: Arc<AtomicBool>,
    since: Instant,
    may_take: Duration,
    told_to_stop: Option<Instant>,
}

impl Crew {
    pub(super) fn new(analyser: Arc<dyn Analyser>, patience: Patience) -> Self {
        let (answers_end, answers) = unbounded();
        Self {
            analyser,
            patience,
            answers_end,
            answers,
            idle: Vec::new(),
            busy: Vec::new(),
            lost: Vec::new(),
            jobs: 0,
        }
    }

    /// How many are at work.
    pub(super) fn at_work(&self) -> usize {
        self.busy.len()
    }

    /// The files that are being heard.
    pub(super) fn hearing(&self) -> impl Iterator<Item = &Pending> {
        let hearing = self.busy.iter().filter(|busy| busy.hears);
        hearing.flat_map(|busy| &busy.tracks)
    }

    /// Whether as many threads are left behind as may be.
    pub(super) fn is_hung(&self) -> bool {
        self.lost.len() >= MOST_LOST
    }

    /// Gives a task to a thread, `quiet` or not. Where the system has no thread
    /// left, the task comes back.
    pub(super) fn give(&mut self, task: Task, quiet: bool) -> Result<(), Task> {
        // A quiet thread cannot be made loud again.
        self.idle.retain(|hand| hand.quiet == quiet);
        let Some(hand) = self.idle.pop().or_else(|| self.hire(quiet)) else {
            return Err(task);
        };
        let (tracks, may_take, hears) = match &task {
            Task::Hear(track) => {
                let may_take = self.patience.hearing(track.duration_s);
                (vec![track.clone()], may_take, true)
            }
            Task::Rescore(tracks) => {
                let tracks = tracks.iter().map(|(track, _)| track.clone());
                (tracks.collect(), self.patience.file, false)
            }
        };
        self.jobs += 1;
        let (number, stop) = (self.jobs, Arc::new(AtomicBool::new(false)));
        let job = Job {
            number,
            task,
            stop: Arc::clone(&stop),
        };
        if let Err(error) = hand.jobs.send(job) {
            // Its end is dropped by its own thread alone, after this one's.
            return Err(error.into_inner().task);
        }
        self.busy.push(Busy {
            number,
            hand,
            tracks,
            hears,
            stop,
            since: Instant::now(),
            may_take,
            told_to_stop: None,
        });
        Ok(())
    }

    fn hire(&self, quiet: bool) -> Option<Hand> {
        let (jobs, jobs_end) = bounded(1);
        let (analyser, answers) = (Arc::clone(&self.analyser), self.answers_end.clone());
        thread::Builder::new()
            .name("hearing a file".to_owned())
            .spawn(move || work(&*analyser, quiet, &jobs_end, &answers))
            .inspect_err(|error| tracing::warn!(%error, "cannot start a thread"))
            .ok()
            .map(|_| Hand { jobs, quiet })
    }

    /// What came of one task, and how long it took; waits for it for a moment.
    pub(super) fn answer(&mut self, moment: Duration) -> Option<(Answer, Duration)> {
        let (number, mut answer) = self.answers.recv_timeout(moment).ok()?;
        let Some(place) = self.busy.iter().position(|busy| busy.number == number) else {
            // It was given up, and that is noted.
            self.lost.retain(|&lost| lost != number);
            return None;
        };
        let busy = self.busy.swap_remove(place);
        if busy.told_to_stop.is_some() {
            for (_, heard) in &mut answer.outcomes {
                if matches!(heard, Heard::Failed(failure) if failure.code == STOPPED) {
                    *heard = Heard::Failed(timed_out(busy.may_take));
                }
            }
        }
        self.idle.push(busy.hand);
        Some((answer, busy.since.elapsed()))
    }

    /// Tells the tasks to stop whose time is over, and leaves those behind that
    /// do not. Gives what is to be noted of these.
    pub(super) fn give_up(&mut self) -> Vec<Answer> {
        let (now, stopping) = (Instant::now(), self.patience.stopping);
        for busy in &mut self.busy {
            if busy.told_to_stop.is_none() && now - busy.since > busy.may_take {
                busy.stop.store(true, Ordering::Relaxed);
                busy.told_to_stop = Some(now);
            }
        }
        let is_lost = |busy: &mut Busy| {
            let told = busy.told_to_stop;
            told.is_some_and(|then| now - then > stopping)
        };
        let lost: Vec<Busy> = self.busy.extract_if(.., is_lost).collect();
        lost.into_iter().map(|busy| self.leave(busy)).collect()
    }

    fn leave(&mut self, busy: Busy) -> Answer {
        self.lost.push(busy.number);
        if !busy.hears {
            return Answer {
                unanswered: busy.tracks,
                ..Answer::default()
            };
        }
        let failure = timed_out(busy.may_take);
        let outcomes = busy.tracks.into_iter();
        Answer {
            outcomes: outcomes
                .map(|track| (track, Heard::Failed(failure.clone())))
                .collect(),
            ..Answer::default()
        }
    }

    /// Tells all to stop, since nobody waits any more.
    pub(super) fn stop(&mut self) {
        for busy in &mut self.busy {
            busy.stop.store(true, Ordering::Relaxed);
        }
    }
}

impl Drop for Crew {
    /// However a run ends, nobody waits any more.
    fn drop(&mut self) {
        self.stop();
    }
}

fn timed_out(after: Duration) -> Failure {
    let minutes = after.as_secs().div_ceil(60);
    Failure {
        code: "timed_out".to_owned(),
        message: format!(
            "Hearing this file took more than {minutes} min and was given up: check the file and the drive it is on."
        ),
    }
}

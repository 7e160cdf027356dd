//! One run of the queue.
//!
//! ```text
//! database → Supply → tasks → worker threads → results → batch → database → events
//! ```
//! The thread that calls [`run_queue`] gives out tracks, gathers what comes of
//! them and saves it in small batches; it alone decides, so there is nothing to
//! lock. It gives out no more than there are workers: a pause therefore takes
//! hold with the next file, and both channels stay short.

use std::mem;
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

use super::report::Report;
use super::supply::Supply;
use super::{Control, Event, Options, Scope, Summary, work};
use crate::analysis::{Analyser, ModelVersion, STOPPED};
use crate::error::{LibraryError, Result};
use crate::library::Library;
use crate::store::pending::Pending;
use crate::store::record::{self, Outcome};

/// Outcomes saved at once, at most: what a kill can cost.
const BATCH: usize = 16;
/// How long an outcome waits to be saved, at most.
const BATCH_AGE: Duration = Duration::from_secs(2);
/// How often what is left is counted anew for the progress: a scan may be adding
/// to it, and counting walks over the whole library.
const RECOUNT: Duration = Duration::from_secs(5);
/// How often pause, stop and new tracks are looked for while nothing happens.
const TICK: Duration = Duration::from_millis(100);

/// Has `analyser` hear every track that waits for its model, in `options.jobs`
/// threads, and saves what it says. Tells `on_event` what is saved and how far
/// it is, on the calling thread. A track that fails is noted with its failure
/// and not tried again until the user asks, its file changes, or the model's
/// version does. Killed at any moment, the next run goes on where this one was.
///
/// # Errors
/// The database cannot be read or written; a bad file is no error.
pub fn run_queue(
    library: &Library,
    analyser: &dyn Analyser,
    options: &Options,
    control: &Control,
    on_event: &mut dyn FnMut(Event),
) -> std::result::Result<Summary, LibraryError> {
    let model = analyser.model();
    let jobs = options.jobs.max(1);
    let supply = Supply::new(library.new_reader()?, &model, &options.scope);
    let report = Report::new(supply.left()?, Instant::now());
    let (tasks, tasks_end) = bounded(jobs);
    let (results_end, results) = bounded(jobs);
    thread::scope(|scope| {
        for _ in 0..jobs {
            let (tasks, results) = (tasks_end.clone(), results_end.clone());
            scope.spawn(move || work::work(analyser, control.stop_flag(), &tasks, &results));
        }
        let run = Run {
            library,
            model: &model,
            control,
            on_event,
            supply,
            tasks,
            results,
            jobs,
            follows: options.scope == Scope::All,
            at_work: Vec::new(),
            batch: Vec::new(),
            batch_since: Instant::now(),
            report,
            counted: Instant::now(),
        };
        // Consumes the run, and with it the channels' ends: the workers see
        // that and come home, however it ended.
        run.drive(options.linger)
    })
}

struct Run<'a> {
    library: &'a Library,
    model: &'a ModelVersion,
    control: &'a Control,
    on_event: &'a mut dyn FnMut(Event),
    supply: Supply<'a>,
    tasks: Sender<Pending>,
    results: Receiver<Outcome>,
    jobs: usize,
    /// Whether tracks that come to wait during the run belong to it.
    follows: bool,
    at_work: Vec<Pending>,
    batch: Vec<Outcome>,
    batch_since: Instant,
    report: Report,
    counted: Instant,
}

impl Run<'_> {
    fn drive(mut self, linger: bool) -> Result<Summary> {
        let mut given = true;
        let mut edition = None;
        loop {
            let at_end = self.give_out(&mut given)?;
            if self.at_work.is_empty() && (at_end || self.control.is_stopped()) {
                self.save()?;
                if self.control.is_stopped() {
                    break;
                }
                let now = Some(self.supply.edition()?);
                if self.follows && (given || now != edition) {
                    edition = now;
                    given = false;
                    self.supply.rewind();
                    self.count()?;
                    continue;
                }
                if !(linger && self.follows) {
                    break;
                }
            }
            self.tell(!at_end || !self.at_work.is_empty());
            self.gather()?;
        }
        self.tell(false);
        Ok(self.report.summary(self.control.is_stopped()))
    }

    /// Gives free workers something to do. Returns whether there was nothing
    /// left to give.
    fn give_out(&mut self, given: &mut bool) -> Result<bool> {
        while self.at_work.len() < self.jobs {
            if self.control.is_paused() || self.control.is_stopped() {
                return Ok(false);
            }
            let Some(track) = self.supply.next()? else {
                return Ok(true);
            };
            *given = true;
            self.at_work.push(track.clone());
            if self.tasks.send(track).is_err() {
                // Workers leave only after this end is dropped.
                unreachable!("a worker left before its work was over");
            }
        }
        Ok(false)
    }

    /// Takes in what was heard, waiting a moment for it, and saves when due.
    fn gather(&mut self) -> Result<()> {
        match self.results.recv_timeout(TICK) {
            Ok(outcome) => self.take(outcome),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => thread::sleep(TICK),
        }
        let due = self.batch.len() >= BATCH || self.batch_since.elapsed() >= BATCH_AGE;
        if due && !self.batch.is_empty() {
            self.save()?;
            if self.follows && self.counted.elapsed() >= RECOUNT {
                self.count()?;
            }
        }
        Ok(())
    }

    /// Counts what is left to do.
    fn count(&mut self) -> Result<()> {
        self.report.left(self.supply.left()?);
        self.counted = Instant::now();
        Ok(())
    }

    fn take(&mut self, outcome: Outcome) {
        let (track, heard) = &outcome;
        self.at_work.retain(|other| other.id != track.id);
        if heard.as_ref().is_err_and(|failure| failure.code == STOPPED) {
            return;
        }
        self.report.heard(Instant::now());
        if self.batch.is_empty() {
            self.batch_since = Instant::now();
        }
        self.batch.push(outcome);
    }

    /// Saves the batch, then tells of it.
    fn save(&mut self) -> Result<()> {
        let batch = mem::take(&mut self.batch);
        if batch.is_empty() {
            return Ok(());
        }
        self.library.write(|tx| {
            batch
                .iter()
                .try_for_each(|outcome| record::outcome(tx, self.model, outcome))
        })?;
        for (Pending { id, path, .. }, heard) in batch {
            let event = match heard {
                Ok(analysis) => {
                    self.report.done();
                    Event::Analysed { id, path, analysis }
                }
                Err(failure) => {
                    self.report.failed();
                    Event::Failed { id, path, failure }
                }
            };
            (self.on_event)(event);
        }
        Ok(())
    }

    fn tell(&mut self, running: bool) {
        let names = self.at_work.iter().map(|track| {
            let name = track.path.file_name().unwrap_or(track.path.as_os_str());
            name.to_string_lossy().into_owned()
        });
        let now = Instant::now();
        let paused = self.control.is_paused();
        self.report.now(names.collect(), running, paused, now);
        self.report.tell(self.on_event, now);
    }
}

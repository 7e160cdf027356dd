//! One run of the queue.
//!
//! ```text
//! database → Supply → tasks → Crew → answers → batch → database → events
//! ```
//! The thread that calls [`run_queue`] gives out tracks, gathers what comes of
//! them and saves it in small batches; it alone decides, so there is nothing to
//! lock. It gives out no more than there are workers: a pause or a wish
//! therefore takes hold with the next file. What cannot be saved stays in the
//! batch, and nothing more is given out until it is.

mod give;

use std::collections::HashSet;
use std::mem;
use std::sync::Arc;
use std::time::{Duration, Instant};

use give::unheard;

use super::crew::Crew;
use super::host::Host;
use super::report::Report;
use super::rest::Resting;
use super::supply::Supply;
use super::work::Answer;
use super::{Control, Event, Options, Scope, Summary};
use crate::analysis::{Analyser, ModelVersion, STOPPED};
use crate::error::{LibraryError, Result};
use crate::library::Library;
use crate::store::pending::Pending;
use crate::store::record::{self, Heard, Outcome};
use crate::store::wishes;

/// Outcomes saved at once, at most: what a kill can cost.
const BATCH: usize = 64;
/// How long an outcome waits to be saved, at most.
const BATCH_AGE: Duration = Duration::from_secs(2);
/// How often what is left is counted anew for the progress, at most: a scan may
/// be adding to it.
const RECOUNT: Duration = Duration::from_secs(5);
/// Counting walks over the whole library: it takes one part in this many of the
/// time, at most.
const COUNTING_SHARE: u32 = 50;
/// How often pause, stop and new tracks are looked for while nothing happens.
const TICK: Duration = Duration::from_millis(100);

/// Has `analyser` hear every track that waits for its model, in `options.jobs`
/// threads, and saves what it says. Tells `on_event` what is saved and how far
/// it is, on the calling thread.
///
/// A track that fails is noted with its failure. One that may be heard another
/// time is tried again by itself, ever later; the others are not until the user
/// asks, the file changes, or the model's version does. A file that is not heard
/// in a time in proportion to its length is given up. Where only the model's
/// version has changed, tracks are judged anew by what was heard before, if the
/// analyser can. While the disk is full or another program holds the library,
/// the run rests and then goes on by itself. Killed at any moment, the next run
/// goes on where this one was.
///
/// # Errors
/// The database cannot be read or written, for more than a while; a bad file is
/// no error.
pub fn run_queue(
    library: &Library,
    analyser: Arc<dyn Analyser>,
    options: &Options,
    control: &Control,
    on_event: &mut dyn FnMut(Event),
) -> std::result::Result<Summary, LibraryError> {
    run_queue_on(
        &Host::default(),
        library,
        analyser,
        options,
        control,
        on_event,
    )
}

/// The same on a machine that is described instead of asked.
///
/// # Errors
/// As [`run_queue`].
pub fn run_queue_on(
    host: &Host,
    library: &Library,
    analyser: Arc<dyn Analyser>,
    options: &Options,
    control: &Control,
    on_event: &mut dyn FnMut(Event),
) -> std::result::Result<Summary, LibraryError> {
    let model = analyser.model();
    let supply = Supply::new(library.new_reader()?, model.clone(), &options.scope);
    let start = Instant::now();
    let left = supply.left((host.clock)())?;
    let run = Run {
        library,
        host,
        control,
        on_event,
        supply,
        crew: Crew::new(analyser, host.patience.clone()),
        resting: Resting::new(host, control, options),
        model,
        jobs: options.jobs.max(1),
        follows: options.scope == Scope::All,
        lingers: options.linger && options.scope == Scope::All,
        cannot_rescore: HashSet::new(),
        batch: Vec::new(),
        batch_since: start,
        report: Report::new(left, start),
        count: Count {
            at: Instant::now(),
            took: start.elapsed(),
            due: false,
        },
    };
    run.drive()
}

struct Run<'a> {
    library: &'a Library,
    host: &'a Host,
    control: &'a Control,
    on_event: &'a mut dyn FnMut(Event),
    supply: Supply,
    crew: Crew,
    resting: Resting<'a>,
    model: ModelVersion,
    jobs: usize,
    /// Whether tracks that come to wait during the run belong to it.
    follows: bool,
    /// Whether it waits for such when nothing is left.
    lingers: bool,
    /// Versions of the model whose analyses the analyser cannot judge anew.
    cannot_rescore: HashSet<String>,
    batch: Vec<Outcome>,
    batch_since: Instant,
    report: Report,
    count: Count,
}

/// The last time that what is left was counted.
struct Count {
    at: Instant,
    took: Duration,
    /// Whether something has changed since.
    due: bool,
}

/// Where a run stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stand {
    AtWork,
    /// The same, with nothing to wait for before the next step.
    AtOnce,
    /// Nothing is left; more may come.
    Idle,
    Over,
}

impl Run<'_> {
    fn drive(mut self) -> Result<Summary> {
        let mut stand = Stand::AtWork;
        while !self.control.is_stopped() {
            match self.step() {
                Ok(Stand::Over) => break,
                Ok(now) => stand = now,
                Err(error) => self.resting.library_is_not_well(error)?,
            }
            let running = stand != Stand::Idle && !self.rests_with_nothing_left();
            self.tell(running);
            self.gather(match stand {
                Stand::AtOnce => Duration::ZERO,
                _ => self.resting.gap().min(TICK),
            });
        }
        self.come_home();
        self.save()?;
        self.tell(false);
        Ok(self.report.summary(self.control.is_stopped()))
    }

    /// Saves what is due and gives free workers something to do.
    fn step(&mut self) -> Result<Stand> {
        if self.resting.waits_for_library() {
            return Ok(Stand::AtWork);
        }
        self.look()?;
        if self.is_save_due() {
            self.save()?;
            self.look()?;
        }
        let at_end = self.give_out()?;
        self.resting.library_is_well();
        if !at_end || self.crew.at_work() > 0 {
            self.recount()?;
            return Ok(Stand::AtWork);
        }
        let more_wishes = self.supply.has_idle_wishes();
        self.save()?;
        self.look()?;
        if more_wishes {
            // Behind those may be some that wait.
            return Ok(Stand::AtOnce);
        }
        if self.supply.walk_again(self.lingers) {
            return Ok(Stand::AtOnce);
        }
        self.report.left(0);
        Ok(if self.lingers {
            Stand::Idle
        } else {
            Stand::Over
        })
    }

    /// Takes in what others have written to the database.
    fn look(&mut self) -> Result<()> {
        if let Some(settings) = self.supply.look()? {
            self.resting.set(settings);
            self.count.due = self.follows;
        }
        Ok(())
    }

    /// Takes in what was heard, waiting a moment for it, and gives up what
    /// takes too long.
    fn gather(&mut self, mut moment: Duration) {
        while let Some((answer, took)) = self.crew.answer(moment) {
            self.resting.worked(took);
            self.take(answer);
            if self.batch.len() >= BATCH {
                break;
            }
            moment = Duration::ZERO;
        }
        for answer in self.crew.give_up() {
            self.take(answer);
        }
    }

    fn take(&mut self, answer: Answer) {
        if answer.outcomes.is_empty() {
            let versions = answer.unanswered.iter();
            self.cannot_rescore
                .extend(versions.filter_map(|track| track.heard_by.clone()));
        }
        for track in answer.unanswered {
            self.supply.give_back(unheard(track));
        }
        for (track, heard) in answer.outcomes {
            if matches!(&heard, Heard::Failed(failure) if failure.code == STOPPED) {
                self.supply.settled(track.id);
                continue;
            }
            let now = Instant::now();
            self.report.heard(now);
            if self.batch.is_empty() {
                self.batch_since = now;
            }
            self.batch.push((track, heard));
        }
    }

    fn is_save_due(&self) -> bool {
        let age = self.batch_since.elapsed();
        let full = self.batch.len() >= BATCH;
        let old = !self.batch.is_empty() && age >= BATCH_AGE;
        full || old || self.supply.has_idle_wishes()
    }

    /// Saves the batch, then tells of it.
    fn save(&mut self) -> Result<()> {
        let idle_wishes = self.supply.idle_wishes();
        if self.batch.is_empty() && idle_wishes.is_empty() {
            return Ok(());
        }
        let now = (self.host.clock)();
        self.library.write(|tx| {
            wishes::drop(tx, &self.model.id, &idle_wishes)?;
            let mut outcomes = self.batch.iter();
            outcomes.try_for_each(|outcome| record::outcome(tx, &self.model, outcome, now))
        })?;
        for (Pending { id, path, .. }, heard) in mem::take(&mut self.batch) {
            self.supply.settled(id);
            let event = match heard {
                Heard::Well(analysis) => {
                    self.report.done();
                    Event::Analysed { id, path, analysis }
                }
                Heard::Failed(failure) | Heard::Gone(failure) => {
                    self.report.failed();
                    Event::Failed { id, path, failure }
                }
            };
            (self.on_event)(event);
        }
        Ok(())
    }

    /// Counts what is left to do, when it may have changed and counting has not
    /// cost too much.
    fn recount(&mut self) -> Result<()> {
        let pause = RECOUNT.max(COUNTING_SHARE * self.count.took);
        if self.count.due && self.count.at.elapsed() >= pause {
            let start = Instant::now();
            self.report.left(self.supply.left((self.host.clock)())?);
            self.count = Count {
                at: Instant::now(),
                took: start.elapsed(),
                due: false,
            };
        }
        Ok(())
    }

    /// Waits for those at work to come home, who have been told to stop; not
    /// for those who do not.
    fn come_home(&mut self) {
        self.crew.stop();
        let start = Instant::now();
        while self.crew.at_work() > 0 && start.elapsed() < self.host.patience.stopping {
            if let Some((answer, _)) = self.crew.answer(TICK) {
                self.take(answer);
            }
        }
    }

    fn rests_with_nothing_left(&mut self) -> bool {
        let rests = self.resting.reason(self.crew.is_hung()).is_some();
        rests && self.crew.at_work() == 0 && self.batch.is_empty() && !self.report.has_left()
    }

    fn tell(&mut self, running: bool) {
        let names = self.crew.hearing().map(|track| {
            let name = track.path.file_name().unwrap_or(track.path.as_os_str());
            name.to_string_lossy().into_owned()
        });
        let names = names.collect();
        let now = Instant::now();
        let reason = self.resting.reason(self.crew.is_hung());
        self.report.now(names, running, reason, now);
        self.report.tell(self.on_event, now);
    }
}

//! The thread that has the library's waiting tracks heard. The model is loaded
//! here too, so that the window need not wait for it.

use std::num::NonZero;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use moodplane_library::{
    DEFAULT_MODEL, Event, Library, LibraryError, Options, Progress, Scope, run_queue,
};

use moodplane_model::install::Installer;

use crate::analyser::{Ear, ModelCard, ModelRow, Models};
use crate::door::Gate;
use crate::error::{AppError, Reply};
use crate::events::{Pulse, Say};
use crate::lock::lock;
use crate::turn::{Now, Turn};

/// How long closing the window waits for the files in work and the last batch.
/// Both end within a second or two; a hung drive must not keep the app alive.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a model hears before its speed is kept, and again from then on: a
/// speed is that of half a minute.
const MEASURED: Duration = Duration::from_secs(30);

/// The analysis of the library, running by itself.
pub(crate) struct Hearing {
    work: Arc<Work>,
    /// Held while a choice is made: what is kept is what hears.
    choosing: Mutex<()>,
    over: Mutex<Receiver<()>>,
}

impl Hearing {
    /// Begins as the gate opens, with the model that the user chose for this library.
    pub(crate) fn start(
        library: Library,
        models: Box<dyn Models>,
        pulse: Pulse,
        say: Arc<dyn Say>,
        gate: Gate,
    ) -> Self {
        let chosen = library.chosen_model().unwrap_or_else(|error| {
            tracing::warn!(%error, "the choice of a model");
            DEFAULT_MODEL.to_owned()
        });
        let work = Arc::new(Work {
            library,
            models,
            pulse,
            say,
            now: Mutex::new(Now::new(chosen)),
            turned: Condvar::new(),
        });
        let (alive, over) = channel();
        let works = Arc::clone(&work);
        let spawned = thread::Builder::new()
            .name("hearing".to_owned())
            .spawn(move || {
                gate.pass();
                works.run();
                // Its handle on the library goes before it says that it is over.
                drop(works);
                drop(alive);
            });
        if let Err(error) = spawned {
            tracing::error!(%error, "cannot start a thread");
        }
        Self {
            work,
            choosing: Mutex::new(()),
            over: Mutex::new(over),
        }
    }

    /// The id of the model whose results count: the chosen one, or the default
    /// one where that cannot be loaded.
    pub(crate) fn model(&self) -> String {
        lock(&self.work.now).turn.model.clone()
    }

    /// The models there are, the shipped ones first, and how each stands.
    pub(crate) fn models(&self) -> Reply<Vec<ModelRow>> {
        let mut rows = self.work.models.all()?;
        rows.sort_by_key(|row| !row.shipped);
        for row in &mut rows {
            row.tracks_per_s = self.work.library.speed(&row.id)?;
        }
        lock(&self.work.now).mark(&mut rows);
        Ok(rows)
    }

    /// The card of the model whose results count.
    pub(crate) fn card(&self) -> Reply<ModelCard> {
        self.work.models.card(&self.model())
    }

    /// What installs other models.
    pub(crate) fn installer(&self) -> Reply<Installer> {
        self.work.models.installer().map_err(|error| {
            let what = format!("No model can be installed ({error}).");
            AppError::new("no_installs", what)
        })
    }

    /// Has another model hear the library. Of the files in work, those that are
    /// not finished are given up.
    pub(crate) fn choose(&self, id: &str) -> Reply<()> {
        let known = self.work.models.all()?;
        if known.iter().all(|row| row.id != id) {
            let what = format!("There is no model {id}: install it, or choose another.");
            return Err(AppError::new("no_such_model", what).about(id));
        }
        let _one_at_a_time = lock(&self.choosing);
        self.work.library.choose_model(id)?;
        lock(&self.work.now).choose(id);
        self.work.turned.notify_all();
        Ok(())
    }

    /// How far it is, or why it cannot go on.
    pub(crate) fn progress(&self) -> Reply<Progress> {
        let now = lock(&self.work.now);
        match &now.problem {
            Some(problem) => Err(problem.clone()),
            None => Ok(now.progress.clone()),
        }
    }

    /// What the model runs on.
    pub(crate) fn device(&self) -> Reply<String> {
        let now = lock(&self.work.now);
        match (&now.device, &now.problem) {
            (Some(device), _) => Ok(device.clone()),
            (None, Some(problem)) => Err(problem.clone()),
            (None, None) => Err(AppError::new(
                "loading",
                "The model is still being loaded: ask again in a moment.",
            )),
        }
    }

    /// Begins no further file until it is to go on, also after a restart: the
    /// pause is kept with the library, which every run follows.
    pub(crate) fn pause(&self) -> Reply<()> {
        Ok(self.work.library.set_paused(true)?)
    }

    /// Goes on; where something was in the way, tries again.
    pub(crate) fn resume(&self) -> Reply<()> {
        self.work.library.set_paused(false)?;
        let mut now = lock(&self.work.now);
        if now.problem.is_some() {
            now.try_again();
            self.work.turned.notify_all();
        }
        Ok(())
    }

    /// Ends the work. What is finished is saved; files in work are begun anew
    /// next time.
    pub(crate) fn close(&self) {
        let mut now = lock(&self.work.now);
        now.closing = true;
        now.turn.control.stop();
        drop(now);
        self.work.turned.notify_all();
        if lock(&self.over).recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            tracing::warn!("the analysis does not end; what it finished is saved");
        }
    }
}

/// What the thread and its handle share.
struct Work {
    library: Library,
    models: Box<dyn Models>,
    pulse: Pulse,
    say: Arc<dyn Say>,
    now: Mutex<Now>,
    /// A turn has begun, or the end has come.
    turned: Condvar,
}

impl Work {
    /// Serves one turn after another; after a problem, waits for the next.
    fn run(&self) {
        while let Some(turn) = self.next() {
            let Err(problem) = self.hear(&turn) else {
                continue;
            };
            tracing::warn!(code = problem.code, "{}", problem.message);
            if self.note(&turn, |now| now.problem = Some(problem.clone())) {
                self.say.problem(problem);
                self.pulse.changed();
            }
        }
    }

    /// The turn at hand, unless a problem is in its way; `None` at the end.
    fn next(&self) -> Option<Turn> {
        let stuck = |now: &mut Now| now.problem.is_some() && !now.closing;
        let now = self.turned.wait_while(lock(&self.now), stuck);
        let now = now.unwrap_or_else(PoisonError::into_inner);
        (!now.closing).then(|| now.turn.clone())
    }

    /// Notes something of a turn, if it still is that turn; returns whether.
    fn note(&self, turn: &Turn, what: impl FnOnce(&mut Now)) -> bool {
        let mut now = lock(&self.now);
        let current = now.is_turn(turn);
        if current {
            what(&mut now);
        }
        current
    }

    /// Hears until the turn is over.
    fn hear(&self, turn: &Turn) -> Reply<()> {
        // Whatever an earlier turn said last, this one begins with nothing.
        self.say.progress(Progress::default());
        let ear = match self.models.load(&turn.model) {
            Err(why) if turn.model != DEFAULT_MODEL => {
                tracing::warn!(code = why.code, "{}", why.message);
                if self.note(turn, |now| now.fall_back(why.clone())) {
                    self.say.problem(why);
                    self.pulse.changed();
                }
                return Ok(());
            }
            loaded => loaded?,
        };
        tracing::info!(model = ?ear.analyser.model(), device = ear.device, "model loaded");
        self.note(turn, |now| now.device = Some(ear.device.clone()));
        self.pulse.changed();
        Ok(self.serve(turn, &ear)?)
    }

    fn serve(&self, turn: &Turn, ear: &Ear) -> Result<(), LibraryError> {
        let options = Options {
            jobs: jobs(),
            scope: Scope::All,
            linger: true,
        };
        let library = self.library.with_model(&turn.model);
        let mut kept = Instant::now();
        let mut on_event = |event| match event {
            Event::Progress(progress) => {
                if let Some(speed) = progress.tracks_per_s
                    && kept.elapsed() >= MEASURED
                {
                    kept = Instant::now();
                    if let Err(error) = library.keep_speed(speed) {
                        tracing::warn!(%error, "the speed is not kept");
                    }
                }
                if self.note(turn, |now| now.progress.clone_from(&progress)) {
                    self.say.progress(progress);
                }
            }
            Event::Analysed { .. } => self.pulse.changed(),
            Event::Failed { path, failure, .. } => {
                tracing::info!(path = %path.display(), code = failure.code, "not analysed");
                self.pulse.changed();
            }
        };
        let analyser = Arc::clone(&ear.analyser);
        run_queue(&library, analyser, &options, &turn.control, &mut on_event)?;
        Ok(())
    }
}

/// Files heard at once: all cores but one, which the window and the music
/// need; past eight the network, not the decoding, is what is waited for.
fn jobs() -> usize {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    cores.saturating_sub(1).clamp(1, 8)
}

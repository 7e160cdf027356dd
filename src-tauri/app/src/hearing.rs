//! The thread that has the library's waiting tracks heard. The model is loaded
//! here too, so that the window need not wait for it.

use std::num::NonZero;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use moodplane_library::{Control, Event, Library, Options, Progress, Scope, run_queue};

use crate::analyser::Ear;
use crate::error::{AppError, Reply};
use crate::events::{Pulse, Say};

/// How long closing the window waits for the files in work and the last batch.
/// Both end within a second or two; a hung drive must not keep the app alive.
const PATIENCE: Duration = Duration::from_secs(10);

/// Loads the analyser.
pub(crate) type Open = Box<dyn Fn() -> Reply<Ear> + Send>;

/// What is known of the analysis now.
#[derive(Default)]
struct Now {
    progress: Progress,
    device: Option<String>,
    problem: Option<AppError>,
}

/// The analysis of the library, running by itself.
pub(crate) struct Hearing {
    control: Control,
    now: Arc<Mutex<Now>>,
    again: Mutex<Sender<()>>,
    over: Mutex<Receiver<()>>,
}

impl Hearing {
    pub(crate) fn start(library: Library, open: Open, pulse: Pulse, say: Arc<dyn Say>) -> Self {
        let control = Control::default();
        let now = Arc::new(Mutex::new(Now::default()));
        let (again, retries) = channel();
        let (alive, over) = channel();
        let work = Work {
            library,
            open,
            pulse,
            say,
            control: control.clone(),
            now: Arc::clone(&now),
        };
        let spawned = thread::Builder::new()
            .name("hearing".to_owned())
            .spawn(move || {
                work.run(&retries);
                drop(alive);
            });
        if let Err(error) = spawned {
            tracing::error!(%error, "cannot start a thread");
        }
        Self {
            control,
            now,
            again: Mutex::new(again),
            over: Mutex::new(over),
        }
    }

    /// How far it is, or why it cannot go on.
    pub(crate) fn progress(&self) -> Reply<Progress> {
        let now = lock(&self.now);
        match &now.problem {
            Some(problem) => Err(problem.clone()),
            None => Ok(now.progress.clone()),
        }
    }

    /// What the model runs on.
    pub(crate) fn device(&self) -> Reply<String> {
        let now = lock(&self.now);
        match (&now.device, &now.problem) {
            (Some(device), _) => Ok(device.clone()),
            (None, Some(problem)) => Err(problem.clone()),
            (None, None) => Err(AppError::new(
                "loading",
                "The model is still being loaded: ask again in a moment.",
            )),
        }
    }

    pub(crate) fn pause(&self) {
        self.control.pause();
    }

    /// Goes on; where something was in the way, tries again.
    pub(crate) fn resume(&self) {
        self.control.resume();
        if lock(&self.now).problem.is_some() {
            // The thread is gone only when the app is closing.
            let _ = lock(&self.again).send(());
        }
    }

    /// Ends the work. What is finished is saved; files in work are begun anew
    /// next time.
    pub(crate) fn close(&self) {
        self.control.stop();
        let (deaf, _) = channel();
        drop(std::mem::replace(&mut *lock(&self.again), deaf));
        if lock(&self.over).recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            tracing::warn!("the analysis does not end; what it finished is saved");
        }
    }
}

/// What the thread has.
struct Work {
    library: Library,
    open: Open,
    pulse: Pulse,
    say: Arc<dyn Say>,
    control: Control,
    now: Arc<Mutex<Now>>,
}

impl Work {
    /// Works until stopped; after a problem, waits to be told to try again.
    fn run(&self, retries: &Receiver<()>) {
        while !self.control.is_stopped() {
            match self.hear() {
                Ok(()) => return,
                Err(problem) => {
                    tracing::warn!(code = problem.code, "{}", problem.message);
                    lock(&self.now).problem = Some(problem.clone());
                    self.say.problem(problem);
                }
            }
            if retries.recv().is_err() {
                return;
            }
            lock(&self.now).problem = None;
        }
    }

    fn hear(&self) -> Reply<()> {
        let ear = (self.open)()?;
        tracing::info!(model = ?ear.analyser.model(), device = ear.device, "model loaded");
        lock(&self.now).device = Some(ear.device.clone());
        let library = self.library.with_model(&ear.analyser.model().id);
        let options = Options {
            jobs: jobs(),
            scope: Scope::All,
            linger: true,
        };
        let mut on_event = |event| match event {
            Event::Progress(progress) => {
                lock(&self.now).progress.clone_from(&progress);
                self.say.progress(progress);
            }
            Event::Analysed { .. } => self.pulse.changed(),
            Event::Failed { path, failure, .. } => {
                tracing::info!(path = %path.display(), code = failure.code, "not analysed");
                self.pulse.changed();
            }
        };
        run_queue(
            &library,
            &*ear.analyser,
            &options,
            &self.control,
            &mut on_event,
        )?;
        Ok(())
    }
}

/// Files heard at once: all cores but one, which the window and the music
/// need; past eight the network, not the decoding, is what is waited for.
fn jobs() -> usize {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    cores.saturating_sub(1).clamp(1, 8)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

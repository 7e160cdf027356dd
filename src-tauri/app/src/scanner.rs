//! Looks through folders, one at a time and on a thread of its own: a disk is
//! only slower when two read it at once.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use moodplane_library::{FolderId, Library, LibraryError, ScanReport};

use crate::AppError;
use crate::events::{Pulse, Say};

/// What to look through.
enum Errand {
    /// Every folder of the library.
    All,
    /// One folder.
    Folder(FolderId),
    /// Paths from a command line: folders to add, or single files.
    Paths(Vec<PathBuf>),
}

/// The thread that scans.
pub(crate) struct Scanner {
    errands: Mutex<Option<Sender<Errand>>>,
    stop: Arc<AtomicBool>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Scanner {
    pub(crate) fn start(library: Library, pulse: Pulse, say: Arc<dyn Say>) -> Self {
        let (sender, errands) = channel();
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = thread::Builder::new()
            .name("scanner".to_owned())
            .spawn(move || {
                for errand in errands {
                    if stopped.load(Ordering::Relaxed) {
                        break;
                    }
                    if let Err(error) = run(&library, &errand, &stopped, &pulse) {
                        tracing::warn!(%error, "scan");
                        say.problem(AppError::from(error));
                    }
                    pulse.changed();
                }
            });
        if let Err(error) = &thread {
            tracing::error!(%error, "cannot start a thread");
        }
        Self {
            errands: Mutex::new(Some(sender)),
            stop,
            thread: Mutex::new(thread.ok()),
        }
    }

    pub(crate) fn all(&self) {
        self.send(Errand::All);
    }

    pub(crate) fn folder(&self, id: FolderId) {
        self.send(Errand::Folder(id));
    }

    pub(crate) fn paths(&self, paths: Vec<PathBuf>) {
        self.send(Errand::Paths(paths));
    }

    /// Ends the scan at hand and waits for it; what was found is kept.
    pub(crate) fn close(&self) {
        self.stop.store(true, Ordering::Relaxed);
        let taken =
            |slot: &Mutex<Option<_>>| slot.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(taken(&self.errands));
        let thread = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the scanner panicked");
        }
    }

    fn send(&self, errand: Errand) {
        let errands = self.errands.lock().unwrap_or_else(PoisonError::into_inner);
        let sent = errands
            .as_ref()
            .is_some_and(|sender| sender.send(errand).is_ok());
        if !sent {
            tracing::warn!("the scanner is gone");
        }
    }
}

fn run(
    library: &Library,
    errand: &Errand,
    stop: &AtomicBool,
    pulse: &Pulse,
) -> Result<(), LibraryError> {
    let mut found = |_: &ScanReport| pulse.changed();
    match errand {
        Errand::All => note(library.scan_all(stop, &mut found)?),
        Errand::Folder(id) => note(library.scan_folder(*id, stop, &mut found)?),
        Errand::Paths(paths) => {
            for path in paths {
                if path.is_dir() {
                    let folder = library.add_folder(path)?;
                    pulse.changed();
                    note(library.scan_folder(folder.id, stop, &mut found)?);
                } else {
                    library.add_file(path)?;
                }
                pulse.changed();
            }
        }
    }
    Ok(())
}

fn note(report: ScanReport) {
    for problem in &report.problems {
        tracing::warn!(path = %problem.path.display(), "{}", problem.message);
    }
    tracing::info!(
        seen = report.seen,
        new = report.new,
        changed = report.changed,
        moved = report.moved,
        missing = report.missing,
        "scanned"
    );
}

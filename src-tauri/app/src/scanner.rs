//! Looks through folders, one at a time and on a thread of its own: a disk is
//! only slower when two read it at once. Keeps an eye on them afterwards.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use moodplane_library::{
    FolderId, Library, LibraryError, Query, ScanReport, WatchEvent, WatchOptions, Watcher,
};

use crate::AppError;
use crate::door::Gate;
use crate::events::{Pulse, Say};
use crate::lock::lock;

/// What to look through.
enum Errand {
    /// Every folder of the library, and files that were named by themselves.
    All,
    /// Files that were named by themselves, if there are any: no folder that
    /// is watched holds them.
    Loose,
    /// One folder.
    Folder(FolderId),
    /// Folders that are to come into the library.
    New(Vec<PathBuf>),
}

/// The thread that scans, and the watcher.
pub(crate) struct Scanner {
    errands: Mutex<Option<Sender<Errand>>>,
    stop: Arc<AtomicBool>,
    thread: Mutex<Option<JoinHandle<()>>>,
    /// `None` before it begins, and where there is no thread for it.
    watcher: Arc<Mutex<Option<Watcher>>>,
}

impl Scanner {
    /// Begins, as the gate opens, with a look through all that the library holds,
    /// for what changed while nobody watched.
    pub(crate) fn start(library: Library, pulse: Pulse, say: Arc<dyn Say>, gate: Gate) -> Self {
        let (sender, errands) = channel();
        let stop = Arc::new(AtomicBool::new(false));
        let watcher = Arc::<Mutex<Option<Watcher>>>::default();
        let (stopped, watches) = (Arc::clone(&stop), Arc::clone(&watcher));
        let work = move || {
            gate.pass();
            if stopped.load(Ordering::Relaxed) {
                return;
            }
            let eye = watch(library.clone(), pulse.clone(), Arc::clone(&say));
            // The watcher scans every folder itself to begin with.
            let first = if eye.is_some() {
                Errand::Loose
            } else {
                Errand::All
            };
            *lock(&watches) = eye;
            for errand in std::iter::once(first).chain(errands) {
                if stopped.load(Ordering::Relaxed) {
                    break;
                }
                if let Err(error) = run(&library, &errand, &stopped, &pulse) {
                    tracing::warn!(%error, "scan");
                    say.problem(AppError::from(error));
                }
                pulse.changed();
            }
        };
        let thread = thread::Builder::new()
            .name("scanner".to_owned())
            .spawn(work);
        if let Err(error) = &thread {
            tracing::error!(%error, "cannot start a thread");
        }
        Self {
            errands: Mutex::new(Some(sender)),
            stop,
            thread: Mutex::new(thread.ok()),
            watcher,
        }
    }

    /// Looks through a folder that is new, and watches it.
    pub(crate) fn folder(&self, id: FolderId) {
        self.send(Errand::Folder(id));
        self.refresh();
    }

    /// Watches those folders that the library holds now.
    pub(crate) fn refresh(&self) {
        if let Some(watcher) = &*lock(&self.watcher) {
            watcher.refresh();
        }
    }

    /// Adds these folders; the watcher finds them by itself afterwards.
    pub(crate) fn add(&self, folders: Vec<PathBuf>) {
        self.send(Errand::New(folders));
    }

    /// Ends the scan at hand and the watch, and waits for both; what was found
    /// is kept.
    pub(crate) fn close(&self) {
        self.stop.store(true, Ordering::Relaxed);
        drop(lock(&self.errands).take());
        let thread = lock(&self.thread).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the scanner panicked");
        }
        // After the thread, which is who puts it there.
        drop(lock(&self.watcher).take());
    }

    fn send(&self, errand: Errand) {
        let sent = lock(&self.errands)
            .as_ref()
            .is_some_and(|sender| sender.send(errand).is_ok());
        if !sent {
            tracing::warn!("the scanner is gone");
        }
    }
}

/// Watches the folders; without a thread for it, they are only scanned when
/// they are added and at the start.
fn watch(library: Library, pulse: Pulse, say: Arc<dyn Say>) -> Option<Watcher> {
    let on_change = move |event| match event {
        WatchEvent::Scanned(report) => {
            note(&report);
            pulse.changed();
        }
        WatchEvent::Polling { path, message, .. } => {
            tracing::warn!("{message}");
            let about = path.display();
            say.problem(AppError::new("not_watched", message).about(about));
        }
        WatchEvent::Failed(error) => {
            tracing::warn!(%error, "watch");
            say.problem(AppError::from(error));
        }
        // Of the scan in progress, and whatever later versions tell.
        _ => pulse.changed(),
    };
    Watcher::start(library, WatchOptions::default(), on_change)
        .inspect_err(|error| tracing::error!(%error, "the folders are not watched"))
        .ok()
}

fn run(
    library: &Library,
    errand: &Errand,
    stop: &AtomicBool,
    pulse: &Pulse,
) -> Result<(), LibraryError> {
    let mut found = |_: &ScanReport| pulse.changed();
    match errand {
        Errand::All => note(&library.scan_all(stop, &mut found)?),
        Errand::Loose => {
            if holds_loose_files(library)? {
                note(&library.scan_all(stop, &mut found)?);
            }
        }
        Errand::Folder(id) => note(&library.scan_folder(*id, stop, &mut found)?),
        Errand::New(folders) => {
            for path in folders {
                let folder = library.add_folder(path)?;
                pulse.changed();
                note(&library.scan_folder(folder.id, stop, &mut found)?);
                pulse.changed();
            }
        }
    }
    Ok(())
}

/// Whether there are more tracks than the folders hold.
fn holds_loose_files(library: &Library) -> Result<bool, LibraryError> {
    let all = library.page(&Query::default(), 0, 0)?.total;
    let folders = library.folders()?;
    Ok(all > folders.iter().map(|folder| folder.tracks).sum())
}

fn note(report: &ScanReport) {
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

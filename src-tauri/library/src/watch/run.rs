//! The watcher's thread: hears what happened, waits until it is at rest, and
//! has it scanned.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::eyes::{Blind, Eyes, Seen};
use super::folders::{How, Watched};
use super::pending::Pending;
use super::{WatchEvent, WatchOptions};
use crate::error::{LibraryError, Result};
use crate::library::Library;
use crate::rows::FolderId;
use crate::scan::{ScanReport, is_audio, is_passed_by};

/// How often it is looked whether waiting files are at rest.
const TICK: Duration = Duration::from_millis(100);
/// How often it is looked which folders there are, and whether each is still
/// where it was: nothing tells of a disk that is mounted over one.
const LOOK: Duration = Duration::from_secs(1);
/// How long until a scan that failed is tried again.
const AGAIN: Duration = Duration::from_secs(30);
/// A polled folder rests for this many times as long as its scan took.
const REST: u32 = 10;
/// Time between two words on the progress of a scan.
const TELL: Duration = Duration::from_millis(250);

/// What reaches the watcher's thread.
#[derive(Debug)]
pub(super) enum Message {
    /// Look which folders there are; or end, if that is asked for.
    Refresh,
    /// Things happened.
    Seen(Vec<Seen>),
    /// Nothing is seen any more at these places; at any, if there is none.
    Blind(Vec<(Vec<PathBuf>, Blind)>),
    /// How the scan of a folder goes on.
    Scanning(ScanReport),
    /// A folder was scanned.
    Scanned {
        folder: FolderId,
        took: Duration,
        found: Result<(ScanReport, Vec<PathBuf>)>,
    },
}

pub(super) struct Watch {
    pub(super) library: Library,
    pub(super) options: WatchOptions,
    pub(super) on_change: Box<dyn FnMut(WatchEvent) + Send>,
    pub(super) eyes: Box<dyn Eyes>,
    messages: Sender<Message>,
    stop: Arc<AtomicBool>,
    pub(super) folders: Vec<Watched>,
    looked: Option<Instant>,
    pending: Pending,
    scan: Option<JoinHandle<()>>,
}

impl Watch {
    pub(super) fn new(
        library: Library,
        options: WatchOptions,
        on_change: Box<dyn FnMut(WatchEvent) + Send>,
        eyes: Box<dyn Eyes>,
        messages: Sender<Message>,
        stop: Arc<AtomicBool>,
    ) -> Self {
        Self {
            library,
            options,
            on_change,
            eyes,
            messages,
            stop,
            folders: Vec::new(),
            looked: None,
            pending: Pending::default(),
            scan: None,
        }
    }

    /// Watches until it is to stop.
    pub(super) fn run(mut self, inbox: &Receiver<Message>) {
        while !self.stop.load(Ordering::Relaxed) {
            if self.looked.is_none_or(|then| then.elapsed() >= LOOK) {
                if let Err(error) = self.look() {
                    (self.on_change)(WatchEvent::Failed(error));
                }
                self.looked = Some(Instant::now());
            }
            self.scan_touched();
            self.scan_due();
            let wait = match self.looked {
                Some(then) if self.pending.is_empty() => LOOK.saturating_sub(then.elapsed()),
                _ => TICK,
            };
            // A sender is held here too, so only time can run out.
            if let Ok(message) = inbox.recv_timeout(wait) {
                self.take(message);
            }
            while let Ok(message) = inbox.try_recv() {
                self.take(message);
            }
        }
        if let Some(scan) = self.scan
            && scan.join().is_err()
        {
            tracing::error!("a scan panicked");
        }
    }

    fn take(&mut self, message: Message) {
        let now = Instant::now();
        match message {
            Message::Refresh => self.looked = None,
            Message::Seen(seen) => seen.into_iter().for_each(|seen| self.see(seen, now)),
            Message::Blind(errors) => {
                for (places, why) in errors {
                    self.lose_sight(&places, &why);
                }
            }
            Message::Scanning(report) => (self.on_change)(WatchEvent::Scanning(report)),
            Message::Scanned {
                folder,
                took,
                found,
            } => self.scanned(folder, took, found, now),
        }
    }

    fn see(&mut self, seen: Seen, now: Instant) {
        match seen {
            Seen::Touched(path) => self.pending.touch(path, now),
            Seen::Renamed(old, new) if self.is_music(&new) => self.pending.rename(old, new, now),
            // Renamed out of sight: into a wastebasket, or to a name that is
            // no music's.
            Seen::Renamed(old, new) => {
                self.pending.touch(old, now);
                self.pending.touch(new, now);
            }
            Seen::TooMuch => {
                for folder in &mut self.folders {
                    folder.due = Some(now);
                }
            }
        }
    }

    /// Whether a scan would come to this path.
    fn is_music(&self, path: &Path) -> bool {
        let mut roots = self.folders.iter().map(|folder| &folder.root);
        let root = roots.find(|root| path.starts_with(root));
        root.is_some_and(|root| !is_passed_by(root, path)) && (is_audio(path) || path.is_dir())
    }

    /// Scans what is at rest.
    fn scan_touched(&mut self) {
        let settle = self.options.settle;
        let Some(touched) = self.pending.at_rest(settle, Instant::now()) else {
            return;
        };
        // Twice: between two looks at a folder, a slow copy may pause.
        match self.library.scan_touched(touched, 2 * settle, &self.stop) {
            Ok((report, unsettled)) => {
                self.wait_for(unsettled, Instant::now());
                (self.on_change)(WatchEvent::Scanned(report));
            }
            Err(error) => {
                for watched in &mut self.folders {
                    watched.due = Some(Instant::now() + AGAIN);
                }
                (self.on_change)(WatchEvent::Failed(error));
            }
        }
    }

    fn wait_for(&mut self, unsettled: Vec<PathBuf>, now: Instant) {
        for path in unsettled {
            self.pending.touch(path, now);
        }
    }

    /// Begins the next scan of a whole folder, if one is due and none is on its
    /// way: a disk is only slower when two read it at once.
    fn scan_due(&mut self) {
        if self.scan.as_ref().is_some_and(|scan| !scan.is_finished()) {
            return;
        }
        let now = Instant::now();
        let next = self.folders.iter_mut().find(|watched| {
            watched.due.is_some_and(|due| due <= now) && !self.library.is_being_scanned(watched.id)
        });
        let Some(watched) = next else { return };
        watched.due = None;
        let errand = Errand {
            library: self.library.clone(),
            folder: watched.id,
            settle: 2 * self.options.settle,
            stop: Arc::clone(&self.stop),
            messages: self.messages.clone(),
        };
        let thread = thread::Builder::new().name("watcher's scan".to_owned());
        match thread.spawn(move || errand.run()) {
            Ok(scan) => self.scan = Some(scan),
            Err(error) => {
                watched.due = Some(now + AGAIN);
                tracing::error!(%error, "cannot start a thread");
            }
        }
    }

    fn scanned(
        &mut self,
        folder: FolderId,
        took: Duration,
        found: Result<(ScanReport, Vec<PathBuf>)>,
        now: Instant,
    ) {
        let watched = self.folders.iter_mut().find(|watched| watched.id == folder);
        let rest = self.options.poll_every.max(REST * took);
        if let Some(watched) = watched {
            let again = match (&found, watched.how) {
                (Err(_), _) => Some(now + AGAIN),
                (Ok(_), How::Polled) => Some(now + rest),
                (Ok(_), _) => None,
            };
            // Another may have become due meanwhile.
            watched.due = watched.due.or(again);
        }
        match found {
            Ok((report, unsettled)) => {
                self.wait_for(unsettled, now);
                (self.on_change)(WatchEvent::Scanned(report));
            }
            // The user has removed it meanwhile.
            Err(LibraryError::NoSuchFolder(_)) => {}
            Err(error) => (self.on_change)(WatchEvent::Failed(error)),
        }
    }
}

/// The scan of one folder, on a thread of its own.
struct Errand {
    library: Library,
    folder: FolderId,
    settle: Duration,
    stop: Arc<AtomicBool>,
    messages: Sender<Message>,
}

impl Errand {
    fn run(self) {
        let start = Instant::now();
        let mut told = start;
        let found =
            self.library
                .scan_settled(self.folder, Some(self.settle), &self.stop, &mut |report| {
                    if told.elapsed() >= TELL {
                        told = Instant::now();
                        // The watcher waits for this thread before it goes.
                        let _ = self.messages.send(Message::Scanning(report.numbers()));
                    }
                });
        let _ = self.messages.send(Message::Scanned {
            folder: self.folder,
            took: start.elapsed(),
            found,
        });
    }
}

//! Watching the folders: what changes on the disk shows up in the library by
//! itself.
//!
//! ```text
//! system → Eyes (notify, debounced) → Pending (until a file is at rest) → scan
//! ```
//! The watcher has a thread of its own, which decides; whole folders are
//! scanned on another, so that events are heard meanwhile. Rows are written by
//! the scan's own code: there is one way into the database. Where the system
//! tells nothing (a network disk) or no more (its limit of watches is reached),
//! the folder is scanned from time to time instead.

mod eyes;
mod folders;
mod network;
mod pending;
mod run;
#[cfg(test)]
mod tests;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::error::LibraryError;
use crate::library::Library;
use crate::rows::FolderId;
use crate::scan::ScanReport;
use eyes::{Eyes, Notify};
use run::{Message, Watch};

/// How a library's folders are watched.
#[derive(Debug, Clone, Copy)]
pub struct WatchOptions {
    /// How long a file must keep its size and time until it is read: less, and
    /// a copy in progress is taken for a file; more, and it is late.
    pub settle: Duration,
    /// How often a folder is scanned that cannot be watched. It is scanned less
    /// often where a scan takes longer than a tenth of this.
    pub poll_every: Duration,
}

impl Default for WatchOptions {
    fn default() -> Self {
        Self {
            settle: Duration::from_secs(1),
            poll_every: Duration::from_secs(120),
        }
    }
}

/// What a watcher tells.
#[derive(Debug)]
#[non_exhaustive]
pub enum WatchEvent {
    /// The scan of a whole folder goes on: a few times a second, numbers only.
    Scanning(ScanReport),
    /// Rows were brought up to date: of a whole folder, or of what was touched.
    Scanned(ScanReport),
    /// A folder cannot be watched, and is scanned from time to time.
    Polling {
        /// The folder.
        folder: FolderId,
        /// Its path.
        path: PathBuf,
        /// Time between two scans.
        every: Duration,
        /// One sentence for the user: why, how often, and what can be done.
        message: String,
    },
    /// The library could not be read or written; the folders are scanned again
    /// half a minute later.
    Failed(LibraryError),
}

/// Watches all folders of a library, those that are added later too. Each is
/// scanned once to begin with, for what changed while nobody watched. Ends
/// when it is dropped.
#[derive(Debug)]
pub struct Watcher {
    messages: Sender<Message>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Watcher {
    /// Begins to watch. `on_change` is called on the watcher's thread and holds
    /// it up; it should only pass on what it is told.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(
        library: Library,
        options: WatchOptions,
        on_change: impl FnMut(WatchEvent) + Send + 'static,
    ) -> io::Result<Self> {
        Self::with_eyes(library, options, Box::new(on_change), |messages| {
            Box::new(Notify::new(messages))
        })
    }

    fn with_eyes(
        library: Library,
        options: WatchOptions,
        on_change: Box<dyn FnMut(WatchEvent) + Send>,
        eyes: impl FnOnce(Sender<Message>) -> Box<dyn Eyes>,
    ) -> io::Result<Self> {
        let (messages, inbox) = channel();
        let stop = Arc::new(AtomicBool::new(false));
        let watch = Watch::new(
            library,
            options,
            on_change,
            eyes(messages.clone()),
            messages.clone(),
            Arc::clone(&stop),
        );
        let thread = thread::Builder::new()
            .name("watcher".to_owned())
            .spawn(move || watch.run(&inbox))?;
        Ok(Self {
            messages,
            stop,
            thread: Some(thread),
        })
    }

    /// Looks now which folders the library holds, instead of within a second.
    pub fn refresh(&self) {
        // A watcher that is gone has nothing to look at.
        let _ = self.messages.send(Message::Refresh);
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.refresh();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the watcher panicked");
        }
    }
}

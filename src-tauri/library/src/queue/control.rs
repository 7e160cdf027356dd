//! Pause, go on, stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Pauses, resumes and stops a run of the queue from any thread. Clones
/// control the same run. For a pause that outlasts the run, see
/// [`crate::Library::set_paused`].
#[derive(Debug, Clone, Default)]
pub struct Control {
    paused: Arc<AtomicBool>,
    stopped: Arc<AtomicBool>,
}

impl Control {
    /// Starts no further file; those in work are finished and saved.
    pub fn pause(&self) {
        self.paused.store(true, Ordering::Relaxed);
    }

    /// Goes on.
    pub fn resume(&self) {
        self.paused.store(false, Ordering::Relaxed);
    }

    /// Whether it is paused.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.paused.load(Ordering::Relaxed)
    }

    /// Ends the run, for good: files in work are given up, what is finished is
    /// saved.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// Whether it was stopped.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }
}

//! What has to be done from time to time, on a thread of its own: copies of
//! the library, covers that nobody needs any more, and what the user's
//! corrections say of the other tracks.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use moodplane_library::Library;

use crate::events::Pulse;

/// From the start to the first look whether a copy is due: not while the
/// window comes up.
const FIRST: Duration = Duration::from_secs(60);
/// Between two such looks.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How long corrections rest until they are counted in: longer than between
/// two of a row, so that the dots do not move under the pointer.
const SETTLE: Duration = Duration::from_secs(3);
/// What the covers may take on the disk, bytes: some 10,000 albums.
const COVERS: u64 = 200 << 20;

/// The thread that does it. Ends when it is dropped.
pub(crate) struct Upkeep {
    corrected: Option<Sender<Library>>,
    thread: Option<JoinHandle<()>>,
}

impl Upkeep {
    pub(crate) fn start(library: &Library, pulse: Pulse) -> Self {
        let (sender, corrected) = channel();
        let library = library.clone();
        let thread = thread::Builder::new()
            .name("upkeep".to_owned())
            .spawn(move || run(&library, &corrected, &pulse));
        if let Err(error) = &thread {
            tracing::error!(%error, "cannot start a thread");
        }
        Self {
            corrected: Some(sender),
            thread: thread.ok(),
        }
    }

    /// Something was corrected in the library as this model sees it.
    pub(crate) fn corrected(&self, library: Library) {
        let sent = self.corrected.as_ref().map(|sender| sender.send(library));
        if !matches!(sent, Some(Ok(()))) {
            tracing::warn!("the upkeep is gone");
        }
    }
}

impl Drop for Upkeep {
    fn drop(&mut self) {
        self.corrected = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the upkeep panicked");
        }
    }
}

fn run(library: &Library, corrected: &Receiver<Library>, pulse: &Pulse) {
    let mut tidy_at = Instant::now() + FIRST;
    let mut is_first = true;
    let mut unsettled: Option<(Instant, Library)> = None;
    loop {
        let settles = unsettled.as_ref().map_or(tidy_at, |(at, _)| *at);
        let next = tidy_at.min(settles);
        match corrected.recv_timeout(next.saturating_duration_since(Instant::now())) {
            Ok(library) => unsettled = Some((Instant::now() + SETTLE, library)),
            Err(RecvTimeoutError::Timeout) => {}
            // At the end, what has not settled yet is counted in with the next
            // correction.
            Err(RecvTimeoutError::Disconnected) => return,
        }
        if let Some((_, library)) = unsettled.take_if(|(at, _)| *at <= Instant::now()) {
            recalibrate(&library);
            pulse.changed();
        }
        if tidy_at <= Instant::now() {
            tidy(library, is_first);
            is_first = false;
            tidy_at = Instant::now() + DAY;
        }
    }
}

fn recalibrate(library: &Library) {
    match library.recalibrate() {
        Ok(Some(fitted)) => tracing::info!(
            corrections = fitted.corrections,
            error_before = fitted.error_before,
            error_after = fitted.error_after,
            applied = fitted.applied,
            "recalibrated"
        ),
        Ok(None) => {}
        Err(error) => tracing::warn!(%error, "recalibration"),
    }
}

fn tidy(library: &Library, is_first: bool) {
    match library.back_up_if_due() {
        Ok(Some(copy)) => tracing::info!(path = %copy.path.display(), "library copied"),
        Ok(None) => {}
        Err(error) => tracing::warn!(%error, "the library cannot be copied"),
    }
    if is_first {
        match library.sweep_covers(COVERS) {
            Ok(freed) => tracing::debug!(freed, "covers swept"),
            Err(error) => tracing::warn!(%error, "covers"),
        }
    }
}

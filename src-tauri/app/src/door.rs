//! The door to the rooms: the library is opened behind it, and whoever comes
//! meanwhile waits.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::AppError;
use crate::error::Reply;
use crate::lock::lock;
use crate::shell::Rooms;

/// Opens once, and closes once.
#[derive(Default)]
pub(crate) struct Door {
    /// `None` while the library is being opened.
    rooms: Mutex<Option<Reply<Arc<Rooms>>>>,
    opened: Condvar,
}

impl Door {
    /// Lets those in who wait, or says to them why there are no rooms.
    pub(crate) fn open(&self, rooms: Reply<Arc<Rooms>>) {
        *lock(&self.rooms) = Some(rooms);
        self.opened.notify_all();
    }

    /// The rooms, once the library is open.
    pub(crate) fn rooms(&self) -> Reply<Arc<Rooms>> {
        self.waited().clone().unwrap_or_else(|| Err(closed()))
    }

    /// Closes it for all who come later; who is inside is handed out.
    pub(crate) fn close(&self) -> Reply<Arc<Rooms>> {
        self.waited()
            .replace(Err(closed()))
            .unwrap_or_else(|| Err(closed()))
    }

    fn waited(&self) -> MutexGuard<'_, Option<Reply<Arc<Rooms>>>> {
        let waited = self
            .opened
            .wait_while(lock(&self.rooms), |rooms| rooms.is_none());
        waited.unwrap_or_else(PoisonError::into_inner)
    }
}

fn closed() -> AppError {
    AppError::new("closing", "Moodplane is closing: start it again.")
}

/// What is to run by itself waits here until the window has its first picture, so
/// that the two do not take each other's time.
#[derive(Clone, Default)]
pub(crate) struct Gate(Arc<(Mutex<bool>, Condvar)>);

/// A window that never gets its picture keeps nothing from being done.
const PATIENCE: Duration = Duration::from_secs(5);

impl Gate {
    /// Lets all through, now and later.
    pub(crate) fn open(&self) {
        let (is_open, opened) = &*self.0;
        *lock(is_open) = true;
        opened.notify_all();
    }

    /// Waits until it is open; not for ever.
    pub(crate) fn pass(&self) {
        let (is_open, opened) = &*self.0;
        let from = Instant::now();
        let waited = opened.wait_timeout_while(lock(is_open), PATIENCE, |is_open| !*is_open);
        drop(waited);
        tracing::debug!(waited = ?from.elapsed(), "begins");
    }
}

//! How many files are decoded at once: those that only wait for the network's last
//! answers leave their place to the next.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

/// How often one that waits looks whether it is still wanted.
const LOOK: Duration = Duration::from_millis(50);

/// Lets so many through at a time.
#[derive(Debug)]
pub(super) struct Turnstile {
    free: Receiver<()>,
    back: Sender<()>,
}

/// A place that is given back when it is dropped.
pub(super) struct Place<'a>(&'a Turnstile);

impl Turnstile {
    /// With so many places; 0 is taken for 1.
    pub(super) fn new(places: usize) -> Self {
        let (back, free) = bounded(places.max(1));
        for _ in 0..places.max(1) {
            // There is room for each of them.
            let _ = back.try_send(());
        }
        Self { free, back }
    }

    /// Waits for a place; `None` soon after `stop` becomes true.
    pub(super) fn enter(&self, stop: &AtomicBool) -> Option<Place<'_>> {
        while !stop.load(Ordering::Relaxed) {
            match self.free.recv_timeout(LOOK) {
                Ok(()) => return Some(Place(self)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
        None
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let _ = self.0.back.try_send(());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_are_inside_than_there_are_places_and_who_is_stopped_goes() {
        let (turnstile, stop) = (Turnstile::new(2), AtomicBool::new(false));
        let first = turnstile.enter(&stop);
        let second = turnstile.enter(&stop);
        assert!(first.is_some() && second.is_some());
        assert!(turnstile.free.is_empty());
        drop(first);
        assert!(turnstile.enter(&stop).is_some());
        drop(second);
        stop.store(true, Ordering::Relaxed);
        assert!(turnstile.enter(&stop).is_none());
        assert_eq!(turnstile.free.len(), 2);
    }
}

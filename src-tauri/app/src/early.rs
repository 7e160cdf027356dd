//! Problems that come before the window listens: what is found out while the
//! library is opened must reach the user all the same.

use std::sync::{Arc, Mutex};

use moodplane_library::Progress;
use moodplane_player::PlayerState;

use crate::AppError;
use crate::events::Say;
use crate::installing::Install;
use crate::lock::lock;

/// More than a start can bring; the window might never ask.
const MOST: usize = 20;

/// Says everything, and keeps the problems until they are asked for the first
/// time. What the window hears twice it shows once.
pub(crate) struct Early {
    say: Arc<dyn Say>,
    /// `None` once they were asked for.
    kept: Mutex<Option<Vec<AppError>>>,
}

impl Early {
    pub(crate) fn new(say: Arc<dyn Say>) -> Self {
        Self {
            say,
            kept: Mutex::new(Some(Vec::new())),
        }
    }

    /// The problems so far; none the second time.
    pub(crate) fn take(&self) -> Vec<AppError> {
        let mut kept = lock(&self.kept);
        kept.take().unwrap_or_default()
    }
}

impl Say for Early {
    fn library_changed(&self) {
        self.say.library_changed();
    }

    fn progress(&self, progress: Progress) {
        self.say.progress(progress);
    }

    fn player(&self, state: PlayerState) {
        self.say.player(state);
    }

    fn problem(&self, error: AppError) {
        let mut kept = lock(&self.kept);
        if let Some(kept) = kept.as_mut().filter(|kept| kept.len() < MOST) {
            kept.push(error.clone());
        }
        drop(kept);
        self.say.problem(error);
    }

    fn installing(&self, install: Install) {
        self.say.installing(install);
    }
}

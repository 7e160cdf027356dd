//! What the commands work on: the library, the analysis and the player, put
//! together once.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use moodplane_library::{Library, LibraryError};
use moodplane_player::{Output, Player};

use crate::analyser::Models;
use crate::error::{Reply, guarded};
use crate::events::{Pulse, Say};
use crate::hearing::Hearing;
use crate::scanner::Scanner;

/// Everything behind the window. Where the library cannot be opened, every
/// command that needs it says why.
pub struct Shell {
    open: Reply<Rooms>,
    player: Player,
    pulse: Pulse,
}

/// What needs an open library.
pub(crate) struct Rooms {
    pub(crate) library: Library,
    pub(crate) scanner: Scanner,
    pub(crate) hearing: Hearing,
}

impl Shell {
    /// Opens the library and starts what runs by itself: a look through its
    /// folders, and the analysis of what waits.
    pub(crate) fn new(
        library: Result<PathBuf, LibraryError>,
        models: Box<dyn Models>,
        output: impl Output + 'static,
        say: Arc<dyn Say>,
    ) -> Self {
        let voice = Arc::clone(&say);
        let pulse = Pulse::new(move || voice.library_changed());
        let voice = Arc::clone(&say);
        let player = Player::new(output, move |state| voice.player(state.clone()));
        let open = library
            .and_then(|path| open(&path))
            .map(|library| Rooms {
                scanner: Scanner::start(library.clone(), pulse.clone(), Arc::clone(&say)),
                hearing: Hearing::start(library.clone(), models, pulse.clone(), say),
                library,
            })
            .map_err(|error| {
                tracing::error!(%error, "library");
                error.into()
            });
        if let Ok(rooms) = &open {
            rooms.scanner.all();
        }
        Self {
            open,
            player,
            pulse,
        }
    }

    /// Does a command's work on the rooms, or says why they are closed.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&Rooms) -> Reply<T>) -> Reply<T> {
        guarded(|| work(self.open.as_ref().map_err(Clone::clone)?))
    }

    /// Asks the library, as the model sees it that hears it now.
    pub(crate) fn library<T>(
        &self,
        ask: impl FnOnce(&Library) -> Result<T, LibraryError>,
    ) -> Reply<T> {
        self.with(|rooms| {
            let library = rooms.library.with_model(&rooms.hearing.model());
            Ok(ask(&library)?)
        })
    }

    /// Says that the library changed.
    pub(crate) fn changed(&self) {
        self.pulse.changed();
    }

    pub(crate) fn player(&self) -> &Player {
        &self.player
    }

    /// Ends what runs by itself; everything finished is saved.
    pub(crate) fn close(&self) {
        if let Ok(rooms) = &self.open {
            rooms.scanner.close();
            rooms.hearing.close();
        }
    }
}

fn open(path: &Path) -> Result<Library, LibraryError> {
    let library = Library::open(path)?;
    tracing::info!(path = %path.display(), "library opened");
    Ok(library)
}

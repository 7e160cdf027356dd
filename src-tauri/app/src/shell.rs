//! What the commands work on: the library, the analysis and the player, put
//! together once.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use moodplane_library::{Library, LibraryError, Query};
use moodplane_player::{Output, Player};

use crate::AppError;
use crate::analyser::Models;
use crate::companion::{Companion, Note};
use crate::door::{Door, Gate};
use crate::early::Early;
use crate::error::{Reply, guarded};
use crate::events::{Pulse, Say};
use crate::hearing::Hearing;
use crate::installing::Installs;
use crate::radio::Radio;
use crate::scanner::Scanner;
use crate::sets::Sets;
use crate::tagging::Tagging;
use crate::upkeep::Upkeep;

/// How long closing the window waits for everything to end: a little longer
/// than for the files in work. A hung drive must not keep the app alive.
const PATIENCE: Duration = Duration::from_secs(12);

/// Between two looks whether the last command has come to its end.
const BREATH: Duration = Duration::from_millis(10);

/// Everything behind the window. Where the library cannot be opened, every
/// command that needs it says why.
pub struct Shell {
    door: Arc<Door>,
    gate: Gate,
    player: Player,
    pulse: Pulse,
    early: Arc<Early>,
}

/// What needs an open library.
pub(crate) struct Rooms {
    pub(crate) library: Library,
    pub(crate) scanner: Scanner,
    pub(crate) hearing: Hearing,
    pub(crate) upkeep: Upkeep,
    pub(crate) installs: Installs,
    pub(crate) radio: Radio,
    pub(crate) sets: Sets,
    pub(crate) tagging: Tagging,
    companion: Companion,
}

impl Rooms {
    /// Starts what runs by itself: a look through the folders and an eye on
    /// them, the analysis of what waits, and the upkeep. The first two begin as the
    /// gate opens.
    fn start(
        library: Library,
        models: Box<dyn Models>,
        pulse: &Pulse,
        say: Arc<dyn Say>,
        gate: &Gate,
        player: Player,
        (notes, inbox): (Sender<Note>, Receiver<Note>),
    ) -> Self {
        let scanner = Scanner::start(
            library.clone(),
            pulse.clone(),
            Arc::clone(&say),
            gate.clone(),
        );
        let installs = Installs::new(pulse.clone(), Arc::clone(&say));
        let hearing = Hearing::start(library.clone(), models, pulse.clone(), say, gate.clone());
        let radio = Radio::default();
        let seen = library.with_model(&hearing.model());
        Self {
            scanner,
            hearing,
            installs,
            upkeep: Upkeep::start(&library, pulse.clone()),
            companion: Companion::start(seen, player, radio.clone(), notes, inbox),
            radio,
            sets: Sets::default(),
            tagging: Tagging::new(pulse.clone()),
            library,
        }
    }

    /// The library as the model sees it that hears it now.
    pub(crate) fn seen(&self) -> Library {
        self.library.with_model(&self.hearing.model())
    }
}

impl Shell {
    /// Opens the library, mending it where it is damaged, and starts what runs
    /// by itself: on a thread of its own, for a library that was not closed is
    /// looked all through first, and the window need not wait for that.
    pub(crate) fn new(
        library: Result<PathBuf, LibraryError>,
        models: Box<dyn Models>,
        output: impl Output + 'static,
        say: Arc<dyn Say>,
    ) -> Self {
        let early = Arc::new(Early::new(say));
        let say: Arc<dyn Say> = Arc::clone(&early) as _;
        let voice = Arc::clone(&say);
        let pulse = Pulse::new(move || voice.library_changed());
        let voice = Arc::clone(&say);
        let (notes, inbox) = channel();
        let heard = notes.clone();
        let player = Player::new(output, move |state| {
            voice.player(state.clone());
            // Without a library nobody goes along.
            let _ = heard.send(Note::State(Box::new(state.clone())));
        });
        let shell = Self {
            door: Arc::default(),
            gate: Gate::default(),
            player,
            pulse,
            early,
        };
        let (door, gate) = (Arc::clone(&shell.door), shell.gate.clone());
        let (player, pulse) = (shell.player.clone(), shell.pulse.clone());
        let work = move || {
            let rooms = guarded(|| {
                let library = library.and_then(|path| open(&path, &*say))?;
                let notes = (notes, inbox);
                let rooms = Rooms::start(library, models, &pulse, say, &gate, player, notes);
                Ok(Arc::new(rooms))
            });
            if let Err(error) = &rooms {
                tracing::error!(code = error.code, "{}", error.message);
            }
            let seen = rooms.as_ref().ok().map(|rooms| rooms.seen());
            door.open(rooms);
            // What the window asks for first is in memory then; it says itself what
            // cannot be read.
            if let Some(library) = seen {
                let _ = library.points();
                let _ = library.page(&Query::default(), 0, 1);
            }
        };
        let thread = thread::Builder::new().name("opening".to_owned());
        if let Err(error) = thread.spawn(work) {
            let what =
                "The library cannot be opened: the system gives no thread. Restart Moodplane.";
            shell
                .door
                .open(Err(AppError::new("no_thread", what).with_detail(error)));
        }
        shell
    }

    /// Does a command's work on the rooms, or says why they are closed.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&Rooms) -> Reply<T>) -> Reply<T> {
        guarded(|| work(&*self.door.rooms()?))
    }

    /// Asks the library, as the model sees it that hears it now.
    pub(crate) fn library<T>(
        &self,
        ask: impl FnOnce(&Library) -> Result<T, LibraryError>,
    ) -> Reply<T> {
        self.with(|rooms| Ok(ask(&rooms.seen())?))
    }

    /// Changes something in the library, likewise, and says that it changed.
    pub(crate) fn change<T>(
        &self,
        change: impl FnOnce(&Library) -> Result<T, LibraryError>,
    ) -> Reply<T> {
        let answer = self.library(change)?;
        self.changed();
        Ok(answer)
    }

    /// Says that the library changed.
    pub(crate) fn changed(&self) {
        self.pulse.changed();
    }

    pub(crate) fn player(&self) -> &Player {
        &self.player
    }

    /// The window has its first picture: what runs by itself may begin.
    pub(crate) fn pictured(&self) {
        self.gate.open();
    }

    /// Problems of the time before the window listened.
    pub(crate) fn early_problems(&self) -> Vec<AppError> {
        // Most come while the library is opened.
        drop(self.door.rooms());
        self.early.take()
    }

    /// Ends what runs by itself and closes the library; everything finished is
    /// saved. A library that was not closed is looked all through at the next
    /// start.
    pub(crate) fn close(&self) {
        self.gate.open();
        let door = Arc::clone(&self.door);
        let (alive, over) = channel::<()>();
        let spawned = thread::Builder::new()
            .name("closing".to_owned())
            .spawn(move || {
                if let Ok(rooms) = door.close() {
                    close(rooms);
                }
                drop(alive);
            });
        if let Err(error) = spawned {
            tracing::error!(%error, "cannot start a thread");
        }
        if over.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            tracing::warn!("something does not end; what is finished is saved");
        }
    }
}

/// Ends what runs, waits for the commands in work, and drops the library.
fn close(mut rooms: Arc<Rooms>) {
    rooms.scanner.close();
    rooms.hearing.close();
    rooms.sets.stop();
    rooms.tagging.close();
    loop {
        match Arc::try_unwrap(rooms) {
            // The upkeep ends as it is dropped; the player has said all it will.
            Ok(mut rooms) => return rooms.companion.close(),
            Err(shared) => rooms = shared,
        }
        thread::sleep(BREATH);
    }
}

fn open(path: &Path, say: &dyn Say) -> Result<Library, LibraryError> {
    let (library, salvage) = Library::open_or_salvage(path)?;
    if let Some(salvage) = salvage {
        let kept = salvage.damaged.display();
        say.problem(AppError::new("salvaged", salvage.to_string()).about(kept));
    }
    tracing::info!(path = %path.display(), "library opened");
    Ok(library)
}

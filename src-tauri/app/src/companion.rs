//! What goes along with the player, on a thread of its own: its state is kept
//! for the next start, the radio is filled up, the desktop is told.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use moodplane_library::Library;
use moodplane_player::{Kept, Player, PlayerState};

use crate::media::Media;
use crate::queue::files;
use crate::radio::Radio;

/// Between two times that the state is kept: what a crash may cost of a song's
/// position, and seldom enough for any disk.
const REST: Duration = Duration::from_secs(5);

/// What the thread waits for.
pub(crate) enum Note {
    State(Box<PlayerState>),
    Close,
}

/// The thread; it ends when it is closed.
pub(crate) struct Companion {
    notes: Sender<Note>,
    thread: Option<JoinHandle<()>>,
}

impl Companion {
    /// Takes up what was kept, and starts.
    pub(crate) fn start(
        library: Library,
        player: Player,
        radio: Radio,
        notes: Sender<Note>,
        inbox: Receiver<Note>,
    ) -> Self {
        let work = move || {
            let kept = restore(&library, &player);
            let media = Media::start(&player);
            let work = Work {
                library,
                player,
                radio,
                media,
                kept,
            };
            work.run(&inbox);
        };
        let thread = thread::Builder::new().name("companion".to_owned());
        let thread = thread.spawn(work);
        let thread = thread.inspect_err(|error| tracing::error!(%error, "cannot start a thread"));
        Self {
            notes,
            thread: thread.ok(),
        }
    }

    /// Keeps the state a last time, and ends.
    pub(crate) fn close(&mut self) {
        let told = self.notes.send(Note::Close).is_ok();
        if let Some(thread) = self.thread.take().filter(|_| told)
            && thread.join().is_err()
        {
            tracing::error!("the player's state was not kept");
        }
    }
}

struct Work {
    library: Library,
    player: Player,
    radio: Radio,
    media: Media,
    kept: Option<Kept>,
}

impl Work {
    fn run(mut self, inbox: &Receiver<Note>) {
        let mut due = Instant::now() + REST;
        loop {
            match inbox.recv_timeout(due.saturating_duration_since(Instant::now())) {
                Ok(Note::State(state)) => self.hear(&state),
                Ok(Note::Close) | Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {}
            }
            if Instant::now() >= due {
                self.keep();
                due = Instant::now() + REST;
            }
        }
        self.keep();
    }

    fn hear(&mut self, state: &PlayerState) {
        self.media.show(state, &self.library);
        if let Err(error) = self.radio.fill(state, &self.player) {
            tracing::warn!(%error, "the radio is not filled");
        }
    }

    fn keep(&mut self) {
        let kept = self.player.kept();
        if self.kept.as_ref() == Some(&kept) {
            return;
        }
        let words = serde_json::to_string(&kept).map_err(|error| error.to_string());
        let saved = words.and_then(|words| {
            let saved = self.library.keep_player(&words);
            saved.map_err(|error| error.to_string())
        });
        match saved {
            Ok(()) => self.kept = Some(kept),
            Err(error) => tracing::warn!(error, "the player's state is not kept"),
        }
    }
}

/// Gives the player what was kept of it; says what that was.
fn restore(library: &Library, player: &Player) -> Option<Kept> {
    let words = library.kept_player();
    let words = words.inspect_err(|error| tracing::warn!(%error, "the player's state"));
    let kept: Kept = serde_json::from_str(&words.ok()??)
        .inspect_err(|error| tracing::warn!(%error, "the player's state is of another version"))
        .ok()?;
    match files(library, &kept.tracks) {
        Ok(items) => player.restore(kept.clone(), items),
        Err(error) => tracing::warn!(%error, "the queue is not taken up"),
    }
    Some(kept)
}

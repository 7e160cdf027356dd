//! The handle: cheap to clone, callable from any thread, never waiting.

use std::path::PathBuf;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::conductor::{Command, Conductor, Message};
use crate::{Output, PlayerState, feeder};

/// A file to play.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The track's id in the library.
    pub id: u32,
    /// Where its file is.
    pub path: PathBuf,
}

/// Plays a queue of files. Every method returns at once; what comes of it is
/// said through the callback given to [`Player::new`]. Playback stops when the
/// last clone is dropped.
#[derive(Clone)]
pub struct Player {
    inner: Arc<Inner>,
}

struct Inner {
    messages: Sender<Message>,
    state: Arc<Mutex<PlayerState>>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        // Nobody is left to tell if the conductor is already gone.
        let _ = self.messages.send(Message::Command(Command::Quit));
    }
}

impl Player {
    /// Starts a player on `output`, which is first opened when something is to
    /// be played. `on_change` gets every new state, from the player's thread:
    /// on each change, and five times a second while something plays.
    pub fn new(
        output: impl Output + 'static,
        on_change: impl FnMut(&PlayerState) + Send + 'static,
    ) -> Self {
        let (messages, inbox) = channel();
        let own = messages.clone();
        let (jobs, job_inbox) = channel();
        let state = Arc::new(Mutex::new(PlayerState::default()));
        let reports = messages.clone();
        start("player-feeder", move || {
            feeder::run(&job_inbox, |report| {
                // The conductor may be gone already; then the jobs end too.
                let _ = reports.send(Message::Report(report));
            });
        });
        let shared = Arc::clone(&state);
        start("player", move || {
            Conductor::new(Box::new(output), jobs, own, shared, Box::new(on_change)).run(&inbox);
        });
        let inner = Arc::new(Inner { messages, state });
        Self { inner }
    }

    /// Replaces the queue and plays it from `start` (an index) on.
    pub fn play(&self, queue: Vec<Item>, start: usize) {
        self.send(Command::Play { queue, start });
    }

    /// Adds to the end of the queue.
    pub fn enqueue(&self, items: Vec<Item>) {
        self.send(Command::Enqueue(items));
    }

    /// Pauses, or goes on. Without a device it tries again to open one.
    pub fn toggle(&self) {
        self.send(Command::Toggle);
    }

    /// Goes to a position in the current track, s; it is clamped to the track.
    pub fn seek(&self, to_s: f64) {
        self.send(Command::Seek(to_s));
    }

    /// Goes to the next track; after the last, playback stops.
    pub fn next(&self) {
        self.send(Command::Next);
    }

    /// Goes to the start of the track, or, within its first three seconds, to
    /// the track before.
    pub fn previous(&self) {
        self.send(Command::Previous);
    }

    /// Plays `length_s` seconds of a file from `start_s` on, in place of what
    /// plays, which then goes on where it was. Another preview takes its place;
    /// any command but the volume ends it.
    pub fn preview(&self, item: Item, start_s: f64, length_s: f64) {
        self.send(Command::Preview {
            item,
            start_s,
            length_s,
        });
    }

    /// Ends the preview, if one runs.
    pub fn end_preview(&self) {
        self.send(Command::EndPreview);
    }

    /// Sets the volume, 0-1, on a perceptual scale.
    pub fn set_volume(&self, volume: f32) {
        self.send(Command::Volume(volume));
    }

    /// The state as last published.
    #[must_use]
    pub fn state(&self) -> PlayerState {
        let state = self.inner.state.lock();
        state.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn send(&self, command: Command) {
        if self.inner.messages.send(Message::Command(command)).is_err() {
            tracing::error!("the player's thread is gone");
        }
    }
}

/// Starts a named thread. Without one there is no playback, which the log says.
pub(crate) fn start(name: &str, work: impl FnOnce() + Send + 'static) {
    if let Err(error) = thread::Builder::new().name(name.to_owned()).spawn(work) {
        tracing::error!(%error, name, "cannot start a thread");
    }
}

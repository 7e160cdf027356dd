//! The handle: cheap to clone, callable from any thread, never waiting.

use std::path::PathBuf;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::conductor::{Command, Conductor, EditCommand, Message};
use crate::queue::Spot;
use crate::shared::Shared;
use crate::{Kept, Level, Loudness, Output, PlayerState, QueueState, Repeat, feeder};

/// A file to play.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Item {
    /// The track's id in the library.
    pub id: u32,
    /// Where its file is.
    pub path: PathBuf,
    /// How loud it is, for the levelling.
    pub loudness: Loudness,
    /// A word for its album, the same for all its tracks and for those of no other.
    pub album: Option<String>,
    /// Its number in the album.
    pub album_place: Option<u32>,
}

impl Item {
    /// Whether the album goes on with the other one: that is how it was made to
    /// sound, so nothing is faded. Mixed up or with a track left out, it was not.
    pub(crate) fn goes_on_with(&self, other: &Self) -> bool {
        let next = self.album_place.map(|place| place + 1);
        self.album.is_some() && self.album == other.album && next == other.album_place
    }
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
    shared: Arc<Mutex<Shared>>,
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
        let shared = Arc::new(Mutex::new(Shared::default()));
        let reports = messages.clone();
        start("player-feeder", move || {
            feeder::run(&job_inbox, |report| {
                // The conductor may be gone already; then the jobs end too.
                let _ = reports.send(Message::Report(report));
            });
        });
        let published = Arc::clone(&shared);
        start("player", move || {
            Conductor::new(Box::new(output), jobs, own, published, Box::new(on_change)).run(&inbox);
        });
        let inner = Arc::new(Inner { messages, shared });
        Self { inner }
    }

    /// Replaces the queue and plays it from `start` (an index) on.
    pub fn play(&self, queue: Vec<Item>, start: usize) {
        self.send(Command::Play { queue, start });
    }

    /// Puts tracks into the queue.
    pub fn insert(&self, items: Vec<Item>, spot: Spot) {
        self.send(Command::Edit(EditCommand::Insert(items, spot)));
    }

    /// Moves places of the queue, by their keys, before another or to the end.
    pub fn shift(&self, keys: Vec<u32>, before: Option<u32>) {
        self.send(Command::Edit(EditCommand::Shift(keys, before)));
    }

    /// Removes places of the queue, by their keys. Where the playing one is
    /// among them, the next takes its turn.
    pub fn remove(&self, keys: Vec<u32>) {
        self.send(Command::Edit(EditCommand::Remove(keys)));
    }

    /// Removes all that follows the playing track.
    pub fn clear_ahead(&self) {
        self.send(Command::Edit(EditCommand::ClearAhead));
    }

    /// Plays the place of the queue with this key.
    pub fn jump(&self, key: u32) {
        self.send(Command::Jump(key));
    }

    /// Mixes the queue behind the playing track, or gives it its order back.
    pub fn set_shuffle(&self, on: bool) {
        self.send(Command::Edit(EditCommand::Shuffle(on)));
    }

    /// Sets what follows the queue's end.
    pub fn set_repeat(&self, repeat: Repeat) {
        self.send(Command::Edit(EditCommand::Repeat(repeat)));
    }

    /// Sets how loudness is levelled.
    pub fn set_level(&self, level: Level) {
        self.send(Command::Level(level));
    }

    /// Sets over how many seconds, 0-12, tracks fade into each other; by 0 they
    /// follow without a gap, as tracks of one album always do.
    pub fn set_crossfade(&self, seconds: f32) {
        self.send(Command::Crossfade(seconds));
    }

    /// Plays on the device with this name whenever it is there, or on the
    /// system's own.
    pub fn choose_device(&self, name: Option<String>) {
        self.send(Command::Device(name));
    }

    /// Takes up what was kept, paused; `items` are the files of its tracks,
    /// `None` for those that have gone.
    pub fn restore(&self, kept: Kept, items: Vec<Option<Item>>) {
        self.send(Command::Restore(Box::new(kept), items));
    }

    /// Plays, if it does not.
    pub fn resume(&self) {
        self.send(Command::Resume);
    }

    /// Pauses, if it plays.
    pub fn pause(&self) {
        self.send(Command::Pause);
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
        self.shared().state.clone()
    }

    /// The queue as it is now.
    #[must_use]
    pub fn queue(&self) -> QueueState {
        self.shared().queue()
    }

    /// What is to be kept over the end of the program.
    #[must_use]
    pub fn kept(&self) -> Kept {
        self.shared().kept()
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        let shared = self.inner.shared.lock();
        shared.unwrap_or_else(PoisonError::into_inner)
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

//! The thread that owns the device and the queue: it takes the user's
//! commands, tells the feeder what to decode, and publishes what is heard.

mod device;
mod edits;
mod previews;

use std::collections::VecDeque;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::feeder::{Job, Report, Run};
use crate::link::{Controls, Format, Mark};
use crate::preview::Preview;
use crate::queue::{Queue, Spot};
use crate::shared::Shared;
use crate::volume::gain;
use crate::{Item, Kept, Level, Opened, Output, PlayerError, PlayerState, Repeat};

/// How often the state is published while something plays: a bar that moves
/// five times a second looks alive, and costs nothing.
const TICK: Duration = Duration::from_millis(200);

/// How often an open but silent device is looked after.
const IDLE: Duration = Duration::from_secs(1);

/// Up to here, s, "previous" means the track before; later, this one's start.
const RESTART_AFTER_S: f32 = 3.0;

/// The longest cross-fade, s: longer ones are whole mixes.
const CROSSFADE_MOST_S: f32 = 12.0;

/// What the user wants.
pub(crate) enum Command {
    Play {
        queue: Vec<Item>,
        start: usize,
    },
    Edit(EditCommand),
    Restore(Box<Kept>, Vec<Option<Item>>),
    Jump(u32),
    Resume,
    Pause,
    Toggle,
    Seek(f64),
    Next,
    Previous,
    Volume(f32),
    Level(Level),
    Crossfade(f32),
    Device(Option<String>),
    Preview {
        item: Item,
        start_s: f64,
        length_s: f64,
    },
    EndPreview,
    Quit,
}

/// What the user does to the queue; the playing track goes on by it.
pub(crate) enum EditCommand {
    Insert(Vec<Item>, Spot),
    Shift(Vec<u32>, Option<u32>),
    Remove(Vec<u32>),
    ClearAhead,
    Shuffle(bool),
    Repeat(Repeat),
}

/// What the thread waits for.
pub(crate) enum Message {
    Command(Command),
    Report(Report),
    /// Of the preview with this number.
    Preview(u32, Report),
}

/// A callback for every new state.
pub(crate) type OnChange = Box<dyn FnMut(&PlayerState) + Send>;

/// An open device and our line to it.
struct Line {
    device: Opened,
    format: Format,
    controls: Arc<Controls>,
}

pub(crate) struct Conductor {
    output: Box<dyn Output>,
    jobs: Sender<Job>,
    /// The way for a preview's reports.
    own: Sender<Message>,
    on_change: OnChange,
    shared: Arc<Mutex<Shared>>,
    state: PlayerState,
    queue: Queue,
    /// The place of the queue that plays or would play, by its key.
    key: Option<u32>,
    /// How often the queue was changed.
    edits: u32,
    line: Option<Line>,
    preview: Option<Preview>,
    previews: u32,
    generation: u32,
    /// The feeder has been told to go on from where the state says.
    cued: bool,
    runs: VecDeque<Run>,
    /// How often the queue had been changed when the feeder reached its end.
    fed: Option<u32>,
    starved: u64,
}

impl Conductor {
    pub(crate) fn new(
        output: Box<dyn Output>,
        jobs: Sender<Job>,
        own: Sender<Message>,
        shared: Arc<Mutex<Shared>>,
        on_change: OnChange,
    ) -> Self {
        Self {
            output,
            jobs,
            own,
            on_change,
            shared,
            state: PlayerState::default(),
            queue: Queue::default(),
            key: None,
            edits: 0,
            line: None,
            preview: None,
            previews: 0,
            generation: 0,
            cued: false,
            runs: VecDeque::new(),
            fed: None,
            starved: 0,
        }
    }

    /// Works until the last handle is dropped.
    pub(crate) fn run(mut self, inbox: &Receiver<Message>) {
        loop {
            let message = match self.line {
                Some(_) => {
                    let busy = self.state.playing || self.preview.is_some();
                    let wait = if busy { TICK } else { IDLE };
                    match inbox.recv_timeout(wait) {
                        Ok(message) => Some(message),
                        Err(RecvTimeoutError::Timeout) => None,
                        Err(RecvTimeoutError::Disconnected) => break,
                    }
                }
                None => match inbox.recv() {
                    Ok(message) => Some(message),
                    Err(_) => break,
                },
            };
            match message {
                Some(Message::Command(Command::Quit)) => break,
                Some(Message::Command(command)) => {
                    // So that "previous" and "pause" act on where we are now.
                    self.listen();
                    self.obey(command);
                }
                Some(Message::Report(report)) => self.note(report),
                Some(Message::Preview(number, report)) => self.note_preview(number, report),
                None => {}
            }
            self.listen();
            self.publish();
        }
        self.close();
    }

    fn obey(&mut self, command: Command) {
        if !matches!(
            command,
            Command::Volume(_) | Command::Level(_) | Command::Crossfade(_) | Command::Edit(_)
        ) {
            self.end_preview();
        }
        match command {
            Command::Play { queue, start } => {
                self.queue.replace(queue);
                self.count();
                let start = if self.state.shuffle {
                    self.queue.shuffle(true, Some(start));
                    0
                } else {
                    start
                };
                self.start(start);
            }
            Command::Edit(edit) => self.edit(edit),
            Command::Restore(kept, items) => self.restore(*kept, items),
            Command::Jump(key) => {
                if let Some(place) = self.queue.sequence.place(key) {
                    self.start(place);
                }
            }
            Command::Resume if self.state.playing => {}
            Command::Resume => self.resume(),
            Command::Pause => self.set_playing(false),
            Command::Toggle if self.state.playing => self.set_playing(false),
            Command::Toggle => self.resume(),
            Command::Seek(to_s) => {
                let end_s = self.state.duration_s.map_or(f64::MAX, f64::from);
                if self.state.track.is_some() && !to_s.is_nan() {
                    self.go(to_s.clamp(0.0, end_s));
                }
            }
            Command::Next => self.start(self.beside(true)),
            Command::Previous if self.state.position_s > RESTART_AFTER_S => {
                self.start(self.place().unwrap_or_default());
            }
            Command::Previous => self.start(self.beside(false)),
            Command::Volume(volume) if volume.is_nan() => {}
            Command::Volume(volume) => {
                self.state.volume = volume.clamp(0.0, 1.0);
                if let Some(line) = &self.line {
                    line.controls.set_gain(gain(self.state.volume));
                }
                if let Some(preview) = &self.preview {
                    preview.set_gain(gain(self.state.volume));
                }
            }
            Command::Level(level) => {
                self.state.level = level;
                if let Some(line) = &self.line {
                    line.controls.set_level(level);
                }
                if let Some(preview) = &self.preview {
                    preview.set_level(level);
                }
            }
            Command::Crossfade(seconds) if seconds.is_nan() => {}
            Command::Crossfade(seconds) => self.set_crossfade(seconds),
            Command::Device(name) => self.choose_device(name),
            Command::Preview {
                item,
                start_s,
                length_s,
            } => self.start_preview(item, start_s, length_s),
            Command::EndPreview | Command::Quit => {}
        }
    }

    fn set_crossfade(&mut self, seconds: f32) {
        self.state.crossfade_s = seconds.clamp(0.0, CROSSFADE_MOST_S);
        self.tell(Job::Crossfade(f64::from(self.state.crossfade_s)));
    }

    /// Plays the queue from a place on; past its end, stops.
    fn start(&mut self, index: usize) {
        self.state.problem = None;
        if index >= self.queue.sequence.entries.len() {
            self.finish();
            return;
        }
        self.point_at_place(index, 0.0);
        self.resume();
    }

    /// The place that plays, counted.
    fn place(&self) -> Option<usize> {
        self.queue.sequence.place(self.key?)
    }

    /// The place after the playing one, or the one before; a queue that repeats
    /// is a ring, whichever way it is gone round.
    fn beside(&self, after: bool) -> usize {
        let length = self.queue.sequence.entries.len();
        let is_ring = self.state.repeat == Repeat::All && length > 0;
        match (self.place(), after) {
            (Some(place), true) if is_ring => (place + 1) % length,
            (Some(place), true) => place + 1,
            (Some(0), false) if is_ring => length - 1,
            (place, false) => place.unwrap_or_default().saturating_sub(1),
            (None, true) => 0,
        }
    }

    /// Goes on from where the state says, opening a device if need be.
    fn resume(&mut self) {
        self.state.problem = None;
        if self.state.track.is_none() {
            return;
        }
        self.prefer_chosen();
        if let Err(error) = self.open() {
            self.set_playing(false);
            self.state.problem = Some(error.into());
            return;
        }
        if !self.cued {
            self.go(f64::from(self.state.position_s));
        }
        self.set_playing(true);
    }

    /// Shows a track and a position without playing them yet.
    fn point_at_place(&mut self, place: usize, at_s: f64) {
        self.silence();
        let entry = self.queue.sequence.entries.get(place);
        self.key = entry.map(|entry| entry.key);
        self.state.track = entry.map(|entry| entry.item.id);
        self.state.queue_index = entry.and_then(|_| u32::try_from(place).ok());
        self.state.position_s = at_s as f32;
        self.state.duration_s = None;
    }

    /// Lets nothing more be heard of what the feeder has made.
    fn silence(&mut self) {
        self.cued = false;
        self.runs.clear();
        if let Some(line) = &self.line {
            // Zero stands for "nothing yet" on the link.
            self.generation = self.generation.wrapping_add(1).max(1);
            line.controls.set_generation(self.generation);
        }
    }

    /// Goes to a position of the track, playing or not as before.
    fn go(&mut self, at_s: f64) {
        self.silence();
        self.state.position_s = at_s as f32;
        let (Some(_), Some(key)) = (&self.line, self.key) else {
            return;
        };
        self.cued = true;
        self.fed = None;
        self.tell(Job::Jump {
            generation: self.generation,
            sequence: Arc::clone(&self.queue.sequence),
            key,
            at_s,
        });
    }

    /// The end of the queue: stops at the start of its last track.
    fn finish(&mut self) {
        self.set_playing(false);
        let last = self.queue.sequence.entries.len().saturating_sub(1);
        let duration_s = self.state.duration_s.filter(|_| self.place() == Some(last));
        self.point_at_place(last, 0.0);
        self.state.duration_s = duration_s;
    }

    fn set_playing(&mut self, playing: bool) {
        self.state.playing = playing;
        self.pause_or_not();
    }

    /// Lets the line be heard if it is to be, and nothing is heard in its place.
    fn pause_or_not(&self) {
        if let Some(line) = &self.line {
            let heard = self.state.playing && self.preview.is_none();
            line.controls.set_paused(!heard);
        }
    }

    /// Looks at what the device has taken since last time.
    fn listen(&mut self) {
        let Some(line) = &self.line else { return };
        if line.device.lost.load(Ordering::Relaxed) {
            self.set_playing(false);
            self.close();
            self.state.problem = Some(PlayerError::DeviceLost.into());
            return;
        }
        if self.preview.as_ref().is_some_and(Preview::is_over) {
            self.end_preview();
            return;
        }
        let starved = line.controls.starved();
        if starved > self.starved {
            tracing::debug!(frames = starved - self.starved, "decoding was late");
            self.starved = starved;
        }
        let mark = line.controls.mark();
        let rate = f64::from(line.format.sample_rate);
        let ended = self.cued && line.controls.ended() == self.generation;
        let here = |run: &Run| Mark::run_bits(run.id) == mark.run;
        if let Some(place) = self.runs.iter().position(here) {
            self.runs.drain(..place);
            self.heard(mark.frame as f64 / rate);
        }
        if ended && self.state.playing {
            // The queue may have grown after the feeder had reached its end.
            let is_old = self.fed.is_some_and(|fed| fed != self.edits);
            let next = self.key.filter(|_| is_old);
            let next = next.and_then(|key| self.queue.sequence.after(key));
            match next.and_then(|entry| self.queue.sequence.place(entry.key)) {
                Some(next) => self.start(next),
                None => self.finish(),
            }
        }
    }

    /// The first known run is being played, this far in.
    fn heard(&mut self, run_s: f64) {
        let Some(run) = self.runs.front() else { return };
        // A place that was taken out this moment is no longer anybody's.
        if let Some(entry) = self.queue.sequence.get(run.key) {
            self.key = Some(run.key);
            self.state.track = Some(entry.item.id);
        }
        self.state.queue_index = self.place().and_then(|place| u32::try_from(place).ok());
        let Some(run) = self.runs.front() else { return };
        self.state.position_s = (run.start_s + run_s) as f32;
        self.state.duration_s = run.duration_s.map(|s| s as f32);
    }

    fn note(&mut self, report: Report) {
        match report {
            Report::Run(run) if run.generation == self.generation => self.runs.push_back(run),
            Report::Failed { generation, why } if generation == self.generation => {
                tracing::warn!(%why);
                self.state.problem = Some(why.into());
            }
            Report::Finished { generation, edits } if generation == self.generation => {
                self.fed = Some(edits);
            }
            Report::Run(_) | Report::Failed { .. } | Report::Finished { .. } => {}
        }
    }

    fn tell(&self, job: Job) {
        if self.jobs.send(job).is_err() {
            tracing::error!("the decoding thread is gone");
        }
    }

    fn publish(&mut self) {
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        if shared.state != self.state {
            if shared.state.queue_version != self.state.queue_version {
                shared.sequence = Arc::clone(&self.queue.sequence);
                shared.unshuffled.clone_from(&self.queue.unshuffled);
            }
            shared.state.clone_from(&self.state);
            drop(shared);
            (self.on_change)(&self.state);
        }
    }
}

//! The thread that decodes ahead: it opens the queue's files one after the
//! other, brings them to the device's format and keeps the ring full.

mod chunks;
mod fade;
mod follow;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::Duration;

use moodplane_audio::{AudioError, Decoder, Limits};

use crate::PlayerError;
use crate::convert::Converter;
use crate::level::Loudness;
use crate::link::{Chunk, FeedEnd, Format, RING_CHUNKS};
use crate::queue::Sequence;

/// How long to wait when the ring is full: a small part of the second that it
/// holds, and few enough wake-ups to leave an idle machine asleep.
const FULL_WAIT: Duration = Duration::from_millis(100);

/// How long to wait when the ring is full of what nobody will hear: it is thrown
/// away all at once, and what follows must be there by then.
const STALE_WAIT: Duration = Duration::from_millis(5);

/// What the conductor asks for.
pub(crate) enum Job {
    /// A device was opened: fill this ring from now on.
    Attach(FeedEnd),
    /// The device is gone.
    Detach,
    /// Drop everything and go on from here.
    Jump {
        generation: u32,
        sequence: Arc<Sequence>,
        /// The place to play, by its key.
        key: u32,
        at_s: f64,
    },
    /// The queue has changed, so many times by now. What is heard goes on;
    /// what was made of tracks that no longer follow is replaced.
    Edit { edits: u32, sequence: Arc<Sequence> },
    /// From now on tracks fade into each other over so many seconds.
    Crossfade(f64),
}

/// An unbroken stretch of one file, announced before its first chunk.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Run {
    pub(crate) id: u32,
    pub(crate) generation: u32,
    /// The file's place in the queue, by its key.
    pub(crate) key: u32,
    /// Where in the file it begins, s.
    pub(crate) start_s: f64,
    /// The file's length, s, where it says.
    pub(crate) duration_s: Option<f64>,
}

/// What the conductor is told.
#[derive(Debug)]
pub(crate) enum Report {
    /// This run's chunks follow.
    Run(Run),
    /// A file was given up.
    Failed { generation: u32, why: PlayerError },
    /// The last chunk was made when the queue had been changed so many times.
    Finished { generation: u32, edits: u32 },
}

/// The state of the thread; [`Feeder::step`] is one small piece of its work.
pub(crate) struct Feeder<R: FnMut(Report)> {
    report: R,
    end: Option<FeedEnd>,
    generation: u32,
    sequence: Arc<Sequence>,
    edits: u32,
    cursor: Cursor,
    start_s: f64,
    /// The runs since the one that is heard.
    opened: VecDeque<Opened>,
    /// Files given up since the last one that gave sound.
    failures: usize,
    decoder: Option<Decoder>,
    converter: Option<Converter>,
    /// Runs that begin at a later output frame of the converter, by their ids.
    ahead: VecDeque<(u64, u32)>,
    /// Output frames of the converter so far.
    emitted: u64,
    /// The frame behind which nothing more is wanted of the converter.
    stop_at: Option<u64>,
    runs: u32,
    filling: Chunk,
    outbox: VecDeque<Chunk>,
    /// Chunks put into the ring since those in it became stale.
    fresh: usize,
    /// The last chunk of the queue is made.
    finished: bool,
    /// How long a cross-fade is, s; 0 for none.
    crossfade_s: f64,
    /// The newest samples of the run that is being filled in, held back for
    /// what may fade in over them.
    held: VecDeque<f32>,
    /// What is held is to go its way before anything else is made.
    releases: bool,
}

/// A run that was begun.
struct Opened {
    run: Run,
    loudness: Loudness,
    /// Behind which frame of the run before it begins.
    behind: u64,
    /// The end of the run before, which fades out under its beginning.
    under: Vec<f32>,
    /// How loud that run's file is.
    under_loudness: Loudness,
}

/// Which place of the queue is opened next, by keys.
#[derive(Debug, Clone, Copy)]
enum Cursor {
    At(u32),
    After(u32),
}

/// What a step left to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Left {
    /// More of the same.
    Work,
    /// Nothing before the ring has room.
    Full,
    /// Nothing before the next job.
    Nothing,
}

/// Runs until nobody can give it a job any more.
pub(crate) fn run(jobs: &Receiver<Job>, report: impl FnMut(Report)) {
    let mut feeder = Feeder::new(report);
    let mut left = Left::Nothing;
    loop {
        let job = match left {
            Left::Nothing => jobs.recv().map_err(|_| TryRecvError::Disconnected),
            Left::Work => jobs.try_recv(),
            Left::Full => jobs
                .recv_timeout(feeder.wait())
                .map_err(|error| match error {
                    RecvTimeoutError::Timeout => TryRecvError::Empty,
                    RecvTimeoutError::Disconnected => TryRecvError::Disconnected,
                }),
        };
        match job {
            Ok(job) => feeder.take(job),
            Err(TryRecvError::Empty) => {}
            Err(TryRecvError::Disconnected) => return,
        }
        left = feeder.step();
    }
}

impl<R: FnMut(Report)> Feeder<R> {
    pub(crate) fn new(report: R) -> Self {
        Self {
            report,
            end: None,
            generation: 0,
            sequence: Arc::default(),
            edits: 0,
            cursor: Cursor::At(0),
            start_s: 0.0,
            opened: VecDeque::new(),
            failures: 0,
            decoder: None,
            converter: None,
            ahead: VecDeque::new(),
            emitted: 0,
            stop_at: None,
            runs: 0,
            filling: Chunk::default(),
            outbox: VecDeque::new(),
            fresh: 0,
            finished: true,
            crossfade_s: 0.0,
            held: VecDeque::new(),
            releases: false,
        }
    }

    pub(crate) fn take(&mut self, job: Job) {
        match job {
            Job::Attach(end) => {
                self.end = Some(end);
                self.forget();
            }
            Job::Detach => {
                self.end = None;
                self.forget();
            }
            Job::Jump {
                generation,
                sequence,
                key,
                at_s,
            } => {
                self.forget();
                self.generation = generation;
                self.sequence = sequence;
                self.cursor = Cursor::At(key);
                self.start_s = at_s;
                self.finished = false;
            }
            Job::Edit { edits, sequence } => {
                self.edits = edits;
                self.sequence = sequence;
                self.follow();
            }
            Job::Crossfade(seconds) => self.crossfade_s = seconds,
        }
    }

    /// Drops all that is under way.
    fn forget(&mut self) {
        self.decoder = None;
        self.converter = None;
        self.ahead.clear();
        self.emitted = 0;
        self.filling = Chunk::default();
        self.outbox.clear();
        self.fresh = 0;
        self.opened.clear();
        self.held.clear();
        self.releases = false;
        self.failures = 0;
        self.finished = true;
    }

    /// How long to wait while the ring is full.
    fn wait(&self) -> Duration {
        if self.fresh < RING_CHUNKS {
            STALE_WAIT
        } else {
            FULL_WAIT
        }
    }

    /// Hands over what is made, or makes a little more.
    pub(crate) fn step(&mut self) -> Left {
        let Some(end) = &mut self.end else {
            return Left::Nothing;
        };
        while let Some(chunk) = self.outbox.pop_front() {
            if let Err(rtrb::PushError::Full(chunk)) = end.chunks.push(chunk) {
                self.outbox.push_front(chunk);
                return Left::Full;
            }
            self.fresh += 1;
        }
        if self.finished {
            end.controls.set_finished(self.generation);
            return Left::Nothing;
        }
        let format = end.format;
        if self.releases {
            self.release();
            return Left::Work;
        }
        match self.decoder.take() {
            Some(decoder) => self.decode(decoder),
            None => self.open_next(format),
        }
        Left::Work
    }

    /// Opens the next file of the queue, or closes the last chunk.
    fn open_next(&mut self, format: Format) {
        self.forget_heard();
        self.mend_fade(format.channels);
        let sequence = Arc::clone(&self.sequence);
        let next = match self.cursor {
            Cursor::At(key) => sequence.get(key),
            Cursor::After(key) => sequence.after(key),
        };
        // A queue that repeats, and of which nothing can be played, ends too.
        let Some(entry) = next.filter(|_| self.failures <= sequence.entries.len()) else {
            self.flush();
            self.releases = !self.held.is_empty();
            if self.releases {
                return;
            }
            self.ship();
            self.finished = true;
            (self.report)(Report::Finished {
                generation: self.generation,
                edits: self.edits,
            });
            return;
        };
        let item = &entry.item;
        let start_s = std::mem::take(&mut self.start_s);
        self.cursor = Cursor::After(entry.key);
        self.failures += 1;
        let (decoder, start_s) = match open_at(&item.path, start_s) {
            Ok(opened) => opened,
            Err(error) => return self.fail(&item.path, error.code(), &error),
        };
        let info = decoder.info();
        let fades = self.fades_into(item, info.duration_s);
        let fits = (self.converter.as_ref())
            .is_some_and(|c| c.fits(info.sample_rate, info.channels, format));
        if fades || !fits {
            self.flush();
            match Converter::new(info.sample_rate, info.channels, format) {
                Ok(converter) => {
                    self.converter = Some(converter);
                    self.emitted = 0;
                    self.ahead.clear();
                }
                Err(error) => return self.fail(&item.path, error.code(), &error),
            }
        }
        self.runs = self.runs.wrapping_add(1);
        let run = Run {
            id: self.runs,
            generation: self.generation,
            key: entry.key,
            start_s,
            duration_s: info.duration_s,
        };
        let begins = self.converter.as_ref().map_or(0, Converter::boundary);
        let under = if fades { self.tail() } else { Vec::new() };
        self.releases = !self.held.is_empty();
        self.ahead.push_back((begins, run.id));
        self.decoder = Some(decoder);
        self.opened.push_back(Opened {
            run: run.clone(),
            loudness: item.loudness,
            behind: 0,
            under,
            under_loudness: (self.opened.back()).map_or_else(Loudness::default, |o| o.loudness),
        });
        (self.report)(Report::Run(run));
    }

    /// Decodes one block; puts the decoder back unless the file is over.
    fn decode(&mut self, mut decoder: Decoder) {
        match decoder.next_block() {
            Ok(Some(samples)) => {
                self.failures = 0;
                self.convert(|converter, each| converter.push(samples, each));
                self.decoder = Some(decoder);
            }
            Ok(None) => {}
            Err(error) => {
                let sequence = Arc::clone(&self.sequence);
                let key = self.opened.back().map_or(0, |opened| opened.run.key);
                if let Some(entry) = sequence.get(key) {
                    self.fail(&entry.item.path, error.code(), &error);
                }
            }
        }
    }

    fn fail(&mut self, path: &Path, cause: &'static str, reason: &dyn fmt::Display) {
        let name = path.file_name().unwrap_or(path.as_os_str());
        (self.report)(Report::Failed {
            generation: self.generation,
            why: PlayerError::Skipped {
                name: name.to_string_lossy().into_owned(),
                cause,
                reason: reason.to_string(),
            },
        });
    }

    /// Ends the converter's stream.
    fn flush(&mut self) {
        self.convert(Converter::finish);
        self.converter = None;
    }

    fn convert(&mut self, work: impl FnOnce(&mut Converter, &mut dyn FnMut(&[f32]))) {
        let Some(mut converter) = self.converter.take() else {
            return;
        };
        work(&mut converter, &mut |samples| self.emit(samples));
        self.converter = Some(converter);
    }
}

/// Opens a file and goes to `at_s`. A file that cannot be searched is decoded
/// up to there. Returns where it really begins, s.
fn open_at(path: &Path, at_s: f64) -> Result<(Decoder, f64), AudioError> {
    let limits = Limits::default();
    let mut decoder = Decoder::open(path, &limits)?;
    if at_s <= 0.0 {
        return Ok((decoder, 0.0));
    }
    if let Ok(reached) = decoder.seek(at_s) {
        return Ok((decoder, reached));
    }
    let mut decoder = Decoder::open(path, &limits)?;
    let rate = f64::from(decoder.info().sample_rate);
    let channels = decoder.info().channels;
    let mut frames = 0;
    while (frames as f64) < at_s * rate {
        match decoder.next_block()? {
            Some(block) => frames += block.len() / channels,
            None => break,
        }
    }
    Ok((decoder, frames as f64 / rate))
}

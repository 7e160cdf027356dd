//! From converted samples to the chunks that go into the ring.

use super::{Feeder, Report};
use crate::link::{CHUNK_FRAMES, Chunk};

impl<R: FnMut(Report)> Feeder<R> {
    /// Gives converted samples to the runs that they belong to.
    pub(super) fn emit(&mut self, mut samples: &[f32]) {
        let Some(channels) = self.end.as_ref().map(|end| end.format.channels) else {
            return;
        };
        if let Some(stop_at) = self.stop_at {
            let rest = usize::try_from(stop_at.saturating_sub(self.emitted)).unwrap_or(usize::MAX);
            samples = &samples[..samples.len().min(rest.saturating_mul(channels))];
        }
        while !samples.is_empty() {
            if let Some(run) = self.due() {
                self.begin(run);
            }
            let until_next = self
                .ahead
                .front()
                .map_or(u64::MAX, |(at, _)| at - self.emitted);
            let take =
                (samples.len() / channels).min(usize::try_from(until_next).unwrap_or(usize::MAX));
            let (now, later) = samples.split_at(take * channels);
            samples = later;
            self.emitted += take as u64;
            self.hold(now, channels);
        }
    }

    /// The run that begins with the next frame, if one does.
    fn due(&mut self) -> Option<u32> {
        let (at, _) = self.ahead.front()?;
        let (_, run) = (*at <= self.emitted).then(|| self.ahead.pop_front())??;
        Some(run)
    }

    /// Begins a run with the next sample.
    fn begin(&mut self, run: u32) {
        self.ship();
        let behind = self.filling.first;
        let begun = self.opened.iter_mut().find(|opened| opened.run.id == run);
        let Some(begun) = begun else { return };
        begun.behind = behind;
        self.filling.run = run;
        self.filling.first = 0;
        self.filling.attack = begun.run.start_s == 0.0;
        self.filling.loudness = begun.loudness;
        self.filling.under_loudness = begun.under_loudness;
    }

    /// Puts samples into chunks.
    pub(super) fn lay(&mut self, mut samples: &[f32], channels: usize) {
        while !samples.is_empty() {
            let room = CHUNK_FRAMES - self.filling.samples.len() / channels;
            let take = room.min(samples.len() / channels);
            let (now, later) = samples.split_at(take * channels);
            samples = later;
            self.mix(now, channels);
            if take == room {
                self.ship();
            }
        }
    }

    /// Sends the chunk that is being filled, if there is anything in it.
    pub(super) fn ship(&mut self) {
        let Some(end) = &mut self.end else { return };
        if self.filling.samples.is_empty() {
            return;
        }
        let mut empty = || {
            let mut samples = end.empties.pop().unwrap_or_default();
            samples.clear();
            samples
        };
        let samples = empty();
        let under = if self.filling.under.is_empty() {
            Vec::new()
        } else {
            empty()
        };
        let frames = self.filling.samples.len() / end.format.channels;
        let next = Chunk {
            run: self.filling.run,
            first: self.filling.first + frames as u64,
            loudness: self.filling.loudness,
            under_loudness: self.filling.under_loudness,
            samples,
            under,
            ..Chunk::default()
        };
        let mut chunk = std::mem::replace(&mut self.filling, next);
        chunk.generation = self.generation;
        self.outbox.push_back(chunk);
    }
}

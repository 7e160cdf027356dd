//! The source that the sound card pulls. It runs in the device's callback: it
//! takes what is ready, and where nothing is it gives silence.

use std::num::NonZero;
use std::time::Duration;

use rodio::{ChannelCount, SampleRate, Source};

use crate::link::{Chunk, Mark, TapEnd};
use crate::volume::Ramp;

/// The sound-card end of a link, as a rodio source that never ends until it
/// is closed.
pub(crate) struct Tap {
    end: TapEnd,
    ramp: Ramp,
    /// What is being played, and how many of its samples were given.
    chunk: Option<Chunk>,
    given: usize,
    frame: [f32; 2],
    /// The channel that comes next; 0 begins a frame.
    channel: usize,
}

impl Tap {
    /// `fade_s` is the time that a fade over the whole range takes.
    pub(crate) fn new(end: TapEnd, fade_s: f32) -> Self {
        let ramp = Ramp::new(end.format.sample_rate, fade_s);
        Self {
            end,
            ramp,
            chunk: None,
            given: 0,
            frame: [0.0; 2],
            channel: 0,
        }
    }

    /// Makes the next frame; false when the link is closed.
    fn begin_frame(&mut self) -> bool {
        let closed = self.end.controls.closed();
        if closed && self.ramp.is_silent() {
            return false;
        }
        self.frame = [0.0; 2];
        let wanted = self.end.controls.generation();
        let paused = closed || self.end.controls.paused();
        // Old sound fades out before it is thrown away.
        let stale = self.chunk.as_ref().is_some_and(|c| c.generation != wanted);
        if stale && self.ramp.is_silent() {
            self.recycle();
        }
        if self.chunk.is_none() {
            self.take();
        }
        let Some(chunk) = &self.chunk else {
            if closed {
                return false;
            }
            if !paused && wanted != 0 && self.end.controls.ended() != wanted {
                self.end.controls.starve();
            }
            return true;
        };
        let channels = self.end.format.channels;
        let frame = chunk.first + (self.given / channels) as u64;
        let over = frame >= self.end.controls.limit();
        let fading = paused || over || chunk.generation != wanted;
        let target = if fading {
            0.0
        } else {
            self.end.controls.gain()
        };
        if fading && self.ramp.is_silent() {
            if over {
                self.end.controls.set_ended(wanted);
            }
            return true;
        }
        if chunk.attack && self.given == 0 && !fading && self.ramp.is_silent() {
            self.ramp.jump(target);
        }
        let gain = self.ramp.toward(target);
        for (out, sample) in self
            .frame
            .iter_mut()
            .zip(&chunk.samples[self.given..self.given + channels])
        {
            *out = sample * gain;
        }
        self.given += channels;
        let current = chunk.generation == wanted;
        if current {
            self.end.controls.set_mark(Mark {
                run: chunk.run,
                frame: chunk.first + (self.given / channels) as u64,
            });
        }
        if self.given >= chunk.samples.len() {
            if chunk.last && current {
                self.end.controls.set_ended(wanted);
            }
            self.recycle();
        }
        true
    }

    /// Takes the next chunk that is wanted, and gives back those that no
    /// longer are.
    fn take(&mut self) {
        while let Ok(chunk) = self.end.chunks.pop() {
            // Asked for again after each chunk: a jump may have come since the
            // frame began, and the first chunk of the new place with it. By an
            // older answer it would be thrown away, and with it a short song.
            let wanted = self.end.controls.generation();
            let current = chunk.generation == wanted;
            if current && chunk.last && chunk.samples.is_empty() {
                self.end.controls.set_ended(wanted);
            }
            self.given = 0;
            if !current || chunk.samples.is_empty() {
                self.chunk = Some(chunk);
                self.recycle();
                continue;
            }
            self.end.controls.set_mark(Mark {
                run: chunk.run,
                frame: chunk.first,
            });
            self.chunk = Some(chunk);
            return;
        }
    }

    /// Sends the current chunk's buffer back to be filled again.
    fn recycle(&mut self) {
        if let Some(chunk) = self.chunk.take() {
            // The way back holds more buffers than exist, so this never fails;
            // if it did, the buffer would merely be freed here.
            let _ = self.end.empties.push(chunk.samples);
        }
    }
}

impl Iterator for Tap {
    type Item = f32;

    fn next(&mut self) -> Option<f32> {
        if self.channel == 0 && !self.begin_frame() {
            return None;
        }
        let sample = self.frame[self.channel];
        self.channel = (self.channel + 1) % self.end.format.channels;
        Some(sample)
    }
}

impl Source for Tap {
    fn current_span_len(&self) -> Option<usize> {
        None
    }

    fn channels(&self) -> ChannelCount {
        NonZero::new(self.end.format.channels as u16).unwrap_or(NonZero::<u16>::MIN)
    }

    fn sample_rate(&self) -> SampleRate {
        NonZero::new(self.end.format.sample_rate).unwrap_or(NonZero::<u32>::MIN)
    }

    fn total_duration(&self) -> Option<Duration> {
        None
    }
}

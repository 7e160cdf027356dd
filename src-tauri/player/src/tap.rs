//! The source that the sound card pulls. It runs in the device's callback: it
//! takes what is ready, and where nothing is it gives silence.

use std::num::NonZero;
use std::time::Duration;

use rodio::{ChannelCount, SampleRate, Source};

use crate::level::Leveller;
use crate::link::{Chunk, Mark, TapEnd};
use crate::volume::Ramp;

/// A first sample up to here, -40 dB, is heard as no click.
const QUIET: f32 = 0.01;

/// The sound-card end of a link, as a rodio source that never ends until it
/// is closed.
pub(crate) struct Tap {
    end: TapEnd,
    ramp: Ramp,
    leveller: Leveller,
    /// What is being played, and how many of its samples were given.
    chunk: Option<Chunk>,
    given: usize,
    /// The generation of what was played last, and its last frame.
    generation: u32,
    last: [f32; 2],
    /// What was heard before was cut off in its middle.
    cut: bool,
    frame: [f32; 2],
    /// The channel that comes next; 0 begins a frame.
    channel: usize,
}

impl Tap {
    /// `fade_s` is the time that a fade over the whole range takes.
    pub(crate) fn new(end: TapEnd, fade_s: f32) -> Self {
        let ramp = Ramp::new(end.format.sample_rate, fade_s);
        let leveller = Leveller::new(end.format.sample_rate, end.format.channels);
        Self {
            end,
            ramp,
            leveller,
            chunk: None,
            given: 0,
            generation: 0,
            last: [0.0; 2],
            cut: false,
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
        let stale = self.is_stale(wanted);
        self.cut |= stale;
        if stale && self.ramp.is_silent() {
            self.recycle();
        }
        if self.chunk.is_none() && !self.take() {
            let gain = self.ramp.toward(0.0);
            self.frame = self.last.map(|sample| sample * gain);
            return true;
        }
        let stale = self.is_stale(wanted);
        let Some(chunk) = &self.chunk else {
            self.last = [0.0; 2];
            if closed {
                return false;
            }
            self.note_end(wanted);
            if !paused && wanted != 0 && self.end.controls.ended() != wanted {
                self.end.controls.starve();
            }
            return true;
        };
        let channels = self.end.format.channels;
        let frame = chunk.first + (self.given / channels) as u64;
        let over = frame >= self.end.controls.limit();
        let fading = paused || over || stale;
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
        // A beginning is heard as it is in the file. Only where the listener has
        // gone to one that is cut out of sound, as on a live album, it would click.
        let first = &chunk.samples[self.given..self.given + channels];
        let clicks = self.cut && first.iter().any(|sample| sample.abs() > QUIET);
        if chunk.attack && self.given == 0 && !fading && self.ramp.is_silent() && !clicks {
            self.ramp.jump(target);
        }
        self.cut &= fading;
        let gain = self.ramp.toward(target);
        for (out, sample) in self
            .frame
            .iter_mut()
            .zip(&chunk.samples[self.given..self.given + channels])
        {
            *out = sample * gain;
        }
        let heard = &chunk.samples[self.given..self.given + channels];
        self.last[..channels].copy_from_slice(heard);
        self.given += channels;
        if !stale {
            self.end.controls.set_mark(Mark {
                run: chunk.run,
                frame: chunk.first + (self.given / channels) as u64,
            });
        }
        if self.given >= chunk.samples.len() {
            self.recycle();
            self.note_end(wanted);
        }
        true
    }

    /// Whether what is being played is no longer wanted.
    fn is_stale(&self, wanted: u32) -> bool {
        let is_void = |run| self.end.controls.is_void(run);
        let chunk = self.chunk.as_ref();
        chunk.is_some_and(|chunk| chunk.generation != wanted || is_void(chunk.run))
    }

    /// Says so when nothing of `wanted` is left to be heard.
    fn note_end(&self, wanted: u32) {
        let controls = &self.end.controls;
        if wanted != 0 && controls.finished() == wanted && self.end.chunks.is_empty() {
            controls.set_ended(wanted);
        }
    }

    /// Takes the next chunk that is wanted, and gives back those that no longer
    /// are. What is cut off fades out in what would have followed it, and where
    /// nothing did, from its last frame: false while that one has to.
    fn take(&mut self) -> bool {
        while let Ok(chunk) = self.end.chunks.peek() {
            // Asked for again at each chunk: a jump may have come since the
            // frame began, and the first chunk of the new place with it. By an
            // older answer it would be thrown away, and with it a short song.
            let wanted = self.end.controls.generation();
            let is_void = self.end.controls.is_void(chunk.run);
            let current = chunk.generation == wanted && !is_void;
            let goes_on = chunk.generation == self.generation && !is_void;
            let fades = !self.ramp.is_silent();
            if current && !goes_on && fades {
                return false;
            }
            let Ok(mut chunk) = self.end.chunks.pop() else {
                return true;
            };
            self.given = 0;
            let is_heard = current || goes_on && fades;
            if !is_heard {
                self.chunk = Some(chunk);
                self.recycle();
                continue;
            }
            let next = self.end.chunks.peek().ok();
            let next = next.filter(|next| next.generation == chunk.generation);
            self.leveller
                .apply(&mut chunk, self.end.controls.level(), next);
            if current {
                self.end.controls.set_mark(Mark {
                    run: chunk.run,
                    frame: chunk.first,
                });
            }
            self.generation = chunk.generation;
            self.chunk = Some(chunk);
            return true;
        }
        true
    }

    /// Sends the current chunk's buffer back to be filled again.
    fn recycle(&mut self) {
        if let Some(chunk) = self.chunk.take() {
            // The way back holds more buffers than exist, so this never fails;
            // if it did, the buffer would merely be freed here.
            let _ = self.end.empties.push(chunk.samples);
            if chunk.under.capacity() > 0 {
                let _ = self.end.empties.push(chunk.under);
            }
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

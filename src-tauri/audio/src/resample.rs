//! Mono sound from one sample rate to another, in a stream.
//!
//! Networks were trained on sound resampled by ffmpeg; what they are fed here
//! must agree with it: no delay, no shift, the same band kept.

use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{
    Async, FixedAsync, Resampler as _, SincInterpolationParameters, SincInterpolationType,
    WindowFunction,
};

use crate::AudioError;

/// Taps of the filter at the lower of the two rates, and its edge as a share of
/// the lower Nyquist rate: libswresample's defaults. With a Blackman window (its
/// Kaiser window's nearest kin) the log-mel bands under the edge agree within
/// .02, where a steeper filter would be .25 off and move valence by .08.
const TAPS: usize = 32;
const CUTOFF: f32 = 0.97;
/// Places between two inputs that have a filter of their own: enough to
/// interpolate between, and so many at most that they stay in the cache.
const FEWEST_PLACES: usize = 256;
/// See [`FEWEST_PLACES`].
const MOST_PLACES: usize = 1024;
/// Input frames in one call: long enough that calls cost nothing.
const BLOCK: usize = 1024;

/// Resamples one mono stream.
pub struct Resampler {
    inner: Option<Engine>,
    /// Output frames for one input frame.
    ratio: f64,
    /// Input frames seen.
    seen: u64,
    /// Output frames given.
    given: u64,
}

struct Engine {
    sinc: Async<f32>,
    input: Vec<f32>,
    output: Vec<f32>,
    chunk: usize,
    /// Output frames still to be dropped: the filter's delay.
    delay: usize,
}

impl Resampler {
    /// A stream from `from` Hz to `to` Hz. Equal rates pass through.
    ///
    /// # Errors
    /// [`AudioError::SampleRate`] when no resampler can be made for the pair.
    pub fn new(from: u32, to: u32) -> Result<Self, AudioError> {
        let ratio = f64::from(to) / f64::from(from.max(1));
        let inner = (from != to).then(|| Engine::new(from, to)).transpose()?;
        Ok(Self {
            inner,
            ratio,
            seen: 0,
            given: 0,
        })
    }

    /// Takes the next samples and gives what is ready to `each`.
    ///
    /// # Errors
    /// [`AudioError::BadStream`] when the resampler refuses the samples.
    pub fn push(
        &mut self,
        mut samples: &[f32],
        each: &mut dyn FnMut(&[f32]),
    ) -> Result<(), AudioError> {
        self.seen += samples.len() as u64;
        let Some(engine) = &mut self.inner else {
            self.given += samples.len() as u64;
            each(samples);
            return Ok(());
        };
        while !samples.is_empty() {
            let room = engine.chunk - engine.input.len();
            let (now, later) = samples.split_at(room.min(samples.len()));
            engine.input.extend_from_slice(now);
            samples = later;
            if engine.input.len() == engine.chunk {
                let out = engine.run()?;
                self.given += out.len() as u64;
                each(out);
            }
        }
        Ok(())
    }

    /// Gives the rest, so that the whole has round(frames in × ratio) frames.
    ///
    /// # Errors
    /// [`AudioError::BadStream`] when the resampler refuses the samples.
    pub fn finish(mut self, each: &mut dyn FnMut(&[f32])) -> Result<(), AudioError> {
        let Some(engine) = &mut self.inner else {
            return Ok(());
        };
        let due = (self.seen as f64 * self.ratio).round() as u64;
        while self.given < due {
            engine.input.resize(engine.chunk, 0.0);
            let out = engine.run()?;
            let wanted = usize::try_from(due - self.given).unwrap_or(usize::MAX);
            let out = &out[..out.len().min(wanted)];
            self.given += out.len() as u64;
            each(out);
        }
        Ok(())
    }
}

impl Engine {
    fn new(from: u32, to: u32) -> Result<Self, AudioError> {
        let (rate_in, rate_out) = (from as usize, to as usize);
        let divisor = gcd(rate_in, rate_out).max(1);
        let (step_in, step_out) = (rate_in / divisor, rate_out / divisor);
        let down = (f64::from(from) / f64::from(to)).max(1.0);
        // Whole eights are the lengths that rubato has.
        let taps = ((TAPS as f64 * down / 8.0).round() as usize).max(1) * 8;
        // Between usual rates the outputs fall on few places between two
        // inputs: a filter for each is exact and half the work.
        let (places, between) = if step_out <= MOST_PLACES {
            let exact = step_out * FEWEST_PLACES.div_ceil(step_out);
            (exact, SincInterpolationType::Nearest)
        } else {
            (FEWEST_PLACES, SincInterpolationType::Linear)
        };
        let filter = SincInterpolationParameters::new(taps, WindowFunction::Blackman)
            .f_cutoff(CUTOFF)
            .oversampling_factor(places)
            .interpolation(between);
        let ratio = f64::from(to) / f64::from(from);
        let sinc = Async::new_sinc(ratio, 1.0, &filter, BLOCK, 1, FixedAsync::Input)
            .map_err(|_| AudioError::SampleRate(from))?;
        // Silence before the start makes the filter's delay a whole number of
        // output frames, so that it can be removed exactly.
        let half = taps / 2;
        let lead = (step_in - half % step_in) % step_in;
        let mut input = Vec::with_capacity(BLOCK.max(lead));
        input.resize(lead % BLOCK, 0.0);
        let mut engine = Self {
            input: Vec::with_capacity(BLOCK),
            output: vec![0.0; sinc.output_frames_max()],
            // rubato's first output is already one step into the input.
            delay: ((half + lead) / step_in * step_out).saturating_sub(1),
            chunk: BLOCK,
            sinc,
        };
        for _ in 0..lead / BLOCK {
            engine.input.resize(BLOCK, 0.0);
            engine.run()?;
        }
        engine.input = input;
        Ok(engine)
    }

    /// Resamples the full input block and empties it.
    fn run(&mut self) -> Result<&[f32], AudioError> {
        let refused = |why: String| AudioError::BadStream(format!("resampling: {why}"));
        let frames = self.output.len();
        let input = InterleavedSlice::new(&self.input, 1, self.chunk)
            .map_err(|why| refused(why.to_string()))?;
        let mut output = InterleavedSlice::new_mut(&mut self.output, 1, frames)
            .map_err(|why| refused(why.to_string()))?;
        let (_, made) = self
            .sinc
            .process_into_buffer(&input, &mut output, None)
            .map_err(|why| refused(why.to_string()))?;
        self.input.clear();
        let skip = self.delay.min(made);
        self.delay -= skip;
        Ok(&self.output[skip..made])
    }
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

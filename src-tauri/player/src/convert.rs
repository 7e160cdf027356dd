//! From a file's rate and channels to the device's.

use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Indexing, Resampler};

use crate::PlayerError;
use crate::link::Format;

/// Frames the resampler takes at once. Its filter spans a quarter of this
/// (256 frames a block), which keeps its delay below a chunk's length.
const BLOCK_FRAMES: usize = 1024;

/// Half the power of a channel that is shared by both sides (-3 dB).
const SHARED: f32 = std::f32::consts::FRAC_1_SQRT_2;

/// A stream converter. Its state runs across the end of one file into the
/// next when both have the same rate and channels, so that a piece that is cut
/// into several files comes out as one.
pub(crate) struct Converter {
    from: (u32, usize),
    to: Format,
    /// Frames put in and frames given so far.
    frames_in: u64,
    frames_out: u64,
    resampler: Option<Resampling>,
    mixed: Vec<f32>,
}

struct Resampling {
    fft: Fft<f32>,
    waiting: Vec<f32>,
    block: Vec<f32>,
    /// Frames of the filter's own delay that are still to be dropped.
    delay: usize,
}

impl Converter {
    pub(crate) fn new(rate: u32, channels: usize, to: Format) -> Result<Self, PlayerError> {
        let resampler = if rate == to.sample_rate {
            None
        } else {
            let fft = Fft::new(
                rate as usize,
                to.sample_rate as usize,
                BLOCK_FRAMES,
                to.channels,
                FixedSync::Input,
            )
            .map_err(|error| PlayerError::Rate {
                from: rate,
                to: to.sample_rate,
                reason: error.to_string(),
            })?;
            Some(Resampling {
                delay: fft.output_delay(),
                block: vec![0.0; fft.output_frames_max() * to.channels],
                waiting: Vec::new(),
                fft,
            })
        };
        Ok(Self {
            from: (rate, channels),
            to,
            frames_in: 0,
            frames_out: 0,
            resampler,
            mixed: Vec::new(),
        })
    }

    /// Whether a file of this rate and number of channels can go on where the
    /// last one ended.
    pub(crate) fn fits(&self, rate: u32, channels: usize, to: Format) -> bool {
        self.from == (rate, channels) && self.to == to
    }

    /// The output frame at which what is put in next will begin.
    pub(crate) fn boundary(&self) -> u64 {
        let exact =
            u128::from(self.frames_in) * u128::from(self.to.sample_rate) / u128::from(self.from.0);
        exact as u64
    }

    /// Converts interleaved samples of the file; `each` gets interleaved
    /// samples for the device.
    pub(crate) fn push(&mut self, samples: &[f32], each: &mut dyn FnMut(&[f32])) {
        let frames = samples.len() / self.from.1;
        self.frames_in += frames as u64;
        self.mixed.clear();
        mix(samples, self.from.1, self.to.channels, &mut self.mixed);
        let Some(resampling) = &mut self.resampler else {
            self.frames_out += frames as u64;
            each(&self.mixed);
            return;
        };
        resampling.waiting.extend_from_slice(&self.mixed);
        let need = BLOCK_FRAMES * self.to.channels;
        let mut used = 0;
        while resampling.waiting.len() - used >= need {
            let input = &resampling.waiting[used..used + need];
            let made = resample(
                &mut resampling.fft,
                &mut resampling.block,
                input,
                self.to.channels,
            );
            let skip = made.min(resampling.delay);
            resampling.delay -= skip;
            self.frames_out += (made - skip) as u64;
            each(&resampling.block[skip * self.to.channels..made * self.to.channels]);
            used += need;
        }
        resampling.waiting.drain(..used);
    }

    /// Gives what the filter still holds, to the exact length of the input.
    pub(crate) fn finish(&mut self, each: &mut dyn FnMut(&[f32])) {
        let end = self.boundary();
        let silence = vec![0.0; BLOCK_FRAMES * self.from.1];
        while self.resampler.is_some() && self.frames_out < end {
            let owed = (end - self.frames_out) as usize * self.to.channels;
            let frames_in = self.frames_in;
            let frames_out = self.frames_out;
            let mut made = 0;
            self.push(&silence, &mut |samples| {
                let wanted = samples.len().min(owed - made);
                made += wanted;
                each(&samples[..wanted]);
            });
            self.frames_in = frames_in;
            self.frames_out = frames_out + (made / self.to.channels) as u64;
        }
    }
}

/// Resamples one block; returns the frames made. A block that the resampler
/// refuses (it never does for buffers of the size it asked for) is silence.
fn resample(fft: &mut Fft<f32>, block: &mut [f32], input: &[f32], channels: usize) -> usize {
    let frames_out = block.len() / channels;
    let source = InterleavedSlice::new(input, channels, input.len() / channels);
    let target = InterleavedSlice::new_mut(block, channels, frames_out);
    match (source, target) {
        (Ok(source), Ok(mut target)) => fft
            .process_into_buffer(&source, &mut target, None::<&Indexing>)
            .map_or(0, |(_, made)| made),
        _ => 0,
    }
}

/// Brings frames of `from` channels to one or two. Channels follow the WAVE
/// order: left, right, centre, bass, then alternating sides (ITU-R BS.775
/// weights; the bass channel is left out, as that standard does).
fn mix(samples: &[f32], from: usize, to: usize, out: &mut Vec<f32>) {
    if from == to {
        out.extend_from_slice(samples);
        return;
    }
    let weights = side_weights(from);
    for frame in samples.chunks_exact(from) {
        let (left, right) = frame
            .iter()
            .zip(&weights)
            .fold((0.0, 0.0), |(l, r), (s, w)| (l + s * w.0, r + s * w.1));
        if to == 1 {
            out.push((left + right) / 2.0);
        } else {
            out.extend_from_slice(&[left, right]);
        }
    }
}

/// How much of each channel goes to the left and to the right, scaled so that
/// no sum can clip.
fn side_weights(channels: usize) -> Vec<(f32, f32)> {
    if channels == 1 {
        return vec![(1.0, 1.0)];
    }
    // Four channels are left, right and two sides, without a centre.
    let quad = channels == 4;
    let weights: Vec<(f32, f32)> = (0..channels)
        .map(|channel| match channel {
            0 => (1.0, 0.0),
            1 => (0.0, 1.0),
            2 if !quad => (SHARED, SHARED),
            3 if !quad && channels > 5 => (0.0, 0.0),
            side if side % 2 == 0 => (SHARED, 0.0),
            _ => (0.0, SHARED),
        })
        .collect();
    let total = weights.iter().map(|w| w.0).sum::<f32>();
    let total = total.max(weights.iter().map(|w| w.1).sum());
    weights.iter().map(|w| (w.0 / total, w.1 / total)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEREO_48K: Format = Format {
        sample_rate: 48_000,
        channels: 2,
    };

    fn sine(rate: u32, frames: usize) -> Vec<f32> {
        (0..frames)
            .map(|n| (n as f32 * 440.0 * std::f32::consts::TAU / rate as f32).sin() * 0.5)
            .collect()
    }

    #[test]
    fn the_same_format_passes_through_untouched() {
        let mut converter = Converter::new(48_000, 2, STEREO_48K).unwrap();
        let samples = sine(48_000, 4000);
        let mut out = Vec::new();
        converter.push(&samples, &mut |s| out.extend_from_slice(s));
        converter.finish(&mut |s| out.extend_from_slice(s));
        assert_eq!(out, samples);
    }

    #[test]
    fn resampling_keeps_length_and_place() {
        let mut converter = Converter::new(44_100, 1, STEREO_48K).unwrap();
        let mut out = Vec::new();
        for block in sine(44_100, 44_100).chunks(777) {
            converter.push(block, &mut |s| out.extend_from_slice(s));
        }
        converter.finish(&mut |s| out.extend_from_slice(s));
        assert_eq!(out.len(), 48_000 * 2);
        let wanted = sine(48_000, 48_000);
        // The filter rings at the two cut edges; inside it is exact.
        for n in 500..47_500 {
            assert!((out[2 * n] - wanted[n]).abs() < 1e-3, "frame {n}");
            assert_eq!(out[2 * n], out[2 * n + 1]);
        }
    }

    #[test]
    fn surround_keeps_its_sides_and_never_clips() {
        let mut out = Vec::new();
        mix(&[1.0; 6], 6, 2, &mut out);
        assert!(out.iter().all(|s| (*s - 1.0).abs() < 1e-6), "{out:?}");
        out.clear();
        mix(&[0.0, 1.0, 0.0, 1.0, 0.0, 0.0], 6, 2, &mut out);
        assert_eq!(out[0], 0.0, "right and bass do not reach the left");
        assert!(out[1] > 0.3);
    }
}

//! The sound that variants are made of, and what is done to it.

use std::path::Path;

use moodplane_audio::{AudioError, Decoder, Limits};

use crate::error::ModelError;

/// How much of a track is compared, s: long enough for many patches, short enough
/// to be encoded four times.
const LENGTH_S: usize = 120;

/// Steps of 16 bits to full scale.
const FULL_SCALE: f32 = 32_768.0;

/// How samples are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Samples {
    /// 16 bits; what is over full scale is cut off.
    Whole,
    /// 32-bit floating point, which holds anything.
    Float,
}

/// The beginning of a track.
#[derive(Debug, Clone, PartialEq)]
pub struct Excerpt {
    rate: u32,
    channels: u16,
    /// Interleaved, full scale being 1.
    sound: Vec<f32>,
}

impl Excerpt {
    /// The first 120 s of a file at its own rate, rounded to 16 bits as on a CD, so
    /// that lossless copies of it are the same. More than two channels become their
    /// mean.
    ///
    /// # Errors
    /// Any [`AudioError`] of the part that is read.
    pub fn read(path: &Path) -> Result<Self, AudioError> {
        let mut decoder = Decoder::open(path, &Limits::default())?;
        let (rate, channels) = (decoder.info().sample_rate, decoder.info().channels);
        let most = LENGTH_S * rate as usize * channels;
        let mut sound = Vec::new();
        while sound.len() < most {
            let Some(block) = decoder.next_block()? else {
                break;
            };
            sound.extend(block.iter().map(|&x| f32::from(whole(x)) / FULL_SCALE));
        }
        sound.truncate(most);
        Ok(match channels {
            1 | 2 => Self {
                rate,
                channels: channels as u16,
                sound,
            },
            _ => Self {
                rate,
                channels: 1,
                sound: mean(&sound, channels),
            },
        })
    }

    /// The same with another gain.
    pub fn louder(&self, gain: f32) -> Self {
        Self {
            sound: self.sound.iter().map(|x| gain * x).collect(),
            ..*self
        }
    }

    /// The same after so much silence, s.
    pub fn later(&self, silence_s: f64) -> Self {
        let frames = (silence_s * f64::from(self.rate)) as usize;
        let mut sound = vec![0.0; frames * usize::from(self.channels)];
        sound.extend_from_slice(&self.sound);
        Self { sound, ..*self }
    }

    /// The mean of both channels; `None` where there is one.
    pub fn mono(&self) -> Option<Self> {
        (self.channels > 1).then(|| Self {
            channels: 1,
            sound: mean(&self.sound, usize::from(self.channels)),
            ..*self
        })
    }

    /// Writes a WAV file.
    ///
    /// # Errors
    /// [`ModelError::File`] when it cannot be written.
    pub fn write(&self, path: &Path, samples: Samples) -> Result<(), ModelError> {
        let (bits_per_sample, sample_format) = match samples {
            Samples::Whole => (16, hound::SampleFormat::Int),
            Samples::Float => (32, hound::SampleFormat::Float),
        };
        let spec = hound::WavSpec {
            channels: self.channels,
            sample_rate: self.rate,
            bits_per_sample,
            sample_format,
        };
        let write = || -> Result<(), hound::Error> {
            let mut wav = hound::WavWriter::create(path, spec)?;
            for &sample in &self.sound {
                match samples {
                    Samples::Whole => wav.write_sample(whole(sample))?,
                    Samples::Float => wav.write_sample(sample)?,
                }
            }
            wav.finalize()
        };
        write().map_err(|why| ModelError::file("write", path)(std::io::Error::other(why)))
    }
}

/// A sample in 16 bits: the nearest, at most full scale (the cast saturates).
fn whole(sample: f32) -> i16 {
    (sample * FULL_SCALE).round() as i16
}

/// The mean of the channels of interleaved sound.
fn mean(sound: &[f32], channels: usize) -> Vec<f32> {
    let share = 1.0 / channels as f32;
    let frames = sound.chunks_exact(channels);
    frames.map(|f| f.iter().sum::<f32>() * share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back_and_only_whole_samples_clip() {
        let excerpt = Excerpt {
            rate: 8_000,
            channels: 2,
            sound: [0.5, -0.25].repeat(8_000),
        };
        let folder = tempfile::tempdir().unwrap();
        let wav = folder.path().join("a.wav");
        for samples in [Samples::Whole, Samples::Float] {
            excerpt.write(&wav, samples).unwrap();
            assert_eq!(Excerpt::read(&wav).unwrap(), excerpt);
        }
        let loud = excerpt.louder(4.0);
        assert_eq!(loud.sound[..2], [2.0, -1.0]);
        loud.write(&wav, Samples::Whole).unwrap();
        let clipped = Excerpt::read(&wav).unwrap();
        assert!(clipped.sound[0] < 1.0 && clipped.sound[0] > 0.999);
        let mono = excerpt.later(0.5).mono().unwrap();
        assert_eq!((mono.sound.len(), mono.sound[3_999]), (12_000, 0.0));
        assert_eq!(mono.sound[4_000], 0.125);
        assert_eq!(mono.mono(), None);
    }
}

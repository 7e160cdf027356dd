//! Loudness levelling: every track, or every album, as loud as the others.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::limiter::Limiter;
use crate::link::Chunk;

/// What ReplayGain 2.0 levels to, LUFS.
const REFERENCE_LUFS: f32 = -18.0;

/// A track that is nearly silent is not made music of: at most so much more, dB.
const MOST_DB: f32 = 12.0;

/// What is brought to the same loudness.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Levelling {
    /// Nothing: everything is as its file holds it.
    Off,
    /// Each track by itself.
    #[default]
    Track,
    /// Albums as wholes, so that their quiet tracks stay quiet.
    Album,
}

/// How loudness is levelled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, Type)]
pub struct Level {
    /// What is brought to the same loudness.
    pub levelling: Levelling,
    /// What is added to every track that is levelled, dB, -12 to 12.
    pub pre_gain_db: f32,
}

/// How loud a track is, as far as that is known.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Loudness {
    /// Of the track, LUFS.
    pub track_lufs: Option<f32>,
    /// Of its whole album, LUFS.
    pub album_lufs: Option<f32>,
}

impl Level {
    /// The gain, linear, of a track this loud; 1 where nothing is known.
    pub(crate) fn gain(self, loudness: Loudness) -> f32 {
        let lufs = match self.levelling {
            Levelling::Off => None,
            Levelling::Track => loudness.track_lufs,
            Levelling::Album => loudness.album_lufs.or(loudness.track_lufs),
        };
        let gain_db = |lufs: f32| {
            (REFERENCE_LUFS - lufs).min(MOST_DB) + self.pre_gain_db.clamp(-MOST_DB, MOST_DB)
        };
        let gain_db = lufs.filter(|lufs| lufs.is_finite()).map_or(0.0, gain_db);
        10f32.powf(gain_db / 20.0)
    }
}

/// Levels one chunk after the other, in the sound card's callback: it neither
/// waits nor allocates.
#[derive(Debug)]
pub(crate) struct Leveller {
    gain: f32,
    /// The gain of what fades out under it.
    under: f32,
    run: u32,
    limiter: Limiter,
}

impl Leveller {
    pub(crate) fn new(sample_rate: u32, channels: usize) -> Self {
        Self {
            gain: 1.0,
            under: 1.0,
            run: 0,
            limiter: Limiter::new(sample_rate, channels),
        }
    }

    /// Brings the chunk to its level, and mixes what is under it. A new level comes in over the chunk; at
    /// the beginning of another file it is there at once. `next` is what will
    /// be heard after it, as far as it is known.
    pub(crate) fn apply(&mut self, chunk: &mut Chunk, level: Level, next: Option<&Chunk>) {
        let is_other = chunk.run != self.run;
        let to = level.gain(chunk.loudness);
        let from = if is_other { to } else { self.gain };
        // What was heard alone until now fades out at the gain it had.
        let under_to = level.gain(chunk.under_loudness);
        let under_from = if is_other { self.gain } else { self.under };
        (self.run, self.gain, self.under) = (chunk.run, to, under_to);
        let is_mixed = !chunk.under.is_empty() || next.is_some_and(|next| !next.under.is_empty());
        if from == 1.0 && to == 1.0 && !is_mixed && self.limiter.rests() {
            self.limiter.pass(&chunk.samples);
            return;
        }
        let next_gain = next.map_or(to, |next| {
            if next.run == chunk.run {
                to
            } else {
                level.gain(next.loudness)
            }
        });
        let is_raised = from > 1.0 || to > 1.0 || next_gain > 1.0 || is_mixed;
        let channels = self.limiter.channels();
        let frames = (chunk.samples.len() / channels).max(1) as f32;
        let at = |from: f32, to: f32, n: usize| from + (to - from) * (n as f32 + 1.0) / frames;
        for (n, frame) in chunk.samples.chunks_exact_mut(channels).enumerate() {
            let gain = at(from, to, n);
            frame.iter_mut().for_each(|sample| *sample *= gain);
        }
        for (n, sample) in chunk.under.iter().enumerate() {
            chunk.samples[n] += sample * at(under_from, under_to, n / channels);
        }
        // What is only made quieter is no nearer to clipping than its file was.
        if is_raised || !self.limiter.rests() {
            let next = next.into_iter().flat_map(|next| {
                let under_gain = level.gain(next.under_loudness);
                let under = next.under.iter().map(move |sample| sample * under_gain);
                let under = under.chain(std::iter::repeat(0.0));
                next.samples
                    .iter()
                    .zip(under)
                    .map(move |(sample, under)| sample * next_gain + under)
            });
            self.limiter.apply(&mut chunk.samples, next);
        } else {
            self.limiter.pass(&chunk.samples);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(levelling: Levelling, pre_gain_db: f32) -> Level {
        Level {
            levelling,
            pre_gain_db,
        }
    }

    const LOUD: Loudness = Loudness {
        track_lufs: Some(-8.0),
        album_lufs: Some(-10.0),
    };

    #[test]
    fn a_track_comes_to_the_reference_and_an_album_as_a_whole() {
        let db = |gain: f32| 20.0 * gain.log10();
        assert!((db(level(Levelling::Track, 0.0).gain(LOUD)) + 10.0).abs() < 1e-4);
        assert!((db(level(Levelling::Album, 0.0).gain(LOUD)) + 8.0).abs() < 1e-4);
        assert!((db(level(Levelling::Track, 3.0).gain(LOUD)) + 7.0).abs() < 1e-4);
        assert_eq!(level(Levelling::Off, 3.0).gain(LOUD), 1.0);
        assert_eq!(
            level(Levelling::Track, 3.0).gain(Loudness::default()),
            1.0,
            "of what is not known nothing is made"
        );
        let hush = Loudness {
            track_lufs: Some(-70.0),
            album_lufs: None,
        };
        assert!((db(level(Levelling::Album, 0.0).gain(hush)) - 12.0).abs() < 1e-4);
    }
}

//! Altered views of music: at another speed, through another equaliser, with
//! other music. The teachers are asked about each anew, so that the student
//! learns what they do and not what they once said of a few hundred songs
//! (Beyer et al. 2022, "Knowledge distillation: a good teacher is patient and
//! consistent").

use std::f64::consts::TAU;

use moodplane_audio::{AudioError, Resampler};
use rand::Rng;
use rand::rngs::StdRng;

use crate::net::student::WINDOW_FRAMES;

/// Rate of the sound that views are made of, Hz: slowed down the most, it still
/// reaches the front end's 8 kHz.
pub(super) const RATE: u32 = 24_000;
/// Length of a view, s: a window, and what its last frame reaches over.
const LENGTH_S: f64 = WINDOW_FRAMES as f64 * 256.0 / 16_000.0 + 0.05;
/// Semitones and beats that a view goes up or down by, at most.
const SEMITONES: f64 = 3.0;
/// What is turned up or down below and above these, Hz, by so much at most, dB.
const LOW_HZ: f64 = 300.0;
const HIGH_HZ: f64 = 3_000.0;
const EQUALISED_DB: f64 = 6.0;
/// How far below a piece the other is that is mixed in, at most, dB.
const MIXED_DB: f64 = 12.0;

/// Draws a view of `piece`, half of the time mixed with `other`; both mono at
/// [`RATE`]. Gives it at 16 and at 12 kHz.
///
/// # Errors
/// None that real rates lead to.
pub(super) fn draw(
    piece: &[f32],
    other: Option<&[f32]>,
    rng: &mut StdRng,
) -> Result<[Vec<f32>; 2], AudioError> {
    let speed = (rng.random_range(-SEMITONES..SEMITONES) / 12.0).exp2();
    let length = (LENGTH_S * speed * f64::from(RATE)) as usize;
    let mut sound = from_anywhere(piece, length, rng);
    let other = other.filter(|other| !other.is_empty());
    if let Some(other) = other.filter(|_| rng.random_bool(0.5)) {
        let other = from_anywhere(other, length, rng);
        let below = gain(rng.random_range(-MIXED_DB..0.0));
        let share = below * power(&sound).sqrt() / power(&other).sqrt().max(1e-6);
        for (sample, other) in sound.iter_mut().zip(&other) {
            *sample += share as f32 * other;
        }
    }
    let db = rng.random_range(-EQUALISED_DB..EQUALISED_DB);
    shelve(&mut sound, LOW_HZ, gain(db), 1.0);
    let db = rng.random_range(-EQUALISED_DB..EQUALISED_DB);
    shelve(&mut sound, HIGH_HZ, 1.0, gain(db));
    // Played faster, it has more samples a second.
    let rate = (f64::from(RATE) * speed).round() as u32;
    Ok([
        resampled(&sound, rate, 16_000)?,
        resampled(&sound, rate, 12_000)?,
    ])
}

/// `length` samples from a place drawn at random; past the end it begins again.
fn from_anywhere(sound: &[f32], length: usize, rng: &mut StdRng) -> Vec<f32> {
    let start = rng.random_range(0..sound.len());
    sound
        .iter()
        .cycle()
        .skip(start)
        .take(length)
        .copied()
        .collect()
}

fn gain(db: f64) -> f64 {
    10f64.powf(db / 20.0)
}

fn power(sound: &[f32]) -> f64 {
    let sum: f64 = sound.iter().map(|&x| f64::from(x).powi(2)).sum();
    sum / sound.len().max(1) as f64
}

/// Changes what is below and what is above `hz` by a gain each, with a slope of
/// 6 dB an octave.
fn shelve(sound: &mut [f32], hz: f64, below: f64, above: f64) {
    let step = (1.0 - (-TAU * hz / f64::from(RATE)).exp()) as f32;
    let mut low = 0.0_f32;
    for sample in sound {
        low += step * (*sample - low);
        *sample = below as f32 * low + above as f32 * (*sample - low);
    }
}

fn resampled(sound: &[f32], from: u32, to: u32) -> Result<Vec<f32>, AudioError> {
    let mut out = Vec::new();
    let mut resampler = Resampler::new(from, to)?;
    resampler.push(sound, &mut |ready| out.extend_from_slice(ready))?;
    resampler.finish(&mut |ready| out.extend_from_slice(ready))?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::seeded;

    fn tone(hz: f64, seconds: f64) -> Vec<f32> {
        let count = (seconds * f64::from(RATE)) as usize;
        let at = |i: usize| (TAU * hz * i as f64 / f64::from(RATE)).sin() as f32;
        (0..count).map(at).collect()
    }

    #[test]
    fn a_view_is_a_window_long_at_both_rates_and_differs_each_time() {
        let (piece, other) = (tone(440.0, 20.0), tone(700.0, 5.0));
        let mut rng = seeded(3, 0);
        let mut drawn = || draw(&piece, Some(&other), &mut rng).unwrap();
        let (first, second) = (drawn(), drawn());
        for [at_16k, at_12k] in [&first, &second] {
            let seconds = [at_16k.len() as f64 / 16e3, at_12k.len() as f64 / 12e3];
            assert!(
                seconds.iter().all(|s| (29.95..30.1).contains(s)),
                "{seconds:?}"
            );
        }
        assert_ne!(first, second);
    }

    #[test]
    fn shelves_turn_one_side_down() {
        let after = |hz: f64| {
            let mut sound = tone(hz, 1.0);
            shelve(&mut sound, 300.0, 0.5, 1.0);
            (2.0 * power(&sound)).sqrt()
        };
        assert!((after(30.0) - 0.5).abs() < 0.02, "{}", after(30.0));
        assert!((after(6_000.0) - 1.0).abs() < 0.03, "{}", after(6_000.0));
    }
}

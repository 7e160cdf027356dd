//! The instruments: each makes one note as a mono sound, about -1..1.
//!
//! Waves with edges are band-limited by a polynomial step correction
//! (Välimäki & Huovilainen 2007), so that high notes do not fold back into
//! false ones and spoil the key.

use std::f32::consts::TAU;

use fastrand::Rng;

use super::RATE;
use super::effects::{Filter, Pass, amplify, wobble};

/// How a note's loudness moves: times in seconds, `sustain` 0-1.
#[derive(Debug, Clone, Copy)]
pub struct Envelope {
    /// From silence to full.
    pub attack: f32,
    /// From full to the sustained level.
    pub decay: f32,
    /// The sustained level.
    pub sustain: f32,
    /// From the note's end to silence.
    pub release: f32,
}

impl Envelope {
    fn at(self, time: f32, held: f32) -> f32 {
        let body = |time: f32| {
            if time < self.attack {
                return time / self.attack;
            }
            let fall = (-3.0 * (time - self.attack) / self.decay).exp();
            self.sustain + (1.0 - self.sustain) * fall
        };
        if time < held {
            return body(time);
        }
        let left = 1.0 - (time - held) / self.release;
        body(held) * left.max(0.0).powi(2)
    }

    fn samples(self, held: f32) -> usize {
        ((held + self.release) * RATE) as usize
    }
}

struct Saw {
    phase: f32,
}

impl Saw {
    fn next(&mut self, hz: f32) -> f32 {
        let step = hz / RATE;
        self.phase = (self.phase + step).fract();
        let phase = self.phase;
        let edge = if phase < step {
            let x = phase / step;
            2.0 * x - x * x - 1.0
        } else if phase > 1.0 - step {
            let x = (phase - 1.0) / step;
            x * x + 2.0 * x + 1.0
        } else {
            0.0
        };
        2.0 * phase - 1.0 - edge
    }
}

fn saws(count: usize, rng: &mut Rng) -> Vec<Saw> {
    (0..count).map(|_| Saw { phase: rng.f32() }).collect()
}

/// Five saws a few cents apart under a low-pass: the trance chord and, with a
/// slow envelope and a low cutoff, the warm pad.
pub fn ensemble(hz: f32, held: f32, envelope: Envelope, cutoff_hz: f32, rng: &mut Rng) -> Vec<f32> {
    let mut voices = saws(5, rng);
    let drift: Vec<f32> = (0..5)
        .map(|i| 1.0 + 0.0035 * (i as f32 - 2.0) / 2.0)
        .collect();
    let mut filter = Filter::new(Pass::Low, 0.8);
    (0..envelope.samples(held))
        .map(|at| {
            let time = at as f32 / RATE;
            let level = envelope.at(time, held);
            let sum: f32 = voices
                .iter_mut()
                .zip(&drift)
                .map(|(saw, drift)| saw.next(hz * drift))
                .sum();
            let open = cutoff_hz * (0.35 + 0.65 * level);
            0.4 * level * filter.next(sum, open)
        })
        .collect()
}

/// A bowed section: few saws, a vibrato that comes late, a dark filter.
pub fn strings(hz: f32, held: f32, bright: f32, rng: &mut Rng) -> Vec<f32> {
    let envelope = Envelope {
        attack: 0.35,
        decay: 1.0,
        sustain: 0.85,
        release: 0.7,
    };
    let mut voices = saws(3, rng);
    let rate = 4.6 + rng.f32();
    let mut filter = Filter::new(Pass::Low, 0.7);
    (0..envelope.samples(held))
        .map(|at| {
            let time = at as f32 / RATE;
            let depth = 0.004 * (time / 0.8).min(1.0);
            let hz = hz * wobble(time, rate, depth);
            let sum: f32 = voices
                .iter_mut()
                .zip([0.998, 1.0, 1.002])
                .map(|(saw, drift)| saw.next(hz * drift))
                .sum();
            let level = envelope.at(time, held);
            0.5 * level * filter.next(sum, bright * (0.6 + 0.4 * level))
        })
        .collect()
}

/// A plucked string: noise running round a delay line that dulls it a little
/// each turn (Karplus & Strong 1983). `bright` 0-1 is how hard it is plucked.
pub fn pluck(hz: f32, held: f32, bright: f32, rng: &mut Rng) -> Vec<f32> {
    // The averaging below reads half a sample nearer than the delay.
    let period = RATE / hz + 0.5;
    let length = period.floor() as usize;
    let fraction = period - length as f32;
    let mut line: Vec<f32> = (0..=length).map(|_| 2.0 * rng.f32() - 1.0).collect();
    Filter::new(Pass::Low, 0.7).run(&mut line, 800.0 + 9000.0 * bright);
    // A constant would run round for ever: the string starts at rest.
    let mean = line.iter().sum::<f32>() / line.len() as f32;
    line.iter_mut().for_each(|sample| *sample -= mean);
    // A string of any pitch rings for a few seconds.
    let keep = 0.001f32.powf(period / (4.0 * RATE));
    let size = line.len();
    let release = 0.25;
    (0..((held + release) * RATE) as usize)
        .map(|at| {
            let [first, second, third] = [0, 1, 2].map(|later| line[(at + later) % size]);
            let tuned = fraction * first + (1.0 - fraction) * second;
            let tuned_next = fraction * second + (1.0 - fraction) * third;
            line[at % size] = keep * 0.5 * (tuned + tuned_next);
            let fade = 1.0 - (at as f32 / RATE - held).max(0.0) / release;
            1.4 * tuned * fade.max(0.0)
        })
        .collect()
}

/// A felt-damped piano: stretched partials of which the higher die sooner,
/// and the soft thud of the hammer. `force` 0-1 brings in the high ones.
pub fn piano(hz: f32, held: f32, force: f32, rng: &mut Rng) -> Vec<f32> {
    const STIFFNESS: f32 = 0.0004;
    let envelope = Envelope {
        attack: 0.004,
        decay: 1.0,
        sustain: 1.0,
        release: 0.35,
    };
    let partials: Vec<(f32, f32, f32)> = (1..=12)
        .map(|n| {
            let n = n as f32;
            let partial = n * hz * (1.0 + STIFFNESS * n * n).sqrt();
            let level = (0.25 + 0.5 * force).powf(n - 1.0);
            let fall = (0.5 + 0.45 * n) * (hz / 260.0).sqrt();
            (partial, level, fall)
        })
        .filter(|(partial, ..)| *partial < 0.4 * RATE)
        .collect();
    let mut thud = Filter::new(Pass::Band, 1.0);
    (0..envelope.samples(held))
        .map(|at| {
            let time = at as f32 / RATE;
            let tone: f32 = partials
                .iter()
                .map(|(hz, level, fall)| {
                    // Two strings of a course, a beat of a third of a hertz.
                    let pair = (TAU * hz * time).sin() + (TAU * (hz + 0.35) * time).sin();
                    level * 0.5 * pair * (-fall * time).exp()
                })
                .sum();
            let noise = thud.next(rng.f32() - 0.5, 500.0);
            let knock = 0.3 * force * noise * (-60.0 * time).exp();
            0.7 * envelope.at(time, held) * (tone + knock)
        })
        .collect()
}

/// An electric piano: one sine bends another's phase and lets go
/// (Chowning 1973).
pub fn electric_piano(hz: f32, held: f32, force: f32) -> Vec<f32> {
    let envelope = Envelope {
        attack: 0.003,
        decay: 1.6,
        sustain: 0.15,
        release: 0.25,
    };
    (0..envelope.samples(held))
        .map(|at| {
            let time = at as f32 / RATE;
            let bend = 1.6 * force * (-2.5 * time).exp();
            let tine = 0.12 * (TAU * 14.0 * hz * time).sin();
            let carrier = TAU * hz * time;
            let strike = tine * (-9.0 * time).exp() * force;
            let tone = (carrier + bend * carrier.sin() + strike).sin();
            0.7 * envelope.at(time, held) * tone
        })
        .collect()
}

/// A singing synthesiser lead: two saws, a bright filter, a quick vibrato.
pub fn lead(hz: f32, held: f32, bright: f32, rng: &mut Rng) -> Vec<f32> {
    let envelope = Envelope {
        attack: 0.008,
        decay: 0.3,
        sustain: 0.7,
        release: 0.12,
    };
    let mut voices = saws(2, rng);
    let mut filter = Filter::new(Pass::Low, 1.2);
    (0..envelope.samples(held))
        .map(|at| {
            let time = at as f32 / RATE;
            let hz = hz * wobble(time, 5.5, 0.004 * (time / 0.4).min(1.0));
            let sum = voices[0].next(hz) + voices[1].next(1.004 * hz);
            let level = envelope.at(time, held);
            0.5 * level * filter.next(sum, bright * (0.4 + 0.6 * level))
        })
        .collect()
}

/// A synthesiser bass: a saw whose filter snaps shut, over a sine.
pub fn bass(hz: f32, held: f32, bright: f32, rng: &mut Rng) -> Vec<f32> {
    let envelope = Envelope {
        attack: 0.004,
        decay: 0.35,
        sustain: 0.6,
        release: 0.06,
    };
    let mut saw = Saw { phase: rng.f32() };
    let mut filter = Filter::new(Pass::Low, 1.4);
    (0..envelope.samples(held))
        .map(|at| {
            let time = at as f32 / RATE;
            let snap = 120.0 + bright * (-9.0 * time).exp();
            let growl = filter.next(saw.next(hz), 2.0 * hz + snap);
            let round = (TAU * hz * time).sin();
            0.55 * envelope.at(time, held) * (growl + round)
        })
        .collect()
}

/// Root, fifth and octave through an overdriven amplifier. Distorting their
/// sum is what makes a power chord; `muted` is the palm on the strings.
pub fn power_chord(hz: f32, held: f32, muted: bool, rng: &mut Rng) -> Vec<f32> {
    let (decay, sustain) = if muted { (0.3, 0.15) } else { (1.5, 0.9) };
    let envelope = Envelope {
        attack: 0.002,
        decay,
        sustain,
        release: 0.05,
    };
    let mut voices = saws(4, rng);
    let tuning = [1.0, 1.003, 1.4983, 2.0];
    let mut damp = Filter::new(Pass::Low, 0.9);
    let mut sound: Vec<f32> = (0..envelope.samples(held))
        .map(|at| {
            let sum: f32 = voices
                .iter_mut()
                .zip(tuning)
                .map(|(saw, ratio)| saw.next(hz * ratio))
                .sum();
            let level = envelope.at(at as f32 / RATE, held);
            let open = if muted {
                600.0 + 3000.0 * level
            } else {
                7000.0
            };
            level * damp.next(sum, open)
        })
        .collect();
    amplify(&mut sound, 12.0);
    sound
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Crossings upwards through zero of the low-passed sound, a second.
    fn pitch(mut sound: Vec<f32>, hz: f32) -> f32 {
        Filter::new(Pass::Low, 0.7).run(&mut sound, 1.2 * hz);
        Filter::new(Pass::Low, 0.7).run(&mut sound, 1.2 * hz);
        let part = &sound[RATE as usize / 4..RATE as usize];
        let ups = part.windows(2).filter(|w| w[0] <= 0.0 && w[1] > 0.0);
        ups.count() as f32 / 0.75
    }

    #[test]
    fn instruments_are_in_tune() {
        let rng = &mut Rng::with_seed(1);
        for hz in [220.0, 440.0] {
            let near = |found: f32| (found / hz - 1.0).abs() < 0.02;
            assert!(near(pitch(pluck(hz, 1.0, 0.5, rng), hz)));
            assert!(near(pitch(piano(hz, 1.0, 0.5, rng), hz)));
            assert!(near(pitch(bass(hz, 1.0, 900.0, rng), hz)));
        }
    }

    #[test]
    fn notes_end_in_silence() {
        let rng = &mut Rng::with_seed(2);
        for sound in [
            strings(220.0, 0.5, 2000.0, rng),
            bass(55.0, 0.5, 900.0, rng),
            electric_piano(330.0, 0.5, 0.7),
        ] {
            assert!(sound[sound.len() - 1].abs() < 0.01);
        }
    }
}

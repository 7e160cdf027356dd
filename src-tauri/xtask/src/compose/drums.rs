//! The drum kit, made of sines that fall and noise that dies.

use std::f32::consts::TAU;

use fastrand::Rng;

use super::RATE;
use super::effects::{Filter, Pass};

/// Times of one sound, s, with the noise that goes with each.
fn hit(seconds: f32, rng: &mut Rng, mut sample: impl FnMut(f32, f32) -> f32) -> Vec<f32> {
    (0..(seconds * RATE) as usize)
        .map(|at| sample(at as f32 / RATE, 2.0 * rng.f32() - 1.0))
        .collect()
}

/// A bass drum: a sine that drops from a knock to `deep_hz`.
pub fn kick(deep_hz: f32, rng: &mut Rng) -> Vec<f32> {
    let mut phase = 0.0;
    hit(0.4, rng, |time, noise| {
        let hz = deep_hz + 160.0 * (-45.0 * time).exp();
        phase += hz / RATE;
        let body = (TAU * phase).sin() * (-9.0 * time).exp();
        let click = 0.35 * noise * (-400.0 * time).exp();
        (1.6 * (body + click)).tanh()
    })
}

/// A snare drum: two modes of the skin and the rattle under it.
pub fn snare(rng: &mut Rng) -> Vec<f32> {
    let mut rattle = Filter::new(Pass::High, 0.8);
    hit(0.3, rng, |time, noise| {
        let skin = (TAU * 185.0 * time).sin() + 0.6 * (TAU * 330.0 * time).sin();
        let wires = rattle.next(noise, 1400.0) * (-17.0 * time).exp();
        (0.6 * skin * (-24.0 * time).exp() + 0.9 * wires).tanh()
    })
}

/// Hands: three bursts of noise a hundredth of a second apart, and a tail.
pub fn clap(rng: &mut Rng) -> Vec<f32> {
    let mut palm = Filter::new(Pass::Band, 1.2);
    hit(0.25, rng, |time, noise| {
        let since = if time < 0.033 {
            time % 0.011
        } else {
            time - 0.033
        };
        let fall = if time < 0.033 { 220.0 } else { 22.0 };
        1.3 * palm.next(noise, 1500.0) * (-fall * since).exp()
    })
}

/// A hi-hat that rings for about `ring_s`.
pub fn hat(ring_s: f32, rng: &mut Rng) -> Vec<f32> {
    let mut metal = [Filter::new(Pass::High, 0.9); 2];
    hit(4.0 * ring_s, rng, |time, noise| {
        let first = metal[0].next(noise, 7000.0);
        0.6 * metal[1].next(first, 8000.0) * (-time / ring_s).exp()
    })
}

/// A crash cymbal.
pub fn crash(rng: &mut Rng) -> Vec<f32> {
    let mut metal = Filter::new(Pass::High, 0.8);
    hit(1.8, rng, |time, noise| {
        0.5 * metal.next(noise, 3800.0) * (-2.4 * time).exp()
    })
}

/// A tom tuned to `hz`.
pub fn tom(hz: f32, rng: &mut Rng) -> Vec<f32> {
    let mut phase = 0.0;
    hit(0.5, rng, |time, noise| {
        phase += hz * (1.0 + 0.6 * (-28.0 * time).exp()) / RATE;
        let stick = 0.2 * noise * (-200.0 * time).exp();
        (TAU * phase).sin() * (-7.0 * time).exp() + stick
    })
}

/// A shaker: a short swell of high noise.
pub fn shaker(rng: &mut Rng) -> Vec<f32> {
    let mut beads = Filter::new(Pass::Band, 1.5);
    hit(0.12, rng, |time, noise| {
        let swell = (time / 0.03).min(1.0) * (-30.0 * time).exp();
        beads.next(noise, 6500.0) * swell
    })
}

//! Filters, distortion, echo and reverberation.

use std::f32::consts::{PI, TAU};

use super::RATE;

/// What a [`Filter`] lets pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    /// Below the cutoff.
    Low,
    /// Above the cutoff.
    High,
    /// Around the cutoff.
    Band,
}

/// A state-variable filter in its trapezoidal form, which stays stable while
/// the cutoff moves (Zavalishin, "The Art of VA Filter Design").
#[derive(Debug, Clone, Copy)]
pub struct Filter {
    pass: Pass,
    damping: f32,
    band: f32,
    low: f32,
}

impl Filter {
    /// A filter with resonance `q` (0.707 is flat).
    pub fn new(pass: Pass, q: f32) -> Self {
        Self {
            pass,
            damping: 1.0 / q,
            band: 0.0,
            low: 0.0,
        }
    }

    /// Filters one sample at a cutoff in Hz.
    pub fn next(&mut self, input: f32, cutoff_hz: f32) -> f32 {
        // Above .45 of the rate the tangent runs away.
        let cutoff = cutoff_hz.clamp(10.0, 0.45 * RATE);
        let g = (PI * cutoff / RATE).tan();
        let scale = 1.0 / (1.0 + g * (g + self.damping));
        let high = (input - (self.damping + g) * self.band - self.low) * scale;
        let band = self.band + g * high;
        let low = self.low + g * band;
        self.band = band + g * high;
        self.low = low + g * band;
        match self.pass {
            Pass::Low => low,
            Pass::High => high,
            Pass::Band => band,
        }
    }

    /// Filters a whole sound in place.
    pub fn run(mut self, sound: &mut [f32], cutoff_hz: f32) {
        for sample in sound {
            *sample = self.next(*sample, cutoff_hz);
        }
    }
}

/// A guitar amplifier: two stages of saturation, the second uneven so that
/// even harmonics come in, then the dull roll-off of a loudspeaker.
pub fn amplify(sound: &mut [f32], gain: f32) {
    let mut rumble = Filter::new(Pass::High, 0.7);
    let mut cone = [Filter::new(Pass::Low, 0.8), Filter::new(Pass::Low, 0.6)];
    for sample in sound {
        let hot = (rumble.next(*sample, 90.0) * gain).tanh();
        let hotter = (2.2 * hot + 0.25).tanh() - 0.245;
        let near = cone[0].next(hotter, 4800.0);
        *sample = cone[1].next(near, 6200.0);
    }
}

/// Adds echoes that alternate between the sides, each `feedback` times as
/// loud as the one before.
pub fn echo(sides: &mut [Vec<f32>; 2], delay_s: f32, feedback: f32) {
    let delay = (delay_s * RATE) as usize;
    for at in delay..sides[0].len() {
        let [left, right] = [sides[0][at - delay], sides[1][at - delay]];
        sides[0][at] += feedback * right;
        sides[1][at] += feedback * left;
    }
}

// Delay lengths of Jezar's public-domain Freeverb, which were tuned by ear at
// 44.1 kHz; the other side's are `SPREAD` samples longer.
const COMBS: [usize; 8] = [1116, 1188, 1277, 1356, 1422, 1491, 1557, 1617];
const ALLPASSES: [usize; 4] = [556, 441, 341, 225];
const SPREAD: usize = 23;

/// The reverberation of a room that takes about `seconds` to fall by 60 dB,
/// without the direct sound (Schroeder's combs and all-passes).
pub fn reverb(dry: &[f32], seconds: f32, right: bool) -> Vec<f32> {
    let spread = if right { SPREAD } else { 0 };
    let length = |samples: usize| ((samples + spread) as f32 * RATE / 44_100.0) as usize;
    let mut wet = vec![0.0; dry.len()];
    for comb in COMBS.map(length) {
        // Each turn of the loop lasts `comb` samples; -60 dB is 0.001.
        let feedback = 0.001f32.powf(comb as f32 / (seconds * RATE));
        let mut line = vec![0.0; comb];
        let mut dull = 0.0;
        for (at, (out, input)) in wet.iter_mut().zip(dry).enumerate() {
            let heard = line[at % comb];
            *out += heard / COMBS.len() as f32;
            dull = 0.75 * heard + 0.25 * dull;
            line[at % comb] = input + feedback * dull;
        }
    }
    for allpass in ALLPASSES.map(length) {
        let mut line = vec![0.0; allpass];
        for (at, sample) in wet.iter_mut().enumerate() {
            let heard = line[at % allpass];
            line[at % allpass] = *sample + 0.5 * heard;
            *sample = heard - 0.5 * *sample;
        }
    }
    wet
}

/// A slow sine between 1 - `depth` and 1 + `depth`: vibrato and tremolo.
pub fn wobble(time_s: f32, rate_hz: f32, depth: f32) -> f32 {
    1.0 + depth * (TAU * rate_hz * time_s).sin()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(hz: f32) -> Vec<f32> {
        (0..24_000)
            .map(|at| (TAU * hz * at as f32 / RATE).sin())
            .collect()
    }

    fn level(sound: &[f32]) -> f32 {
        let tail = &sound[sound.len() / 2..];
        (tail.iter().map(|x| x * x).sum::<f32>() / tail.len() as f32).sqrt()
    }

    #[test]
    fn filters_pass_and_stop() {
        let (mut deep, mut bright) = (tone(100.0), tone(8000.0));
        Filter::new(Pass::Low, 0.7).run(&mut deep, 1000.0);
        Filter::new(Pass::Low, 0.7).run(&mut bright, 1000.0);
        assert!(level(&deep) > 0.65 && level(&bright) < 0.02);
    }

    #[test]
    fn a_room_falls_by_sixty_decibels_in_its_time() {
        let mut click = vec![0.0; 3 * RATE as usize];
        click[0] = 1.0;
        let wet = reverb(&click, 2.0, false);
        let power = |from_s: f32| {
            let from = (from_s * RATE) as usize;
            let part = &wet[from..from + 9600];
            part.iter().map(|x| x * x).sum::<f32>()
        };
        let fall_db = 10.0 * (power(0.2) / power(2.2)).log10();
        assert!((45.0..90.0).contains(&fall_db), "{fall_db}");
    }
}

//! Pitch-class pictures of constant-Q frames, for the template recogniser: at
//! the music's own tuning, compressed, and without what is everywhere.

use realfft::num_complex::Complex64;

use crate::cqt::{BINS, PER_OCTAVE};

/// Semitones of a constant-Q frame, C1 upwards.
const SEMITONES: usize = BINS / 2;
/// Bins whose peaks tell the tuning: below, tones melt into one another;
/// above, overtones are none of the scale's.
const TUNED: std::ops::Range<usize> = 3 * PER_OCTAVE / 2..9 * PER_OCTAVE / 2;
/// Peaks under this share of a frame's highest are leakage or noise.
const LOWEST_PEAK: f64 = 0.03;
/// Of the peaks' weight this much must agree on a tuning, else they slide
/// (voices, effects) and A4 = 440 Hz is the better guess.
const AGREEING: f64 = 0.4;
/// Semitones on each side over which the local mean is taken.
const AROUND: usize = 12;
/// Middle and width (standard deviation), in semitones above C1, of what is
/// heard as harmony and as bass. D4 and B1: where chords and basses are played.
const HARMONY: (f32, f32) = (38.0, 14.0);
/// See [`HARMONY`].
const BASS: (f32, f32) = (11.0, 6.0);
/// Frames whose largest constant-Q magnitude is below are silent: a sine of
/// -57 dB of full scale at C7, of -75 dB at C1.
const FAINTEST: f32 = 0.01;

/// What one frame holds of each pitch class, C first; of length one each.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Chroma {
    /// In the range of chords.
    pub harmony: [f32; 12],
    /// In the range of basses.
    pub bass: [f32; 12],
    /// Whether there is anything to hear.
    pub sounds: bool,
}

/// Makes chroma of a stream of blocks.
pub(super) struct ChromaMaker {
    /// Sum of the peaks so far as turns of a semitone, and of their weights.
    peaks: Complex64,
    weight: f64,
    /// Weights of neighbouring semitones in the local mean, nearest first.
    near: [f32; AROUND + 1],
    harmony: [f32; SEMITONES],
    bass: [f32; SEMITONES],
}

impl ChromaMaker {
    pub(super) fn new() -> Self {
        let bell = |(middle, width): (f32, f32)| {
            std::array::from_fn(|s| (-0.5 * ((s as f32 - middle) / width).powi(2)).exp())
        };
        Self {
            peaks: Complex64::default(),
            weight: 0.0,
            near: std::array::from_fn(|i| {
                0.5 + 0.5 * (std::f32::consts::PI * i as f32 / (AROUND + 1) as f32).cos()
            }),
            harmony: bell(HARMONY),
            bass: bell(BASS),
        }
    }

    /// The chroma of a block of frames: ln(|x| + 1e-6), `[frames, 144]`.
    pub(super) fn block(&mut self, log_cqt: &[f32]) -> Vec<Chroma> {
        for frame in log_cqt.chunks_exact(BINS) {
            self.tune(frame);
        }
        let shift = self.shift();
        let raw: Vec<Chroma> = log_cqt
            .chunks_exact(BINS)
            .map(|frame| self.frame(frame, shift))
            .collect();
        (0..raw.len()).map(|t| smoothed(&raw, t)).collect()
    }

    /// Adds a frame's peaks: where between two semitones each one lies.
    fn tune(&mut self, frame: &[f32]) {
        let top = frame.iter().copied().fold(f32::MIN, f32::max);
        if top < FAINTEST.ln() {
            return;
        }
        for bin in TUNED {
            let [a, b, c] = [frame[bin - 1], frame[bin], frame[bin + 1]].map(f64::from);
            if b <= a || b < c || b < f64::from(top) + LOWEST_PEAK.ln() {
                continue;
            }
            let place = bin as f64 + 0.5 * (a - c) / (a - 2.0 * b + c);
            let weight = (b / 2.0).exp();
            // Two bins are a semitone, one turn.
            self.peaks += Complex64::from_polar(weight, std::f64::consts::PI * place);
            self.weight += weight;
        }
    }

    /// How many bins the music's semitones lie above those of A4 = 440 Hz.
    fn shift(&self) -> f32 {
        if self.peaks.norm() <= AGREEING * self.weight {
            return 0.0;
        }
        (self.peaks.arg() / std::f64::consts::PI) as f32
    }

    /// One frame's chroma, not yet of length one.
    fn frame(&self, log_cqt: &[f32], shift: f32) -> Chroma {
        let magnitude = |bin: usize| log_cqt[bin].exp();
        // The square root compresses whatever the level is.
        let compressed: [f32; SEMITONES] = std::array::from_fn(|semitone| {
            let place = (2.0 * semitone as f32 + shift).clamp(0.0, (BINS - 1) as f32);
            let low = (place as usize).min(BINS - 2);
            let share = place - low as f32;
            (magnitude(low) * (1.0 - share) + magnitude(low + 1) * share).sqrt()
        });
        let mut chroma = Chroma {
            harmony: [0.0; 12],
            bass: [0.0; 12],
            sounds: log_cqt.iter().any(|&x| x > FAINTEST.ln()),
        };
        for (semitone, &value) in compressed.iter().enumerate() {
            let above = (value - self.local_mean(&compressed, semitone)).max(0.0);
            chroma.harmony[semitone % 12] += above * self.harmony[semitone];
            chroma.bass[semitone % 12] += above * self.bass[semitone];
        }
        chroma
    }

    /// The weighted mean around a semitone, of those there are.
    fn local_mean(&self, values: &[f32; SEMITONES], semitone: usize) -> f32 {
        let from = semitone.saturating_sub(AROUND);
        let to = (semitone + AROUND).min(SEMITONES - 1);
        let (mut sum, mut weights) = (0.0, 0.0);
        for (other, value) in values.iter().enumerate().take(to + 1).skip(from) {
            let weight = self.near[other.abs_diff(semitone)];
            sum += weight * value;
            weights += weight;
        }
        sum / weights
    }
}

/// Frame `t` with a quarter of each neighbour, of length one.
fn smoothed(raw: &[Chroma], t: usize) -> Chroma {
    let mut mixed = raw[t];
    for near in [t.checked_sub(1), Some(t + 1)].into_iter().flatten() {
        let Some(near) = raw.get(near) else { continue };
        for class in 0..12 {
            mixed.harmony[class] += 0.5 * near.harmony[class];
            mixed.bass[class] += 0.5 * near.bass[class];
        }
    }
    for values in [&mut mixed.harmony, &mut mixed.bass] {
        let length = values.iter().map(|v| v * v).sum::<f32>().sqrt();
        values.iter_mut().for_each(|v| *v /= length.max(1e-9));
    }
    mixed
}

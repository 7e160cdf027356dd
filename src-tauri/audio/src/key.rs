//! The key of a track, and how it is harmonised.
//!
//! Spectral peaks are added up by pitch class in steps of ten cents over the
//! track; the tuning is read off them, and the twelve classes are compared
//! with the profiles of all 24 keys (Krumhansl, "Cognitive foundations of
//! musical pitch", 1990), in the form of Temperley ("What's key for key? The
//! Krumhansl-Schmuckler key-finding algorithm reconsidered", Music Perception
//! 1999): of six published sets it named most keys of the demo pieces.

use crate::Key;
use crate::spectra::Spectra;
use crate::tonal::{Chroma, Keys, TONAL, describe};

/// Length of a frame, s: semitones are apart down to A1 (55 Hz). At a quarter of
/// 48 and of 44.1 kHz it comes out alike, 8704 and 8000 samples: how much a harmony
/// changes from frame to frame must not depend on the file's rate.
const FRAME_S: f64 = 0.7254;

/// Frames are a multiple of this long, for the transform's sake.
const GRAIN: f64 = 64.0;

/// Peaks considered, Hz: below it semitones melt into one another, above it
/// are overtones and cymbals.
const LOWEST_HZ: f64 = 55.0;
/// See [`LOWEST_HZ`].
const HIGHEST_HZ: f64 = 2_100.0;

/// Steps of ten cents in an octave.
const STEPS: usize = 120;
/// Steps in a semitone.
const PER_CLASS: usize = STEPS / 12;

/// A frame quieter than this (-60 dB of a full-scale sine) is a pause.
const FAINTEST: f32 = 0.0005;

/// A peak under this share of the frame's highest (-24 dB) is left out: leakage, noise,
/// and what codecs put in and leave out. With peaks down to -40 dB, how music is
/// harmonised moved five times as far when it came as Opus or MP3.
const FAINT: f32 = 0.06;

/// A peak may be the third harmonic of a tone a twelfth below: that tone gets
/// this share of its weight (after Gómez, "Tonal description of polyphonic
/// audio", 2006; octaves do not change the pitch class).
const TWELFTH: f64 = 0.2;

/// Weight of each degree in major, tonic first.
const MAJOR: [f64; 12] = [5.0, 2.0, 3.5, 2.0, 4.5, 4.0, 2.0, 4.5, 2.0, 3.5, 1.5, 4.0];
/// Weight of each degree in minor, tonic first.
const MINOR: [f64; 12] = [5.0, 2.0, 3.5, 4.5, 2.0, 4.0, 2.0, 4.5, 3.5, 2.0, 1.5, 4.0];

/// Frames whose harmony is described: 50 minutes. More of a mix says no more, and
/// memory must not grow with it.
const DESCRIBED: usize = 8_000;

/// Below this correlation with the best key there is none: noise, drums.
const LOWEST_FIT: f64 = 0.35;

/// The weight of each ten cents of the octave; step 0 is C at A4 = 440 Hz.
type Pitches = [f64; STEPS];

/// Hears the key of one stream.
pub(crate) struct KeyMeter {
    /// Whether there was any sound.
    begun: bool,
    spectra: Spectra,
    bin_hz: f64,
    /// Of all frames.
    pitches: Pitches,
    /// Of each of the first [`DESCRIBED`]: their tuning is known at the end.
    frames: Vec<[f32; STEPS]>,
}

impl KeyMeter {
    /// For a mono stream of `rate` Hz.
    pub(crate) fn new(rate: f64) -> Self {
        let size = ((FRAME_S * rate / GRAIN).round().max(1.0) * GRAIN) as usize;
        Self {
            begun: false,
            spectra: Spectra::new(size, size / 2),
            bin_hz: rate / size as f64,
            pitches: [0.0; STEPS],
            frames: Vec::new(),
        }
    }

    /// Takes the next samples. Frames are counted from the first sound, or silence in
    /// front would cut every chord elsewhere; from the first sample that is not
    /// nothing, however loud the file is.
    pub(crate) fn push(&mut self, samples: &[f32]) {
        let begins = |sample: &f32| self.begun || *sample != 0.0;
        let Some(first) = samples.iter().position(begins) else {
            return;
        };
        self.begun = true;
        let samples = &samples[first..];
        let (pitches, frames) = (&mut self.pitches, &mut self.frames);
        let bin_hz = self.bin_hz;
        self.spectra.push(samples, &mut |magnitudes| {
            let Some(frame) = peaks(magnitudes, bin_hz) else {
                return;
            };
            for (sum, weight) in pitches.iter_mut().zip(frame) {
                *sum += weight;
            }
            if frames.len() < DESCRIBED {
                frames.push(frame.map(|weight| weight as f32));
            }
        });
    }

    /// The key of all that was heard, `None` where there is none; and how it is
    /// harmonised ([`describe`]).
    pub(crate) fn finish(self) -> (Option<Key>, [f32; TONAL]) {
        let shift = tuning(&self.pitches);
        let classes = folded(&self.pitches, shift);
        let fits = |profile| std::array::from_fn(|tonic| fit(&classes, profile, tonic));
        let keys = Keys {
            major: fits(&MAJOR),
            minor: fits(&MINOR),
        };
        let frames: Vec<Chroma> = self
            .frames
            .iter()
            .map(|frame| folded(&frame.map(f64::from), shift))
            .collect();
        (best(&keys), describe(&frames, &keys))
    }
}

/// The key that fits best, where one fits.
fn best(keys: &Keys) -> Option<Key> {
    let fits = keys.ranked();
    let (best, tonic, mode) = fits[0];
    // A lead of .1 over the next key is as clear as real music gets.
    let lead = ((best - fits[1].0) / 0.1).clamp(0.0, 1.0);
    (best > LOWEST_FIT).then(|| Key {
        tonic: tonic as u8,
        mode,
        confidence: (best * (0.4 + 0.6 * lead)).clamp(0.0, 1.0) as f32,
    })
}

/// The instruments' tuning: the shift that puts most weight within ten cents of the
/// classes' middles.
fn tuning(pitches: &Pitches) -> usize {
    let middle = |shift: usize| -> f64 {
        (0..12)
            .flat_map(|class| [STEPS - 1, 0, 1].map(|near| class * PER_CLASS + shift + near))
            .map(|step| pitches[step % STEPS])
            .sum()
    };
    (0..PER_CLASS)
        .map(|shift| STEPS + shift - PER_CLASS / 2)
        .max_by(|&a, &b| middle(a).total_cmp(&middle(b)))
        .unwrap_or(STEPS)
}

/// The twelve pitch classes at this tuning.
fn folded(pitches: &Pitches, shift: usize) -> Chroma {
    let half = PER_CLASS / 2;
    std::array::from_fn(|class| {
        (0..PER_CLASS)
            .map(|near| {
                let distance = near.abs_diff(half) as f64 / half as f64;
                let step = (class * PER_CLASS + shift + near + STEPS - half) % STEPS;
                pitches[step] * (1.0 - distance)
            })
            .sum()
    })
}

/// The peaks of one frame, which weighs one in all; none of a pause.
fn peaks(magnitudes: &[f32], bin_hz: f64) -> Option<Pitches> {
    let first = (LOWEST_HZ / bin_hz) as usize;
    let last = ((HIGHEST_HZ / bin_hz) as usize).min(magnitudes.len() - 1);
    let top = magnitudes[first..last].iter().copied().fold(0.0, f32::max);
    if top < FAINTEST {
        return None;
    }
    let mut frame = [0.0; STEPS];
    for bin in first..last {
        let (left, here, right) = (magnitudes[bin - 1], magnitudes[bin], magnitudes[bin + 1]);
        if here <= left || here < right || here < FAINT * top {
            continue;
        }
        let (a, b, c) = (ln(left), ln(here), ln(right));
        let offset = 0.5 * (a - c) / (a - 2.0 * b + c).min(-1e-9);
        let hz = (bin as f64 + offset.clamp(-0.5, 0.5)) * bin_hz;
        let weight = f64::from(here).sqrt();
        for (divisor, share) in [(1.0, 1.0), (3.0, TWELFTH)] {
            let octaves = (hz / divisor / MIDDLE_C_HZ).log2();
            let step = ((octaves - octaves.floor()) * STEPS as f64).round() as usize;
            frame[step % STEPS] += weight * share;
        }
    }
    let total: f64 = frame.iter().sum();
    Some(frame.map(|weight| weight / total.max(f64::MIN_POSITIVE)))
}

/// C4 in equal temperament at A4 = 440 Hz.
const MIDDLE_C_HZ: f64 = 261.625_565_300_598_6;

fn ln(magnitude: f32) -> f64 {
    f64::from(magnitude.max(1e-12)).ln()
}

/// Pearson's correlation of the classes with a key's profile.
fn fit(classes: &[f64; 12], profile: &[f64; 12], tonic: usize) -> f64 {
    let mean_a = classes.iter().sum::<f64>() / 12.0;
    let mean_b = profile.iter().sum::<f64>() / 12.0;
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for degree in 0..12 {
        let a = classes[(tonic + degree) % 12] - mean_a;
        let b = profile[degree] - mean_b;
        ab += a * b;
        aa += a * a;
        bb += b * b;
    }
    ab / (aa * bb).sqrt().max(f64::MIN_POSITIVE)
}

//! The key of a track.
//!
//! Spectral peaks are added up by pitch class in steps of ten cents over the
//! track; the tuning is read off them, and the twelve classes are compared
//! with the profiles of all 24 keys (Krumhansl, "Cognitive foundations of
//! musical pitch", 1990), in the form of Temperley ("What's key for key? The
//! Krumhansl-Schmuckler key-finding algorithm reconsidered", Music Perception
//! 1999): of six published sets it named most keys of the demo pieces.

use crate::spectra::Spectra;
use crate::{Key, Mode};

/// Length of a frame, s: semitones are apart down to A1 (55 Hz).
const FRAME_S: f64 = 0.75;

/// Frames are a multiple of this long, for the transform's sake.
const GRAIN: usize = 512;

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

/// A peak may be the third harmonic of a tone a twelfth below: that tone gets
/// this share of its weight (after Gómez, "Tonal description of polyphonic
/// audio", 2006; octaves do not change the pitch class).
const TWELFTH: f64 = 0.2;

/// Weight of each degree in major, tonic first.
const MAJOR: [f64; 12] = [5.0, 2.0, 3.5, 2.0, 4.5, 4.0, 2.0, 4.5, 2.0, 3.5, 1.5, 4.0];
/// Weight of each degree in minor, tonic first.
const MINOR: [f64; 12] = [5.0, 2.0, 3.5, 4.5, 2.0, 4.0, 2.0, 4.5, 3.5, 2.0, 1.5, 4.0];

/// Below this correlation with the best key there is none: noise, drums.
const LOWEST_FIT: f64 = 0.35;

/// Hears the key of one stream.
pub(crate) struct KeyMeter {
    spectra: Spectra,
    bin_hz: f64,
    /// Weight of each ten cents of the octave; step 0 is C at A4 = 440 Hz.
    pitches: [f64; STEPS],
}

impl KeyMeter {
    /// For a mono stream of `rate` Hz.
    pub(crate) fn new(rate: f64) -> Self {
        let size = ((FRAME_S * rate) as usize / GRAIN).max(1) * GRAIN;
        Self {
            spectra: Spectra::new(size, size / 2),
            bin_hz: rate / size as f64,
            pitches: [0.0; STEPS],
        }
    }

    /// Takes the next samples.
    pub(crate) fn push(&mut self, samples: &[f32]) {
        let (pitches, bin_hz) = (&mut self.pitches, self.bin_hz);
        self.spectra.push(samples, &mut |magnitudes| {
            add_frame(magnitudes, bin_hz, pitches)
        });
    }

    /// The key of all that was heard; `None` where there is none.
    pub(crate) fn finish(self) -> Option<Key> {
        let classes = self.classes()?;
        let mut fits: Vec<(f64, u8, Mode)> = (0..12)
            .flat_map(|tonic| {
                [(&MAJOR, Mode::Major), (&MINOR, Mode::Minor)]
                    .map(|(profile, mode)| (fit(&classes, profile, tonic), tonic as u8, mode))
            })
            .collect();
        fits.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (best, tonic, mode) = fits[0];
        // A lead of .1 over the next key is as clear as real music gets.
        let lead = ((best - fits[1].0) / 0.1).clamp(0.0, 1.0);
        (best > LOWEST_FIT).then(|| Key {
            tonic,
            mode,
            confidence: (best * (0.4 + 0.6 * lead)).clamp(0.0, 1.0) as f32,
        })
    }

    /// Weight of the twelve pitch classes, at the tuning of the music.
    fn classes(&self) -> Option<[f64; 12]> {
        let total: f64 = self.pitches.iter().sum();
        if total <= 0.0 {
            return None;
        }
        // The instruments' tuning is the shift that puts most weight within
        // ten cents of the classes' middles.
        let middle = |shift: usize| -> f64 {
            (0..12)
                .flat_map(|class| [STEPS - 1, 0, 1].map(|near| class * PER_CLASS + shift + near))
                .map(|step| self.pitches[step % STEPS])
                .sum()
        };
        let half = PER_CLASS / 2;
        let shift = (0..PER_CLASS)
            .map(|shift| STEPS + shift - half)
            .max_by(|&a, &b| middle(a).total_cmp(&middle(b)))?;
        let mut classes = [0.0; 12];
        for (class, weight) in classes.iter_mut().enumerate() {
            for near in 0..PER_CLASS {
                let distance = near.abs_diff(half) as f64 / half as f64;
                let step = (class * PER_CLASS + shift + near + STEPS - half) % STEPS;
                *weight += self.pitches[step] * (1.0 - distance);
            }
        }
        Some(classes)
    }
}

/// Adds the peaks of one frame, the frame weighing one in all.
fn add_frame(magnitudes: &[f32], bin_hz: f64, pitches: &mut [f64; STEPS]) {
    let first = (LOWEST_HZ / bin_hz) as usize;
    let last = ((HIGHEST_HZ / bin_hz) as usize).min(magnitudes.len() - 1);
    let top = magnitudes[first..last].iter().copied().fold(0.0, f32::max);
    if top < FAINTEST {
        return;
    }
    let mut frame = [0.0; STEPS];
    for bin in first..last {
        let (left, here, right) = (magnitudes[bin - 1], magnitudes[bin], magnitudes[bin + 1]);
        // Peaks under a hundredth (-40 dB) of the highest are leakage or noise.
        if here <= left || here < right || here < 0.01 * top {
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
    for (sum, weight) in pitches.iter_mut().zip(frame) {
        *sum += weight / total.max(f64::MIN_POSITIVE);
    }
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

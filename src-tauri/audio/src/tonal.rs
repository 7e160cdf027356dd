//! How a track is harmonised, in numbers: what a mood is told from beside its
//! timbre. Major and minor, how firm the key is, which degrees and chords are
//! used, how dissonant the intervals are and how fast the harmony changes.
//!
//! All is read from chroma (Fujishima, "Realtime chord recognition of musical
//! sound", ICMC 1999): the weight of the twelve pitch classes in frames of .73 s.
//! Nothing depends on how loud the music is or which key it is in.

use crate::Mode;

/// The twelve pitch classes of one frame, or of many; the weights sum to about 1.
pub(crate) type Chroma = [f64; 12];

/// Numbers that describe a track's harmony. In order: major's lead over minor, the
/// fit of the best key, its lead over the next; the mean weight of each degree
/// from the tonic up, then its deviation, both relative to an even spread; mean and
/// deviation of the change from frame to frame; the mean fit of seven kinds of
/// chord, the share of frames that are rather major than minor, how much they are,
/// and the entropy of the classes; and how strongly the intervals of one to six
/// semitones sound.
pub const TONAL: usize = 3 + 12 + 12 + 2 + 10 + 6;

/// Chords, in semitones over the root: major, minor, diminished, augmented, and the
/// dominant, minor and major seventh.
const CHORDS: [&[usize]; 7] = [
    &[0, 4, 7],
    &[0, 3, 7],
    &[0, 3, 6],
    &[0, 4, 8],
    &[0, 4, 7, 10],
    &[0, 3, 7, 10],
    &[0, 4, 7, 11],
];

/// How well the track fits the keys.
pub(crate) struct Keys {
    /// Correlation with each major key's profile, from C on.
    pub major: [f64; 12],
    /// The same for minor.
    pub minor: [f64; 12],
}

impl Keys {
    /// All 24, the best first: the fit, the tonic and the mode.
    pub(crate) fn ranked(&self) -> Vec<(f64, usize, Mode)> {
        let mut fits: Vec<(f64, usize, Mode)> = (0..12)
            .flat_map(|tonic| {
                [
                    (self.major[tonic], tonic, Mode::Major),
                    (self.minor[tonic], tonic, Mode::Minor),
                ]
            })
            .collect();
        fits.sort_by(|a, b| b.0.total_cmp(&a.0));
        fits
    }
}

/// Describes the harmony of frames that fit `keys` so.
pub(crate) fn describe(frames: &[Chroma], keys: &Keys) -> [f32; TONAL] {
    // Where nothing has a pitch, all classes are alike.
    let even = [[1.0 / 12.0; 12]];
    let frames = if frames.is_empty() { &even } else { frames };
    let mut out = Vec::with_capacity(TONAL);
    let best = |fits: &[f64; 12]| fits.iter().copied().fold(f64::MIN, f64::max);
    let fits = keys.ranked();
    let (fit, tonic, _) = fits[0];
    out.extend([best(&keys.major) - best(&keys.minor), fit, fit - fits[1].0]);

    let classes: [(f64, f64); 12] = std::array::from_fn(|degree| {
        spread(frames.iter().map(|frame| frame[(tonic + degree) % 12]))
    });
    let level = classes.iter().map(|(mean, _)| mean).sum::<f64>() / 12.0;
    let level = level.max(f64::MIN_POSITIVE);
    out.extend(classes.iter().map(|(mean, _)| mean / level));
    out.extend(classes.iter().map(|(_, deviation)| deviation / level));

    let units: Vec<Chroma> = frames.iter().map(unit).collect();
    let change = |pair: &[Chroma]| (0..12).map(|i| (pair[1][i] - pair[0][i]).abs()).sum();
    let (mean, deviation) = spread(units.windows(2).map(change));
    out.extend([mean, deviation]);

    let chords: Vec<[f64; 7]> = units
        .iter()
        .map(|frame| CHORDS.map(|chord| clearest(frame, chord)))
        .collect();
    let mean = |each: &dyn Fn(usize) -> f64| {
        (0..frames.len()).map(each).sum::<f64>() / frames.len() as f64
    };
    out.extend((0..7).map(|kind| mean(&|i| chords[i][kind])));
    out.push(mean(&|i| f64::from(u8::from(chords[i][0] > chords[i][1]))));
    out.push(mean(&|i| chords[i][0] - chords[i][1]));
    out.push(mean(&|i| entropy(&frames[i])));
    let interval = |frame: &Chroma, semitones: usize| -> f64 {
        (0..12)
            .map(|i| frame[i] * frame[(i + semitones) % 12])
            .sum()
    };
    out.extend((1..=6).map(|semitones| mean(&|i| interval(&units[i], semitones))));
    std::array::from_fn(|i| out[i] as f32)
}

/// Mean and standard deviation; of nothing, 0.
fn spread(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let count = values.clone().count().max(1) as f64;
    let mean = values.clone().sum::<f64>() / count;
    let square = values.map(|v| (v - mean).powi(2)).sum::<f64>() / count;
    (mean, square.sqrt())
}

/// The same direction, of length 1.
fn unit(frame: &Chroma) -> Chroma {
    let length = frame.iter().map(|v| v * v).sum::<f64>().sqrt().max(1e-9);
    frame.map(|v| v / length)
}

/// The cosine between a unit frame and the chord on the root where it fits best.
fn clearest(frame: &Chroma, chord: &[usize]) -> f64 {
    let on = |root: usize| -> f64 { chord.iter().map(|i| frame[(root + i) % 12]).sum() };
    (0..12).map(on).fold(0.0, f64::max) / (chord.len() as f64).sqrt()
}

/// Shannon's entropy of the classes, nats: 0 for one tone, 2.5 for all alike.
fn entropy(frame: &Chroma) -> f64 {
    let whole = frame.iter().sum::<f64>().max(1e-9);
    let shares = frame.iter().map(|v| v / whole).filter(|&p| p > 0.0);
    -shares.map(|p| p * p.ln()).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Frames of these pitch classes, and how a key of theirs fits.
    fn described(chords: &[&[usize]], major: usize, minor: usize) -> [f32; TONAL] {
        let frames: Vec<Chroma> = chords
            .iter()
            .map(|chord| std::array::from_fn(|i| f64::from(u8::from(chord.contains(&i))) / 3.0))
            .collect();
        let mut keys = Keys {
            major: [0.1; 12],
            minor: [0.1; 12],
        };
        keys.major[major] = 0.8;
        keys.minor[minor] = 0.5;
        describe(&frames, &keys)
    }

    #[test]
    fn it_tells_chords_and_changes_and_not_the_key() {
        // C, F, G, C; and the same a tone higher.
        let c = described(&[&[0, 4, 7], &[5, 9, 0], &[7, 11, 2], &[0, 4, 7]], 0, 9);
        let d = described(&[&[2, 6, 9], &[7, 11, 2], &[9, 1, 4], &[2, 6, 9]], 2, 11);
        assert_eq!(c, d);
        assert!((c[0] - 0.3).abs() < 1e-6 && (c[1] - 0.8).abs() < 1e-6);
        // The tonic sounds in three of four chords, the tritone in none.
        assert!((c[3] - 3.0).abs() < 1e-6, "{c:?}");
        assert_eq!(c[3 + 6], 0.0);
        // All are major: that chord fits wholly, and no semitone is among them.
        assert!((c[29] - 1.0).abs() < 1e-6 && c[30] < 0.9, "{c:?}");
        assert_eq!(c[36], 1.0);
        assert_eq!(c[39], 0.0);
        let still = described(&[[0, 4, 7].as_slice(); 3], 0, 9);
        assert_eq!(still[27..29], [0.0, 0.0]);
        assert!(c[27] > 1.0);
    }

    #[test]
    fn nothing_pitched_is_an_even_spread() {
        let none = described(&[], 0, 9);
        assert!(none.iter().all(|v| v.is_finite()));
        assert!(none[3..15].iter().all(|&v| (v - 1.0).abs() < 1e-6));
        assert!((none[38] - 12f32.ln()).abs() < 1e-5);
    }
}

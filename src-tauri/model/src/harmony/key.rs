//! The key of a sequence of chords.
//!
//! How long each pitch class sounds is correlated with the profiles of all 24
//! keys (Krumhansl & Schmuckler; the weights of Aarden 2003, from the Essen
//! folk songs), as music21's default key analysis does: Music2Emotion was
//! trained on its keys.

use moodplane_library::{Key, Mode};

use super::spans::ChordSpan;
use super::{Parity, midi};

/// Weight of each degree in major, tonic first (<https://extras.humdrum.org/man/keycor>).
const MAJOR: [f64; 12] = [
    17.7661, 0.145_624, 14.9265, 0.160_186, 19.8049, 11.3587, 0.291_248, 22.062, 0.145_624,
    8.154_94, 0.232_998, 4.951_22,
];
/// Weight of each degree in minor, tonic first; see [`MAJOR`].
const MINOR: [f64; 12] = [
    18.2648, 0.737_619, 14.0499, 16.8599, 0.702_494, 14.4362, 0.702_494, 18.6161, 4.566_21,
    1.931_86, 7.376_19, 1.756_23,
];

/// The key in which the chords are; `None` when none of them has notes.
///
/// With [`Parity::Music2Emo`] the durations are those of the notes that
/// music21 reads back from the reference's MIDI file, in twelfths of a quarter
/// note; else they are exact.
#[must_use]
pub fn key_of(chords: &[ChordSpan], parity: Parity) -> Option<Key> {
    best(&match parity {
        Parity::Own => durations(chords),
        Parity::Music2Emo => midi::durations(chords),
    })
}

/// Seconds for which each pitch class sounds.
fn durations(chords: &[ChordSpan]) -> [f64; 12] {
    let mut sums = [0.0; 12];
    for span in chords {
        let sounding = span.label.pitch_classes();
        for (class, sum) in sums.iter_mut().enumerate() {
            if sounding >> class & 1 == 1 {
                *sum += span.duration_s();
            }
        }
    }
    sums
}

/// The key whose profile correlates best. Of equals it is the one with the
/// highest tonic, minor before major: music21's order.
fn best(durations: &[f64; 12]) -> Option<Key> {
    if durations.iter().all(|&d| d == 0.0) {
        return None;
    }
    (0..12u8)
        .flat_map(|tonic| {
            [(Mode::Major, &MAJOR), (Mode::Minor, &MINOR)].map(|(mode, profile)| {
                let fit = correlation(durations, profile, usize::from(tonic));
                (fit, Key { tonic, mode })
            })
        })
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, key)| key)
}

/// Pearson's correlation of the durations with a profile on `tonic`; 0 where
/// all durations are the same.
fn correlation(durations: &[f64; 12], profile: &[f64; 12], tonic: usize) -> f64 {
    let mean = |values: &[f64; 12]| values.iter().sum::<f64>() / 12.0;
    let (mean_a, mean_b) = (mean(durations), mean(profile));
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (class, duration) in durations.iter().enumerate() {
        let a = duration - mean_a;
        let b = profile[(class + 12 - tonic) % 12] - mean_b;
        ab += a * b;
        aa += a * a;
        bb += b * b;
    }
    if aa == 0.0 {
        0.0
    } else {
        ab / (aa * bb).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(chords: &[(&str, f64)]) -> Option<String> {
        let mut at = 0.0;
        let spans: Vec<ChordSpan> = chords
            .iter()
            .map(|&(label, seconds)| {
                at += seconds;
                ChordSpan {
                    start_s: at - seconds,
                    end_s: at,
                    label: label.parse().unwrap(),
                }
            })
            .collect();
        key_of(&spans, Parity::Own).map(Key::name)
    }

    #[test]
    fn plain_cadences_have_their_keys() {
        let cadence = |chords: [&str; 4]| key(&chords.map(|chord| (chord, 2.0))).unwrap();
        assert_eq!(cadence(["C", "F", "G:7", "C"]), "C major");
        assert_eq!(cadence(["A:min", "D:min", "E:7", "A:min"]), "A minor");
        assert_eq!(cadence(["D#", "G#", "A#:7", "D#"]), "Eb major");
        assert_eq!(cadence(["F#:min", "B:min", "C#:7", "F#:min"]), "F# minor");
    }

    #[test]
    fn time_decides_and_silence_has_no_key() {
        assert_eq!(key(&[("C", 9.0), ("F#", 1.0)]).unwrap(), "C major");
        assert_eq!(key(&[("C", 1.0), ("F#", 9.0)]).unwrap(), "F# major");
        assert_eq!(key(&[("N", 5.0), ("X", 5.0)]), None);
        assert_eq!(key(&[]), None);
    }
}

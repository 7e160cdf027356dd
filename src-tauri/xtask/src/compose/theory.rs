//! Keys, scales and chords: enough theory to write tonal music by rule.
//!
//! Notes are MIDI numbers (60 = middle C, equal temperament, A4 = 440 Hz).
//! Melodies and chords are written in scale degrees, so that one progression
//! serves any key.

/// The two modes the demo is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The major scale.
    Major,
    /// The natural minor scale; [`Chord::leading`] raises its seventh step.
    Minor,
}

/// A key: a tonic and a mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// Pitch class of the tonic, 0 = C … 11 = B.
    pub tonic: u8,
    /// Major or minor.
    pub mode: Mode,
}

const NAMES: [&str; 12] = [
    "C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B",
];
const MAJOR: [i32; 7] = [0, 2, 4, 5, 7, 9, 11];
const MINOR: [i32; 7] = [0, 2, 3, 5, 7, 8, 10];

impl Key {
    /// The key's name as written in tags: `C`, `F#m`.
    pub fn name(self) -> String {
        let suffix = if self.mode == Mode::Minor { "m" } else { "" };
        format!("{}{suffix}", NAMES[usize::from(self.tonic)])
    }

    /// The MIDI note of a scale degree: 0 is the tonic at or above middle C,
    /// 7 an octave higher, negative degrees lie below.
    pub fn note(self, degree: i32) -> i32 {
        let scale = match self.mode {
            Mode::Major => MAJOR,
            Mode::Minor => MINOR,
        };
        let step = scale[degree.rem_euclid(7) as usize];
        60 + i32::from(self.tonic) + step + 12 * degree.div_euclid(7)
    }
}

/// A chord in a key: thirds piled on a scale degree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chord {
    /// Scale degree of the root, 0-6.
    pub root: i32,
    /// How many thirds are piled: 3 is a triad, 4 a seventh chord.
    pub size: usize,
    /// Whether the key's seventh step is raised, as in the major dominant of
    /// a minor key.
    pub leading: bool,
}

impl Chord {
    /// The chord's notes, upwards from the root.
    pub fn notes(self, key: Key) -> Vec<i32> {
        (0..self.size as i32)
            .map(|third| self.note(key, self.root + 2 * third))
            .collect()
    }

    /// A scale degree as it sounds over this chord.
    pub fn note(self, key: Key, degree: i32) -> i32 {
        let raised = self.leading && degree.rem_euclid(7) == 6;
        key.note(degree) + i32::from(raised)
    }

    /// The chord's notes moved by octaves to lie as near as they can above
    /// `floor`: close voicings make neighbouring chords move little.
    pub fn voiced(self, key: Key, floor: i32) -> Vec<i32> {
        let mut notes: Vec<i32> = self
            .notes(key)
            .into_iter()
            .map(|note| floor + (note - floor).rem_euclid(12))
            .collect();
        notes.sort_unstable();
        notes
    }

    /// The root in the octave that starts at `floor`.
    pub fn bass(self, key: Key, floor: i32) -> i32 {
        floor + (self.note(key, self.root) - floor).rem_euclid(12)
    }
}

/// Reads a progression written as scale degrees from 1, one chord a word:
/// `7` after a colon makes a seventh chord, `#` a raised leading note, as in
/// `1 6 4:7 5#`.
///
/// # Panics
/// If a word is none of these: progressions are constants of this program.
pub fn progression(text: &str) -> Vec<Chord> {
    text.split_whitespace()
        .map(|word| {
            let degree = word.as_bytes()[0];
            assert!((b'1'..=b'7').contains(&degree), "no chord: {word}");
            Chord {
                root: i32::from(degree - b'1'),
                size: if word.contains(":7") { 4 } else { 3 },
                leading: word.ends_with('#'),
            }
        })
        .collect()
}

/// The frequency of a MIDI note, Hz.
pub fn hz(note: i32) -> f32 {
    440.0 * 2f32.powf((note - 69) as f32 / 12.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const A_MINOR: Key = Key {
        tonic: 9,
        mode: Mode::Minor,
    };

    #[test]
    fn scales_go_on_below_and_above_the_tonic() {
        let c = Key {
            tonic: 0,
            mode: Mode::Major,
        };
        let notes: Vec<i32> = (-1..=8).map(|degree| c.note(degree)).collect();
        assert_eq!(notes, [59, 60, 62, 64, 65, 67, 69, 71, 72, 74]);
    }

    #[test]
    fn the_raised_dominant_of_a_minor_key_is_major() {
        let chords = progression("5 5#");
        assert_eq!(chords[0].notes(A_MINOR), [76, 79, 83]);
        assert_eq!(chords[1].notes(A_MINOR), [76, 80, 83]);
    }

    #[test]
    fn voicings_stay_within_an_octave() {
        for chord in progression("1 4:7 6 5#") {
            let notes = chord.voiced(A_MINOR, 55);
            assert!(notes.iter().all(|note| (55..67).contains(note)));
        }
    }

    #[test]
    fn keys_are_named_as_in_tags() {
        assert_eq!(A_MINOR.name(), "Am");
        assert_eq!(
            Key {
                tonic: 10,
                mode: Mode::Major
            }
            .name(),
            "Bb"
        );
    }
}

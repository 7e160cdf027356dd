//! Chord labels: the large vocabulary of the BTC recogniser (Park et al.
//! 2019), 12 roots × 14 qualities, "no chord" and "unknown".

use std::fmt;
use std::str::FromStr;

/// Names of the pitch classes, 0 = C … 11 = B; accidentals are sharps.
const ROOTS: [&str; 12] = [
    "C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B",
];

/// Classes of a frame: 12 · 14 chords, then X, then N.
pub const CLASSES: usize = 170;
/// The class of "unknown".
const UNKNOWN: u8 = 168;
/// The class of "no chord".
const NO_CHORD: u8 = 169;

/// What is built on a chord's root, in the order of the recogniser's classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quality {
    /// Minor triad.
    Min,
    /// Major triad.
    Maj,
    /// Diminished triad.
    Dim,
    /// Augmented triad.
    Aug,
    /// Minor triad with a major sixth.
    Min6,
    /// Major triad with a major sixth.
    Maj6,
    /// Minor triad with a minor seventh.
    Min7,
    /// Minor triad with a major seventh.
    MinMaj7,
    /// Major triad with a major seventh.
    Maj7,
    /// Major triad with a minor seventh: the dominant seventh chord.
    Dominant7,
    /// Diminished triad with a diminished seventh.
    Dim7,
    /// Diminished triad with a minor seventh.
    HalfDim7,
    /// Second and fifth.
    Sus2,
    /// Fourth and fifth.
    Sus4,
}

impl Quality {
    /// All of them, in the order of the recogniser's classes.
    pub const ALL: [Self; 14] = [
        Self::Min,
        Self::Maj,
        Self::Dim,
        Self::Aug,
        Self::Min6,
        Self::Maj6,
        Self::Min7,
        Self::MinMaj7,
        Self::Maj7,
        Self::Dominant7,
        Self::Dim7,
        Self::HalfDim7,
        Self::Sus2,
        Self::Sus4,
    ];

    /// Its name in labels, after Harte et al. (2005).
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Min => "min",
            Self::Maj => "maj",
            Self::Dim => "dim",
            Self::Aug => "aug",
            Self::Min6 => "min6",
            Self::Maj6 => "maj6",
            Self::Min7 => "min7",
            Self::MinMaj7 => "minmaj7",
            Self::Maj7 => "maj7",
            Self::Dominant7 => "7",
            Self::Dim7 => "dim7",
            Self::HalfDim7 => "hdim7",
            Self::Sus2 => "sus2",
            Self::Sus4 => "sus4",
        }
    }

    /// Semitones above the root, the root's own 0 first.
    #[must_use]
    pub fn intervals(self) -> &'static [u8] {
        match self {
            Self::Min => &[0, 3, 7],
            Self::Maj => &[0, 4, 7],
            Self::Dim => &[0, 3, 6],
            Self::Aug => &[0, 4, 8],
            Self::Min6 => &[0, 3, 7, 9],
            Self::Maj6 => &[0, 4, 7, 9],
            Self::Min7 => &[0, 3, 7, 10],
            Self::MinMaj7 => &[0, 3, 7, 11],
            Self::Maj7 => &[0, 4, 7, 11],
            Self::Dominant7 => &[0, 4, 7, 10],
            Self::Dim7 => &[0, 3, 6, 9],
            Self::HalfDim7 => &[0, 3, 6, 10],
            Self::Sus2 => &[0, 2, 7],
            Self::Sus4 => &[0, 5, 7],
        }
    }
}

/// A chord.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Chord {
    /// Pitch class of the root: 0 = C … 11 = B.
    pub root: u8,
    /// What is built on it.
    pub quality: Quality,
}

/// What a recogniser says of a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Label {
    /// `N`: nothing that has a chord.
    NoChord,
    /// `X`: a chord, but none of the vocabulary.
    Unknown,
    /// A chord.
    Chord(Chord),
}

impl Label {
    /// The label of a frame's class, 0-169: `14 · root + quality`, then X,
    /// then N. `None` above.
    #[must_use]
    pub fn from_class(class: u8) -> Option<Self> {
        match class {
            0..UNKNOWN => Some(Self::Chord(Chord {
                root: class / 14,
                quality: Quality::ALL[usize::from(class % 14)],
            })),
            UNKNOWN => Some(Self::Unknown),
            NO_CHORD => Some(Self::NoChord),
            _ => None,
        }
    }

    /// Its class; see [`Label::from_class`].
    #[must_use]
    pub fn class(self) -> u8 {
        match self {
            Self::NoChord => NO_CHORD,
            Self::Unknown => UNKNOWN,
            // The qualities are declared in the order of the classes.
            Self::Chord(chord) => chord.root % 12 * 14 + chord.quality as u8,
        }
    }

    /// Its pitch classes as bits, bit 0 = C; none for N and X.
    #[must_use]
    pub fn pitch_classes(self) -> u16 {
        let Self::Chord(chord) = self else { return 0 };
        let bit = |step: &u8| 1 << ((chord.root + step) % 12);
        chord.quality.intervals().iter().map(bit).sum()
    }

    /// The same `semitones` (0-11) lower.
    #[must_use]
    pub fn lowered(self, semitones: u8) -> Self {
        match self {
            Self::Chord(chord) => Self::Chord(Chord {
                root: (chord.root + 12 - semitones % 12) % 12,
                ..chord
            }),
            other => other,
        }
    }
}

/// As label files have it: `N`, `X`, the bare root for major, else
/// `root:quality`.
impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoChord => f.write_str("N"),
            Self::Unknown => f.write_str("X"),
            Self::Chord(chord) => {
                f.write_str(ROOTS[usize::from(chord.root % 12)])?;
                match chord.quality {
                    Quality::Maj => Ok(()),
                    quality => write!(f, ":{}", quality.name()),
                }
            }
        }
    }
}

impl FromStr for Label {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refuse = || format!("'{text}' is not a chord label such as C, A:min, N or X");
        match text {
            "N" => return Ok(Self::NoChord),
            "X" => return Ok(Self::Unknown),
            _ => {}
        }
        let (root, quality) = text.split_once(':').unwrap_or((text, "maj"));
        let root = ROOTS.iter().position(|&name| name == root);
        let quality = Quality::ALL.into_iter().find(|q| q.name() == quality);
        Ok(Self::Chord(Chord {
            root: root.ok_or_else(refuse)? as u8,
            quality: quality.ok_or_else(refuse)?,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_and_labels_are_the_same_thing_written_twice() {
        for class in 0..170 {
            let label = Label::from_class(class).unwrap();
            assert_eq!(label.class(), class);
            assert_eq!(label.to_string().parse(), Ok(label));
        }
        assert_eq!(Label::from_class(170), None);
        for (class, text) in [
            (0, "C:min"),
            (1, "C"),
            (23, "C#:7"),
            (126, "A:min"),
            (167, "B:sus4"),
            (168, "X"),
            (169, "N"),
        ] {
            assert_eq!(Label::from_class(class).unwrap().to_string(), text);
        }
    }

    #[test]
    fn labels_that_are_none_are_refused_by_name() {
        for text in ["", "H", "C:", "C:13", "Cb", "c"] {
            let error = text.parse::<Label>().unwrap_err();
            assert!(error.contains(&format!("'{text}'")), "{error}");
        }
        assert_eq!("G:maj".parse::<Label>(), "G".parse());
    }

    #[test]
    fn notes_follow_the_root() {
        let notes = |text: &str| text.parse::<Label>().unwrap().pitch_classes();
        assert_eq!(notes("C"), 0b0000_1001_0001);
        assert_eq!(notes("A:min"), 0b0010_0001_0001);
        assert_eq!(notes("B:dim7"), 0b1001_0010_0100);
        assert_eq!(notes("N") | notes("X"), 0);
    }
}

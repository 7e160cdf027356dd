//! How a key is written: its usual name, and its place on the Camelot wheel
//! that DJs mix by.

use crate::analysis::{Key, Mode};

/// The spelling with the fewer accidentals for each major tonic.
const MAJOR: [&str; 12] = [
    "C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B",
];
/// The spelling with the fewer accidentals for each minor tonic.
const MINOR: [&str; 12] = [
    "C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B",
];

impl Mode {
    /// The word for it: `major` or `minor`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Major => "major",
            Self::Minor => "minor",
        }
    }
}

impl Key {
    /// The tonic's usual name in this mode, such as `F` or `C#`.
    #[must_use]
    pub fn tonic_name(self) -> &'static str {
        let class = usize::from(self.tonic % 12);
        match self.mode {
            Mode::Major => MAJOR[class],
            Mode::Minor => MINOR[class],
        }
    }

    /// The key in words, such as `F minor`.
    #[must_use]
    pub fn name(self) -> String {
        format!("{} {}", self.tonic_name(), self.mode.name())
    }

    /// Place on the Camelot wheel, such as `4A`: 1-12 around the circle of
    /// fifths with C major at 8, `A` for minor and `B` for major.
    #[must_use]
    pub fn camelot(self) -> String {
        let letter = match self.mode {
            Mode::Major => 'B',
            Mode::Minor => 'A',
        };
        format!("{}{letter}", self.wheel())
    }

    /// The key of a text: its place on the Camelot wheel (`8A`), in Open Key (`1m`),
    /// or its name as
    /// people and programs write it (`Am`, `A minor`, `Amin`, `F#`, `Gb major`).
    /// `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        Self::from_camelot(text)
            .or_else(|| Self::from_open_key(text))
            .or_else(|| Self::from_name(text))
    }

    /// Open Key: `1d` is C major, `1m` A minor, and then around as Camelot.
    fn from_open_key(text: &str) -> Option<Self> {
        let (number, is_major) = match text.strip_suffix(['m', 'M']) {
            Some(number) => (number, false),
            None => (text.strip_suffix(['d', 'D'])?, true),
        };
        let open: u8 = number.parse().ok().filter(|n| (1..=12).contains(n))?;
        Self::from_code(2 * ((open + 6) % 12) + u8::from(is_major))
    }

    fn from_camelot(text: &str) -> Option<Self> {
        let (number, is_major) = match text.strip_suffix(['A', 'a']) {
            Some(number) => (number, false),
            None => (text.strip_suffix(['B', 'b'])?, true),
        };
        let wheel: u8 = number
            .parse()
            .ok()
            .filter(|wheel| (1..=12).contains(wheel))?;
        Self::from_code(2 * (wheel - 1) + u8::from(is_major))
    }

    fn from_name(text: &str) -> Option<Self> {
        let mut letters = text.chars();
        let natural = match letters.next()?.to_ascii_uppercase() {
            'C' => 0,
            'D' => 2,
            'E' => 4,
            'F' => 5,
            'G' => 7,
            'A' => 9,
            'B' => 11,
            _ => return None,
        };
        let rest = letters.as_str();
        let (step, mode) = if let Some(mode) = rest.strip_prefix(['#', '\u{266f}']) {
            (1, mode)
        } else if let Some(mode) = rest.strip_prefix(['b', '\u{266d}']) {
            (11, mode)
        } else {
            (0, rest)
        };
        let mode = match mode.trim() {
            "" | "M" => Mode::Major,
            "m" => Mode::Minor,
            word => match word.to_ascii_lowercase().as_str() {
                "maj" | "major" => Mode::Major,
                "min" | "minor" => Mode::Minor,
                _ => return None,
            },
        };
        Some(Self {
            tonic: (natural + step) % 12,
            mode,
        })
    }

    /// The number on the wheel, 1-12. Minor keys stand beside their relative
    /// major, three semitones above.
    fn wheel(self) -> u8 {
        let relative_major = match self.mode {
            Mode::Major => self.tonic % 12,
            Mode::Minor => (self.tonic % 12 + 3) % 12,
        };
        // A fifth is seven semitones, so multiplying by 7 modulo 12 walks the
        // circle of fifths; + 7 puts C at 8 once counting starts at 1.
        (7 * relative_major + 7) % 12 + 1
    }

    /// The key as the database holds it, 0-23: `2 · (wheel − 1)`, plus 1 for
    /// major. Sorting by it sorts by the Camelot wheel, 1A, 1B, 2A …
    pub(crate) fn code(self) -> u8 {
        2 * (self.wheel() - 1) + u8::from(self.mode == Mode::Major)
    }

    /// The key of a [`Key::code`]; `None` above 23.
    pub(crate) fn from_code(code: u8) -> Option<Self> {
        (0..24)
            .map(|index| Self {
                tonic: index % 12,
                mode: if index < 12 { Mode::Major } else { Mode::Minor },
            })
            .find(|key| key.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(tonic: u8, mode: Mode) -> Key {
        Key { tonic, mode }
    }

    #[test]
    fn keys_stand_where_djs_expect_them() {
        for (tonic, mode, name, camelot) in [
            (9, Mode::Minor, "A minor", "8A"),
            (0, Mode::Major, "C major", "8B"),
            (5, Mode::Minor, "F minor", "4A"),
            (8, Mode::Minor, "G# minor", "1A"),
            (11, Mode::Major, "B major", "1B"),
            (4, Mode::Major, "E major", "12B"),
            (1, Mode::Major, "Db major", "3B"),
        ] {
            assert_eq!(key(tonic, mode).name(), name);
            assert_eq!(key(tonic, mode).camelot(), camelot);
        }
    }

    #[test]
    fn every_key_survives_the_database() {
        for tonic in 0..12 {
            for mode in [Mode::Major, Mode::Minor] {
                let key = key(tonic, mode);
                assert_eq!(Key::from_code(key.code()), Some(key));
                assert_eq!(Key::parse(&key.camelot()), Some(key));
                assert_eq!(Key::parse(&key.name()), Some(key));
            }
        }
        assert_eq!(Key::from_code(24), None);
    }

    #[test]
    fn keys_are_read_as_people_write_them() {
        for (text, tonic, mode) in [
            ("Am", 9, Mode::Minor),
            (" a min ", 9, Mode::Minor),
            ("8a", 9, Mode::Minor),
            ("Gb", 6, Mode::Major),
            ("F\u{266f}maj", 6, Mode::Major),
            ("Cb major", 11, Mode::Major),
            ("b", 11, Mode::Major),
            ("BM", 11, Mode::Major),
            ("12B", 4, Mode::Major),
            ("08A", 9, Mode::Minor),
            ("1m", 9, Mode::Minor),
            ("1d", 0, Mode::Major),
            ("12D", 5, Mode::Major),
            ("9m", 5, Mode::Minor),
        ] {
            assert_eq!(Key::parse(text), Some(key(tonic, mode)), "{text}");
        }
        for text in ["", "H", "13A", "0B", "A mixolydian", "8C", "13d", "0m"] {
            assert_eq!(Key::parse(text), None, "{text}");
        }
    }
}

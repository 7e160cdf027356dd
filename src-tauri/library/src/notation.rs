//! The ways in which programs and people write a musical key.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::analysis::{Key, Mode};

/// A way to write keys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum KeyNotation {
    /// `Am`, `F#m`, `Db`, as the ID3 standard has it.
    #[default]
    Musical,
    /// `8A`: the Camelot wheel.
    Camelot,
    /// `1m`: Open Key, which counts from C major on.
    OpenKey,
}

impl KeyNotation {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Musical, Self::Camelot, Self::OpenKey];

    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Musical => "musical",
            Self::Camelot => "camelot",
            Self::OpenKey => "openkey",
        }
    }

    /// A key in this notation.
    #[must_use]
    pub fn write(self, key: Key) -> String {
        match self {
            Self::Musical => {
                let minor = if key.mode == Mode::Minor { "m" } else { "" };
                format!("{}{minor}", key.tonic_name())
            }
            Self::Camelot => key.camelot(),
            Self::OpenKey => open_key(key),
        }
    }
}

/// Open Key: 1d is C major and 1m A minor, which are 8B and 8A of Camelot.
fn open_key(key: Key) -> String {
    let camelot = key.camelot();
    let number: u32 = camelot[..camelot.len() - 1].parse().unwrap_or(8);
    let letter = match key.mode {
        Mode::Major => 'd',
        Mode::Minor => 'm',
    };
    format!("{}{letter}", (number + 4) % 12 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_written_as_each_notation_has_them() {
        for (tonic, mode, musical, camelot, open) in [
            (9, Mode::Minor, "Am", "8A", "1m"),
            (0, Mode::Major, "C", "8B", "1d"),
            (6, Mode::Minor, "F#m", "11A", "4m"),
            (1, Mode::Major, "Db", "3B", "8d"),
            (4, Mode::Major, "E", "12B", "5d"),
            (5, Mode::Minor, "Fm", "4A", "9m"),
        ] {
            let key = Key { tonic, mode };
            let written = KeyNotation::ALL.map(|notation| notation.write(key));
            assert_eq!(written, [musical, camelot, open]);
        }
    }
}

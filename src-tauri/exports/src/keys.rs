//! How programs number keys.

use moodplane_library::{Key, Mode};

/// Traktor's number for a key: C … B major are 0-11, C … B minor 12-23.
pub(crate) fn traktor(key: Key) -> u8 {
    key.tonic % 12 + if key.mode == Mode::Minor { 12 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn majors_come_before_minors() {
        for (tonic, mode, number) in [
            (0, Mode::Major, 0),
            (4, Mode::Major, 4),
            (5, Mode::Minor, 17),
            (9, Mode::Minor, 21),
        ] {
            assert_eq!(traktor(Key { tonic, mode }), number);
        }
    }
}

//! What the emotion network is told of chords and key: root and quality ids of
//! its chords in C major or A minor, and the mode.

use moodplane_library::{Key, Mode};

use super::Parity;
use super::chord::{Label, Quality};
use super::spans::ChordSpan;

/// Which chords of a song with more of them than the network takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ChordWindow {
    /// The first, as in the reference: a song's start, and nothing of the rest.
    First,
    /// Those that fill most of the whole song. The shortest chord is left out
    /// and its time given to its neighbours (which become one where they are
    /// the same) until few enough remain: what the network sees is still a sequence
    /// of changes in their order, and the least time is lost.
    #[default]
    WholeSong,
}

/// Root and quality ids of `count` chords (the published network takes
/// [`crate::net::music2emo::CHORDS`]) as they would sound in C major or A minor,
/// with zeros after the last.
///
/// Without a key nothing is transposed.
#[must_use]
pub fn feature_ids(
    chords: &[ChordSpan],
    key: Option<Key>,
    window: ChordWindow,
    count: usize,
) -> (Vec<i64>, Vec<i64>) {
    let kept;
    let chords = match window {
        ChordWindow::First => &chords[..chords.len().min(count)],
        ChordWindow::WholeSong => {
            kept = longest(chords, count);
            &kept[..]
        }
    };
    let down = key.map_or(0, |key| match key.mode {
        Mode::Major => key.tonic % 12,
        Mode::Minor => (key.tonic % 12 + 3) % 12,
    });
    let (mut roots, mut qualities) = (vec![0; count], vec![0; count]);
    for (i, span) in chords.iter().enumerate() {
        if let Label::Chord(chord) = span.label.lowered(down) {
            roots[i] = i64::from(chord.root) + 1;
            qualities[i] = quality_id(chord.quality);
        }
    }
    (roots, qualities)
}

/// The id of a quality; 0 is "no chord".
fn quality_id(quality: Quality) -> i64 {
    match quality {
        Quality::Maj => 1,
        Quality::Dim => 2,
        Quality::Sus4 => 3,
        Quality::Min7 => 4,
        // The vocabulary lacks minmaj7: its triad is what comes nearest.
        Quality::Min | Quality::MinMaj7 => 5,
        Quality::Sus2 => 6,
        Quality::Aug => 7,
        Quality::Dim7 => 8,
        Quality::Maj6 => 9,
        Quality::HalfDim7 => 10,
        Quality::Dominant7 => 11,
        Quality::Min6 => 12,
        Quality::Maj7 => 13,
    }
}

/// The id of the key's mode: 0 major, 1 minor, 0 without a key.
///
/// [`Parity::Music2Emo`] gives 0 always: the reference's demo looks the mode up
/// by the tonic's name. (Its training read it right.)
#[must_use]
pub fn mode_id(key: Option<Key>, parity: Parity) -> i64 {
    let minor = key.is_some_and(|key| key.mode == Mode::Minor);
    i64::from(minor && parity == Parity::Own)
}

/// At most [`CHORDS`] spans; see [`ChordWindow::WholeSong`].
fn longest(chords: &[ChordSpan], count: usize) -> Vec<ChordSpan> {
    let mut kept = chords.to_vec();
    while kept.len() > count {
        let by_length = |a: &(usize, f64), b: &(usize, f64)| a.1.total_cmp(&b.1);
        let lengths = kept.iter().map(ChordSpan::duration_s).enumerate();
        let Some((shortest, _)) = lengths.min_by(by_length) else {
            break;
        };
        let gone = kept.remove(shortest);
        let Some(before) = shortest.checked_sub(1) else {
            kept[0].start_s = gone.start_s;
            continue;
        };
        let Some(after) = kept.get(shortest).copied() else {
            kept[before].end_s = gone.end_s;
            continue;
        };
        if after.label == kept[before].label {
            kept[before].end_s = after.end_s;
            kept.remove(shortest);
        } else {
            let middle = f64::midpoint(gone.start_s, gone.end_s);
            kept[before].end_s = middle;
            kept[shortest].start_s = middle;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::music2emo::CHORDS;

    /// Chords one after the other, from (label, seconds).
    fn song(chords: &[(&str, f64)]) -> Vec<ChordSpan> {
        let mut at = 0.0;
        chords
            .iter()
            .map(|&(label, seconds)| {
                let start_s = at;
                at += seconds;
                ChordSpan {
                    start_s,
                    end_s: at,
                    label: label.parse().unwrap(),
                }
            })
            .collect()
    }

    fn key(tonic: u8, mode: Mode) -> Option<Key> {
        Some(Key { tonic, mode })
    }

    #[test]
    fn chords_are_written_in_the_network_s_vocabulary() {
        let chords = song(&[
            ("N", 1.0),
            ("X", 1.0),
            ("C", 1.0),
            ("C#:sus4", 1.0),
            ("B:minmaj7", 1.0),
            ("A:7", 1.0),
        ]);
        let (roots, qualities) = feature_ids(&chords, None, ChordWindow::First, CHORDS);
        assert_eq!(roots[..7], [0, 0, 1, 2, 12, 10, 0]);
        assert_eq!(qualities[..7], [0, 0, 1, 3, 5, 11, 0]);
        assert!(roots[7..].iter().chain(&qualities[7..]).all(|&id| id == 0));
    }

    #[test]
    fn the_tonic_becomes_c_or_a() {
        let chords = song(&[("D", 1.0), ("F#:min", 1.0), ("N", 1.0)]);
        let roots = |key| feature_ids(&chords, key, ChordWindow::WholeSong, CHORDS).0;
        assert_eq!(roots(key(2, Mode::Major))[..3], [1, 5, 0]);
        assert_eq!(roots(key(6, Mode::Minor))[..3], [6, 10, 0]);
        assert_eq!(roots(key(9, Mode::Minor)), roots(None));
        assert_eq!(mode_id(key(6, Mode::Minor), Parity::Own), 1);
        assert_eq!(mode_id(key(6, Mode::Minor), Parity::Music2Emo), 0);
        assert_eq!(mode_id(key(2, Mode::Major), Parity::Own), 0);
        assert_eq!(mode_id(None, Parity::Own), 0);
    }

    #[test]
    fn a_long_song_is_heard_to_its_end() {
        let mut chords: Vec<(&str, f64)> =
            ["C", "G"].repeat(70).iter().map(|&l| (l, 1.0)).collect();
        chords.extend(["F", "A:min"].repeat(10).iter().map(|&l| (l, 4.0)));
        let chords = song(&chords);
        let (first, _) = feature_ids(&chords, None, ChordWindow::First, CHORDS);
        assert!(first.iter().all(|&id| id == 1 || id == 8));
        let (whole, _) = feature_ids(&chords, None, ChordWindow::WholeSong, CHORDS);
        assert_eq!(whole.iter().filter(|&&id| id == 6 || id == 10).count(), 20);
        let kept = longest(&chords, CHORDS);
        assert!(kept.len() <= CHORDS && kept.len() > CHORDS - 2);
        assert_eq!(kept[0].start_s, 0.0);
        assert_eq!(kept[kept.len() - 1].end_s, 220.0);
        for pair in kept.windows(2) {
            assert_eq!(pair[0].end_s, pair[1].start_s);
            assert_ne!(pair[0].label, pair[1].label);
        }
    }

    #[test]
    fn a_hundred_chords_are_left_as_they_are() {
        let chords = song(
            &["C", "G:7", "X", "N"]
                .repeat(25)
                .iter()
                .map(|&l| (l, 0.5))
                .collect::<Vec<_>>(),
        );
        assert_eq!(
            feature_ids(&chords, None, ChordWindow::WholeSong, CHORDS),
            feature_ids(&chords, None, ChordWindow::First, CHORDS)
        );
    }
}

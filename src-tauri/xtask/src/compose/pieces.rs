//! The album: what each piece is.

use super::theory::{Key, Mode};

/// The quadrant of the plane that a piece is meant for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quadrant {
    /// Positive valence, high arousal.
    Excited,
    /// Negative valence, high arousal.
    Tense,
    /// Negative valence, low arousal.
    Sad,
    /// Positive valence, low arousal.
    Calm,
}

impl Quadrant {
    /// Its name in the table of pieces.
    pub fn name(self) -> &'static str {
        match self {
            Self::Excited => "excited",
            Self::Tense => "tense",
            Self::Sad => "sad",
            Self::Calm => "calm",
        }
    }
}

/// One piece of the album.
#[derive(Debug, Clone, Copy)]
pub struct Piece {
    /// Title.
    pub title: &'static str,
    /// Genre, as tagged.
    pub genre: &'static str,
    /// Quadrant; it chooses the arrangement.
    pub quadrant: Quadrant,
    /// Key.
    pub key: Key,
    /// Quarter notes a minute.
    pub tempo_bpm: f32,
    /// Bars of four quarter notes.
    pub bars: usize,
    /// Chords, one a bar, repeated: see [`super::theory::progression`].
    pub chords: &'static str,
    /// Which of an arrangement's two manners it is played in.
    pub manner: Manner,
    /// Seed of everything that is left to chance.
    pub seed: u64,
}

/// The two manners of each arrangement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Excited: synthesisers. Tense: guitars. Sad: piano. Calm: electric
    /// piano.
    First,
    /// Excited: a plucked band. Tense: a siren too. Sad: strings. Calm:
    /// guitars.
    Second,
}

impl Piece {
    /// Length of a beat, s.
    pub fn beat_s(&self) -> f32 {
        60.0 / self.tempo_bpm
    }

    /// Length without the last notes' dying away, s.
    pub fn music_s(&self) -> f32 {
        self.bars as f32 * 4.0 * self.beat_s()
    }
}

const fn major(tonic: u8) -> Key {
    Key {
        tonic,
        mode: Mode::Major,
    }
}

const fn minor(tonic: u8) -> Key {
    Key {
        tonic,
        mode: Mode::Minor,
    }
}

use Manner::{First, Second};
use Quadrant::{Calm, Excited, Sad, Tense};

/// The pieces in the album's order.
#[rustfmt::skip]
pub const ALBUM: [Piece; 10] = [
    Piece { title: "Paper Kites", genre: "Dance", quadrant: Excited, key: major(0),
        tempo_bpm: 128.0, bars: 16, chords: "1 5 6 4", manner: First, seed: 11 },
    Piece { title: "Iron Weather", genre: "Metal", quadrant: Tense, key: minor(4),
        tempo_bpm: 168.0, bars: 20, chords: "1 1 6 5#", manner: First, seed: 23 },
    Piece { title: "Empty Platform", genre: "Piano", quadrant: Sad, key: minor(9),
        tempo_bpm: 60.0, bars: 8, chords: "1 6 4 5#", manner: First, seed: 31 },
    Piece { title: "Slow Tide", genre: "Chillout", quadrant: Calm, key: major(5),
        tempo_bpm: 72.0, bars: 9, chords: "1:7 4:7 2:7 4:7 1:7 6:7 4:7 5 1:7", manner: First, seed: 47 },
    Piece { title: "Citrus Run", genre: "Pop", quadrant: Excited, key: major(2),
        tempo_bpm: 112.0, bars: 14, chords: "1 4 5 4", manner: Second, seed: 59 },
    Piece { title: "Red Alarm", genre: "Industrial", quadrant: Tense, key: minor(0),
        tempo_bpm: 150.0, bars: 18, chords: "1 1 2 1 6 6 5# 5#", manner: Second, seed: 61 },
    Piece { title: "Last Letter", genre: "Classical", quadrant: Sad, key: minor(2),
        tempo_bpm: 66.0, bars: 8, chords: "1 4 6 5# 1 4 5# 1", manner: Second, seed: 73 },
    Piece { title: "Moss and Light", genre: "Folk", quadrant: Calm, key: major(7),
        tempo_bpm: 84.0, bars: 10, chords: "1 5 6:7 4 1 5 4 5 4 1", manner: Second, seed: 83 },
    Piece { title: "Fairground Lights", genre: "Dance", quadrant: Excited, key: major(9),
        tempo_bpm: 136.0, bars: 16, chords: "4 5 1 6", manner: First, seed: 97 },
    Piece { title: "Siege Engine", genre: "Metal", quadrant: Tense, key: minor(6),
        tempo_bpm: 184.0, bars: 20, chords: "1 7 6 5#", manner: First, seed: 101 },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::theory::progression;

    #[test]
    fn the_album_covers_the_plane() {
        for quadrant in [Excited, Tense, Sad, Calm] {
            let count = ALBUM.iter().filter(|p| p.quadrant == quadrant).count();
            assert!(count >= 2, "{quadrant:?}");
        }
    }

    #[test]
    fn pieces_last_about_half_a_minute_and_have_chords() {
        for piece in ALBUM {
            assert!((24.0..36.0).contains(&piece.music_s()), "{}", piece.title);
            assert!(!progression(piece.chords).is_empty());
        }
    }
}

//! Arrangements: how a piece's chords are played, one band a quadrant.

mod calm;
mod excited;
mod sad;
mod tense;

use fastrand::Rng;

use super::melody::Note;
use super::pieces::{Piece, Quadrant};
use super::stage::{Place, Stage};
use super::theory::{Chord, progression};

/// What the last notes get to die away in, s.
const TAIL_S: f32 = 2.5;

/// A piece on the music stand.
struct Score<'a> {
    piece: &'a Piece,
    /// One chord a bar.
    chords: Vec<Chord>,
    rng: Rng,
}

/// Plays a piece: left and right, not yet mastered.
pub fn play(piece: &Piece) -> [Vec<f32>; 2] {
    let chords = progression(piece.chords);
    let mut score = Score {
        piece,
        chords: chords.into_iter().cycle().take(piece.bars).collect(),
        rng: Rng::with_seed(piece.seed),
    };
    match piece.quadrant {
        Quadrant::Excited => excited::play(&mut score),
        Quadrant::Tense => tense::play(&mut score),
        Quadrant::Sad => sad::play(&mut score),
        Quadrant::Calm => calm::play(&mut score),
    }
}

impl Score<'_> {
    fn stage(&self) -> Stage {
        Stage::new(self.piece.music_s() + TAIL_S)
    }

    /// When a beat of a bar falls, s.
    fn time(&self, bar: usize, beat: f32) -> f32 {
        (4.0 * bar as f32 + beat) * self.piece.beat_s()
    }

    /// Bars that are not the last, in which the band only lets its chord
    /// ring.
    fn moving_bars(&self) -> std::ops::Range<usize> {
        0..self.piece.bars - 1
    }

    /// A time a few milliseconds off, as hands play.
    fn loose(&mut self, time_s: f32, by_s: f32) -> f32 {
        time_s + by_s * (self.rng.f32() - 0.5)
    }

    /// Plays a melody that starts with bar `from`, with one instrument:
    /// a function of the note and the seconds it is held.
    fn sing(
        &mut self,
        stage: &mut Stage,
        from: usize,
        notes: &[Note],
        place: Place,
        mut voice: impl FnMut(&Note, f32, &mut Rng) -> Vec<f32>,
    ) {
        for note in notes {
            let held = note.length * self.piece.beat_s() * 0.95;
            let sound = voice(note, held, &mut self.rng);
            let gain = place.gain * note.force;
            let start = self.time(from, note.beat);
            stage.add(start, &sound, Place { gain, ..place });
        }
    }
}

/// A place on the stage.
fn at(gain: f32, pan: f32, room: f32) -> Place {
    Place { gain, pan, room }
}

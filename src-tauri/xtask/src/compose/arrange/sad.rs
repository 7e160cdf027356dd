//! Negative and low: few notes, long ones, and much room around them.

use super::{Score, at};
use crate::compose::melody::{Rhythm, melody};
use crate::compose::pieces::Manner;
use crate::compose::stage::Stage;
use crate::compose::theory::hz;
use crate::compose::voices::{piano, strings};

const SIGHS: [Rhythm; 3] = [&[2.0, 1.0, 1.0], &[-1.0, 1.5, 0.5, 1.0], &[3.0, 1.0]];

pub fn play(score: &mut Score) -> [Vec<f32>; 2] {
    let mut stage = score.stage();
    broken_chords(score, &mut stage);
    bowed_ground(score, &mut stage);
    song(score, &mut stage);
    stage.record(3.2)
}

/// The left hand: root, fifth, octave, third, one a beat.
fn broken_chords(score: &mut Score, stage: &mut Stage) {
    let beat_s = score.piece.beat_s();
    for bar in 0..score.piece.bars {
        let chord = score.chords[bar];
        let root = chord.bass(score.piece.key, 43);
        let third = chord.voiced(score.piece.key, root)[1];
        let last = bar + 1 == score.piece.bars;
        for (beat, note) in [root, root + 7, root + 12, third + 12]
            .into_iter()
            .enumerate()
            .take(if last { 1 } else { 4 })
        {
            let start = score.time(bar, beat as f32);
            let when = score.loose(start, 0.025);
            let force = if beat == 0 { 0.35 } else { 0.2 };
            let held = (4 - beat) as f32 * beat_s;
            let sound = piano(hz(note), held, force, &mut score.rng);
            stage.add(when, &sound, at(0.24 + force * 0.2, -0.25, 0.45));
        }
    }
}

fn bowed_ground(score: &mut Score, stage: &mut Stage) {
    let held = 3.9 * score.piece.beat_s();
    let bowed = score.piece.manner == Manner::Second;
    let from = if bowed { 0 } else { 3 };
    for bar in from..score.piece.bars {
        let chord = score.chords[bar];
        let mut notes = chord.voiced(score.piece.key, 50);
        notes.push(chord.bass(score.piece.key, 38));
        for (i, note) in notes.into_iter().enumerate() {
            let bright = if bowed { 1700.0 } else { 900.0 };
            let sound = strings(hz(note), held, bright, &mut score.rng);
            let gain = if bowed { 0.12 } else { 0.06 };
            let pan = [-0.6, 0.2, 0.6, 0.0][i % 4];
            stage.add(score.time(bar, 0.0), &sound, at(gain, pan, 0.5));
        }
    }
}

fn song(score: &mut Score, stage: &mut Stage) {
    let from = 1;
    let key = score.piece.key;
    let chords = &score.chords[from..];
    let manner = score.piece.manner;
    let notes = melody(key, chords, &SIGHS, 69, &mut score.rng);
    score.sing(
        stage,
        from,
        &notes,
        at(0.34, 0.2, 0.6),
        |note, held, rng| match manner {
            Manner::First => piano(hz(note.pitch), 1.3 * held, 0.4, rng),
            Manner::Second => strings(hz(note.pitch), held, 2200.0, rng),
        },
    );
}

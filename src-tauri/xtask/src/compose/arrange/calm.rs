//! Positive and low: plucked strings, open chords, nothing in a hurry.

use super::{Score, at};
use crate::compose::drums;
use crate::compose::melody::{Rhythm, melody};
use crate::compose::pieces::Manner;
use crate::compose::stage::Stage;
use crate::compose::theory::hz;
use crate::compose::voices::{Envelope, electric_piano, ensemble, pluck};

const LULLABIES: [Rhythm; 3] = [&[2.0, 1.0, 1.0], &[1.5, 0.5, 2.0], &[-1.0, 1.0, 1.0, 1.0]];

pub fn play(score: &mut Score) -> [Vec<f32>; 2] {
    let mut stage = score.stage();
    if score.piece.manner == Manner::First {
        pad(score, &mut stage);
    }
    ripple(score, &mut stage);
    low_strings(score, &mut stage);
    song(score, &mut stage);
    if score.piece.manner == Manner::First {
        brush(score, &mut stage);
    }
    stage.record(1.5)
}

fn pad(score: &mut Score, stage: &mut Stage) {
    let held = 4.0 * score.piece.beat_s();
    let swell = Envelope {
        attack: 0.6,
        decay: 2.0,
        sustain: 0.8,
        release: 1.0,
    };
    for bar in 0..score.piece.bars {
        let chord = score.chords[bar];
        let start = score.time(bar, 0.0);
        for note in chord.voiced(score.piece.key, 60) {
            for pan in [-0.8, 0.8] {
                let rng = &mut score.rng;
                let sound = ensemble(hz(note), held, swell, 2200.0, rng);
                stage.add(start, &sound, at(0.02, pan, 0.3));
            }
        }
    }
}

/// The bass: root and fifth, plucked with the thumb.
fn low_strings(score: &mut Score, stage: &mut Stage) {
    let beat_s = score.piece.beat_s();
    for bar in 0..score.piece.bars {
        let root = score.chords[bar].bass(score.piece.key, 38);
        for (beat, note) in [(0.0, root), (2.0, root + 7), (3.5, root + 12)] {
            let start = score.time(bar, beat);
            let when = score.loose(start, 0.012);
            let sound = pluck(hz(note), 1.9 * beat_s, 0.25, &mut score.rng);
            stage.add(when, &sound, at(0.26, 0.0, 0.1));
            if bar + 1 == score.piece.bars {
                break;
            }
        }
    }
}

/// The chord's notes in eighths, up and down again.
fn ripple(score: &mut Score, stage: &mut Stage) {
    let beat_s = score.piece.beat_s();
    let mut echoing = score.stage();
    for bar in score.moving_bars() {
        let mut notes = score.chords[bar].voiced(score.piece.key, 62);
        let top = notes[0] + 12;
        notes.push(top);
        let turn = 2 * (notes.len() - 1);
        for eighth in 0..8 {
            let place = eighth % turn;
            let note = notes[place.min(turn - place)];
            let start = score.time(bar, eighth as f32 / 2.0);
            let when = score.loose(start, 0.012);
            let gain = if eighth % 4 == 0 { 0.17 } else { 0.1 };
            let pan = 0.5 - eighth as f32 / 8.0;
            let sound = match score.piece.manner {
                Manner::First => electric_piano(hz(note), beat_s, 0.9),
                Manner::Second => pluck(hz(note), 2.0 * beat_s, 0.45, &mut score.rng),
            };
            echoing.add(when, &sound, at(gain, pan, 0.4));
        }
    }
    echoing.echo(0.75 * beat_s, 0.25);
    stage.join(echoing);
}

fn song(score: &mut Score, stage: &mut Stage) {
    let from = 1;
    let key = score.piece.key;
    let chords = &score.chords[from..];
    let notes = melody(key, chords, &LULLABIES, 74, &mut score.rng);
    let manner = score.piece.manner;
    score.sing(
        stage,
        from,
        &notes,
        at(0.3, -0.1, 0.3),
        |note, held, rng| match manner {
            Manner::First => pluck(hz(note.pitch), held.max(0.8), 0.6, rng),
            Manner::Second => pluck(hz(note.pitch), held.max(0.8), 0.8, rng),
        },
    );
}

fn brush(score: &mut Score, stage: &mut Stage) {
    for bar in score.moving_bars() {
        for eighth in 0..8 {
            let start = score.time(bar, eighth as f32 / 2.0);
            let gain = if eighth % 2 == 1 { 0.12 } else { 0.06 };
            let sound = drums::shaker(&mut score.rng);
            stage.add(start, &sound, at(gain, 0.3, 0.15));
        }
        for beat in [0.0, 2.5] {
            let sound = drums::kick(55.0, &mut score.rng);
            stage.add(score.time(bar, beat), &sound, at(0.16, 0.0, 0.1));
        }
    }
}

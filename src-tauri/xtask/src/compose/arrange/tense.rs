//! Negative and high: distortion, semitones, drums that do not let go.

use super::{Score, at};
use crate::compose::drums;
use crate::compose::effects::amplify;
use crate::compose::melody::{Rhythm, melody, pick};
use crate::compose::pieces::Manner;
use crate::compose::stage::Stage;
use crate::compose::theory::hz;
use crate::compose::voices::{bass, lead, power_chord, strings};

const CRIES: [Rhythm; 3] = [
    &[1.5, 0.5, 2.0],
    &[0.5, 0.5, 0.5, 0.5, 2.0],
    &[1.0, 1.0, 0.5, 0.5, 1.0],
];

/// Riffs over a bar of eighths: `x` a muted stroke, `X` an open chord, `b`
/// the semitone above it, `.` a rest.
const RIFFS: [&str; 3] = ["XxxxXxxb", "Xxx.Xxbx", "XxXxxXxb"];

pub fn play(score: &mut Score) -> [Vec<f32>; 2] {
    let mut stage = score.stage();
    riff(score, &mut stage);
    cry(score, &mut stage);
    drum_kit(score, &mut stage);
    if score.piece.manner == Manner::Second {
        siren(score, &mut stage);
    }
    stage.record(0.9)
}

fn riff(score: &mut Score, stage: &mut Stage) {
    let beat_s = score.piece.beat_s();
    let pattern = pick(&RIFFS, &mut score.rng);
    for bar in 0..score.piece.bars {
        let root = score.chords[bar].bass(score.piece.key, 36);
        let last = bar + 1 == score.piece.bars;
        for (eighth, stroke) in pattern.chars().enumerate() {
            if stroke == '.' || (last && eighth > 0) {
                continue;
            }
            let semitone = i32::from(stroke == 'b');
            let pitch = hz(root + semitone);
            let held = if last { 3.0 } else { 0.48 } * beat_s;
            let start = score.time(bar, eighth as f32 / 2.0);
            let muted = stroke == 'x';
            // Played twice, once for each side, never quite together.
            for pan in [-0.85, 0.85] {
                let sound = power_chord(pitch, held, muted, &mut score.rng);
                let when = score.loose(start, 0.008);
                stage.add(when, &sound, at(0.5, pan, 0.06));
            }
            let mut low = bass(pitch / 2.0, held, 1800.0, &mut score.rng);
            amplify(&mut low, 2.0);
            stage.add(start, &low, at(0.14, 0.0, 0.0));
        }
    }
}

fn cry(score: &mut Score, stage: &mut Stage) {
    let from = 4;
    let key = score.piece.key;
    let notes = melody(key, &score.chords[from..], &CRIES, 73, &mut score.rng);
    let machine = score.piece.manner == Manner::Second;
    score.sing(
        stage,
        from,
        &notes,
        at(0.07, 0.15, 0.3),
        |note, held, rng| {
            let mut sound = lead(hz(note.pitch), held, 3800.0, rng);
            amplify(&mut sound, if machine { 8.0 } else { 4.0 });
            sound
        },
    );
}

/// Strings that lean on the tonic and the semitone above it, back and forth.
fn siren(score: &mut Score, stage: &mut Stage) {
    let tonic = score.piece.key.note(0) + 12;
    for bar in score.moving_bars() {
        for (half, pan) in [(0, -0.6), (1, 0.6)] {
            let held = 1.7 * score.piece.beat_s();
            let start = score.time(bar, 2.0 * half as f32);
            let pitch = hz(tonic + half);
            let sound = strings(pitch, held, 3500.0, &mut score.rng);
            stage.add(start, &sound, at(0.07, pan, 0.5));
        }
    }
}

fn drum_kit(score: &mut Score, stage: &mut Stage) {
    for bar in score.moving_bars() {
        let fill = bar % 4 == 3;
        for sixteenth in 0..16 {
            let beat = sixteenth as f32 / 4.0;
            let time = score.time(bar, beat);
            let rng = &mut score.rng;
            // Both feet: sixteenths, thinned out by the seed.
            if sixteenth % 2 == 0 || rng.f32() < 0.55 {
                let sound = drums::kick(58.0, rng);
                stage.add(time, &sound, at(0.3, 0.0, 0.01));
            }
            if sixteenth % 8 == 4 || (fill && sixteenth >= 12) {
                let sound = drums::snare(rng);
                stage.add(time, &sound, at(0.85, 0.0, 0.2));
            }
            if sixteenth % 2 == 0 {
                let sound = drums::hat(0.09, rng);
                stage.add(time, &sound, at(0.5, 0.4, 0.05));
            }
        }
        if bar % 2 == 0 {
            let sound = drums::crash(&mut score.rng);
            stage.add(score.time(bar, 0.0), &sound, at(0.5, -0.4, 0.2));
        }
    }
    let end = score.time(score.piece.bars - 1, 0.0);
    for (sound, gain) in [
        (drums::kick(45.0, &mut score.rng), 0.6),
        (drums::crash(&mut score.rng), 0.4),
    ] {
        stage.add(end, &sound, at(gain, 0.0, 0.3));
    }
}

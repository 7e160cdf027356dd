//! Positive and high: four on the floor, bright chords, a tune to hum.

use super::{Score, at};
use crate::compose::drums;
use crate::compose::melody::{Rhythm, melody};
use crate::compose::pieces::Manner;
use crate::compose::stage::Stage;
use crate::compose::theory::hz;
use crate::compose::voices::{Envelope, bass, electric_piano, ensemble, lead, pluck};

const TUNES: [Rhythm; 3] = [
    &[0.5, 0.5, 1.0, 0.5, 0.5, 1.0],
    &[1.0, 0.5, 0.5, 0.5, 0.5, 1.0],
    &[1.0, 0.5, 1.0, 0.5, 1.0],
];

/// Off-beat stabs of the chord, in eighths of a bar.
const STABS: [usize; 5] = [0, 3, 4, 6, 7];

pub fn play(score: &mut Score) -> [Vec<f32>; 2] {
    let mut band = score.stage();
    chords(score, &mut band);
    bass_line(score, &mut band);
    tune(score, &mut band);
    let kicks: Vec<f32> = score
        .moving_bars()
        .flat_map(|bar| (0..4).map(move |beat| (bar, beat as f32)))
        .map(|(bar, beat)| score.time(bar, beat))
        .collect();
    let synthetic = score.piece.manner == Manner::First;
    if synthetic {
        band.duck(&kicks, 0.7 * score.piece.beat_s(), 0.6);
    }
    let mut stage = score.stage();
    drum_kit(score, &mut stage, &kicks);
    stage.join(band);
    stage.record(1.3)
}

fn chords(score: &mut Score, stage: &mut Stage) {
    let beat_s = score.piece.beat_s();
    let stab = Envelope {
        attack: 0.005,
        decay: 0.3,
        sustain: 0.5,
        release: 0.1,
    };
    for bar in 0..score.piece.bars {
        let chord = score.chords[bar];
        let last = bar + 1 == score.piece.bars;
        let hits: &[usize] = if last { &STABS[..1] } else { &STABS };
        for &eighth in hits {
            let start = score.time(bar, eighth as f32 / 2.0);
            let held = if last { 3.0 } else { 0.42 } * beat_s;
            for (i, note) in chord.voiced(score.piece.key, 60).iter().enumerate() {
                let pan = [-0.5, 0.1, 0.6][i % 3];
                if score.piece.manner == Manner::First {
                    for (side, octave) in [(-0.7, 0), (0.7, 12)] {
                        let pitch = hz(note + octave);
                        let rng = &mut score.rng;
                        let sound = ensemble(pitch, held, stab, 5200.0, rng);
                        stage.add(start, &sound, at(0.085, side, 0.25));
                    }
                } else {
                    // A strum: the strings are met one after the other.
                    let later = start + 0.009 * i as f32;
                    let ring = held.max(0.25);
                    let sound = pluck(hz(*note), ring, 0.8, &mut score.rng);
                    stage.add(later, &sound, at(0.2, pan, 0.2));
                    let sound = electric_piano(hz(note + 12), held, 0.9);
                    stage.add(start, &sound, at(0.07, -pan, 0.25));
                }
            }
        }
    }
}

fn bass_line(score: &mut Score, stage: &mut Stage) {
    let beat_s = score.piece.beat_s();
    for bar in score.moving_bars() {
        let root = score.chords[bar].bass(score.piece.key, 33);
        for eighth in 0..8 {
            let synthetic = score.piece.manner == Manner::First;
            // Octaves on the off-beat; or root and fifth, with a walk.
            let note = match (synthetic, eighth % 4) {
                (true, 1 | 3) | (false, 3) => root + 12,
                (false, 2) => root + 7,
                (false, 1) => continue,
                _ => root,
            };
            let start = score.time(bar, eighth as f32 / 2.0);
            let sound = bass(hz(note), 0.4 * beat_s, 1400.0, &mut score.rng);
            stage.add(start, &sound, at(0.3, 0.0, 0.02));
        }
    }
}

fn tune(score: &mut Score, stage: &mut Stage) {
    // Two bars of the band alone, then the tune to the end.
    let from = 2;
    let (key, manner) = (score.piece.key, score.piece.manner);
    let chords = &score.chords[from..];
    let notes = melody(key, chords, &TUNES, 76, &mut score.rng);
    let mut echoing = score.stage();
    score.sing(
        &mut echoing,
        from,
        &notes,
        at(0.2, 0.1, 0.3),
        |note, held, rng| match manner {
            Manner::First => lead(hz(note.pitch), held, 5500.0, rng),
            Manner::Second => electric_piano(hz(note.pitch), held, 1.0),
        },
    );
    echoing.echo(0.75 * score.piece.beat_s(), 0.28);
    stage.join(echoing);
    // The second half is doubled an octave up, by bright strings.
    let half = score.piece.bars / 2;
    let high: Vec<_> = notes
        .into_iter()
        .filter(|note| note.beat >= 4.0 * half as f32)
        .collect();
    score.sing(
        stage,
        from,
        &high,
        at(0.12, -0.3, 0.4),
        |note, held, rng| pluck(hz(note.pitch + 12), held.max(0.3), 0.9, rng),
    );
}

fn drum_kit(score: &mut Score, stage: &mut Stage, kicks: &[f32]) {
    for &time in kicks {
        let sound = drums::kick(50.0, &mut score.rng);
        stage.add(time, &sound, at(0.6, 0.0, 0.01));
    }
    for bar in score.moving_bars() {
        for beat in [1.0, 3.0] {
            let time = score.time(bar, beat);
            let sound = drums::clap(&mut score.rng);
            stage.add(time, &sound, at(0.4, 0.1, 0.25));
            let sound = drums::snare(&mut score.rng);
            stage.add(time, &sound, at(0.2, 0.0, 0.15));
        }
        for sixteenth in 0..16 {
            let time = score.time(bar, sixteenth as f32 / 4.0);
            let open = sixteenth % 4 == 2;
            let gain = if open { 0.3 } else { 0.14 };
            let ring = if open { 0.08 } else { 0.02 };
            let sound = drums::hat(ring, &mut score.rng);
            stage.add(time, &sound, at(gain, 0.35, 0.05));
        }
        if bar % 4 == 3 {
            for (i, pitch) in [220.0, 180.0, 150.0, 120.0].into_iter().enumerate() {
                let time = score.time(bar, 3.0 + i as f32 / 4.0);
                let sound = drums::tom(pitch, &mut score.rng);
                stage.add(time, &sound, at(0.3, 0.4 - 0.25 * i as f32, 0.2));
            }
        }
    }
    for bar in (0..score.piece.bars)
        .step_by(4)
        .chain([score.piece.bars - 1])
    {
        let sound = drums::crash(&mut score.rng);
        stage.add(score.time(bar, 0.0), &sound, at(0.25, -0.3, 0.3));
    }
}

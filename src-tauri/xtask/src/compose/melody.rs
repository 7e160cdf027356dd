//! Melodies by rule: a motif is invented once, then said again over each
//! chord, answered, and brought home.

use fastrand::Rng;

use super::theory::{Chord, Key};

/// One note of a melody.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Note {
    /// Beats after the start of the melody.
    pub beat: f32,
    /// Beats it is held.
    pub length: f32,
    /// MIDI note.
    pub pitch: i32,
    /// 0-1.
    pub force: f32,
}

/// A bar's rhythm: the lengths of its notes in beats, four in all. A negative
/// length is a rest.
pub type Rhythm = &'static [f32];

struct Step {
    beat: f32,
    length: f32,
    /// Scale degrees away from the chord's root.
    offset: i32,
    strong: bool,
}

/// Invents a bar: chord notes where the beat is strong, neighbours between.
fn motif(rhythm: Rhythm, rng: &mut Rng) -> Vec<Step> {
    let mut beat = 0.0;
    let mut offset: i32 = pick(&[0, 2, 4], rng);
    let mut steps = Vec::new();
    for &length in rhythm {
        if length > 0.0 {
            let strong = beat % 1.0 == 0.0;
            if strong && !steps.is_empty() {
                let chordal: [i32; 5] = [-3, 0, 2, 4, 7];
                let near = chordal
                    .into_iter()
                    .filter(|tone| (tone - offset).abs() <= 3 && *tone != offset)
                    .collect::<Vec<_>>();
                offset = pick(&near, rng);
            } else if !strong {
                offset += pick(&[-1, 1], rng);
            }
            steps.push(Step {
                beat,
                length,
                offset,
                strong,
            });
        }
        beat += length.abs();
    }
    steps
}

/// A melody over the chords, one a bar: motif A, motif B, A again, and a bar
/// that comes to rest; phrases of four bars. `centre` is the MIDI note it
/// stays around.
pub fn melody(
    key: Key,
    chords: &[Chord],
    rhythms: &[Rhythm],
    centre: i32,
    rng: &mut Rng,
) -> Vec<Note> {
    let bars: [Vec<Step>; 2] = std::array::from_fn(|_| motif(pick(rhythms, rng), rng));
    let mut notes = Vec::new();
    for (bar, chord) in chords.iter().enumerate() {
        let start = 4.0 * bar as f32;
        if bar % 4 == 3 || bar + 1 == chords.len() {
            // The third is sweeter than the root until the very end.
            let last = bar + 1 == chords.len();
            let degree = chord.root + if last { 0 } else { 2 };
            let pitch = around(centre, chord.note(key, degree));
            notes.push(Note {
                beat: start,
                length: 3.0,
                pitch,
                force: 0.8,
            });
            continue;
        }
        let root = around(centre - 3, key.note(chord.root));
        for step in &bars[bar % 2] {
            let degree = chord.root + step.offset;
            let lift = root - key.note(chord.root);
            notes.push(Note {
                beat: start + step.beat,
                length: step.length,
                pitch: chord.note(key, degree) + lift,
                force: if step.strong { 0.9 } else { 0.65 },
            });
        }
    }
    notes
}

/// The note moved by octaves to within a tritone of the centre.
fn around(centre: i32, note: i32) -> i32 {
    centre - 6 + (note - (centre - 6)).rem_euclid(12)
}

/// Picks one of a few.
///
/// # Panics
/// If there is none to pick: callers give constant choices.
pub fn pick<T: Copy>(from: &[T], rng: &mut Rng) -> T {
    from[rng.usize(..from.len())]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::theory::{Mode, progression};

    #[test]
    fn melodies_stay_in_key_and_in_reach_and_come_home() {
        let key = Key {
            tonic: 2,
            mode: Mode::Major,
        };
        let chords = progression("1 5 6 4 1 5 4 1");
        for seed in 0..20 {
            let rng = &mut Rng::with_seed(seed);
            let rhythm: Rhythm = &[1.0, 0.5, 0.5, -1.0, 1.0];
            let notes = melody(key, &chords, &[rhythm], 74, rng);
            let scale: Vec<i32> = (0..7).map(|d| key.note(d).rem_euclid(12)).collect();
            for note in &notes {
                assert!(scale.contains(&note.pitch.rem_euclid(12)));
                assert!((58..=92).contains(&note.pitch), "{note:?}");
            }
            assert_eq!(notes[notes.len() - 1].pitch.rem_euclid(12), 2);
        }
    }
}

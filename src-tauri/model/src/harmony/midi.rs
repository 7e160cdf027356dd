//! The durations that the reference's key analysis sees.
//!
//! Music2Emotion writes its chords as a MIDI file (220 ticks a quarter, 120
//! quarters a minute) and has music21 read it, which gathers notes that
//! start and end nearly together, and rounds starts and lengths to sixteenths
//! or triplet eighths. That moves durations by up to .08 s a note; keys that are
//! nearly tied hang on it, so it is repeated here, for parity only.

use super::chord::Label;
use super::spans::ChordSpan;

/// Ticks of a second: 220 a quarter at 120 quarters a minute.
const TICKS_PER_S: f64 = 440.0;
const TICKS_PER_QUARTER: f64 = 220.0;
/// Notes that start less, and end no more, than a sixteenth apart are one chord.
const TOGETHER: i64 = 55;
/// The grids that times are rounded to: sixteenths and triplet eighths, in
/// quarters.
const GRIDS: [f64; 2] = [1.0 / 4.0, 1.0 / 3.0];

/// A pitch class that sounds, in ticks.
#[derive(Debug, Clone, Copy)]
struct Note {
    on: i64,
    off: i64,
    class: usize,
}

/// Notes read as one.
struct Gathered {
    /// Start, quarters.
    start: f64,
    /// Length, quarters: the last note's.
    length: f64,
    classes: Vec<usize>,
}

/// How long each pitch class sounds, in twelfths of a quarter. Of fewer than
/// two spans nothing does: the reference takes its first span only as a
/// beginning.
pub(super) fn durations(chords: &[ChordSpan]) -> [f64; 12] {
    let mut sums = [0.0; 12];
    if chords.len() < 2 {
        return sums;
    }
    let events = gather(&notes(chords));
    let starts: Vec<f64> = events.iter().map(|e| rounded(e.start, true, 0.0)).collect();
    for (i, event) in events.iter().enumerate() {
        // A length is chosen so that it leaves no gap before the next start.
        let next = starts[i + 1..].iter().find(|&&next| next > starts[i]);
        let gap = next.map_or(0.0, |next| ((next - starts[i]) * 12.0).round() / 12.0);
        let length = (rounded(event.length, false, gap) * 12.0).round();
        for &class in &event.classes {
            sums[class] += length;
        }
    }
    sums
}

/// A note for each run of spans that contain a pitch class, by start and pitch.
fn notes(chords: &[ChordSpan]) -> Vec<Note> {
    let tick = |seconds: f64| (seconds * TICKS_PER_S).round_ties_even() as i64;
    let mut notes = Vec::new();
    for class in 0..12 {
        let sounds = |span: &ChordSpan| match span.label {
            // The reference's encoding of X has every pitch class.
            Label::Unknown => true,
            label => label.pitch_classes() >> class & 1 == 1,
        };
        for run in chords.chunk_by(|a, b| sounds(a) == sounds(b)) {
            if sounds(&run[0]) {
                let (on, off) = (tick(run[0].start_s), tick(run[run.len() - 1].end_s));
                notes.push(Note { on, off, class });
            }
        }
    }
    notes.sort_by_key(|note| (note.on, note.class));
    notes
}

fn gather(notes: &[Note]) -> Vec<Gathered> {
    let mut taken = vec![false; notes.len()];
    let mut events = Vec::new();
    for (i, first) in notes.iter().enumerate() {
        if taken[i] {
            continue;
        }
        let (mut classes, mut last) = (vec![first.class], first);
        for (j, note) in notes.iter().enumerate().skip(i + 1) {
            if note.on - first.on >= TOGETHER {
                break;
            }
            // A note that another chord has already may be taken again.
            if (note.off - first.off).abs() <= TOGETHER {
                taken[j] = true;
                classes.push(note.class);
                last = note;
            }
        }
        events.push(Gathered {
            start: first.on as f64 / TICKS_PER_QUARTER,
            length: (last.off - last.on) as f64 / TICKS_PER_QUARTER,
            classes,
        });
    }
    events
}

/// The nearest point of the grid that leaves least of `gap` open, or the
/// nearest of all.
fn rounded(time: f64, zero_allowed: bool, gap: f64) -> f64 {
    let mut best = (f64::INFINITY, f64::INFINITY, time);
    for grid in GRIDS {
        let below = (time / grid).floor();
        let low = grid * below;
        let mut point = if time <= low + grid / 2.0 {
            low
        } else {
            grid * (below + 1.0)
        };
        if !zero_allowed && point == 0.0 {
            point = grid;
        }
        // Compared at seven digits, as the reader does.
        let error = ((time - point).abs() * 1e7).round() / 1e7;
        let open = if gap % grid == 0.0 {
            0.0
        } else {
            (gap - point).max(0.0)
        };
        if (open, error) < (best.0, best.1) {
            best = (open, error, point);
        }
    }
    best.2
}

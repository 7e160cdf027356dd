//! Our own chord recogniser, which needs no trained weights: chroma is compared
//! with the notes of each chord (Fujishima 1999), and the likeliest sequence is
//! found over the whole song (Sheh & Ellis 2003; for the settings Cho & Bello
//! 2014).
//!
//! The settings were chosen on 48 synthesised progressions with melodies and
//! drums, and for a plausible rate of changes and share of diatonic chords on
//! recorded music.

use super::chord::{Chord, Label, Quality};
use super::chroma::{Chroma, ChromaMaker};
use super::viterbi::{STATES, Viterbi};

/// The chords that are told apart, each with what is taken off its likeness:
/// a chord with four notes finds some everywhere, and rare ones need more proof.
/// Sixth chords are left out: their notes are those of a seventh chord.
const QUALITIES: [(Quality, f32); 10] = [
    (Quality::Maj, 0.0),
    (Quality::Min, 0.0),
    (Quality::Dominant7, UNUSUAL),
    (Quality::Maj7, UNUSUAL),
    (Quality::Min7, UNUSUAL),
    (Quality::HalfDim7, UNUSUAL),
    (Quality::Dim, UNUSUAL),
    (Quality::Aug, RARE),
    (Quality::Sus2, RARE),
    (Quality::Sus4, RARE),
];
const UNUSUAL: f32 = 0.05;
const RARE: f32 = 0.1;
/// Likeness from which something is a chord: noise stays below.
const NO_CHORD: f32 = 0.55;
/// The state of "no chord", after the chords.
const NO_CHORD_STATE: usize = STATES - 1;
/// What the root's share of the bass adds.
const BASS: f32 = 0.03;
/// What a change costs: likeness that the new chord has to gain over its time.
const CHANGE: f32 = 1.3;

/// A recogniser of one track's chords.
pub(super) struct Templates {
    chroma: ChromaMaker,
    path: Viterbi,
}

impl Templates {
    pub(super) fn new() -> Self {
        Self {
            chroma: ChromaMaker::new(),
            path: Viterbi::new(CHANGE),
        }
    }

    /// Takes the next block: ln(|x| + 1e-6), `[frames, 144]`.
    pub(super) fn push(&mut self, log_cqt: &[f32]) {
        for chroma in self.chroma.block(log_cqt) {
            self.path.push(&likeness(&chroma));
        }
    }

    /// The class of each frame; see [`Label::class`].
    pub(super) fn finish(self) -> Vec<u8> {
        let class = |state: u8| label(usize::from(state)).class();
        self.path.finish().into_iter().map(class).collect()
    }
}

fn label(state: usize) -> Label {
    if state == NO_CHORD_STATE {
        return Label::NoChord;
    }
    Label::Chord(Chord {
        root: (state % 12) as u8,
        quality: QUALITIES[state / 12].0,
    })
}

/// Cosine between the chroma and each chord's notes, less what the chord has to
/// prove.
fn likeness(chroma: &Chroma) -> [f32; STATES] {
    let mut scores = [0.0; STATES];
    for (state, score) in scores.iter_mut().enumerate().take(NO_CHORD_STATE) {
        let (quality, handicap) = QUALITIES[state / 12];
        let root = state % 12;
        let notes = quality.intervals();
        let sum: f32 = notes
            .iter()
            .map(|&step| chroma.harmony[(root + usize::from(step)) % 12])
            .sum();
        *score = sum / (notes.len() as f32).sqrt() + BASS * chroma.bass[root] - handicap;
    }
    // In silence nothing else is likely at all.
    scores[NO_CHORD_STATE] = if chroma.sounds { NO_CHORD } else { 2.0 };
    scores
}

//! What a set costs: the lower, the better. The unit is a step of the 1-9 scales
//! of valence and arousal: a set costs 1 where one of its tracks lies one step
//! beside the path and all else is perfect.
//!
//! | what | costs |
//! |---|---|
//! | a track's distance from the path | its entering mood's from the path where it begins and its leaving mood's where it ends: the mean, times [`PATH`] |
//! | the jump in mood between two tracks | from the one's leaving to the next one's entering mood, times [`JUMP`] |
//! | the step in tempo | per cent, times [`TEMPO`], at most [`TEMPO_MOST`] |
//! | the step in key | moves on the Camelot wheel, times [`KEY`] |
//! | a length in minutes that is not met | minutes off, times [`OFF`] |
//!
//! Where the length is in minutes, a track and the step to it count as much more
//! than those of a typical track as it is longer: else a few long tracks would be
//! cheaper than many short ones, whatever they sound like.

use super::candidates::Candidate;
use super::path::distance;
use super::rules::{KeyStep, Rules, TempoStep};

/// A step of the scales beside the path.
pub(super) const PATH: f32 = 1.0;
/// A step of the scales from one track's end to the next one's start: less than
/// beside the path, since a path that rises asks for some.
pub(super) const JUMP: f32 = 0.4;
/// One per cent of tempo: 5 %, which pitched decks hide, as a fifth of a step.
pub(super) const TEMPO: f32 = 0.04;
/// From 25 % on nothing is mixed, and more is no worse.
pub(super) const TEMPO_MOST: f32 = 1.0;
/// A step that is not known, because a tempo is not.
const TEMPO_UNKNOWN: f32 = 0.3;
/// A move to a neighbour on the Camelot wheel.
pub(super) const KEY: f32 = 0.1;
/// A step that is not known, because a key is not: as three moves.
const KEY_UNKNOWN: f32 = 0.3;
/// A minute more or less than was asked for.
pub(super) const OFF: f32 = 0.25;

/// How two tracks follow each other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Between {
    pub(super) tempo: Option<TempoStep>,
    pub(super) key: Option<KeyStep>,
    /// Steps of the scales.
    pub(super) jump: f32,
}

impl Between {
    pub(super) fn of(from: &Candidate, to: &Candidate, rules: &Rules) -> Self {
        let tempi = from.tempo.zip(to.tempo);
        Self {
            tempo: tempi.map(|(a, b)| TempoStep::between(a, b, rules.half_or_double)),
            key: from.key.zip(to.key).map(|(a, b)| KeyStep::between(a, b)),
            jump: distance(from.leaving, to.entering),
        }
    }

    /// Whether the rules allow it.
    pub(super) fn keeps(&self, rules: &Rules) -> bool {
        rules.allows_tempo(self.tempo) && rules.allows_key(self.key)
    }

    /// What it costs in a set of tracks that all count the same.
    pub(super) fn cost(&self) -> f32 {
        let tempo = self.tempo.map_or(TEMPO_UNKNOWN, |step| {
            (step.percent.abs() * TEMPO).min(TEMPO_MOST)
        });
        let key = self
            .key
            .map_or(KEY_UNKNOWN, |step| step.moves() as f32 * KEY);
        JUMP * self.jump + tempo + key
    }
}

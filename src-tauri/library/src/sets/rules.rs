//! What must hold from each track of a set to the next, and the steps in tempo
//! and key that it is measured by.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::error::{LibraryError, Result};

/// What must hold all through a set; the default asks for nothing. That no
/// recording comes twice always holds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Type)]
#[serde(default)]
pub struct Rules {
    /// The largest step in tempo from a track to the next, % of the first one's;
    /// `None`: any. A track whose tempo is not known meets no such rule.
    pub tempo_percent: Option<f32>,
    /// Whether half and double the tempo count as equal to it.
    pub half_or_double: bool,
    /// Which keys may follow each other.
    pub key: KeyRule,
    /// Among how many tracks in a row no artist comes twice; below 2: no rule.
    pub artist_within: u32,
    /// The same for albums.
    pub album_within: u32,
}

/// What is shown as 3.0 % is 3 %.
pub(super) const ROUNDING: f32 = 0.005;

/// The least rule, to the tenths that are shown, that allows so large a step, %.
pub(super) fn allowing(percent: f32) -> f32 {
    ((percent - ROUNDING).max(0.0) * 10.0).ceil() / 10.0
}

impl Rules {
    pub(super) fn check(&self) -> Result<()> {
        let sensible = |percent: f32| (0.0..=100.0).contains(&percent);
        if self.tempo_percent.is_some_and(|percent| !sensible(percent)) {
            return Err(LibraryError::BadSet(
                "a tempo step is 0 to 100 %".to_owned(),
            ));
        }
        Ok(())
    }

    /// Whether this step in tempo is allowed.
    pub(super) fn allows_tempo(&self, step: Option<TempoStep>) -> bool {
        let Some(most) = self.tempo_percent else {
            return true;
        };
        step.is_some_and(|step| step.percent.abs() <= most + ROUNDING)
    }

    /// Whether this step in key is allowed.
    pub(super) fn allows_key(&self, step: Option<KeyStep>) -> bool {
        match self.key {
            KeyRule::Any => true,
            KeyRule::Neighbours => step.is_some_and(|step| step.is_neighbour()),
            KeyRule::Boost => step.is_some_and(|step| step.is_neighbour() || step.is_boost()),
        }
    }
}

/// Which keys may follow each other, by their places on the Camelot wheel. A
/// track whose key is not known meets none of these rules but the first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum KeyRule {
    /// Any.
    #[default]
    Any,
    /// The same, one hour on or back, or the other letter of the same hour.
    Neighbours,
    /// Those, and two hours on: the energy boost.
    Boost,
}

impl KeyRule {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Any, Self::Neighbours, Self::Boost];

    /// The word for it, as it is typed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Neighbours => "neighbours",
            Self::Boost => "boost",
        }
    }
}

/// How the beats of two tracks fall on each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Beats {
    /// Beat on beat.
    Same,
    /// The second has one beat where the first has two.
    Half,
    /// The second has two beats where the first has one.
    Double,
}

/// The step from a tempo to the next.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Type)]
pub struct TempoStep {
    /// By how much the second is faster, % of the first; below 0: slower.
    pub percent: f32,
    /// How it is counted.
    pub beats: Beats,
}

impl TempoStep {
    /// From one tempo to another, BPM; with `half_or_double`, the smallest of the
    /// steps to it, to its half and to its double.
    #[must_use]
    pub fn between(from: f32, to: f32, half_or_double: bool) -> Self {
        let step = |factor: f32, beats| Self {
            percent: 100.0 * (factor * to / from - 1.0),
            beats,
        };
        let same = step(1.0, Beats::Same);
        if !half_or_double {
            return same;
        }
        let others = [step(2.0, Beats::Half), step(0.5, Beats::Double)];
        others.into_iter().fold(same, |best, other| {
            if other.percent.abs() < best.percent.abs() {
                other
            } else {
                best
            }
        })
    }
}

/// The step from a key to the next on the Camelot wheel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct KeyStep {
    /// Hours on, -5 to 6.
    pub hours: i8,
    /// Whether the letter changes: between minor (A) and major (B).
    pub flips: bool,
}

impl KeyStep {
    /// Between two keys by their [`crate::Key::code`]s.
    pub(super) fn between(from: u8, to: u8) -> Self {
        // Hours of a wheel of twelve.
        let on = (i16::from(to / 2) - i16::from(from / 2)).rem_euclid(12) as i8;
        Self {
            hours: if on > 6 { on - 12 } else { on },
            flips: from % 2 != to % 2,
        }
    }

    /// How many moves to a neighbour it takes.
    pub(super) fn moves(self) -> u32 {
        u32::from(self.hours.unsigned_abs()) + u32::from(self.flips)
    }

    fn is_neighbour(self) -> bool {
        self.moves() <= 1
    }

    fn is_boost(self) -> bool {
        self.hours == 2 && !self.flips
    }
}

impl std::fmt::Display for KeyStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.hours, self.flips) {
            (0, false) => f.write_str("same"),
            (0, true) => f.write_str("A/B"),
            (hours, false) => write!(f, "{hours:+}"),
            (hours, true) => write!(f, "{hours:+} A/B"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Key;

    fn key_step(from: &str, to: &str) -> KeyStep {
        let code = |text| Key::parse(text).unwrap().code();
        KeyStep::between(code(from), code(to))
    }

    #[test]
    fn camelot_neighbours_are_what_djs_mix() {
        let rules = |key| Rules {
            key,
            ..Rules::default()
        };
        for (from, to, words, neighbour, boost) in [
            ("8A", "8A", "same", true, true),
            ("8A", "9A", "+1", true, true),
            ("8A", "7A", "-1", true, true),
            ("12A", "1A", "+1", true, true),
            ("1B", "12B", "-1", true, true),
            ("8A", "8B", "A/B", true, true),
            ("8A", "10A", "+2", false, true),
            ("12B", "2B", "+2", false, true),
            ("8A", "6A", "-2", false, false),
            ("8A", "9B", "+1 A/B", false, false),
            ("8A", "2A", "+6", false, false),
        ] {
            let step = key_step(from, to);
            assert_eq!(step.to_string(), words, "{from} {to}");
            assert_eq!(rules(KeyRule::Neighbours).allows_key(Some(step)), neighbour);
            assert_eq!(rules(KeyRule::Boost).allows_key(Some(step)), boost);
            assert!(rules(KeyRule::Any).allows_key(None));
            assert!(!rules(KeyRule::Boost).allows_key(None));
        }
    }

    #[test]
    fn half_and_double_time_are_equal_only_when_asked() {
        let step = |from, to, fold| TempoStep::between(from, to, fold);
        assert!((step(120.0, 126.0, false).percent - 5.0).abs() < 1e-3);
        assert!((step(120.0, 60.0, false).percent + 50.0).abs() < 1e-3);
        assert_eq!(
            step(120.0, 60.0, true),
            step(120.0, 120.0, true).with(Beats::Half)
        );
        let doubled = step(87.0, 174.0, true);
        assert!(doubled.percent.abs() < 1e-3 && doubled.beats == Beats::Double);
        let rules = Rules {
            tempo_percent: Some(5.0),
            ..Rules::default()
        };
        assert!(rules.allows_tempo(Some(step(120.0, 126.0, true))));
        assert!(!rules.allows_tempo(Some(step(120.0, 127.0, true))));
        assert!(!rules.allows_tempo(None));
    }

    impl TempoStep {
        fn with(self, beats: Beats) -> Self {
            Self { beats, ..self }
        }
    }
}

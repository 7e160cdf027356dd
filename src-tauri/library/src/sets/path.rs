//! The way that a set takes over the plane: where its mood is to be at each
//! moment, drawn or by a name.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::error::{LibraryError, Result};
use crate::vocabulary::vocabulary;

/// The ends of the valence and arousal scales.
const SCALE: std::ops::RangeInclusive<f32> = 1.0..=9.0;

/// Points of a path at most: far more than a hand sets, and than a drawn line
/// needs once it is straightened.
const MOST_POINTS: usize = 200;

/// Where the path is at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Type)]
pub struct PathPoint {
    /// The moment: 0 at the set's start, 1 at its end.
    pub at: f32,
    /// Valence, 1-9.
    pub valence: f32,
    /// Arousal, 1-9.
    pub arousal: f32,
}

/// A path over the plane in time: straight from each point to the next, and
/// resting at the first before it and at the last after it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct MoodPath {
    points: Vec<PathPoint>,
}

/// A path with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// Warm-up, peak, cool-down.
    Journey,
    /// From lively to calm.
    WindDown,
    /// From calm to lively.
    Build,
    /// Up and down, twice.
    Wave,
}

impl Shape {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Journey, Self::WindDown, Self::Build, Self::Wave];

    /// The word for it, as it is typed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Journey => "journey",
            Self::WindDown => "wind-down",
            Self::Build => "build",
            Self::Wave => "wave",
        }
    }

    /// Its points `(at, valence, arousal)`, within the part of the plane that
    /// most libraries fill.
    fn points(self) -> &'static [(f32, f32, f32)] {
        match self {
            Self::Journey => &[
                (0.0, 5.6, 4.0),
                (0.3, 6.2, 5.4),
                (0.65, 6.8, 7.2),
                (1.0, 6.2, 3.6),
            ],
            Self::WindDown => &[(0.0, 6.8, 6.8), (0.4, 6.4, 5.0), (1.0, 5.8, 2.8)],
            Self::Build => &[(0.0, 5.2, 3.2), (0.6, 6.0, 5.2), (1.0, 6.8, 7.2)],
            Self::Wave => &[
                (0.0, 5.8, 4.0),
                (0.25, 6.6, 6.6),
                (0.5, 5.8, 4.4),
                (0.75, 6.8, 7.0),
                (1.0, 6.0, 3.6),
            ],
        }
    }
}

impl MoodPath {
    /// A path through these points.
    ///
    /// # Errors
    /// There are none or too many, one is not on the plane, or their moments do
    /// not rise within 0-1.
    pub fn new(points: Vec<PathPoint>) -> Result<Self> {
        let path = Self { points };
        path.check()?;
        Ok(path)
    }

    /// The path of this name.
    #[must_use]
    pub fn named(shape: Shape) -> Self {
        let point = |&(at, valence, arousal): &(f32, f32, f32)| PathPoint {
            at,
            valence,
            arousal,
        };
        Self {
            points: shape.points().iter().map(point).collect(),
        }
    }

    /// A path through these places (valence, arousal), taken at one speed: a
    /// longer way between two takes more of the time.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn through(places: &[[f32; 2]]) -> Result<Self> {
        let ways: Vec<f32> = places
            .windows(2)
            .map(|pair| distance(pair[0], pair[1]))
            .collect();
        let whole: f32 = ways.iter().sum();
        let mut gone = 0.0;
        let mut points: Vec<PathPoint> = Vec::with_capacity(places.len());
        for (index, &[valence, arousal]) in places.iter().enumerate() {
            if index > 0 {
                gone += ways[index - 1];
                // The same place again is no way at all.
                if ways[index - 1] == 0.0 {
                    continue;
                }
            }
            let at = if whole > 0.0 {
                (gone / whole).min(1.0)
            } else {
                0.0
            };
            points.push(PathPoint {
                at,
                valence,
                arousal,
            });
        }
        Self::new(points)
    }

    /// Its points.
    #[must_use]
    pub fn points(&self) -> &[PathPoint] {
        &self.points
    }

    /// Whether it is one: a path that came from outside may be none.
    pub(super) fn check(&self) -> Result<()> {
        if self.points.is_empty() || self.points.len() > MOST_POINTS {
            return Err(LibraryError::BadSet(format!(
                "a path has 1 to {MOST_POINTS} points"
            )));
        }
        for point in &self.points {
            if !SCALE.contains(&point.valence) || !SCALE.contains(&point.arousal) {
                return Err(LibraryError::OffScale(point.valence, point.arousal));
            }
        }
        let within = self.points.iter().all(|p| (0.0..=1.0).contains(&p.at));
        if !within || !self.points.is_sorted_by(|a, b| a.at < b.at) {
            return Err(LibraryError::BadSet(
                "the moments of a path's points rise from 0 to 1".to_owned(),
            ));
        }
        Ok(())
    }

    /// Where it is at a moment, 0-1.
    #[must_use]
    pub fn at(&self, moment: f32) -> [f32; 2] {
        let place = |point: &PathPoint| [point.valence, point.arousal];
        let next = self.points.partition_point(|point| point.at <= moment);
        match (
            next.checked_sub(1).map(|i| &self.points[i]),
            self.points.get(next),
        ) {
            (Some(from), Some(to)) => {
                let share = (moment - from.at) / (to.at - from.at);
                let [a, b] = [place(from), place(to)];
                [0, 1].map(|i| a[i] + (b[i] - a[i]) * share)
            }
            (Some(end), None) => place(end),
            (None, Some(start)) => place(start),
            (None, None) => [crate::plane::NEUTRAL; 2],
        }
    }

    /// How far it goes at most in a share of the time.
    pub(super) fn farthest_in(&self, share: f32) -> f32 {
        let speed = |pair: &[PathPoint]| {
            let [a, b] = [&pair[0], &pair[1]];
            distance([a.valence, a.arousal], [b.valence, b.arousal]) / (b.at - a.at)
        };
        let speeds = self.points.windows(2).map(speed);
        share * speeds.fold(0.0, f32::max)
    }
}

/// The place of a mood word: where people place the tag of this name.
///
/// # Errors
/// [`LibraryError::NoSuchTag`].
pub fn place_of_mood(word: &str) -> Result<[f32; 2]> {
    let wanted = word.trim().to_lowercase();
    let tag = vocabulary().iter().find(|tag| tag.name == wanted);
    tag.map(|tag| [tag.valence, tag.arousal])
        .ok_or_else(|| LibraryError::NoSuchTag(word.trim().to_owned()))
}

/// The distance between two places, in steps of the 1-9 scales.
pub(super) fn distance(a: [f32; 2], b: [f32; 2]) -> f32 {
    // Quicker than `hypot`, and nothing here is near the ends of the numbers.
    let [x, y] = [a[0] - b[0], a[1] - b[1]];
    (x * x + y * y).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_is_a_path_from_start_to_end() {
        for shape in Shape::ALL {
            let path = MoodPath::named(shape);
            path.check().unwrap();
            let points = path.points();
            assert_eq!((points[0].at, points[points.len() - 1].at), (0.0, 1.0));
        }
    }

    #[test]
    fn a_drawn_path_is_taken_at_one_speed_and_rests_at_its_ends() {
        let path = MoodPath::through(&[[2.0, 2.0], [2.0, 2.0], [2.0, 5.0], [8.0, 5.0]]).unwrap();
        assert_eq!(path.points().len(), 3);
        assert_eq!(path.at(0.0), [2.0, 2.0]);
        assert_eq!(path.at(1.0 / 3.0), [2.0, 5.0]);
        assert_eq!(path.at(-1.0), [2.0, 2.0]);
        assert_eq!(path.at(2.0), [8.0, 5.0]);
        let [valence, arousal] = path.at(2.0 / 3.0);
        assert!((valence - 5.0).abs() < 1e-5 && arousal == 5.0);
        assert!((path.farthest_in(0.5) - 4.5).abs() < 1e-5);
    }

    #[test]
    fn one_point_is_a_path_that_stays() {
        let path = MoodPath::through(&[[3.0, 7.0], [3.0, 7.0]]).unwrap();
        assert_eq!(path.at(0.0), path.at(0.9));
        assert_eq!(path.farthest_in(1.0), 0.0);
    }

    #[test]
    fn what_is_no_path_is_refused() {
        let point = |at, valence| PathPoint {
            at,
            valence,
            arousal: 5.0,
        };
        for points in [
            vec![],
            vec![point(0.0, 9.5)],
            vec![point(0.0, f32::NAN)],
            vec![point(0.5, 5.0), point(0.5, 6.0)],
            vec![point(0.5, 5.0), point(0.1, 6.0)],
            vec![point(0.0, 5.0), point(1.5, 6.0)],
            vec![point(f32::NAN, 5.0)],
        ] {
            assert!(MoodPath::new(points.clone()).is_err(), "{points:?}");
        }
    }

    #[test]
    fn a_mood_word_has_a_place() {
        assert_eq!(place_of_mood(" Happy ").unwrap(), [8.47, 6.05]);
        assert!(matches!(
            place_of_mood("hungry"),
            Err(LibraryError::NoSuchTag(word)) if word == "hungry"
        ));
    }
}

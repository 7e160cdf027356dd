//! The valence-arousal plane: its quadrants, and the test whether a point lies
//! in the region that a user drew.

use serde::{Deserialize, Serialize};
use specta::Type;

/// The middle of the 1-9 scale, where the quadrants meet.
pub(crate) const NEUTRAL: f32 = 5.0;

/// A quarter of the plane, numbered as in Russell's circumplex model of
/// affect: counter-clockwise from high valence and high arousal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub enum Quadrant {
    /// High valence, high arousal: happy, excited.
    Q1,
    /// Low valence, high arousal: tense, angry.
    Q2,
    /// Low valence, low arousal: sad, dark.
    Q3,
    /// High valence, low arousal: calm, tender.
    Q4,
}

impl Quadrant {
    /// The quadrant of a point on the 1-9 scales. The neutral 5 counts as high.
    #[must_use]
    pub fn of(valence: f32, arousal: f32) -> Self {
        match (valence >= NEUTRAL, arousal >= NEUTRAL) {
            (true, true) => Self::Q1,
            (false, true) => Self::Q2,
            (false, false) => Self::Q3,
            (true, false) => Self::Q4,
        }
    }

    /// All four, in order.
    pub const ALL: [Self; 4] = [Self::Q1, Self::Q2, Self::Q3, Self::Q4];

    /// Its number, 1-4.
    pub(crate) fn number(self) -> u8 {
        match self {
            Self::Q1 => 1,
            Self::Q2 => 2,
            Self::Q3 => 3,
            Self::Q4 => 4,
        }
    }

    /// Its name: `Q1` … `Q4`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Q1 => "Q1",
            Self::Q2 => "Q2",
            Self::Q3 => "Q3",
            Self::Q4 => "Q4",
        }
    }
}

/// Whether `point` lies inside `polygon` by the even-odd rule; both are
/// `[valence, arousal]`, and the polygon closes by itself. Fewer than three
/// corners hold nothing.
pub(crate) fn inside(polygon: &[[f32; 2]], point: [f32; 2]) -> bool {
    let [x, y] = point;
    let mut inside = false;
    let Some(mut from) = polygon.last() else {
        return false;
    };
    for to in polygon {
        let crosses = (from[1] > y) != (to[1] > y);
        if crosses && x < (to[0] - from[0]) * (y - from[1]) / (to[1] - from[1]) + from[0] {
            inside = !inside;
        }
        from = to;
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quadrants_meet_at_five() {
        assert_eq!(Quadrant::of(5.0, 5.0), Quadrant::Q1);
        assert_eq!(Quadrant::of(4.9, 5.0), Quadrant::Q2);
        assert_eq!(Quadrant::of(4.9, 4.9), Quadrant::Q3);
        assert_eq!(Quadrant::of(5.0, 4.9), Quadrant::Q4);
    }

    #[test]
    fn a_lasso_may_be_hollow_and_may_cross_itself() {
        let hollow: [[f32; 2]; 8] = [
            [1., 1.],
            [9., 1.],
            [9., 9.],
            [6., 9.],
            [6., 3.],
            [4., 3.],
            [4., 9.],
            [1., 9.],
        ];
        assert!(inside(&hollow, [2., 8.]));
        assert!(inside(&hollow, [5., 2.]));
        assert!(!inside(&hollow, [5., 8.]));
        assert!(!inside(&hollow, [0., 5.]));
        let bow_tie = [[1., 1.], [9., 9.], [9., 1.], [1., 9.]];
        assert!(inside(&bow_tie, [2., 5.]));
        assert!(inside(&bow_tie, [8., 5.]));
        assert!(!inside(&bow_tie, [5., 2.]));
        assert!(!inside(&[], [5., 5.]));
        assert!(!inside(&[[1., 1.], [9., 9.]], [5., 5.]));
    }
}

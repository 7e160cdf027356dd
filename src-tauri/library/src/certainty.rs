//! How certain a track's place on the plane is: the odds of its quadrant, and
//! when it is marked as unsure.

use crate::plane::{NEUTRAL, Quadrant};

/// How many standard deviations the 80 % interval of a normal distribution
/// reaches to each side: its 90th percentile.
pub const REACH_80: f32 = 1.281_551_6;

/// How far the 80 % interval must reach over the border between quadrants for
/// a track to be unsure, on the 1-9 scale. Without a margin, a track that lies
/// on the border would be unsure however closely its place is known.
pub const UNSURE_MARGIN: f32 = 0.25;

impl Quadrant {
    /// The probabilities of Q1 … Q4 (sum 1) for valence and arousal that are
    /// normally and independently distributed: the mass that
    /// N(`valence`, `valence_sd`²) and N(`arousal`, `arousal_sd`²) have on each
    /// side of the neutral 5. All on the 1-9 scales.
    #[must_use]
    pub fn probabilities(valence: f32, arousal: f32, valence_sd: f32, arousal_sd: f32) -> [f32; 4] {
        let pleasant = mass_above(valence, valence_sd);
        let energetic = mass_above(arousal, arousal_sd);
        [
            pleasant * energetic,
            (1.0 - pleasant) * energetic,
            (1.0 - pleasant) * (1.0 - energetic),
            pleasant * (1.0 - energetic),
        ]
        .map(|probability| probability as f32)
    }

    /// The most probable quadrant of the probabilities of Q1 … Q4. Between
    /// equals it is the more pleasant, then the more energetic one, as a point
    /// on a border counts as high ([`Self::of`]).
    #[must_use]
    pub fn likeliest(probabilities: &[f32; 4]) -> Self {
        let mut best = Self::Q1;
        for other in [Self::Q4, Self::Q2, Self::Q3] {
            if probabilities[other as usize] > probabilities[best as usize] {
                best = other;
            }
        }
        best
    }
}

/// The mass of N(`mean`, `sd`²) above the middle of the scale.
fn mass_above(mean: f32, sd: f32) -> f64 {
    let distance = f64::from(mean - NEUTRAL);
    if sd <= 0.0 {
        return f64::from(u8::from(distance >= 0.0));
    }
    0.5 * libm::erfc(-distance / (f64::from(sd) * std::f64::consts::SQRT_2))
}

/// Whether the 80 % interval of a value on the 1-9 scale, with this standard
/// deviation, reaches more than [`UNSURE_MARGIN`] over the border at 5, to the
/// side that the value is not on.
pub(crate) fn is_unsure(value: f32, sd: f32) -> bool {
    REACH_80 * sd - (value - NEUTRAL).abs() > UNSURE_MARGIN
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deviation_from_both_borders_leaves_seven_tenths_on_that_side() {
        // The normal distribution has .8413 of its mass below one deviation.
        let (near, far) = (0.841_345_f32, 0.158_655_f32);
        for (quadrant, valence, arousal) in [(0, 6.5, 5.5), (1, 3.5, 5.5), (2, 3.5, 4.5)] {
            let odds = Quadrant::probabilities(valence, arousal, 1.5, 0.5);
            assert!((odds[quadrant] - near * near).abs() < 1e-5, "{odds:?}");
            assert!((odds[(quadrant + 2) % 4] - far * far).abs() < 1e-5);
            assert!((odds.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        }
        assert_eq!(Quadrant::probabilities(5.0, 5.0, 1.0, 2.0), [0.25; 4]);
        assert_eq!(
            Quadrant::probabilities(7.0, 3.0, 0.0, 0.0),
            [0., 0., 0., 1.]
        );
    }

    #[test]
    fn the_likeliest_quadrant_of_a_place_is_the_one_it_lies_in() {
        let scale = (4..=36).map(|quarters| quarters as f32 / 4.0);
        for valence in scale.clone() {
            for arousal in scale.clone() {
                for sd in [0.0, 0.3, 1.7] {
                    let odds = Quadrant::probabilities(valence, arousal, sd, 1.1);
                    let place = Quadrant::of(valence, arousal);
                    assert_eq!(Quadrant::likeliest(&odds), place, "{valence}, {arousal}");
                }
            }
        }
        assert_eq!(Quadrant::likeliest(&[0.3, 0.4, 0.1, 0.2]), Quadrant::Q2);
    }

    #[test]
    fn a_value_is_unsure_where_its_interval_reaches_well_over_the_middle() {
        // 1.2816 · 0.9754 = 1.25: a value one step away reaches .25 over.
        for value in [4.0, 6.0] {
            assert!(!is_unsure(value, 0.97));
            assert!(is_unsure(value, 0.98));
        }
        assert!(!is_unsure(5.0, 0.19));
        assert!(is_unsure(5.0, 0.2));
        assert!(!is_unsure(9.0, 3.0));
    }
}

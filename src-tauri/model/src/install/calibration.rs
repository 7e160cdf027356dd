//! What the published weights do not say of themselves: how sure their valence
//! and arousal are, and how likely their tags.

/// Standard deviations of what the published head leaves unexplained, valence
/// and arousal, on the 1-9 scale.
///
/// sd(labels) * sqrt(1 - R²), the mean over the three sets, with R² of the row
/// "J+D+E+P with KD" of Kang & Herremans 2025 and the spread of each set's
/// published labels:
///
/// | set | labels' sd | R² | left |
/// |---|---|---|---|
/// | DEAM | 1.174, 1.282 | .5184, .6228 | .815, .787 |
/// | EmoMusic | 1.246, 1.376 | .6512, .7616 | .736, .672 |
/// | PMEmo | 1.296, 1.478 | .5473, .7940 | .872, .671 |
pub const RESIDUAL_SD: [f64; 2] = [0.807, 0.710];

/// A tag is on where the song makes it this many times as likely as it is in any
/// song. A flat .5 would never turn a rare tag on, and the rarest is in one song
/// of 170; with 3, a calibrated tag is on in a third of all songs at most.
pub const LIFT: f64 = 3.0;

/// Share of MTG-Jamendo's training songs (mood/theme, split 0) that have each of
/// the 56 tags, in the order of the vocabulary.
///
/// The published head was trained with binary cross-entropy whose positive
/// weight is 1/p. Its optimum has odds 1/p times the true ones, so that the true
/// probability of a tag is sigmoid(logit + ln p); see [`probability`].
pub const TAG_FREQUENCY: [f64; 56] = [
    0.029751734,
    0.02653533,
    0.036486079,
    0.040607096,
    0.019398935,
    0.026836868,
    0.015277917,
    0.036988642,
    0.019197909,
    0.017087144,
    0.035078902,
    0.062317821,
    0.043119912,
    0.034073776,
    0.025429691,
    0.01959996,
    0.050055282,
    0.050155795,
    0.08613931,
    0.060408081,
    0.0062317821,
    0.07498241,
    0.022112775,
    0.010955875,
    0.016986632,
    0.0078399839,
    0.093175193,
    0.0098502362,
    0.0098502362,
    0.013770228,
    0.056387577,
    0.049552719,
    0.037591718,
    0.022916876,
    0.060106543,
    0.037390693,
    0.020806111,
    0.013770228,
    0.012765102,
    0.037792743,
    0.010654337,
    0.076691125,
    0.013971253,
    0.036486079,
    0.03769223,
    0.0059302442,
    0.029651221,
    0.020906624,
    0.041712735,
    0.036385566,
    0.020203035,
    0.026233792,
    0.015981506,
    0.0089456227,
    0.021710725,
    0.045130164,
];

/// A tag's probability, of the published head's logit and the tag's index in the
/// vocabulary: undoes the training's positive weight.
pub fn probability(tag: usize, logit: f64) -> f64 {
    1.0 / (1.0 + (-(logit + TAG_FREQUENCY[tag].ln())).exp())
}

/// The probabilities from which tags are on.
pub fn tag_thresholds() -> Vec<f64> {
    TAG_FREQUENCY.iter().map(|p| LIFT * p).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_that_knows_nothing_says_each_tags_frequency() {
        // With weight 1/p, the best constant has odds 1/p * p/(1-p).
        for (tag, p) in TAG_FREQUENCY.iter().enumerate() {
            let logit = (1.0 / (1.0 - p)).ln();
            assert!((probability(tag, logit) - p).abs() < 1e-12);
            let threshold = tag_thresholds()[tag];
            assert!(*p < threshold && threshold < 0.5);
        }
    }
}

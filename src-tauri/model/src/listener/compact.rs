//! The compact student's way from patches to an analysis: means over patches.

use moodplane_library::{Analysis, Curve, ModelVersion};
use tch::Device;

use super::{key_of_sound, on_scale};
use crate::error::ModelError;
use crate::hearing::networks::{CompactNetwork, CompactRow};
use crate::hearing::patches::{HOP, middle_s};
use crate::hearing::{HeardFile, Hearing, Pieces};
use crate::net::student::{EMBEDDING, TAGS};
use crate::shelf::Model;

/// Seconds between two values of the curve.
const CURVE_STEP_S: f64 = 5.0;

/// How the student's outputs are read.
#[derive(Debug)]
pub(super) struct Compact {
    sd_factors: [f64; 2],
    tag_thresholds: Vec<f64>,
}

/// Loads the network.
pub(super) fn open(model: &Model, device: Device) -> Result<(Hearing, Compact), ModelError> {
    model.check_thresholds(TAGS)?;
    let network = CompactNetwork::open(&model.verified("weights")?, device)?;
    let hearing = Hearing::start(network, Pieces::Patches { hop: HOP }, None)?;
    let compact = Compact {
        sd_factors: model.entry.sd_factors,
        tag_thresholds: model.entry.tag_thresholds.clone(),
    };
    Ok((hearing, compact))
}

impl Compact {
    /// The track's values from its patches'.
    pub fn sum_up(&self, model: ModelVersion, heard: &HeardFile) -> Analysis {
        let rows: Vec<CompactRow<'_>> = heard.rows.iter().map(|row| CompactRow::new(row)).collect();
        let mean = |pick: &dyn Fn(&CompactRow<'_>) -> f32| {
            (rows.iter().map(|row| f64::from(pick(row))).sum::<f64>() / rows.len() as f64) as f32
        };
        let sd =
            |axis: usize| mean(&|row| row.variance()[axis]).sqrt() * self.sd_factors[axis] as f32;
        let tags: Vec<f32> = (0..TAGS)
            .map(|tag| 1.0 / (1.0 + (-mean(&|row| row.tags()[tag])).exp()))
            .collect();
        let tags_on = tags
            .iter()
            .zip(&self.tag_thresholds)
            .map(|(&p, &threshold)| f64::from(p) >= threshold)
            .collect();
        let sound = &heard.sound;
        let curve_of: Vec<[f32; 2]> = rows.iter().map(CompactRow::valence_arousal).collect();
        let [valence, arousal] = [0, 1].map(|i| on_scale(mean(&|row| row.valence_arousal()[i])));
        let quadrant_logits = std::array::from_fn(|q| mean(&|row| row.quadrant()[q]));
        Analysis {
            model,
            content_id: sound.content_id.clone(),
            duration_s: sound.duration_s,
            valence,
            arousal,
            valence_sd: sd(0),
            arousal_sd: sd(1),
            valence_raw: valence,
            arousal_raw: arousal,
            quadrant_probabilities: softmax(quadrant_logits),
            gems: None,
            tags,
            tags_on,
            curve: curve(sound.duration_s, &curve_of),
            key: key_of_sound(heard),
            chords: Vec::new(),
            tempo_bpm: sound.tempo.map(|tempo| tempo.bpm),
            loudness_lufs: sound.loudness_lufs,
            true_peak_dbtp: sound.true_peak_dbtp,
            waveform: sound.waveform.clone(),
            embedding: (0..EMBEDDING)
                .map(|i| mean(&|row| row.embedding()[i]))
                .collect(),
        }
    }
}

/// Logits to probabilities.
fn softmax(logits: [f32; 4]) -> [f32; 4] {
    // The greatest is taken off first, so that no power overflows.
    let most = logits.into_iter().fold(f32::NEG_INFINITY, f32::max);
    let powers = logits.map(|logit| (logit - most).exp());
    let sum: f32 = powers.iter().sum();
    powers.map(|power| power / sum)
}

/// Means over every 5 s of the patches' valence and arousal; a step without a
/// patch's middle takes the last value.
fn curve(duration_s: f64, patches: &[[f32; 2]]) -> Curve {
    let steps = ((duration_s / CURVE_STEP_S).ceil() as usize).max(1);
    let mut curve = Curve {
        step_s: CURVE_STEP_S as f32,
        ..Curve::default()
    };
    let mut coming = patches.iter().enumerate().peekable();
    let mut last = patches.first().copied().unwrap_or([5.0, 5.0]);
    for step in 0..steps {
        let end = (step + 1) as f64 * CURVE_STEP_S;
        let (mut sum, mut count) = ([0.0; 2], 0.0);
        while let Some((_, va)) = coming.next_if(|(i, _)| middle_s(*i) < end || step + 1 == steps) {
            sum[0] += va[0];
            sum[1] += va[1];
            count += 1.0;
        }
        if count > 0.0 {
            last = sum.map(|s| s / count);
        }
        curve.valence.push(on_scale(last[0]));
        curve.arousal.push(on_scale(last[1]));
    }
    curve
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_has_a_value_for_every_five_seconds() {
        let patches: Vec<[f32; 2]> = (1..6u8).map(|i| [f32::from(i), 12.0]).collect();
        let curve = curve(14.2, &patches);
        assert_eq!(curve.valence.len(), 3);
        // Middles at 1.5, 4.0, 6.5, 9.0 and 11.5 s.
        assert_eq!(curve.valence, [1.5, 3.5, 5.0]);
        assert_eq!(curve.arousal, [9.0, 9.0, 9.0]);
    }

    #[test]
    fn a_long_silence_at_the_end_keeps_the_last_value() {
        assert_eq!(curve(12.0, &[[3.0, 4.0]]).valence, [3.0, 3.0, 3.0]);
    }
}

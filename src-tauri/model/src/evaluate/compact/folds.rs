//! Heads fitted on some clips and asked about the others.

use std::sync::atomic::{AtomicBool, Ordering};

use moodplane_library::REACH_80;
use tch::{Kind, Tensor};

use super::clips::Heard;
use crate::calibration::{Calibration, Spread};
use crate::data::{Split, fold_of};
use crate::error::ModelError;
use crate::metrics::quantile;
use crate::net::student::head::{GEMS, Head};
use crate::net::student::{EMBEDDING, TAGS};
use crate::train::Event;
use crate::train::compact::heads::fit;

/// Parts that the clips are cut into.
const FOLDS: usize = 5;
/// Repetitions, each with its own folds: which clips share a fold matters about as
/// much as a better head.
const REPETITIONS: u64 = 3;

/// What a head says of one clip.
#[derive(Debug, Clone, PartialEq)]
pub struct Opinion {
    /// Valence and arousal as the head says them.
    pub raw: [f64; 2],
    /// The same, spread as people's are.
    pub calibrated: [f64; 2],
    /// Standard deviations of these.
    pub sd: [f64; 2],
    /// Probabilities of Q1 … Q4.
    pub quadrant: [f64; 4],
    /// Expected shares of listeners.
    pub gems: [f64; GEMS],
    /// Probabilities of the tags.
    pub tags: Vec<f64>,
    /// From the training clips' middle.
    pub distance: f64,
}

impl Opinion {
    /// Whether the 80 % interval of an axis holds a label.
    pub fn covers(&self, axis: usize, label: f64) -> bool {
        (label - self.calibrated[axis]).abs() <= f64::from(REACH_80) * self.sd[axis]
    }

    fn calibrate(&mut self, by: &Calibration, sd: [f64; 2]) {
        let widening = f64::from(by.widening(self.distance));
        for (axis, map) in [&by.valence, &by.arousal].into_iter().enumerate() {
            self.calibrated[axis] = f64::from(map.at(self.raw[axis] as f32)).clamp(1.0, 9.0);
            self.sd[axis] = sd[axis] * widening;
        }
    }
}

/// Embeddings as `[n, 256]`.
pub(crate) fn embeddings(clips: &[&Heard]) -> Tensor {
    let flat: Vec<f32> = clips.iter().flat_map(|c| &c.embedding).copied().collect();
    Tensor::from_slice(&flat).view([-1, EMBEDDING as i64])
}

/// What `head` says of clips, uncalibrated.
pub(crate) fn ask(head: &Head, clips: &[&Heard]) -> Vec<Opinion> {
    if clips.is_empty() {
        return Vec::new();
    }
    let said = tch::no_grad(|| head.forward(&embeddings(clips)));
    let rows = |t: &Tensor, width: usize| -> Vec<Vec<f64>> {
        // A flat tensor of doubles always converts.
        let flat: Vec<f64> =
            Vec::try_from(t.to_kind(Kind::Double).contiguous().view([-1])).unwrap_or_default();
        flat.chunks_exact(width).map(<[f64]>::to_vec).collect()
    };
    let va = rows(&said.valence_arousal, 2);
    let quadrant = rows(&said.quadrant, 4);
    let gems = rows(&said.gems, GEMS);
    let tags = rows(&said.tags.sigmoid(), TAGS);
    let distance = rows(&said.distance, 1);
    (0..clips.len())
        .map(|i| Opinion {
            raw: [va[i][0], va[i][1]],
            calibrated: [va[i][0], va[i][1]],
            sd: [0.0; 2],
            quadrant: std::array::from_fn(|q| quadrant[i][q]),
            gems: std::array::from_fn(|e| gems[i][e]),
            tags: tags[i].clone(),
            distance: distance[i][0],
        })
        .collect()
}

/// A calibration and the standard deviations under it, from opinions about clips
/// that the heads were not fitted on.
fn calibrate(said: &[(&Heard, &Opinion)]) -> (Calibration, [f64; 2]) {
    let labelled: Vec<([f64; 2], &Opinion)> = said
        .iter()
        .filter_map(|(clip, opinion)| Some((clip.valence_arousal?, *opinion)))
        .collect();
    let distances: Vec<f64> = said.iter().map(|(_, o)| o.distance).collect();
    let [valence, arousal] = [0, 1].map(|axis| {
        let raw: Vec<f64> = labelled.iter().map(|(_, o)| o.raw[axis]).collect();
        let labels: Vec<f64> = labelled.iter().map(|(l, _)| l[axis]).collect();
        Spread::fit(&raw, &labels)
    });
    let calibration = Calibration {
        familiar: quantile(&distances, 0.95),
        valence,
        arousal,
    };
    let sd = [0, 1].map(|axis| {
        let map = [&calibration.valence, &calibration.arousal][axis];
        let missed: Vec<f64> = labelled
            .iter()
            .map(|(label, o)| {
                let value = f64::from(map.at(o.raw[axis] as f32)).clamp(1.0, 9.0);
                (label[axis] - value).abs() / f64::from(calibration.widening(o.distance))
            })
            .collect();
        quantile(&missed, 0.8) / f64::from(REACH_80)
    });
    (calibration, sd)
}

/// Opinions about clips, by heads that were not fitted on them.
#[derive(Debug)]
pub struct Trial {
    /// One list for each repetition, in the order of the clips.
    pub opinions: Vec<Vec<Opinion>>,
    /// What the opinions of the first repetition say of the calibration.
    pub calibration: Calibration,
    /// The standard deviations under it.
    pub sd: [f64; 2],
}

/// Fits heads on four fifths and asks them about the rest, artists kept
/// together. A clip's calibration comes from the opinions about the other
/// fifths.
///
/// # Errors
/// Too few clips to fit on; [`ModelError::Stopped`] when `stop` becomes true.
pub fn cross_validated(
    clips: &[Heard],
    stop: &AtomicBool,
    tell: &mut dyn FnMut(Event),
) -> Result<Trial, ModelError> {
    let mut repetitions = Vec::new();
    for seed in 0..REPETITIONS {
        let fold = |clip: &Heard| fold_of(&clip.group, seed, FOLDS);
        let mut opinions: Vec<Option<Opinion>> = vec![None; clips.len()];
        for part in 0..FOLDS {
            if stop.load(Ordering::Relaxed) {
                return Err(ModelError::Stopped);
            }
            tell(Event::Fitted {
                done: seed as usize * FOLDS + part,
                total: REPETITIONS as usize * FOLDS,
            });
            let inside: Vec<&Heard> = clips.iter().filter(|c| fold(c) != part).collect();
            let places: Vec<usize> = (0..clips.len())
                .filter(|&i| fold(&clips[i]) == part)
                .collect();
            let outside: Vec<&Heard> = places.iter().map(|&i| &clips[i]).collect();
            let (head, _store) = fit(&inside)?;
            for (place, opinion) in places.into_iter().zip(ask(&head, &outside)) {
                opinions[place] = Some(opinion);
            }
        }
        // Every clip is in one part.
        let mut opinions: Vec<Opinion> = opinions.into_iter().flatten().collect();
        for part in 0..FOLDS {
            let others: Vec<(&Heard, &Opinion)> = clips
                .iter()
                .zip(&opinions)
                .filter(|(clip, _)| fold(clip) != part)
                .collect();
            let (calibration, sd) = calibrate(&others);
            for (clip, opinion) in clips.iter().zip(&mut opinions) {
                if fold(clip) == part {
                    opinion.calibrate(&calibration, sd);
                }
            }
        }
        repetitions.push(opinions);
    }
    let first: Vec<(&Heard, &Opinion)> = clips.iter().zip(&repetitions[0]).collect();
    let (calibration, sd) = calibrate(&first);
    Ok(Trial {
        opinions: repetitions,
        calibration,
        sd,
    })
}

/// Fits a head on the training clips and asks it about the validation clips,
/// which the trunk did not learn from either. The calibration is that of a
/// cross-validation's opinions about training clips.
///
/// # Errors
/// Too few clips to fit on.
pub fn held_out(clips: &[Heard], trial: &Trial) -> Result<Vec<Opinion>, ModelError> {
    let part = |split| -> Vec<&Heard> { clips.iter().filter(|c| c.split == split).collect() };
    let training: Vec<(&Heard, &Opinion)> = clips
        .iter()
        .zip(&trial.opinions[0])
        .filter(|(clip, _)| clip.split == Split::Train)
        .collect();
    let (calibration, sd) = calibrate(&training);
    let (head, _store) = fit(&part(Split::Train))?;
    let mut opinions = ask(&head, &part(Split::Validation));
    for opinion in &mut opinions {
        opinion.calibrate(&calibration, sd);
    }
    Ok(opinions)
}

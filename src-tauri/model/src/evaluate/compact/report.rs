//! The table of what was measured, with intervals.

use moodplane_library::Quadrant;
use serde::{Deserialize, Serialize};

use super::clips::Heard;
use super::folds::Opinion;
use crate::metrics::{Estimate, accuracy, bootstrap, pearson, r2, roc_auc};
use crate::net::student::TAGS;
use crate::net::student::head::GEMS;
use crate::table::{Cell, Table};

/// One measure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Its name.
    pub measure: String,
    /// By cross-validation over all clips.
    pub cross_validated: Estimate,
    /// On the validation clips.
    pub validation: Estimate,
}

/// All measures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Clips in the cross-validation.
    pub clips: usize,
    /// Clips of the validation part.
    pub validation_clips: usize,
    /// The measures.
    pub measures: Vec<Measured>,
}

/// How a measure is taken of some clips, each with its opinion.
type Measure = fn(&[(&Heard, &Opinion)]) -> f64;

const MEASURES: [(&str, Measure); 9] = [
    ("four-quadrant accuracy", quadrant_accuracy),
    ("arousal AUC (Q1, Q2 against Q3, Q4)", |said| {
        auc(said, |o| o.quadrant[0] + o.quadrant[1], |q| q < 2)
    }),
    ("valence AUC (Q1, Q4 against Q2, Q3)", |said| {
        auc(
            said,
            |o| o.quadrant[0] + o.quadrant[3],
            |q| q == 0 || q == 3,
        )
    }),
    ("R² of tag-norm valence", |said| explained(said, 0)),
    ("R² of tag-norm arousal", |said| explained(said, 1)),
    ("mean r over 9 GEMS emotions", gems_r),
    ("56 tags: macro r with the teacher", tags_r),
    ("80 % intervals of valence cover", |said| cover(said, 0)),
    ("80 % intervals of arousal cover", |said| cover(said, 1)),
];

fn quadrant_accuracy(said: &[(&Heard, &Opinion)]) -> f64 {
    let (ours, theirs): (Vec<u8>, Vec<u8>) = said
        .iter()
        .filter_map(|(clip, opinion)| {
            let odds = opinion.quadrant.map(|p| p as f32);
            Some((Quadrant::likeliest(&odds) as u8, clip.quadrant? as u8))
        })
        .unzip();
    accuracy(&ours, &theirs)
}

fn auc(
    said: &[(&Heard, &Opinion)],
    score: impl Fn(&Opinion) -> f64,
    positive: impl Fn(usize) -> bool,
) -> f64 {
    let (scores, labels): (Vec<f64>, Vec<bool>) = said
        .iter()
        .filter_map(|(clip, opinion)| Some((score(opinion), positive(clip.quadrant?))))
        .unzip();
    roc_auc(&scores, &labels)
}

fn explained(said: &[(&Heard, &Opinion)], axis: usize) -> f64 {
    let (ours, theirs): (Vec<f64>, Vec<f64>) = said
        .iter()
        .filter_map(|(clip, opinion)| Some((opinion.raw[axis], clip.valence_arousal?[axis])))
        .unzip();
    r2(&ours, &theirs)
}

fn gems_r(said: &[(&Heard, &Opinion)]) -> f64 {
    let sum: f64 = (0..GEMS)
        .map(|emotion| {
            let (ours, theirs): (Vec<f64>, Vec<f64>) = said
                .iter()
                .filter_map(|(clip, o)| Some((o.gems[emotion], clip.gems?[emotion])))
                .unzip();
            pearson(&ours, &theirs)
        })
        .sum();
    sum / GEMS as f64
}

fn tags_r(said: &[(&Heard, &Opinion)]) -> f64 {
    let sum: f64 = (0..TAGS)
        .map(|tag| {
            let (ours, theirs): (Vec<f64>, Vec<f64>) = said
                .iter()
                .map(|(clip, o)| (o.tags[tag], clip.tag_probability(tag)))
                .unzip();
            pearson(&ours, &theirs)
        })
        .sum();
    sum / TAGS as f64
}

fn cover(said: &[(&Heard, &Opinion)], axis: usize) -> f64 {
    let held: Vec<bool> = said
        .iter()
        .filter_map(|(clip, opinion)| Some(opinion.covers(axis, clip.valence_arousal?[axis])))
        .collect();
    held.iter().filter(|&&held| held).count() as f64 / held.len().max(1) as f64
}

impl Report {
    /// Of a cross-validation's opinions about `clips`, one list a repetition, and
    /// of a held-out head's about its validation clips. Intervals are from
    /// resampling artists; over repetitions, the mean.
    pub fn of(clips: &[Heard], crossed: &[Vec<Opinion>], held_out: &[Opinion]) -> Self {
        let validation: Vec<&Heard> = clips
            .iter()
            .filter(|c| c.split == crate::data::Split::Validation)
            .collect();
        let all: Vec<&Heard> = clips.iter().collect();
        let estimate = |measure: Measure, clips: &[&Heard], said: &[&[Opinion]]| {
            let groups: Vec<String> = clips.iter().map(|c| c.group.clone()).collect();
            bootstrap(&groups, 1, |drawn| {
                let sum: f64 = said
                    .iter()
                    .map(|said| {
                        let drawn: Vec<(&Heard, &Opinion)> =
                            drawn.iter().map(|&i| (clips[i], &said[i])).collect();
                        measure(&drawn)
                    })
                    .sum();
                sum / said.len() as f64
            })
        };
        let crossed: Vec<&[Opinion]> = crossed.iter().map(Vec::as_slice).collect();
        Self {
            clips: clips.len(),
            validation_clips: validation.len(),
            measures: MEASURES
                .iter()
                .map(|&(name, measure)| Measured {
                    measure: name.to_owned(),
                    cross_validated: estimate(measure, &all, &crossed),
                    validation: estimate(measure, &validation, &[held_out]),
                })
                .collect(),
        }
    }

    /// The measures as a table.
    pub fn table(&self) -> Table {
        let folds = format!("5-fold ({} clips)", self.clips);
        let validation = format!("validation ({} clips)", self.validation_clips);
        let mut table = Table::new(
            "Heads about clips that they were not fitted on",
            &["measure", folds.as_str(), validation.as_str()],
        );
        for row in &self.measures {
            table.push(vec![
                Cell::from(row.measure.clone()),
                Cell::from(row.cross_validated),
                Cell::from(row.validation),
            ]);
        }
        table
    }
}

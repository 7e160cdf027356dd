//! Scores the arms and says which claims held.

use std::collections::HashMap;
use std::path::Path;

use moodplane_library::Quadrant;

use super::arms::{Arm, Claim, claims};
use super::folds::{Plan, read_result, result_file};
use crate::error::ModelError;
use crate::metrics::{Estimate, bootstrap, pearson, r2};
use crate::train::multitask::samples::{Sample, Set, Task};

/// A measure of one set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// R² of valence.
    ValenceR2,
    /// R² of arousal.
    ArousalR2,
    /// Accuracy over the four quadrants.
    Quadrants,
    /// Mean over the tags of Pearson's r.
    TagsR,
}

impl Measure {
    /// For tables.
    pub fn name(self, set: &Set) -> String {
        let what = match self {
            Self::ValenceR2 => "valence R²",
            Self::ArousalR2 => "arousal R²",
            Self::Quadrants => "quadrant accuracy",
            Self::TagsR => "mean r",
        };
        format!("{}: {what}", set.name)
    }

    fn of_set(set: &Set) -> Vec<Self> {
        match set.task {
            Task::Tags(_) => vec![Self::TagsR],
            Task::ValenceArousal => {
                let mut all = vec![Self::ValenceR2, Self::ArousalR2];
                if set.all().any(|s| s.quadrant.is_some()) {
                    all.push(Self::Quadrants);
                }
                all
            }
        }
    }
}

/// What one arm said of a set's clips, by seed: row for row with the clips.
type Values = Vec<Vec<(Vec<f32>, Option<Quadrant>)>>;

/// All results of one set.
struct Results<'a> {
    samples: Vec<&'a Sample>,
    groups: Vec<String>,
    said: HashMap<Arm, Values>,
}

impl<'a> Results<'a> {
    fn read(folder: &Path, plan: &Plan, set: &'a Set, index: usize) -> Result<Self, ModelError> {
        let samples: Vec<&Sample> = set.all().collect();
        let place: HashMap<&str, usize> = samples
            .iter()
            .enumerate()
            .map(|(i, s)| (s.id.as_str(), i))
            .collect();
        let mut said = HashMap::new();
        for arm in Arm::all() {
            let mut seeds = Vec::new();
            for seed in 0..plan.seeds {
                let mut rows = vec![(Vec::new(), None); samples.len()];
                for fold in 0..plan.folds {
                    let file = result_file(folder, arm, seed, fold);
                    let result = read_result(&file)?;
                    for clip in result.said.get(index).into_iter().flatten() {
                        if let Some(&i) = place.get(clip.clip.as_str()) {
                            rows[i] = (clip.values.clone(), clip.quadrant);
                        }
                    }
                }
                if rows.iter().any(|(values, _)| values.is_empty()) {
                    return Err(ModelError::Damaged {
                        path: folder.to_owned(),
                        why: format!(
                            "not every clip of {} has a result; name an empty folder",
                            set.name
                        ),
                    });
                }
                seeds.push(rows);
            }
            said.insert(arm, seeds);
        }
        Ok(Self {
            groups: samples.iter().map(|s| s.group.clone()).collect(),
            samples,
            said,
        })
    }

    /// Mean over the seeds of a measure on these clips.
    fn score(&self, arm: Arm, measure: Measure, clips: &[usize]) -> f64 {
        let seeds = &self.said[&arm];
        seeds
            .iter()
            .map(|rows| self.score_one(rows, measure, clips))
            .sum::<f64>()
            / seeds.len() as f64
    }

    fn score_one(
        &self,
        rows: &[(Vec<f32>, Option<Quadrant>)],
        measure: Measure,
        clips: &[usize],
    ) -> f64 {
        let column = |i: usize| -> (Vec<f64>, Vec<f64>) {
            clips
                .iter()
                .map(|&c| {
                    (
                        f64::from(self.samples[c].target[i]),
                        f64::from(rows[c].0[i]),
                    )
                })
                .unzip()
        };
        match measure {
            Measure::ValenceR2 | Measure::ArousalR2 => {
                let (truth, said) = column(usize::from(measure == Measure::ArousalR2));
                r2(&said, &truth)
            }
            Measure::Quadrants => {
                let labelled: Vec<usize> = clips
                    .iter()
                    .copied()
                    .filter(|&c| self.samples[c].quadrant.is_some())
                    .collect();
                let right = labelled
                    .iter()
                    .filter(|&&c| rows[c].1 == self.samples[c].quadrant)
                    .count();
                right as f64 / labelled.len() as f64
            }
            Measure::TagsR => {
                let tags = self.samples.first().map_or(0, |s| s.target.len());
                let r = |i| {
                    let (truth, said) = column(i);
                    pearson(&truth, &said)
                };
                (0..tags).map(r).sum::<f64>() / tags as f64
            }
        }
    }
}

/// One arm's scores, a column for each measure.
pub struct ArmScores {
    /// The arm.
    pub arm: Arm,
    /// In the order of [`Verdict::measures`].
    pub scores: Vec<Estimate>,
}

/// By how much the better arm is better, a column for each measure.
pub struct ClaimScores {
    /// The claim.
    pub claim: Claim,
    /// Differences, in the order of [`Verdict::measures`].
    pub differences: Vec<Estimate>,
}

/// Everything that came out.
pub struct Verdict {
    /// Names of the measures.
    pub measures: Vec<String>,
    /// How each arm did.
    pub arms: Vec<ArmScores>,
    /// How each claim did.
    pub claims: Vec<ClaimScores>,
}

/// How a claim fared on one measure: whether the 95 % interval of the
/// difference is clear of zero.
pub fn word(difference: &Estimate) -> &'static str {
    if difference.low > 0.0 {
        "held"
    } else if difference.high < 0.0 {
        "reversed"
    } else {
        "undecided"
    }
}

/// Scores what is in `folder`. Intervals come from resampling artists; every
/// difference is taken on the same resample.
///
/// # Errors
/// Results that are missing or damaged.
pub fn judge(folder: &Path, plan: &Plan, sets: &[Set]) -> Result<Verdict, ModelError> {
    let mut measures: Vec<(usize, Measure)> = Vec::new();
    let mut results = Vec::new();
    for (i, set) in sets.iter().enumerate() {
        results.push(Results::read(folder, plan, set, i)?);
        measures.extend(Measure::of_set(set).into_iter().map(|m| (i, m)));
    }
    let estimate = |(set, measure): (usize, Measure),
                    score: &dyn Fn(&Results<'_>, Measure, &[usize]) -> f64| {
        let results = &results[set];
        bootstrap(&results.groups, 1, |clips| score(results, measure, clips))
    };
    let arms = Arm::all()
        .into_iter()
        .map(|arm| ArmScores {
            arm,
            scores: measures
                .iter()
                .map(|&m| estimate(m, &|r, m, clips| r.score(arm, m, clips)))
                .collect(),
        })
        .collect();
    let claims = claims()
        .into_iter()
        .map(|claim| ClaimScores {
            differences: measures
                .iter()
                .map(|&m| {
                    estimate(m, &|r, m, clips| {
                        r.score(claim.better, m, clips) - r.score(claim.than, m, clips)
                    })
                })
                .collect(),
            claim,
        })
        .collect();
    Ok(Verdict {
        measures: measures
            .iter()
            .map(|&(set, m)| m.name(&sets[set]))
            .collect(),
        arms,
        claims,
    })
}

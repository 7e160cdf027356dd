//! Trains every arm on every fold and keeps what it says of the clips that it
//! did not see. Each result is a file of its own: a stopped run goes on.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use moodplane_library::Quadrant;
use serde::{Deserialize, Serialize};
use tch::{Device, Tensor};

use super::arms::{Arm, Fed, Way};
use crate::data::fold_of;
use crate::error::ModelError;
use crate::net::music2emo::Music2EmoConfig;
use crate::train::multitask::fit::{FitConfig, Training, predict};
use crate::train::multitask::head::{Head, Owned};
use crate::train::multitask::samples::{Sample, Set, Task};
use crate::whole::replace_with;

/// How often, and how the heads are trained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Repetitions, each with its own folds and its own random weights.
    pub seeds: u64,
    /// Parts that the clips are cut into, artists kept together.
    pub folds: usize,
    /// How each head is trained; seed and distillation are set by the plan.
    pub fit: FitConfig,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            seeds: 5,
            folds: 5,
            // A few hundred clips instead of the paper's thousands: larger steps
            // reach the same place in fewer epochs.
            fit: FitConfig {
                rate: 1e-3,
                batch: 32,
                epochs: 200,
                ..FitConfig::default()
            },
        }
    }
}

/// What an arm says of one clip it did not train on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// The clip's id.
    pub clip: String,
    /// Valence and arousal, or a probability for each tag.
    pub values: Vec<f32>,
    /// The quadrant, by the nearest of the training clips' means.
    pub quadrant: Option<Quadrant>,
}

/// What an arm says in one fold, by set.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FoldResult {
    /// One list for each set.
    pub said: Vec<Vec<Said>>,
    /// Epochs of each head.
    pub epochs: Vec<usize>,
}

/// All of a set's clips, whatever their split, as one fold sees them: it is
/// tested on one part, chosen by another, and fitted on the rest.
fn fold_set(set: &Set, seed: u64, fold: usize, folds: usize) -> Set {
    let mut cut = Set {
        name: set.name.clone(),
        task: set.task.clone(),
        train: Vec::new(),
        validation: Vec::new(),
        test: Vec::new(),
    };
    for sample in set.all() {
        let part = fold_of(&sample.group, seed, folds);
        let to = if part == fold {
            &mut cut.test
        } else if part == (fold + 1) % folds {
            &mut cut.validation
        } else {
            &mut cut.train
        };
        to.push(sample.shallow_clone());
    }
    cut
}

/// Where the result of an arm in one fold is kept.
pub fn result_file(folder: &Path, arm: Arm, seed: u64, fold: usize) -> PathBuf {
    folder.join(format!("{}-seed{seed}-fold{fold}.json", arm.slug()))
}

/// Reads a result.
///
/// # Errors
/// When it is missing or damaged.
pub fn read_result(file: &Path) -> Result<FoldResult, ModelError> {
    let bytes = std::fs::read(file).map_err(ModelError::file("read", file))?;
    serde_json::from_slice(&bytes).map_err(|e| ModelError::Damaged {
        path: file.to_owned(),
        why: format!("{e}; remove it and run again"),
    })
}

/// What every fold is run with.
pub struct Trials<'a> {
    /// The data sets, whatever their own splits.
    pub sets: &'a [Set],
    /// How often, and how.
    pub plan: &'a Plan,
    /// Where results are kept.
    pub folder: &'a Path,
    /// Where the heads are trained.
    pub device: Device,
    /// Becomes true when the user wants an end.
    pub stop: &'a AtomicBool,
}

impl Trials<'_> {
    /// Trains every arm in one fold of one seed, leaving out those whose results
    /// are there.
    ///
    /// # Errors
    /// [`ModelError::Stopped`]; sets too small to be cut; unwritable files.
    pub fn run(&self, seed: u64, fold: usize) -> Result<(), ModelError> {
        let file = |arm: Arm| result_file(self.folder, arm, seed, fold);
        let arms = Arm::all();
        if arms.iter().all(|&arm| file(arm).exists()) {
            return Ok(());
        }
        let sets: Vec<Set> = self
            .sets
            .iter()
            .map(|set| fold_set(set, seed, fold, self.plan.folds))
            .collect();
        // The teachers of those who distil: single heads that are fed the same.
        let mut teachers: Vec<Owned> = Vec::new();
        for arm in arms {
            let teaches = arm.way == Way::Single && arm.fed == Fed::ALL;
            if file(arm).exists() && !teaches {
                continue;
            }
            let fit = FitConfig {
                seed: seed + 1,
                distillation: arm.distillation(),
                ..self.plan.fit.clone()
            };
            let result = if arm.way == Way::Single {
                let (result, heads) = self.single(&sets, arm, &fit)?;
                if teaches {
                    teachers = heads;
                }
                result
            } else {
                self.multitask(&sets, arm, &teachers, &fit)?
            };
            let text = serde_json::to_vec(&result).map_err(|e| ModelError::Damaged {
                path: file(arm),
                why: e.to_string(),
            })?;
            replace_with(&file(arm), &text)?;
        }
        Ok(())
    }

    /// One head for each set, each at its best.
    fn single(
        &self,
        sets: &[Set],
        arm: Arm,
        fit: &FitConfig,
    ) -> Result<(FoldResult, Vec<Owned>), ModelError> {
        let (mut result, mut heads) = (FoldResult::default(), Vec::new());
        let config = network(sets, arm.fed);
        for set in sets {
            let head = Owned::new(fit.seed, self.device, |root| {
                Head::teacher(root, &config, &set.task)
            });
            self.learn(&head, &[set], &[], fit, &mut result)?;
            heads.push(head);
        }
        Ok((result, heads))
    }

    /// One head for all sets.
    fn multitask(
        &self,
        sets: &[Set],
        arm: Arm,
        teachers: &[Owned],
        fit: &FitConfig,
    ) -> Result<FoldResult, ModelError> {
        let mut result = FoldResult::default();
        let config = network(sets, arm.fed);
        let head = Owned::new(fit.seed, self.device, |root| Head::student(root, &config));
        let all: Vec<&Set> = sets.iter().collect();
        let teachers: Vec<&Head> = teachers.iter().map(|t| &t.head).collect();
        self.learn(&head, &all, &teachers, fit, &mut result)?;
        Ok(result)
    }

    /// Trains a head and notes what it says of each set, by the weights that
    /// were best for that set's task.
    fn learn(
        &self,
        head: &Owned,
        sets: &[&Set],
        teachers: &[&Head],
        fit: &FitConfig,
        result: &mut FoldResult,
    ) -> Result<(), ModelError> {
        let mut training = Training::new(head, sets, teachers, fit)?;
        while !training.over() {
            training.epoch(self.stop)?;
        }
        result.epochs.push(training.state.history.len());
        for set in sets {
            if let Some(weights) = training.state.best_for(&set.task) {
                head.restore(weights)?;
            }
            result.said.push(say(head, set, self.device)?);
        }
        Ok(())
    }
}

fn network(sets: &[Set], fed: Fed) -> Music2EmoConfig {
    let width = sets
        .iter()
        .flat_map(Set::all)
        .map(|sample| sample.embedding.size()[1])
        .next()
        .unwrap_or(1);
    let tags = sets
        .iter()
        .filter(|set| matches!(set.task, Task::Tags(_)))
        .map(|set| set.task.outputs() as i64)
        .next()
        .unwrap_or(1);
    Music2EmoConfig {
        embedding: width,
        tags,
        key: fed.key,
        chords: fed.chords,
    }
}

/// What a head says of a set's test clips.
fn say(head: &Owned, set: &Set, device: Device) -> Result<Vec<Said>, ModelError> {
    let values = |samples: &[&Sample]| -> Result<Vec<Vec<f32>>, ModelError> {
        let raw = predict(&head.head, &set.task, samples, device);
        let read = match &set.task {
            Task::ValenceArousal => raw,
            // The weighted loss shifts logits by -ln p.
            Task::Tags(_) => {
                let p = Tensor::from_slice(&set.frequencies()).clamp(1e-3, 1.0);
                (raw + p.log().to_device(device)).sigmoid()
            }
        };
        let width = set.task.outputs();
        let flat: Vec<f32> = Vec::try_from(read.to_device(Device::Cpu).contiguous().view([-1]))?;
        Ok(flat.chunks_exact(width).map(<[f32]>::to_vec).collect())
    };
    let test: Vec<&Sample> = set.test.iter().collect();
    let training: Vec<&Sample> = set.train.iter().collect();
    let centres = match set.task {
        Task::ValenceArousal => centres(&training, &values(&training)?),
        Task::Tags(_) => Vec::new(),
    };
    Ok(test
        .iter()
        .zip(values(&test)?)
        .map(|(sample, values)| Said {
            clip: sample.id.clone(),
            quadrant: nearest(&centres, &values),
            values,
        })
        .collect())
}

/// The mean of each quadrant's predictions.
fn centres(samples: &[&Sample], values: &[Vec<f32>]) -> Vec<(Quadrant, [f32; 2])> {
    Quadrant::ALL
        .into_iter()
        .filter_map(|quadrant| {
            let (mut sum, mut count) = ([0.0; 2], 0.0);
            for (sample, value) in samples.iter().zip(values) {
                if sample.quadrant == Some(quadrant) {
                    sum[0] += value[0];
                    sum[1] += value[1];
                    count += 1.0;
                }
            }
            (count > 0.0).then(|| (quadrant, sum.map(|s| s / count)))
        })
        .collect()
}

fn nearest(centres: &[(Quadrant, [f32; 2])], at: &[f32]) -> Option<Quadrant> {
    let distance = |c: &[f32; 2]| (c[0] - at[0]).powi(2) + (c[1] - at[1]).powi(2);
    centres
        .iter()
        .min_by(|a, b| distance(&a.1).total_cmp(&distance(&b.1)))
        .map(|(quadrant, _)| *quadrant)
}

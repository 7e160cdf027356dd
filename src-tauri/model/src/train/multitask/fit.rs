//! The epochs: one batch of every set a step, early stopping, the best weights
//! by each branch's validation loss.

use std::sync::atomic::{AtomicBool, Ordering};

use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use serde::{Deserialize, Serialize};
use tch::{Device, Tensor};

use super::head::{Head, Owned, Weights};
use super::loss::{Distillation, Supervised, distil};
use super::samples::{Sample, Set, Task, batch, labels};
use crate::error::ModelError;
use crate::train::adam::AdamW;
use crate::train::seeded;

/// How to train a head.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FitConfig {
    /// Adam's rate.
    pub rate: f64,
    /// Clips of each set in a step.
    pub batch: usize,
    /// Epochs at most.
    pub epochs: usize,
    /// Epochs without a better validation loss after which training ends.
    pub patience: usize,
    /// What counts as better.
    pub min_delta: f64,
    /// How a student learns from teachers.
    pub distillation: Distillation,
    /// The teachers' share of the loss; the labels have the rest.
    pub distillation_weight: f64,
    /// Seed of everything drawn at random.
    pub seed: u64,
}

impl Default for FitConfig {
    /// The paper's settings.
    fn default() -> Self {
        Self {
            rate: 1e-4,
            batch: 8,
            epochs: 500,
            patience: 10,
            min_delta: 1e-4,
            distillation: Distillation::None,
            distillation_weight: 0.8,
            seed: 1,
        }
    }
}

/// One epoch's losses: means over batches; NaN where there is no such set.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Epoch {
    /// Counted from 1.
    pub epoch: usize,
    /// The whole training loss.
    pub training: f64,
    /// Supervised validation loss, summed over sets.
    pub validation: f64,
    /// Its part on tags.
    pub validation_tags: f64,
    /// Its part on valence and arousal.
    pub validation_va: f64,
}

/// A set with what training needs of it beside its samples.
struct Lesson<'a> {
    set: &'a Set,
    supervised: Supervised,
    teacher: Option<&'a Head>,
}

/// Where training stands after an epoch; enough to go on from.
#[derive(Debug, Default)]
pub struct State {
    /// The epochs so far.
    pub history: Vec<Epoch>,
    /// Lowest validation loss so far, and epochs since then.
    pub best: Option<f64>,
    /// Epochs without a better one.
    pub waited: usize,
    /// Lowest tag loss with the weights that had it.
    pub best_tags: Option<(f64, Weights)>,
    /// Lowest valence-arousal loss with the weights that had it.
    pub best_va: Option<(f64, Weights)>,
}

impl State {
    /// The weights to keep for a task: the best by its validation loss.
    pub fn best_for(&self, task: &Task) -> Option<&Weights> {
        let best = match task {
            Task::ValenceArousal => &self.best_va,
            Task::Tags(_) => &self.best_tags,
        };
        best.as_ref().map(|(_, weights)| weights)
    }

    fn take(&mut self, epoch: Epoch, config: &FitConfig, weights: impl Fn() -> Weights) {
        self.history.push(epoch);
        let better =
            |loss: f64, best: Option<f64>| loss.is_finite() && best.is_none_or(|b| loss < b);
        if better(epoch.validation_tags, self.best_tags.as_ref().map(|b| b.0)) {
            self.best_tags = Some((epoch.validation_tags, weights()));
        }
        if better(epoch.validation_va, self.best_va.as_ref().map(|b| b.0)) {
            self.best_va = Some((epoch.validation_va, weights()));
        }
        if self
            .best
            .is_none_or(|best| epoch.validation < best - config.min_delta)
        {
            self.best = Some(epoch.validation);
            self.waited = 0;
        } else {
            self.waited += 1;
        }
    }
}

/// A head in training.
pub struct Training<'a> {
    lessons: Vec<Lesson<'a>>,
    pupil: &'a Owned,
    config: &'a FitConfig,
    /// The optimiser, for checkpoints.
    pub adam: AdamW,
    /// How far it is.
    pub state: State,
    steps: i32,
}

impl<'a> Training<'a> {
    /// Prepares `pupil` to learn from `sets`; a student that distils has a
    /// teacher for each set, in the same order.
    ///
    /// # Errors
    /// [`ModelError::Data`] when a set has nothing to fit or to choose by.
    pub fn new(
        pupil: &'a Owned,
        sets: &[&'a Set],
        teachers: &[&'a Head],
        config: &'a FitConfig,
    ) -> Result<Self, ModelError> {
        let device = pupil.store.device();
        let mut lessons = Vec::with_capacity(sets.len());
        for (i, &set) in sets.iter().enumerate() {
            if set.train.is_empty() || set.validation.is_empty() {
                let why = "has no clips with features in its train and validation splits";
                return Err(ModelError::data(&set.name, why));
            }
            lessons.push(Lesson {
                supervised: Supervised::new(&set.task, &set.frequencies(), device),
                teacher: teachers.get(i).copied(),
                set,
            });
        }
        Ok(Self {
            lessons,
            pupil,
            config,
            adam: AdamW::new(&pupil.store, 0.0),
            state: State::default(),
            steps: 0,
        })
    }

    /// Optimiser steps taken.
    pub fn steps(&self) -> i32 {
        self.steps
    }

    /// Goes on after a checkpoint: the optimiser's moments are restored apart.
    pub fn resume(&mut self, steps: i32, state: State) {
        self.steps = steps;
        self.state = state;
    }

    /// Whether there is nothing more to do.
    pub fn over(&self) -> bool {
        self.state.history.len() >= self.config.epochs || self.state.waited >= self.config.patience
    }

    /// One epoch: every clip of the largest set once, shorter sets again and
    /// again beside it.
    ///
    /// # Errors
    /// [`ModelError::Stopped`] when `stop` becomes true: the epoch is lost.
    pub fn epoch(&mut self, stop: &AtomicBool) -> Result<Epoch, ModelError> {
        let number = self.state.history.len() + 1;
        let mut rng = seeded(self.config.seed, number);
        let orders: Vec<Vec<&Sample>> = self
            .lessons
            .iter()
            .map(|lesson| {
                let mut order: Vec<&Sample> = lesson.set.train.iter().collect();
                order.shuffle(&mut rng);
                order
            })
            .collect();
        let size = self.config.batch;
        let steps = orders
            .iter()
            .map(|o| o.len().div_ceil(size))
            .max()
            .unwrap_or(0);
        let mut sum = 0.0;
        for step in 0..steps {
            if stop.load(Ordering::Relaxed) {
                return Err(ModelError::Stopped);
            }
            let mut parts = Vec::with_capacity(self.lessons.len());
            for (lesson, order) in self.lessons.iter().zip(&orders) {
                let batches = order.len().div_ceil(size);
                let start = (step % batches) * size;
                let drawn = &order[start..(start + size).min(order.len())];
                parts.push(self.loss(lesson, drawn, &mut rng));
            }
            let loss = parts
                .into_iter()
                .reduce(|a, b| a + b)
                .unwrap_or_else(|| Tensor::from(0.0f32));
            self.adam.step(&loss, self.config.rate);
            self.steps += 1;
            sum += loss.double_value(&[]);
        }
        let epoch = self.validate(number, sum / steps as f64);
        let pupil = self.pupil;
        self.state.take(epoch, self.config, || pupil.weights());
        Ok(epoch)
    }

    fn loss(&self, lesson: &Lesson<'_>, drawn: &[&Sample], rng: &mut StdRng) -> Tensor {
        let device = self.pupil.store.device();
        let (features, labels) = batch(drawn, Some(rng), device);
        let task = &lesson.set.task;
        let ours = self.pupil.head.forward_t(&features, task, true);
        let supervised = lesson.supervised.of(&ours, &labels);
        match (lesson.teacher, self.config.distillation) {
            (Some(teacher), kind) if kind != Distillation::None => {
                let theirs = tch::no_grad(|| teacher.forward_t(&features, task, false));
                let w = self.config.distillation_weight;
                distil(kind, task, &ours, &theirs) * w + supervised * (1.0 - w)
            }
            _ => supervised,
        }
    }

    fn validate(&self, epoch: usize, training: f64) -> Epoch {
        let (mut tags, mut va) = (f64::NAN, f64::NAN);
        for lesson in &self.lessons {
            let samples: Vec<&Sample> = lesson.set.validation.iter().collect();
            let outputs = predict(
                &self.pupil.head,
                &lesson.set.task,
                &samples,
                self.pupil.store.device(),
            );
            let labels = labels(&samples, outputs.device());
            let loss = lesson.supervised.of(&outputs, &labels).double_value(&[]);
            let part = match lesson.set.task {
                Task::ValenceArousal => &mut va,
                Task::Tags(_) => &mut tags,
            };
            *part = if part.is_nan() { loss } else { *part + loss };
        }
        Epoch {
            epoch,
            training,
            validation: [tags, va].into_iter().filter(|x| !x.is_nan()).sum(),
            validation_tags: tags,
            validation_va: va,
        }
    }
}

/// Clips in one pass when nothing is learned: enough to fill the cores.
const PREDICT: usize = 256;

/// Raw outputs `[n, outputs]` for whole clips.
pub fn predict(head: &Head, task: &Task, samples: &[&Sample], device: Device) -> Tensor {
    let _no_grad = tch::no_grad_guard();
    let parts: Vec<Tensor> = samples
        .chunks(PREDICT)
        .map(|chunk| head.forward_t(&batch(chunk, None, device).0, task, false))
        .collect();
    if parts.is_empty() {
        return Tensor::zeros([0, task.outputs() as i64], (tch::Kind::Float, device));
    }
    Tensor::cat(&parts, 0)
}

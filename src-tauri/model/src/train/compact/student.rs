//! Trains the student's trunk on what the teachers hear.
//!
//! The loss is a weighted sum of squared distances, each in units of the
//! teacher's own spread: from MusiCNN's embedding of every 3 s, and from the
//! features and logits of the tags' teacher for every 30 s. Labels are left to
//! the head: a few hundred of them are learned by heart before the trunk has
//! learned to hear.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use tch::nn::{self, VarStore};
use tch::{Device, Kind, Reduction, Tensor};

use super::batch::Lessons;
use super::targets::Example;
use crate::data::Split;
use crate::device::Precision;
use crate::error::ModelError;
use crate::evaluate::trunk::{Scores, scores};
use crate::net::student::Student;
use crate::net::student::trunk::Opinions;
use crate::train::Event;
use crate::train::muon::Muon;
use crate::train::seeded;
use crate::whole::replace_with_tensors;

/// How to train.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainConfig {
    /// Optimiser steps in all.
    pub steps: usize,
    /// Windows in a batch, each of a piece of music drawn anew.
    pub windows: usize,
    /// Steps between two measurements, each of which also saves a checkpoint.
    pub every: usize,
    /// Seed of everything drawn at random.
    pub seed: u64,
    /// Weights of the parts of the loss.
    pub weights: LossWeights,
}

/// Weights of the parts of the loss.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LossWeights {
    /// MusiCNN's embedding.
    pub embedding: f64,
    /// The features of the tags' teacher.
    pub features: f64,
    /// Its logits.
    pub tags: f64,
    /// The probabilities that these are.
    pub probabilities: f64,
}

impl Default for TrainConfig {
    fn default() -> Self {
        Self {
            steps: 10_000,
            windows: 16,
            every: 200,
            seed: 1,
            // Valence and the emotions are read from the embedding.
            weights: LossWeights {
                embedding: 2.0,
                features: 0.5,
                tags: 1.0,
                // What is shown in the end. Logits alone care as much for how
                // unlikely a tag is as for whether it is likely.
                probabilities: 0.5,
            },
        }
    }
}

/// Steps over which the rate rises from nothing: batch norms settle first.
const WARM_UP: usize = 40;
/// Decay of the running mean of the weights, which is what is kept: over about
/// the last 200 steps.
const AVERAGE: f64 = 0.995;

/// The share of the highest rate: it warms up, then falls evenly to nothing.
fn rate_at(config: &TrainConfig, step: usize) -> f64 {
    let warm = ((step + 1) as f64 / WARM_UP as f64).min(1.0);
    let along = step as f64 / config.steps as f64;
    warm * (1.0 - along).max(0.002)
}

/// Where a teacher's outputs are cut off, in units of their spread: rare outbursts
/// of a quiet one would drown all else.
const OUTBURST: f64 = 4.0;

/// Least spread of a tag's probabilities: of tags that are never heard, nothing is
/// to be learned.
const LEAST_SPREAD: f64 = 0.005;

/// How far from the teachers a network is.
struct Distance {
    weights: LossWeights,
    /// `[56]`: the spread of the teacher's probabilities.
    spread: Tensor,
}

impl Distance {
    fn of(&self, net: &Student, ours: &Opinions, said: &Opinions) -> Tensor {
        let theirs = net.standardised(said);
        let missed = |ours: &Tensor, theirs: &Tensor| {
            ours.mse_loss(&theirs.clamp(-OUTBURST, OUTBURST), Reduction::Mean)
        };
        let [embedding, features, tags] = ours.zip(&theirs, missed);
        let wrong = (net.probabilities(&ours.tags) - said.tags.sigmoid()) / &self.spread;
        let weights = &self.weights;
        embedding * weights.embedding
            + features * weights.features
            + tags * weights.tags
            + wrong.square().mean(Kind::Float) * weights.probabilities
    }
}

/// A run in its folder: what is saved, and where it goes on.
struct Run<'a> {
    folder: &'a Path,
    net_store: VarStore,
    average: VarStore,
    average_net: Student,
    muon: Muon,
    seed: u64,
    step: usize,
    best: Option<Scores>,
}

impl<'a> Run<'a> {
    fn new(folder: &'a Path, config: &TrainConfig, device: Device) -> (Self, Student) {
        tch::manual_seed(config.seed as i64);
        let net_store = VarStore::new(device);
        let net = Student::new(&net_store.root());
        let mut average = VarStore::new(device);
        let average_net = Student::new(&average.root());
        average.freeze();
        let muon = Muon::new(&net_store);
        let run = Self {
            folder,
            net_store,
            average,
            average_net,
            muon,
            seed: config.seed,
            step: 0,
            best: None,
        };
        run.follow(0.0);
        (run, net)
    }

    /// Moves the running mean of the weights, norms' statistics included.
    fn follow(&self, keep: f64) {
        tch::no_grad(|| {
            let now = self.net_store.variables();
            for (name, mut mean) in self.average.variables() {
                // Both stores hold the same network.
                let Some(value) = now.get(&name) else {
                    continue;
                };
                mean.copy_(&(&mean * keep + value * (1.0 - keep)));
            }
        });
    }

    fn save(&self) -> Result<(), ModelError> {
        let file = self.folder.join("checkpoint.safetensors");
        let named = |prefix: &str, store: &VarStore| {
            store
                .variables()
                .into_iter()
                .map(|(n, t)| (format!("{prefix}.{n}"), t))
                .collect()
        };
        let mut tensors: Vec<(String, Tensor)> = named("net", &self.net_store);
        tensors.extend::<Vec<_>>(named("average", &self.average));
        tensors.extend(self.muon.state());
        tensors.push(("step".into(), Tensor::from_slice(&[self.step as i64])));
        tensors.push(("seed".into(), Tensor::from_slice(&[self.seed as i64])));
        if let Some(b) = self.best {
            let best = [b.embedding_r, b.tags_r];
            tensors.push(("best".into(), Tensor::from_slice(&best)));
        }
        replace_with_tensors(&file, &tensors)
    }

    /// Takes up the checkpoint in the folder, if there is one.
    fn resume(&mut self) -> Result<bool, ModelError> {
        let file = self.folder.join("checkpoint.safetensors");
        if !file.exists() {
            return Ok(false);
        }
        let saved: HashMap<String, Tensor> = Tensor::read_safetensors(&file)?.into_iter().collect();
        let mut unfit = None;
        let mut find = |name: &str, to: &mut Tensor| match saved.get(name) {
            Some(from) if from.size() == to.size() => tch::no_grad(|| to.copy_(from)),
            _ => unfit = Some(name.to_owned()),
        };
        for (prefix, store) in [("net", &self.net_store), ("average", &self.average)] {
            for (name, mut tensor) in store.variables() {
                find(&format!("{prefix}.{name}"), &mut tensor);
            }
        }
        let step = saved.get("step").map_or(0, |s| s.int64_value(&[0]));
        self.muon.restore(step as i32, &mut find);
        if saved
            .get("seed")
            .is_some_and(|s| s.int64_value(&[0]) != self.seed as i64)
        {
            let why = "was begun with another seed; train into another folder".to_owned();
            return Err(ModelError::Weights { path: file, why });
        }
        if let Some(name) = unfit {
            let why = format!("'{name}' is of another network; train into another folder");
            return Err(ModelError::Weights { path: file, why });
        }
        self.step = step as usize;
        self.best = saved.get("best").map(|b| Scores {
            embedding_r: b.double_value(&[0]),
            tags_r: b.double_value(&[1]),
        });
        Ok(true)
    }
}

/// Trains in `folder`, going on from its checkpoint, and leaves the best
/// weights there as `best.safetensors` (f16).
///
/// # Errors
/// [`ModelError::Stopped`] when `stop` becomes true, after a checkpoint; files
/// that cannot be written; a checkpoint of another network.
pub fn train(
    examples: &[&Example],
    config: &TrainConfig,
    folder: &Path,
    (device, precision): (Device, Precision),
    stop: &AtomicBool,
    tell: &mut dyn FnMut(Event),
) -> Result<(), ModelError> {
    std::fs::create_dir_all(folder).map_err(ModelError::file("create", folder))?;
    let part = |split| -> Vec<&Example> {
        let examples = examples.iter().copied();
        examples.filter(|e| e.clip.split == split).collect()
    };
    let (training, validation) = (part(Split::Train), part(Split::Validation));
    if training.is_empty() || validation.is_empty() {
        let why = "training needs clips of both splits, train and validation";
        return Err(ModelError::data(folder, why));
    }
    let (mut run, mut net) = Run::new(folder, config, device);
    // Small gradients are nothing in f16; bf16 has f32's range.
    let kind = match precision.kind(device) {
        Kind::Float => Kind::Float,
        _ => Kind::BFloat16,
    };
    let mut lessons = Lessons::of(&training, config.seed);
    // Enough windows to know the spread of everything by.
    let some = lessons.batch(0, 400, &mut seeded(config.seed, 0), device);
    net.set_units(&some.said);
    let spread = some
        .said
        .tags
        .sigmoid()
        .std_dim([0i64].as_slice(), true, false);
    let distance = Distance {
        weights: config.weights,
        spread: spread.clamp_min(LEAST_SPREAD),
    };
    run.follow(0.0);
    if run.resume()? {
        tell(Event::Note(format!("going on from step {}", run.step)));
    }
    let mut smooth = None;
    while run.step < config.steps {
        let mut rng = seeded(config.seed, run.step + 1);
        let batch = lessons.batch(run.step, config.windows, &mut rng, device);
        let ours = net.learn(&batch.windows, kind);
        let loss = distance.of(&net, &ours, &batch.said);
        run.muon.step(&loss, rate_at(config, run.step));
        run.step += 1;
        // Early on the mean would remember the random start.
        run.follow(AVERAGE.min(run.step as f64 / (run.step as f64 + 10.0)));
        let value = loss.double_value(&[]);
        let smoothed = smooth.map_or(value, |s: f64| 0.95 * s + 0.05 * value);
        smooth = Some(smoothed);
        tell(Event::Step {
            step: run.step,
            steps: config.steps,
            loss: smoothed,
        });
        let stopped = stop.load(Ordering::Relaxed);
        if run.step.is_multiple_of(config.every) || run.step == config.steps {
            let scores = scores(&run.average_net, &validation, device);
            let best = run.best.is_none_or(|b| scores.overall() > b.overall());
            if best {
                run.best = Some(scores);
                write_half(&[&run.average], &folder.join("best.safetensors"))?;
            }
            run.save()?;
            tell(Event::Validated {
                step: run.step,
                scores,
                best,
            });
        } else if stopped {
            run.save()?;
        }
        if stopped {
            return Err(ModelError::Stopped);
        }
    }
    Ok(())
}

/// Writes the variables of `stores` into one file. f16 halves it; the outputs
/// differ by less than their last digit shown.
pub(super) fn write_half(stores: &[&nn::VarStore], file: &Path) -> Result<(), ModelError> {
    let mut tensors: Vec<(String, Tensor)> = stores
        .iter()
        .flat_map(|store| store.variables())
        .map(|(n, t)| (n, t.to_kind(Kind::Half)))
        .collect();
    tensors.sort_by(|a, b| a.0.cmp(&b.0));
    replace_with_tensors(file, &tensors)
}

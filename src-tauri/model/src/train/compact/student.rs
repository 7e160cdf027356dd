//! Trains the student's trunk on what the teachers said of single patches.
//!
//! The loss is a weighted sum: the teacher's standardised embedding (feature
//! distillation, Romero et al. 2015), the mean of the two valence-arousal
//! teachers, and a Gaussian negative log-likelihood for the spread around each
//! of them. Labels of whole clips are left to the heads: a few hundred of them
//! are learned by heart before the trunk has learned to hear.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use tch::nn::{self, VarStore};
use tch::{Device, Kind, Reduction, Tensor};

use super::batch::Batch;
use super::targets::Example;
use crate::data::Split;
use crate::error::ModelError;
use crate::evaluate::compact::{Outcome, Scores};
use crate::net::student::{Student, StudentConfig, StudentOutput};
use crate::train::Event;
use crate::train::adam::AdamW;
use crate::train::seeded;
use crate::whole::replace_with_tensors;

/// How to train.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainConfig {
    /// The network's shape.
    pub network: StudentConfig,
    /// Optimiser steps in all.
    pub steps: usize,
    /// Patches in a batch.
    pub batch: usize,
    /// Highest learning rate; it warms up, then falls along a cosine.
    pub rate: f64,
    /// AdamW's decay of weights.
    pub weight_decay: f64,
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
    /// The teacher's standardised embedding.
    pub embedding: f64,
    /// The teachers' mean valence and arousal, standardised.
    pub valence_arousal: f64,
    /// The spread of the teachers around the student.
    pub spread: f64,
}

impl Default for TrainConfig {
    fn default() -> Self {
        Self {
            network: StudentConfig::compact(),
            steps: 2600,
            batch: 64,
            rate: 3e-3,
            weight_decay: 0.02,
            every: 150,
            seed: 1,
            // The embedding's error is a mean over 200 numbers: with less weight the
            // trunk learns valence and arousal alone, and the heads have nothing
            // to stand on.
            weights: LossWeights {
                embedding: 10.0,
                valence_arousal: 1.0,
                spread: 0.1,
            },
        }
    }
}

/// Steps over which the rate rises from nothing: batch norms settle first.
const WARM_UP: usize = 100;
/// Decay of the running mean of the weights, which is what is kept: over about
/// the last 200 steps.
const AVERAGE: f64 = 0.995;

fn rate_at(config: &TrainConfig, step: usize) -> f64 {
    let warm = ((step + 1) as f64 / WARM_UP as f64).min(1.0);
    let along = step as f64 / config.steps as f64;
    config.rate * warm * (0.5 + 0.5 * (std::f64::consts::PI * along).cos()).max(0.01)
}

/// Mean and spread of the targets over the training clips, to weigh them alike.
struct Standard {
    embedding: [Tensor; 2],
    valence_arousal_sd: Tensor,
}

impl Standard {
    fn of(examples: &[&Example], device: Device) -> Self {
        let moments = |pick: &dyn Fn(&Example) -> Tensor| {
            let all = Tensor::cat(&examples.iter().map(|e| pick(e)).collect::<Vec<_>>(), 0);
            let mean = all.mean_dim([0i64].as_slice(), false, Kind::Float);
            let sd = all.std_dim([0i64].as_slice(), true, false).clamp_min(1e-3);
            [mean.to_device(device), sd.to_device(device)]
        };
        let [_, valence_arousal_sd] = moments(&|e| teachers_mean(&e.valence_arousal));
        Self {
            embedding: moments(&|e| e.embedding.shallow_clone()),
            valence_arousal_sd,
        }
    }
}

/// `[B, 4]` of two heads → `[B, 2]`, their mean.
fn teachers_mean(va: &Tensor) -> Tensor {
    (va.narrow(1, 0, 2) + va.narrow(1, 2, 2)) / 2.0
}

fn loss(
    output: &StudentOutput,
    batch: &Batch,
    standard: &Standard,
    config: &TrainConfig,
) -> Tensor {
    let w = &config.weights;
    let [mean, sd] = &standard.embedding;
    let embedding = output
        .embedding
        .mse_loss(&((&batch.embedding - mean) / sd), Reduction::Mean);

    let target = teachers_mean(&batch.valence_arousal);
    let away = (&output.valence_arousal - &target) / &standard.valence_arousal_sd;
    let valence_arousal = away.square().mean(Kind::Float);

    // The spread learns from the residuals but does not pull at the mean.
    let mean = output.valence_arousal.detach();
    let spread = [0, 2].map(|head| {
        let residual = (batch.valence_arousal.narrow(1, head, 2) - &mean).square();
        (&output.log_variance + residual / output.log_variance.exp()).mean(Kind::Float)
    });

    embedding * w.embedding
        + valence_arousal * w.valence_arousal
        + (&spread[0] + &spread[1]) * (w.spread / 2.0)
}

/// A run in its folder: what is saved, and where it goes on.
struct Run<'a> {
    folder: &'a Path,
    net_store: VarStore,
    average: VarStore,
    average_net: Student,
    adam: AdamW,
    step: usize,
    best: Option<Scores>,
}

impl<'a> Run<'a> {
    fn new(folder: &'a Path, config: &TrainConfig, device: Device) -> (Self, Student) {
        tch::manual_seed(config.seed as i64);
        let net_store = VarStore::new(device);
        let net = Student::new(&net_store.root(), &config.network);
        let mut average = VarStore::new(device);
        let average_net = Student::new(&average.root(), &config.network);
        average.freeze();
        let adam = AdamW::new(&net_store, config.weight_decay);
        let run = Self {
            folder,
            net_store,
            average,
            average_net,
            adam,
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
        tensors.extend(self.adam.state());
        tensors.push(("step".into(), Tensor::from_slice(&[self.step as i64])));
        if let Some(b) = self.best {
            let best = [b.valence_r, b.arousal_r, b.embedding_r];
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
        self.adam.restore(step as i32, &mut find);
        if let Some(name) = unfit {
            let why = format!("'{name}' is of another network; train into another folder");
            return Err(ModelError::Weights { path: file, why });
        }
        self.step = step as usize;
        self.best = saved.get("best").map(|b| Scores {
            valence_r: b.double_value(&[0]),
            arousal_r: b.double_value(&[1]),
            embedding_r: b.double_value(&[2]),
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
    examples: &[Example],
    config: &TrainConfig,
    folder: &Path,
    device: Device,
    stop: &AtomicBool,
    tell: &mut dyn FnMut(Event),
) -> Result<(), ModelError> {
    std::fs::create_dir_all(folder).map_err(ModelError::file("create", folder))?;
    let part =
        |split| -> Vec<&Example> { examples.iter().filter(|e| e.clip.split == split).collect() };
    let (training, validation) = (part(Split::Train), part(Split::Validation));
    if training.is_empty() || validation.is_empty() {
        let why = "training needs clips of both splits, train and validation";
        return Err(ModelError::data(folder, why));
    }
    let standard = Standard::of(&training, device);
    let (mut run, net) = Run::new(folder, config, device);
    if run.resume()? {
        tell(Event::Note(format!("going on from step {}", run.step)));
    }
    let mut smooth = None;
    while run.step < config.steps {
        let mut rng = seeded(config.seed, run.step);
        let batch = Batch::draw(&training, config.batch, &mut rng, device);
        let loss = loss(&net.forward_t(&batch.mel, true), &batch, &standard, config);
        run.adam.step(&loss, rate_at(config, run.step));
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
            let outcome = Outcome::of(&run.average_net, validation.iter().copied(), device);
            let scores = outcome.scores();
            let best = run.best.is_none_or(|b| scores.overall() > b.overall());
            if best {
                run.best = Some(scores);
                write_half(&run.average, &folder.join("best.safetensors"))?;
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

/// f16 halves the file; the outputs differ by less than their last digit shown.
pub(super) fn write_half(store: &nn::VarStore, file: &Path) -> Result<(), ModelError> {
    let mut tensors: Vec<(String, Tensor)> = store
        .variables()
        .into_iter()
        .map(|(n, t)| (n, t.to_kind(Kind::Half)))
        .collect();
    tensors.sort_by(|a, b| a.0.cmp(&b.0));
    replace_with_tensors(file, &tensors)
}

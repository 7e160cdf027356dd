//! Trains the student's trunk on what the teachers hear.
//!
//! The loss is a weighted sum of distances, each in units of the teacher's own
//! spread: MusiCNN's embedding and the maps on the way to it (hints, Romero et
//! al. 2015), from filters that learn what its filters hear to its convolutions
//! over time; and the tags' teacher's features and logits. MusiCNN hears every
//! batch anew, whatever was done to it. Labels are left to the head: a few
//! hundred of them are learned by heart before the trunk has learned to hear.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use tch::nn::{self, VarStore};
use tch::{Device, Kind, Reduction, Tensor};

use super::batch::Batch;
use super::targets::Example;
use super::teachers::Teachers;
use crate::data::Split;
use crate::error::ModelError;
use crate::evaluate::trunk::{Scores, scores};
use crate::net::musicnn::Maps;
use crate::net::student::Student;
use crate::net::student::context::ContextOutput;
use crate::net::student::patches::{PatchOutput, STRIDE};
use crate::train::Event;
use crate::train::adam::AdamW;
use crate::train::seeded;
use crate::whole::replace_with_tensors;

/// How to train.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainConfig {
    /// Optimiser steps in all.
    pub steps: usize,
    /// Patches in a batch, each from another piece of music.
    pub patches: usize,
    /// Windows in a batch, likewise.
    pub windows: usize,
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
    /// MusiCNN's embedding.
    pub embedding: f64,
    /// What its filters hear.
    pub filters: f64,
    /// Each of its convolutions over time.
    pub over_time: f64,
    /// The features of the tags' teacher.
    pub features: f64,
    /// Its logits.
    pub tags: f64,
}

impl LossWeights {
    /// The weights so far along a run, 0-1: the maps on the way show where to begin,
    /// and fade until only what is asked for counts.
    fn at(&self, along: f64) -> Self {
        let fade = (1.0 - along).clamp(0.0, 1.0);
        Self {
            filters: self.filters * fade,
            over_time: self.over_time * fade,
            ..*self
        }
    }
}

impl Default for TrainConfig {
    fn default() -> Self {
        Self {
            steps: 4000,
            // Norms need the sound of many songs at a time.
            patches: 40,
            windows: 5,
            rate: 3e-3,
            weight_decay: 0.01,
            every: 200,
            seed: 1,
            // The embedding is what counts; the maps on the way make it quick to
            // learn.
            weights: LossWeights {
                embedding: 4.0,
                filters: 1.0,
                over_time: 0.5,
                features: 1.0,
                tags: 2.0,
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

/// Where a teacher's outputs are cut off, in units of their spread.
const OUTBURST: f64 = 4.0;

/// The mean and the spread of a teacher's outputs, over all but channels.
struct Moments {
    mean: Tensor,
    sd: Tensor,
    /// i64: the channels that move at all.
    live: Tensor,
}

impl Moments {
    /// Of `[n, channels]` or `[n, channels, T]`.
    fn of(outputs: &Tensor) -> Self {
        let flat = match outputs.dim() {
            3 => outputs.transpose(0, 1).flatten(1, 2),
            _ => outputs.tr(),
        };
        let sd = flat.std_dim([1i64].as_slice(), true, false);
        Self {
            mean: flat.mean_dim([1i64].as_slice(), false, Kind::Float),
            live: sd.gt(1e-3).nonzero().squeeze_dim(1),
            sd: sd.clamp_min(1e-3),
        }
    }

    /// The outputs without mean and spread, live channels only, `[n, live, …]`.
    fn standardised(&self, outputs: &Tensor) -> Tensor {
        let pick = |t: &Tensor, dim| t.index_select(dim, &self.live);
        let mut shape = vec![1; outputs.dim()];
        shape[1] = -1;
        let mean = pick(&self.mean, 0).view(&shape[..]);
        let sd = pick(&self.sd, 0).view(&shape[..]);
        (pick(outputs, 1) - mean) / sd
    }

    /// The squared distance of `ours` from it, in units of the spread. Ours may
    /// have more channels: the first ones are compared.
    fn distance(&self, ours: &Tensor, outputs: &Tensor) -> Tensor {
        let theirs = self.standardised(outputs);
        let ours = ours.narrow(1, 0, theirs.size()[1].min(ours.size()[1]));
        // Rare outbursts of a quiet channel would drown all else.
        let theirs = theirs
            .narrow(1, 0, ours.size()[1])
            .clamp(-OUTBURST, OUTBURST);
        ours.mse_loss(&theirs, Reduction::Mean)
    }
}

/// The moments of all that is compared.
struct Standard {
    filters: Vec<Moments>,
    over_time: Vec<Moments>,
    embedding: Moments,
    features: Moments,
    tags: Moments,
}

impl Standard {
    /// Of what the teachers say of the training examples; MusiCNN's from `some`
    /// patches `[n, 187, 96]` alone.
    fn of(examples: &[&Example], some: &Tensor, teachers: &Teachers) -> Self {
        let maps = tch::no_grad(|| teachers.maps(some));
        let all = |pick: &dyn Fn(&Example) -> &Tensor| {
            let parts: Vec<&Tensor> = examples.iter().map(|e| pick(e)).collect();
            Moments::of(&Tensor::cat(&parts, 0).to_device(some.device()))
        };
        Self {
            filters: maps.filters.iter().map(Moments::of).collect(),
            over_time: maps.over_time.iter().map(Moments::of).collect(),
            embedding: Moments::of(&maps.embedding),
            features: all(&|e| &e.features),
            tags: all(&|e| &e.tags),
        }
    }

    fn loss(
        &self,
        (patches, maps): (&PatchOutput, &Maps),
        context: &ContextOutput,
        batch: &Batch,
        w: &LossWeights,
    ) -> Tensor {
        // The student hears every other moment.
        let thin = |map: &Tensor| map.slice(2, 0, None, STRIDE);
        let mut loss = w.features * self.features.distance(&context.features, &batch.features)
            + w.tags
                * self
                    .tags
                    .distance(&self.tags.standardised(&context.tags), &batch.tags)
            + w.embedding
                * self.embedding.distance(
                    &self.embedding.standardised(&patches.embedding),
                    &maps.embedding,
                );
        let kinds = self.filters.len() as f64;
        for ((moments, ours), theirs) in
            self.filters.iter().zip(&patches.filters).zip(&maps.filters)
        {
            loss += moments.distance(ours, &thin(theirs)) * (w.filters / kinds);
        }
        for ((moments, ours), theirs) in self
            .over_time
            .iter()
            .zip(&patches.over_time)
            .zip(&maps.over_time)
        {
            loss += moments.distance(ours, &thin(theirs)) * w.over_time;
        }
        loss
    }
}

/// A run in its folder: what is saved, and where it goes on.
struct Run<'a> {
    folder: &'a Path,
    net_store: VarStore,
    average: VarStore,
    average_net: Student,
    adam: AdamW,
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
        let adam = AdamW::new(&net_store, config.weight_decay);
        let run = Self {
            folder,
            net_store,
            average,
            average_net,
            adam,
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
        tensors.extend(self.adam.state());
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
        self.adam.restore(step as i32, &mut find);
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
    teachers: &Teachers,
    config: &TrainConfig,
    folder: &Path,
    device: Device,
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
    // Enough patches to know the spread of everything by.
    let mut rng = seeded(config.seed, 0);
    let some = Batch::draw(&training, 400, 1, &mut rng, device);
    let standard = Standard::of(&training, &some.patches, teachers);
    let (mut run, mut net) = Run::new(folder, config, device);
    net.set_scale(&standard.embedding.mean, &standard.embedding.sd);
    if run.resume()? {
        tell(Event::Note(format!("going on from step {}", run.step)));
    }
    let mut smooth = None;
    while run.step < config.steps {
        let mut rng = seeded(config.seed, run.step + 1);
        let batch = Batch::draw(&training, config.patches, config.windows, &mut rng, device);
        let maps = tch::no_grad(|| teachers.maps(&batch.patches));
        let patches = net.patches_t(&batch.patches, true);
        let context = net.context_t(&batch.windows, true);
        let weights = config.weights.at(run.step as f64 / config.steps as f64);
        let loss = standard.loss((&patches, &maps), &context, &batch, &weights);
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

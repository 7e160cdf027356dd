//! A training run in its folder: what was asked (`run.json`), how it went
//! (`epochs.csv`), the best weights by each branch's validation loss
//! (`best-tags.safetensors`, `best-va.safetensors`), and a checkpoint after
//! every epoch, from which a stopped run goes on.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};
use tch::{Device, Tensor};

use super::fit::{Epoch, FitConfig, State, Training};
use super::head::{Head, Owned, Weights};
use super::samples::{Set, Task};
use crate::error::ModelError;
use crate::harmony::Parity;
use crate::net::music2emo::Music2EmoConfig;
use crate::train::Event;
use crate::whole::{replace_with, replace_with_tensors};

const CONFIG: &str = "run.json";
const CHECKPOINT: &str = "checkpoint.safetensors";

/// Which network a run trains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// One branch on one data set.
    Teacher,
    /// Two branches on all of them.
    Student,
}

/// Everything a run was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunConfig {
    /// Teacher or student.
    pub role: Role,
    /// The encoder whose embeddings it reads.
    pub encoder: String,
    /// Numbers in an embedding.
    pub embedding: i64,
    /// Whether it is fed chords.
    pub chords: bool,
    /// How many of them.
    pub chord_count: usize,
    /// Whether it is fed the mode of the key.
    pub key: bool,
    /// Whether chords and mode are read as the reference reads them.
    pub parity: Parity,
    /// The data sets, in the order of a step.
    pub datasets: Vec<String>,
    /// Names of the tags of the classification branch; empty without one.
    pub tags: Vec<String>,
    /// How it is trained.
    pub fit: FitConfig,
}

impl RunConfig {
    /// The network's shape.
    pub fn network(&self) -> Music2EmoConfig {
        Music2EmoConfig {
            embedding: self.embedding,
            tags: self.tags.len().max(1) as i64,
            chords: self.chords,
            key: self.key,
        }
    }

    /// A head of this run's shape with random weights.
    pub fn head(&self, device: Device) -> Owned {
        let network = self.network();
        Owned::new(self.fit.seed, device, |root| match self.role {
            Role::Student => Head::student(root, &network),
            Role::Teacher => Head::teacher(root, &network, &self.task()),
        })
    }

    /// A teacher's task; a student has both.
    pub fn task(&self) -> Task {
        if self.tags.is_empty() {
            Task::ValenceArousal
        } else {
            Task::Tags(self.tags.clone())
        }
    }

    /// Reads the configuration of the run in `folder`.
    ///
    /// # Errors
    /// [`ModelError::Data`] when the folder is no run's.
    pub fn read(folder: &Path) -> Result<Self, ModelError> {
        let file = folder.join(CONFIG);
        let data = |why: String| ModelError::data(folder, why);
        let text = std::fs::read(&file)
            .map_err(|_| data(format!("is no training run: it holds no {CONFIG}")))?;
        serde_json::from_slice(&text).map_err(|e| data(format!("{CONFIG} does not read: {e}")))
    }
}

const BEST_TAGS: &str = "best-tags.safetensors";
const BEST_VA: &str = "best-va.safetensors";

/// The trained head of the run in `folder`, with the weights that were best for
/// `task`.
///
/// # Errors
/// No run, a run that has not finished an epoch, or weights of another shape.
pub fn open(folder: &Path, task: &Task, device: Device) -> Result<(RunConfig, Owned), ModelError> {
    let config = RunConfig::read(folder)?;
    let mut owned = config.head(device);
    let name = match task {
        Task::ValenceArousal => BEST_VA,
        Task::Tags(_) => BEST_TAGS,
    };
    let file = folder.join(name);
    if !file.is_file() {
        let why = format!("has no {name}: train it to the end of an epoch");
        return Err(ModelError::data(folder, why));
    }
    crate::net::layers::load(&mut owned.store, &file)?;
    owned.store.freeze();
    Ok((config, owned))
}

/// Trains in `folder`, going on from its checkpoint.
///
/// # Errors
/// [`ModelError::Data`] when the folder holds a run that was asked for
/// otherwise; [`ModelError::Stopped`] when `stop` becomes true: whole epochs are
/// kept; files that cannot be written.
pub fn train(
    folder: &Path,
    config: &RunConfig,
    sets: &[&Set],
    teachers: &[&Head],
    device: Device,
    stop: &AtomicBool,
    tell: &mut dyn FnMut(Event),
) -> Result<Vec<Epoch>, ModelError> {
    let pupil = config.head(device);
    let mut training = Training::new(&pupil, sets, teachers, &config.fit)?;
    claim(folder, config)?;
    if resume(folder, &mut training, &pupil)? {
        let done = training.state.history.len();
        tell(Event::Note(format!("going on after epoch {done}")));
    }
    while !training.over() {
        let epoch = training.epoch(stop)?;
        save(folder, &training, &pupil)?;
        tell(Event::Epoch(epoch));
    }
    Ok(training.state.history)
}

/// Makes the folder this run's own.
fn claim(folder: &Path, config: &RunConfig) -> Result<(), ModelError> {
    if folder.join(CONFIG).exists() {
        if RunConfig::read(folder)? == *config {
            return Ok(());
        }
        let why = "holds a run with other settings: name another folder, or remove it";
        return Err(ModelError::data(folder, why));
    }
    std::fs::create_dir_all(folder).map_err(ModelError::file("create", folder))?;
    let text = serde_json::to_vec_pretty(config).map_err(|e| ModelError::Damaged {
        path: folder.join(CONFIG),
        why: e.to_string(),
    })?;
    replace_with(&folder.join(CONFIG), &text)
}

fn save(folder: &Path, training: &Training<'_>, pupil: &Owned) -> Result<(), ModelError> {
    let state = &training.state;
    let last = state.history.last();
    for (best, now, file) in [
        (&state.best_tags, last.map(|e| e.validation_tags), BEST_TAGS),
        (&state.best_va, last.map(|e| e.validation_va), BEST_VA),
    ] {
        // Only when this epoch was the best does the file change.
        if let Some((loss, weights)) = best
            && now == Some(*loss)
        {
            replace_with_tensors(&folder.join(file), weights)?;
        }
    }
    let mut csv = String::from("epoch,training,validation,validation_tags,validation_va\n");
    for e in &state.history {
        csv += &format!(
            "{},{},{},{},{}\n",
            e.epoch, e.training, e.validation, e.validation_tags, e.validation_va
        );
    }
    replace_with(&folder.join("epochs.csv"), csv.as_bytes())?;

    let mut tensors = prefixed("net", &pupil.weights());
    tensors.extend(training.adam.state());
    let mut numbers = vec![
        f64::from(training.steps()),
        state.waited as f64,
        state.best.unwrap_or(f64::NAN),
    ];
    for (name, best) in [("best_tags", &state.best_tags), ("best_va", &state.best_va)] {
        numbers.push(best.as_ref().map_or(f64::NAN, |b| b.0));
        if let Some((_, weights)) = best {
            tensors.extend(prefixed(name, weights));
        }
    }
    tensors.push(("numbers".into(), Tensor::from_slice(&numbers)));
    let history: Vec<f64> = state
        .history
        .iter()
        .flat_map(|e| [e.training, e.validation, e.validation_tags, e.validation_va])
        .collect();
    tensors.push(("history".into(), Tensor::from_slice(&history)));
    replace_with_tensors(&folder.join(CHECKPOINT), &tensors)
}

fn prefixed(prefix: &str, weights: &Weights) -> Weights {
    weights
        .iter()
        .map(|(name, t)| (format!("{prefix}.{name}"), t.shallow_clone()))
        .collect()
}

fn resume(folder: &Path, training: &mut Training<'_>, pupil: &Owned) -> Result<bool, ModelError> {
    let file = folder.join(CHECKPOINT);
    if !file.exists() {
        return Ok(false);
    }
    let damaged = |why: String| ModelError::Damaged {
        path: file.clone(),
        why: format!("{why}; remove it to begin anew"),
    };
    let saved: HashMap<String, Tensor> = Tensor::read_safetensors(&file)
        .map_err(|e| damaged(e.to_string()))?
        .into_iter()
        .collect();
    let under = |prefix: &str| -> Weights {
        let mut part: Weights = saved
            .iter()
            .filter_map(|(name, t)| {
                let rest = name.strip_prefix(prefix)?.strip_prefix('.')?;
                Some((rest.to_owned(), t.shallow_clone()))
            })
            .collect();
        part.sort_by(|a, b| a.0.cmp(&b.0));
        part
    };
    let list = |name: &str| -> Result<Vec<f64>, ModelError> {
        let tensor = saved
            .get(name)
            .ok_or_else(|| damaged(format!("it has no '{name}'")))?;
        Ok(Vec::try_from(tensor)?)
    };
    let (numbers, history) = (list("numbers")?, list("history")?);
    let [steps, waited, best, tags_loss, va_loss] = numbers[..] else {
        return Err(damaged("its numbers are not five".into()));
    };
    pupil
        .restore(&under("net"))
        .map_err(|error| damaged(error.to_string()))?;
    let mut missing = None;
    training
        .adam
        .restore(steps as i32, |name, to| match saved.get(name) {
            Some(from) if from.size() == to.size() => tch::no_grad(|| to.copy_(from)),
            _ => missing = Some(name.to_owned()),
        });
    if let Some(name) = missing {
        return Err(damaged(format!("'{name}' is of another network")));
    }
    let number = |x: f64| (!x.is_nan()).then_some(x);
    let state = State {
        history: history
            .chunks_exact(4)
            .enumerate()
            .map(|(i, e)| Epoch {
                epoch: i + 1,
                training: e[0],
                validation: e[1],
                validation_tags: e[2],
                validation_va: e[3],
            })
            .collect(),
        best: number(best),
        waited: waited as usize,
        best_tags: number(tags_loss).map(|loss| (loss, under("best_tags"))),
        best_va: number(va_loss).map(|loss| (loss, under("best_va"))),
    };
    training.resume(steps as i32, state);
    Ok(true)
}

//! The heads that are trained: a teacher's one branch or a student's two.

use tch::nn::{Path, VarStore};
use tch::{Device, Tensor};

use super::samples::Task;
use crate::error::ModelError;
use crate::net::music2emo::{Features, MultitaskHead, Music2EmoConfig, TeacherHead, TeacherTask};

/// A network on cached features.
#[derive(Debug)]
pub enum Head {
    /// One branch, for one task.
    Teacher(TeacherHead),
    /// Two branches: tags, and valence with arousal.
    Student(MultitaskHead),
}

impl Head {
    /// A student with random weights at `root`.
    pub fn student(root: &Path<'_>, config: &Music2EmoConfig) -> Self {
        Self::Student(MultitaskHead::new(root, config))
    }

    /// A teacher of one task with random weights at `root`.
    pub fn teacher(root: &Path<'_>, config: &Music2EmoConfig, task: &Task) -> Self {
        let answer = match task {
            Task::ValenceArousal => TeacherTask::ValenceArousal,
            Task::Tags(_) => TeacherTask::Tags,
        };
        Self::Teacher(TeacherHead::new(root, config, answer))
    }

    /// Raw outputs `[B, outputs]` for one task: logits of tags, or valence and
    /// arousal.
    pub fn forward_t(&self, features: &Features, task: &Task, train: bool) -> Tensor {
        match self {
            Self::Teacher(head) => head.forward_t(features, train),
            Self::Student(head) => {
                let output = head.forward_t(features, train);
                match task {
                    Task::ValenceArousal => output.valence_arousal,
                    Task::Tags(_) => output.tags,
                }
            }
        }
    }
}

/// A head with the store that owns its variables.
#[derive(Debug)]
pub struct Owned {
    /// The head.
    pub head: Head,
    /// Its variables.
    pub store: VarStore,
}

/// A copy of a head's variables on the CPU, by name.
pub type Weights = Vec<(String, Tensor)>;

impl Owned {
    /// Builds a head in a store of its own; same seed, same weights.
    pub fn new(seed: u64, device: Device, build: impl FnOnce(&Path<'_>) -> Head) -> Self {
        tch::manual_seed(seed as i64);
        let store = VarStore::new(device);
        let head = build(&store.root());
        Self { head, store }
    }

    /// Copies the variables as they are now, sorted by name.
    pub fn weights(&self) -> Weights {
        let mut all: Weights = self
            .store
            .variables()
            .into_iter()
            .map(|(name, t)| (name, t.detach().to_device(Device::Cpu).copy()))
            .collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all
    }

    /// Puts saved variables back.
    ///
    /// # Errors
    /// [`ModelError::Weights`] naming one that does not fit.
    pub fn restore(&self, weights: &Weights) -> Result<(), ModelError> {
        let variables = self.store.variables();
        for (name, value) in weights {
            match variables.get(name) {
                Some(variable) if variable.size() == value.size() => {
                    tch::no_grad(|| variable.shallow_clone().copy_(value));
                }
                _ => {
                    return Err(ModelError::Weights {
                        path: "checkpoint".into(),
                        why: format!("'{name}' is of another network"),
                    });
                }
            }
        }
        Ok(())
    }
}

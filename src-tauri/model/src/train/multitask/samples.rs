//! Clips as the heads see them: cached features beside labels.

use moodplane_library::Quadrant;
use rand::Rng;
use rand::rngs::StdRng;
use tch::{Device, Kind, Tensor};

use crate::data::{Clip, Dataset, Split};
use crate::error::ModelError;
use crate::features::{ClipFeatures, Store};
use crate::harmony::{Parity, feature_ids, key_of, mode_id};
use crate::net::music2emo::Features;

/// What a data set teaches.
#[derive(Debug, Clone, PartialEq)]
pub enum Task {
    /// Valence and arousal, 1-9: the regression branch.
    ValenceArousal,
    /// Independent labels of these names, 0-1: the classification branch.
    Tags(Vec<String>),
}

impl Task {
    /// Numbers a head of this task puts out.
    pub fn outputs(&self) -> usize {
        match self {
            Self::ValenceArousal => 2,
            Self::Tags(names) => names.len(),
        }
    }
}

/// One labelled clip.
#[derive(Debug)]
pub struct Sample {
    /// Its id in the data set.
    pub id: String,
    /// Clips of one group (an artist) stay on one side of any split.
    pub group: String,
    /// f32 `[segments, E]`: the embedding of each segment.
    pub embedding: Tensor,
    /// Ids of the chords' roots.
    pub roots: Vec<i64>,
    /// Ids of the chords' qualities.
    pub qualities: Vec<i64>,
    /// 0 = major, 1 = minor.
    pub mode: i64,
    /// Valence and arousal (1-9), or one number 0-1 for each tag.
    pub target: Vec<f32>,
    /// Russell's quadrant as people labelled it.
    pub quadrant: Option<Quadrant>,
}

/// A data set as training sees it.
#[derive(Debug)]
pub struct Set {
    /// The data set's name.
    pub name: String,
    /// What it teaches.
    pub task: Task,
    /// To fit.
    pub train: Vec<Sample>,
    /// To choose by.
    pub validation: Vec<Sample>,
    /// To report on.
    pub test: Vec<Sample>,
}

/// A set's labels, and where a clip has them.
fn task_of(dataset: &Dataset) -> Result<Task, ModelError> {
    let any = |has: &dyn Fn(&Clip) -> bool| dataset.clips.iter().any(has);
    if any(&|c| c.tags.is_some()) {
        let names = moodplane_library::vocabulary().iter();
        return Ok(Task::Tags(names.map(|tag| tag.name.to_string()).collect()));
    }
    if any(&|c| c.valence.is_some() && c.arousal.is_some()) {
        return Ok(Task::ValenceArousal);
    }
    let shares = |c: &Clip| c.scalars.iter().flatten().all(|x| (0.0..=1.0).contains(x));
    if !dataset.scalars.is_empty() && dataset.clips.iter().all(shares) {
        return Ok(Task::Tags(dataset.scalars.clone()));
    }
    Err(ModelError::data(
        &dataset.path,
        "has nothing to learn: it needs valence and arousal, tags, or columns of shares from 0 to 1",
    ))
}

fn target(task: &Task, clip: &Clip) -> Option<Vec<f32>> {
    match (task, &clip.tags) {
        (Task::ValenceArousal, _) => Some(vec![clip.valence?, clip.arousal?]),
        (Task::Tags(names), Some(tags)) => {
            let mut on = vec![0.0; names.len()];
            for &tag in tags {
                on[usize::from(tag)] = 1.0;
            }
            Some(on)
        }
        (Task::Tags(_), None) => clip.scalars.iter().copied().collect(),
    }
}

impl Set {
    /// The clips of one part.
    pub fn part(&self, split: Split) -> &[Sample] {
        match split {
            Split::Train => &self.train,
            Split::Validation => &self.validation,
            Split::Test => &self.test,
        }
    }

    /// All clips, whatever their part.
    pub fn all(&self) -> impl Iterator<Item = &Sample> {
        Split::ALL.into_iter().flat_map(|split| self.part(split))
    }

    /// Joins a data set with the features of its clips in `store`, of which each
    /// has `chords` chords.
    ///
    /// # Errors
    /// [`ModelError::Data`] when it teaches nothing, when features of it are
    /// missing, or when there is no clip to fit.
    pub fn join(
        dataset: &Dataset,
        store: &Store,
        parity: Parity,
        chords: usize,
    ) -> Result<Self, ModelError> {
        let task = task_of(dataset)?;
        let mut set = Self {
            name: dataset.name.clone(),
            task,
            train: Vec::new(),
            validation: Vec::new(),
            test: Vec::new(),
        };
        let mut without = 0;
        for clip in &dataset.clips {
            let Some(target) = target(&set.task, clip) else {
                continue;
            };
            let Some(features) = store.get(&dataset.name, &clip.id) else {
                without += 1;
                continue;
            };
            let sample = Sample::new(clip, target, features, parity, chords);
            match clip.split {
                Split::Train => set.train.push(sample),
                Split::Validation => set.validation.push(sample),
                Split::Test => set.test.push(sample),
            }
        }
        if set.all().next().is_none() {
            let why = format!(
                "has no clip with features in {}: run mood features extract first",
                store.folder().display()
            );
            return Err(ModelError::data(&dataset.path, why));
        }
        if without > 0 {
            tracing::warn!(
                "{}: {without} clips are left out, they have no features",
                set.name
            );
        }
        Ok(set)
    }

    /// The mean of each label over the clips to fit.
    pub fn frequencies(&self) -> Vec<f32> {
        let mut mean = vec![0.0; self.task.outputs()];
        for sample in &self.train {
            for (sum, x) in mean.iter_mut().zip(&sample.target) {
                *sum += x / self.train.len() as f32;
            }
        }
        mean
    }
}

impl Sample {
    fn new(
        clip: &Clip,
        target: Vec<f32>,
        features: &ClipFeatures,
        parity: Parity,
        chords: usize,
    ) -> Self {
        let key = key_of(&features.chords, parity);
        let (roots, qualities) = feature_ids(&features.chords, key, parity.window(), chords);
        Self {
            id: clip.id.clone(),
            group: clip.group.clone(),
            embedding: features.embedding.shallow_clone(),
            roots,
            qualities,
            mode: mode_id(key, parity),
            target,
            quadrant: clip.quadrant,
        }
    }

    /// The same sample; the embedding is shared.
    pub fn shallow_clone(&self) -> Self {
        Self {
            id: self.id.clone(),
            group: self.group.clone(),
            embedding: self.embedding.shallow_clone(),
            target: self.target.clone(),
            roots: self.roots.clone(),
            qualities: self.qualities.clone(),
            ..*self
        }
    }

    /// `[E]`: the mean over all segments, or over a random run of them.
    fn summary(&self, crop: Option<&mut StdRng>) -> Tensor {
        let segments = self.embedding.size()[0];
        let run = match crop {
            Some(rng) if segments > 1 => {
                let start = rng.random_range(0..segments);
                let end = rng.random_range(start + 1..=segments);
                self.embedding.narrow(0, start, end - start)
            }
            _ => self.embedding.shallow_clone(),
        };
        run.mean_dim([0i64].as_slice(), false, Kind::Float)
    }
}

/// A batch of samples: what goes in and what should come out, `[B, outputs]`.
/// With `crop` the embedding of each is the mean over a random contiguous run
/// of its segments, as the paper trains.
pub fn batch(
    samples: &[&Sample],
    mut crop: Option<&mut StdRng>,
    device: Device,
) -> (Features, Tensor) {
    let embedding: Vec<Tensor> = samples
        .iter()
        .map(|s| s.summary(crop.as_deref_mut()))
        .collect();
    let ids = |pick: &dyn Fn(&Sample) -> &[i64]| {
        let all: Vec<i64> = samples.iter().flat_map(|s| pick(s)).copied().collect();
        Tensor::from_slice(&all)
            .view([samples.len() as i64, -1])
            .to_device(device)
    };
    let modes: Vec<i64> = samples.iter().map(|s| s.mode).collect();
    let features = Features {
        embedding: Tensor::stack(&embedding, 0).to_device(device),
        chord_roots: ids(&|s| &s.roots),
        chord_qualities: ids(&|s| &s.qualities),
        mode: Tensor::from_slice(&modes).unsqueeze(1).to_device(device),
    };
    (features, labels(samples, device))
}

/// What should come out, `[B, outputs]`.
pub fn labels(samples: &[&Sample], device: Device) -> Tensor {
    let all: Vec<f32> = samples.iter().flat_map(|s| &s.target).copied().collect();
    Tensor::from_slice(&all)
        .view([samples.len() as i64, -1])
        .to_device(device)
}

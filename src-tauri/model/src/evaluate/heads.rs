//! How well trained heads do on labelled sets: every head on every set, also
//! on those it never saw, with intervals.

use std::path::PathBuf;

use moodplane_library::Quadrant;
use tch::Device;

use crate::data::Split;
use crate::error::ModelError;
use crate::metrics::{
    Estimate, Macro, TagRankings, accuracy, bootstrap, bootstrap_counts, ccc, macro_f1, pearson,
    r2, rmse,
};
use crate::net::music2emo::{CHORDS, MultitaskHead, Music2EmoConfig};
use crate::shelf::Model;
use crate::train::multitask::fit::predict;
use crate::train::multitask::head::{Head, Owned};
use crate::train::multitask::run::{Role, RunConfig, open};
use crate::train::multitask::samples::{Sample, Set, Task};

/// Where a head comes from.
#[derive(Debug)]
pub enum Source {
    /// A training run's folder.
    Run(PathBuf),
    /// An installed model.
    Installed(Box<Model>),
}

/// A head that can be asked, and what it can be asked about.
#[derive(Debug)]
pub struct Candidate {
    /// Its name in tables.
    pub name: String,
    /// The encoder whose embeddings it reads.
    pub encoder: String,
    /// Chords of a clip that it is fed.
    pub chord_count: usize,
    source: Source,
    role: Role,
    tags: Vec<String>,
}

impl Candidate {
    /// A training run.
    ///
    /// # Errors
    /// When the folder is none.
    pub fn run(folder: PathBuf) -> Result<Self, ModelError> {
        let config = RunConfig::read(&folder)?;
        let name = folder.file_name().unwrap_or(folder.as_os_str());
        Ok(Self {
            name: name.to_string_lossy().into_owned(),
            encoder: config.encoder.clone(),
            chord_count: config.chord_count,
            role: config.role,
            tags: config.tags,
            source: Source::Run(folder),
        })
    }

    /// An installed music2emo.
    pub fn installed(model: Model) -> Self {
        Self {
            name: model.entry.id.clone(),
            encoder: "mert".into(),
            chord_count: CHORDS,
            role: Role::Student,
            tags: moodplane_library::vocabulary()
                .iter()
                .map(|tag| tag.name.to_string())
                .collect(),
            source: Source::Installed(Box::new(model)),
        }
    }

    /// Whether it has a branch for this task.
    fn knows(&self, task: &Task) -> bool {
        match (self.role, task) {
            (Role::Student, Task::ValenceArousal) => true,
            (Role::Teacher, Task::ValenceArousal) => self.tags.is_empty(),
            (_, Task::Tags(names)) => self.tags == *names,
        }
    }

    /// The head, at its best for the task.
    fn open(&self, task: &Task, device: Device) -> Result<Owned, ModelError> {
        match &self.source {
            Source::Run(folder) => Ok(open(folder, task, device)?.1),
            Source::Installed(model) => {
                let file = model.verified("head")?;
                let (head, store) = MultitaskHead::open(&file, &Music2EmoConfig::paper(), device)?;
                Ok(Owned {
                    head: Head::Student(head),
                    store,
                })
            }
        }
    }
}

/// A measure with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// Its name, such as `valence R²`.
    pub name: &'static str,
    /// Its value with a 95 % interval.
    pub value: Estimate,
}

/// What one head did on one set.
#[derive(Debug)]
pub struct Cell {
    /// The head.
    pub head: String,
    /// The set.
    pub set: String,
    /// Clips measured.
    pub clips: usize,
    /// The measures; empty when the head has no branch for the set.
    pub measures: Vec<Measured>,
}

/// Measures every candidate on every set.
///
/// # Errors
/// [`ModelError::Data`] when a set has no clips in that split; heads that do
/// not load.
pub fn matrix(
    candidates: &[Candidate],
    sets: &[Set],
    split: Split,
    device: Device,
) -> Result<Vec<Cell>, ModelError> {
    let mut cells = Vec::new();
    for candidate in candidates {
        for set in sets {
            let samples: Vec<&Sample> = set.part(split).iter().collect();
            if samples.is_empty() {
                let why = format!("has no clips with features in its {} split", split.name());
                return Err(ModelError::data(&set.name, why));
            }
            let mut cell = Cell {
                head: candidate.name.clone(),
                set: set.name.clone(),
                clips: samples.len(),
                measures: Vec::new(),
            };
            if candidate.knows(&set.task) {
                let owned = candidate.open(&set.task, device)?;
                let raw = predict(&owned.head, &set.task, &samples, device);
                let flat: Vec<f32> =
                    Vec::try_from(raw.to_device(Device::Cpu).contiguous().view([-1]))?;
                cell.measures = match &set.task {
                    Task::ValenceArousal => valence_arousal(&samples, &flat),
                    Task::Tags(names) => tags(&samples, &flat, names.len()),
                };
            }
            cells.push(cell);
        }
    }
    Ok(cells)
}

fn groups(samples: &[&Sample]) -> Vec<String> {
    samples.iter().map(|s| s.group.clone()).collect()
}

fn valence_arousal(samples: &[&Sample], said: &[f32]) -> Vec<Measured> {
    let groups = groups(samples);
    let column = |axis: usize| -> (Vec<f64>, Vec<f64>) {
        samples
            .iter()
            .zip(said.chunks_exact(2))
            .map(|(s, said)| (f64::from(s.target[axis]), f64::from(said[axis])))
            .unzip()
    };
    let mut measures = Vec::new();
    type Score = fn(&[f64], &[f64]) -> f64;
    let kinds: [(Score, [&'static str; 2]); 4] = [
        (r2, ["valence R²", "arousal R²"]),
        (rmse, ["valence RMSE", "arousal RMSE"]),
        (pearson, ["valence r", "arousal r"]),
        (ccc, ["valence CCC", "arousal CCC"]),
    ];
    for (score, names) in kinds {
        for (axis, name) in names.into_iter().enumerate() {
            let (truth, said) = column(axis);
            let value = bootstrap(&groups, 1, |clips| {
                let pick = |x: &[f64]| clips.iter().map(|&i| x[i]).collect::<Vec<_>>();
                score(&pick(&said), &pick(&truth))
            });
            measures.push(Measured { name, value });
        }
    }
    measures.extend(quadrants(samples, said));
    measures
}

fn quadrants(samples: &[&Sample], said: &[f32]) -> Vec<Measured> {
    let labelled: Vec<(u8, u8, &Sample)> = samples
        .iter()
        .zip(said.chunks_exact(2))
        .filter_map(|(s, said)| {
            let said = Quadrant::of(said[0], said[1]);
            Some((said as u8, s.quadrant? as u8, *s))
        })
        .collect();
    if labelled.is_empty() {
        return Vec::new();
    }
    let groups: Vec<String> = labelled.iter().map(|(_, _, s)| s.group.clone()).collect();
    let measured = |name, score: fn(&[u8], &[u8]) -> f64| Measured {
        name,
        value: bootstrap(&groups, 1, |clips| {
            let (said, truth): (Vec<u8>, Vec<u8>) = clips
                .iter()
                .map(|&i| (labelled[i].0, labelled[i].1))
                .unzip();
            score(&said, &truth)
        }),
    };
    vec![
        measured("quadrant accuracy", accuracy),
        measured("quadrant macro F1", macro_f1),
    ]
}

/// Macro PR-AUC and ROC-AUC of labels that are on or off; for shares, the mean
/// over the tags of Pearson's r.
fn tags(samples: &[&Sample], said: &[f32], width: usize) -> Vec<Measured> {
    let groups = groups(samples);
    let truth: Vec<f32> = samples.iter().flat_map(|s| &s.target).copied().collect();
    if truth.iter().all(|&x| x == 0.0 || x == 1.0) {
        let scores: Vec<f64> = said.iter().map(|&x| f64::from(x)).collect();
        let positive: Vec<bool> = truth.iter().map(|&x| x > 0.5).collect();
        let rankings = TagRankings::new(&scores, &positive, width);
        let measured = |name, pick: fn(Macro) -> f64| Measured {
            name,
            value: bootstrap_counts(&groups, 1, |counts| pick(rankings.measure(counts))),
        };
        return vec![
            measured("PR-AUC", |m| m.pr_auc),
            measured("ROC-AUC", |m| m.roc_auc),
        ];
    }
    let column = |values: &[f32], tag: usize, clips: &[usize]| -> Vec<f64> {
        clips
            .iter()
            .map(|&i| f64::from(values[i * width + tag]))
            .collect()
    };
    let value = bootstrap(&groups, 1, |clips| {
        let r = |tag| pearson(&column(said, tag, clips), &column(&truth, tag, clips));
        (0..width).map(r).sum::<f64>() / width as f64
    });
    vec![Measured {
        name: "mean r",
        value,
    }]
}

//! How well a trunk follows its teachers on music that it did not train on.

use serde::{Deserialize, Serialize};
use tch::{Device, Kind, Tensor};

use crate::metrics::pearson;
use crate::net::musicnn;
use crate::net::student::level::Levelled;
use crate::net::student::trunk::Opinions;
use crate::net::student::{Student, TAGS};
use crate::train::compact::targets::Example;

/// The measures that choose between checkpoints, without intervals.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    /// Mean over the embedding's numbers of Pearson's r with MusiCNN's, over
    /// patches.
    pub embedding_r: f64,
    /// Mean over the tags of Pearson's r with the teacher's probabilities, over
    /// windows.
    pub tags_r: f64,
}

impl Scores {
    /// One number to choose a checkpoint by: the plain mean.
    pub fn overall(&self) -> f64 {
        (self.embedding_r + self.tags_r) / 2.0
    }
}

impl std::fmt::Display for Scores {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            embedding_r,
            tags_r,
        } = self;
        write!(f, "embedding r {embedding_r:.3}, tags r {tags_r:.3}")
    }
}

/// Measures `net` on labelled examples.
pub fn scores(net: &Student, examples: &[&Example], device: Device) -> Scores {
    let ours: Vec<Opinions> = tch::no_grad(|| {
        let windows = examples.iter().flat_map(|e| e.windows());
        windows
            .map(|window| net.hear(&Levelled::of(&window.to_device(device)).mel))
            .collect()
    });
    let theirs: Vec<Opinions> = examples.iter().map(|e| e.said_of_windows()).collect();
    let all = |said: &[Opinions], pick: fn(&Opinions) -> &Tensor| {
        Tensor::cat(&said.iter().map(pick).collect::<Vec<_>>(), 0)
    };
    let embedding = |said| all(said, |s| &s.embedding);
    let tags = |said| all(said, |s| &s.tags).sigmoid();
    Scores {
        embedding_r: mean_r(&embedding(&ours), &embedding(&theirs), musicnn::EMBEDDING),
        tags_r: mean_r(&tags(&ours), &tags(&theirs), TAGS),
    }
}

/// Mean over the columns of two `[n, columns]` of Pearson's r between them.
fn mean_r(ours: &Tensor, theirs: &Tensor, columns: usize) -> f64 {
    let column = |t: &Tensor, i: usize| -> Vec<f64> {
        let column = t.select(1, i as i64).to_device(Device::Cpu);
        // A one-dimensional tensor of doubles always converts.
        Vec::try_from(column.to_kind(Kind::Double)).unwrap_or_default()
    };
    let sum: f64 = (0..columns)
        .map(|i| pearson(&column(ours, i), &column(theirs, i)))
        .sum();
    sum / columns as f64
}

//! How well a trunk follows its teachers on music that it did not train on.

use serde::{Deserialize, Serialize};
use tch::{Device, Kind, Tensor};

use crate::metrics::pearson;
use crate::net::student::{PATCH_FEATURES, Student, TAGS, cut, level};
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
    let (mut ours, mut our_tags) = (Vec::new(), Vec::new());
    tch::no_grad(|| {
        for window in examples.iter().flat_map(|e| e.windows()) {
            let window = level::levelled(&window.to_device(device));
            ours.push(net.patches_t(&cut(&window), false).embedding);
            our_tags.push(net.context_t(&window, false).tags.sigmoid());
        }
    });
    let gather = |pick: &dyn Fn(&Example) -> Tensor| {
        Tensor::cat(&examples.iter().map(|e| pick(e)).collect::<Vec<_>>(), 0)
    };
    Scores {
        embedding_r: mean_r(
            &Tensor::cat(&ours, 0),
            &gather(&|e| e.embedding.shallow_clone()),
            PATCH_FEATURES,
        ),
        tags_r: mean_r(
            &Tensor::cat(&our_tags, 0),
            &gather(&|e| e.tags.sigmoid()),
            TAGS,
        ),
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

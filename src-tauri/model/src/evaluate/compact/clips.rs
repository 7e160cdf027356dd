//! What the trunk hears of labelled clips, beside what is known of them.

use tch::{Device, Kind};

use crate::data::Split;
use crate::net::student::head::GEMS;
use crate::net::student::row::{Patch, Row, embedding};
use crate::net::student::{EMBEDDING, Student};
use crate::train::compact::targets::Example;

/// A clip, or a window of unlabelled music.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    /// The student's embedding, 256 numbers.
    pub embedding: Vec<f32>,
    /// The tag teacher's logits, mean over the windows.
    pub tags: Vec<f64>,
    /// Russell's quadrant, 0 for Q1.
    pub quadrant: Option<usize>,
    /// Valence and arousal, 1-9.
    pub valence_arousal: Option<[f64; 2]>,
    /// Shares of listeners who felt each GEMS emotion.
    pub gems: Option<[f64; GEMS]>,
    /// What belongs on one side of a split.
    pub group: String,
    /// The clip's part.
    pub split: Split,
}

impl Heard {
    /// What its teacher gives the tag's probability as.
    pub fn tag_probability(&self, tag: usize) -> f64 {
        1.0 / (1.0 + (-self.tags[tag]).exp())
    }
}

/// Hears every example.
pub fn hear(net: &Student, examples: &[Example], device: Device) -> Vec<Heard> {
    examples
        .iter()
        .map(|example| one(net, example, device))
        .collect()
}

fn one(net: &Student, example: &Example, device: Device) -> Heard {
    let _no_grad = tch::no_grad_guard();
    let rows: Vec<Vec<f32>> = example
        .windows()
        .map(|window| net.rows(&window.to_device(device)).view([-1]))
        // Flat tensors of their own kind always convert.
        .map(|row| Vec::try_from(row.to_device(Device::Cpu)).unwrap_or_default())
        .collect();
    let patches: Vec<Patch<'_>> = rows
        .iter()
        .flat_map(|row| Row::new(row).patches())
        .collect();
    let clip = &example.clip;
    let label = |v: Option<f32>| v.map(f64::from);
    let shares: Vec<f64> = clip.scalars.iter().filter_map(|&s| label(s)).collect();
    let teacher = example
        .said_of_windows()
        .tags
        .mean_dim([0i64].as_slice(), false, Kind::Double);
    let heard = Heard {
        embedding: embedding(&patches, |_| 1.0, &example.tonal),
        tags: Vec::try_from(teacher).unwrap_or_default(),
        quadrant: clip.quadrant.map(|q| q as usize),
        valence_arousal: label(clip.valence)
            .zip(label(clip.arousal))
            .map(|(v, a)| [v, a]),
        gems: shares.try_into().ok(),
        group: clip.group.clone(),
        split: clip.split,
    };
    debug_assert_eq!(heard.embedding.len(), EMBEDDING);
    heard
}

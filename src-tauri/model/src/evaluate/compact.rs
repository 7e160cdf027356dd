//! How well a student does on clips that it did not train on: agreement with
//! its teachers, and with people.

use serde::{Deserialize, Serialize};
use tch::{Kind, Tensor};

use crate::metrics::{Estimate, bootstrap, pearson, quantile, roc_auc};
use crate::net::student::{EMBEDDING, PATCH_FRAMES, Student, TAGS};
use crate::train::compact::targets::{Example, HOP};

/// A student's opinion of a whole clip: the mean over its patches.
#[derive(Debug, Clone)]
pub struct ClipOutput {
    /// Valence, 1-9.
    pub valence: f64,
    /// Arousal, 1-9.
    pub arousal: f64,
    /// Uncalibrated standard deviation of the valence.
    pub valence_sd: f64,
    /// Uncalibrated standard deviation of the arousal.
    pub arousal_sd: f64,
    /// Probability of each tag.
    pub tags: Vec<f64>,
    /// Logits of Q1 … Q4.
    pub quadrant: [f64; 4],
    /// The embedding.
    pub embedding: Vec<f64>,
}

/// The network's mean outputs over the patches of `example`.
pub fn clip_output(net: &Student, example: &Example, device: tch::Device) -> ClipOutput {
    let _no_grad = tch::no_grad_guard();
    let patches = example
        .mel
        .unfold(0, PATCH_FRAMES as i64, HOP as i64)
        .transpose(1, 2)
        .to_device(device)
        .to_kind(Kind::Float);
    let output = net.forward_t(&patches, false);
    let mean = |t: &Tensor| -> Vec<f64> {
        let mean = t.mean_dim([0i64].as_slice(), false, Kind::Double);
        // A one-dimensional tensor of doubles always converts.
        Vec::try_from(mean.to_device(tch::Device::Cpu)).unwrap_or_default()
    };
    let va = mean(&output.valence_arousal);
    let variance = mean(&output.log_variance.exp());
    let quadrant = mean(&output.quadrant);
    ClipOutput {
        valence: va[0],
        arousal: va[1],
        valence_sd: variance[0].sqrt(),
        arousal_sd: variance[1].sqrt(),
        tags: mean(&output.tags)
            .into_iter()
            .map(|x| 1.0 / (1.0 + (-x).exp()))
            .collect(),
        quadrant: [quadrant[0], quadrant[1], quadrant[2], quadrant[3]],
        embedding: mean(&output.embedding),
    }
}

/// The measures that choose between checkpoints, without intervals.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    /// Pearson's r with the mean of the teachers' valence.
    pub valence_r: f64,
    /// Pearson's r with the mean of the teachers' arousal.
    pub arousal_r: f64,
    /// Mean over the embedding's numbers of Pearson's r with the teacher's.
    pub embedding_r: f64,
}

impl Scores {
    /// One number to choose a checkpoint by: the plain mean.
    pub fn overall(&self) -> f64 {
        (self.valence_r + self.arousal_r + self.embedding_r) / 3.0
    }
}

impl std::fmt::Display for Scores {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "valence r {:.3}, arousal r {:.3}, embedding r {:.3}",
            self.valence_r, self.arousal_r, self.embedding_r
        )
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "clips                               {}", self.clips)?;
        writeln!(
            f,
            "mean r with the teacher's embedding {}",
            self.embedding_r
        )?;
        writeln!(f, "r with the teachers' valence        {}", self.valence_r)?;
        writeln!(f, "r with the teachers' arousal        {}", self.arousal_r)?;
        writeln!(f, "mean r over 56 tags                 {}", self.tags_r)?;
        writeln!(
            f,
            "four-quadrant accuracy              {} ({} clips)",
            self.quadrant_accuracy, self.quadrant_clips
        )?;
        writeln!(
            f,
            "arousal AUC, quadrants              {}",
            self.arousal_auc
        )?;
        writeln!(
            f,
            "valence AUC, quadrants              {}",
            self.valence_auc
        )?;
        writeln!(
            f,
            "valence AUC of the quadrant head    {}",
            self.quadrant_valence_auc
        )?;
        write!(
            f,
            "80 % intervals hold                 valence {:.1} %, arousal {:.1} %",
            100.0 * self.valence_cover,
            100.0 * self.arousal_cover
        )
    }
}

/// Everything `mood evaluate` reports, with intervals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Clips measured.
    pub clips: usize,
    /// Clips of them that carry a quadrant.
    pub quadrant_clips: usize,
    /// Mean over the embedding's numbers of Pearson's r with the teacher's.
    pub embedding_r: Estimate,
    /// Pearson's r with the mean of the teachers' valence.
    pub valence_r: Estimate,
    /// Pearson's r with the mean of the teachers' arousal.
    pub arousal_r: Estimate,
    /// Mean over the tags of Pearson's r with the teacher's probabilities.
    pub tags_r: Estimate,
    /// Accuracy over the four quadrants as people labelled them.
    pub quadrant_accuracy: Estimate,
    /// How well arousal parts Q1, Q2 from Q3, Q4 (ROC AUC).
    pub arousal_auc: Estimate,
    /// How well valence parts Q1, Q4 from Q2, Q3 (ROC AUC).
    pub valence_auc: Estimate,
    /// The same by the quadrant head's own odds.
    pub quadrant_valence_auc: Estimate,
    /// Share of teachers' valences inside the 80 % interval.
    pub valence_cover: f64,
    /// Share of teachers' arousals inside the 80 % interval.
    pub arousal_cover: f64,
}

/// Outputs and labels of a set of clips, side by side.
pub struct Outcome {
    outputs: Vec<ClipOutput>,
    /// Each clip's valence and arousal by each of the two heads: `[v, a, v, a]`.
    teachers: Vec<[f64; 4]>,
    tags: Vec<Vec<f64>>,
    embeddings: Vec<Vec<f64>>,
    quadrants: Vec<Option<u8>>,
    groups: Vec<String>,
}

/// A clip's embedding by the student, and what teachers and people say of it.
pub(crate) struct ClipLabels<'a> {
    pub embedding: &'a [f64],
    /// Probability of each tag by its teacher.
    pub tags: &'a [f64],
    pub quadrant: Option<u8>,
    pub group: &'a str,
}

/// Half the width of a normal distribution's 80 % interval, in deviations.
const EIGHTY_PERCENT: f64 = 1.2816;

impl Outcome {
    /// Runs `net` over `examples`.
    pub fn of<'a>(
        net: &Student,
        examples: impl IntoIterator<Item = &'a Example>,
        device: tch::Device,
    ) -> Self {
        let mut outcome = Self {
            outputs: Vec::new(),
            teachers: Vec::new(),
            tags: Vec::new(),
            embeddings: Vec::new(),
            quadrants: Vec::new(),
            groups: Vec::new(),
        };
        for example in examples {
            outcome.outputs.push(clip_output(net, example, device));
            let va = example
                .valence_arousal
                .mean_dim([0i64].as_slice(), false, Kind::Double);
            outcome
                .teachers
                .push(std::array::from_fn(|i| va.double_value(&[i as i64])));
            let tags = example
                .tags
                .get(example.centre_window())
                .sigmoid()
                .to_kind(Kind::Double);
            outcome.tags.push(Vec::try_from(tags).unwrap_or_default());
            let embedding = example
                .embedding
                .mean_dim([0i64].as_slice(), false, Kind::Double);
            outcome
                .embeddings
                .push(Vec::try_from(embedding).unwrap_or_default());
            // Q1 … Q4 are declared in that order, from 0.
            outcome
                .quadrants
                .push(example.clip.quadrant.map(|q| q as u8));
            outcome.groups.push(example.clip.group.clone());
        }
        outcome
    }

    fn teacher_mean(&self, i: usize, axis: usize) -> f64 {
        (self.teachers[i][axis] + self.teachers[i][axis + 2]) / 2.0
    }

    fn valence_r(&self, clips: &[usize]) -> f64 {
        let ours: Vec<f64> = clips.iter().map(|&i| self.outputs[i].valence).collect();
        pearson(
            &ours,
            &clips
                .iter()
                .map(|&i| self.teacher_mean(i, 0))
                .collect::<Vec<_>>(),
        )
    }

    fn arousal_r(&self, clips: &[usize]) -> f64 {
        let ours: Vec<f64> = clips.iter().map(|&i| self.outputs[i].arousal).collect();
        pearson(
            &ours,
            &clips
                .iter()
                .map(|&i| self.teacher_mean(i, 1))
                .collect::<Vec<_>>(),
        )
    }

    fn embedding_r(&self, clips: &[usize]) -> f64 {
        let r = |number: usize| {
            let ours: Vec<f64> = clips
                .iter()
                .map(|&i| self.outputs[i].embedding[number])
                .collect();
            pearson(
                &ours,
                &clips
                    .iter()
                    .map(|&i| self.embeddings[i][number])
                    .collect::<Vec<_>>(),
            )
        };
        (0..EMBEDDING).map(r).sum::<f64>() / EMBEDDING as f64
    }

    fn tags_r(&self, clips: &[usize]) -> f64 {
        let r = |tag: usize| {
            let ours: Vec<f64> = clips.iter().map(|&i| self.outputs[i].tags[tag]).collect();
            pearson(
                &ours,
                &clips.iter().map(|&i| self.tags[i][tag]).collect::<Vec<_>>(),
            )
        };
        (0..TAGS).map(r).sum::<f64>() / TAGS as f64
    }

    fn quadrant_accuracy(&self, clips: &[usize]) -> f64 {
        let (mut right, mut all) = (0.0, 0.0);
        for &i in clips {
            let Some(label) = self.quadrants[i] else {
                continue;
            };
            let logits = &self.outputs[i].quadrant;
            let best = (0..4).max_by(|&a, &b| logits[a].total_cmp(&logits[b]));
            right += f64::from(u8::from(best == Some(usize::from(label))));
            all += 1.0;
        }
        right / all
    }

    fn auc(
        &self,
        clips: &[usize],
        score: impl Fn(&ClipOutput) -> f64,
        positive: impl Fn(u8) -> bool,
    ) -> f64 {
        let (scores, labels): (Vec<f64>, Vec<bool>) = clips
            .iter()
            .filter_map(|&i| Some((score(&self.outputs[i]), positive(self.quadrants[i]?))))
            .unzip();
        roc_auc(&scores, &labels)
    }

    /// Factors on the standard deviations (valence, arousal) with which their
    /// 80 % intervals hold 80 % of what single teachers say of a clip.
    pub fn calibration(&self) -> [f64; 2] {
        [0, 1].map(|axis| quantile(&self.deviations(axis), 0.8) / EIGHTY_PERCENT)
    }

    /// How many deviations each teacher's opinion is away, over all clips.
    fn deviations(&self, axis: usize) -> Vec<f64> {
        self.outputs
            .iter()
            .zip(&self.teachers)
            .flat_map(|(ours, said)| {
                let (mean, sd) = if axis == 0 {
                    (ours.valence, ours.valence_sd)
                } else {
                    (ours.arousal, ours.arousal_sd)
                };
                [said[axis], said[axis + 2]].map(|value| (value - mean).abs() / sd)
            })
            .collect()
    }

    fn cover(&self, axis: usize, factor: f64) -> f64 {
        let deviations = self.deviations(axis);
        let inside = deviations
            .iter()
            .filter(|&&d| d <= EIGHTY_PERCENT * factor)
            .count();
        inside as f64 / deviations.len() as f64
    }

    /// For each tag, the probability that the given share of clips exceeds.
    pub fn tag_thresholds(&self, shares: &[f64]) -> Vec<f64> {
        shares
            .iter()
            .enumerate()
            .map(|(tag, share)| {
                let all: Vec<f64> = self.outputs.iter().map(|o| o.tags[tag]).collect();
                quantile(&all, 1.0 - share)
            })
            .collect()
    }

    /// What each clip's heads are solved from and for.
    pub(crate) fn clips(&self) -> impl Iterator<Item = ClipLabels<'_>> {
        (0..self.outputs.len()).map(|i| ClipLabels {
            embedding: &self.outputs[i].embedding,
            tags: &self.tags[i],
            quadrant: self.quadrants[i],
            group: &self.groups[i],
        })
    }

    /// The tag teacher's mean probability of each tag.
    pub fn teacher_tag_means(&self) -> Vec<f64> {
        let clips = self.tags.len() as f64;
        (0..TAGS)
            .map(|tag| self.tags.iter().map(|t| t[tag]).sum::<f64>() / clips)
            .collect()
    }

    fn all(&self) -> Vec<usize> {
        (0..self.outputs.len()).collect()
    }

    /// The measures alone.
    pub fn scores(&self) -> Scores {
        let all = self.all();
        Scores {
            valence_r: self.valence_r(&all),
            arousal_r: self.arousal_r(&all),
            embedding_r: self.embedding_r(&all),
        }
    }

    /// The measures with intervals from resampling artists; `calibration` as
    /// shipped with the weights.
    pub fn report(&self, calibration: [f64; 2]) -> Report {
        let estimate = |measure: &dyn Fn(&[usize]) -> f64| bootstrap(&self.groups, 1, measure);
        let high = |q: u8| q < 2;
        let positive = |q: u8| q == 0 || q == 3;
        let odds = |o: &ClipOutput| {
            let e = o.quadrant.map(f64::exp);
            ((e[0] + e[3]) / (e[1] + e[2])).ln()
        };
        Report {
            clips: self.outputs.len(),
            quadrant_clips: self.quadrants.iter().flatten().count(),
            embedding_r: estimate(&|clips| self.embedding_r(clips)),
            valence_r: estimate(&|clips| self.valence_r(clips)),
            arousal_r: estimate(&|clips| self.arousal_r(clips)),
            tags_r: estimate(&|clips| self.tags_r(clips)),
            quadrant_accuracy: estimate(&|clips| self.quadrant_accuracy(clips)),
            arousal_auc: estimate(&|clips| self.auc(clips, |o| o.arousal, high)),
            valence_auc: estimate(&|clips| self.auc(clips, |o| o.valence, positive)),
            quadrant_valence_auc: estimate(&|clips| self.auc(clips, odds, positive)),
            valence_cover: self.cover(0, calibration[0]),
            arousal_cover: self.cover(1, calibration[1]),
        }
    }
}

//! What is minimised: the paper's weighted losses and both ways of distilling.

use serde::{Deserialize, Serialize};
use tch::{Device, Kind, Reduction, Tensor};

use super::samples::Task;

/// How a student learns from its teachers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Distillation {
    /// From the labels alone.
    None,
    /// As published: the divergence between softmaxes of the outputs, at
    /// temperature 1. On valence and arousal it sees only their difference, and
    /// on tags it takes them as exclusive.
    Paper,
    /// What the outputs are: squared error on valence and arousal, binary
    /// cross-entropy with the teacher's probabilities on tags.
    Regression,
}

impl std::str::FromStr for Distillation {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "none" => Ok(Self::None),
            "paper" => Ok(Self::Paper),
            "regression" => Ok(Self::Regression),
            other => Err(format!("'{other}' is not one of none, paper, regression")),
        }
    }
}

/// The supervised loss of one set.
#[derive(Debug)]
pub enum Supervised {
    /// Mean squared error on the 1-9 scale.
    ValenceArousal,
    /// Weighted binary cross-entropy.
    Tags {
        /// `[outputs]`: weight of a label that is on, 1 / its frequency.
        positive: Tensor,
        /// `[outputs]`: weight of the label, 2 / (1 + 1 / its frequency): with it
        /// the weights of on and off sum to 2.
        each: Tensor,
    },
}

impl Supervised {
    /// For a task whose labels have these mean frequencies.
    pub fn new(task: &Task, frequencies: &[f32], device: Device) -> Self {
        /// A label that is never on must not weigh without bound.
        const RAREST: f64 = 1e-3;
        match task {
            Task::ValenceArousal => Self::ValenceArousal,
            Task::Tags(_) => {
                let p = Tensor::from_slice(frequencies)
                    .clamp(RAREST, 1.0)
                    .to_device(device);
                let positive = p.reciprocal();
                Self::Tags {
                    each: 2.0 / (&positive + 1.0),
                    positive,
                }
            }
        }
    }

    /// The loss of raw outputs against labels, both `[B, outputs]`.
    pub fn of(&self, outputs: &Tensor, labels: &Tensor) -> Tensor {
        match self {
            Self::ValenceArousal => outputs.mse_loss(labels, Reduction::Mean),
            Self::Tags { positive, each } => outputs.binary_cross_entropy_with_logits(
                labels,
                Some(each),
                Some(positive),
                Reduction::Mean,
            ),
        }
    }
}

/// How far a student's raw outputs are from its teacher's, both `[B, outputs]`.
pub fn distil(kind: Distillation, task: &Task, student: &Tensor, teacher: &Tensor) -> Tensor {
    match (kind, task) {
        (Distillation::None, _) => Tensor::zeros([], (Kind::Float, student.device())),
        (Distillation::Paper, _) => {
            let log_ours = student.log_softmax(-1, None);
            let theirs = teacher.softmax(-1, None);
            // Summed over outputs, mean over the batch ("batchmean").
            log_ours.kl_div(&theirs, Reduction::Sum, false) / student.size()[0] as f64
        }
        (Distillation::Regression, Task::ValenceArousal) => {
            student.mse_loss(teacher, Reduction::Mean)
        }
        (Distillation::Regression, Task::Tags(_)) => student
            .binary_cross_entropy_with_logits::<Tensor>(
                &teacher.sigmoid(),
                None,
                None,
                Reduction::Mean,
            ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(t: &Tensor) -> f64 {
        t.double_value(&[])
    }

    #[test]
    fn the_published_divergence_is_blind_to_a_common_shift_of_valence_and_arousal() {
        let teacher = Tensor::from_slice(&[3.0f32, 6.0]).view([1, 2]);
        let shifted = &teacher + 2.0;
        let task = Task::ValenceArousal;
        assert!(number(&distil(Distillation::Paper, &task, &shifted, &teacher)).abs() < 1e-6);
        let ours = number(&distil(Distillation::Regression, &task, &shifted, &teacher));
        assert!((ours - 4.0).abs() < 1e-6);
    }

    #[test]
    fn labels_are_weighted_as_published() {
        let task = Task::Tags(vec!["rare".into(), "common".into()]);
        let loss = Supervised::new(&task, &[0.01, 0.5], Device::Cpu);
        let logits = Tensor::zeros([1, 2], (Kind::Float, Device::Cpu));
        let labels = Tensor::from_slice(&[1.0f32, 0.0]).view([1, 2]);
        // ln 2 · (2/101 · 100 + 2/3 · 1) / 2
        let expected = 2f64.ln() * (200.0 / 101.0 + 2.0 / 3.0) / 2.0;
        assert!((number(&loss.of(&logits, &labels)) - expected).abs() < 1e-5);
    }
}

//! Training: teachers, their cached opinions, the student.
//!
//! The way of the data: the [`teachers`] hear each labelled clip
//! ([`crate::data`]) once and [`targets`] keeps what they said beside the
//! clip's log-mel picture; [`student`] trains on that cache alone.

mod adam;
mod batch;
mod heads;
pub mod publish;
pub mod student;
pub mod targets;
pub mod teachers;

/// What a long piece of work tells of itself.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// `done` of `total` clips have been heard by the teachers.
    Heard {
        /// Clips done.
        done: usize,
        /// Clips in all.
        total: usize,
    },
    /// A clip that could not be used, and why.
    Skipped(String),
    /// One optimiser step is done.
    Step {
        /// Steps done.
        step: usize,
        /// Steps in all.
        steps: usize,
        /// The smoothed loss.
        loss: f64,
    },
    /// The network was measured on the validation clips.
    Validated {
        /// Steps done.
        step: usize,
        /// How it did.
        scores: crate::evaluate::Scores,
        /// Whether it is the best so far.
        best: bool,
    },
    /// A word for the user.
    Note(String),
}

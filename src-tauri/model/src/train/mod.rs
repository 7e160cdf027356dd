//! Training: the shipped [`compact`] student, distilled from public networks'
//! opinions of single patches, and the paper's [`multitask`] heads on cached
//! features.

mod adam;
pub mod compact;
pub mod multitask;
mod muon;

use rand::SeedableRng;
use rand::rngs::StdRng;

/// Seeds all that step or epoch `number` of a run draws, libtorch's draws too.
/// Each has a seed of its own: a resumed run repeats an unbroken one.
fn seeded(seed: u64, number: usize) -> StdRng {
    let seed = seed.wrapping_mul(1_000_003).wrapping_add(number as u64);
    tch::manual_seed(seed as i64);
    StdRng::seed_from_u64(seed)
}

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
        scores: crate::evaluate::trunk::Scores,
        /// Whether it is the best so far.
        best: bool,
    },
    /// `done` of `total` heads have been fitted to be measured.
    Fitted {
        /// Heads done.
        done: usize,
        /// Heads in all.
        total: usize,
    },
    /// A head has gone once through its sets.
    Epoch(multitask::fit::Epoch),
    /// A word for the user.
    Note(String),
}

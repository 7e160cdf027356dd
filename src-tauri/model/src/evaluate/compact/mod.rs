//! How well the student reads music as people do: heads fitted on some clips
//! and asked about others, artists on one side of every split.

mod clips;
mod folds;
mod report;

pub use clips::{Heard, hear};
pub use folds::{Opinion, Trial, cross_validated, held_out};
pub(crate) use folds::{ask, embeddings};
pub use report::{Measured, Report};

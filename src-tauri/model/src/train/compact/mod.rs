//! The compact student's training: [`asking`] has the [`teachers`] hear each piece
//! of music once, and altered [`views`] of it, and keeps what they said beside the
//! log-mel pictures ([`targets`]); [`student`] trains the trunk on that cache alone, the heads are fitted on
//! whole clips, and [`publish`] makes a model of it.

pub mod asking;
mod batch;
mod card;
pub(crate) mod heads;
mod kept;
pub mod publish;
pub mod student;
pub mod targets;
pub mod teachers;
mod views;

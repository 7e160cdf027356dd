//! The compact student's training: the [`teachers`] hear each clip once and
//! [`targets`] keeps what they said beside the clip's log-mel picture;
//! [`student`] trains the trunk on that cache alone, the heads are fitted on
//! whole clips, and [`publish`] makes a model of it.

mod batch;
mod card;
pub(crate) mod heads;
mod kept;
pub mod publish;
pub mod student;
pub mod targets;
pub mod teachers;

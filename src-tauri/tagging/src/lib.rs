//! Moods into the user's own files, and out of them again.
//!
//! This is the one room that writes to music. What each file is to hold is worked
//! out of what the library knows ([`Options`]), shown before anything is touched
//! ([`preview`]), written ([`write`]) and taken back ([`undo`]).
//!
//! ```text
//! library ─ wanted ─┐
//!                   ├─ compare ─ change ─ copy beside ─ verify ─ journal ─ rename over
//! file ── container ┘
//! ```
//! A container's tag block is taken apart into its items as they are stored, and only
//! the items of the fields that are written are put together anew; every other byte
//! is copied, so it stays what it was by construction. (`lofty`, which the library
//! reads tags with, parses every frame and writes it in its own way: it keeps what
//! frames mean and not their bytes.) The same list of changed stretches, turned round,
//! is the way back.

#![forbid(unsafe_code)]

mod compare;
mod container;
mod error;
mod field;
mod guard;
mod journal;
mod mapping;
mod options;
mod patch;
mod plan;
mod replace;
mod undo;
mod verify;
mod wanted;
mod write;

pub use compare::{FieldPlan, Outcome};
pub use error::{FileError, FileProblem, TaggingError};
pub use field::{Field, Place};
pub use journal::{Written, written};
pub use mapping::Mapping;
pub use options::{Existing, Moods, Options};
pub use plan::{FilePlan, preview};
pub use undo::{UndoSummary, Undone, UndoneFile, undo};
pub use write::{Summary, write};

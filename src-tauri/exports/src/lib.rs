//! Exports: playlists, sets and whole libraries as files that other programs
//! open. What is exported is one or several [`List`]s of tracks; [`export`]
//! writes them in a [`Format`], whole or not at all, and says in its [`Report`]
//! what could not be written and why.
//!
//! `place` says where a track's file is to the machine that opens the export,
//! `track` what is said of it, `formats` holds one file a format, `job` walks
//! through the tracks, and `whole` puts finished files in their place.

#![forbid(unsafe_code)]

mod error;
mod format;
mod formats;
mod job;
mod keys;
mod list;
mod options;
mod picture;
mod place;
mod record;
mod report;
mod safe;
mod track;
mod whole;

pub use error::ExportError;
pub use format::Format;
pub use job::{export, targets};
pub use list::List;
pub use options::{Comment, Options, Paths};
pub use place::{PathMap, example};
pub use record::{Record, Row, Tag};
pub use report::{LeftOut, Progress, Reason, Report};

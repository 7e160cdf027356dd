//! The library: folders, tracks, analyses, search and the analysis queue, in
//! SQLite. It knows nothing of the window and nothing of networks.
//!
//! A [`Library`] is a cheap handle on one database file. A folder is added and
//! scanned ([`Library::add_folder`], [`Library::scan_folder`]), which makes
//! rows of its files; [`run_queue`] has an [`Analyser`] hear those that wait;
//! everything that is shown is a query over the result ([`Library::page`],
//! [`Library::points`], [`Library::track`]).

#![forbid(unsafe_code)]

mod analysis;
mod certainty;
mod corrections;
mod error;
mod folders;
mod key;
mod library;
mod paths;
mod plane;
mod query;
mod queue;
mod rows;
mod scan;
mod store;
mod vocabulary;

pub use analysis::{
    Analyser, Analysis, ChordSpan, Curve, Failure, Felt, Key, Mode, ModelVersion, STOPPED,
};
pub use certainty::{REACH_80, UNSURE_MARGIN};
pub use corrections::{Correction, KNOTS, Recalibration};
pub use error::LibraryError;
pub use library::{DEFAULT_MODEL, Library};
pub use plane::Quadrant;
pub use query::{Query, Sort};
pub use queue::{Control, Event, Options, Progress, Scope, Summary, run_queue};
pub use rows::{
    FailureRow, Folder, FolderId, Listed, Page, Points, TagScore, TrackDetail, TrackId, TrackRow,
    TrackState,
};
pub use scan::{ScanProblem, ScanReport, music_in};
pub use vocabulary::{GEMS, Tag, vocabulary};

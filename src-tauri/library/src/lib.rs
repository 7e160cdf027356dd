//! The library: folders, tracks, analyses, search and the analysis queue, in
//! SQLite. It knows nothing of the window and nothing of networks.
//!
//! A [`Library`] is a cheap handle on one database file. A folder is added and
//! scanned ([`Library::add_folder`], [`Library::scan_folder`]), which makes
//! rows of its files; [`run_queue`] has an [`Analyser`] hear those that wait;
//! everything that is shown is a query over the result ([`Library::page`],
//! [`Library::points`], [`Library::track`]).

#![forbid(unsafe_code)]

// The tests inside share what those outside use.
#[cfg(test)]
extern crate self as moodplane_library;

mod album;
mod analysis;
mod certainty;
mod columns;
mod comment;
mod corrections;
mod covers;
mod error;
mod facts;
mod folders;
mod forget;
mod key;
mod library;
mod notation;
mod paths;
mod plane;
mod playable;
mod playlists;
mod points;
mod problems;
mod query;
mod queue;
mod radio;
mod recordings;
mod rows;
mod said;
mod scan;
mod sets;
mod store;
mod summary;
mod typical;
mod vocabulary;
mod watch;
mod whereabouts;
mod writings;

pub use analysis::{
    Analyser, Analysis, ChordSpan, Curve, Failure, Felt, Key, Mode, ModelVersion, STOPPED,
};
pub use certainty::{REACH_80, UNSURE_MARGIN};
pub use comment::marked_comment;
pub use corrections::{Corrected, Correction, KNOTS, Recalibration};
pub use error::LibraryError;
pub use facts::{FileFacts, FileFault, comment_in};
pub use forget::Forget;
pub use library::{DEFAULT_MODEL, Library, PATH_VARIABLE};
pub use notation::KeyNotation;
pub use plane::Quadrant;
pub use playable::Playable;
pub use playlists::import::{How, Import, Matched, Offered, is_playlist_file};
pub use playlists::{DeletedPlaylist, Playlist};
pub use points::{GENRES, OTHER_GENRE, Points, UNKNOWN};
pub use problems::{FolderProblems, Problem};
pub use query::{
    Bin, By, Facets, GenreCount, Group, GroupBy, KeyCount, Neighbour, Query, Sort, Span,
};
pub use queue::{
    Batteries, Control, Event, Host, Options, Pace, Patience, Power, Progress, Rest, RestReason,
    Scope, Summary, be_quiet, run_queue, run_queue_on,
};
pub use recordings::Offer;
pub use rows::{
    FailureRow, Folder, FolderId, Listed, Page, PlaylistId, TagScore, TrackDetail, TrackId,
    TrackRow, TrackState,
};
pub use said::Source;
pub use scan::{ScanPhase, ScanProblem, ScanReport, is_audio, music_in};
pub use sets::{
    Beats, BuiltSet, Cause, Impossible, KeyRule, KeyStep, MOST_MINUTES, MOST_TRACKS, MoodPath,
    MustHave, PathPoint, Relax, Rules, SetAnswer, SetFrom, SetLength, SetPlace, SetPlan, SetStep,
    Shape, Swap, TempoStep, place_of_mood,
};
pub use store::backup::Backup;
pub use store::check::Report;
pub use store::disk::{folder_of, settle_folder};
pub use store::salvage::Salvage;
pub use summary::{Counted, Spread, TracksSummary};
pub use vocabulary::{GEMS, Tag, vocabulary};
pub use watch::{WatchEvent, WatchOptions, Watcher};
pub use whereabouts::Whereabouts;
pub use writings::{Rewritten, Writing, WritingId, WrittenFile, WrittenState};

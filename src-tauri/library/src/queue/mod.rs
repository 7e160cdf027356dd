//! The analysis queue: what a run of it is asked, what it tells, and how it is
//! paused and stopped. The run itself is in `run`.

mod control;
mod crew;
mod host;
mod progress;
mod quiet;
mod report;
mod rest;
mod run;
mod settings;
mod speed;
mod supply;
#[cfg(test)]
mod tests;
mod work;

use std::path::PathBuf;

pub use control::Control;
pub use host::{Batteries, Host, Patience, Power};
pub use progress::{Progress, Rest, RestReason};
pub use quiet::be_quiet;
pub use run::{run_queue, run_queue_on};
pub use settings::Pace;

use crate::analysis::{Analysis, Failure};
use crate::rows::TrackId;

/// Which tracks a run of the queue takes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Scope {
    /// All that wait, also those that come while it runs, in the order of
    /// [`crate::Library::analyse_first`] and [`crate::Library::prefer`]. Such a
    /// run follows the pause, the pace and the care for the battery that are
    /// kept with the library.
    #[default]
    All,
    /// Those of these that wait when their turn comes, in this order. The user
    /// asks for them now: such a run rests by its [`Control`] alone.
    Tracks(Vec<TrackId>),
}

/// How to run the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Files heard at once, at most; 0 is taken for 1.
    pub jobs: usize,
    /// Which tracks.
    pub scope: Scope,
    /// Whether to wait for more once nothing is left, until stopped (as the
    /// window does), or to return (as the terminal does). Without a meaning
    /// for [`Scope::Tracks`].
    pub linger: bool,
}

/// What happens in a run. Results are told once they are saved.
#[derive(Debug, Clone)]
pub enum Event {
    /// A track was analysed.
    Analysed {
        /// The track.
        id: TrackId,
        /// Its file.
        path: PathBuf,
        /// What was heard.
        analysis: Box<Analysis>,
    },
    /// A track could not be analysed.
    Failed {
        /// The track.
        id: TrackId,
        /// Its file.
        path: PathBuf,
        /// Why.
        failure: Failure,
    },
    /// How far it is: about four times a second while something changes.
    Progress(Progress),
}

/// How a run ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Tracks analysed.
    pub done: u32,
    /// Tracks that failed.
    pub failed: u32,
    /// Whether it was stopped before its end.
    pub stopped: bool,
}

//! The analysis queue: what a run of it is asked, what it tells, and how it is
//! paused and stopped. The run itself is in `run`.

mod control;
mod pace;
mod report;
mod run;
mod supply;
mod work;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use control::Control;
pub use run::run_queue;

use crate::analysis::{Analysis, Failure};
use crate::rows::TrackId;

/// Which tracks a run of the queue takes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Scope {
    /// All that wait, also those that come while it runs.
    #[default]
    All,
    /// Those of these that wait when their turn comes.
    Tracks(Vec<TrackId>),
}

/// How to run the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Files heard at once; 0 is taken for 1.
    pub jobs: usize,
    /// Which tracks.
    pub scope: Scope,
    /// Whether to wait for more once nothing is left, until stopped (as the
    /// window does), or to return (as the terminal does). Without a meaning
    /// for [`Scope::Tracks`].
    pub linger: bool,
}

/// How far the queue is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Type)]
pub struct Progress {
    /// Tracks of this run: done, failed, and still to do.
    pub total: u32,
    /// Tracks analysed in this run.
    pub done: u32,
    /// Tracks that failed in this run.
    pub failed: u32,
    /// Whether there is something to do; work that is paused counts.
    pub running: bool,
    /// Whether it is paused.
    pub paused: bool,
    /// Speed over the last half minute, tracks/s; `None` until it is known.
    pub tracks_per_s: Option<f32>,
    /// Time left at this speed, s.
    pub seconds_left: Option<f32>,
    /// Names of the files being heard now.
    pub current: Vec<String>,
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

//! What a run tells of itself.

use serde::{Deserialize, Serialize};
use specta::Type;

/// How far the queue is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Type)]
pub struct Progress {
    /// Tracks of this run: done, failed, and still to do.
    pub total: u32,
    /// Tracks analysed in this run.
    pub done: u32,
    /// Tracks that failed in this run.
    pub failed: u32,
    /// Whether there is something to do; work that rests counts.
    pub running: bool,
    /// Whether it rests, for whatever reason.
    pub paused: bool,
    /// Why it rests.
    pub rest: Option<Rest>,
    /// Speed over the last half minute, tracks/s; `None` until it is known.
    pub tracks_per_s: Option<f32>,
    /// Time left at this speed, s.
    pub seconds_left: Option<f32>,
    /// Names of the files being heard now.
    pub current: Vec<String>,
}

/// Why a run starts no further file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Rest {
    /// For programs.
    pub reason: RestReason,
    /// One sentence that says when it goes on.
    pub message: String,
}

/// Why a run starts no further file, as a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum RestReason {
    /// The user paused it.
    User,
    /// The machine runs on its battery.
    Battery,
    /// The disk with the library is full.
    DiskFull,
    /// The library cannot be written just now: another program uses it, or its
    /// drive does not answer.
    Library,
    /// Drives with music do not answer.
    Drive,
}

impl From<RestReason> for Rest {
    fn from(reason: RestReason) -> Self {
        let message = match reason {
            RestReason::User => "The analysis is paused; let it go on when you like.",
            RestReason::Battery => {
                "The analysis rests while the machine runs on its battery; it goes on with mains power."
            }
            RestReason::DiskFull => {
                "The disk with the library is full; make room, and the analysis goes on by itself."
            }
            RestReason::Library => {
                "The library cannot be written just now; close other programs that use it, and the analysis goes on by itself."
            }
            RestReason::Drive => {
                "Several files do not answer; look after the drive that they are on, or start Moodplane again."
            }
        };
        Self {
            reason,
            message: message.to_owned(),
        }
    }
}

//! What is asked for when a set is built.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::path::MoodPath;
use super::rules::Rules;
use crate::error::{LibraryError, Result};
use crate::query::Query;
use crate::rows::TrackId;

/// Tracks of a set at most: a long night's.
pub const MOST_TRACKS: u32 = 200;
/// Minutes of a set at most: a day and a night.
pub const MOST_MINUTES: f32 = 1440.0;

/// How long a set is to be.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase", tag = "unit", content = "value")]
pub enum SetLength {
    /// So many tracks. Each takes the same share of the path.
    Tracks(u32),
    /// So many minutes, as near as can be. Each track takes as much of the path as
    /// it lasts.
    Minutes(f32),
}

/// A track that has its place in a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct MustHave {
    /// The track; it need not be among the candidates.
    pub track: TrackId,
    /// Its place, from 1.
    pub place: u32,
}

/// What a set is chosen from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase", tag = "what", content = "value")]
pub enum SetFrom {
    /// What a query finds.
    Query(Box<Query>),
    /// These tracks; their order tells nothing.
    Tracks(Vec<TrackId>),
}

impl From<Query> for SetFrom {
    fn from(query: Query) -> Self {
        Self::Query(Box::new(query))
    }
}

/// A set that is wanted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct SetPlan {
    /// Where its mood is to be at each moment.
    pub path: MoodPath,
    /// How long it is to be.
    pub length: SetLength,
    /// What to choose from: those of it that are analysed and not missing.
    pub from: SetFrom,
    /// What must hold from track to track.
    pub rules: Rules,
    /// Tracks that have their place.
    pub musts: Vec<MustHave>,
    /// Which of many good sets: the same number finds the same. 0 is led by nothing
    /// but cost. 32 bits, so that JavaScript's numbers hold it.
    pub seed: u32,
}

impl SetPlan {
    /// Whether it can be asked at all.
    ///
    /// # Errors
    /// The path is none, the length is none or too long, or a rule makes no sense.
    pub fn check(&self) -> Result<()> {
        self.path.check()?;
        self.rules.check()?;
        let fits = match self.length {
            SetLength::Tracks(count) => (1..=MOST_TRACKS).contains(&count),
            SetLength::Minutes(minutes) => (1.0..=MOST_MINUTES).contains(&minutes),
        };
        if !fits {
            return Err(LibraryError::BadSet(format!(
                "a set has 1 to {MOST_TRACKS} tracks, or 1 to {MOST_MINUTES} minutes"
            )));
        }
        if self
            .musts
            .iter()
            .any(|must| !(1..=MOST_TRACKS).contains(&must.place))
        {
            return Err(LibraryError::BadSet(format!(
                "a place is 1 to {MOST_TRACKS}"
            )));
        }
        Ok(())
    }
}

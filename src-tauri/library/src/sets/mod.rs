//! Sets: tracks in an order that takes a way over the plane and can be mixed from
//! each to the next.
//!
//! A [`SetPlan`] says what is wanted: a `path`, a length, what to choose from
//! (`candidates`), the `rules`, and tracks that have their place. What a set costs
//! is told in `cost`; `search` finds a cheap one; where the rules leave none,
//! `explain` says which to relax and by how much. A set can be changed by hand:
//! [`Library::judge_set`] weighs any order, and [`Library::swaps`] knows what
//! could stand at a place instead (`answer`).

mod answer;
mod candidates;
mod cost;
mod explain;
mod path;
mod plan;
mod rules;
mod search;

pub use answer::{BuiltSet, SetAnswer, SetPlace, SetStep, Swap};
pub use explain::{Cause, Impossible, Relax};
pub use path::{MoodPath, PathPoint, Shape, place_of_mood};
pub use plan::{MOST_MINUTES, MOST_TRACKS, MustHave, SetFrom, SetLength, SetPlan};
pub use rules::{Beats, KeyRule, KeyStep, Rules, TempoStep};

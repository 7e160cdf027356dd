//! Sets as they are answered: built, weighed as somebody ordered them, and what
//! could stand at a place instead.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};
use specta::Type;

use super::candidates::Candidate;
use super::cost::Between;
use super::explain::{self, Impossible};
use super::plan::{SetLength, SetPlan};
use super::rules::{KeyStep, TempoStep};
use super::search::{Outcome, Problem, search};
use crate::error::{LibraryError, Result};
use crate::library::Library;
use crate::rows::{TrackId, TrackRow};

/// A set: tracks in their order, with all that is said of them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Type)]
pub struct BuiltSet {
    /// The tracks in their order.
    pub places: Vec<SetPlace>,
    /// What it costs in all; less is better. 1 is one track one step of the 1-9
    /// scales beside the path.
    pub cost: f32,
    /// How long it is, s.
    pub duration_s: f32,
    /// How far its tracks are from the path on the whole, in steps of the scales.
    pub distance: f32,
}

/// A track in its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct SetPlace {
    /// The track.
    pub row: TrackRow,
    /// When it begins: 0 is the path's start, 1 its end.
    pub begins: f32,
    /// When it ends.
    pub ends: f32,
    /// Valence and arousal of its first 30 s.
    pub entering: [f32; 2],
    /// Valence and arousal of its last 30 s.
    pub leaving: [f32; 2],
    /// The mean distance of both from the path, in steps of the 1-9 scales.
    pub distance: f32,
    /// From the track before to it; `None` for the first.
    pub step: Option<SetStep>,
    /// The place, from 1, of an earlier track of the same artist that is too near
    /// by the rules.
    pub artist_again: Option<u32>,
    /// The same by album.
    pub album_again: Option<u32>,
    /// The place of the same recording before.
    pub repeats: Option<u32>,
}

/// The step from a track to the next.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Type)]
pub struct SetStep {
    /// In tempo, where both are known.
    pub tempo: Option<TempoStep>,
    /// In key, where both are known.
    pub key: Option<KeyStep>,
    /// In mood, from the one's last 30 s to the other's first: steps of the scales.
    pub jump: f32,
    /// Whether the rules forbid the step in tempo.
    pub breaks_tempo: bool,
    /// Whether the rules forbid the step in key.
    pub breaks_key: bool,
}

/// What comes of asking for a set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase", tag = "outcome", content = "value")]
pub enum SetAnswer {
    /// The best that was found.
    Built(BuiltSet),
    /// The rules leave none, as far as was found.
    Impossible(Impossible),
    /// It was to stop.
    Stopped,
}

/// What could stand at a place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Swap {
    /// The track.
    pub row: TrackRow,
    /// By how much the set gets dearer; below 0: cheaper.
    pub costs: f32,
    /// How far it is from the path there, in steps of the scales.
    pub distance: f32,
    /// The step to it.
    pub before: Option<SetStep>,
    /// The step from it.
    pub after: Option<SetStep>,
}

impl Library {
    /// Builds the best set that is found for a plan. The same plan over the same
    /// library has the same answer.
    ///
    /// # Errors
    /// The plan makes no sense, or a track that must be in it is not there or not
    /// analysed.
    pub fn build_set(&self, plan: &SetPlan, stop: &AtomicBool) -> Result<SetAnswer> {
        plan.check()?;
        let musts: Vec<TrackId> = plan.musts.iter().map(|must| must.track).collect();
        let all = self.candidates(&plan.from, &musts)?;
        let places: HashMap<TrackId, u32> =
            (0..).zip(&all.tracks).map(|(i, t)| (t.id, i)).collect();
        let placed = plan.musts.iter().filter_map(|must| {
            let track = places.get(&must.track)?;
            Some((must.place as usize - 1, *track))
        });
        let typical_s = self.typical_length(&plan.from)?;
        let problem = Problem::new(
            &all.tracks,
            &all.is_free,
            &plan.path,
            &plan.rules,
            plan.length,
            typical_s,
            placed.collect(),
        );
        if let Some(why) = explain::contradiction(&problem) {
            return Ok(SetAnswer::Impossible(why));
        }
        match search(&problem, plan.seed.into(), stop) {
            Outcome::Found(order) => Ok(SetAnswer::Built(self.described(&problem, &order)?)),
            Outcome::Stuck(furthest) => Ok(match explain::stuck(&problem, &furthest, stop) {
                Some(why) => SetAnswer::Impossible(why),
                None => SetAnswer::Stopped,
            }),
            Outcome::Stopped => Ok(SetAnswer::Stopped),
        }
    }

    /// Weighs tracks in this order by a plan, whatever its rules say of them; what
    /// breaks one is marked. A length in tracks is that of the order.
    ///
    /// # Errors
    /// The plan makes no sense, or a track is not there or not analysed.
    pub fn judge_set(&self, plan: &SetPlan, order: &[TrackId]) -> Result<BuiltSet> {
        plan.check()?;
        if order.is_empty() {
            return Ok(BuiltSet::default());
        }
        let tracks = self.members(order)?;
        let typical_s = self.typical_length(&plan.from)?;
        let problem = judging(plan, &tracks, order.len(), typical_s);
        let places: Vec<u32> = (0..tracks.len() as u32).collect();
        self.described(&problem, &places)
    }

    /// What could stand at a place (from 1) of a set instead of what does, by the
    /// plan's rules: the cheapest first, at most `limit`.
    ///
    /// # Errors
    /// As for [`Self::judge_set`], or there is no such place.
    pub fn swaps(
        &self,
        plan: &SetPlan,
        order: &[TrackId],
        place: u32,
        limit: u32,
    ) -> Result<Vec<Swap>> {
        plan.check()?;
        let at = (place as usize).wrapping_sub(1);
        if at >= order.len() {
            return Err(LibraryError::NoSuchPlace(place));
        }
        let all = self.candidates(&plan.from, order)?;
        let typical_s = self.typical_length(&plan.from)?;
        let ids: HashMap<TrackId, u32> = (0..).zip(&all.tracks).map(|(i, t)| (t.id, i)).collect();
        let mut members: Vec<u32> = order.iter().filter_map(|id| ids.get(id).copied()).collect();
        let mut problem = judging(plan, &all.tracks, order.len(), typical_s);
        problem.free = (0..all.tracks.len() as u32)
            .filter(|&track| all.is_free[track as usize])
            .collect();
        let now = problem.weigh(&members);
        let own = members[at];
        let mut swaps: Vec<(f32, u32)> = Vec::new();
        for &other in problem.free.iter().filter(|&&other| other != own) {
            members[at] = other;
            if problem.stands(&members, at) {
                swaps.push((problem.weigh(&members) - now, other));
            }
        }
        swaps.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        swaps.truncate(limit as usize);
        let found = swaps.into_iter().map(|(costs, other)| {
            members[at] = other;
            Ok(Swap {
                row: self.track(problem.track(other).id)?.row,
                costs,
                distance: problem.off_path(other, problem.begins(&members, at)),
                before: step_to(&problem, &members, at),
                after: step_to(&problem, &members, at + 1),
            })
        });
        found.collect()
    }

    fn described(&self, problem: &Problem, order: &[u32]) -> Result<BuiltSet> {
        let ids: Vec<TrackId> = order.iter().map(|&track| problem.track(track).id).collect();
        let rows = self.read(|connection| self.lines(connection, &ids))?;
        let mut places = Vec::with_capacity(order.len());
        for (place, row) in rows.into_iter().enumerate() {
            let track = problem.track(order[place]);
            let begins = problem.begins(order, place);
            let (artist, album) = (problem.rules.artist_within, problem.rules.album_within);
            places.push(SetPlace {
                row,
                begins,
                ends: problem.begins(order, place + 1),
                entering: track.entering,
                leaving: track.leaving,
                distance: problem.off_path(order[place], begins),
                step: step_to(problem, order, place),
                artist_again: before(problem, order, place, artist, |a, b| {
                    a.artist.is_some() && a.artist == b.artist
                }),
                album_again: before(problem, order, place, album, |a, b| {
                    a.album.is_some() && a.album == b.album
                }),
                repeats: before(problem, order, place, u32::MAX, |a, b| {
                    a.recording == b.recording
                }),
            });
        }
        let lengths = order.iter().map(|&track| problem.track(track).length_s);
        let off: f32 = places.iter().map(|place| place.distance).sum();
        Ok(BuiltSet {
            cost: problem.weigh(order),
            duration_s: lengths.sum(),
            distance: off / places.len().max(1) as f32,
            places,
        })
    }
}

/// The question that a set is weighed by once it is there.
fn judging<'a>(
    plan: &'a SetPlan,
    tracks: &'a [Candidate],
    count: usize,
    typical_s: f32,
) -> Problem<'a> {
    let length = match plan.length {
        SetLength::Tracks(_) => SetLength::Tracks(count as u32),
        minutes @ SetLength::Minutes(_) => minutes,
    };
    let none = vec![false; tracks.len()];
    Problem::new(
        tracks,
        &none,
        &plan.path,
        &plan.rules,
        length,
        typical_s,
        Vec::new(),
    )
}

/// The step to the track at a place; `None` for the first and past the last.
fn step_to(problem: &Problem, order: &[u32], place: usize) -> Option<SetStep> {
    let from = problem.track(order[place.checked_sub(1)?]);
    let to = problem.track(*order.get(place)?);
    let between = Between::of(from, to, problem.rules);
    Some(SetStep {
        tempo: between.tempo,
        key: between.key,
        jump: between.jump,
        breaks_tempo: !problem.rules.allows_tempo(between.tempo),
        breaks_key: !problem.rules.allows_key(between.key),
    })
}

/// The place, from 1, of the last track before this one, among so many in a row,
/// that is the same in some way.
fn before(
    problem: &Problem,
    order: &[u32],
    place: usize,
    within: u32,
    same: impl Fn(&Candidate, &Candidate) -> bool,
) -> Option<u32> {
    let own = problem.track(order[place]);
    let near = (within as usize).saturating_sub(1).min(place);
    let found = (place - near..place)
        .rev()
        .find(|&other| same(problem.track(order[other]), own));
    found.map(|other| other as u32 + 1)
}

//! The search for a set: a beam along the path (`beam`), whose best ends are
//! polished (`polish`). `problem` is what both of them ask and what it costs.
//!
//! The same question with the same seed has the same answer.

mod beam;
mod polish;
mod problem;
#[cfg(test)]
mod tests;

use std::panic::resume_unwind;
use std::sync::atomic::AtomicBool;
use std::thread;

use beam::Width;
use polish::{Priced, polish};

pub(super) use problem::Problem;

/// As a rule.
const USUAL: Width = Width {
    sets: 120,
    followers: 32,
    alike: 4,
};
/// Where the usual beam comes to no end, or can hold nearly all there is.
const WIDE: Width = Width {
    sets: 2_000,
    followers: 400,
    alike: 2_000,
};
/// With so few candidates the wide beam takes no time.
const FEW: usize = 48;
/// Sets of a moment times candidates times tracks that a wide beam may look at: a
/// second's work.
const MOST_LOOKED_AT: usize = 150_000_000;
/// Ends of the beam that are polished: the cheapest is not always the one that
/// can be made the cheapest.
const POLISHED: usize = 8;
/// By how much luck can make a track look dearer, in steps of the scales: enough
/// for another set, too little for a bad one.
const LUCK: f32 = 0.3;

/// What came of a search.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The best set that was found, by the places of its candidates.
    Found(Vec<u32>),
    /// None was; the longest beginnings.
    Stuck(Vec<Vec<u32>>),
    /// It was to stop.
    Stopped,
}

/// Searches. Seed 0 is led by nothing but cost; any other by some luck as well,
/// where there is enough to choose from.
pub(super) fn search(problem: &Problem, seed: u64, stop: &AtomicBool) -> Outcome {
    let few = problem.free.len() <= FEW;
    let lucky = problem.with_luck(match seed {
        0 => Vec::new(),
        _ if few => Vec::new(),
        seed => luck(problem.tracks.len(), seed),
    });
    let problem = &lucky;
    let first = if few { WIDE } else { USUAL };
    let Some(mut grown) = beam::grow(problem, first, stop) else {
        return Outcome::Stopped;
    };
    if grown.ends.is_empty() && !few {
        match beam::grow(problem, wide(problem), stop) {
            Some(wider) => grown = wider,
            None => return Outcome::Stopped,
        }
    }
    let priced = grown.ends.iter();
    let priced = priced.filter_map(|order| Priced::new(problem, order.clone()));
    let priced: Vec<Priced> = priced.take(POLISHED).collect();
    let Some(polished) = polish_all(problem, &grown.near, priced, stop) else {
        return Outcome::Stopped;
    };
    // Of equals the first, so that the answer is always the same.
    match polished
        .into_iter()
        .min_by(|a, b| a.cost.total_cmp(&b.cost))
    {
        Some(set) => Outcome::Found(set.order),
        None => Outcome::Stuck(grown.furthest),
    }
}

/// Polishes each by a thread of its own. `None` when it is to stop.
fn polish_all(
    problem: &Problem,
    near: &[Vec<u32>],
    sets: Vec<Priced>,
    stop: &AtomicBool,
) -> Option<Vec<Priced>> {
    thread::scope(|scope| {
        let polish = |set| scope.spawn(move || polish(problem, near, set, stop));
        let threads: Vec<_> = sets.into_iter().map(polish).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    })
}

/// Whether there is a set at all, as far as a beam can tell; `None` when it is to
/// stop.
pub(super) fn can_be(problem: &Problem, stop: &AtomicBool) -> Option<Result<(), Vec<Vec<u32>>>> {
    let width = if problem.free.len() <= FEW {
        WIDE
    } else {
        USUAL
    };
    let grown = beam::grow(problem, width, stop)?;
    Some(if grown.ends.is_empty() {
        Err(grown.furthest)
    } else {
        Ok(())
    })
}

fn wide(problem: &Problem) -> Width {
    let moments = problem.moments().max(1);
    let each = problem.free.len().max(1).saturating_mul(moments);
    let sets = (MOST_LOOKED_AT / each).clamp(USUAL.sets, WIDE.sets);
    Width {
        sets,
        followers: WIDE.followers.min(sets),
        alike: WIDE.alike,
    }
}

fn luck(tracks: usize, seed: u64) -> Vec<f32> {
    let mut chance = fastrand::Rng::with_seed(seed);
    (0..tracks).map(|_| LUCK * chance.f32()).collect()
}

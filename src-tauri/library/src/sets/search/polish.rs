//! The second half of the search: a whole set is changed in small ways for as
//! long as it gets cheaper. It never gets dearer, and never breaks a rule.
//!
//! The changes are those of the travelling salesman's tour (2-opt turns a stretch
//! round; or-opt, after Or 1976, moves up to three tracks to another place), the
//! exchange of two tracks, and another track in the place of one.

use std::sync::atomic::{AtomicBool, Ordering};

use super::problem::Problem;

/// Tracks that or-opt moves at once, at most.
const MOVED: usize = 3;
/// By how much a change has to be cheaper: less is only rounding.
const GAIN: f32 = 1e-4;
/// Rounds of changes at most; a few are usual.
const ROUNDS: usize = 60;
/// Other tracks that are tried in the place of one, nearest to the path first.
const REPLACEMENTS: usize = 600;

/// A set and what it costs.
#[derive(Debug, Clone)]
pub(in super::super) struct Priced {
    pub(in super::super) order: Vec<u32>,
    pub(in super::super) cost: f32,
}

impl Priced {
    /// `None` where it breaks a rule.
    pub(in super::super) fn new(problem: &Problem, order: Vec<u32>) -> Option<Self> {
        let cost = problem.cost(&order)?;
        Some(Self { order, cost })
    }

    /// Takes the change, if the set gets cheaper by it.
    fn take(&mut self, problem: &Problem, order: &[u32]) -> bool {
        let cheaper = problem.cost(order).filter(|cost| *cost < self.cost - GAIN);
        if let Some(cost) = cheaper {
            self.order.clear();
            self.order.extend_from_slice(order);
            self.cost = cost;
        }
        cheaper.is_some()
    }
}

/// Makes a set as cheap as small changes can make it. `None` when it is to stop.
pub(in super::super) fn polish(
    problem: &Problem,
    mut set: Priced,
    stop: &AtomicBool,
) -> Option<Priced> {
    let mut order = Vec::with_capacity(set.order.len());
    for _ in 0..ROUNDS {
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        let mut changed = false;
        changed |= turn(problem, &mut set, &mut order);
        changed |= shift(problem, &mut set, &mut order);
        changed |= exchange(problem, &mut set, &mut order);
        changed |= replace(problem, &mut set, &mut order);
        if !changed {
            break;
        }
    }
    Some(set)
}

/// 2-opt.
fn turn(problem: &Problem, set: &mut Priced, order: &mut Vec<u32>) -> bool {
    let count = set.order.len();
    let mut changed = false;
    for from in 0..count {
        for to in from + 2..=count {
            order.clone_from(&set.order);
            order[from..to].reverse();
            changed |= set.take(problem, order);
        }
    }
    changed
}

/// Or-opt.
fn shift(problem: &Problem, set: &mut Priced, order: &mut Vec<u32>) -> bool {
    let count = set.order.len();
    let mut changed = false;
    for length in 1..=MOVED.min(count.saturating_sub(1)) {
        for from in 0..=count - length {
            for to in 0..=count - length {
                if to == from {
                    continue;
                }
                order.clone_from(&set.order);
                if to > from {
                    order[from..to + length].rotate_left(length);
                } else {
                    order[to..from + length].rotate_right(length);
                }
                changed |= set.take(problem, order);
            }
        }
    }
    changed
}

fn exchange(problem: &Problem, set: &mut Priced, order: &mut Vec<u32>) -> bool {
    let count = set.order.len();
    let mut changed = false;
    for one in 0..count {
        for other in one + 1..count {
            order.clone_from(&set.order);
            order.swap(one, other);
            changed |= set.take(problem, order);
        }
    }
    changed
}

/// Another track in the place of one.
fn replace(problem: &Problem, set: &mut Priced, order: &mut Vec<u32>) -> bool {
    let mut changed = false;
    for place in 0..set.order.len() {
        if problem.must(place).is_some() {
            continue;
        }
        let gone: f32 = set.order[..place].iter().map(|&t| problem.extent(t)).sum();
        let left = place.checked_sub(1).map(|left| set.order[left]);
        let right = set.order.get(place + 1).copied();
        // All that a change here can save.
        let step = |from: Option<u32>, to: Option<u32>| match from.zip(to) {
            Some((from, to)) => problem.step_cost(from, to),
            None => Some(0.0),
        };
        let own = set.order[place];
        let steps = [step(left, Some(own)), step(Some(own), right)];
        let spent: f32 = steps.into_iter().flatten().sum::<f32>() + problem.place_cost(own, gone);
        let cost = |&track: &u32| (problem.place_cost(track, gone), track);
        let fits = |&(cost, track): &(f32, u32)| {
            let steps = || Some(step(left, Some(track))? + step(Some(track), right)?);
            cost < spent && steps().is_some_and(|steps| cost + steps < spent)
        };
        let mut others: Vec<(f32, u32)> = problem.free.iter().map(cost).filter(fits).collect();
        let nearer = |a: &(f32, u32), b: &(f32, u32)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
        if others.len() > REPLACEMENTS {
            others.select_nth_unstable_by(REPLACEMENTS, nearer);
            others.truncate(REPLACEMENTS);
        }
        others.sort_unstable_by(nearer);
        for (_, track) in others {
            order.clone_from(&set.order);
            order[place] = track;
            changed |= set.take(problem, order);
        }
    }
    changed
}

//! The second half of the search: a whole set is changed in small ways for as
//! long as it gets cheaper. It never gets dearer, and never breaks a rule.
//!
//! The changes are those of the travelling salesman's tour (2-opt turns a stretch
//! round; or-opt, after Or 1976, moves up to three tracks to another place), the
//! exchange of two tracks, and another track in the place of one. Most make a set
//! dearer within a few tracks of where they begin, and are given up there.

use std::sync::atomic::{AtomicBool, Ordering};

use super::problem::Problem;

/// Tracks that or-opt moves at once, at most.
const MOVED: usize = 3;
/// By how much a change has to be cheaper: less is only rounding.
const GAIN: f32 = 1e-4;
/// Rounds of changes at most; a few are usual.
const ROUNDS: usize = 60;

/// A set and what it costs.
#[derive(Debug, Clone)]
pub(in super::super) struct Priced {
    pub(in super::super) order: Vec<u32>,
    pub(in super::super) cost: f32,
    /// What has gone before each place, and what all of it cost; one longer.
    gone: Vec<f32>,
    spent: Vec<f32>,
}

impl Priced {
    /// `None` where it breaks a rule.
    pub(in super::super) fn new(problem: &Problem, order: Vec<u32>) -> Option<Self> {
        let cost = problem.cost(&order)?;
        let (mut gone, mut spent) = (vec![0.0], vec![0.0]);
        let (mut so_far, mut cost_so_far) = (0.0, 0.0);
        for place in 0..order.len() {
            cost_so_far += at_place(problem, &order, place, so_far)?;
            so_far += problem.extent(order[place]);
            gone.push(so_far);
            spent.push(cost_so_far);
        }
        Some(Self {
            order,
            cost,
            gone,
            spent,
        })
    }

    /// Takes the change, if the set gets cheaper by it.
    fn take(&mut self, problem: &Problem, order: &[u32]) -> bool {
        let cheaper = problem.cost(order).filter(|cost| *cost < self.cost - GAIN);
        let priced = cheaper.and_then(|_| Self::new(problem, order.to_vec()));
        if let Some(priced) = priced {
            *self = priced;
            return true;
        }
        false
    }

    /// The same where only the order from one place to before another is changed.
    fn reorder(&mut self, problem: &Problem, order: &[u32], from: usize, to: usize) -> bool {
        // The step to the track behind them is another one, too.
        let end = (to + 1).min(order.len());
        let most = self.spent[end] - self.spent[from] - GAIN;
        let (mut gone, mut cost) = (self.gone[from], 0.0);
        for place in from..end {
            match at_place(problem, order, place, gone) {
                Some(more) => cost += more,
                None => return false,
            }
            if cost >= most {
                return false;
            }
            gone += problem.extent(order[place]);
        }
        self.take(problem, order)
    }
}

/// What the track at a place and the step to it cost.
fn at_place(problem: &Problem, order: &[u32], place: usize, gone: f32) -> Option<f32> {
    let step = match place.checked_sub(1) {
        Some(before) => problem.step_cost(order[before], order[place])?,
        None => 0.0,
    };
    Some(step + problem.place_cost(order[place], gone))
}

/// Makes a set as cheap as small changes can make it; `near` are the candidates to
/// try at each place in time. `None` when it is to stop.
pub(in super::super) fn polish(
    problem: &Problem,
    near: &[Vec<u32>],
    mut set: Priced,
    stop: &AtomicBool,
) -> Option<Priced> {
    let mut order = Vec::with_capacity(set.order.len());
    for _ in 0..ROUNDS {
        let mut changed = false;
        changed |= turn(problem, &mut set, &mut order);
        changed |= shift(problem, &mut set, &mut order);
        changed |= exchange(problem, &mut set, &mut order);
        changed |= replace(problem, near, &mut set, &mut order);
        if stop.load(Ordering::Relaxed) {
            return None;
        }
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
            changed |= set.reorder(problem, order, from, to);
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
                let (begin, end) = (from.min(to), from.max(to) + length);
                if to > from {
                    order[begin..end].rotate_left(length);
                } else {
                    order[begin..end].rotate_right(length);
                }
                changed |= set.reorder(problem, order, begin, end);
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
            changed |= set.reorder(problem, order, one, other + 1);
        }
    }
    changed
}

/// Another track in the place of one.
fn replace(problem: &Problem, near: &[Vec<u32>], set: &mut Priced, order: &mut Vec<u32>) -> bool {
    let mut changed = false;
    for place in 0..set.order.len() {
        if problem.must(place).is_some() {
            continue;
        }
        let gone = set.gone[place];
        // At some places in time no set of the beam had a track begin.
        let until = near.len().min(problem.moment(gone) + 1);
        let others = near[..until].iter().rev().find(|some| !some.is_empty());
        let left = place.checked_sub(1).map(|left| set.order[left]);
        let right = set.order.get(place + 1).copied();
        for &track in others.into_iter().flatten() {
            let step = |from: Option<u32>, to: Option<u32>| match from.zip(to) {
                Some((from, to)) => problem.step_cost(from, to),
                None => Some(0.0),
            };
            // All that a change here can save.
            let end = (place + 2).min(set.order.len());
            let spent = set.spent[end] - set.spent[place];
            let rest = right.map_or(0.0, |right| problem.place_cost(right, set.gone[place + 1]));
            let steps = || Some(step(left, Some(track))? + step(Some(track), right)?);
            let own = problem.place_cost(track, gone) + rest;
            if own < spent && steps().is_some_and(|steps| own + steps < spent) {
                order.clone_from(&set.order);
                order[place] = track;
                changed |= set.take(problem, order);
            }
        }
    }
    changed
}

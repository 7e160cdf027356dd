//! The first half of the search: sets grow from their start, track by track,
//! along the path. At each moment only the cheapest are kept: a beam, not all.
//!
//! Candidates are tried in the order of their distance from the path, so that for
//! each set the trying ends where the distance alone costs more than the best
//! that was found for it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

use super::problem::Problem;

/// How wide the search is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Width {
    /// Sets that are kept at each moment.
    pub(super) sets: usize,
    /// Followers that are kept of each.
    pub(super) followers: usize,
    /// Sets kept at a moment that end with the same track: the others would be the
    /// same in another order.
    pub(super) alike: usize,
}

/// The beginning of a set.
#[derive(Debug, Clone, Default)]
struct Begun {
    order: Vec<u32>,
    gone: f32,
    /// What it costs.
    cost: f32,
}

/// A set that may be begun so: another and a follower.
#[derive(Debug, Clone, Copy)]
struct Proposal {
    cost: f32,
    gone: f32,
    /// Moment and place there of the set that it goes on from.
    from: (usize, usize),
    track: u32,
}

/// What came of it.
#[derive(Debug, Default)]
pub(in super::super) struct Grown {
    /// Whole sets, cheapest first.
    pub(in super::super) ends: Vec<Vec<u32>>,
    /// The longest beginnings, where there is no whole one.
    pub(in super::super) furthest: Vec<Vec<u32>>,
    /// The candidates nearest to the path at each place in time, nearest first.
    pub(super) near: Vec<Vec<u32>>,
}

/// Of the nearest candidates, so many are told.
const NEAREST: usize = 3_000;

/// Of the longest beginnings, so many are told.
const FURTHEST: usize = 200;

/// All candidates by their distance from the path at one moment.
struct Ranked {
    by_distance: Vec<(f32, u32)>,
    /// A set's own moment may be this much nearer.
    slack: f32,
}

impl Ranked {
    fn at(problem: &Problem, moment: usize) -> Self {
        let (middle, slack) = problem.middle(moment);
        let cost = |&track: &u32| (problem.cost_at(track, middle), track);
        let mut by_distance: Vec<(f32, u32)> = problem.free.iter().map(cost).collect();
        by_distance.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let heaviest = problem.free.iter().map(|&track| problem.weight(track));
        let heaviest = heaviest.fold(0.0, f32::max);
        Self {
            by_distance,
            slack: slack * heaviest,
        }
    }
}

/// Grows sets. `None` when it is to stop.
pub(super) fn grow(problem: &Problem, width: Width, stop: &AtomicBool) -> Option<Grown> {
    let mut moments: Vec<Vec<Begun>> = vec![vec![Begun::default()]];
    let mut waiting: Vec<Vec<Proposal>> = vec![Vec::new()];
    let mut ends: Vec<(f32, Vec<u32>)> = Vec::new();
    let mut near: Vec<Vec<u32>> = Vec::new();
    let mut now = 0;
    while now < waiting.len() {
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        let proposals = std::mem::take(&mut waiting[now]);
        if now > 0 {
            let begun = choose(proposals, &moments, width);
            moments.push(begun);
        }
        near.push(Vec::new());
        if !moments[now].is_empty() {
            let ranked = Ranked::at(problem, now);
            for (place, begun) in moments[now].iter().enumerate() {
                for mut proposal in followers(problem, begun, &ranked, width) {
                    proposal.from = (now, place);
                    if problem.is_whole(proposal.gone, begun.order.len() + 1) {
                        end(problem, begun, &proposal, &mut ends, width);
                        continue;
                    }
                    let then = problem.moment(proposal.gone).max(now + 1);
                    if waiting.len() <= then {
                        waiting.resize(then + 1, Vec::new());
                    }
                    waiting[then].push(proposal);
                }
            }
            let nearest = ranked.by_distance.iter().take(NEAREST);
            near[now] = nearest.map(|&(_, track)| track).collect();
        }
        now += 1;
    }
    ends.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
    let furthest = if ends.is_empty() {
        furthest(&moments)
    } else {
        Vec::new()
    };
    Some(Grown {
        ends: ends.into_iter().map(|(_, order)| order).collect(),
        furthest,
        near,
    })
}

/// Keeps a whole set, if it has all that it must and is among the best.
fn end(
    problem: &Problem,
    begun: &Begun,
    last: &Proposal,
    ends: &mut Vec<(f32, Vec<u32>)>,
    width: Width,
) {
    if begun.order.len() + 1 < problem.last_must() {
        return;
    }
    let cost = last.cost + problem.end_cost(last.gone);
    let mut order = begun.order.clone();
    order.push(last.track);
    ends.push((cost, order));
    if ends.len() > 4 * width.sets {
        ends.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
        ends.truncate(width.sets);
    }
}

/// The cheapest of what was proposed, not too many of them alike.
fn choose(mut proposals: Vec<Proposal>, moments: &[Vec<Begun>], width: Width) -> Vec<Begun> {
    proposals.sort_unstable_by(|a, b| {
        let cost = a.cost.total_cmp(&b.cost);
        cost.then(a.track.cmp(&b.track)).then(a.from.cmp(&b.from))
    });
    let mut alike = HashMap::new();
    let mut chosen = Vec::new();
    for proposal in proposals {
        let same = alike.entry(proposal.track).or_insert(0);
        if *same >= width.alike {
            continue;
        }
        *same += 1;
        let before = &moments[proposal.from.0][proposal.from.1];
        let mut order = Vec::with_capacity(before.order.len() + 1);
        order.extend_from_slice(&before.order);
        order.push(proposal.track);
        chosen.push(Begun {
            order,
            gone: proposal.gone,
            cost: proposal.cost,
        });
        if chosen.len() == width.sets {
            break;
        }
    }
    chosen
}

/// The cheapest ways for a set to go on.
fn followers(problem: &Problem, begun: &Begun, ranked: &Ranked, width: Width) -> Vec<Proposal> {
    let place = begun.order.len();
    let before = begun.order.last().copied();
    let mut best = Best::new(width.followers);
    if let Some(must) = problem.must(place) {
        if let Some(proposal) = follow(problem, begun, before, must) {
            best.add(proposal);
        }
        return best.0;
    }
    for &(distance, track) in &ranked.by_distance {
        if begun.cost + distance - ranked.slack >= best.worst() {
            break;
        }
        if let Some(proposal) = follow(problem, begun, before, track) {
            best.add(proposal);
        }
    }
    best.0
}

fn follow(problem: &Problem, begun: &Begun, before: Option<u32>, track: u32) -> Option<Proposal> {
    let step = match before {
        Some(before) => problem.step_cost(before, track)?,
        None => 0.0,
    };
    let may = problem.is_new(&begun.order, track) && problem.leads_on(track, begun.order.len());
    if !may {
        return None;
    }
    let own = problem.place_cost(track, begun.gone);
    Some(Proposal {
        cost: begun.cost + step + own,
        gone: begun.gone + problem.extent(track),
        from: (0, 0),
        track,
    })
}

/// The cheapest few, cheapest first.
struct Best(Vec<Proposal>);

impl Best {
    fn new(room: usize) -> Self {
        Self(Vec::with_capacity(room))
    }

    /// What a further one has to cost less than.
    fn worst(&self) -> f32 {
        match self.0.last() {
            Some(last) if self.0.len() == self.0.capacity() => last.cost,
            _ => f32::INFINITY,
        }
    }

    fn add(&mut self, proposal: Proposal) {
        if proposal.cost >= self.worst() {
            return;
        }
        if self.0.len() == self.0.capacity() {
            self.0.pop();
        }
        let at = self.0.partition_point(|other| other.cost <= proposal.cost);
        self.0.insert(at, proposal);
    }
}

/// The beginnings of the most tracks.
fn furthest(moments: &[Vec<Begun>]) -> Vec<Vec<u32>> {
    let all = || moments.iter().flatten();
    let most = all().map(|begun| begun.order.len()).max().unwrap_or(0);
    let longest = all().filter(|begun| begun.order.len() == most);
    longest
        .take(FURTHEST)
        .map(|begun| begun.order.clone())
        .collect()
}

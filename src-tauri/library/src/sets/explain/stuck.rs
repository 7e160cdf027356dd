//! Why a search came no further: the rules are relaxed one by one, and each is
//! tried.

use std::sync::atomic::AtomicBool;

use super::{Cause, Impossible, Relax, why};
use crate::sets::cost::Between;
use crate::sets::plan::SetLength;
use crate::sets::rules::{KeyRule, Rules, allowing};
use crate::sets::search::{Problem, can_be};

/// Relaxed steps in tempo are tried so often, each as large as the last try
/// needed.
const TEMPO_TRIES: usize = 8;

/// Why the search came no further. `None` when it is to stop.
pub(in crate::sets) fn stuck(
    problem: &Problem,
    furthest: &[Vec<u32>],
    stop: &AtomicBool,
) -> Option<Impossible> {
    let place = furthest.first().map_or(0, Vec::len) as u32;
    let mut relax = Vec::new();
    let rules = problem.rules;
    let holds = |rules: &Rules| Some(can_be(&problem.with(rules), stop)?.is_ok());
    if let Some(most) = rules.tempo_percent {
        if let Some(percent) = larger_step(problem, furthest, most, stop)? {
            relax.push(Relax::TempoPercent(percent));
        }
        if !rules.half_or_double {
            let with = Rules {
                half_or_double: true,
                ..rules.clone()
            };
            if holds(&with)? {
                relax.push(Relax::HalfOrDouble);
            }
        }
    }
    if rules.key != KeyRule::Any {
        for (key, name) in [
            (KeyRule::Boost, Relax::KeyBoost),
            (KeyRule::Any, Relax::AnyKey),
        ] {
            let with = Rules {
                key,
                ..rules.clone()
            };
            if key != rules.key && holds(&with)? {
                relax.push(name);
                break;
            }
        }
    }
    for within in shorter(rules.artist_within) {
        let with = Rules {
            artist_within: within,
            ..rules.clone()
        };
        if holds(&with)? {
            relax.push(Relax::ArtistWithin(within));
            break;
        }
    }
    for within in shorter(rules.album_within) {
        let with = Rules {
            album_within: within,
            ..rules.clone()
        };
        if holds(&with)? {
            relax.push(Relax::AlbumWithin(within));
            break;
        }
    }
    for &(must, _) in &problem.musts {
        let mut without = problem.with(rules);
        without.musts.retain(|&(place, _)| place != must);
        if can_be(&without, stop)?.is_ok() {
            relax.push(Relax::WithoutMust(must as u32 + 1));
        }
    }
    let fewer = matches!(problem.length, SetLength::Tracks(_));
    if fewer && place > 0 && problem.last_must() <= place as usize {
        relax.push(Relax::Tracks(place));
    }
    Some(why(problem, Cause::NoWayOn { place }, relax))
}

/// The values that a rest between artists is shortened to, down to none.
fn shorter(within: u32) -> Vec<u32> {
    let mut values = Vec::new();
    let mut next = within;
    while next > 1 {
        next = if next > 4 { next * 3 / 4 } else { next - 1 };
        values.push(next);
    }
    values
}

/// The smallest step in tempo, %, that was found to lead to the end. The outer
/// `None` when it is to stop.
fn larger_step(
    problem: &Problem,
    furthest: &[Vec<u32>],
    most: f32,
    stop: &AtomicBool,
) -> Option<Option<f32>> {
    let mut furthest = furthest.to_vec();
    let mut most = most;
    for _ in 0..TEMPO_TRIES {
        let tried = Rules {
            tempo_percent: Some(most),
            ..problem.rules.clone()
        };
        let tried = problem.with(&tried);
        let needed = furthest.iter().filter_map(|order| needed(&tried, order));
        let Some(needed) = needed.min_by(f32::total_cmp) else {
            return Some(None);
        };
        most = allowing(needed).max(most + 0.1);
        if most > 100.0 {
            return Some(None);
        }
        let rules = Rules {
            tempo_percent: Some(most),
            ..problem.rules.clone()
        };
        match can_be(&problem.with(&rules), stop)? {
            Ok(()) => return Some(Some(most)),
            Err(further) => furthest = further,
        }
    }
    Some(None)
}

/// The smallest step in tempo, %, by which a set could go on if that alone were
/// not forbidden.
fn needed(problem: &Problem, order: &[u32]) -> Option<f32> {
    let last = *order.last()?;
    let next = match problem.must(order.len()) {
        Some(must) => vec![must],
        None => problem.free.clone(),
    };
    let steps = next.into_iter().filter_map(|track| {
        let between = Between::of(problem.track(last), problem.track(track), problem.rules);
        let key = problem.rules.allows_key(between.key);
        let step = between.tempo.filter(|_| key)?.percent.abs();
        let larger = problem.rules.tempo_percent.is_some_and(|most| step > most);
        (larger && problem.is_new(order, track)).then_some(step)
    });
    steps.min_by(f32::total_cmp)
}

//! Too little music, or too little of different kinds.

use std::collections::{HashMap, HashSet};

use super::{Cause, Impossible, Relax, why};
use crate::sets::plan::SetLength;
use crate::sets::search::Problem;

/// Too few tracks, or too short ones; or a place past the end.
pub(super) fn too_few(problem: &Problem, all: &[u32]) -> Option<Impossible> {
    // The longest of each recording.
    let mut recordings: HashMap<u32, f32> = HashMap::new();
    for &track in all {
        let longest = recordings
            .entry(problem.track(track).recording)
            .or_default();
        *longest = longest.max(problem.extent(track));
    }
    let there = recordings.len() as u32;
    match problem.length {
        SetLength::Tracks(wanted) => {
            let (place, last) = (problem.last_must() as u32, wanted);
            if place > last {
                let relax = vec![Relax::Tracks(place), Relax::WithoutMust(place)];
                return Some(why(problem, Cause::BeyondEnd { place, last }, relax));
            }
            (there < wanted).then(|| {
                let relax = vec![Relax::Tracks(there)];
                why(problem, Cause::FewTracks { wanted, there }, relax)
            })
        }
        SetLength::Minutes(wanted) => {
            let whole_s: f32 = recordings.values().sum();
            if !problem.is_whole(whole_s, recordings.len()) {
                let there = whole_s / 60.0;
                let relax = vec![Relax::Minutes(there.floor().max(1.0))];
                return Some(why(problem, Cause::ShortOfTime { wanted, there }, relax));
            }
            // As many of the shortest as go before the end.
            let mut shortest: Vec<f32> = recordings.into_values().collect();
            shortest.sort_unstable_by(f32::total_cmp);
            let mut gone = 0.0;
            let fits = shortest.iter().enumerate().take_while(|&(count, length)| {
                let more = !problem.is_whole(gone, count);
                gone += length;
                more
            });
            let (place, last) = (problem.last_must() as u32, fits.count() as u32);
            (place > last).then(|| {
                let relax = vec![Relax::WithoutMust(place)];
                why(problem, Cause::BeyondEnd { place, last }, relax)
            })
        }
    }
}

/// Too few artists or albums for none to come again so soon.
pub(super) fn too_alike(problem: &Problem, all: &[u32]) -> Option<Impossible> {
    let SetLength::Tracks(wanted) = problem.length else {
        return None;
    };
    type Of<'a> = &'a dyn Fn(u32) -> Option<u32>;
    let artist: Of = &|track| problem.track(track).artist;
    let album: Of = &|track| problem.track(track).album;
    let (artist_within, album_within) = (problem.rules.artist_within, problem.rules.album_within);
    if let Some((there, would_do)) = too_few_kinds(problem, all, artist, artist_within, wanted) {
        let within = artist_within;
        let relax = vec![Relax::ArtistWithin(would_do)];
        return Some(why(problem, Cause::FewArtists { within, there }, relax));
    }
    too_few_kinds(problem, all, album, album_within, wanted).map(|(there, would_do)| {
        let within = album_within;
        let relax = vec![Relax::AlbumWithin(would_do)];
        why(problem, Cause::FewAlbums { within, there }, relax)
    })
}

/// How many kinds there are and within how many none need come twice, where it is
/// fewer than `within`.
fn too_few_kinds(
    problem: &Problem,
    all: &[u32],
    kind: &dyn Fn(u32) -> Option<u32>,
    within: u32,
    wanted: u32,
) -> Option<(u32, u32)> {
    let mut seen = HashSet::new();
    let mut of_kind: HashMap<u32, u32> = HashMap::new();
    let mut unknown = 0;
    for &track in all {
        if seen.insert(problem.track(track).recording) {
            match kind(track) {
                Some(kind) => *of_kind.entry(kind).or_default() += 1,
                None => unknown += 1,
            }
        }
    }
    // In any k places there are as many kinds, and of each at most one in each k.
    let enough = |within: u32| {
        let row = within.clamp(1, wanted);
        let most = wanted.div_ceil(row);
        let placed: u32 = of_kind.values().map(|&count| count.min(most)).sum();
        placed + unknown >= wanted && of_kind.len() as u32 + unknown >= row
    };
    if within < 2 || enough(within) {
        return None;
    }
    let would_do = (1..within).rev().find(|&within| enough(within));
    Some((of_kind.len() as u32, would_do.unwrap_or(1)))
}

//! Tracks that have their places and exclude each other.

use super::{Cause, Impossible, Relax, why};
use crate::sets::rules::{KeyRule, Rules};
use crate::sets::search::Problem;

/// Tracks that have their places and exclude each other.
pub(super) fn clash(problem: &Problem) -> Option<Impossible> {
    let number = |place: usize| place as u32 + 1;
    let found = |cause, relax| Some(why(problem, cause, relax));
    for (i, &(place, track)) in problem.musts.iter().enumerate() {
        let own = problem.track(track);
        for &(other_place, other) in &problem.musts[i + 1..] {
            let places = [number(place), number(other_place)];
            let without = places.map(Relax::WithoutMust);
            let other = problem.track(other);
            if place == other_place {
                let place = places[0];
                return found(Cause::SamePlace { place }, vec![without[0]]);
            }
            if own.recording == other.recording {
                return found(Cause::SameRecording { places }, without.to_vec());
            }
            let apart = (other_place - place) as u32;
            let rules = problem.rules;
            if apart < rules.artist_within && own.artist.is_some() && own.artist == other.artist {
                let relax = [vec![Relax::ArtistWithin(apart)], without.to_vec()].concat();
                return found(Cause::MustsArtist { places }, relax);
            }
            if apart < rules.album_within && own.album.is_some() && own.album == other.album {
                let relax = [vec![Relax::AlbumWithin(apart)], without.to_vec()].concat();
                return found(Cause::MustsAlbum { places }, relax);
            }
        }
        let next = problem.musts.get(i + 1);
        let Some(&(next_place, next)) = next.filter(|_| !problem.leads_on(track, place)) else {
            continue;
        };
        let places = [number(place), number(next_place)];
        let without = places.map(Relax::WithoutMust).to_vec();
        let (tempo, key) = problem.too_far(track, next, next_place - place);
        if let Some(percent) = tempo {
            let relax = percent.map_or(Relax::AnyTempo, Relax::TempoPercent);
            let relax = [vec![relax], without].concat();
            return found(Cause::MustsTempo { places, percent }, relax);
        }
        if key {
            let boosted = Rules {
                key: KeyRule::Boost,
                ..problem.rules.clone()
            };
            let boosted = problem.with(&boosted);
            let boost = boosted.leads_on(track, place) && problem.rules.key != KeyRule::Boost;
            let relax = if boost {
                Relax::KeyBoost
            } else {
                Relax::AnyKey
            };
            let relax = [vec![relax], without].concat();
            return found(Cause::MustsKey { places }, relax);
        }
    }
    None
}

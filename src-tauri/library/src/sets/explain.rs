//! Why there is no such set: which rule leaves none, and how far it has to be
//! relaxed. What is proposed was tried: with it alone a set can be built.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};
use specta::Type;

use super::cost::Between;
use super::plan::SetLength;
use super::rules::{KeyRule, Rules, allowing};
use super::search::{Problem, can_be};

/// No set, and what to do about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Impossible {
    /// What is in the way.
    pub cause: Cause,
    /// The same as a sentence that says what would do.
    pub sentence: String,
    /// What would do, each by itself; the gentlest first. Empty where it is not
    /// one rule alone.
    pub relax: Vec<Relax>,
}

/// What is in the way of a set. Places count from 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Cause {
    /// Nothing analysed is found to choose from.
    NoCandidates,
    /// There are fewer recordings than places.
    FewTracks {
        /// Places.
        wanted: u32,
        /// Recordings.
        there: u32,
    },
    /// All that there is does not last that long.
    ShortOfTime {
        /// Minutes asked for.
        wanted: f32,
        /// Minutes there are.
        there: f32,
    },
    /// There are too few artists for none to come again so soon.
    FewArtists {
        /// Among how many in a row none may come twice.
        within: u32,
        /// Artists.
        there: u32,
    },
    /// The same with albums.
    FewAlbums {
        /// Among how many in a row none may come twice.
        within: u32,
        /// Albums.
        there: u32,
    },
    /// Two tracks have the same place.
    SamePlace {
        /// The place.
        place: u32,
    },
    /// The same recording has two places.
    SameRecording {
        /// The places.
        places: [u32; 2],
    },
    /// A track's place is past the end of the set.
    BeyondEnd {
        /// Its place.
        place: u32,
        /// The last place that there can be.
        last: u32,
    },
    /// Two tracks that have their places are too far apart in tempo.
    MustsTempo {
        /// Their places.
        places: [u32; 2],
        /// The step that would do, %; `None` where a tempo is not known.
        percent: Option<f32>,
    },
    /// Two tracks that have their places are too far apart in key.
    MustsKey {
        /// Their places.
        places: [u32; 2],
    },
    /// Two tracks that have their places are too near each other for an artist.
    MustsArtist {
        /// Their places.
        places: [u32; 2],
    },
    /// The same for an album.
    MustsAlbum {
        /// Their places.
        places: [u32; 2],
    },
    /// No set was found that goes on from here.
    NoWayOn {
        /// The last place that was filled.
        place: u32,
    },
}

/// A rule that is relaxed, and to what.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case", tag = "what", content = "to")]
pub enum Relax {
    /// A larger step in tempo, %.
    TempoPercent(f32),
    /// Half and double time count as equal.
    HalfOrDouble,
    /// Any step in tempo.
    AnyTempo,
    /// Two hours on the wheel as well.
    KeyBoost,
    /// Any step in key.
    AnyKey,
    /// No artist twice within so many; 1: no rule.
    ArtistWithin(u32),
    /// No album twice within so many; 1: no rule.
    AlbumWithin(u32),
    /// So many tracks.
    Tracks(u32),
    /// So many minutes.
    Minutes(f32),
    /// No track must stand at this place.
    WithoutMust(u32),
}

/// Relaxed steps in tempo are tried so often, each as large as the last try
/// needed.
const TEMPO_TRIES: usize = 8;

/// What can be told without a search.
pub(super) fn contradiction(problem: &Problem) -> Option<Impossible> {
    let all: Vec<u32> = problem.free.iter().copied().chain(musts(problem)).collect();
    if all.is_empty() {
        return Some(why(problem, Cause::NoCandidates, Vec::new()));
    }
    clash(problem)
        .or_else(|| too_few(problem, &all))
        .or_else(|| too_alike(problem, &all))
}

fn musts(problem: &Problem) -> impl Iterator<Item = u32> {
    problem.musts.iter().map(|&(_, track)| track)
}

/// Tracks that have their places and exclude each other.
fn clash(problem: &Problem) -> Option<Impossible> {
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

/// Too few tracks, or too short ones; or a place past the end.
fn too_few(problem: &Problem, all: &[u32]) -> Option<Impossible> {
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
fn too_alike(problem: &Problem, all: &[u32]) -> Option<Impossible> {
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

/// Why the search came no further. `None` when it is to stop.
pub(super) fn stuck(
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

fn why(problem: &Problem, cause: Cause, relax: Vec<Relax>) -> Impossible {
    Impossible {
        sentence: sentence(problem.rules, &cause, &relax),
        cause,
        relax,
    }
}

/// The words for it.
fn sentence(rules: &Rules, cause: &Cause, relax: &[Relax]) -> String {
    let first = relax.first();
    match cause {
        Cause::NoCandidates => {
            "There is no analysed track to choose from: widen the filter, or analyse more.".into()
        }
        Cause::FewTracks { wanted, there } => format!(
            "{wanted} tracks are wanted, but there are only {there} recordings to choose from: \
             {there} tracks would do."
        ),
        Cause::ShortOfTime { wanted, there } => format!(
            "{wanted:.0} minutes are wanted, but all there is to choose from lasts {there:.0}: a \
             shorter set would do."
        ),
        Cause::FewArtists { within, there } => kinds("artist", *within, *there, first),
        Cause::FewAlbums { within, there } => kinds("album", *within, *there, first),
        Cause::SamePlace { place } => {
            format!("Two tracks are to stand at place {place}: leave one out.")
        }
        Cause::SameRecording { places: [a, b] } => {
            format!("Places {a} and {b} hold the same recording: leave one out.")
        }
        Cause::BeyondEnd { place, last } => format!(
            "A track is to stand at place {place}, but the set ends at place {last} at the latest."
        ),
        Cause::MustsTempo {
            places: [a, b],
            percent: None,
        } => format!(
            "The tracks at places {a} and {b} cannot be joined by tempo, since it is not known of \
             both: any tempo step would do."
        ),
        Cause::MustsTempo {
            places: [a, b],
            percent: Some(percent),
        } => format!(
            "The tracks at places {a} and {b} are too far apart in tempo: steps of {percent:.1} % \
             would do."
        ),
        Cause::MustsKey { places: [a, b] } => format!(
            "The tracks at places {a} and {b} are too far apart in key: {} would do.",
            match first {
                Some(Relax::KeyBoost) => "the energy boost",
                _ => "any key",
            }
        ),
        Cause::MustsArtist { places: [a, b] } => format!(
            "The tracks at places {a} and {b} are by one artist: no artist twice within {} would \
             do.",
            b - a
        ),
        Cause::MustsAlbum { places: [a, b] } => format!(
            "The tracks at places {a} and {b} are from one album: no album twice within {} would \
             do.",
            b - a
        ),
        Cause::NoWayOn { place } => no_way_on(rules, *place, first),
    }
}

fn kinds(word: &str, within: u32, there: u32, relax: Option<&Relax>) -> String {
    let would_do = match relax {
        Some(Relax::ArtistWithin(n @ 2..) | Relax::AlbumWithin(n @ 2..)) => {
            format!("within {n} would do")
        }
        _ => "no such rule would do".to_owned(),
    };
    let plural = if there == 1 { "" } else { "s" };
    format!(
        "With {there} {word}{plural} to choose from, none can stay away for {within} tracks: \
         {would_do}."
    )
}

fn no_way_on(rules: &Rules, place: u32, relax: Option<&Relax>) -> String {
    let on = match place {
        0 => "to the start of a set".to_owned(),
        place => format!("on from track {place}"),
    };
    match relax {
        Some(Relax::TempoPercent(percent)) => format!(
            "No tempo step of at most {} % leads {on}: {percent:.1} % would do.",
            rules.tempo_percent.unwrap_or_default()
        ),
        Some(Relax::HalfOrDouble) => {
            format!("No allowed tempo leads {on}: counting half and double time as equal would do.")
        }
        Some(Relax::AnyTempo) => format!("No allowed tempo leads {on}: any tempo would do."),
        Some(Relax::KeyBoost) => {
            format!("No neighbouring key leads {on}: the energy boost (+2) would do.")
        }
        Some(Relax::AnyKey) => format!("No allowed key leads {on}: any key would do."),
        Some(Relax::ArtistWithin(n)) => {
            format!("No track by another artist leads {on}: no artist twice within {n} would do.")
        }
        Some(Relax::AlbumWithin(n)) => {
            format!("No track of another album leads {on}: no album twice within {n} would do.")
        }
        Some(Relax::WithoutMust(at)) => {
            format!("Nothing leads {on}: leaving out the track that must stand at {at} would do.")
        }
        Some(Relax::Tracks(n)) => format!("Nothing leads {on}: {n} tracks would do."),
        Some(Relax::Minutes(_)) | None => {
            format!("The rules together leave nothing that leads {on}: relax more than one.")
        }
    }
}

//! Why there is no such set: which rule leaves none, and how far it has to be
//! relaxed. What is proposed was tried: with it alone a set can be built.
//!
//! Some causes are told without a search (`contradiction`): tracks that exclude
//! each other (`clash`), and too little music (`scarcity`). Where a search came no
//! further, the rules are relaxed one by one (`stuck`). `words` says it.

mod clash;
mod scarcity;
mod stuck;
mod words;

use serde::{Deserialize, Serialize};
use specta::Type;

use super::search::Problem;

pub(super) use stuck::stuck;

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

/// What can be told without a search.
pub(super) fn contradiction(problem: &Problem) -> Option<Impossible> {
    let musts = problem.musts.iter().map(|&(_, track)| track);
    let all: Vec<u32> = problem.free.iter().copied().chain(musts).collect();
    if all.is_empty() {
        return Some(why(problem, Cause::NoCandidates, Vec::new()));
    }
    clash::clash(problem)
        .or_else(|| scarcity::too_few(problem, &all))
        .or_else(|| scarcity::too_alike(problem, &all))
}

fn why(problem: &Problem, cause: Cause, relax: Vec<Relax>) -> Impossible {
    Impossible {
        sentence: words::sentence(problem.rules, &cause, &relax),
        cause,
        relax,
    }
}

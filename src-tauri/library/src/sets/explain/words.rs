//! The sentences: what is in the way, and what would do.

use super::{Cause, Relax};
use crate::sets::rules::Rules;

/// The words for it.
pub(super) fn sentence(rules: &Rules, cause: &Cause, relax: &[Relax]) -> String {
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

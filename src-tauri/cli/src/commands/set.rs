//! `mood set`: tracks in an order that takes a way over the plane.

use moodplane_library::{
    Beats, BuiltSet, Library, MoodPath, MustHave, Query, Rules, SetAnswer, SetLength, SetPlace,
    SetPlan, SetStep, Shape, TrackId,
};
use serde::Serialize;

use crate::arguments::{Must, Set, Where};
use crate::ending::Ending;
use crate::interrupt::on_interrupt;
use crate::session::Session;

/// Builds it, prints it, and keeps it where that is asked for.
pub fn run(session: &Session, wish: &Set) -> anyhow::Result<Ending> {
    let path = path(wish)?;
    let library = session.library()?;
    let plan = SetPlan {
        path,
        length: length(wish),
        from: candidates(&library, wish)?.into(),
        rules: Rules {
            tempo_percent: wish.tempo,
            half_or_double: wish.half_double,
            key: wish.key,
            artist_within: wish.artists,
            album_within: wish.albums,
        },
        musts: musts(&library, &wish.musts)?,
        seed: wish.seed,
    };
    let stop = on_interrupt(|| {})?;
    match library.build_set(&plan, &stop)? {
        SetAnswer::Built(set) => {
            if let Some(name) = &wish.save {
                let tracks: Vec<TrackId> = set.places.iter().map(|place| place.row.id).collect();
                library.create_playlist_of(name, &tracks)?;
            }
            print(session, &library, &plan, &set)?;
            Ok(Ending::Well)
        }
        SetAnswer::Impossible(why) => {
            if session.json() {
                println!("{}", serde_json::to_string(&why)?);
            }
            eprintln!("mood: {}", why.sentence);
            Ok(Ending::Nothing)
        }
        SetAnswer::Stopped => Ok(Ending::Interrupted),
    }
}

fn path(wish: &Set) -> anyhow::Result<MoodPath> {
    let places: Vec<[f32; 2]> = match (wish.from, wish.to) {
        (Some(from), Some(to)) => vec![from.0, to.0],
        _ => wish.path.iter().map(|&Where(place)| place).collect(),
    };
    Ok(match places[..] {
        [] => MoodPath::named(wish.shape.unwrap_or(Shape::Journey)),
        _ => MoodPath::through(&places)?,
    })
}

fn length(wish: &Set) -> SetLength {
    match (wish.tracks, wish.minutes) {
        (Some(tracks), _) => SetLength::Tracks(tracks),
        // One of the two is always given.
        (None, minutes) => SetLength::Minutes(minutes.unwrap_or_default()),
    }
}

fn candidates(library: &Library, wish: &Set) -> anyhow::Result<Query> {
    Ok(match (&wish.query, &wish.playlist) {
        (Some(query), _) => Query::parse(query)?,
        (None, Some(name)) => Query::of_playlist(library.playlist_named(name)?.id),
        (None, None) => Query::default(),
    })
}

fn musts(library: &Library, musts: &[Must]) -> anyhow::Result<Vec<MustHave>> {
    let place = |must: &Must| {
        Ok(MustHave {
            track: library.add_file(&must.file)?,
            place: must.place,
        })
    };
    musts.iter().map(place).collect()
}

/// A track of the set as JSON has it.
#[derive(Serialize)]
struct Track<'a> {
    place: usize,
    path: String,
    #[serde(flatten)]
    said: &'a SetPlace,
}

/// The set as JSON has it.
#[derive(Serialize)]
struct Whole<'a> {
    cost: f32,
    duration_s: f32,
    distance: f32,
    path: &'a MoodPath,
    seed: u32,
    tracks: Vec<Track<'a>>,
}

fn print(
    session: &Session,
    library: &Library,
    plan: &SetPlan,
    set: &BuiltSet,
) -> anyhow::Result<()> {
    if session.json() {
        let track = |(place, said): (usize, &'_ SetPlace)| {
            let path = library.track_path(said.row.id)?;
            anyhow::Ok((place, path.to_string_lossy().into_owned()))
        };
        let named = (1..).zip(&set.places).map(track);
        let named: Vec<(usize, String)> = named.collect::<Result<_, _>>()?;
        let tracks = named.into_iter().zip(&set.places);
        let whole = Whole {
            cost: set.cost,
            duration_s: set.duration_s,
            distance: set.distance,
            path: &plan.path,
            seed: plan.seed,
            tracks: tracks
                .map(|((place, path), said)| Track { place, path, said })
                .collect(),
        };
        println!("{}", serde_json::to_string(&whole)?);
        return Ok(());
    }
    println!("place  from the path  jump  tempo    step  key  step      length  track");
    for (number, place) in (1..).zip(&set.places) {
        println!("{}", line(number, place));
    }
    println!(
        "{} tracks, {}, {:.2} from the path on the whole, cost {:.2}",
        set.places.len(),
        time(set.duration_s),
        set.distance,
        set.cost,
    );
    Ok(())
}

fn line(number: usize, place: &SetPlace) -> String {
    let row = &place.row;
    let step = place.step.as_ref();
    let name = match &row.artist {
        Some(artist) => format!("{artist} - {}", row.title),
        None => row.title.clone(),
    };
    let dash = || "-".to_owned();
    format!(
        "{number:>5}  {:>13.2}  {:>4}  {:>5}  {:>6}  {:>3}  {:8}  {:>6}  {name}",
        place.distance,
        step.map_or_else(String::new, |step| format!("{:.1}", step.jump)),
        row.tempo_bpm.map_or_else(dash, |bpm| format!("{bpm:.1}")),
        step.map_or_else(String::new, tempo),
        row.camelot.clone().unwrap_or_else(dash),
        step.map_or_else(String::new, |step| step
            .key
            .map_or_else(dash, |key| key.to_string())),
        row.duration_s.map_or_else(dash, time),
    )
}

/// A step in tempo: per cent, and whether it is to half or double time.
fn tempo(step: &SetStep) -> String {
    step.tempo.map_or_else(
        || "-".to_owned(),
        |tempo| {
            let beats = match tempo.beats {
                Beats::Same => "",
                Beats::Half => " /2",
                Beats::Double => " x2",
            };
            // No step is neither up nor down.
            let percent = (tempo.percent * 10.0).round() / 10.0 + 0.0;
            format!("{percent:+.1}{beats}")
        },
    )
}

/// Hours, minutes and seconds.
fn time(seconds: f32) -> String {
    let seconds = seconds.round() as u64;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

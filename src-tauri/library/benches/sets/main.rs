//! Sets of 20,000 made-up candidates: how long they take to build, and what the
//! rules make of them.
//!
//! `cargo bench -p moodplane-library --bench sets -- [--tracks=N]`

#![allow(dead_code, reason = "what is made up is shared with another benchmark")]

#[path = "../library/filled.rs"]
mod filled;
#[path = "../library/made_up.rs"]
mod made_up;
#[path = "../library/measure.rs"]
mod measure;
#[path = "../../tests/support/mod.rs"]
mod support;

use std::sync::atomic::AtomicBool;
use std::time::Instant;

use moodplane_library::{
    KeyRule, Library, MOST_TRACKS, MoodPath, Query, Rules, SetAnswer, SetLength, SetPlan, Shape,
};

use filled::fill;
use measure::{milliseconds, quantile};

/// Candidates, unless the command line says otherwise.
const TRACKS: u32 = 20_000;
/// Tracks of a set.
const LONG: u32 = 40;
/// The most that a set may take, ms.
const MOST_MS: f64 = 2_000.0;
/// Each is built with so many seeds.
const SEEDS: u32 = 5;

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Fallible<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| words.iter().find_map(|word| word.strip_prefix(name));
    let tracks = option("--tracks=").map_or(Ok(TRACKS), str::parse)?;
    let room = tempfile::tempdir()?;
    // All different: a recording comes once in a set.
    let library = fill(room.path(), tracks, tracks)?;
    println!("{tracks} candidates, as long as it takes of {SEEDS} seeds\n");
    for (what, length, rules, aim) in asked() {
        let mut times = Vec::new();
        let (mut cost, mut distance, mut failed) = (0.0, 0.0, 0);
        for seed in 0..SEEDS {
            let plan = SetPlan {
                path: MoodPath::named(Shape::Journey),
                length,
                from: Query::default().into(),
                rules: rules.clone(),
                musts: Vec::new(),
                seed,
            };
            let start = Instant::now();
            let answer = library.build_set(&plan, &AtomicBool::new(false))?;
            times.push(milliseconds(start));
            match answer {
                SetAnswer::Built(set) => {
                    cost += set.cost / SEEDS as f32;
                    distance += set.distance / SEEDS as f32;
                }
                _ => failed += 1,
            }
        }
        let longest = quantile(&mut times, 1.0);
        let aim = match aim {
            true if longest <= MOST_MS => format!("at most {MOST_MS}: met"),
            true => format!("at most {MOST_MS}: missed"),
            false => String::new(),
        };
        println!(
            "{what:44} {longest:>7.0} ms  {aim:18} {}",
            said(cost, distance, failed)
        );
    }
    swaps(&library)
}

/// What came of it, on the whole.
fn said(cost: f32, distance: f32, failed: u32) -> String {
    match failed {
        SEEDS => "impossible".to_owned(),
        _ => format!("cost {cost:.2}, {distance:.2} from the path"),
    }
}

/// What is asked, by how much the rules leave, and whether it may take no longer
/// than [`MOST_MS`].
fn asked() -> Vec<(&'static str, SetLength, Rules, bool)> {
    let mixed = Rules {
        tempo_percent: Some(6.0),
        half_or_double: true,
        key: KeyRule::Boost,
        artist_within: 10,
        album_within: 20,
    };
    let strict = Rules {
        tempo_percent: Some(1.5),
        half_or_double: false,
        key: KeyRule::Neighbours,
        ..mixed.clone()
    };
    let unheard_of = Rules {
        tempo_percent: Some(0.0),
        ..strict.clone()
    };
    let tracks = SetLength::Tracks;
    let minutes = SetLength::Minutes(4.0 * LONG as f32);
    vec![
        ("40 tracks, no rules", tracks(LONG), Rules::default(), true),
        (
            "40 tracks, tempo 6 %, keys, artists, albums",
            tracks(LONG),
            mixed.clone(),
            true,
        ),
        ("160 minutes, the same rules", minutes, mixed.clone(), true),
        (
            "40 tracks, tempo 1.5 %, neighbouring keys",
            tracks(LONG),
            strict,
            true,
        ),
        (
            "200 tracks, tempo 6 %, keys, artists, albums",
            tracks(MOST_TRACKS),
            mixed,
            false,
        ),
        (
            "40 tracks, no step in tempo: told why not",
            tracks(LONG),
            unheard_of,
            false,
        ),
    ]
}

/// What could stand at a place instead.
fn swaps(library: &Library) -> Fallible<()> {
    let (_, length, rules, _) = asked().swap_remove(1);
    let plan = SetPlan {
        path: MoodPath::named(Shape::Journey),
        length,
        from: Query::default().into(),
        rules,
        musts: Vec::new(),
        seed: 0,
    };
    let SetAnswer::Built(set) = library.build_set(&plan, &AtomicBool::new(false))? else {
        return Ok(());
    };
    let order: Vec<u32> = set.places.iter().map(|place| place.row.id).collect();
    let mut times = Vec::new();
    for place in 1..=LONG {
        let start = Instant::now();
        library.swaps(&plan, &order, place, 10)?;
        times.push(milliseconds(start));
    }
    let p95 = quantile(&mut times, 0.95);
    println!(
        "{:44} {p95:>7.0} ms",
        "the next best for a place, p95 of 40"
    );
    let start = Instant::now();
    library.judge_set(&plan, &order)?;
    println!(
        "{:44} {:>7.0} ms",
        "weighing a changed order",
        milliseconds(start)
    );
    Ok(())
}

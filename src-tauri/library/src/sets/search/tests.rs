//! What holds of every search: no rule is broken, the answer is near the best
//! there is, and what is said where there is none is true.

use std::sync::atomic::AtomicBool;

use super::super::candidates::Candidate;
use super::super::explain::{self, Cause, Impossible, Relax};
use super::super::path::{MoodPath, Shape};
use super::super::plan::SetLength;
use super::super::rules::{KeyRule, Rules};
use super::{Outcome, Problem, beam, polish, search};

static NEVER: AtomicBool = AtomicBool::new(false);

/// Tracks of so many artists with two albums each, anywhere on the plane.
fn tracks(seed: u64, count: u32, artists: u32) -> Vec<Candidate> {
    let mut chance = fastrand::Rng::with_seed(seed);
    let mut place = || 2.0 + 6.0 * chance.f32();
    let places: Vec<[f32; 4]> = (0..count)
        .map(|_| [place(), place(), place(), place()])
        .collect();
    (0..count)
        .map(|id| {
            let [valence, arousal, to_valence, to_arousal] = places[id as usize];
            let artist = chance.u32(0..artists);
            Candidate {
                id,
                length_s: 150.0 + 200.0 * chance.f32(),
                entering: [valence, arousal],
                leaving: [
                    0.7 * valence + 0.3 * to_valence,
                    0.7 * arousal + 0.3 * to_arousal,
                ],
                tempo: (chance.u32(0..20) > 0).then(|| 70.0 + 90.0 * chance.f32()),
                key: (chance.u32(0..20) > 0).then(|| chance.u8(0..24)),
                artist: (chance.u32(0..15) > 0).then_some(artist),
                album: Some(2 * artist + chance.u32(0..2)),
                recording: if chance.u32(0..10) == 0 { 0 } else { id },
            }
        })
        .collect()
}

fn rules(number: u64) -> Rules {
    let tempo = [None, Some(40.0), None, Some(15.0)];
    Rules {
        tempo_percent: tempo[number as usize % 4],
        half_or_double: number.is_multiple_of(2),
        key: [
            KeyRule::Any,
            KeyRule::Neighbours,
            KeyRule::Boost,
            KeyRule::Any,
        ][(number / 4) as usize % 4],
        artist_within: [0, 2, 3][(number / 12) as usize % 3],
        album_within: [0, 0, 2, 5][(number / 3) as usize % 4],
    }
}

/// A question and all that it borrows.
struct Case {
    tracks: Vec<Candidate>,
    path: MoodPath,
    rules: Rules,
    length: SetLength,
    musts: Vec<(usize, u32)>,
}

impl Case {
    fn small(number: u64) -> Self {
        let length = match number % 3 {
            0 => SetLength::Minutes(18.0),
            _ => SetLength::Tracks(4 + number as u32 % 2),
        };
        let musts = match number % 5 {
            0 => vec![(2, 1)],
            1 => vec![(0, 3), (3, 0)],
            _ => Vec::new(),
        };
        Self {
            tracks: tracks(number, 8, 5),
            path: MoodPath::named(Shape::ALL[number as usize % 4]),
            rules: rules(number),
            length,
            musts,
        }
    }

    fn large(number: u64, rules: Rules) -> Self {
        let length = match number.is_multiple_of(2) {
            true => SetLength::Tracks(18),
            false => SetLength::Minutes(70.0),
        };
        let mut tracks = tracks(number, 250, 60);
        for (must, tempo, key) in [(7, 100.0, 14), (20, 110.0, 18)] {
            tracks[must].tempo = Some(tempo);
            tracks[must].key = Some(key);
            tracks[must].recording = must as u32;
            tracks[must].artist = None;
        }
        Self {
            tracks,
            path: MoodPath::named(Shape::ALL[number as usize % 4]),
            rules,
            length,
            musts: vec![(0, 7), (6, 20)],
        }
    }

    fn problem(&self) -> Problem<'_> {
        let free = vec![true; self.tracks.len()];
        Problem::new(
            &self.tracks,
            &free,
            &self.path,
            &self.rules,
            self.length,
            240.0,
            self.musts.clone(),
        )
    }

    /// With one rule relaxed.
    fn relaxed(&self, relax: Relax) -> Self {
        let mut case = Self {
            tracks: self.tracks.clone(),
            path: self.path.clone(),
            rules: self.rules.clone(),
            length: self.length,
            musts: self.musts.clone(),
        };
        match relax {
            Relax::TempoPercent(percent) => case.rules.tempo_percent = Some(percent),
            Relax::AnyTempo => case.rules.tempo_percent = None,
            Relax::HalfOrDouble => case.rules.half_or_double = true,
            Relax::KeyBoost => case.rules.key = KeyRule::Boost,
            Relax::AnyKey => case.rules.key = KeyRule::Any,
            Relax::ArtistWithin(within) => case.rules.artist_within = within,
            Relax::AlbumWithin(within) => case.rules.album_within = within,
            Relax::Tracks(count) => case.length = SetLength::Tracks(count),
            Relax::Minutes(minutes) => case.length = SetLength::Minutes(minutes),
            Relax::WithoutMust(at) => case.musts.retain(|&(place, _)| place + 1 != at as usize),
        }
        case
    }

    fn answer(&self, seed: u64) -> Result<Vec<u32>, Impossible> {
        let problem = self.problem();
        if let Some(why) = explain::contradiction(&problem) {
            return Err(why);
        }
        match search(&problem, seed, &NEVER) {
            Outcome::Found(order) => Ok(order),
            Outcome::Stuck(furthest) => Err(explain::stuck(&problem, &furthest, &NEVER).unwrap()),
            Outcome::Stopped => panic!("nobody said stop"),
        }
    }
}

/// The least cost of any set at all, by trying them all.
fn least(problem: &Problem, order: &mut Vec<u32>, gone: f32) -> f32 {
    if problem.is_whole(gone, order.len()) {
        return problem.cost(order).unwrap_or(f32::INFINITY);
    }
    let mut best = f32::INFINITY;
    for track in 0..problem.tracks.len() as u32 {
        if !order.contains(&track) {
            order.push(track);
            best = best.min(least(problem, order, gone + problem.extent(track)));
            order.pop();
        }
    }
    best
}

/// That an order keeps every rule, told another way than the search tells it.
fn assert_kept(case: &Case, order: &[u32]) {
    let track = |place: usize| &case.tracks[order[place] as usize];
    for place in 0..order.len() {
        for before in 0..place {
            let (a, b) = (track(before), track(place));
            assert_ne!(a.recording, b.recording);
            let apart = (place - before) as u32;
            assert!(
                a.artist.is_none() || a.artist != b.artist || apart >= case.rules.artist_within
            );
            assert!(a.album.is_none() || a.album != b.album || apart >= case.rules.album_within);
        }
        if place == 0 {
            continue;
        }
        let (a, b) = (track(place - 1), track(place));
        if let Some(most) = case.rules.tempo_percent {
            let (a, b) = (a.tempo.unwrap(), b.tempo.unwrap());
            let folds: &[f32] = match case.rules.half_or_double {
                true => &[0.5, 1.0, 2.0],
                false => &[1.0],
            };
            let step = folds.iter().map(|fold| (fold * b / a - 1.0).abs());
            let step = 100.0 * step.fold(f32::INFINITY, f32::min);
            assert!(step < most + 0.01, "{step} > {most}");
        }
        if case.rules.key != KeyRule::Any {
            let (a, b) = (a.key.unwrap(), b.key.unwrap());
            let on = (b / 2 + 12 - a / 2) % 12;
            let allowed: &[(u8, bool)] = match case.rules.key {
                KeyRule::Boost => &[(0, true), (0, false), (1, true), (11, true), (2, true)],
                _ => &[(0, true), (0, false), (1, true), (11, true)],
            };
            assert!(allowed.contains(&(on, a % 2 == b % 2)), "{a} {b}");
        }
    }
    for &(place, must) in &case.musts {
        assert_eq!(order[place], must);
    }
    match case.length {
        SetLength::Tracks(count) => assert_eq!(order.len(), count as usize),
        SetLength::Minutes(minutes) => {
            let lengths = order.iter().map(|&t| case.tracks[t as usize].length_s);
            let off = (lengths.sum::<f32>() - 60.0 * minutes).abs();
            assert!(off < 350.0, "{off} s off");
        }
    }
}

#[test]
fn small_sets_are_nearly_the_best_there_are() {
    let (mut found, mut none) = (0, 0);
    for number in 0..120 {
        let case = Case::small(number);
        let problem = case.problem();
        let best = least(&problem, &mut Vec::new(), 0.0);
        for seed in 0..3 {
            match search(&problem, seed, &NEVER) {
                Outcome::Found(order) => {
                    assert_kept(&case, &order);
                    let cost = problem.cost(&order).unwrap();
                    assert!(cost <= 1.05 * best, "case {number}: {cost}, best {best}");
                    found += 1;
                }
                _ => {
                    assert!(best.is_infinite(), "case {number}: {best} was there");
                    none += 1;
                }
            }
        }
    }
    assert!(found > 100 && none > 30, "{found} found, {none} impossible");
}

#[test]
fn larger_sets_keep_every_rule_and_a_seed_always_finds_the_same() {
    let strict = Rules {
        tempo_percent: Some(6.0),
        half_or_double: true,
        key: KeyRule::Boost,
        artist_within: 6,
        album_within: 8,
    };
    for number in 0..4 {
        let case = Case::large(number, strict.clone());
        let sets: Vec<_> = (0..3).map(|seed| case.answer(seed)).collect();
        for (seed, set) in sets.iter().enumerate() {
            let order = set.as_ref().unwrap();
            assert_kept(&case, order);
            assert_eq!(case.answer(seed as u64).as_ref(), Ok(order));
        }
    }
}

#[test]
fn other_seeds_find_other_sets() {
    let mut case = Case::large(0, Rules::default());
    case.musts.clear();
    let sets: std::collections::HashSet<_> =
        (0..4).map(|seed| case.answer(seed).unwrap()).collect();
    assert!(sets.len() > 2, "{}", sets.len());
}

#[test]
fn polishing_never_makes_a_set_dearer() {
    for number in 0..4 {
        let case = Case::large(number, rules(number + 1));
        let problem = case.problem();
        let narrow = beam::Width {
            sets: 3,
            followers: 3,
            alike: 1,
        };
        let grown = beam::grow(&problem, narrow, &NEVER).unwrap();
        for order in grown.ends.clone() {
            let rough = polish::Priced::new(&problem, order).unwrap();
            let fine = polish::polish(&problem, &grown.near, rough.clone(), &NEVER).unwrap();
            assert!(fine.cost <= rough.cost);
            assert_kept(&case, &fine.order);
            assert_eq!(problem.cost(&fine.order), Some(fine.cost));
        }
    }
}

#[test]
fn what_is_said_to_do_does() {
    let mut told = 0;
    for number in 0..60 {
        let mut case = Case::small(number);
        case.rules.tempo_percent = Some(2.0);
        case.rules.album_within = 4;
        let Err(why) = case.answer(0) else {
            continue;
        };
        assert!(why.sentence.ends_with('.'), "{}", why.sentence);
        if matches!(why.cause, Cause::NoWayOn { .. }) {
            for &relax in &why.relax {
                let eased = case.relaxed(relax);
                let order = eased.answer(0);
                let order = order.unwrap_or_else(|_| panic!("{number}: {relax:?} of {why:?}"));
                assert_kept(&eased, &order);
                told += 1;
            }
        }
    }
    assert!(told > 20, "{told}");
}

/// Tracks of these tempi, one artist each, all on one spot.
fn at_tempi(tempi: &[f32]) -> Case {
    let mut case = Case {
        tracks: tracks(1, tempi.len() as u32, 1),
        path: MoodPath::through(&[[5.0, 5.0]]).unwrap(),
        rules: Rules {
            tempo_percent: Some(3.0),
            ..Rules::default()
        },
        length: SetLength::Tracks(tempi.len() as u32),
        musts: Vec::new(),
    };
    for (id, (track, tempo)) in (0..).zip(case.tracks.iter_mut().zip(tempi)) {
        track.tempo = Some(*tempo);
        track.artist = Some(id);
        track.album = None;
        track.recording = id;
    }
    case
}

fn sentence(case: &Case) -> String {
    case.answer(0).expect_err("impossible").sentence
}

#[test]
fn the_tempo_step_that_would_do_is_named() {
    let case = at_tempi(&[100.0, 102.0, 104.0, 106.0, 111.5, 113.0]);
    assert_eq!(
        sentence(&case),
        "No tempo step of at most 3 % leads on from track 4: 5.2 % would do."
    );
    let why = case.answer(0).unwrap_err();
    assert!(matches!(why.cause, Cause::NoWayOn { place: 4 }));
    assert!(case.relaxed(why.relax[0]).answer(0).is_ok());
}

#[test]
fn contradictions_are_told_without_a_search() {
    let mut case = at_tempi(&[100.0, 120.0, 101.0, 102.0]);
    case.length = SetLength::Tracks(3);
    case.musts = vec![(0, 0), (1, 1)];
    assert_eq!(
        sentence(&case),
        "The tracks at places 1 and 2 are too far apart in tempo: steps of 20.0 % would do."
    );
    case.musts = vec![(0, 0), (0, 2)];
    assert!(sentence(&case).contains("place 1"));
    case.musts = vec![(3, 0)];
    assert!(sentence(&case).contains("ends at place 3"));
    case.musts.clear();
    case.length = SetLength::Tracks(9);
    assert_eq!(case.answer(0).unwrap_err().relax, [Relax::Tracks(4)]);
    case.length = SetLength::Minutes(600.0);
    assert!(sentence(&case).starts_with("600 minutes are wanted"));

    let mut case = at_tempi(&[100.0; 6]);
    for track in &mut case.tracks {
        track.artist = Some(track.id % 3);
    }
    case.rules.artist_within = 5;
    assert_eq!(
        sentence(&case),
        "With 3 artists to choose from, none can stay away for 5 tracks: within 3 would do."
    );
    case.tracks.clear();
    assert!(matches!(
        case.answer(0).unwrap_err().cause,
        Cause::NoCandidates
    ));
}

#[test]
fn a_search_that_is_stopped_ends() {
    let case = Case::large(0, Rules::default());
    let stop = AtomicBool::new(true);
    assert!(matches!(
        search(&case.problem(), 0, &stop),
        Outcome::Stopped
    ));
}

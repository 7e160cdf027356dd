//! Sets from a library: what may be in one, what has its place, and what could
//! stand there instead.

mod support;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use lofty::tag::Accessor;
use moodplane_library::{
    Analysis, BuiltSet, Control, Correction, Curve, Key, KeyRule, LibraryError, MoodPath, MustHave,
    Query, Rules, SetAnswer, SetFrom, SetLength, SetPlan, TrackId, run_queue,
};
use support::{ByName, Room, analysis, noise_wav, options};

/// Hears a file as its name says: number, valence, arousal, BPM, hour on the
/// Camelot wheel. Each sounds like no other.
fn heard(name: &str, numbers: &[f32]) -> Analysis {
    let [_, valence, arousal, bpm, hour] = numbers[..] else {
        panic!("an odd name: {name}");
    };
    Analysis {
        content_id: format!("{name:?}"),
        duration_s: 200.0,
        tempo_bpm: Some(bpm),
        key: Key::parse(&format!("{hour}A")),
        curve: Curve {
            step_s: 5.0,
            valence: vec![valence; 40],
            arousal: vec![arousal; 40],
        },
        ..analysis("1", valence, arousal, &[])
    }
}

/// A library of these tracks: `number valence arousal BPM hour`, artist, album.
fn library(tracks: &[(&str, &str, &str)]) -> Room {
    let room = Room::new();
    for (seed, (name, artist, album)) in (0..).zip(tracks) {
        noise_wav(&room.music.join(format!("{name}.wav")), seed, |tag| {
            tag.set_title((*name).to_owned());
            tag.set_artist((*artist).to_owned());
            tag.set_album((*album).to_owned());
        });
    }
    room.scan();
    let heard = Arc::new(ByName(heard));
    run_queue(
        &room.library,
        heard,
        &options(1),
        &Control::default(),
        &mut |_| {},
    )
    .unwrap();
    room
}

/// Ten tracks from calm to lively, each by another artist.
fn rising() -> Room {
    library(&[
        ("0 5 2.0 100 1", "a", "1"),
        ("1 5 2.5 101 1", "b", "1"),
        ("2 5 3.0 102 2", "c", "1"),
        ("3 5 3.5 103 2", "d", "1"),
        ("4 5 4.0 104 3", "e", "1"),
        ("5 5 4.5 105 3", "f", "1"),
        ("6 5 5.0 106 4", "g", "1"),
        ("7 5 5.5 107 4", "h", "1"),
        ("8 5 6.0 108 5", "i", "1"),
        ("9 5 6.5 150 11", "j", "1"),
    ])
}

fn plan(tracks: u32) -> SetPlan {
    SetPlan {
        path: MoodPath::through(&[[5.0, 2.0], [5.0, 6.0]]).unwrap(),
        length: SetLength::Tracks(tracks),
        from: Query::default().into(),
        rules: Rules::default(),
        musts: Vec::new(),
        seed: 0,
    }
}

fn built(room: &Room, plan: &SetPlan) -> BuiltSet {
    match room
        .library
        .build_set(plan, &AtomicBool::new(false))
        .unwrap()
    {
        SetAnswer::Built(set) => set,
        other => panic!("{other:?}"),
    }
}

fn numbers(set: &BuiltSet) -> String {
    let titles = set.places.iter().map(|place| &place.row.title);
    titles.filter_map(|title| title.chars().next()).collect()
}

fn ids(set: &BuiltSet) -> Vec<TrackId> {
    set.places.iter().map(|place| place.row.id).collect()
}

#[test]
fn a_set_follows_its_path_and_says_what_each_step_is() {
    let room = rising();
    let set = built(&room, &plan(9));
    assert_eq!(numbers(&set), "012345678");
    assert!(set.distance < 0.3 && set.cost < 5.0, "{set:?}");
    assert!((set.duration_s - 1800.0).abs() < 1.0);
    assert_eq!(set.places[0].step, None);
    let step = set.places[2].step.unwrap();
    assert_eq!(step.key.unwrap().to_string(), "+1");
    assert!((step.tempo.unwrap().percent - 0.990).abs() < 0.01);
    assert!((step.jump - 0.5).abs() < 0.01);
    assert_eq!((set.places[0].begins, set.places[8].ends), (0.0, 1.0));
    // Weighed as it stands it is the same.
    assert_eq!(room.library.judge_set(&plan(9), &ids(&set)).unwrap(), set);
}

#[test]
fn a_length_in_minutes_is_met() {
    let room = rising();
    let mut plan = plan(1);
    plan.length = SetLength::Minutes(17.0);
    let set = built(&room, &plan);
    assert_eq!(set.places.len(), 5, "{}", numbers(&set));
    assert!(set.places.is_sorted_by_key(|place| place.row.title.clone()));
    assert_eq!(room.library.judge_set(&plan, &ids(&set)).unwrap(), set);
}

#[test]
fn candidates_are_what_the_query_finds_and_is_analysed_and_here() {
    let room = rising();
    std::fs::remove_file(room.music.join("4 5 4.0 104 3.wav")).unwrap();
    noise_wav(&room.music.join("x.wav"), 99, |_| {});
    room.scan();
    let mut plan = plan(7);
    plan.from = Query::parse("tempo:101-108").unwrap().into();
    assert_eq!(numbers(&built(&room, &plan)), "1235678");
    plan.length = SetLength::Tracks(8);
    match room
        .library
        .build_set(&plan, &AtomicBool::new(false))
        .unwrap()
    {
        SetAnswer::Impossible(why) => assert!(why.sentence.contains("only 7"), "{why:?}"),
        other => panic!("{other:?}"),
    }
    let list = room
        .library
        .create_playlist_of("few", &[room.id("2 5 3.0 102 2.wav")]);
    plan.from = Query::of_playlist(list.unwrap().id).into();
    plan.length = SetLength::Tracks(1);
    assert_eq!(numbers(&built(&room, &plan)), "2");
}

#[test]
fn a_set_is_chosen_from_tracks_that_were_picked() {
    let room = rising();
    std::fs::remove_file(room.music.join("4 5 4.0 104 3.wav")).unwrap();
    let picked = [
        "7 5 5.5 107 4.wav",
        "4 5 4.0 104 3.wav",
        "2 5 3.0 102 2.wav",
        "7 5 5.5 107 4.wav",
        "5 5 4.5 105 3.wav",
    ];
    let picked = picked.map(|file| room.id(file));
    room.scan();
    let mut plan = plan(3);
    plan.from = SetFrom::Tracks(picked.into());
    assert_eq!(numbers(&built(&room, &plan)), "257");
    let swaps = room.library.swaps(&plan, &picked[..1], 1, 10).unwrap();
    let offered: Vec<TrackId> = swaps.iter().map(|swap| swap.row.id).collect();
    assert_eq!(offered, [picked[2], picked[4]]);
    plan.from = SetFrom::Tracks(Vec::new());
    let none = room.library.build_set(&plan, &AtomicBool::new(false));
    assert!(matches!(none, Ok(SetAnswer::Impossible(_))), "{none:?}");
}

#[test]
fn a_track_has_its_place_whatever_is_chosen_from() {
    let room = rising();
    let mut plan = plan(4);
    plan.from = Query::parse("tempo:<110").unwrap().into();
    let track = room.id("9 5 6.5 150 11.wav");
    plan.musts = vec![MustHave { track, place: 2 }];
    let set = built(&room, &plan);
    assert_eq!(ids(&set)[1], track);
    plan.musts[0].track = 12345;
    let lacking = room.library.build_set(&plan, &AtomicBool::new(false));
    assert!(matches!(lacking, Err(LibraryError::NoSuchTrack(12345))));
}

#[test]
fn any_order_is_weighed_and_what_breaks_a_rule_is_marked() {
    let room = library(&[
        ("0 5 4 100 8", "a", "1"),
        ("1 5 4 110 8", "a", "2"),
        ("2 5 4 111 1", "b", "2"),
    ]);
    let mut plan = plan(3);
    plan.rules = Rules {
        tempo_percent: Some(5.0),
        key: KeyRule::Neighbours,
        artist_within: 2,
        album_within: 3,
        ..Rules::default()
    };
    let order: Vec<TrackId> = ["0 5 4 100 8", "1 5 4 110 8", "2 5 4 111 1", "0 5 4 100 8"]
        .iter()
        .map(|name| room.id(&format!("{name}.wav")))
        .collect();
    let set = room.library.judge_set(&plan, &order).unwrap();
    let broken = |place: usize| {
        let step = set.places[place].step.unwrap();
        (step.breaks_tempo, step.breaks_key)
    };
    assert_eq!((broken(1), broken(2)), ((true, false), (false, true)));
    assert_eq!(set.places[1].artist_again, Some(1));
    assert_eq!(set.places[2].album_again, Some(2));
    assert_eq!(set.places[3].repeats, Some(1));
    assert_eq!(set.places[3].artist_again, None);
    assert_eq!(room.library.judge_set(&plan, &[]).unwrap().places, []);
}

#[test]
fn what_could_stand_at_a_place_keeps_the_rules_and_says_what_it_costs() {
    let room = rising();
    let mut plan = plan(5);
    plan.rules.tempo_percent = Some(4.0);
    let set = built(&room, &plan);
    let order = ids(&set);
    let swaps = room.library.swaps(&plan, &order, 3, 10).unwrap();
    assert!(!swaps.is_empty());
    assert!(swaps.is_sorted_by(|a, b| a.costs <= b.costs));
    for swap in &swaps {
        let mut changed = order.clone();
        assert!(!changed.contains(&swap.row.id));
        changed[2] = swap.row.id;
        let judged = room.library.judge_set(&plan, &changed).unwrap();
        assert!((judged.cost - set.cost - swap.costs).abs() < 1e-3);
        assert_eq!(judged.places[2].step, swap.before);
        assert_eq!(judged.places[3].step, swap.after);
        assert!(judged.places.iter().all(|place| {
            place
                .step
                .is_none_or(|step| !step.breaks_tempo && !step.breaks_key)
        }));
    }
    let none = room.library.swaps(&plan, &order, 6, 10);
    assert!(matches!(none, Err(LibraryError::NoSuchPlace(6))));
}

#[test]
fn the_users_own_word_moves_where_a_track_enters() {
    let room = rising();
    let moved = room.id("0 5 2.0 100 1.wav");
    let correction = Correction {
        place: Some([8.0, 3.0]),
        ..Correction::default()
    };
    room.library.correct(moved, &correction).unwrap();
    let set = room.library.judge_set(&plan(1), &[moved]).unwrap();
    let [valence, arousal] = set.places[0].entering;
    assert!((valence - 8.0).abs() < 0.01 && (arousal - 3.0).abs() < 0.01);
}

#[test]
fn plans_that_make_no_sense_are_refused() {
    let room = library(&[("0 5 4 100 8", "a", "1")]);
    let refused = |change: fn(&mut SetPlan)| {
        let mut plan = plan(1);
        change(&mut plan);
        let answer = room.library.build_set(&plan, &AtomicBool::new(false));
        assert!(matches!(answer, Err(LibraryError::BadSet(_))), "{answer:?}");
    };
    refused(|plan| plan.length = SetLength::Tracks(0));
    refused(|plan| plan.length = SetLength::Tracks(10_000));
    refused(|plan| plan.length = SetLength::Minutes(f32::NAN));
    refused(|plan| plan.rules.tempo_percent = Some(-1.0));
    refused(|plan| plan.musts = vec![MustHave { track: 1, place: 0 }]);
}

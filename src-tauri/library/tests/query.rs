//! What is asked of a library, and what it answers.

mod support;

use moodplane_library::{GEMS, Listed, Quadrant, Query, Sort, TrackState};
use support::{Fake, Room, analysis, song};

/// Four analysed tracks, a pending one and a failed one.
fn filled() -> Room {
    let room = Room::new();
    song(&room.music.join("1.wav"), "Émotions d'été", "Zoë", "Côte");
    song(
        &room.music.join("2.wav"),
        "Back in Black",
        "AC/DC",
        "Back in Black",
    );
    room.put("happy.mp3", "8 8 happy,energetic");
    room.put("calm.mp3", "7.5 2 calm");
    room.put("dark.mp3", "2 3 dark,calm");
    room.put("tense.mp3", "2 8");
    room.put("broken.mp3", "fail truncated");
    room.scan();
    room.run(&Fake::default());
    room.put("zz waiting.mp3", "1 1");
    room.scan();
    room
}

fn titles(room: &Room, query: &Query) -> Vec<String> {
    let page = room.library.page(query, 0, 100).unwrap();
    let matching = room.library.matching(query).unwrap();
    let ids: Vec<u32> = page.rows.iter().map(|row| row.id).collect();
    assert_eq!(matching, ids, "the plane and the list agree");
    assert_eq!(page.total as usize, ids.len());
    page.rows.into_iter().map(|row| row.title).collect()
}

fn text(text: &str) -> Query {
    Query {
        text: text.into(),
        ..Query::default()
    }
}

#[test]
fn search_follows_the_fingers_and_minds_no_accents() {
    let room = filled();
    for (typed, found) in [
        ("emo", vec!["Émotions d'été"]),
        ("ÉMOTIONS", vec!["Émotions d'été"]),
        ("zoe ete", vec!["Émotions d'été"]),
        ("zoe black", vec![]),
        ("ac/dc", vec!["Back in Black"]),
        ("b", vec!["Back in Black", "broken"]),
        ("wait", vec!["zz waiting"]),
        ("\" OR NEAR(* ", vec![]),
        ("title:emo", vec![]),
    ] {
        assert_eq!(titles(&room, &text(typed)), found, "{typed}");
    }
    assert_eq!(titles(&room, &text(" ")).len(), 8);
    let best = Query {
        sort: Sort::Relevance,
        ..text("black")
    };
    assert_eq!(titles(&room, &best), ["Back in Black"]);
}

#[test]
fn a_region_and_tags_narrow_the_list() {
    let room = filled();
    let region = |corners: &[[f32; 2]]| Query {
        region: Some(corners.to_vec()),
        ..Query::default()
    };
    let left = [[1., 1.], [5., 1.], [4.5, 5.], [4.5, 9.], [1., 9.]];
    assert_eq!(titles(&room, &region(&left)), ["dark", "tense"]);
    let triangle = [[2., 1.], [9., 1.], [9., 7.9]];
    assert_eq!(titles(&room, &region(&triangle)), ["calm"]);
    assert!(titles(&room, &region(&triangle[..2])).is_empty());
    assert!(titles(&room, &region(&[[f32::NAN; 2]; 3])).is_empty());
    let tags = |names: &[&str]| Query {
        tags: names.iter().map(|&name| name.to_owned()).collect(),
        ..Query::default()
    };
    assert_eq!(titles(&room, &tags(&["calm"])), ["calm", "dark"]);
    assert_eq!(titles(&room, &tags(&["calm", "dark"])), ["dark"]);
    assert!(titles(&room, &tags(&["no such tag"])).is_empty());
    let all = Query {
        text: "dark".into(),
        folder: Some(room.library.folders().unwrap()[0].id),
        sort: Sort::Relevance,
        ..Query {
            region: Some(left.to_vec()),
            ..tags(&["calm"])
        }
    };
    assert_eq!(titles(&room, &all), ["dark"]);
    let elsewhere = Query {
        folder: Some(77),
        ..Query::default()
    };
    assert!(titles(&room, &elsewhere).is_empty());
}

#[test]
fn every_order_is_whole_stable_and_ends_with_what_has_no_value() {
    let room = filled();
    for sort in Sort::ALL {
        for descending in [false, true] {
            let query = Query {
                sort,
                descending,
                ..Query::default()
            };
            let all = room.library.matching(&query).unwrap();
            assert_eq!(all.len(), 8, "{sort:?}");
            let paged: Vec<u32> = (0..4)
                .flat_map(|page| room.library.page(&query, 2 * page, 2).unwrap().rows)
                .map(|row| row.id)
                .collect();
            assert_eq!(paged, all, "{sort:?}");
        }
    }
    let by = |sort, descending| Query {
        sort,
        descending,
        ..Query::default()
    };
    let valence = titles(&room, &by(Sort::Valence, true));
    assert_eq!(valence[..2], ["happy", "calm"]);
    assert_eq!(valence[6..], ["broken", "zz waiting"]);
    assert_eq!(titles(&room, &by(Sort::Title, false))[4], "Émotions d'été");
    assert_eq!(titles(&room, &by(Sort::Artist, true))[0], "Émotions d'été");
}

#[test]
fn rows_say_what_is_known() {
    let room = filled();
    let row = |name: &str| room.library.track(room.id(name)).unwrap();
    let happy = row("happy.mp3");
    assert_eq!(happy.row.state, TrackState::Analysed);
    assert_eq!(
        (happy.row.valence, happy.row.arousal),
        (Some(8.0), Some(8.0))
    );
    assert_eq!(happy.row.tags, ["energetic", "happy"]);
    assert_eq!(happy.row.camelot.as_deref(), Some("4A"));
    assert_eq!(happy.row.duration_s, Some(61.5));
    assert_eq!(happy.tags.len(), 56);
    assert!(happy.tags[0].on && happy.tags[1].on && !happy.tags[2].on);
    assert_eq!(happy.waveform.len(), 400);
    assert_eq!(happy.felt.len(), GEMS.len());
    assert_eq!(
        (happy.felt[0].emotion.as_str(), happy.felt[0].share),
        ("nostalgia", 1.0)
    );
    assert_eq!(happy.felt[8].emotion, "tenderness");
    assert_eq!(happy.valence_raw, Some(6.5));
    assert!(happy.quadrant_probabilities.unwrap()[0] > 0.9 && !happy.unsure);
    assert_eq!(happy.chords[0].label, "F:min");
    assert_eq!(happy.model.unwrap().version, "1");
    let broken = row("broken.mp3");
    assert_eq!(broken.row.state, TrackState::Failed);
    assert_eq!(broken.failure.unwrap().code, "truncated");
    assert_eq!(
        (broken.row.valence, broken.quadrant_probabilities),
        (None, None)
    );
    assert!(broken.felt.is_empty() && !broken.unsure);
    assert_eq!(row("zz waiting.mp3").row.state, TrackState::Pending);
    assert_eq!(room.library.track(999).unwrap_err().code(), "no_such_track");
    let points = room.library.points().unwrap();
    assert_eq!(points.id.len(), 6);
    assert_eq!(points.id.len(), points.valence.len());
    assert_eq!(points.id.len(), points.arousal.len());
    for column in [&points.spread, &points.tempo_bpm] {
        assert_eq!(column.len(), 6);
    }
    assert_eq!((points.key.len(), points.genre.len()), (6, 6));
}

#[test]
fn a_whole_analysis_comes_back_for_lists_and_exports() {
    let room = filled();
    let ids = [room.id("dark.mp3"), room.id("broken.mp3")];
    let mut listed: Vec<Listed> = Vec::new();
    let take = &mut |track| {
        listed.push(track);
        true
    };
    room.library.for_each(Some(&ids), take).unwrap();
    let kept = listed[0].analysis.as_ref().unwrap();
    let made = analysis("1", 2.0, 3.0, &["dark", "calm"]);
    let close = |a: &[f32], b: &[f32]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-3);
    assert_eq!(kept.tags_on, made.tags_on);
    assert_eq!((kept.key, kept.tempo_bpm), (made.key, made.tempo_bpm));
    assert_eq!(
        (kept.valence, kept.arousal_sd),
        (made.valence, made.arousal_sd)
    );
    assert_eq!(
        (kept.valence_raw, kept.arousal_raw),
        (made.valence_raw, made.arousal_raw)
    );
    assert_eq!(kept.quadrant_probabilities, made.quadrant_probabilities);
    assert_eq!((kept.quadrant(), kept.is_unsure()), (Quadrant::Q3, false));
    assert!(close(&kept.gems.unwrap(), &made.gems.unwrap()));
    assert_eq!(kept.embedding, made.embedding);
    assert_eq!(kept.chords, made.chords);
    assert_eq!(
        (kept.content_id.as_str(), kept.duration_s),
        ("c0ffee", 61.5)
    );
    assert!(close(&kept.curve.valence, &made.curve.valence));
    assert!(close(&kept.tags, &made.tags));
    assert_eq!(kept.waveform.len(), made.waveform.len());
    assert!(listed[1].analysis.is_none());
    assert_eq!(listed[1].failure.as_ref().unwrap().code, "truncated");
    let mut count = 0;
    let first = &mut |_| {
        count += 1;
        false
    };
    room.library.for_each(None, first).unwrap();
    assert_eq!(count, 1);
}

#[test]
fn words_find_folders_and_moods() {
    let room = filled();
    room.put("Deep House/Été/x.mp3", "8 2 happy");
    room.scan();
    assert_eq!(titles(&room, &text("deep hou")), ["x"]);
    assert_eq!(titles(&room, &text("ete x")), ["x"]);
    assert!(
        titles(&room, &text("music")).is_empty(),
        "the folder itself"
    );
    assert_eq!(titles(&room, &text("energ")), ["happy"], "a mood");
    room.run(&Fake::default());
    assert_eq!(titles(&room, &text("happy")), ["happy", "x"]);
    let other = room.library.with_model("music2emo");
    assert_eq!(other.matching(&text("happy")).unwrap().len(), 1, "its name");
    let best = Query {
        sort: Sort::Relevance,
        ..text("happy")
    };
    assert_eq!(titles(&room, &best), ["happy", "x"]);
    // A folder that becomes part of a larger one, and moves.
    std::fs::rename(room.music.join("Deep House"), room.music.join("Techno")).unwrap();
    room.scan();
    assert_eq!(titles(&room, &text("techno")), ["x"]);
    assert!(titles(&room, &text("deep house")).is_empty());
}

#[test]
fn a_written_query_asks_for_what_it_says() {
    let room = filled();
    let path = Query::path_text(&room.music);
    for (written, found) in [
        ("valence:>7", vec!["calm", "happy"]),
        ("valence:8 arousal:8", vec!["happy"]),
        ("tempo:70-70", vec![]),
        ("tempo:~70", vec!["happy"]),
        ("tag:dark", vec!["dark"]),
        ("tag:dark,happy", vec!["dark", "happy"]),
        ("tag:calm -tag:dark", vec!["calm"]),
        ("state:failed,pending", vec!["broken", "zz waiting"]),
        ("key:4A,12B tag:happy", vec!["happy"]),
        ("key:\"A minor\"", vec![]),
        (
            "length:>1:00 sure:yes region:1,1;5,1;5,9;1,9",
            vec!["dark", "tense"],
        ),
        ("dark sort:-valence", vec!["dark"]),
        ("region:1,1;9,1;9,7.9;2,1 \"calm\"", vec!["calm"]),
    ] {
        let query = Query::parse(written).unwrap();
        assert_eq!(titles(&room, &query), found, "{written}");
    }
    let within = Query::parse(&format!("in:\"{path}\" sort:-valence")).unwrap();
    assert_eq!(titles(&room, &within).len(), 8);
    let elsewhere = Query::parse(&format!("in:\"{path}x\"")).unwrap();
    assert!(titles(&room, &elsewhere).is_empty());
}

#[test]
fn a_term_that_is_not_understood_is_named_with_what_would_be() {
    for (written, term, accepted) in [
        ("a tempo:fast b", "tempo:fast", "120-130"),
        ("tag:darkish", "tag:darkish", "the tags are"),
        ("mood:dark", "mood:dark", "the fields are"),
        ("-happy", "-happy", "-tag:happy"),
        ("-key:8A", "-key:8A", "-tag:happy"),
        ("key:13A", "key:13A", "8A"),
        ("year:1999-1990", "year:1999-1990", "1990-1999"),
        ("genre:\"Drum", "genre:\"Drum", "must end"),
        ("in:music", "in:music", "/music/x"),
        ("sort:mood", "sort:mood", "valence"),
        ("sure:maybe", "sure:maybe", "yes or no"),
        ("region:1,1;2,2", "region:1,1;2,2", "three corners"),
        ("key:8A key:9A", "key:9A", "once"),
        ("tag:", "tag:", "tag:dark"),
        ("folder:x", "folder:x", "in:PATH"),
        ("state:gone", "state:gone", "missing"),
        ("length:long", "length:long", "3:30"),
        ("valence:high", "valence:high", "6-9"),
    ] {
        let error = Query::parse(written).unwrap_err();
        assert_eq!(error.code(), "bad_query");
        let sentence = error.to_string();
        assert!(
            sentence.contains(&format!("\u{201c}{term}\u{201d}")),
            "{sentence}"
        );
        assert!(sentence.contains(accepted), "{sentence}");
    }
    let years = Query::parse("year:>1999 10:30 \"Re:Stacks\" Artist - Title").unwrap();
    assert_eq!(years.year.unwrap().from, Some(2000.0));
    assert_eq!(years.text, "10:30 Re:Stacks Artist - Title");
}

#[test]
fn a_query_that_an_older_version_stored_is_read() {
    let older = r#"{"text":"a","tags":["dark"],"region":[[1,1],[9,1],[5,9]],"folder":2,
        "sort":"tempo","descending":true}"#;
    let query: Query = serde_json::from_str(older).unwrap();
    assert_eq!((query.folder, query.sort), (Some(2), Sort::Tempo));
    assert_eq!((query.keys.len(), query.unsure), (0, None));
}

//! Playlists by hand and by query.

mod support;

use moodplane_library::{Library, PlaylistId, Query, TrackState};
use support::{Fake, Room};

/// Three analysed tracks, a, b and c, and their ids.
fn filled() -> (Room, [u32; 3]) {
    let room = Room::new();
    for (name, place) in [
        ("a", "8 8 happy"),
        ("b", "2 3 dark"),
        ("c", "3 2 dark,calm"),
    ] {
        room.put(&format!("{name}.mp3"), place);
    }
    room.scan();
    room.run(&Fake::default());
    let ids = ["a.mp3", "b.mp3", "c.mp3"].map(|name| room.id(name));
    (room, ids)
}

fn titles(library: &Library, id: PlaylistId) -> String {
    let page = library.playlist_page(id, 0, 100).unwrap();
    let ids: Vec<u32> = page.rows.iter().map(|row| row.id).collect();
    assert_eq!(library.playlist_tracks(id).unwrap(), ids);
    assert_eq!(library.playlist(id).unwrap().tracks, page.total);
    page.rows.iter().map(|row| row.title.as_str()).collect()
}

#[test]
fn tracks_are_put_in_moved_and_taken_out_by_their_places() {
    let (room, [a, b, c]) = filled();
    let library = &room.library;
    let id = library.create_playlist(" Évening ", None).unwrap().id;
    library.add_to_playlist(id, &[a, b, a], None).unwrap();
    library.add_to_playlist(id, &[c, c], Some(1)).unwrap();
    assert_eq!(titles(library, id), "accba");
    library.move_in_playlist(id, &[4, 0], 3).unwrap();
    assert_eq!(titles(library, id), "ccaab");
    library.move_in_playlist(id, &[0], 5).unwrap();
    assert_eq!(titles(library, id), "caabc");
    library.move_in_playlist(id, &[1, 2], 2).unwrap();
    assert_eq!(titles(library, id), "caabc");
    library.remove_from_playlist(id, &[1, 4, 1]).unwrap();
    assert_eq!(titles(library, id), "cab");
    let page = library.playlist_page(id, 1, 1).unwrap();
    assert_eq!((page.total, page.rows[0].id), (3, a));
    for (error, code) in [
        (library.add_to_playlist(id, &[a, 99], None), "no_such_track"),
        (library.add_to_playlist(id, &[a], Some(4)), "no_such_place"),
        (library.remove_from_playlist(id, &[0, 3]), "no_such_place"),
        (library.move_in_playlist(id, &[3], 0), "no_such_place"),
        (library.move_in_playlist(99, &[0], 0), "no_such_playlist"),
        (
            library.set_playlist_query(id, &Query::default()),
            "not_smart_playlist",
        ),
    ] {
        assert_eq!(error.unwrap_err().code(), code);
    }
    assert_eq!(titles(library, id), "cab", "what failed changed nothing");
}

#[test]
fn a_playlist_keeps_what_is_missing_and_what_the_user_removed() {
    let (room, [a, b, _]) = filled();
    let library = &room.library;
    let id = library.create_playlist("Kept", None).unwrap().id;
    library.add_to_playlist(id, &[b, a], None).unwrap();
    std::fs::remove_file(room.music.join("b.mp3")).unwrap();
    room.scan();
    let states = || -> Vec<TrackState> {
        let page = library.playlist_page(id, 0, 9).unwrap();
        page.rows.iter().map(|row| row.state).collect()
    };
    assert_eq!(states(), [TrackState::Missing, TrackState::Analysed]);
    let folder = library.folders().unwrap()[0].id;
    library.remove_folder(folder).unwrap();
    assert_eq!(states(), [TrackState::Missing; 2]);
    room.scan();
    assert_eq!(states(), [TrackState::Missing, TrackState::Analysed]);
}

#[test]
fn a_smart_playlist_follows_its_query() {
    let (room, [a, ..]) = filled();
    let library = &room.library;
    let dark = Query::parse("tag:dark sort:-valence").unwrap();
    let made = library.create_playlist("Dark", Some(&dark)).unwrap();
    assert_eq!((made.tracks, made.query.as_ref()), (2, Some(&dark)));
    assert_eq!(titles(library, made.id), "cb");
    room.put("d.mp3", "1 1 dark");
    room.scan();
    room.run(&Fake::default());
    assert_eq!(titles(library, made.id), "cbd");
    library
        .set_playlist_query(made.id, &Query::parse("tag:happy").unwrap())
        .unwrap();
    assert_eq!(titles(library, made.id), "a");
    let error = library.add_to_playlist(made.id, &[a], None).unwrap_err();
    assert_eq!(error.code(), "smart_playlist");
}

#[test]
fn names_are_unique_and_listed_in_order() {
    let (room, _) = filled();
    let library = &room.library;
    let names = || -> Vec<String> {
        let playlists = library.playlists().unwrap();
        playlists
            .into_iter()
            .map(|playlist| playlist.name)
            .collect()
    };
    let b = library.create_playlist("beta", None).unwrap().id;
    library.create_playlist("Älpha", None).unwrap();
    assert_eq!(names(), ["Älpha", "beta"]);
    for (name, code) in [("ALPHA", "playlist_exists"), (" \n", "no_playlist_name")] {
        assert_eq!(
            library.create_playlist(name, None).unwrap_err().code(),
            code
        );
        assert_eq!(library.rename_playlist(b, name).unwrap_err().code(), code);
    }
    library.rename_playlist(b, "BETA").unwrap();
    library.delete_playlist(b).unwrap();
    assert_eq!(names(), ["Älpha"]);
    assert_eq!(
        library.delete_playlist(b).unwrap_err().code(),
        "no_such_playlist"
    );
    assert_eq!(library.playlist(b).unwrap_err().code(), "no_such_playlist");
}

#[test]
fn a_query_of_another_version_is_told_and_left_as_it_is() {
    let (room, _) = filled();
    let library = &room.library;
    let database = rusqlite::Connection::open(library.path()).unwrap();
    let put = |name: &str, query: &str| {
        let sql = "INSERT INTO playlists (name, name_key, query, made_at) VALUES (?1, ?1, ?2, 0)";
        database.execute(sql, [name, query]).unwrap();
    };
    // As the first version stored a query: fewer fields.
    put(
        "a",
        r#"{"text":"","tags":["dark"],"region":null,"folder":null,"sort":"title","descending":false}"#,
    );
    put("b", r#"{"tags":["dark"],"loudness":{"from":-9}}"#);
    put("c", r#"{"tags":"dark"}"#);
    put("d", "[");
    let playlists = Library::open(library.path()).unwrap().playlists().unwrap();
    assert_eq!((playlists[0].tracks, &playlists[0].problem), (2, &None));
    for playlist in &playlists[1..] {
        assert!(playlist.smart && playlist.query.is_none() && playlist.tracks == 0);
        assert!(playlist.problem.as_ref().unwrap().contains(&playlist.name));
        let error = library.playlist_page(playlist.id, 0, 9).unwrap_err();
        assert_eq!(error.code(), "unreadable_query");
    }
    library
        .set_playlist_query(playlists[3].id, &Query::default())
        .unwrap();
    assert_eq!(library.playlist(playlists[3].id).unwrap().tracks, 3);
}

#[test]
fn everything_can_be_asked_for_within_a_playlist() {
    let (room, [a, b, c]) = filled();
    let library = &room.library;
    let list = library.create_playlist_of("List", &[c, a, c, b]).unwrap();
    assert_eq!((list.tracks, list.smart), (4, false));
    let ask = |query: &str| library.matching(&Query::parse(query).unwrap()).unwrap();
    let id = list.id;
    assert_eq!(ask(&format!("playlist:{id} sort:playlist")), [c, a, c, b]);
    assert_eq!(ask(&format!("playlist:{id} sort:-playlist")), [b, c, a, c]);
    assert_eq!(
        ask(&format!("playlist:{id} tag:dark sort:playlist")),
        [c, c, b]
    );
    assert_eq!(ask(&format!("playlist:{id}")), [a, b, c, c]);
    let query = Query::parse(&format!("playlist:{id} tag:dark sort:valence")).unwrap();
    let page = library.page(&query, 1, 5).unwrap();
    assert_eq!((page.total, page.places), (3, vec![0, 2]));
    assert!(
        library
            .page(&Query::default(), 0, 5)
            .unwrap()
            .places
            .is_empty()
    );

    // Of a smart one, the order is its query's.
    let dark = Query::parse("tag:dark sort:-valence").unwrap();
    let dark = library.create_playlist("Dark", Some(&dark)).unwrap().id;
    assert_eq!(ask(&format!("playlist:{dark} sort:playlist")), [c, b]);
    assert_eq!(ask(&format!("playlist:{dark} valence:<2.5")), [b]);
    assert!(
        ask("playlist:99").is_empty(),
        "one that was deleted holds nothing"
    );
}

#[test]
fn smart_playlists_may_ask_for_others_and_never_for_themselves() {
    let (room, [a, b, c]) = filled();
    let library = &room.library;
    let list = library.create_playlist_of("List", &[a, b, a]).unwrap().id;
    let within = |id: u32| Query::parse(&format!("playlist:{id} -tag:calm sort:playlist")).unwrap();
    let outer = library
        .create_playlist("Outer", Some(&within(list)))
        .unwrap();
    assert_eq!(outer.tracks, 3);
    library.set_playlist_tracks(list, &[c, b]).unwrap();
    assert_eq!(library.playlist_tracks(outer.id).unwrap(), [b]);
    let inner = library
        .create_playlist("Inner", Some(&within(outer.id)))
        .unwrap();
    library
        .set_playlist_query(outer.id, &within(inner.id))
        .unwrap();
    assert!(library.playlist_tracks(inner.id).unwrap().is_empty());
    assert!(
        library
            .playlists()
            .unwrap()
            .iter()
            .all(|list| list.problem.is_none())
    );
    library.delete_playlist(inner.id).unwrap();
    assert_eq!(library.playlist(outer.id).unwrap().tracks, 0);
}

#[test]
fn a_change_is_taken_back_by_what_was_before() {
    let (room, [a, b, c]) = filled();
    let library = &room.library;
    let id = library.create_playlist_of("List", &[a, b, c]).unwrap().id;
    let before = library.playlist_tracks(id).unwrap();
    library.move_in_playlist(id, &[2], 0).unwrap();
    library.remove_from_playlist(id, &[1]).unwrap();
    library.set_playlist_tracks(id, &before).unwrap();
    assert_eq!(titles(library, id), "abc");
    let error = library.set_playlist_tracks(id, &[a, 99]).unwrap_err();
    assert_eq!(error.code(), "no_such_track");
    assert_eq!(titles(library, id), "abc");
    let error = library.create_playlist_of("Other", &[99]).unwrap_err();
    assert_eq!(error.code(), "no_such_track");
    assert!(
        library.playlist_named("Other").is_err(),
        "nothing is half made"
    );
}

#[test]
fn a_playlist_is_found_by_its_name_however_it_is_typed() {
    let (room, _) = filled();
    let library = &room.library;
    let id = library.create_playlist("Été à Paris", None).unwrap().id;
    for name in ["ETE A PARIS", " e\u{301}te\u{301} a\u{300} paris "] {
        assert_eq!(library.playlist_named(name).unwrap().id, id);
    }
    let error = library.playlist_named("Paris").unwrap_err();
    assert_eq!(error.code(), "no_playlist_named");
}

#[test]
fn a_playlist_comes_back_as_itself_for_those_that_ask_for_it() {
    let (room, [a, b, c]) = filled();
    let library = &room.library;
    let inner = library.create_playlist_of("Évening", &[c, a, c]).unwrap();
    let inside = Query::of_playlist(inner.id);
    let outer = library.create_playlist("Of it", Some(&inside)).unwrap();
    let held = || library.playlist(outer.id).unwrap().tracks;
    let before = held();
    assert!(before > 0);

    let deleted = library.delete_playlist(inner.id).unwrap();
    assert_eq!(held(), 0);
    // Neither its id nor its place in the other's query goes to a new one.
    let other = library.create_playlist_of("evening", &[b]).unwrap();
    assert!(other.id > inner.id);
    assert_eq!(held(), 0);

    let back = library.restore_playlist(&deleted).unwrap();
    assert_eq!((back.id, back.name.as_str()), (inner.id, "Évening 2"));
    assert_eq!(titles(library, inner.id), "cac");
    assert_eq!(held(), before);
    let error = library.restore_playlist(&deleted).unwrap_err();
    assert_eq!(error.code(), "playlist_exists");

    // The last one of all, and a smart one as well.
    let gone = library.delete_playlist(other.id).unwrap();
    let gone_too = library.delete_playlist(outer.id).unwrap();
    let next = library.create_playlist("Next", None).unwrap();
    assert!(next.id > other.id.max(outer.id));
    library.restore_playlist(&gone).unwrap();
    let back = library.restore_playlist(&gone_too).unwrap();
    assert_eq!((back.id, back.query), (outer.id, Some(inside)));
}

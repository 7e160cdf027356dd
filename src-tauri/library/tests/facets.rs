//! What there is to filter by, what belongs together, and where letters lead.

mod support;

use moodplane_library::{GroupBy, Library, Query};
use rusqlite::{Connection, params};
use support::{Fake, Room};

/// Six tracks: four analysed, one waiting, one missing.
fn filled() -> Room {
    let room = Room::new();
    for (name, place) in [
        ("a", "8 8 happy"),
        ("b", "2 3 dark"),
        ("c", "3 2 dark,calm"),
        ("d", "7 2 calm"),
        ("e", "1 1 dark"),
    ] {
        room.put(&format!("{name}.mp3"), place);
    }
    room.scan();
    room.run(&Fake::default());
    std::fs::remove_file(room.music.join("e.mp3")).unwrap();
    room.put("f.mp3", "5 5");
    room.scan();
    let database = Connection::open(room.library.path()).unwrap();
    for (name, genre, year, seconds, tempo, key, album, artist) in [
        ("a", "Rock", 1991, 201.0, 120.2, 14, Some("Blue"), "Nadir"),
        (
            "b",
            "Rock; Pop",
            1991,
            205.0,
            60.0,
            14,
            Some("Blue"),
            "Nadir",
        ),
        (
            "c",
            "R\u{f6}ck",
            2001,
            305.0,
            119.6,
            15,
            Some("Red"),
            "Kestrel",
        ),
        ("d", "Pop", 2003, 95.0, 240.0, 3, None, "Nadir"),
    ] {
        let id = room.id(&format!("{name}.mp3"));
        let sql = "UPDATE tracks SET genre = ?2, year = ?3, duration_s = ?4, album = ?5,
                   album_key = lower(?5), artist = ?6, artist_key = lower(?6) WHERE id = ?1";
        let values = params![id, genre, year, seconds, album, artist];
        database.execute(sql, values).unwrap();
        let sql = "UPDATE analyses SET tempo_bpm = ?2, key = ?3 WHERE track = ?1";
        database.execute(sql, params![id, tempo, key]).unwrap();
    }
    room
}

fn genres(library: &Library, query: &str) -> String {
    let facets = library.facets(&Query::parse(query).unwrap()).unwrap();
    let genres = facets.genres.iter();
    let genres = genres.map(|genre| format!("{} {}", genre.name, genre.tracks));
    genres.collect::<Vec<_>>().join(", ")
}

#[test]
fn every_kind_of_value_is_counted_without_its_own_condition() {
    let room = filled();
    let library = &room.library;
    assert_eq!(genres(library, ""), "Rock 3, Pop 2");
    assert_eq!(genres(library, "genre:Pop"), "Rock 3, Pop 2");
    assert_eq!(genres(library, "year:1991"), "Rock 2, Pop 1");
    assert_eq!(genres(library, "tag:dark"), "Rock 2, Pop 1");
    assert_eq!(genres(library, "tag:sad"), "");

    let bins = |bins: &[moodplane_library::Bin]| -> Vec<(f32, u32)> {
        bins.iter().map(|bin| (bin.value, bin.tracks)).collect()
    };
    let facets = library
        .facets(&Query::parse("tempo:~120 year:1991").unwrap())
        .unwrap();
    assert_eq!(bins(&facets.years), [(1991.0, 2), (2001.0, 1), (2003.0, 1)]);
    assert_eq!(bins(&facets.tempi), [(60.0, 1), (120.0, 1)]);
    assert_eq!(bins(&facets.lengths), [(200.0, 2)]);
    let keys = facets.keys.iter();
    let keys: Vec<(String, u32)> = keys.map(|key| (key.key.camelot(), key.tracks)).collect();
    assert_eq!(keys, [("8A".to_owned(), 2)]);

    let all = library.facets(&Query::default()).unwrap();
    assert_eq!(all.sure + all.unsure, 5);
    assert_eq!((all.pending, all.failed, all.missing), (1, 0, 1));
    let away = library
        .facets(&Query::parse("state:missing").unwrap())
        .unwrap();
    assert_eq!(
        (away.pending, away.missing, away.sure + away.unsure),
        (1, 1, 1)
    );
}

#[test]
fn groups_follow_the_order_and_add_up() {
    let room = filled();
    let library = &room.library;
    let told = |query: &str, by: GroupBy| -> Vec<String> {
        let query = Query::parse(query).unwrap();
        let groups = library.groups(&query, by).unwrap();
        let sorted = Query {
            sort: by.sort(),
            ..query
        };
        let mut order = library.matching(&sorted).unwrap().into_iter();
        let tell = |group: &moodplane_library::Group| {
            assert_eq!(order.next(), Some(group.first));
            for _ in 1..group.tracks {
                assert!(order.next().is_some());
            }
            let name = group.name.as_deref().unwrap_or("-");
            let artist = group.artist.as_deref().unwrap_or("-");
            format!("{name}/{artist} {} {}", group.tracks, group.duration_s)
        };
        let told = groups.iter().map(tell).collect();
        assert_eq!(order.next(), None);
        told
    };
    let dark = "state:analysed";
    assert_eq!(
        told(dark, GroupBy::Album),
        ["Blue/Nadir 2 406", "Red/Kestrel 1 305", "-/Nadir 1 95"]
    );
    assert_eq!(
        told(&format!("{dark} sort:-album"), GroupBy::Album),
        ["Red/Kestrel 1 305", "Blue/Nadir 2 406", "-/Nadir 1 95"]
    );
    assert_eq!(
        told(dark, GroupBy::Artist),
        ["Kestrel/- 1 305", "Nadir/- 3 501"]
    );
    assert!(told("tag:sad", GroupBy::Album).is_empty());
}

#[test]
fn letters_lead_to_the_first_track_that_begins_with_them() {
    let room = filled();
    let jump = |query: &str, typed: &str| {
        let query = Query::parse(query).unwrap();
        room.library.jump(&query, typed).unwrap()
    };
    assert_eq!(jump("", "C"), Some(2));
    assert_eq!(jump("sort:-title", "c"), Some(3));
    assert_eq!(jump("sort:artist state:analysed", "NAD"), Some(1));
    assert_eq!(jump("tag:calm", "d"), Some(1));
    assert_eq!(jump("", "%"), None);
    assert_eq!(jump("sort:album", "bl"), Some(0));
}

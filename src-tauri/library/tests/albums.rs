//! What is one album: by its maker where the tags say who that is, else by folder.

mod support;

use lofty::tag::{Accessor, ItemKey};
use moodplane_library::{GroupBy, Query};
use support::{Room, noise_wav, set_tag};

struct Song<'a> {
    path: &'a str,
    number: u32,
    artist: &'a str,
    album: &'a str,
    maker: Option<&'a str>,
}

fn fill(song: &Song, tag: &mut lofty::tag::Tag) {
    let file = song.path.rsplit('/').next().unwrap();
    tag.set_title(file.trim_end_matches(".wav").to_owned());
    tag.set_artist(song.artist.into());
    tag.set_album(song.album.into());
    tag.set_track(song.number);
    if let Some(maker) = song.maker {
        tag.insert_text(ItemKey::AlbumArtist, maker.into());
    }
}

fn room(songs: &[Song]) -> Room {
    let room = Room::new();
    for (seed, song) in (1..).zip(songs) {
        let path = room.music.join(song.path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        noise_wav(&path, seed, |tag| fill(song, tag));
    }
    room.scan();
    room
}

/// Each album: who made it, and its tracks' titles in order.
fn albums(room: &Room) -> Vec<String> {
    let query = Query::parse("sort:album").unwrap();
    let groups = room.library.groups(&query, GroupBy::Album).unwrap();
    let mut ids = room.library.matching(&query).unwrap().into_iter();
    let tell = |group: moodplane_library::Group| {
        let titles = ids.by_ref().take(group.tracks as usize);
        let titles = titles.map(|id| room.library.track(id).unwrap().row.title);
        let titles: Vec<String> = titles.collect();
        let artist = group.artist.unwrap_or_else(|| "several".into());
        format!("{} by {artist}: {}", group.name.unwrap(), titles.join(" "))
    };
    groups.into_iter().map(tell).collect()
}

const fn song<'a>(path: &'a str, number: u32, artist: &'a str, maker: Option<&'a str>) -> Song<'a> {
    Song {
        path,
        number,
        artist,
        album: "Hits",
        maker,
    }
}

#[test]
fn albums_of_one_name_stay_apart_and_a_compilation_together() {
    let room = room(&[
        song("loose/a2.wav", 2, "Abba", Some("Abba")),
        song("loose/q1.wav", 1, "Queen", Some("Queen")),
        song("elsewhere/a1.wav", 1, "Abba & Cher", Some("ABBA")),
        song("summer/s2.wav", 2, "Nadir", None),
        song("summer/s1.wav", 1, "Kestrel", None),
        song("winter/w1.wav", 1, "Nadir", None),
        song("box/CD2/b3.wav", 1, "Mono", None),
        song("box/CD1/b1.wav", 1, "Mono", None),
        song("box/CD1/b2.wav", 2, "Mono", None),
    ]);
    let mut told = albums(&room);
    told.sort();
    assert_eq!(
        told,
        [
            // By folder first, and there by number: so discs follow each other.
            "Hits by ABBA: a1 a2",
            "Hits by Mono: b1 b2 b3",
            "Hits by Nadir: w1",
            "Hits by Queen: q1",
            "Hits by several: s1 s2",
        ]
    );

    // A player is told the same.
    let ids: Vec<u32> = room.library.matching(&Query::default()).unwrap();
    let playable = room.library.playable(&ids).unwrap();
    let mut places: Vec<(String, u32, String)> = Vec::new();
    for one in playable.into_iter().flatten() {
        let name = one.path.file_stem().unwrap().to_string_lossy().into_owned();
        places.push((one.album.unwrap(), one.album_place.unwrap(), name));
    }
    places.sort();
    let album = |name: &str| {
        let one = places.iter().find(|(_, _, file)| file == name).unwrap();
        (one.0.clone(), one.1)
    };
    assert_eq!(album("a1").0, album("a2").0);
    assert_ne!(album("a1").0, album("q1").0);
    assert_ne!(album("s1").0, album("w1").0);
    let box_set = ["b1", "b2", "b3"].map(|name| album(name).1);
    assert_eq!(box_set, [0, 1, 2]);
}

#[test]
fn what_makes_an_album_may_change() {
    let songs = [
        song("x/1.wav", 1, "One", Some("One")),
        song("x/2.wav", 2, "Two", Some("Two")),
    ];
    let room = room(&songs);
    assert_eq!(albums(&room), ["Hits by One: 1", "Hits by Two: 2"]);

    // Another maker's name, and nothing else.
    let second = room.music.join("x/2.wav");
    set_tag(&second, |tag| {
        let song = Song {
            maker: Some("One"),
            ..song("x/2.wav", 2, "Two", None)
        };
        fill(&song, tag);
    });
    room.scan();
    assert_eq!(albums(&room), ["Hits by One: 1 2"]);
}

#[test]
fn a_file_that_moves_to_another_folder_is_of_another_album() {
    let room = room(&[
        song("x/1.wav", 1, "One", None),
        song("x/2.wav", 2, "Two", None),
    ]);
    assert_eq!(albums(&room), ["Hits by several: 1 2"]);
    std::fs::create_dir(room.music.join("y")).unwrap();
    std::fs::rename(room.music.join("x/2.wav"), room.music.join("y/2.wav")).unwrap();
    room.scan();
    assert_eq!(albums(&room), ["Hits by One: 1", "Hits by Two: 2"]);
}

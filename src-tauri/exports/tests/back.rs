//! What we write comes back by our own import: the same lists in the same order,
//! and tempo and key as the DJ's program has them.

mod support;

use std::fs;

use moodplane_exports::{Format, Options, PathMap};
use moodplane_library::{Key, Query, Source, TrackId};
use support::{File, Room, hostile, list};

fn room() -> (Room, Vec<TrackId>) {
    let room = Room::new();
    hostile::fill(&room);
    room.hear();
    let mut ids = room.ids();
    ids.reverse();
    ids.push(ids[2]);
    (room, ids)
}

#[test]
fn collections_come_back_with_their_folders_and_order() {
    for format in [Format::Rekordbox, Format::Traktor] {
        for to in ["", "/Volumes/USB", "C:\\DJ"] {
            let (room, ids) = room();
            let music = room.music.to_str().unwrap();
            let map = (!to.is_empty()).then(|| PathMap::new(music, to).unwrap());
            let options = Options {
                maps: map.into_iter().collect(),
                ..Options::default()
            };
            let lists = [list("Sets / A & B", &ids), list("two", &ids[..3])];
            let out = room.out("lists");
            room.export(&lists, format, &options, &out).unwrap();
            let offered = room.library.playlists_in(&out).unwrap();
            let names: Vec<(&str, u32)> =
                offered.iter().map(|one| (&*one.name, one.tracks)).collect();
            assert_eq!(names, [("Sets / A & B", 9), ("two", 3)]);
            let imports = room.library.import_playlists(&out, None, None).unwrap();
            let by_path: u32 = imports.iter().map(|import| import.by_path).sum();
            assert_eq!(
                by_path,
                if to.is_empty() { 12 } else { 0 },
                "{format:?} {to}"
            );
            let playlists = imports
                .iter()
                .map(|import| import.playlist.as_ref().unwrap());
            for (playlist, list) in playlists.zip(&lists) {
                assert_eq!(playlist.name, list.name);
                let tracks = room.library.playlist_tracks(playlist.id).unwrap();
                assert_eq!(tracks, list.tracks, "{format:?} {to}");
            }
            let two = room
                .library
                .import_playlists(&out, Some(&[1]), Some("mine"))
                .unwrap();
            assert_eq!(two[0].playlist.as_ref().unwrap().name, "mine");
            assert!(
                room.library
                    .import_playlists(&out, Some(&[2]), None)
                    .is_err()
            );
            assert!(room.library.import_playlist(&out, None).is_err());
        }
    }
}

#[test]
fn tempo_and_key_of_a_dj_program_are_shown_found_and_exported_when_it_is_let() {
    let (room, ids) = room();
    let id = ids[0];
    let out = room.out("a.xml");
    room.export(
        &[list("x", &ids)],
        Format::Rekordbox,
        &Options::default(),
        &out,
    )
    .unwrap();
    let heard = room.library.track(id).unwrap().row;
    // The DJ found another tempo and key.
    let text = fs::read_to_string(&out).unwrap();
    let (start, own) = text.split_at(text.find(&format!("TrackID=\"{id}\"")).unwrap());
    let (own, end) = own.split_at(own.find("/>").unwrap());
    let own: Vec<String> = own
        .split("\" ")
        .filter(|part| !part.starts_with("AverageBpm") && !part.starts_with("Tonality"))
        .map(str::to_owned)
        .collect();
    let own = format!("{}\" ", own.join("\" "));
    let own = own.trim_end_matches("\" ").trim_end_matches('"');
    let changed = format!("{start}{own}\" AverageBpm=\"77.25\" Tonality=\"8A\"{end}");
    fs::write(&out, changed).unwrap();
    room.library.import_playlists(&out, None, None).unwrap();
    assert_eq!(room.library.track(id).unwrap().row, heard);

    room.library.let_files_say_tempo_and_key(true).unwrap();
    let track = room.library.track(id).unwrap();
    assert_eq!(track.row.tempo_bpm, Some(77.25));
    assert_eq!(track.row.camelot.as_deref(), Some("8A"));
    assert_eq!(
        (track.key_from, track.tempo_from),
        (Source::Program, Source::Program)
    );
    let query = Query::parse("tempo:77-77.5 key:8A").unwrap();
    assert_eq!(room.library.matching(&query).unwrap(), [id]);
    let csv = room.out("a.csv");
    room.export(&[list("x", &[id])], Format::Csv, &Options::default(), &csv)
        .unwrap();
    assert!(fs::read_to_string(&csv).unwrap().contains(",8A,77.25,"));

    room.library.let_files_say_tempo_and_key(false).unwrap();
    assert_eq!(room.library.track(id).unwrap().row, heard);
    assert!(room.library.matching(&query).unwrap().is_empty());
}

#[test]
fn tempo_and_key_of_tags_are_read_in_every_notation() {
    use lofty::config::WriteOptions;
    use lofty::tag::{ItemKey, Tag, TagExt, TagType};
    let room = Room::new();
    let written = [
        ("a", "127", "8A"),
        ("b", "93.5", "1m"),
        ("c", "140", "Am"),
        ("d", "0", "off"),
    ];
    for (name, bpm, key) in written {
        let path = room.put(format!("{name}.wav"), &File::default());
        let mut tag = Tag::new(TagType::Id3v2);
        tag.insert_text(ItemKey::IntegerBpm, bpm.to_owned());
        tag.insert_text(ItemKey::InitialKey, key.to_owned());
        tag.save_to_path(&path, WriteOptions::default()).unwrap();
    }
    room.library.let_files_say_tempo_and_key(true).unwrap();
    room.hear();
    let ids = room.ids();
    let minor = Key::parse("Am");
    for (&id, (_, bpm, _)) in ids.iter().zip(written).take(3) {
        let track = room.library.track(id).unwrap();
        assert_eq!(track.row.key, minor);
        assert_eq!(track.row.tempo_bpm, bpm.parse().ok());
        assert_eq!(track.key_from, Source::Tags);
    }
    let unsaid = room.library.track(ids[3]).unwrap();
    assert_eq!(
        (unsaid.key_from, unsaid.tempo_from),
        (Source::Heard, Source::Heard)
    );
    // Sorted by what is shown.
    let query = Query::parse("sort:tempo tempo:100-145").unwrap();
    let found = room.library.matching(&query).unwrap();
    let a = found.iter().position(|&id| id == ids[0]);
    assert!(a < found.iter().position(|&id| id == ids[2]));
}

#[test]
fn collections_of_strangers_are_read_or_refused_in_a_sentence() {
    let room = Room::new();
    room.put(
        "Techno/x.wav",
        &File {
            title: "X",
            artist: "Y",
            ..File::default()
        },
    );
    room.hear();
    let id = room.ids()[0];
    let file = room.out("x.nml");
    // As Traktor writes it: decimals of its own, names of its own, Windows' paths.
    let nml = r#"<?xml version="1.0" encoding="UTF-8" standalone="no" ?>
<NML VERSION="19"><HEAD COMPANY="www.native-instruments.com" PROGRAM="Traktor"></HEAD>
<COLLECTION ENTRIES="1"><ENTRY TITLE="X" ARTIST="Y">
<LOCATION DIR="/:Users/:me/:Techno/:" FILE="x.wav" VOLUME="D:" VOLUMEID="1a2b"></LOCATION>
<INFO PLAYTIME="181" PLAYTIME_FLOAT="181.130000"></INFO><TEMPO BPM="129.998000"></TEMPO>
<MUSICAL_KEY VALUE="21"></MUSICAL_KEY></ENTRY></COLLECTION>
<PLAYLISTS><NODE TYPE="FOLDER" NAME="$ROOT"><SUBNODES COUNT="2">
<NODE TYPE="PLAYLIST" NAME="_LOOPS"><PLAYLIST ENTRIES="0" TYPE="LIST"></PLAYLIST></NODE>
<NODE TYPE="PLAYLIST" NAME="Night"><PLAYLIST ENTRIES="2" TYPE="LIST">
<ENTRY><PRIMARYKEY TYPE="TRACK" KEY="D:/:Users/:me/:Techno/:x.wav"></PRIMARYKEY></ENTRY>
<ENTRY><PRIMARYKEY TYPE="TRACK" KEY="D:/:gone.wav"></PRIMARYKEY></ENTRY>
</PLAYLIST></NODE></SUBNODES></NODE></PLAYLISTS></NML>"#;
    fs::write(&file, nml).unwrap();
    let import = room.library.import_playlist(&file, None).unwrap();
    assert_eq!((import.name.as_str(), import.likely.len()), ("Night", 1));
    assert_eq!(import.missing, ["D:/:gone.wav"]);
    room.library.let_files_say_tempo_and_key(true).unwrap();
    let track = room.library.track(id).unwrap();
    assert_eq!(
        (track.row.camelot.as_deref(), track.row.tempo_bpm),
        (Some("8A"), Some(129.998))
    );

    let deep = format!("<NML>{}", "<NODE>".repeat(100_000));
    let grows = "<!DOCTYPE x [<!ENTITY a \"aa\">]><DJ_PLAYLISTS></DJ_PLAYLISTS>";
    for text in [
        nml.split_at(nml.len() / 2).0,
        &deep,
        grows,
        "<NML></DJ_PLAYLISTS>",
    ] {
        fs::write(&file, text).unwrap();
        let error = room.library.import_playlist(&file, None).unwrap_err();
        assert_eq!(error.code(), "bad_playlist_file", "{error}");
    }
}

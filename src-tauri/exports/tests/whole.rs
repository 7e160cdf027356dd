//! An export is whole or not there, and a set goes to the DJ's laptop and back.

mod support;

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use moodplane_exports::{ExportError, Format, List, Options, PathMap, Reason, export, targets};
use moodplane_library::{
    KeyNotation, KeyRule, MoodPath, Query, Rules, SetAnswer, SetLength, SetPlan, Shape, TrackId,
};
use moodplane_tests::read_by;
use support::{File, Room, list};

fn room(tracks: u32) -> (Room, Vec<TrackId>) {
    let room = Room::new();
    for number in 0..tracks {
        let title = format!("Track {number}");
        let file = File {
            title: &title,
            artist: "Artist",
            year: 2000,
            ..File::default()
        };
        room.put(format!("{number:03}.wav"), &file);
    }
    room.hear();
    let ids = room.ids();
    (room, ids)
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_stopped_export_leaves_what_was_there_and_nothing_else() {
    let (room, ids) = room(40);
    let lists = [list("a", &ids), list("b", &ids)];
    for format in Format::ALL {
        let folder = room.out(format.name());
        fs::create_dir(&folder).unwrap();
        let targets = targets(format, &lists, &folder).unwrap();
        fs::create_dir_all(targets[0].parent().unwrap()).unwrap();
        for target in &targets {
            fs::write(target, "old").unwrap();
        }
        let before = names_in(targets[0].parent().unwrap());
        let stop = AtomicBool::new(false);
        let outcome = export(
            &room.library,
            &lists,
            format,
            &Options::default(),
            &folder,
            &stop,
            &mut |progress| {
                assert!(progress.done <= progress.total);
                if progress.done == 30 {
                    stop.store(true, Ordering::Relaxed);
                }
            },
        );
        if matches!(format, Format::Svg | Format::Png) {
            assert_eq!(outcome.unwrap().written, 40);
            continue;
        }
        assert!(matches!(outcome, Err(ExportError::Stopped)), "{format:?}");
        assert_eq!(names_in(targets[0].parent().unwrap()), before);
        for target in &targets {
            assert_eq!(fs::read(target).unwrap(), b"old");
        }
        let report = room
            .export(&lists, format, &Options::default(), &folder)
            .unwrap();
        assert_eq!(report.written, 40);
        assert!(
            targets
                .iter()
                .all(|target| fs::read(target).unwrap() != b"old")
        );
    }
}

#[test]
fn pictures_are_of_what_is_exported() {
    let (room, ids) = room(12);
    let lists = [list("Night", &ids[..5])];
    let (svg, png) = (room.out("a.svg"), room.out("a.png"));
    room.export(&lists, Format::Svg, &Options::default(), &svg)
        .unwrap();
    room.export(&lists, Format::Png, &Options::default(), &png)
        .unwrap();
    let drawn = fs::read_to_string(&svg).unwrap();
    assert!(drawn.contains("Night") && drawn.matches("<circle").count() == 12);
    assert!(fs::read(&png).unwrap().starts_with(b"\x89PNG"));
    let unheard = Room::new();
    unheard.put("unheard.wav", &File::default());
    unheard.hear();
    let lists = [list("x", &unheard.ids())];
    let none = unheard.export(&lists, Format::Svg, &Options::default(), &svg);
    assert!(matches!(none, Err(ExportError::NoneHeard)));
    assert_eq!(fs::read_to_string(&svg).unwrap(), drawn);
}

#[test]
fn nothing_is_said_and_not_written() {
    let (room, ids) = room(1);
    let out = room.out("a.m3u8");
    fs::write(&out, "old").unwrap();
    let options = Options::default();
    for lists in [Vec::new(), vec![list("empty", &[])]] {
        let nothing = room.export(&lists, Format::M3u8, &options, &out);
        assert!(matches!(nothing, Err(ExportError::Nothing)));
    }
    fs::remove_file(room.music.join("000.wav")).unwrap();
    room.hear();
    let options = Options {
        without_missing: true,
        ..Options::default()
    };
    let report = room
        .export(&[list("x", &ids)], Format::M3u8, &options, &out)
        .unwrap();
    assert_eq!((report.written, report.files.len()), (0, 0));
    assert_eq!(report.left_out[0].reason, Reason::Missing);
    assert_eq!(report.left_out[0].name, "Artist - Track 0");
    assert_eq!(fs::read(&out).unwrap(), b"old");
    // It may be on the machine that opens the playlist.
    let kept = room
        .export(&[list("x", &ids)], Format::M3u8, &Options::default(), &out)
        .unwrap();
    assert_eq!((kept.written, kept.missing), (1, 1));
}

#[test]
fn several_playlists_of_one_name_get_files_of_their_own() {
    let (room, ids) = room(2);
    let lists = [list("A/B", &ids), list("a_b", &ids[..1]), list("A:B", &[])];
    let folder = room.out("new/folder");
    let report = room
        .export(&lists, Format::M3u8, &Options::default(), &folder)
        .unwrap();
    assert_eq!(names_in(&folder), ["A_B 3.m3u8", "A_B.m3u8", "a_b 2.m3u8"]);
    assert_eq!(report.files.len(), 3);
    let file = room.out("file");
    fs::write(&file, "old").unwrap();
    let refused = room.export(&lists, Format::M3u8, &Options::default(), &file);
    assert!(matches!(refused, Err(ExportError::NeedsFolder(_))));
}

#[test]
fn more_playlists_than_files_may_be_open_are_written() {
    let (room, ids) = room(1);
    let lists: Vec<List> = (0..1_500)
        .map(|number| list(&format!("{number}"), &ids))
        .collect();
    let folder = room.out("many");
    room.export(&lists, Format::Serato, &Options::default(), &folder)
        .unwrap();
    // And the crate that they are in.
    assert_eq!(names_in(&folder.join("_Serato_/Subcrates")).len(), 1_501);
}

#[cfg(unix)]
#[test]
fn the_new_file_has_the_old_ones_permissions_and_a_link_stays_one() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let (room, ids) = room(1);
    let (file, link) = (room.out("a.csv"), room.out("link.csv"));
    fs::write(&file, "old").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&file, &link).unwrap();
    room.export(&[list("x", &ids)], Format::Csv, &Options::default(), &link)
        .unwrap();
    assert!(link.symlink_metadata().unwrap().is_symlink());
    assert!(fs::read(&file).unwrap().starts_with(b"playlist,"));
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&file), 0o640);
    let new = room.out("new.csv");
    room.export(&[list("x", &ids)], Format::Csv, &Options::default(), &new)
        .unwrap();
    let plain = room.out("plain");
    fs::write(&plain, "").unwrap();
    assert_eq!(mode(&new), mode(&plain));
}

#[test]
fn serato_crates_hold_the_tracks_of_one_disk() {
    let (room, ids) = room(3);
    let music = room.music.to_str().unwrap();
    let options = Options {
        maps: vec![
            PathMap::new(music, "C:\\Music").unwrap(),
            PathMap::new(&format!("{music}/002.wav"), "D:\\Other\\002.wav").unwrap(),
        ],
        ..Options::default()
    };
    let report = room
        .export(&[list("x", &ids)], Format::Serato, &options, &room.out("c"))
        .unwrap();
    assert_eq!(
        (report.written, report.left_out[0].reason),
        (2, Reason::OtherDisk)
    );
}

const READ: &str = r#"
import json, sys
from pyrekordbox.rbxml import RekordboxXml
xml = RekordboxXml(sys.argv[1])
playlist = xml.get_playlist("A set")
for key in playlist.get_tracks():
    track = xml.get_track(TrackID=key)
    print(json.dumps([track["Location"], track["AverageBpm"], track["Tonality"], track["Name"]]))
"#;

#[test]
fn a_set_of_a_library_of_200_arrives_in_rekordbox_as_it_was() {
    let (room, _) = room(200);
    let plan = SetPlan {
        path: MoodPath::named(Shape::Journey),
        length: SetLength::Tracks(30),
        from: Query::default().into(),
        rules: Rules {
            tempo_percent: Some(8.0),
            key: KeyRule::Boost,
            ..Rules::default()
        },
        musts: Vec::new(),
        seed: 0,
    };
    let answer = room.library.build_set(&plan, &AtomicBool::new(false));
    let SetAnswer::Built(built) = answer.unwrap() else {
        panic!("no set is found");
    };
    let set: Vec<TrackId> = built.places.iter().map(|place| place.row.id).collect();
    let playlist = room.library.create_playlist_of("A set", &set).unwrap();
    let lists = [List::of_playlist(&room.library, playlist.id).unwrap()];
    let options = Options {
        maps: vec![PathMap::new(room.music.to_str().unwrap(), "D:\\Music").unwrap()],
        ..Options::default()
    };
    let out = room.out("set.xml");
    let report = room
        .export(&lists, Format::Rekordbox, &options, &out)
        .unwrap();
    assert_eq!(report.written, 30);
    let read = read_by(READ, &[&out]).unwrap();
    let found: Vec<serde_json::Value> = read
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let mut expected = Vec::new();
    let mut each = |track: moodplane_library::Listed| {
        let analysis = track.analysis.unwrap();
        let name = track.path.file_name().unwrap().to_str().unwrap();
        let tempo = analysis
            .tempo_bpm
            .map(|bpm| (f64::from(bpm) * 100.0).round() / 100.0);
        let key = analysis.key.map(|key| KeyNotation::Musical.write(key));
        let path = format!("D:/Music/{name}");
        expected.push(serde_json::json!([path, tempo, key, track.row.title]));
        true
    };
    room.library.for_each(Some(&set), &mut each).unwrap();
    assert_eq!(found, expected);
    // Which is what a DJ set out from: no step that could not be mixed.
    let steps = built.places.iter().filter_map(|place| place.step.as_ref());
    assert!(
        steps
            .clone()
            .all(|step| !(step.breaks_tempo || step.breaks_key))
    );
    assert_eq!(steps.count(), 29);
}

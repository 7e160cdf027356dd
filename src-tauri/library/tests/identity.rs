//! A track is its sound: whatever is done to names, places and tags, what is known
//! of it stays with it.

mod support;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use lofty::tag::Accessor;
use moodplane_library::{
    Analyser, Analysis, Control, Correction, Failure, Listed, ModelVersion, ScanReport, run_queue,
};
use support::{Fake, Room, noise_wav};

const FILES: u32 = 1_000;

/// A room with so many tracks of different sound, all analysed, each corrected to a
/// place of its own.
fn precious(files: u32) -> (Room, Fake, Vec<(PathBuf, u32)>) {
    let room = Room::new();
    let paths: Vec<PathBuf> = (0..files)
        .map(|i| {
            let path = room.music.join(format!("{}/{i:04}.wav", i % 10));
            noise_wav(&path, i, |tag| tag.set_title(format!("Before {i}")));
            path
        })
        .collect();
    room.scan();
    let fake = Fake::default();
    assert_eq!(room.run(&fake).done, files);
    let mut ids = HashMap::new();
    let each = &mut |track: Listed| ids.insert(track.path, track.row.id).is_none();
    room.library.for_each(None, each).unwrap();
    let tracks: Vec<(PathBuf, u32)> = paths
        .into_iter()
        .enumerate()
        .map(|(i, path)| {
            let id = ids[&path];
            room.library.correct(id, &edit(i as u32)).unwrap();
            (path, id)
        })
        .collect();
    let set = room.library.create_playlist("Set", None).unwrap().id;
    let ids: Vec<u32> = tracks.iter().map(|(_, id)| *id).collect();
    room.library.add_to_playlist(set, &ids, None).unwrap();
    (room, fake, tracks)
}

fn edit(i: u32) -> Correction {
    Correction {
        place: Some([1.0 + (i % 80) as f32 / 10.0, 9.0 - (i % 70) as f32 / 10.0]),
        tags_on: vec!["dark".into()],
        tags_off: Vec::new(),
    }
}

/// Every track is where its file went, with its edit, and nothing is heard again.
fn check(room: &Room, fake: &Fake, tracks: &[(PathBuf, u32)], what: &str, report: &ScanReport) {
    let before = fake.heard();
    room.run(fake);
    assert_eq!(fake.heard(), before, "{what}: heard again");
    let mut kept = 0;
    for (i, (path, id)) in tracks.iter().enumerate() {
        assert_eq!(room.library.track_path(*id).unwrap(), *path, "{what}");
        let edit = edit(i as u32);
        assert_eq!(room.library.correction(*id).unwrap(), Some(edit.clone()));
        let row = room.library.track(*id).unwrap().row;
        assert_eq!(
            row.valence.zip(row.arousal),
            edit.place.map(|[v, a]| (v, a))
        );
        kept += 1;
    }
    assert_eq!(report.missing, 0, "{what}");
    let ids: Vec<u32> = tracks.iter().map(|(_, id)| *id).collect();
    let set = room.library.playlists().unwrap()[0].id;
    assert_eq!(room.library.playlist_tracks(set).unwrap(), ids, "{what}");
    println!(
        "{what}: {kept} of {} tracks keep their edits and their places in a playlist; {} new, {} moved, {} changed, 0 heard again",
        tracks.len(),
        report.new,
        report.moved,
        report.changed
    );
}

fn retag(path: &Path, title: &str) {
    support::set_tag(path, |tag| {
        tag.set_title(title.into());
        tag.set_comment("words ".repeat(title.len() * 7));
    });
}

#[test]
fn moving_renaming_and_retagging_everything_loses_nothing() {
    let (room, fake, mut tracks) = precious(FILES);

    for (i, (path, _)) in tracks.iter().enumerate() {
        retag(path, &format!("Retagged {i}"));
    }
    let report = room.scan();
    check(&room, &fake, &tracks, "retagged", &report);
    let title = room.library.track(tracks[7].1).unwrap().row.title;
    assert_eq!(title, "Retagged 7");

    for (i, (path, _)) in tracks.iter_mut().enumerate() {
        let new = room.music.join(format!("new/{}/renamed {i}.wav", i % 7));
        fs::create_dir_all(new.parent().unwrap()).unwrap();
        fs::rename(&path, &new).unwrap();
        *path = new;
    }
    let report = room.scan();
    assert_eq!((report.new, report.moved), (0, FILES));
    check(&room, &fake, &tracks, "moved and renamed", &report);

    for (i, (path, _)) in tracks.iter_mut().enumerate() {
        let new = room.music.join(format!("both/{i}.wav"));
        fs::create_dir_all(new.parent().unwrap()).unwrap();
        fs::rename(&path, &new).unwrap();
        retag(&new, &format!("Moved and retagged {i}"));
        *path = new;
    }
    let report = room.scan();
    check(&room, &fake, &tracks, "moved and retagged at once", &report);

    // As a player does that numbers an album anew: everyone takes the next one's name.
    let names: Vec<PathBuf> = tracks.iter().map(|(path, _)| path.clone()).collect();
    let aside = |path: &Path| path.with_extension("aside");
    for path in &names {
        fs::rename(path, aside(path)).unwrap();
    }
    for (i, (path, _)) in tracks.iter_mut().enumerate() {
        let next = &names[(i + 1) % names.len()];
        fs::rename(aside(path), next).unwrap();
        path.clone_from(next);
    }
    let report = room.scan();
    check(&room, &fake, &tracks, "took each other's names", &report);

    // To another disk: copied, seen, and only then deleted.
    for (i, (path, _)) in tracks.iter_mut().enumerate() {
        let new = room.music.join(format!("disk/{i}.wav"));
        fs::create_dir_all(new.parent().unwrap()).unwrap();
        fs::copy(&path, &new).unwrap();
        *path = new;
    }
    assert_eq!(room.scan().new, FILES);
    fs::remove_dir_all(room.music.join("both")).unwrap();
    room.scan();
    let report = room.scan();
    check(&room, &fake, &tracks, "copied, then deleted", &report);
}

#[test]
fn another_folder_in_the_same_place_and_back_again() {
    let (room, fake, tracks) = precious(40);
    let (mounted, away) = (room.music.clone(), room.dir.path().join("away"));
    fs::rename(&mounted, &away).unwrap();
    noise_wav(&mounted.join("0/0000.wav"), 7_000, |_| {});
    let report = room.scan();
    assert_eq!((report.seen, report.missing), (1, 39));
    fs::remove_dir_all(&mounted).unwrap();
    fs::rename(&away, &mounted).unwrap();
    room.scan();
    let report = room.scan();
    check(
        &room,
        &fake,
        &tracks,
        "another folder in its place",
        &report,
    );
}

#[test]
fn what_sounds_otherwise_is_not_taken_for_the_same() {
    let (room, fake, tracks) = precious(20);
    // The same names and lengths, another sound; and an equal sound beside its copy.
    for (i, (path, _)) in tracks.iter().enumerate().take(10) {
        noise_wav(path, 9_000 + i as u32, |_| {});
    }
    let copy = room.music.join("copy.wav");
    fs::copy(&tracks[15].0, &copy).unwrap();
    let report = room.scan();
    assert_eq!((report.changed, report.new, report.moved), (10, 1, 0));
    let before = fake.heard();
    room.run(&fake);
    assert_eq!(fake.heard() - before, 11, "the changed and the copy");
    assert_ne!(room.id("copy.wav"), tracks[15].1);
    assert_eq!(room.library.correction(room.id("copy.wav")).unwrap(), None);
    println!("10 changed and 1 copied file were heard as what they are");
}

#[test]
fn copies_stay_two_tracks_and_no_edit_is_lost_with_one() {
    let (room, fake, tracks) = precious(4);
    // The first track's sound in a second file with edits of its own.
    let copy = room.music.join("single/0000.wav");
    fs::create_dir_all(copy.parent().unwrap()).unwrap();
    fs::copy(&tracks[0].0, &copy).unwrap();
    room.scan();
    room.run(&fake);
    let second = room.id("single/0000.wav");
    room.library.correct(second, &edit(50)).unwrap();

    // Both move and are retagged at once: each finds its own.
    let (one, other) = (
        room.music.join("a/0000.wav"),
        room.music.join("b/other.wav"),
    );
    for (from, to) in [(&tracks[0].0, &one), (&copy, &other)] {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::rename(from, to).unwrap();
        retag(to, "Moved");
    }
    room.scan();
    let before = fake.heard();
    room.run(&fake);
    assert_eq!(fake.heard(), before);
    let ids = [room.id("a/0000.wav"), room.id("b/other.wav")];
    assert!(ids.contains(&tracks[0].1) && ids.contains(&second));

    // One of them goes: the other's edits are not given up for its.
    let (gone, left) = (ids[0], ids[1]);
    fs::remove_file(&one).unwrap();
    room.scan();
    let edits = [gone, left].map(|id| room.library.correction(id).unwrap());
    assert!(edits.contains(&Some(edit(0))) && edits.contains(&Some(edit(50))));
}

#[test]
fn a_stopped_scan_merges_nothing() {
    let (room, _, tracks) = precious(5);
    fs::remove_file(&tracks[0].0).unwrap();
    let folder = room.library.add_folder(&room.music).unwrap();
    let stop = AtomicBool::new(true);
    let report = room
        .library
        .scan_folder(folder.id, &stop, &mut |_| {})
        .unwrap();
    assert!(report.stopped && report.moved == 0);
}

/// Hears a text file: its first word is the sound, whatever encoding the second
/// names.
struct ByWord;

impl Analyser for ByWord {
    fn model(&self) -> ModelVersion {
        support::analysis("1", 5.0, 5.0, &[]).model
    }

    fn analyse(&self, path: &Path, _: &AtomicBool) -> Result<Analysis, Failure> {
        let text = fs::read_to_string(path).unwrap();
        let (sound, encoding) = text.split_once(' ').unwrap();
        let number: u32 = sound.parse().unwrap();
        let off = if encoding == "flac" { 0.0 } else { 0.02 };
        let embedding = (0..64).map(|i| {
            let turned = number.wrapping_mul(2_654_435_761).rotate_left(i);
            (turned % 1000) as f32 / 500.0 - 1.0 + off * (i % 3) as f32
        });
        Ok(Analysis {
            content_id: if encoding == "other lossless" {
                format!("{number:032x} flac")
            } else {
                format!("{number:032x} {encoding}")
            },
            duration_s: 100.0 + f64::from(number) + f64::from(off),
            embedding: embedding.collect(),
            ..support::analysis("1", 5.0, 5.0, &[])
        })
    }
}

#[test]
fn another_encoding_of_a_missing_track_is_offered_and_not_merged() {
    let room = Room::new();
    let run = |room: &Room| {
        run_queue(
            &room.library,
            Arc::new(ByWord),
            &support::options(1),
            &Control::default(),
            &mut |_| {},
        )
    };
    for number in 0..30 {
        room.put(&format!("{number:02}.flac"), &format!("{number} flac"));
    }
    room.scan();
    run(&room).unwrap();
    let id = room.id("07.flac");
    room.library.correct(id, &edit(7)).unwrap();
    assert!(room.library.recordings_like(id).unwrap().is_empty());
    fs::remove_file(room.music.join("07.flac")).unwrap();
    room.put("seven.mp3", "7 mp3");
    room.put("seven.alac", "7 other lossless");
    room.scan();
    run(&room).unwrap();
    let offers = room.library.offers().unwrap();
    assert_eq!(offers.len(), 1);
    assert_eq!(offers[0].missing.id, id);
    let found: Vec<u32> = offers[0].found.iter().map(|row| row.id).collect();
    let (lossless, lossy) = (room.id("seven.alac"), room.id("seven.mp3"));
    assert_eq!(found, [lossless, lossy]);
    assert_eq!(
        room.library.take_over(lossy, id).unwrap_err().code(),
        "not_missing"
    );

    room.library.take_over(id, lossy).unwrap();
    assert!(room.library.track_path(id).unwrap().ends_with("seven.mp3"));
    assert_eq!(room.library.correction(id).unwrap(), Some(edit(7)));
    assert_eq!(
        room.library.track(lossy).unwrap_err().code(),
        "no_such_track"
    );
    assert!(room.library.offers().unwrap().is_empty());
    let report = room.scan();
    assert_eq!((report.new, report.changed, report.missing), (0, 0, 0));
    println!("2 encodings of 1 missing track were offered, 1 was taken over");
}

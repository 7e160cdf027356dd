//! A track is its sound: whatever is done to names, places and tags, what is known
//! of it stays with it.

mod support;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use lofty::tag::Accessor;
use moodplane_library::{Correction, Listed, ScanReport};
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
    println!(
        "{what}: {kept} of {} tracks keep their edits; {} new, {} moved, {} changed, 0 heard again",
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

//! What a scan makes of folders as people have them.

mod support;

use std::fs::{self, File};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, SystemTime};

use lofty::tag::{Accessor, ItemKey};
use moodplane_library::{LibraryError, Query, TrackState};
use support::{Fake, Room, tagged_wav};

static GO: AtomicBool = AtomicBool::new(false);

#[test]
fn music_becomes_rows_and_the_rest_does_not() {
    let room = Room::new();
    room.put("a.MP3", "one");
    room.put("deep/er/b.flac", "two");
    room.put("cover.jpg", "no music");
    room.put("._a.mp3", "what macOS leaves");
    room.put("@eaDir/thumb.mp3", "what a server leaves");
    let report = room.scan();
    assert_eq!((report.seen, report.new, report.missing), (2, 2, 0));
    assert_eq!(
        room.states(),
        [("a.MP3".into(), "pending"), ("b.flac".into(), "pending")]
    );
    assert_eq!(room.library.folders().unwrap()[0].tracks, 2);
}

#[test]
fn tags_are_read_and_the_name_stands_in_for_a_title() {
    let room = Room::new();
    tagged_wav(&room.music.join("01.wav"), |tag| {
        tag.set_title(" Für Elise ".into());
        tag.set_artist("Ludwig".into());
        tag.set_album("Bagatelles".into());
        tag.set_genre("Classical".into());
        tag.set_track(25);
        tag.insert_text(ItemKey::RecordingDate, "1810".into());
    });
    room.put("Nameless here.ogg", "x");
    room.scan();
    let page = room.library.page(&Query::default(), 0, 10).unwrap();
    assert_eq!(page.rows[0].title, "Für Elise");
    assert_eq!(page.rows[1].title, "Nameless here");
    let detail = room.library.track(page.rows[0].id).unwrap();
    assert_eq!(detail.row.artist.as_deref(), Some("Ludwig"));
    assert_eq!(detail.row.album.as_deref(), Some("Bagatelles"));
    assert_eq!(detail.row.duration_s, Some(1.0));
    assert_eq!(detail.genre.as_deref(), Some("Classical"));
    assert_eq!(detail.year, Some(1810));
}

#[test]
fn a_file_of_the_same_size_and_time_is_not_opened_again() {
    let room = Room::new();
    let path = room.music.join("a.wav");
    support::song(&path, "Before", "A", "B");
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_modified(time)
        .unwrap();
    room.scan();
    support::song(&path, "Afters", "A", "B");
    let file = File::options().write(true).open(&path).unwrap();
    file.set_modified(time).unwrap();
    assert_eq!(room.scan().changed, 0);
    assert_eq!(room.library.track(1).unwrap().row.title, "Before");
    file.set_modified(time + Duration::from_secs(1)).unwrap();
    assert_eq!(room.scan().changed, 1);
    assert_eq!(room.library.track(1).unwrap().row.title, "Afters");
}

#[test]
fn a_moved_file_keeps_its_row_and_a_copy_gets_its_own() {
    let room = Room::new();
    let old = room.put("old.mp3", "3 7");
    room.scan();
    let fake = Fake::default();
    room.run(&fake);
    let id = room.id("old.mp3");
    fs::create_dir(room.music.join("sub")).unwrap();
    let new = room.music.join("sub/new name.mp3");
    fs::rename(&old, &new).unwrap();
    let report = room.scan();
    assert_eq!((report.new, report.moved, report.missing), (0, 1, 0));
    assert_eq!(room.id("new name.mp3"), id);
    assert_eq!(room.library.track(id).unwrap().row.title, "new name");
    assert_eq!(
        room.library.track(id).unwrap().row.state,
        TrackState::Analysed
    );
    fs::copy(&new, room.music.join("copy.mp3")).unwrap();
    assert_eq!(room.scan().new, 1);
    room.run(&fake);
    assert_eq!(fake.heard(), 2);
}

#[test]
fn what_is_gone_is_missing_and_comes_back_as_it_was() {
    let room = Room::new();
    let path = room.put("a.mp3", "3 7");
    room.put("b.mp3", "4 4");
    room.scan();
    let fake = Fake::default();
    room.run(&fake);
    fs::rename(&path, room.dir.path().join("elsewhere")).unwrap();
    assert_eq!(room.scan().missing, 1);
    assert_eq!(
        room.states(),
        [("a.mp3".into(), "missing"), ("b.mp3".into(), "analysed")]
    );
    assert_eq!(room.library.points().unwrap().id, [room.id("b.mp3")]);

    let away = room.dir.path().join("away");
    fs::rename(&room.music, &away).unwrap();
    let report = room.library.scan_all(&GO, &mut |_| {}).unwrap();
    assert_eq!((report.seen, report.missing), (0, 2));
    assert!(room.library.folders().unwrap()[0].missing);

    fs::rename(&away, &room.music).unwrap();
    fs::rename(room.dir.path().join("elsewhere"), &path).unwrap();
    let report = room.library.scan_all(&GO, &mut |_| {}).unwrap();
    assert_eq!((report.new, report.changed, report.missing), (0, 0, 0));
    assert!(!room.library.folders().unwrap()[0].missing);
    assert_eq!(room.library.points().unwrap().id.len(), 2);
    room.run(&fake);
    assert_eq!(fake.heard(), 2, "nothing is heard a second time");
}

#[cfg(unix)]
#[test]
fn whatever_is_called_like_music_gets_a_row_and_nothing_hangs() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    let room = Room::new();
    room.put("folder.mp3/inside.mp3", "5 5");
    room.put("empty.mp3", "");
    symlink("/nowhere/at/all.mp3", room.music.join("dangling.mp3")).unwrap();
    symlink("/nowhere/at/all", room.music.join("dangling")).unwrap();
    symlink(&room.music, room.music.join("loop")).unwrap();
    symlink(room.music.join("folder.mp3"), room.music.join("twice")).unwrap();
    let fifo = room.music.join("pipe.mp3");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(&fifo)
            .status()
            .unwrap()
            .success()
    );
    let odd = room.music.join(OsStr::from_bytes(b"caf\xe9.mp3"));
    fs::write(&odd, "6 6").unwrap();

    let report = room.scan();
    assert_eq!(report.problems, []);
    assert_eq!(report.new, 6);
    let report = room.scan();
    assert_eq!(
        (report.seen, report.new, report.changed, report.missing),
        (6, 0, 0, 0)
    );
    room.run(&Fake::default());
    let codes: Vec<_> = room.library.failures().unwrap();
    let codes: Vec<_> = codes
        .iter()
        .map(|row| (row.title.as_str(), row.code.as_str()))
        .collect();
    let not_a_file = "not_a_file";
    assert_eq!(
        codes,
        [
            ("dangling", not_a_file),
            ("folder", not_a_file),
            ("pipe", not_a_file)
        ]
    );
    let id = room.id("inside.mp3");
    assert_eq!(
        room.library.track(id).unwrap().row.state,
        TrackState::Analysed
    );
    let mut exact = 0;
    let count = &mut |track: moodplane_library::Listed| {
        exact += usize::from(track.path == odd && track.analysis.is_some());
        true
    };
    room.library.for_each(None, count).unwrap();
    assert_eq!(exact, 1, "a name that is not Unicode is kept byte by byte");
}

#[test]
fn folders_do_not_overlap() {
    let room = Room::new();
    room.put("sub/a.mp3", "x");
    room.put("b.mp3", "x");
    let library = &room.library;
    let sub = library.add_folder(&room.music.join("sub")).unwrap();
    library.scan_folder(sub.id, &GO, &mut |_| {}).unwrap();
    let a = room.id("a.mp3");
    let all = library.add_folder(&room.music).unwrap();
    assert_eq!(library.folders().unwrap().len(), 1);
    library.scan_folder(all.id, &GO, &mut |_| {}).unwrap();
    assert_eq!(room.id("a.mp3"), a);
    let inside = library.add_folder(&room.music.join("sub")).unwrap_err();
    assert_eq!(inside.code(), "folder_inside");
    assert_eq!(library.add_folder(&room.music).unwrap().id, all.id);
    let nothing = library.add_folder(&room.music.join("no such")).unwrap_err();
    assert!(matches!(nothing, LibraryError::NotAFolder(_)));
}

#[test]
fn a_removed_folder_is_out_of_sight_and_whole_when_it_is_added_again() {
    let room = Room::new();
    room.put("a.mp3", "3 7");
    room.scan();
    let fake = Fake::default();
    room.run(&fake);
    let folder = room.library.folders().unwrap()[0].id;
    room.library.remove_folder(folder).unwrap();
    assert_eq!(
        room.library.page(&Query::default(), 0, 10).unwrap().total,
        0
    );
    assert!(room.library.points().unwrap().id.is_empty());
    assert_eq!(
        room.library.remove_folder(folder).unwrap_err().code(),
        "no_such_folder"
    );
    room.scan();
    room.run(&fake);
    assert_eq!(room.states(), [("a.mp3".into(), "analysed")]);
    assert_eq!(fake.heard(), 1);
}

#[test]
fn a_file_or_a_part_of_a_folder_can_be_named_by_itself() {
    let room = Room::new();
    let loose = room.dir.path().join("loose.mp3");
    fs::write(&loose, "5 5").unwrap();
    let id = room.library.add_file(&loose).unwrap();
    assert_eq!(room.library.add_file(&loose).unwrap(), id);
    assert_eq!(room.library.tracks_under(&loose).unwrap(), [id]);
    let nothing = room
        .library
        .add_file(&room.dir.path().join("no.mp3"))
        .unwrap_err();
    assert_eq!(nothing.code(), "no_such_file");

    room.put("x/a.mp3", "1 1");
    room.put("y/b.mp3", "2 2");
    room.library.add_folder(&room.music).unwrap();
    let part = room.music.join("x");
    assert_eq!(
        room.library.scan_path(&part, &GO, &mut |_| {}).unwrap().new,
        1
    );
    assert_eq!(room.library.folders().unwrap().len(), 1);
    assert_eq!(
        room.library.tracks_under(&part).unwrap(),
        [room.id("a.mp3")]
    );
    fs::remove_file(&loose).unwrap();
    room.library.scan_all(&GO, &mut |_| {}).unwrap();
    assert_eq!(
        room.library.track(id).unwrap().row.state,
        TrackState::Missing
    );
}

#[test]
fn a_stopped_scan_calls_nothing_missing() {
    let room = Room::new();
    let path = room.put("a.mp3", "x");
    room.scan();
    fs::remove_file(path).unwrap();
    let folder = room.library.folders().unwrap()[0].id;
    room.put("b.mp3", "y");
    let stop = AtomicBool::new(true);
    let report = room
        .library
        .scan_folder(folder, &stop, &mut |_| {})
        .unwrap();
    assert!(report.stopped);
    assert_eq!(room.states(), [("a.mp3".into(), "pending")]);
}

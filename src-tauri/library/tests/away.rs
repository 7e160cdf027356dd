//! Folders that move, go away, come back, or are another's: nothing is lost,
//! and nothing is heard twice.

mod support;

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use moodplane_library::{Folder, FolderProblems, Forget, Query, ScanReport};
use rusqlite::Connection;
use support::{Fake, Room};

static GO: AtomicBool = AtomicBool::new(false);

/// Files of different content, in ten folders.
fn filled(files: usize) -> Room {
    let room = Room::new();
    for number in 0..files {
        let name = format!("{}/{number:04}.mp3", number % 10);
        room.put(&name, &format!("5 5 - {number}"));
    }
    room
}

fn folder(room: &Room) -> Folder {
    room.library.folders().unwrap().remove(0)
}

fn total(room: &Room) -> u32 {
    let all = Query::default();
    room.library.page(&all, 0, 1).unwrap().total
}

fn in_state(room: &Room, wanted: &str) -> usize {
    let states = room.states();
    states.iter().filter(|(_, state)| *state == wanted).count()
}

fn trouble(room: &Room) -> Option<FolderProblems> {
    let mut problems = room.library.problems().unwrap();
    assert!(problems.len() <= 1);
    problems.pop()
}

fn notice(room: &Room) -> String {
    trouble(room).and_then(|it| it.notice).unwrap_or_default()
}

fn scan_with(room: &Room, on_progress: &mut dyn FnMut(&ScanReport)) -> ScanReport {
    let id = folder(room).id;
    room.library.scan_folder(id, &GO, on_progress).unwrap()
}

/// Hears what waits; returns how much that was.
fn hear(room: &Room) -> usize {
    let fake = Fake::default();
    room.run(&fake);
    fake.heard()
}

#[test]
fn a_thousand_files_that_move_keep_their_rows() {
    let room = filled(1000);
    assert_eq!(room.scan().new, 1000);
    assert_eq!(hear(&room), 1000);

    let inner = room.music.join("deeper/still");
    fs::create_dir_all(&inner).unwrap();
    for number in 0..10 {
        let name = number.to_string();
        fs::rename(room.music.join(&name), inner.join(&name)).unwrap();
    }
    let moved = room.scan();
    assert_eq!((moved.new, moved.moved, moved.missing), (0, 1000, 0));
    assert_eq!(trouble(&room), None);

    let away = room.dir.path().join("away");
    fs::rename(&room.music, &away).unwrap();
    let gone = room.library.scan_all(&GO, &mut |_| {}).unwrap();
    assert_eq!((gone.seen, gone.missing), (0, 1000));
    assert!(folder(&room).missing);
    assert!(notice(&room).contains("Nothing was removed"));

    fs::rename(&away, &room.music).unwrap();
    let back = room.scan();
    assert_eq!((back.new, back.changed, back.missing), (0, 0, 0));
    assert_eq!(in_state(&room, "analysed"), 1000);
    assert_eq!((trouble(&room), hear(&room)), (None, 0));
    println!(
        "moved {}, away {}, back {}, heard again 0",
        moved.moved, gone.missing, back.seen
    );
}

#[test]
fn a_folder_that_goes_away_during_its_scan_is_away() {
    let room = filled(1000);
    room.library.add_folder(&room.music).unwrap();
    let away = room.dir.path().join("away");
    let cut = scan_with(&room, &mut |report| {
        if report.new >= 300 && room.music.exists() {
            fs::rename(&room.music, &away).unwrap();
        }
    });
    assert!(folder(&room).missing);
    assert_eq!(cut.problems, []);
    let known = total(&room);
    assert_eq!(in_state(&room, "missing"), known as usize);
    assert!((300..1000).contains(&known));

    fs::rename(&away, &room.music).unwrap();
    let back = room.scan();
    assert_eq!(total(&room), 1000);
    assert_eq!(in_state(&room, "pending"), 1000);
    assert_eq!(hear(&room), 1000);
    println!("known {known} when it went, then {} new", back.new);
}

#[test]
fn a_part_that_is_renamed_during_a_scan_gets_no_second_rows() {
    let room = filled(1000);
    room.scan();
    assert_eq!(hear(&room), 1000);
    room.put("0/new.mp3", "5 5");
    let mut is_moved = false;
    scan_with(&room, &mut |_| {
        if !is_moved {
            is_moved = true;
            fs::rename(room.music.join("7"), room.music.join("seven")).unwrap();
        }
    });
    let after = room.scan();
    assert_eq!((total(&room), after.missing), (1001, 0));
    assert_eq!(hear(&room), 1, "only the new one");
}

#[test]
fn another_folder_at_the_same_path_takes_nothing_away() {
    let room = filled(60);
    room.scan();
    assert_eq!(hear(&room), 60);
    let before = room.dir.path().join("before");
    fs::rename(&room.music, &before).unwrap();
    for number in 0..5 {
        room.put(&format!("other {number}.mp3"), &format!("1 1 - {number}"));
    }
    let swapped = room.scan();
    assert_eq!((swapped.new, swapped.missing), (5, 60));
    assert!(!folder(&room).missing);
    assert!(notice(&room).starts_with("60 of 60 files of "));
    room.scan();
    assert!(notice(&room).starts_with("60 of 60"), "until it is settled");

    fs::rename(&room.music, room.dir.path().join("other")).unwrap();
    fs::rename(&before, &room.music).unwrap();
    let back = room.scan();
    assert_eq!((back.new, back.changed, back.missing), (0, 0, 5));
    assert_eq!((trouble(&room), hear(&room)), (None, 0));
    assert_eq!(in_state(&room, "analysed"), 60);
    println!("swapped {swapped:?}\nback {back:?}");
}

#[test]
fn losing_most_files_at_once_is_told_and_losing_some_is_not() {
    let room = filled(100);
    room.scan();
    let aside = room.dir.path().join("aside");
    fs::create_dir(&aside).unwrap();
    let turn = |name: &str, is_to_go: bool| {
        let (here, there) = (room.music.join(name), aside.join(name));
        let (from, to) = if is_to_go {
            (here, there)
        } else {
            (there, here)
        };
        fs::rename(from, to).unwrap();
    };
    for name in ["0", "1", "2", "3", "4"] {
        turn(name, true);
    }
    assert_eq!(room.scan().missing, 50);
    assert_eq!(trouble(&room), None, "half are left");
    for name in ["5", "6", "7"] {
        turn(name, true);
    }
    assert_eq!(room.scan().missing, 80);
    assert!(notice(&room).starts_with("80 of 100 files"));
    assert!(!folder(&room).missing);
    for name in ["0", "1", "2", "3", "4"] {
        turn(name, false);
    }
    assert_eq!(room.scan().missing, 30);
    assert_eq!(trouble(&room), None);
}

#[test]
fn an_empty_mount_point_is_a_folder_that_is_away() {
    let room = filled(3);
    room.scan();
    let disk = room.dir.path().join("disk");
    fs::rename(&room.music, &disk).unwrap();
    fs::create_dir(&room.music).unwrap();
    assert_eq!(room.scan().missing, 3);
    assert!(folder(&room).missing);
    fs::remove_dir(&room.music).unwrap();
    fs::rename(&disk, &room.music).unwrap();
    assert_eq!(room.scan().missing, 0);
    assert!(!folder(&room).missing);
}

#[cfg(unix)]
#[test]
fn another_disk_is_told_by_its_number_and_by_what_is_on_it() {
    let room = filled(6);
    room.scan();
    let renumber = || {
        let database = Connection::open(room.library.path()).unwrap();
        let changed = database.execute("UPDATE folders SET device = device + 1", []);
        assert_eq!(changed.unwrap(), 1);
    };
    // A restart gives the same disk another number.
    renumber();
    room.scan();
    assert!(!folder(&room).missing);

    let disk = room.dir.path().join("disk");
    fs::rename(&room.music, &disk).unwrap();
    room.put("of another disk.mp3", "1 1");
    renumber();
    let other = room.scan();
    assert_eq!((other.new, other.missing), (1, 6));
    assert!(folder(&room).missing);
    fs::remove_dir_all(&room.music).unwrap();
    fs::rename(&disk, &room.music).unwrap();
    assert_eq!(room.scan().missing, 1);
    assert!(!folder(&room).missing);
}

#[test]
fn only_the_users_word_removes_and_only_what_is_missing() {
    let room = filled(40);
    room.scan();
    assert_eq!(hear(&room), 40);
    for name in ["1", "2", "3", "4", "5", "6"] {
        fs::remove_dir_all(room.music.join(name)).unwrap();
    }
    assert_eq!(room.scan().missing, 24);
    assert!(notice(&room).starts_with("24 of 40"));

    let here = room.id("0000.mp3");
    let one = room.id("0001.mp3");
    let forgotten = room
        .library
        .forget_missing(Forget::Tracks(&[here, one, 9999]));
    assert_eq!(forgotten.unwrap(), 1);
    assert_eq!(room.library.track(one).unwrap_err().code(), "no_such_track");
    assert_eq!(total(&room), 39);

    // Back since the last scan: kept, though still marked as missing.
    room.put("2/0002.mp3", "5 5 - 2");
    let id = folder(&room).id;
    let forgotten = room.library.forget_missing(Forget::Folder(id)).unwrap();
    assert_eq!((forgotten, total(&room)), (22, 17));
    assert_eq!(trouble(&room), None);
    room.scan();
    assert_eq!(in_state(&room, "analysed"), 17);
    let database = Connection::open(room.library.path()).unwrap();
    let left: u32 = database
        .query_row("SELECT COUNT(*) FROM analyses", [], |row| row.get(0))
        .unwrap();
    assert_eq!(left, 17, "analyses go with their tracks");
    println!("forgotten 1 + {forgotten}, left {left}");
}

#[test]
fn the_phases_of_a_scan_follow_one_another() {
    let room = filled(700);
    room.library.add_folder(&room.music).unwrap();
    let phases_of = || {
        let mut phases = Vec::new();
        let report = scan_with(&room, &mut |report| {
            if phases.last() != Some(&report.phase) {
                phases.push(report.phase);
            }
        });
        (phases, report)
    };
    use moodplane_library::ScanPhase::{Done, Looking, Missing, Reading};
    let (phases, report) = phases_of();
    assert_eq!((report.expected, report.seen), (0, 700));
    assert!(phases.starts_with(&[Reading]) && phases.ends_with(&[Missing, Done]));
    let (phases, report) = phases_of();
    assert_eq!((report.expected, report.seen), (700, 700));
    assert_eq!(phases, [Looking, Missing, Done]);
}

/// Puts a folder into `under` that cannot be opened by anybody: its path is
/// longer than the system takes. Returns how to take it away again.
#[cfg(target_os = "linux")]
fn bottomless(under: &Path, aside: &Path) -> impl FnOnce() + use<> {
    let steps = |from: &Path| (0..11).fold(from.to_owned(), |path, _| path.join("d".repeat(200)));
    fs::create_dir_all(steps(under)).unwrap();
    fs::create_dir_all(steps(aside)).unwrap();
    let (aside, inside) = (aside.to_owned(), steps(under).join("rest"));
    fs::rename(&aside, &inside).unwrap();
    move || fs::rename(inside, aside).unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_looked_into_is_kept_until_it_can() {
    let room = filled(20);
    let deep = room.music.join("deep");
    let take_away = bottomless(&deep, &room.dir.path().join("aside"));
    let report = room.scan();
    assert_eq!((report.new, report.problem_count), (20, 1));
    let told = trouble(&room).unwrap();
    assert_eq!((told.total, told.notice), (1, None));
    assert!(told.problems[0].message.contains("cannot be looked into"));
    assert_eq!(told.problems[0].code, "not_looked_into");

    // A part that was scanned by itself says nothing about the others.
    room.library
        .scan_path(&room.music.join("1"), &GO, &mut |_| {})
        .unwrap();
    assert_eq!(trouble(&room).unwrap().total, 1);
    take_away();
    room.scan();
    assert_eq!(trouble(&room), None);
}

#[cfg(unix)]
#[test]
fn a_folder_without_permission_is_told_and_loses_nothing() {
    use std::os::unix::fs::PermissionsExt;

    let room = filled(20);
    room.scan();
    let shut = room.music.join("3");
    let permit = |mode| fs::set_permissions(&shut, fs::Permissions::from_mode(mode)).unwrap();
    permit(0);
    if shut.read_dir().is_ok() {
        permit(0o755);
        println!("skipped: this user may read everything");
        return;
    }
    let report = room.scan();
    let told = trouble(&room).unwrap();
    permit(0o755);
    assert_eq!(
        (report.missing, report.problem_count, told.total),
        (0, 1, 1)
    );
    room.scan();
    assert_eq!(trouble(&room), None);
}

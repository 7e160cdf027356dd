//! Names as disks have them: every one is a row, and stays the same row.

mod support;

use std::fs;
use std::path::PathBuf;

use moodplane_library::Query;
use support::{Fake, Room, song};

/// `é` in one, and as `e` with an accent behind it.
const TOGETHER: &str = "\u{e9}";
const APART: &str = "e\u{301}";

fn titles(room: &Room, text: &str) -> Vec<String> {
    let query = Query {
        text: text.to_owned(),
        ..Query::default()
    };
    let page = room.library.page(&query, 0, 100).unwrap();
    page.rows.into_iter().map(|row| row.title).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn every_name_is_a_row_and_keeps_it() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let room = Room::new();
    let mut names: Vec<Vec<u8>> = [
        format!("caf{TOGETHER}.mp3"),
        format!("caf{APART}.mp3"),
        "trailing dot..mp3".to_owned(),
        "trailing space .mp3".to_owned(),
        " leading space.mp3".to_owned(),
        "folder. /x.mp3".to_owned(),
        "new\nline.mp3".to_owned(),
        "tab\tbell\u{7}.mp3".to_owned(),
        "back\\slash.mp3".to_owned(),
        "per%20cent%.mp3".to_owned(),
        "quote's \"both\".mp3".to_owned(),
        "-rf.mp3".to_owned(),
        "CON.mp3".to_owned(),
        "\u{202e}3pm.mp3".to_owned(),
        "\u{1f3b5}\u{fe0f}.mp3".to_owned(),
        "\u{5e9}\u{5dc}\u{5d5}\u{5dd}/\u{97f3}\u{697d}.mp3".to_owned(),
        format!("{}.mp3", "n".repeat(251)),
        format!("{}.mp3", "\u{97f3}".repeat(83)),
        format!("{}/deep.mp3", vec!["d".repeat(250); 14].join("/")),
    ]
    .map(String::into_bytes)
    .into();
    names.push(b"latin \xe9.mp3".to_vec());
    names.push(b"bytes \xff\xfe\x80/\xc3\x28.mp3".to_vec());
    for (number, name) in names.iter().enumerate() {
        let path = room.music.join(OsStr::from_bytes(name));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, format!("5 5 - {number}")).unwrap();
    }
    let count = u32::try_from(names.len()).unwrap();
    let first = room.scan();
    assert_eq!((first.new, first.problem_count), (count, 0));
    let fake = Fake::default();
    room.run(&fake);
    let again = room.scan();
    assert_eq!(
        (again.seen, again.new, again.changed, again.missing),
        (count, 0, 0, 0)
    );
    let mut paths: Vec<PathBuf> = Vec::new();
    room.library
        .for_each(None, &mut |track| {
            assert!(track.analysis.is_some(), "{:?}", track.path);
            paths.push(track.path);
            true
        })
        .unwrap();
    for name in &names {
        let path = room.music.join(OsStr::from_bytes(name));
        assert!(paths.contains(&path), "{path:?}");
        room.library.add_file(&path).unwrap();
    }
    assert_eq!(room.scan().new, 0);
    assert_eq!(fake.heard(), names.len());
    println!("{count} names");
}

#[test]
fn titles_are_in_one_spelling_and_found_in_both() {
    let room = Room::new();
    song(
        &room.music.join("1.wav"),
        &format!("R{APART}sum{APART}"),
        "Bj\u{f6}rk",
        "x",
    );
    // Hangul: its parts are no accents that a search would drop.
    let (whole, parts) = (
        "\u{d55c}\u{ae00}",
        "\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}",
    );
    room.put(&format!("{parts}.mp3"), "5 5");
    room.scan();
    assert_eq!(
        titles(&room, ""),
        [format!("R{TOGETHER}sum{TOGETHER}"), whole.into()]
    );
    assert_eq!(titles(&room, "resume").len(), 1);
    assert_eq!(titles(&room, whole), [whole]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_library_that_was_copied_by_way_of_a_mac_is_the_same_library() {
    let room = Room::new();
    let old = room.music.join(format!("{TOGETHER}tudes"));
    let new = room.music.join(format!("{APART}tudes"));
    let name = |accent: &str, number: u32| format!("{accent}tude {number}.mp3");
    fs::create_dir(&old).unwrap();
    for number in 0..20 {
        fs::write(old.join(name(TOGETHER, number)), format!("5 5 - {number}")).unwrap();
    }
    room.scan();
    let fake = Fake::default();
    room.run(&fake);
    let ids: Vec<u32> = (0..20).map(|n| room.id(&name(TOGETHER, n))).collect();

    fs::create_dir(&new).unwrap();
    for number in 0..20 {
        // Every second one was tagged on the way, too.
        let change = if number % 2 == 0 { "" } else { " tagged" };
        let content = format!("5 5 - {number}{change}");
        fs::write(new.join(name(APART, number)), content).unwrap();
    }
    fs::remove_dir_all(&old).unwrap();
    let report = room.scan();
    assert_eq!((report.new, report.moved, report.missing), (0, 20, 0));
    let now: Vec<u32> = (0..20).map(|n| room.id(&name(APART, n))).collect();
    assert_eq!(now, ids);
    println!("{} respelled, {} changed", report.moved, report.changed);
}

#[cfg(unix)]
#[test]
fn links_that_lead_in_circles_end() {
    use std::os::unix::fs::symlink;

    let room = Room::new();
    room.put("a/x.mp3", "1 1");
    room.put("b/y.mp3", "2 2");
    symlink(room.music.join("b"), room.music.join("a/to b")).unwrap();
    symlink(room.music.join("a"), room.music.join("b/to a")).unwrap();
    symlink("itself", room.music.join("itself")).unwrap();
    symlink("itself.mp3", room.music.join("itself.mp3")).unwrap();
    symlink("..", room.music.join("a/up")).unwrap();
    let outside = room.dir.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("z.mp3"), "3 3").unwrap();
    symlink(&outside, room.music.join("out")).unwrap();
    symlink(&outside, outside.join("around")).unwrap();
    let report = room.scan();
    assert_eq!((report.seen, report.new, report.problem_count), (4, 4, 0));
    assert_eq!(room.scan().seen, 4);
}

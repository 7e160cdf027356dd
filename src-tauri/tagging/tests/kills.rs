//! Kills at any moment leave whole originals or whole results, and nothing else.
#![cfg(unix)]

mod support;

use std::collections::HashMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::Instant;

use moodplane_library::{Library, Query};
use moodplane_tagging::{undo, write};
use support::{BARE, FILES, Room, everything};

/// Names the library that a child process works on, and what it does.
const LIBRARY: &str = "MOODPLANE_TEST_LIBRARY";
const WORD: &str = "MOODPLANE_TEST_WORD";

#[test]
#[ignore = "is started by the tests below"]
fn victim() {
    let Some(path) = env::var_os(LIBRARY) else {
        return;
    };
    let library = Library::open(Path::new(&path)).unwrap();
    let never = AtomicBool::new(false);
    if env::var(WORD).unwrap() == "undo" {
        while library
            .writings()
            .unwrap()
            .iter()
            .any(|writing| writing.files > 0)
        {
            undo(&library, None, false, &never, &mut |_| {}).unwrap();
        }
    } else {
        let tracks = library.matching(&Query::default()).unwrap();
        write(&library, &tracks, &everything(), &never, &mut |_| {}).unwrap();
    }
}

/// This program again, as the test above.
fn start(library: &Path, word: &str) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "victim", "--ignored", "--nocapture"])
        .env(LIBRARY, library)
        .env(WORD, word)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// So many files in all formats.
fn music(count: usize) -> Room {
    let room = Room::new();
    let kinds: Vec<_> = FILES.iter().chain(&BARE).collect();
    for (index, (name, how)) in kinds.iter().enumerate() {
        room.make(name, how, index as u32);
    }
    room.fill();
    // More of them by other names: each is a track of its own all the same.
    let files = room.files();
    for number in files.len()..count {
        let from = &files[number % files.len()];
        let name = from.file_name().unwrap().to_string_lossy();
        fs::copy(from, room.music.join(format!("{number}-{name}"))).unwrap();
    }
    room.hear();
    room
}

fn survives(kills: u64, files: usize) {
    let room = music(files);
    let before: HashMap<PathBuf, Vec<u8>> = room.bytes().into_iter().collect();
    assert_eq!(before.len(), files);
    // As long as the victim is at work, so that most kills meet it there.
    let begin = Instant::now();
    room.write(&everything());
    let writing = begin.elapsed();
    let after: HashMap<PathBuf, Vec<u8>> = room.bytes().into_iter().collect();
    let never = AtomicBool::new(false);
    let begin = Instant::now();
    undo(&room.library, None, false, &never, &mut |_| {}).unwrap();
    let undoing = begin.elapsed();

    let (mut killed, mut try_number, mut left, mut mixed) = (0, 0_u32, 0, 0);
    let mut word = "write";
    while killed < kills {
        try_number += 1;
        let mut child = start(room.library.path(), word);
        // All moments, in an order that looks like chance.
        let work = if word == "write" { writing } else { undoing };
        thread::sleep(work.mul_f64((f64::from(try_number) * 0.618).fract()));
        if child.try_wait().unwrap().is_some() {
            word = if word == "write" { "undo" } else { "write" };
        } else {
            killed += 1;
            child.kill().unwrap();
        }
        child.wait().unwrap();
        let mut written = 0;
        for path in room.files() {
            let Some(original) = before.get(&path) else {
                let name = path.file_name().unwrap().to_string_lossy();
                assert!(name.starts_with(".moodplane-tags-"), "{name}");
                left += 1;
                continue;
            };
            let bytes = fs::read(&path).unwrap();
            let is_result = bytes == after[&path];
            written += usize::from(is_result);
            assert!(is_result || bytes == *original, "{}", path.display());
        }
        mixed += u32::from(written > 0 && written < files);
    }
    let (summary, plans) = room.write(&everything());
    assert_eq!(summary.failed, 0, "{plans:?}");
    let now: HashMap<PathBuf, Vec<u8>> = room.bytes().into_iter().collect();
    assert!(
        now == after,
        "all is written, and nothing is left beside it"
    );
    assert_eq!(room.hear(), 0, "nothing is heard again");
    assert_eq!(room.tracks().len(), files);
    // However it came about, all of it can be undone.
    while room
        .library
        .writings()
        .unwrap()
        .iter()
        .any(|writing| writing.files > 0)
    {
        let undone = undo(&room.library, None, false, &never, &mut |_| {}).unwrap();
        assert_eq!(undone.failed, 0);
    }
    let now: HashMap<PathBuf, Vec<u8>> = room.bytes().into_iter().collect();
    assert!(now == before, "all is what it was");
    println!("{killed} kills over {files} files, {mixed} of them half way, {left} copies left");
}

#[test]
fn a_dozen_kills_leave_whole_files() {
    survives(12, 48);
}

#[test]
#[ignore = "long"]
fn a_hundred_kills_over_two_hundred_files_leave_whole_files() {
    survives(100, 200);
}

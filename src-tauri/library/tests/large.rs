//! Scans of large folders: what they take, and that they find nothing to do
//! the second time. Times and memory are printed, not asserted.

mod support;

use std::fs;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use moodplane_library::ScanReport;
use support::Room;

static GO: AtomicBool = AtomicBool::new(false);

/// Memory of this process: now and at its highest, MB.
fn memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let of = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name));
        let kilobytes = line.and_then(|line| line.split_whitespace().nth(1));
        kilobytes
            .and_then(|text| text.parse::<u32>().ok())
            .unwrap_or(0)
            / 1024
    };
    format!("{} MB now, {} MB at most", of("VmRSS:"), of("VmHWM:"))
}

fn fill(room: &Room, folders: u32, files: u32) {
    for folder in 0..folders {
        let album = room
            .music
            .join(format!("artist {}/album {folder}", folder % 100));
        fs::create_dir_all(&album).unwrap();
        for file in 0..files {
            fs::write(
                album.join(format!("{file:07} of it.mp3")),
                format!("{folder} {file}"),
            )
            .unwrap();
        }
    }
}

fn timed(room: &Room, what: &str) -> ScanReport {
    let start = Instant::now();
    let mut told = 0;
    let folder = room.library.add_folder(&room.music).unwrap();
    let report = room
        .library
        .scan_folder(folder.id, &GO, &mut |_| told += 1)
        .unwrap();
    println!(
        "{what}: {} seen, {} new, {} missing, {told} reports, {:.2} s, {}",
        report.seen,
        report.new,
        report.missing,
        start.elapsed().as_secs_f32(),
        memory()
    );
    report
}

fn all_phases(folders: u32, files: u32) {
    let room = Room::new();
    println!("before: {}", memory());
    fill(&room, folders, files);
    let all = folders * files;
    assert_eq!(timed(&room, "first").new, all);
    let second = timed(&room, "second");
    assert_eq!((second.seen, second.new, second.changed), (all, 0, 0));
    let away = room.dir.path().join("away");
    fs::rename(&room.music, &away).unwrap();
    let folder = room.library.folders().unwrap()[0].id;
    let start = Instant::now();
    let gone = room.library.scan_folder(folder, &GO, &mut |_| {}).unwrap();
    assert_eq!(gone.missing, all);
    println!("away: {:.2} s, {}", start.elapsed().as_secs_f32(), memory());
    fs::rename(&away, &room.music).unwrap();
    let back = timed(&room, "back");
    assert_eq!(
        (back.seen, back.new, back.changed, back.missing),
        (all, 0, 0, 0)
    );
}

#[test]
fn two_thousand_files_are_known_the_second_time() {
    all_phases(20, 100);
}

#[test]
#[ignore = "long"]
fn a_hundred_thousand_files_are_known_the_second_time() {
    all_phases(1000, 100);
}

#[test]
#[ignore = "long"]
fn a_million_files_in_one_folder_are_walked_in_bounded_memory() {
    all_phases(1, 1_000_000);
}

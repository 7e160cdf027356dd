//! A full disk: said in a sentence, nothing damaged, and it goes on when there
//! is room. On a small disk in memory, which only root may make.
#![cfg(target_os = "linux")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use moodplane_library::{Control, Event, Library, LibraryError, Progress, RestReason, run_queue};
use support::{Fake, Room, older_library, options};

/// A disk of this many KiB, taken away in the end.
struct Disk(tempfile::TempDir);

impl Disk {
    /// `None`, with a sentence, where the test may not make one.
    fn new(kib: u32) -> Option<Self> {
        let dir = tempfile::tempdir().unwrap();
        let made = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={kib}k"), "tmpfs"])
            .arg(dir.path())
            .stderr(Stdio::null())
            .status();
        if made.is_ok_and(|status| status.success()) {
            return Some(Self(dir));
        }
        println!("not tested: mounting a small disk is not permitted here");
        None
    }

    fn library(&self) -> PathBuf {
        self.0.path().join("library.db")
    }

    /// Takes all room but this many KiB.
    fn fill(&self, but: u64) -> PathBuf {
        let filler = self.0.path().join("filler");
        // A write that does not fit leaves what did.
        let _ = fs::write(&filler, vec![0x11; 64 << 20]);
        let full = fs::metadata(&filler).unwrap().len();
        // Shortened, for what was just given up may not be free yet to be written anew.
        let file = fs::File::options().write(true).open(&filler).unwrap();
        file.set_len(full.saturating_sub(1024 * but)).unwrap();
        filler
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

fn says_full(error: &LibraryError) {
    assert_eq!(error.code(), "disk_full", "{error}");
    assert!(error.to_string().contains("make room"));
}

fn is_sound(library: &Library) {
    assert_eq!(library.check().unwrap().problems, [""; 0]);
}

/// Music elsewhere, and a library on the small disk.
fn scanned(disk: &Disk, tracks: usize) -> (Room, Library) {
    let room = Room::new();
    for index in 0..tracks {
        room.put(&format!("{index}.mp3"), "3 7 dark");
    }
    let library = Library::open(&disk.library()).unwrap();
    let folder = library.add_folder(&room.music).unwrap();
    library
        .scan_folder(folder.id, &false.into(), &mut |_| {})
        .unwrap();
    (room, library)
}

fn hear(library: &Library) -> Result<u32, LibraryError> {
    let fake = std::sync::Arc::new(Fake::default());
    run_queue(library, fake, &options(2), &Control::default(), &mut |_| {})
        .map(|summary| summary.done)
}

#[test]
fn the_queue_says_that_the_disk_is_full_and_goes_on_when_there_is_room() {
    let Some(disk) = Disk::new(4 * 1024) else {
        return;
    };
    let (_room, library) = scanned(&disk, 300);
    let mut filler = Some(disk.fill(300));
    let (mut saved, mut sentences) = (0, Vec::new());
    let summary = run_queue(
        &library,
        std::sync::Arc::new(Fake::default()),
        &options(2),
        &Control::default(),
        &mut |event| {
            let Event::Progress(Progress {
                rest: Some(rest), ..
            }) = event
            else {
                return;
            };
            assert_eq!(rest.reason, RestReason::DiskFull);
            // Somebody makes room.
            if let Some(filler) = filler.take() {
                saved = library.points().unwrap().id.len();
                is_sound(&library);
                // A handle that is opened now reads what there is, or says why not.
                match Library::open(&disk.library()) {
                    Ok(other) => assert_eq!(other.points().unwrap().id.len(), saved),
                    Err(error) => says_full(&error),
                }
                fs::remove_file(filler).unwrap();
            }
            sentences.push(rest.message);
        },
    )
    .unwrap();
    println!(
        "300 tracks: {saved} saved before the disk was full, {} after",
        300 - saved
    );
    assert!(saved < 300 && summary.done == 300);
    assert!(sentences.iter().all(|said| said.contains("make room")));
    assert_eq!(library.points().unwrap().id.len(), 300);
    is_sound(&library);
}

#[test]
fn opening_on_a_full_disk_says_so() {
    let Some(disk) = Disk::new(4 * 1024) else {
        return;
    };
    let mut full = 0;
    for room in [0, 4, 8, 16, 32, 64, 100, 150] {
        let filler = disk.fill(room);
        if let Err(error) = Library::open(&disk.library()) {
            says_full(&error);
            full += 1;
        }
        fs::remove_file(filler).unwrap();
        let library = Library::open(&disk.library()).unwrap();
        is_sound(&library);
        drop(library);
        for suffix in ["", "-wal", "-shm", "-session"] {
            let _ = fs::remove_file(disk.0.path().join(format!("library.db{suffix}")));
        }
    }
    println!("8 openings with 0 to 150 KiB of room: {full} refused as full, all well afterwards");
    assert!(full > 0);
}

/// An old library as it was closed, of some 300 KiB.
fn older(path: &Path) {
    older_library(path, 1000)
        .execute_batch(
            "INSERT INTO analyses SELECT 'student', id, '1', NULL, 1, 7, 7, 1, 1, 1, 0, NULL,
                 NULL, NULL, NULL FROM tracks",
        )
        .unwrap();
}

#[test]
fn an_update_without_room_for_its_backup_waits() {
    let Some(disk) = Disk::new(4 * 1024) else {
        return;
    };
    let (mut full, mut updated) = (0, 0);
    for room in [0, 16, 64, 128, 256, 400, 600, 800, 1200] {
        older(&disk.library());
        let before = fs::read(disk.library()).unwrap();
        let filler = disk.fill(room);
        match Library::open(&disk.library()) {
            Ok(_) => updated += 1,
            Err(error) => {
                says_full(&error);
                full += 1;
                if Library::backups_of(&disk.library()).is_empty() {
                    assert!(fs::read(disk.library()).unwrap() == before, "{room} KiB");
                }
            }
        }
        fs::remove_file(filler).unwrap();
        let library = Library::open(&disk.library()).unwrap();
        let report = library.check().unwrap();
        assert_eq!((report.tracks, report.analyses), (1000, 1000));
        assert!(report.is_sound());
        let backups = library.backups();
        assert!(!backups.is_empty());
        assert!(backups.iter().all(|backup| backup.version == Some(1)));
        drop(library);
        for entry in fs::read_dir(disk.0.path()).unwrap() {
            let path = entry.unwrap().path();
            let _ = fs::remove_file(&path).or_else(|_| fs::remove_dir_all(&path));
        }
    }
    println!(
        "9 updates with 0 to 1200 KiB of room: {full} refused as full, {updated} done at once"
    );
    assert!(full > 0 && updated > 0);
}

#[test]
fn mending_without_room_leaves_the_damaged_file_as_it_is() {
    let Some(disk) = Disk::new(4 * 1024) else {
        return;
    };
    let (_room, library) = scanned(&disk, 100);
    hear(&library).unwrap();
    drop(library);
    let mut bytes = fs::read(disk.library()).unwrap();
    bytes[..4096].fill(0);
    fs::write(disk.library(), &bytes).unwrap();
    let filler = disk.fill(100);
    says_full(&Library::open_or_salvage(&disk.library()).unwrap_err());
    assert!(fs::read(disk.library()).unwrap() == bytes);
    fs::remove_file(filler).unwrap();
    let (library, salvage) = Library::open_or_salvage(&disk.library()).unwrap();
    let salvage = salvage.unwrap();
    println!("{salvage}");
    assert_eq!((salvage.tracks, salvage.analyses), (100, 100));
    is_sound(&library);
}

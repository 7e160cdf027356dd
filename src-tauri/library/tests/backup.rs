//! Backups: made before an update and every week, thinned out, put back.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use moodplane_library::{Backup, Library};
use rusqlite::Connection;
use support::{Fake, Room};

fn heard(tracks: usize) -> Room {
    let room = Room::new();
    for index in 0..tracks {
        room.put(&format!("{index}.mp3"), "3 7");
    }
    room.scan();
    room.run(&Fake::default());
    room
}

fn count(path: &Path, table: &str) -> u32 {
    let database = Connection::open(path).unwrap();
    let sql = format!("SELECT COUNT(*) FROM {table}");
    database.query_row(&sql, [], |row| row.get(0)).unwrap()
}

/// Gives a backup an earlier date.
fn date_back(backup: &Backup, date: &str) -> PathBuf {
    let name = backup.path.file_name().unwrap().to_str().unwrap();
    let path = backup.path.with_file_name(name.replace(&backup.date, date));
    fs::rename(&backup.path, &path).unwrap();
    path
}

#[test]
fn a_copy_is_made_every_week_and_a_month_of_them_is_kept() {
    let empty = Room::new();
    assert_eq!(empty.library.back_up_if_due().unwrap(), None);
    let room = heard(10);
    let library = &room.library;
    let first = library.back_up_if_due().unwrap().unwrap();
    assert_eq!(first.version, None);
    assert_eq!(
        (count(&first.path, "tracks"), count(&first.path, "hearings")),
        (10, 10)
    );
    assert_eq!(library.back_up_if_due().unwrap(), None, "not yet a week");
    for week in 1..=6 {
        let newest = library.backups().remove(0);
        date_back(&newest, &format!("2024-02-{:02}", 2 * week));
        assert!(library.back_up_if_due().unwrap().is_some());
    }
    let dates: Vec<String> = library
        .backups()
        .into_iter()
        .map(|copy| copy.date)
        .collect();
    assert_eq!(
        dates[1..],
        ["2024-02-12", "2024-02-10", "2024-02-08"].map(str::to_owned)[..]
    );
    // Nothing else is left in the folder.
    let folder = fs::read_dir(first.path.parent().unwrap()).unwrap();
    assert_eq!(folder.count(), 4);
    assert_eq!(Library::backups_of(library.path()), library.backups());
    println!("7 weekly copies of 10 tracks made, {} kept", dates.len());
}

#[test]
fn a_backup_is_put_back_and_what_was_there_is_kept() {
    let room = heard(10);
    let copy = room.library.back_up().unwrap();
    let again = room.library.back_up().unwrap();
    assert_ne!(copy.path, again.path, "two of one day");
    room.put("later.mp3", "4 4");
    room.scan();
    let Room { library, dir, .. } = room;
    let path = library.path().to_owned();
    let before = fs::read(&copy.path).unwrap();
    drop(library);
    let aside = Library::restore(&path, &copy.path).unwrap().unwrap();
    assert!(
        fs::read(&copy.path).unwrap() == before,
        "the copy itself stays"
    );
    assert_eq!(count(&aside, "tracks"), 11);
    let library = Library::open(&path).unwrap();
    assert_eq!(library.points().unwrap().id.len(), 10);
    assert!(library.check().unwrap().is_sound());
    let mode: String = Connection::open(&path)
        .unwrap()
        .query_row("PRAGMA journal_mode", [], |row| row.get(0))
        .unwrap();
    assert_eq!(mode, "wal");
    drop(library);

    // What is no library is not put in its place.
    let text = dir.path().join("notes.txt");
    fs::write(&text, "dear diary, ".repeat(500)).unwrap();
    let nothing = dir.path().join("nothing.db");
    let damaged = dir.path().join("damaged.db");
    let mut bytes = before.clone();
    let half = bytes.len() / 2;
    bytes[half..half + 4096].fill(0x55);
    fs::write(&damaged, bytes).unwrap();
    for (file, code) in [
        (&text, "corrupt"),
        (&nothing, "no_such_file"),
        (&damaged, "corrupt"),
    ] {
        assert_eq!(Library::restore(&path, file).unwrap_err().code(), code);
    }
    assert_eq!(count(&path, "tracks"), 10);
    // To where there is none.
    let new = dir.path().join("elsewhere.db");
    assert_eq!(Library::restore(&new, &copy.path).unwrap(), None);
    assert_eq!(count(&new, "tracks"), 10);
}

#[test]
fn a_library_in_use_is_not_replaced() {
    let room = heard(3);
    let copy = room.library.back_up().unwrap();
    let path = room.library.path();
    let error = Library::restore(path, &copy.path).unwrap_err();
    assert_eq!(error.code(), "locked");
    assert_eq!(room.library.points().unwrap().id.len(), 3);
}

#[test]
fn readers_and_writers_go_on_while_a_copy_is_made() {
    let room = heard(200);
    let (mut copies, mut writes) = (0, 0);
    std::thread::scope(|scope| {
        let copying = scope.spawn(|| {
            let copies = (0..10).map(|_| room.library.back_up().unwrap());
            copies
                .map(|copy| count(&copy.path, "settings"))
                .collect::<Vec<_>>()
                .len()
        });
        while !copying.is_finished() {
            room.library
                .choose_model(&format!("model {writes}"))
                .unwrap();
            assert_eq!(room.library.points().unwrap().id.len(), 200);
            writes += 1;
        }
        copies = copying.join().unwrap();
    });
    println!("{copies} copies of 200 tracks during {writes} writes");
    assert_eq!(room.library.backups().len(), 4);
}

#[test]
fn what_is_wrong_is_found_and_said() {
    let room = heard(20);
    let report = room.library.check().unwrap();
    assert!(report.is_sound());
    assert_eq!(
        (report.tracks, report.analyses, report.failures),
        (20, 20, 0)
    );
    assert_eq!(report.bytes % 4096, 0);
    let database = Connection::open(room.library.path()).unwrap();
    database
        .execute_batch(
            "PRAGMA foreign_keys = OFF;
             INSERT INTO analyses SELECT 'student', 999, version, fingerprint, analysed_at,
                 valence, arousal, valence_sd, arousal_sd, quadrant, tags_on, key, tempo_bpm,
                 loudness_lufs, true_peak_dbtp FROM analyses LIMIT 1;
             DELETE FROM search WHERE rowid = 7",
        )
        .unwrap();
    let report = room.library.check().unwrap();
    println!("{:?}", report.problems);
    assert_eq!(
        report.problems,
        [
            "1 rows of analyses refer to no row of tracks",
            "1 tracks are not in the search index"
        ]
    );
}

//! Several processes on one library, and processes that are killed.

mod support;

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};
use std::{env, thread};

use moodplane_library::{
    Analyser, Analysis, Control, Failure, Library, ModelVersion, Query, Summary, run_queue,
};
use rusqlite::Connection;
use rusqlite::types::Value;
use support::{Fake, Room, older_library, options};

/// Names the library that a child process works on.
const LIBRARY: &str = "MOODPLANE_TEST_LIBRARY";
/// What else it is told.
const WORD: &str = "MOODPLANE_TEST_WORD";

/// This program again, as one of the tests that are nothing but children.
fn child(name: &str, library: &Path, word: &str) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", name, "--ignored", "--nocapture"])
        .env(LIBRARY, library)
        .env(WORD, word)
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap()
}

fn told() -> Option<(Library, String)> {
    let path = PathBuf::from(env::var_os(LIBRARY)?);
    Some((Library::open(&path).unwrap(), env::var(WORD).ok()?))
}

/// Every row of a table, without the columns that say when.
fn rows(path: &Path, table: &str) -> Vec<Vec<Value>> {
    let database = Connection::open(path).unwrap();
    let mut statement = database.prepare(&format!("SELECT * FROM {table}")).unwrap();
    let is_time = |name: &&str| name.ends_with("_at") || *name == "mtime_ns";
    let names = statement.column_names();
    let columns: Vec<usize> = (0..names.len())
        .filter(|&at| !is_time(&names[at]))
        .collect();
    let rows = statement.query_map([], |row| columns.iter().map(|&at| row.get(at)).collect());
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

fn is_sound(library: &Library) {
    assert_eq!(library.check().unwrap().problems, [""; 0]);
}

const BATCHES: usize = 300;

#[test]
#[ignore = "is started by the tests below"]
fn writing_child() {
    let Some((library, name)) = told() else {
        return;
    };
    // One track scanned a time: a batch each.
    let folder = library.path().with_file_name(format!("music {name}"));
    for index in 0..BATCHES {
        let path = folder.join(format!("{index}.mp3"));
        library.add_file(&path).unwrap();
    }
}

#[test]
fn two_processes_that_write_lose_nothing() {
    let room = Room::new();
    let path = room.library.path();
    for name in ["a", "b"] {
        let folder = path.with_file_name(format!("music {name}"));
        fs::create_dir(&folder).unwrap();
        for index in 0..BATCHES {
            fs::write(
                folder.join(format!("{index}.mp3")),
                format!("{name}{index}"),
            )
            .unwrap();
        }
    }
    let children = ["a", "b"].map(|name| child("writing_child", path, name));
    let mut reads = 0;
    let mut children = children.into_iter();
    let (mut one, mut other) = (children.next().unwrap(), children.next().unwrap());
    while one.try_wait().unwrap().is_none() || other.try_wait().unwrap().is_none() {
        // And a third reads, copies and folds the log.
        room.library.page(&Query::default(), 0, 50).unwrap();
        if reads % 40 == 0 {
            room.library.back_up().unwrap();
            room.library.fold_log().unwrap();
        }
        reads += 1;
        thread::sleep(Duration::from_millis(2));
    }
    assert!(one.wait().unwrap().success() && other.wait().unwrap().success());
    let total = room.library.page(&Query::default(), 0, 1).unwrap().total;
    println!("2 processes wrote {BATCHES} batches each during {reads} reads: {total} tracks");
    assert_eq!(total as usize, 2 * BATCHES);
    is_sound(&room.library);
}

/// Hears what the file says, slowly enough to be killed, and notes each hearing.
struct Noting {
    fake: Fake,
    notes: Mutex<File>,
}

impl Analyser for Noting {
    fn model(&self) -> ModelVersion {
        self.fake.model()
    }

    fn analyse(&self, path: &Path, stop: &AtomicBool) -> Result<Analysis, Failure> {
        let name = path.file_name().unwrap().to_str().unwrap();
        let mut notes = self.notes.lock().unwrap();
        notes.write_all(format!("{name}\n").as_bytes()).unwrap();
        drop(notes);
        thread::sleep(Duration::from_millis(1));
        self.fake.analyse(path, stop)
    }
}

fn hear(library: &Library) -> Summary {
    let notes = library.path().with_file_name("heard.txt");
    let notes = File::options().create(true).append(true).open(notes);
    let noting = Noting {
        fake: Fake::default(),
        notes: Mutex::new(notes.unwrap()),
    };
    run_queue(
        library,
        std::sync::Arc::new(noting),
        &options(JOBS),
        &Control::default(),
        &mut |_| {},
    )
    .unwrap()
}

const JOBS: usize = 2;
/// What the queue saves at once, at most, and what may be in work besides.
const IN_FLIGHT: usize = 64 + 2 * JOBS;

#[test]
#[ignore = "is started, and killed, by the tests below"]
fn hearing_child() {
    if let Some((library, _)) = told() {
        hear(&library);
    }
}

fn music(room: &Room, tracks: usize) {
    for index in 0..tracks {
        let valence = 1.0 + (index % 80) as f32 / 10.0;
        let content = match index % 17 {
            0 => "fail truncated".to_owned(),
            _ => format!("{valence} 5.5 dark,calm {index}"),
        };
        room.put(&format!("{index:04}.mp3"), &content);
    }
    room.scan();
}

fn killed(kills: u32, tracks: usize) {
    let whole = Room::new();
    music(&whole, tracks);
    hear(&whole.library);
    let room = Room::new();
    music(&room, tracks);
    let Room {
        dir,
        music: folder,
        library,
    } = room;
    let path = library.path().to_owned();
    drop(library);
    let notes = path.with_file_name("heard.txt");
    let heard = || fs::read_to_string(&notes).map_or(0, |text| text.lines().count());
    let saved = || rows(&path, "analyses").len() + rows(&path, "failures").len();
    let (mut done, mut redone, mut worst) = (0, 0, 0);
    for kill in 0..kills {
        let before = heard();
        let mut process = child("hearing_child", &path, "");
        // Some in the start, most in the midst of the work.
        let until = before + (kill as usize * 7919) % (tracks / 8);
        let begun = Instant::now();
        let delay = Duration::from_micros(u64::from(kill * 104_729 % 3000));
        while heard() < until && process.try_wait().unwrap().is_none() {
            assert!(begun.elapsed() < Duration::from_secs(60), "it hangs");
            thread::sleep(Duration::from_micros(300));
        }
        thread::sleep(delay);
        process.kill().unwrap();
        process.wait().unwrap();
        // A look without the library's own help.
        let database = Connection::open(&path).unwrap();
        let word: String = database
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .unwrap();
        assert_eq!(word, "ok", "kill {kill}");
        drop(database);
        let wasted = (heard() - before) - (saved() - done);
        assert!(
            wasted <= IN_FLIGHT,
            "kill {kill}: {wasted} to be heard again"
        );
        done = saved();
        redone += wasted;
        worst = worst.max(wasted);
        if done == tracks {
            // All is heard: begin again.
            let database = Connection::open(&path).unwrap();
            database
                .execute_batch("DELETE FROM analyses; DELETE FROM hearings; DELETE FROM failures")
                .unwrap();
            done = 0;
        }
    }
    let library = Library::open(&path).unwrap();
    let summary = hear(&library);
    assert_eq!((summary.done + summary.failed) as usize, tracks - done);
    is_sound(&library);
    assert!(library.backups().is_empty());
    println!(
        "{kills} kills over {tracks} tracks: sound each time, at most {worst} tracks heard again \
         after one, {redone} in all"
    );
    // Paths and ids differ only by the folder and by which came first.
    let by_name = |path: &Path, folder: &Path| -> HashMap<String, Vec<Value>> {
        let database = Connection::open(path).unwrap();
        database
            .prepare("SELECT id, path FROM tracks")
            .unwrap()
            .query_map([], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?))
            })
            .unwrap()
            .map(|row| {
                let (id, bytes) = row.unwrap();
                let full = PathBuf::from(String::from_utf8(bytes).unwrap());
                let name = full.strip_prefix(folder).unwrap().display().to_string();
                let mut all: Vec<Value> = vec![name.clone().into()];
                for (table, key, first) in [
                    ("tracks", "id", 3),
                    ("analyses", "track", 0),
                    ("hearings", "track", 1),
                    ("failures", "track", 0),
                ] {
                    all.extend(row_of(&database, table, key, id).into_iter().skip(first));
                }
                (name, all)
            })
            .collect()
    };
    let whole_rows = by_name(whole.library.path(), &whole.music);
    let rows = by_name(&path, &folder);
    assert_eq!(rows.len(), tracks);
    for (name, row) in &rows {
        assert_eq!(Some(row), whole_rows.get(name), "{name}");
    }
    drop((library, dir));
}

/// A row without times and without the numbers of the track and of its file.
fn row_of(database: &Connection, table: &str, key: &str, id: i64) -> Vec<Value> {
    let sql = format!("SELECT * FROM {table} WHERE {key} = ?1");
    let mut statement = database.prepare(&sql).unwrap();
    let names: Vec<String> = statement
        .column_names()
        .iter()
        .map(|&name| name.into())
        .collect();
    let mut rows = statement.query([id]).unwrap();
    let Some(row) = rows.next().unwrap() else {
        return Vec::new();
    };
    let kept = names
        .iter()
        .enumerate()
        .filter(|(_, name)| !name.ends_with("_at") && *name != key)
        .filter(|(_, name)| !["mtime_ns", "inode"].contains(&name.as_str()));
    kept.map(|(at, _)| row.get(at).unwrap()).collect()
}

#[test]
fn a_kill_costs_the_batch_in_flight_and_no_more() {
    killed(20, 300);
}

#[test]
#[ignore = "long"]
fn two_hundred_kills_cost_a_batch_each() {
    killed(200, 300);
}

#[test]
#[ignore = "is started by the test below"]
fn opening_child() {
    if let Some((library, _)) = told() {
        assert_eq!(library.page(&Query::default(), 0, 1).unwrap().total, 3000);
    }
}

/// The window and the terminal are started at once after an update.
#[test]
fn processes_that_open_an_older_library_at_once_update_it_once() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("library.db");
    let database = older_library(&path, 3000);
    // One more program of the old version reads meanwhile.
    let mut reading = database.prepare("SELECT id FROM tracks").unwrap();
    let mut reading = reading.query([]).unwrap();
    reading.next().unwrap().unwrap();
    let children: Vec<Child> = (0..4).map(|_| child("opening_child", &path, "")).collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let backups = Library::backups_of(&path);
    assert!(backups.iter().all(|backup| backup.version == Some(1)));
    println!(
        "4 processes updated a library of 3000 tracks at once: {} backups",
        backups.len()
    );
    assert_eq!(backups.len(), 1);
}

#[test]
fn the_log_does_not_stay_large_after_a_long_read() {
    let room = Room::new();
    music(&room, 20);
    let log = room.library.path().with_file_name("library.db-wal");
    let size = || fs::metadata(&log).map_or(0, |meta| meta.len());
    let database = Connection::open(room.library.path()).unwrap();
    database
        .execute_batch("BEGIN; SELECT * FROM tracks")
        .unwrap();
    let word = "x".repeat(1 << 20);
    for _ in 0..40 {
        room.library.choose_model(&word).unwrap();
        room.library.choose_model("student").unwrap();
    }
    let grown = size();
    database.execute_batch("COMMIT").unwrap();
    room.library.fold_log().unwrap();
    room.library.choose_model("another").unwrap();
    println!(
        "the log: {grown} bytes during a long read, {} after it",
        size()
    );
    assert!(grown > 32 << 20);
    assert!(size() <= 16 << 20);
}

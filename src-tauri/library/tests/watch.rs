//! Folders that are watched: what changes on the disk shows up by itself.

mod support;

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use moodplane_library::{Analyser, Query, WatchEvent, WatchOptions, Watcher};
use rusqlite::Connection;
use support::{Fake, Room};

/// Long enough for any machine; what works takes a second or two of it.
const PATIENCE: Duration = Duration::from_secs(60);

struct Watched {
    room: Room,
    events: Receiver<WatchEvent>,
    /// Goes before the room does.
    watcher: Option<Watcher>,
}

impl Watched {
    /// Watches a folder that has been scanned, with less patience than users
    /// need.
    fn new(room: Room) -> Self {
        let options = WatchOptions {
            settle: Duration::from_millis(400),
            ..WatchOptions::default()
        };
        Self::with(room, options)
    }

    fn with(room: Room, options: WatchOptions) -> Self {
        room.scan();
        let (sender, events) = channel();
        let watcher = Watcher::start(room.library.clone(), options, move |event| {
            sender.send(event).unwrap()
        });
        let watched = Self {
            room,
            events,
            watcher: Some(watcher.unwrap()),
        };
        // Its first scan begins when the folder is watched.
        watched.hear("the first scan", |event| {
            matches!(event, WatchEvent::Scanned(_))
        });
        watched
    }

    fn hear(&self, what: &str, is_it: impl Fn(&WatchEvent) -> bool) {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            match self.events.recv_timeout(Duration::from_millis(100)) {
                Ok(WatchEvent::Failed(error)) => panic!("{error}"),
                Ok(event) if is_it(&event) => return,
                _ => {}
            }
        }
        panic!("waited in vain for {what}");
    }

    /// Waits until it is so.
    fn until(&self, what: &str, is_so: impl Fn(&Room) -> bool) {
        let start = Instant::now();
        while !is_so(&self.room) {
            assert!(
                start.elapsed() < PATIENCE,
                "{what}: {:?}",
                self.room.states()
            );
            thread::sleep(Duration::from_millis(20));
        }
        println!("{what}: after {} ms", start.elapsed().as_millis());
    }

    fn until_states(&self, what: &str, states: &[(&str, &str)]) {
        self.until(what, |room| {
            let found = room.states();
            let found: Vec<_> = found
                .iter()
                .map(|(name, state)| (&**name, *state))
                .collect();
            found == states
        });
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.watcher.take();
    }
}

fn total(room: &Room) -> u32 {
    room.library.page(&Query::default(), 0, 1).unwrap().total
}

#[test]
fn new_changed_renamed_and_removed_files_show_up() {
    let watched = Watched::new(Room::new());
    let room = &watched.room;
    let path = room.put("a.mp3", "3 7");
    watched.until_states("new", &[("a.mp3", "pending")]);
    let fake = Fake::default();
    room.run(&fake);
    let id = room.id("a.mp3");

    room.put("a.mp3", "2 2 and more");
    let version = fake.model();
    watched.until("changed", |room| {
        room.library.pending(&version).unwrap() == 1
    });
    room.run(&fake);
    assert_eq!(fake.heard(), 2);

    let new = room.music.join("b.mp3");
    fs::rename(&path, &new).unwrap();
    watched.until_states("renamed", &[("b.mp3", "analysed")]);
    assert_eq!(room.id("b.mp3"), id);
    assert_eq!(room.library.track(id).unwrap().row.title, "b");

    fs::create_dir_all(room.music.join("x/y")).unwrap();
    fs::rename(&new, room.music.join("x/y/c.mp3")).unwrap();
    watched.until_states("moved into a new folder", &[("c.mp3", "analysed")]);
    fs::rename(room.music.join("x"), room.music.join("z")).unwrap();
    watched.until("moved with its folder", |room| {
        room.library.track_path(id).unwrap() == room.music.join("z/y/c.mp3")
    });
    fs::remove_dir_all(room.music.join("z")).unwrap();
    watched.until_states("removed", &[("c.mp3", "missing")]);
    room.put("back.mp3", "2 2 and more");
    watched.until_states("back", &[("back.mp3", "analysed")]);
    assert_eq!(room.id("back.mp3"), id);
    room.run(&fake);
    assert_eq!(fake.heard(), 2, "nothing is heard twice");
}

#[test]
fn five_hundred_slow_copies_are_never_read_half_way() {
    const FILES: usize = 500;
    const CHUNKS: usize = 6;
    const CHUNK: usize = 1000;

    let watched = Watched::with(Room::new(), WatchOptions::default());
    let room = &watched.room;
    let database = Connection::open(room.library.path()).unwrap();
    let half_read = || -> u32 {
        database
            .query_row(
                "SELECT COUNT(*) FROM tracks WHERE size <> ?1 OR fingerprint IS NULL",
                [i64::try_from(CHUNKS * CHUNK).unwrap()],
                |row| row.get(0),
            )
            .unwrap()
    };
    let path = |number: usize| {
        let album = room.music.join(format!("album {}", number / 50));
        fs::create_dir_all(&album).unwrap();
        album.join(format!("{number}.mp3"))
    };
    let mut files: Vec<File> = (0..FILES).map(|n| File::create(path(n)).unwrap()).collect();
    for chunk in 0..CHUNKS {
        for (number, file) in files.iter_mut().enumerate() {
            let line = format!("{number} {chunk} ");
            file.write_all(&line.repeat(CHUNK).as_bytes()[..CHUNK])
                .unwrap();
        }
        assert_eq!(half_read(), 0, "in chunk {chunk}");
        thread::sleep(Duration::from_millis(350));
    }
    drop(files);
    watched.until("all are there", |room| {
        assert_eq!(half_read(), 0);
        total(room) == u32::try_from(FILES).unwrap()
    });
    // What was read is what is there: a scan finds nothing to do.
    let scanned = room.scan();
    assert_eq!((scanned.new, scanned.changed, scanned.missing), (0, 0, 0));
    let mut scans = 0;
    while let Ok(event) = watched.events.try_recv() {
        scans += usize::from(matches!(event, WatchEvent::Scanned(_)));
    }
    assert!(scans < FILES / 10, "{scans} scans for {FILES} files");
    println!("{FILES} files in {CHUNKS} chunks, {scans} scans, none read half-way");

    for album in 0..5 {
        fs::remove_dir_all(room.music.join(format!("album {album}"))).unwrap();
    }
    watched.until("half are removed", |room| {
        let states = room.states();
        states
            .iter()
            .filter(|(_, state)| *state == "missing")
            .count()
            == FILES / 2
    });
}

#[test]
fn names_of_copies_in_progress_are_no_music() {
    let watched = Watched::new(Room::new());
    let room = &watched.room;
    let part = room.put("song.mp3.part", "3 3");
    room.put("other.mp3.crdownload", "3 3");
    room.put("third.tmp", "3 3");
    room.put(".hidden.mp3", "3 3");
    room.put(".~tmp~/rsync.mp3", "3 3");
    // A browser keeps the name with an empty file.
    room.put("song.mp3", "");
    room.put("last.mp3", "4 4");
    watched.until_states("only the finished one", &[("last.mp3", "pending")]);
    fs::rename(part, room.music.join("song.mp3")).unwrap();
    let both = [("last.mp3", "pending"), ("song.mp3", "pending")];
    watched.until_states("the download is finished", &both);
    assert_eq!(room.scan().new, 0);
}

#[test]
fn whole_trees_come_and_go() {
    let watched = Watched::new(Room::new());
    let room = &watched.room;
    for number in 0..60 {
        room.put(
            &format!("a/{}/{}/{number}.mp3", number % 3, number % 5),
            "5 5",
        );
    }
    watched.until("a new tree", |room| total(room) == 60);
    let outside = room.dir.path().join("outside/deep");
    fs::create_dir_all(&outside).unwrap();
    for number in 60..80 {
        fs::write(outside.join(format!("{number}.mp3")), format!("{number}")).unwrap();
    }
    fs::rename(room.dir.path().join("outside"), room.music.join("b")).unwrap();
    watched.until("a tree that was moved in", |room| total(room) == 80);
    room.put("b/deep/new/81.mp3", "5 5 - 81");
    watched.until("a file in it", |room| total(room) == 81);
    fs::rename(room.music.join("a"), room.dir.path().join("a")).unwrap();
    let missing = |room: &Room| {
        let states = room.states();
        states
            .iter()
            .filter(|(_, state)| *state == "missing")
            .count()
    };
    watched.until("a tree that was moved out", |room| missing(room) == 60);
    fs::rename(room.dir.path().join("a"), room.music.join("again")).unwrap();
    watched.until("and in again", |room| missing(room) == 0);
    assert_eq!(total(room), 81);
}

#[test]
fn a_folder_that_goes_away_comes_back_by_itself() {
    let room = Room::new();
    room.put("a.mp3", "3 7");
    let watched = Watched::new(room);
    let room = &watched.room;
    room.run(&Fake::default());
    let away = room.dir.path().join("away");
    fs::rename(&room.music, &away).unwrap();
    watched.until_states("away", &[("a.mp3", "missing")]);
    watched.until("away", |room| room.library.folders().unwrap()[0].missing);
    // What happens there meanwhile is none of its business.
    fs::write(away.join("b.mp3"), "4 4").unwrap();
    fs::rename(&away, &room.music).unwrap();
    let both = [("a.mp3", "analysed"), ("b.mp3", "pending")];
    watched.until_states("back", &both);
    room.put("c.mp3", "5 5 5");
    watched.until("watched again", |room| total(room) == 3);
}

/// Back before the watcher looked again, it was taken for away until a restart.
#[test]
fn a_folder_that_is_back_at_once_is_not_taken_for_away() {
    let room = Room::new();
    room.put("a.mp3", "3 7");
    let watched = Watched::new(room);
    let away = watched.room.dir.path().join("away");
    for _ in 0..2 {
        fs::rename(&watched.room.music, &away).unwrap();
        watched.until("seen to be away", |room| {
            room.library.folders().unwrap()[0].missing
        });
        fs::rename(&away, &watched.room.music).unwrap();
        watched.until("back", |room| !room.library.folders().unwrap()[0].missing);
        watched.until_states("its track", &[("a.mp3", "pending")]);
    }
}

#[test]
fn folders_may_be_added_and_removed_meanwhile() {
    let watched = Watched::new(Room::new());
    let room = &watched.room;
    let other = room.dir.path().canonicalize().unwrap().join("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("a.mp3"), "1 1").unwrap();
    let folder = room.library.add_folder(&other).unwrap();
    watched.watcher.as_ref().unwrap().refresh();
    watched.until_states("an added folder", &[("a.mp3", "pending")]);
    fs::write(other.join("b.mp3"), "2 2").unwrap();
    let both = [("a.mp3", "pending"), ("b.mp3", "pending")];
    watched.until_states("a file in it", &both);
    room.library.remove_folder(folder.id).unwrap();
    fs::write(other.join("c.mp3"), "3 3").unwrap();
    room.put("d.mp3", "4 4");
    watched.until_states("not any more", &[("d.mp3", "pending")]);
}

#[cfg(unix)]
#[test]
fn a_file_that_is_reached_by_a_link_too_has_one_row() {
    use std::os::unix::fs::symlink;

    let room = Room::new();
    room.put("real/a.mp3", "1 1");
    symlink(room.music.join("real"), room.music.join("link")).unwrap();
    let watched = Watched::new(room);
    let room = &watched.room;
    let append = |path: &Path| {
        let mut file = File::options()
            .append(true)
            .create(true)
            .open(path)
            .unwrap();
        file.write_all(b"1 1 1").unwrap();
    };
    append(&room.music.join("link/a.mp3"));
    append(&room.music.join("link/b.mp3"));
    let both = [("a.mp3", "pending"), ("b.mp3", "pending")];
    watched.until_states("through the link", &both);
    assert_eq!(room.scan().new, 0);
}

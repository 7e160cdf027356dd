//! What the watcher does where the system refuses, and how long it waits.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::eyes::{Blind, Eyes, Seen};
use super::pending::Pending;
use super::run::Message;
use super::{WatchEvent, WatchOptions, Watcher};
use crate::library::Library;
use crate::query::Query;

const SETTLE: Duration = Duration::from_secs(1);

/// Sees nothing: refuses at once, or pretends to watch.
struct Closed(Option<Blind>);

impl Eyes for Closed {
    fn watch(&mut self, _: &Path) -> Result<(), Blind> {
        self.0.clone().map_or(Ok(()), Err)
    }

    fn unwatch(&mut self, _: &Path) {}
}

struct Place {
    dir: tempfile::TempDir,
    library: Library,
    events: Receiver<WatchEvent>,
    tell: Sender<Message>,
    _watcher: Watcher,
}

/// A watched folder under eyes that see nothing.
fn watched(refusal: Option<Blind>) -> Place {
    let dir = tempfile::tempdir().unwrap();
    let library = Library::open(&dir.path().join("data/library.db")).unwrap();
    fs::create_dir(dir.path().join("music")).unwrap();
    library.add_folder(&dir.path().join("music")).unwrap();
    let options = WatchOptions {
        settle: Duration::from_millis(200),
        poll_every: Duration::from_millis(300),
    };
    let (sender, events) = channel();
    let mut tell = None;
    let watcher = Watcher::with_eyes(
        library.clone(),
        options,
        Box::new(move |event| sender.send(event).unwrap()),
        |messages| {
            tell = Some(messages);
            Box::new(Closed(refusal))
        },
    );
    Place {
        dir,
        library,
        events,
        tell: tell.unwrap(),
        _watcher: watcher.unwrap(),
    }
}

impl Place {
    fn put(&self, name: &str) {
        fs::write(self.dir.path().join("music").join(name), name).unwrap();
    }

    fn total(&self) -> u32 {
        self.library.page(&Query::default(), 0, 1).unwrap().total
    }

    fn until(&self, total: u32) {
        let start = Instant::now();
        while self.total() != total {
            assert!(start.elapsed() < Duration::from_secs(60));
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn polling(&self) -> String {
        let mut events = self.events.iter();
        events
            .find_map(|event| match event {
                WatchEvent::Polling { message, .. } => Some(message),
                _ => None,
            })
            .unwrap()
    }
}

#[test]
fn a_limit_that_is_reached_is_told_and_the_folder_polled() {
    let place = watched(Some(Blind::Limit));
    let message = place.polling();
    assert!(message.contains("limit of watched folders"), "{message}");
    for number in 0..3 {
        place.put(&format!("{number}.mp3"));
        place.until(number + 1);
    }
    println!("{message}\n3 files found by polling");
}

#[test]
fn a_limit_that_is_reached_later_is_told_too() {
    let place = watched(None);
    place.put("1.mp3");
    let deep: PathBuf = dunce::canonicalize(place.dir.path()).unwrap();
    let limit = vec![(vec![deep.join("music/new")], Blind::Limit)];
    place.tell.send(Message::Blind(limit)).unwrap();
    place.polling();
    place.put("2.mp3");
    place.until(2);
}

#[test]
fn when_more_happens_than_can_be_told_all_is_scanned() {
    let place = watched(None);
    let mut events = place.events.iter();
    assert!(events.any(|event| matches!(event, WatchEvent::Scanned(_))));
    place.put("1.mp3");
    thread::sleep(Duration::from_millis(500));
    assert_eq!(place.total(), 0, "nobody has told of it");
    place.tell.send(Message::Seen(vec![Seen::TooMuch])).unwrap();
    place.until(1);
}

#[test]
fn other_reasons_are_told_as_they_are() {
    let place = watched(Some(Blind::Other("no such luck".into())));
    assert!(place.polling().contains("because no such luck;"));
}

fn file(content: &str) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.mp3");
    fs::write(&path, content).unwrap();
    (dir, path)
}

fn at_rest(pending: &mut Pending, now: Instant) -> Vec<PathBuf> {
    pending.at_rest(SETTLE, now).unwrap_or_default().paths
}

#[test]
fn a_file_is_at_rest_once_it_was_left_alone() {
    let (_dir, path) = file("one");
    let mut pending = Pending::default();
    let start = Instant::now();
    let after = |ms| start + Duration::from_millis(ms);
    pending.touch(path.clone(), start);
    assert!(at_rest(&mut pending, after(900)).is_empty());
    fs::write(&path, "one two").unwrap();
    assert!(at_rest(&mut pending, after(1000)).is_empty());
    assert!(at_rest(&mut pending, after(1900)).is_empty());
    assert_eq!(at_rest(&mut pending, after(2000)), [path]);
    assert!(pending.is_empty());
}

#[test]
fn a_writer_that_does_not_end_is_left_to_the_next_event() {
    let (_dir, path) = file("x");
    let mut pending = Pending::default();
    let start = Instant::now();
    pending.touch(path.clone(), start);
    for second in 1..=60 {
        assert!(!pending.is_empty());
        fs::write(&path, "x".repeat(second + 1)).unwrap();
        let now = start + Duration::from_secs(second as u64);
        assert!(at_rest(&mut pending, now).is_empty());
    }
    assert!(pending.is_empty());
}

#[test]
fn an_empty_file_is_waited_for_and_what_is_gone_is_not() {
    let (dir, path) = file("");
    let mut pending = Pending::default();
    let start = Instant::now();
    let after = |s| start + Duration::from_secs(s);
    pending.touch(path.clone(), start);
    assert!(at_rest(&mut pending, after(59)).is_empty());
    assert_eq!(at_rest(&mut pending, after(60)), [&*path]);
    pending.touch(path.clone(), after(60));
    fs::write(&path, "now there is something").unwrap();
    assert!(at_rest(&mut pending, after(61)).is_empty());
    assert_eq!(at_rest(&mut pending, after(62)), [&*path]);

    pending.touch(path.clone(), after(70));
    fs::remove_file(&path).unwrap();
    pending.touch(path.clone(), after(70));
    pending.touch(dir.path().to_owned(), after(70));
    assert_eq!(at_rest(&mut pending, after(70)), [&path, dir.path()]);
}

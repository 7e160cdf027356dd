//! A run in trouble: what is hard to bring about from outside of the crate.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use super::{
    Control, Event, Host, Options, Patience, Power, Progress, RestReason, Scope, run_queue_on,
};
use crate::Library;
use crate::error::LibraryError;

#[path = "../../tests/support/mod.rs"]
mod support;

use support::{Fake, Room, options};

fn hasty() -> Host {
    Host {
        patience: Patience {
            again: Duration::from_millis(50),
            trouble: Duration::from_millis(300),
            ..Patience::default()
        },
        ..Host::default()
    }
}

/// A test that fails must not wait for a run that rests.
struct StopOnPanic<'a>(&'a Control);

impl Drop for StopOnPanic<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.stop();
        }
    }
}

/// Runs the queue, and beside it `meanwhile` with what the run tells.
fn beside(
    host: &Host,
    room: &Room,
    fake: &Fake,
    options: &Options,
    meanwhile: impl FnOnce(&mut dyn FnMut(&dyn Fn(&Progress) -> bool) -> Progress),
) -> Result<super::Summary, LibraryError> {
    let (events, seen) = mpsc::channel();
    let control = Control::default();
    thread::scope(|scope| {
        let controls = &control;
        let run = scope.spawn(move || {
            let analyser = Arc::new(fake.clone());
            run_queue_on(
                host,
                &room.library,
                analyser,
                options,
                controls,
                &mut |event| {
                    let _ = events.send(event);
                },
            )
        });
        let _guard = StopOnPanic(controls);
        meanwhile(&mut |wanted| {
            let mut seen = seen.iter();
            let found = seen.find_map(|event| match event {
                Event::Progress(progress) if wanted(&progress) => Some(progress),
                _ => None,
            });
            found.expect("the run ended before that came")
        });
        run.join().unwrap()
    })
}

fn reason(progress: &Progress) -> Option<RestReason> {
    progress.rest.as_ref().map(|rest| rest.reason)
}

/// Lets the database grow to this many pages.
fn room_for(library: &Library, pages: u32) {
    let set = library.write(|tx| {
        let sql = format!("PRAGMA max_page_count = {pages}");
        Ok(tx.query_row(&sql, [], |row| row.get::<_, u32>(0))?)
    });
    set.unwrap();
}

#[test]
fn a_full_disk_holds_the_queue_until_there_is_room_and_nothing_is_lost() {
    const TRACKS: usize = 200;
    let room = Room::new();
    for index in 0..TRACKS {
        room.put(&format!("{index}.mp3"), "3 7");
    }
    room.scan();
    let fake = Fake::default();
    // No page more than there are: the first batch that needs one fails.
    room_for(&room.library, 1);
    let mut heard_when_full = 0;
    let summary = beside(&hasty(), &room, &fake, &options(2), |progress| {
        let full =
            progress(&|now| reason(now) == Some(RestReason::DiskFull) && now.current.is_empty());
        assert!(full.paused && full.running, "{full:?}");
        heard_when_full = fake.heard();
        thread::sleep(Duration::from_millis(300));
        assert_eq!(fake.heard(), heard_when_full, "no more is heard meanwhile");
        room_for(&room.library, u32::MAX - 1);
    });
    assert!(heard_when_full < TRACKS);
    assert_eq!(summary.unwrap().done as usize, TRACKS);
    assert_eq!(fake.heard(), TRACKS, "nothing is heard twice");
    assert_eq!(room.library.points().unwrap().id.len(), TRACKS);
}

#[test]
fn another_program_that_holds_the_library_is_waited_for_but_not_for_ever() {
    let room = Room::new();
    room.put("a.mp3", "3 7");
    room.scan();
    // The patience of the connection itself is another matter.
    let impatient = |tx: &rusqlite::Transaction| Ok(tx.busy_timeout(Duration::ZERO)?);
    room.library.write(impatient).unwrap();
    let hold = || {
        let other = rusqlite::Connection::open(room.library.path()).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        other
    };
    let other = hold();
    let summary = beside(&hasty(), &room, &Fake::default(), &options(1), |progress| {
        progress(&|now| reason(now) == Some(RestReason::Library));
        drop(other);
    });
    assert_eq!(summary.unwrap().done, 1);
    room.put("b.mp3", "3 7");
    room.scan();
    let _other = hold();
    let ended = beside(&hasty(), &room, &Fake::default(), &options(1), |_| {});
    assert!(matches!(ended, Err(LibraryError::Locked)), "{ended:?}");
}

struct Plug(Arc<AtomicBool>);

impl Power for Plug {
    fn on_battery(&self) -> bool {
        !self.0.load(Ordering::SeqCst)
    }
}

#[test]
fn on_battery_it_rests_if_it_was_asked_to() {
    let room = Room::new();
    room.put("a.mp3", "3 7");
    room.scan();
    let plugged = Arc::new(AtomicBool::new(false));
    let host = Host {
        power: Box::new(Plug(Arc::clone(&plugged))),
        ..Host::default()
    };
    let fake = Fake::default();
    assert!(!room.library.pauses_on_battery().unwrap());
    let summary = beside(&host, &room, &fake, &options(1), |_| {});
    assert_eq!(summary.unwrap().done, 1, "it was not asked to");

    room.library.set_pause_on_battery(true).unwrap();
    room.put("b.mp3", "3 7");
    room.put("c.mp3", "3 7");
    room.scan();
    let named = Options {
        scope: Scope::Tracks(vec![room.id("c.mp3")]),
        ..options(1)
    };
    let summary = beside(&host, &room, &fake, &named, |_| {});
    assert_eq!(summary.unwrap().done, 1, "the user asked for this file now");
    let summary = beside(&host, &room, &fake, &options(1), |progress| {
        let rest = progress(&|now| now.paused).rest.unwrap();
        assert_eq!(rest.reason, RestReason::Battery);
        assert!(rest.message.contains("battery"));
        plugged.store(true, Ordering::SeqCst);
    });
    assert_eq!(summary.unwrap().done, 1);
}

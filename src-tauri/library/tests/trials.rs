//! What fails, what takes too long, and what is judged anew.

mod support;

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use moodplane_library::{
    Control, Event, Host, Library, Options, Pace, Patience, RestReason, Summary, TrackState,
    run_queue, run_queue_on,
};
use support::{Fake, Room, options};

fn run_on(host: &Host, room: &Room, fake: &Fake, jobs: usize) -> Summary {
    let (analyser, control) = (Arc::new(fake.clone()), Control::default());
    run_queue_on(
        host,
        &room.library,
        analyser,
        &options(jobs),
        &control,
        &mut |_| {},
    )
    .unwrap()
}

#[test]
fn what_may_pass_is_tried_again_ever_later_and_the_rest_is_not() {
    let room = Room::new();
    room.put("asleep.mp3", "fail unreadable");
    room.put("text.mp3", "fail not_audio");
    room.scan();
    let time = Arc::new(AtomicI64::new(1_800_000_000));
    let clock = Arc::clone(&time);
    let host = Host {
        clock: Box::new(move || clock.load(Ordering::SeqCst)),
        ..Host::default()
    };
    let fake = Fake::default();
    assert_eq!(run_on(&host, &room, &fake, 2).failed, 2);
    for (wait, tries) in [(60, 2), (300, 3), (1800, 4), (7200, 5), (86_400, 6)] {
        let row = &room.library.failures().unwrap()[0];
        let then = time.load(Ordering::SeqCst);
        assert_eq!(i64::from(row.failed_at), then);
        assert_eq!(row.next_try_at.map(i64::from), Some(then + wait));
        time.store(then + wait - 1, Ordering::SeqCst);
        assert_eq!(run_on(&host, &room, &fake, 2).failed, 0, "too early");
        time.fetch_add(1, Ordering::SeqCst);
        assert_eq!(run_on(&host, &room, &fake, 2).failed, 1);
        assert_eq!(room.library.failures().unwrap()[0].tries, tries);
    }
    time.fetch_add(1_000_000, Ordering::SeqCst);
    assert_eq!(run_on(&host, &room, &fake, 2).failed, 0, "then no more");
    let [asleep, text] = &room.library.failures().unwrap()[..] else {
        panic!("two have failed");
    };
    assert_eq!((asleep.next_try_at, text.next_try_at), (None, None));
    assert_eq!((asleep.tries, text.tries), (6, 1));
    assert_eq!(room.library.retry_failures(None).unwrap(), 2);
    assert_eq!(run_on(&host, &room, &fake, 2).failed, 2, "the user's word");
}

#[test]
fn a_run_that_waits_finds_what_is_due() {
    let room = Room::new();
    let path = room.put("asleep.mp3", "fail unreadable");
    room.scan();
    let time = Arc::new(AtomicI64::new(1_800_000_000));
    let clock = Arc::clone(&time);
    let host = Host {
        clock: Box::new(move || clock.load(Ordering::SeqCst)),
        ..Host::default()
    };
    let linger = Options {
        linger: true,
        ..options(1)
    };
    let control = Control::default();
    let summary = run_queue_on(
        &host,
        &room.library,
        Arc::new(Fake::default()),
        &linger,
        &control,
        &mut |event| match event {
            Event::Failed { .. } => {
                std::fs::write(&path, "3 7").unwrap();
                time.fetch_add(60, Ordering::SeqCst);
            }
            Event::Analysed { .. } => control.stop(),
            Event::Progress(_) => {}
        },
    );
    let summary = summary.unwrap();
    assert_eq!((summary.failed, summary.done), (1, 1));
}

#[test]
fn what_is_ignored_is_out_of_the_list_until_its_file_changes() {
    let room = Room::new();
    let path = room.put("bad.mp3", "fail unreadable");
    room.scan();
    room.run(&Fake::default());
    let bad = room.id("bad.mp3");
    assert_eq!(room.library.ignore_failures(&[bad, 99], true).unwrap(), 1);
    assert!(room.library.failures().unwrap().is_empty());
    let [row] = &room.library.ignored_failures().unwrap()[..] else {
        panic!("one is ignored");
    };
    assert_eq!((row.id, row.ignored, row.next_try_at), (bad, true, None));
    assert_eq!(room.library.retry_failures(None).unwrap(), 0);
    let newer = Fake {
        version: "2",
        ..Fake::default()
    };
    assert_eq!(room.run(&newer).failed, 0, "nor with another version");

    assert_eq!(room.library.ignore_failures(&[bad], false).unwrap(), 1);
    assert_eq!(room.library.failures().unwrap().len(), 1);
    room.library.ignore_failures(&[bad], true).unwrap();
    std::fs::write(path, "fail other contents").unwrap();
    room.scan();
    assert_eq!(room.run(&Fake::default()).failed, 1);
    let rows = room.library.failures().unwrap();
    assert_eq!((rows[0].tries, rows[0].ignored), (1, false));
}

/// Gives a file a tenth of a second, and as long to stop.
fn hasty() -> Host {
    Host {
        patience: Patience {
            file: Duration::from_millis(100),
            second_of_sound: Duration::ZERO,
            stopping: Duration::from_millis(100),
            ..Patience::default()
        },
        ..Host::default()
    }
}

#[test]
fn an_endless_and_a_blocked_file_do_not_hold_the_queue() {
    let room = Room::new();
    room.put("a endless.mp3", "endless");
    room.put("b blocked.mp3", "blocked");
    for index in 0..20 {
        room.put(&format!("c{index}.mp3"), "3 7");
    }
    room.scan();
    let fake = Fake::default();
    let summary = run_on(&hasty(), &room, &fake, 1);
    assert_eq!((summary.done, summary.failed), (20, 2));
    for row in room.library.failures().unwrap() {
        assert_eq!(row.code, "timed_out", "{}", row.path);
        assert!(row.next_try_at.is_some());
    }
    fake.unblock();
}

#[test]
fn a_drive_that_does_not_answer_makes_the_run_rest_until_it_does() {
    let room = Room::new();
    for index in 0..12 {
        room.put(&format!("{index}.mp3"), "blocked");
    }
    room.scan();
    let fake = Arc::new(Fake::default());
    let control = Control::default();
    let mut rested = false;
    let summary = run_queue_on(
        &hasty(),
        &room.library,
        fake.clone(),
        &options(2),
        &control,
        &mut |event| {
            if let Event::Progress(progress) = event
                && progress
                    .rest
                    .is_some_and(|rest| rest.reason == RestReason::Drive)
            {
                rested = true;
                fake.unblock();
            }
        },
    );
    let summary = summary.unwrap();
    assert!(rested);
    println!("{} given up, {} heard later", summary.failed, summary.done);
    assert!(summary.failed >= 8, "{summary:?}");
    assert_eq!(summary.failed + summary.done, 12);
}

#[test]
fn a_pause_is_kept_and_followed_by_every_run() {
    let room = Room::new();
    for index in 0..3 {
        room.put(&format!("{index}.mp3"), "3 7");
    }
    room.scan();
    room.library.set_paused(true).unwrap();
    room.library.set_pace(Pace::Background).unwrap();
    let other = Library::open(room.library.path()).unwrap();
    assert!(other.is_paused().unwrap());
    assert_eq!(other.pace().unwrap(), Pace::Background);
    let fake = Arc::new(Fake::default());
    let (events, seen) = mpsc::channel();
    thread::scope(|scope| {
        let run = scope.spawn(|| {
            let control = Control::default();
            run_queue(
                &room.library,
                fake.clone(),
                &options(3),
                &control,
                &mut |event| {
                    let _ = events.send(event);
                },
            )
        });
        let rest = |reason: Option<RestReason>| {
            let mut seen = seen.iter();
            let is = |event: &Event| match event {
                Event::Progress(now) => now.rest.as_ref().map(|rest| rest.reason) == reason,
                _ => false,
            };
            seen.find(is).unwrap()
        };
        rest(Some(RestReason::User));
        assert_eq!(fake.heard(), 0);
        // By another handle, as another process would.
        other.set_paused(false).unwrap();
        rest(None);
        assert_eq!(run.join().unwrap().unwrap().done, 3);
    });
    assert_eq!(
        fake.most_at_once.load(Ordering::SeqCst),
        1,
        "in the background, one at a time"
    );
}

#[test]
fn a_new_version_judges_anew_what_it_can_without_hearing() {
    const TRACKS: usize = 150;
    let room = Room::new();
    for index in 0..TRACKS {
        room.put(&format!("{index}.mp3"), "3 7 dark");
    }
    let changed = room.put("changed.mp3", "4 4");
    room.scan();
    room.run(&Fake::default());
    std::fs::write(changed, "8 8 other music").unwrap();
    room.scan();
    let newer = Fake {
        version: "2",
        rescores: Some("1"),
        ..Fake::default()
    };
    let mut visible = usize::MAX;
    let (analyser, control) = (Arc::new(newer.clone()), Control::default());
    run_queue(&room.library, analyser, &options(2), &control, &mut |_| {
        visible = visible.min(room.library.points().unwrap().id.len());
    })
    .unwrap();
    assert_eq!(
        visible,
        TRACKS + 1,
        "the old ones stay until they are replaced"
    );
    assert_eq!(newer.rescored.load(Ordering::SeqCst), TRACKS);
    assert_eq!(newer.order(), ["changed"], "what changed is heard");
    let id = room.id("7.mp3");
    let kept = room.library.analysis(id).unwrap().unwrap();
    assert_eq!(kept.model.version, "2");
    assert_eq!((kept.valence, kept.arousal), (3.0, 3.0));
    assert_eq!((kept.waveform.len(), kept.embedding.len()), (400, 128));
    assert_eq!(
        room.library.track(id).unwrap().row.state,
        TrackState::Analysed
    );
    assert_eq!(room.run(&newer).done, 0);

    let another = Fake {
        version: "3",
        rescores: Some("1"),
        ..Fake::default()
    };
    assert_eq!(room.run(&another).done as usize, TRACKS + 1);
    assert_eq!(another.heard(), TRACKS + 1, "version 2 says nothing to it");
}

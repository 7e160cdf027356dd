//! The queue: each track is heard once, whatever happens.

mod support;

use std::collections::HashSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::Ordering;
use std::sync::{Arc, mpsc};
use std::{env, fs, thread};

use moodplane_library::{Control, Event, Library, Options, Scope, TrackState, run_queue};
use support::{Fake, Room, options, saved};

#[test]
fn every_track_ends_as_an_analysis_or_a_failure() {
    let room = Room::new();
    for index in 0..40 {
        room.put(&format!("{index:02}.mp3"), "3 7 dark");
    }
    room.put("bad.mp3", "fail truncated");
    room.put("panic.mp3", "panic");
    room.put("nan.mp3", "nan");
    room.scan();
    let fake = Fake::default();
    let summary = run_queue(
        &room.library,
        Arc::new(fake.clone()),
        &options(3),
        &Control::default(),
        &mut |_| {},
    );
    let summary = summary.unwrap();
    assert_eq!(
        (summary.done, summary.failed, summary.stopped),
        (40, 3, false)
    );
    assert!(fake.most_at_once.load(Ordering::SeqCst) <= 3);
    let failures = room.library.failures().unwrap();
    let codes: Vec<_> = failures.iter().map(|row| row.code.as_str()).collect();
    assert_eq!(codes, ["truncated", "internal", "internal"]);
    assert_eq!(failures[0].message, "This is truncated.");

    assert_eq!(
        room.run(&fake).failed,
        0,
        "a failure is not tried again by itself"
    );
    assert_eq!(fake.heard(), 43);
    let bad = room.id("bad.mp3");
    assert_eq!(room.library.retry_failures(Some(&[bad])).unwrap(), 1);
    assert_eq!(
        room.library.track(bad).unwrap().row.state,
        TrackState::Pending
    );
    room.run(&fake);
    assert_eq!(room.library.failures().unwrap()[0].tries, 2);
    fs::write(room.music.join("bad.mp3"), "5 5 but good now").unwrap();
    assert_eq!(room.library.retry_failures(None).unwrap(), 3);
    let summary = room.run(&fake);
    assert_eq!((summary.done, summary.failed), (1, 2));
}

#[test]
fn a_changed_file_or_a_new_version_is_heard_again() {
    let room = Room::new();
    room.put("a.mp3", "3 7");
    let b = room.put("b.mp3", "4 4");
    room.scan();
    let fake = Fake::default();
    room.run(&fake);
    fs::write(b, "8 8 other music").unwrap();
    room.scan();
    assert_eq!(room.run(&fake).done, 1);
    let b = room.library.analysis(room.id("b.mp3")).unwrap().unwrap();
    assert_eq!((b.valence, b.arousal), (8.0, 8.0));
    let newer = Fake {
        version: "2",
        ..Fake::default()
    };
    assert_eq!(room.run(&newer).done, 2);
    assert_eq!(
        room.library.with_model("other").points().unwrap().id.len(),
        0
    );
}

#[test]
fn only_the_tracks_asked_for() {
    let room = Room::new();
    for name in ["a", "b", "c"] {
        room.put(&format!("{name}.mp3"), "3 7");
    }
    room.scan();
    let options = Options {
        jobs: 2,
        scope: Scope::Tracks(vec![room.id("c.mp3"), room.id("a.mp3"), 999]),
        linger: true,
    };
    let mut totals = Vec::new();
    let fake = Fake::default();
    let summary = run_queue(
        &room.library,
        Arc::new(fake.clone()),
        &options,
        &Control::default(),
        &mut |event| {
            if let Event::Progress(progress) = event {
                totals.push((progress.total, progress.running));
            }
        },
    );
    assert_eq!(summary.unwrap().done, 2);
    assert_eq!(
        (totals[0], *totals.last().unwrap()),
        ((2, true), (2, false))
    );
    let state = |name: &str, state| (format!("{name}.mp3"), state);
    assert_eq!(
        room.states(),
        [
            state("a", "analysed"),
            state("b", "pending"),
            state("c", "analysed")
        ]
    );
}

#[test]
fn a_pause_starts_nothing_new_and_a_stop_keeps_what_is_done() {
    let room = Room::new();
    for index in 0..20 {
        room.put(&format!("{index}.mp3"), "3 7");
    }
    room.scan();
    let (fake, open) = Fake::gated();
    let fake = Arc::new(fake);
    let control = Control::default();
    let (events, seen) = mpsc::channel();
    thread::scope(|scope| {
        let run = scope.spawn(|| {
            run_queue(
                &room.library,
                fake.clone(),
                &options(2),
                &control,
                &mut |event| {
                    let _ = events.send(event);
                },
            )
        });
        let progress = |wanted: &dyn Fn(&moodplane_library::Progress) -> bool| {
            let mut seen = seen.iter();
            seen.find(|event| matches!(event, Event::Progress(progress) if wanted(progress)))
        };
        progress(&|progress| progress.current.len() == 2).unwrap();
        control.pause();
        progress(&|progress| progress.paused).unwrap();
        // Both in work are let through; with the pause, none follows them.
        (0..20).for_each(|_| open.send(()).unwrap());
        progress(&|progress| progress.done == 2 && progress.current.is_empty()).unwrap();
        assert_eq!(fake.heard(), 2);
        control.resume();
        progress(&|progress| progress.done > 2).unwrap();
        control.stop();
        let summary = run.join().unwrap().unwrap();
        let analysed = room.library.points().unwrap().id.len();
        assert_eq!(summary.done as usize, analysed);
    });
    let rest = Fake::default();
    let before = room.library.points().unwrap().id.len();
    room.run(&rest);
    assert_eq!(rest.heard(), 20 - before);
    assert!(
        room.library.failures().unwrap().is_empty(),
        "a stop is no failure"
    );
}

#[test]
fn a_lingering_run_takes_what_a_scan_adds() {
    let room = Room::new();
    room.put("a.mp3", "3 7");
    room.scan();
    let fake = Arc::new(Fake::default());
    let control = Control::default();
    let linger = Options {
        linger: true,
        ..options(2)
    };
    let (events, seen) = mpsc::channel();
    thread::scope(|scope| {
        let run = scope.spawn(|| {
            run_queue(
                &room.library,
                fake.clone(),
                &linger,
                &control,
                &mut |event| {
                    let _ = events.send(event);
                },
            )
        });
        let idle = || {
            let mut seen = seen.iter();
            seen.find(|event| matches!(event, Event::Progress(progress) if !progress.running))
        };
        idle().unwrap();
        room.put("b.mp3", "4 4");
        room.scan();
        let b = seen
            .iter()
            .find_map(|event| saved(&event).map(Path::to_owned))
            .unwrap();
        assert!(b.ends_with("b.mp3"));
        control.stop();
        assert_eq!(run.join().unwrap().unwrap().done, 2);
    });
}

#[test]
fn a_disk_that_is_pulled_out_makes_tracks_missing_and_not_bad() {
    let room = Room::new();
    room.put("a.mp3", "3 7");
    room.scan();
    let away = room.dir.path().join("away");
    fs::rename(&room.music, &away).unwrap();
    assert_eq!(room.run(&Fake::default()).failed, 1);
    assert!(room.library.failures().unwrap().is_empty());
    assert_eq!(room.states(), [("a.mp3".into(), "missing")]);
    fs::rename(&away, &room.music).unwrap();
    room.scan();
    assert_eq!(room.run(&Fake::default()).done, 1);
}

/// Names the library that the process to be killed works on.
const VICTIM: &str = "MOODPLANE_TEST_VICTIM";
/// After how many results told it holds still, to be killed in the middle.
const UNTIL: &str = "MOODPLANE_TEST_UNTIL";

#[test]
#[ignore = "is started, and killed, by the test below"]
fn victim() {
    let (Some(path), Ok(until)) = (env::var_os(VICTIM), env::var(UNTIL)) else {
        return;
    };
    let library = Library::open(&PathBuf::from(path)).unwrap();
    let mut left: usize = until.parse().unwrap();
    let report = &mut |event: Event| {
        if let Some(path) = saved(&event) {
            println!("\nsaved {}", path.display());
            left -= 1;
            if left == 0 {
                loop {
                    thread::park();
                }
            }
        }
    };
    let control = Control::default();
    let fake = Arc::new(Fake::default());
    run_queue(&library, fake, &options(2), &control, report).unwrap();
}

#[test]
fn after_a_kill_nothing_saved_is_lost_and_nothing_is_done_twice() {
    const TRACKS: usize = 400;
    let room = Room::new();
    for index in 0..TRACKS {
        room.put(&format!("{index}.mp3"), "3 7");
    }
    room.scan();
    let mut told = HashSet::new();
    for until in [5, 30, 60] {
        let mut victim = Command::new(env::current_exe().unwrap())
            .args(["--exact", "victim", "--ignored", "--nocapture"])
            .env(VICTIM, room.library.path())
            .env(UNTIL, until.to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(victim.stdout.take().unwrap()).lines();
        let lines = lines.map_while(Result::ok);
        let saved = lines.filter_map(|line| line.strip_prefix("saved ").map(PathBuf::from));
        for path in saved.take(until) {
            assert!(told.insert(path), "done twice");
        }
        victim.kill().unwrap();
        victim.wait().unwrap();
    }
    assert_eq!(told.len(), 95);
    let mut kept = HashSet::new();
    let keep = &mut |track: moodplane_library::Listed| {
        kept.extend(track.analysis.map(|_| track.path));
        true
    };
    room.library.for_each(None, keep).unwrap();
    assert!(told.is_subset(&kept), "told as saved and lost");
    assert!(kept.len() < TRACKS, "killed in the middle");
    let fake = Fake::default();
    room.run(&fake);
    assert_eq!(fake.heard(), TRACKS - kept.len());
    assert_eq!(room.library.points().unwrap().id.len(), TRACKS);
}

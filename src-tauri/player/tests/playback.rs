//! The player as a program uses it.

mod rig;

use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use moodplane_player::{Item, Level, Levelling, Loudness};
use rig::{PATIENCE, RATE, Rig, paced, rise, steepest, take, tone};

#[test]
fn what_comes_out_is_what_the_file_holds() {
    let mut rig = Rig::new();
    let samples = tone(2.0, 220.0);
    rig.player.play(vec![rig.item(7, &samples)], 0);
    rig.device();
    assert_eq!(rig.pull(samples.len()), samples);
    let state = rig.until("stopped", |s| !s.playing);
    assert_eq!(state.track, Some(7));
    assert_eq!(state.position_s, 0.0);
    assert_eq!(state.device.as_deref(), Some("bench"));
}

#[test]
fn the_end_of_a_track_is_the_beginning_of_the_next() {
    let mut rig = Rig::new();
    let whole = tone(2.0, 220.0);
    let (first, second) = whole.split_at(7_000);
    let queue = vec![rig.item(1, first), rig.item(2, second)];
    rig.player.play(queue, 0);
    rig.device();
    assert_eq!(rig.pull(10_000), whole[..10_000]);
    let state = rig.until("3,000 samples into the second", |s| {
        s.track == Some(2) && (s.position_s * RATE as f32 - 3_000.0).abs() < 1.0
    });
    assert_eq!(state.queue_index, Some(1));
    assert_eq!(rig.pull(6_000), whole[10_000..]);
}

#[test]
fn the_position_counts_the_samples_taken() {
    let mut rig = Rig::new();
    rig.player.play(vec![rig.item(1, &tone(4.0, 220.0))], 0);
    rig.device();
    for taken in [1_000, 12_345, 20_000] {
        let before = rig.player.state().position_s * RATE as f32;
        rig.pull(taken - before as usize);
        let wanted = taken as f32 / RATE as f32;
        rig.until("there", |s| (s.position_s - wanted).abs() < 1e-3);
    }
    assert_eq!(rig.player.state().duration_s, Some(4.0));
}

#[test]
fn a_seek_lands_where_it_should() {
    let mut rig = Rig::new();
    rig.player.play(vec![rig.item(1, &rise(8.0))], 0);
    rig.device();
    rig.pull(800);
    for target_s in [6.5, 1.25, 3.0] {
        rig.player.seek(target_s);
        rig.until("sought", |s| {
            (f64::from(s.position_s) - target_s).abs() < 0.02
        });
        // Among these are the old sound's fade-out (up to 120 samples) and the
        // new sound's fade-in; the rest is the file from the target on.
        let heard = rig.pull(400)[399];
        let past_s = f64::from((heard - 0.1) / 0.8 * 8.0) - target_s;
        assert!((0.015..0.07).contains(&past_s), "{target_s} s: {past_s} s");
    }
}

#[test]
fn next_and_previous_do_what_players_do() {
    let mut rig = Rig::new();
    let queue: Vec<Item> = (1..=3).map(|id| rig.item(id, &tone(6.0, 220.0))).collect();
    rig.player.play(queue, 1);
    rig.device();
    rig.pull(100);
    rig.player.next();
    rig.until("third", |s| s.track == Some(3) && s.playing);
    rig.player.previous();
    rig.until("second", |s| s.track == Some(2));
    rig.drain();
    rig.pull(4 * RATE as usize);
    rig.until("past 3 s", |s| s.position_s > 3.0);
    rig.player.previous();
    let state = rig.until("restarted", |s| s.position_s < 1.0);
    assert_eq!(state.track, Some(2), "after three seconds it starts again");
    rig.player.next();
    rig.player.next();
    let state = rig.until("stopped", |s| !s.playing);
    assert_eq!(state.track, Some(3));
}

#[test]
fn pause_keeps_the_place() {
    let mut rig = Rig::new();
    rig.player.play(vec![rig.item(1, &rise(4.0))], 0);
    rig.device();
    let last = *rig.pull(8_000).last().unwrap();
    rig.player.toggle();
    rig.until("paused", |s| !s.playing);
    rig.drain();
    let silence = (0..2_000).map(|_| rig.samples.as_mut().unwrap().next());
    assert!(silence.into_iter().all(|s| s == Some(0.0)));
    rig.player.toggle();
    rig.until("playing", |s| s.playing);
    let resumed = rig.pull(400)[399];
    // A fade-out and a fade-in of 15 ms, and these 400 samples.
    let gone_s = (resumed - last) / 0.8 * 4.0;
    assert!((0.0..0.1).contains(&gone_s), "{gone_s} s");
}

#[test]
fn the_volume_moves_without_a_click() {
    let mut rig = Rig::new();
    rig.player.play(vec![rig.item(1, &[0.8; 32_000])], 0);
    rig.device();
    let mut heard = rig.pull(1_000);
    rig.player.set_volume(0.5);
    rig.until("quieter", |s| s.volume == 0.5);
    heard.extend(rig.pull(2_000));
    assert!((heard[2_999] - 0.8 * 0.125).abs() < 1e-6, "-18 dB");
    rig.player.set_volume(1.0);
    rig.until("loud", |s| s.volume == 1.0);
    heard.extend(rig.pull(2_000));
    assert_eq!(heard[4_999], 0.8);
    let steepest = heard.windows(2).map(|w| (w[1] - w[0]).abs());
    let steepest = steepest.fold(0.0, f32::max);
    assert!(steepest < 0.01, "{steepest}");
}

#[test]
fn a_file_that_cannot_be_played_is_skipped_with_a_sentence() {
    let mut rig = Rig::new();
    let samples = tone(1.0, 220.0);
    let queue = vec![rig.broken(1), rig.item(2, &samples)];
    rig.player.play(queue, 0);
    rig.device();
    assert_eq!(rig.pull(samples.len()), samples);
    let state = rig.until("over", |s| !s.playing && s.track == Some(2));
    let problem = state.problem.unwrap();
    assert_eq!(problem.code, "skipped");
    assert_eq!(problem.about.as_deref(), Some("1.mp3"));
    assert_eq!(problem.cause.as_deref(), Some("not_audio"));
    assert!(problem.message.contains("not audio"), "{}", problem.message);
}

#[test]
fn a_queue_of_bad_files_stops() {
    let mut rig = Rig::new();
    rig.player.play(vec![rig.broken(1), rig.broken(2)], 0);
    rig.device();
    for _ in 0..PATIENCE {
        rig.samples.as_mut().unwrap().next();
        if !rig.player.state().playing && rig.player.state().problem.is_some() {
            return;
        }
        thread::sleep(Duration::from_millis(1));
    }
    panic!("still playing: {:?}", rig.player.state());
}

#[test]
fn without_a_device_it_says_so_and_tries_again() {
    let mut rig = Rig::new();
    rig.there.store(false, Ordering::SeqCst);
    let samples = tone(1.0, 220.0);
    rig.player.play(vec![rig.item(1, &samples)], 0);
    let state = rig.until("a problem", |s| s.problem.is_some());
    assert!(!state.playing);
    assert_eq!(state.track, Some(1));
    assert_eq!(state.problem.unwrap().code, "no_device");
    rig.there.store(true, Ordering::SeqCst);
    rig.player.toggle();
    rig.device();
    assert_eq!(rig.pull(samples.len()), samples);
    assert_eq!(rig.player.state().problem, None);
}

#[test]
fn a_device_that_goes_away_is_opened_again_where_it_was() {
    let mut rig = Rig::new();
    rig.player.play(vec![rig.item(1, &rise(4.0))], 0);
    rig.device();
    rig.pull(16_000);
    rig.until("half way", |s| (s.position_s - 2.0).abs() < 1e-3);
    rig.lost.store(true, Ordering::SeqCst);
    let state = rig.until("lost", |s| !s.playing);
    assert_eq!(state.problem.unwrap().code, "device_lost");
    rig.player.toggle();
    rig.device();
    let first = rig.pull(200)[199];
    assert!((first - 0.5).abs() < 0.02, "{first}");
}

#[test]
fn the_window_hears_of_it_several_times_a_second() {
    let mut rig = Rig::new();
    rig.player.play(vec![rig.item(1, &tone(3.0, 220.0))], 0);
    rig.device();
    for step in 1..=4 {
        let seen = rig.states.lock().unwrap().len();
        rig.pull(1_000);
        let wanted = step as f32 * 0.125;
        rig.until("moved", |s| s.position_s >= wanted - 1e-3);
        assert!(rig.states.lock().unwrap().len() > seen);
    }
}

#[test]
fn the_levelling_comes_in_without_a_click_and_changes_at_the_join() {
    let mut rig = Rig::new();
    let loud = |id: u32, lufs: f32| Item {
        loudness: Loudness {
            track_lufs: Some(lufs),
            album_lufs: Some(-12.0),
        },
        ..rig.item(id, &[0.4; 4 * RATE as usize])
    };
    let queue = vec![loud(1, -12.0), loud(2, -24.0)];
    rig.player.play(queue, 0);
    rig.device();
    let gain = |db: f32| 0.4 * 10f32.powf(db / 20.0);
    let heard = rig.pull(8_000);
    assert!((heard[7_999] - gain(-6.0)).abs() < 1e-5, "{}", heard[7_999]);
    let off = Level {
        levelling: Levelling::Off,
        pre_gain_db: 0.0,
    };
    rig.player.set_level(off);
    rig.until("off", |s| s.level == off);
    let heard = rig.pull(8_000);
    assert_eq!(heard[7_999], 0.4);
    assert!(steepest(&heard) < 0.001, "{}", steepest(&heard));
    rig.player.set_level(Level::default());
    rig.until("on", |s| s.level == Level::default());
    let heard = rig.pull(24_000);
    assert!(
        (heard[23_999] - gain(6.0)).abs() < 1e-5,
        "{}",
        heard[23_999]
    );
    let join = heard.windows(2).position(|w| w[1] - w[0] > 0.3);
    assert_eq!(join, Some(15_999), "the join is where the file ends");
}

#[test]
fn the_chosen_device_is_used_again_when_it_is_back() {
    let mut rig = Rig::new();
    rig.player.choose_device(Some("headphones".to_owned()));
    rig.player.play(vec![rig.item(1, &rise(8.0))], 0);
    rig.device();
    rig.pull(4_000);
    let state = rig.until("on the usual one", |s| s.device.is_some());
    assert_eq!(state.device.as_deref(), Some("bench"));
    *rig.extra.lock().unwrap() = Some("headphones".to_owned());
    rig.player.toggle();
    rig.until("paused", |s| !s.playing);
    rig.player.toggle();
    rig.device();
    rig.until("on the chosen one", |s| {
        s.device.as_deref() == Some("headphones")
    });
    let first = rig.pull(200)[199];
    assert!((first - 0.17).abs() < 0.02, "{first}");
}

#[test]
fn a_file_that_is_gone_before_its_turn_is_skipped_with_a_sentence() {
    let mut rig = Rig::new();
    let last = tone(1.0, 330.0);
    let gone = rig.item(2, &tone(1.0, 220.0));
    let queue = vec![rig.item(1, &rise(12.0)), gone.clone(), rig.item(3, &last)];
    // Longer than what is decoded ahead.
    std::fs::remove_file(&gone.path).unwrap();
    rig.player.play(queue, 0);
    rig.device();
    assert_eq!(rig.pull(12 * RATE as usize).len(), 12 * RATE as usize);
    assert_eq!(rig.pull(last.len()), last);
    let state = rig.until("over", |s| !s.playing && s.track == Some(3));
    assert_eq!(state.problem.unwrap().about.as_deref(), Some("2.wav"));
}

#[test]
fn pausing_going_on_and_seeking_make_no_click() {
    let mut rig = Rig::new();
    rig.player
        .play(vec![rig.item(1, &[0.6; 12 * RATE as usize])], 0);
    rig.device();
    rig.pull(800);
    let mut heard = Vec::new();
    for seek_s in [9.0, 2.0, 5.5] {
        rig.player.toggle();
        rig.until("paused", |s| !s.playing);
        heard.extend(paced(&mut rig, 1_000));
        rig.player.toggle();
        rig.until("playing", |s| s.playing);
        heard.extend(paced(&mut rig, 1_000));
        rig.player.seek(seek_s);
        // The old place fades and nothing is heard until the new one is decoded.
        for waits in 0.. {
            let position_s = f64::from(rig.player.state().position_s);
            if (position_s - seek_s).abs() < 0.5 {
                break;
            }
            assert!(
                waits < PATIENCE,
                "never at {seek_s} s, but at {position_s} s"
            );
            heard.extend(paced(&mut rig, 8));
        }
        heard.extend(paced(&mut rig, 1_000));
    }
    assert!(heard.contains(&0.0) && heard.contains(&0.6));
    assert!(steepest(&heard) < 0.6 / 100.0, "{}", steepest(&heard));
}

#[test]
fn next_previous_and_jump_make_no_click() {
    let mut rig = Rig::new();
    let hot = |id: u32| rig.item(id, &[0.2 * id as f32; 12 * RATE as usize]);
    let queue = (1..=3).map(hot).collect();
    rig.player.play(queue, 0);
    rig.device();
    rig.pull(800);
    let keys = rig.player.queue().keys;
    let mut heard = Vec::new();
    for (step, track) in [2, 3, 2, 1].into_iter().enumerate() {
        match step {
            0 => rig.player.next(),
            1 => rig.player.jump(keys[2]),
            2 => rig.player.previous(),
            _ => rig.player.jump(keys[0]),
        }
        rig.until("gone there", |s| s.track == Some(track));
        heard.extend(take(&mut rig, 1_000));
        heard.extend(rig.pull(1_000));
        let last = *heard.last().unwrap();
        assert!((last - 0.2 * track as f32).abs() < 1e-6, "{last}");
    }
    assert!(steepest(&heard) < 0.6 / 100.0, "{}", steepest(&heard));
}

#[test]
fn a_file_that_becomes_unreadable_half_way_gives_way_to_the_next() {
    let mut rig = Rig::new();
    let demo = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../assets/demo/01-paper-kites.opus"
    );
    let whole = std::fs::read(demo).unwrap();
    let path = rig.folder.path().join("half.opus");
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let half = Item {
        id: 1,
        path,
        ..Item::default()
    };
    let next = rig.item(2, &[0.5; 60 * RATE as usize]);
    rig.player.play(vec![half, next], 0);
    rig.device();
    let mut waits = 0;
    while rig.player.state().track != Some(2) {
        let _ = take(&mut rig, 400);
        thread::sleep(Duration::from_millis(2));
        waits += 1;
        assert!(waits < PATIENCE);
    }
    let state = rig.player.state();
    assert!(state.playing);
    assert_eq!(state.problem.unwrap().about.as_deref(), Some("half.opus"));
}

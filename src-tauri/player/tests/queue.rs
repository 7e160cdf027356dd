//! The queue, while it plays.

mod rig;

use std::thread;
use std::time::Duration;

use moodplane_player::{Item, Repeat, Spot};
use rig::{PATIENCE, Rig, rest, rise, take, tone};

#[test]
fn what_is_added_late_is_played_too() {
    let mut rig = Rig::new();
    let samples = tone(0.5, 220.0);
    rig.player.play(vec![rig.item(1, &samples)], 0);
    rig.device();
    rig.pull(100);
    // The whole file is decoded by now, or soon: the queue grows after its end.
    rig.player.insert(vec![rig.item(2, &samples)], Spot::End);
    rig.until("queued", |s| s.queue_length == 2);
    assert_eq!(rig.player.queue().ids, [1, 2]);
    rig.pull(2 * samples.len() - 100);
    rig.until("over", |s| !s.playing && s.track == Some(2));
}

#[test]
fn a_queue_edit_is_heard_and_the_join_stays_sample_exact() {
    let mut rig = Rig::new();
    let whole = tone(3.0, 220.0);
    let (first, second) = whole.split_at(9_000);
    let queue = vec![
        rig.item(1, first),
        rig.item(2, &rise(1.0)),
        rig.item(3, &rise(1.0)),
    ];
    let right = rig.item(4, second);
    rig.player.play(queue, 0);
    rig.device();
    let mut heard = rig.pull(4_000);
    // By now all three lie in the ring.
    rest();
    rig.player.insert(vec![right], Spot::Next);
    rig.until("queued", |s| s.queue_length == 4);
    rest();
    heard.extend(rig.pull(whole.len() - 4_000));
    assert_eq!(heard, whole);
    rig.until("at it", |s| s.track == Some(4));
    assert_eq!(rig.pull(8_000), rise(1.0), "and what followed still does");
}

#[test]
fn an_edit_further_down_and_one_at_the_end_leave_the_join_alone() {
    let mut rig = Rig::new();
    let whole = tone(3.0, 220.0);
    let parts: Vec<Item> = (whole.chunks(8_000).zip(1..))
        .map(|(part, id)| rig.item(id, part))
        .collect();
    let other = rig.item(9, &rise(1.0));
    rig.player
        .play(vec![parts[0].clone(), parts[1].clone(), other], 0);
    rig.device();
    let mut heard = rig.pull(2_000);
    rest();
    // The feeder has come to the end of the queue, which grows and shrinks.
    let key = rig.player.queue().keys[2];
    rig.player.insert(vec![parts[2].clone()], Spot::End);
    rig.player.remove(vec![key]);
    rig.until("edited", |s| s.queue_length == 3 && s.queue_version >= 3);
    rest();
    heard.extend(rig.pull(whole.len() - 2_000));
    assert_eq!(heard, whole);
    rig.drain();
    rig.until("over", |s| !s.playing);
}

#[test]
fn the_playing_track_moves_in_the_queue_without_being_heard_to() {
    let mut rig = Rig::new();
    let long = rise(4.0);
    let queue = vec![
        rig.item(1, &long),
        rig.item(2, &tone(1.0, 220.0)),
        rig.item(3, &tone(1.0, 220.0)),
    ];
    rig.player.play(queue, 0);
    rig.device();
    let mut heard = rig.pull(1_000);
    rest();
    let keys = rig.player.queue().keys;
    rig.player.shift(vec![keys[0]], None);
    rig.until("moved", |s| s.queue_index == Some(2));
    assert_eq!(rig.player.queue().ids, [2, 3, 1]);
    rest();
    heard.extend(rig.pull(long.len() - 1_000));
    assert_eq!(heard, long);
    rig.drain();
    rig.until("over: it is the last", |s| !s.playing);
}

#[test]
fn the_place_that_is_taken_out_while_it_plays_gives_way_to_the_next() {
    let mut rig = Rig::new();
    let queue: Vec<Item> = (1..=3).map(|id| rig.item(id, &tone(3.0, 220.0))).collect();
    rig.player.play(queue, 1);
    rig.device();
    rig.pull(1_000);
    let keys = rig.player.queue().keys;
    rig.player.remove(vec![keys[1]]);
    let state = rig.until("next", |s| s.track == Some(3));
    assert_eq!((state.queue_index, state.playing), (Some(1), true));
    rig.player.remove(vec![keys[0], keys[2]]);
    let state = rig.until("empty", |s| s.queue_length == 0);
    assert_eq!((state.track, state.playing), (None, false));
    rig.drain();
    assert!(take(&mut rig, 4_000).iter().all(|s| *s == 0.0));
}

#[test]
fn clearing_jumping_and_repeating() {
    let mut rig = Rig::new();
    let short = tone(0.5, 220.0);
    let queue: Vec<Item> = (1..=4).map(|id| rig.item(id, &short)).collect();
    rig.player.play(queue, 0);
    rig.device();
    rig.until("queued", |s| s.queue_length == 4);
    let keys = rig.player.queue().keys;
    rig.player.jump(keys[2]);
    rig.until("jumped", |s| s.track == Some(3));
    rig.player.clear_ahead();
    rig.until("cleared", |s| s.queue_length == 3);
    rig.player.set_repeat(Repeat::One);
    rig.until("repeating one", |s| s.repeat == Repeat::One);
    rest();
    rig.pull(3 * short.len());
    assert_eq!(rig.player.state().track, Some(3));
    rig.player.set_repeat(Repeat::All);
    rig.until("repeating all", |s| s.repeat == Repeat::All);
    rest();
    rig.pull(short.len());
    rig.until("round", |s| s.track == Some(1));
    rig.player.previous();
    rig.until("back round", |s| s.track == Some(3) && s.playing);
    rig.player.set_repeat(Repeat::Off);
}

#[test]
fn a_repeating_queue_of_bad_files_stops_too() {
    let mut rig = Rig::new();
    rig.player.set_repeat(Repeat::All);
    rig.player.play(vec![rig.broken(1), rig.broken(2)], 0);
    rig.device();
    for _ in 0..PATIENCE {
        rig.samples.as_mut().unwrap().next();
        let state = rig.player.state();
        if !state.playing && state.problem.is_some() {
            return;
        }
        thread::sleep(Duration::from_millis(1));
    }
    panic!("still playing: {:?}", rig.player.state());
}

#[test]
fn the_shuffle_plays_every_track_once_and_keeps_the_one_that_plays() {
    let mut rig = Rig::new();
    let long = rise(2.0);
    let short = tone(0.2, 220.0);
    let mut queue = vec![rig.item(0, &short), rig.item(1, &long)];
    queue.extend((2..12).map(|id| rig.item(id, &short)));
    rig.player.play(queue, 1);
    rig.device();
    let mut heard = rig.pull(2_000);
    rig.player.set_shuffle(true);
    let state = rig.until("shuffled", |s| s.shuffle);
    assert_eq!((state.track, state.queue_index), (Some(1), Some(0)));
    rest();
    heard.extend(rig.pull(long.len() - 2_000));
    assert_eq!(heard, long);
    let order = rig.player.queue().ids;
    for id in &order[1..] {
        rig.pull(short.len() / 2);
        let wanted = *id;
        rig.until("in the shuffled order", |s| s.track == Some(wanted));
        rig.pull(short.len() - short.len() / 2);
        rest();
    }
    rig.player.set_shuffle(false);
    rig.until("in order", |s| !s.shuffle);
    assert_eq!(rig.player.queue().ids, (0..12).collect::<Vec<_>>());
}

#[test]
fn what_is_kept_is_there_again_paused_without_what_has_gone() {
    let mut rig = Rig::new();
    let queue: Vec<Item> = (1..=5).map(|id| rig.item(id, &rise(4.0))).collect();
    rig.player.play(queue.clone(), 2);
    rig.device();
    rig.player.set_volume(0.9);
    rig.player.set_repeat(Repeat::All);
    rig.player.set_shuffle(true);
    rig.until("shuffled", |s| s.shuffle);
    rig.pull(16_000);
    rig.player.toggle();
    rig.until("paused", |s| !s.playing && s.position_s > 1.9);
    let kept = rig.player.kept();

    let mut other = Rig::new();
    let items = (kept.tracks.iter())
        .map(|id| {
            queue
                .iter()
                .find(|item| item.id == *id && *id != 4)
                .cloned()
        })
        .collect();
    other.player.restore(kept.clone(), items);
    let state = other.until("restored", |s| s.queue_length == 4);
    assert_eq!((state.track, state.playing), (Some(3), false));
    assert!((state.position_s - kept.position_s).abs() < 1e-6);
    assert_eq!((state.volume, state.repeat), (0.9, Repeat::All));
    let there: Vec<u32> = kept.tracks.iter().copied().filter(|id| *id != 4).collect();
    assert_eq!(other.player.queue().ids, there);
    other.player.set_shuffle(false);
    other.until("in order", |s| !s.shuffle);
    assert_eq!(other.player.queue().ids, [1, 2, 3, 5]);
    other.player.toggle();
    other.device();
    let heard = other.pull(200)[199] / 0.729;
    let at_s = (heard - 0.1) / 0.8 * 4.0;
    assert!((at_s - kept.position_s).abs() < 0.06, "{at_s} s");
}

//! Previews, heard in place of what plays.

mod rig;

use std::thread;
use std::time::Duration;

use rig::{RATE, Rig, rise, steepest, take, tone};

#[test]
fn a_preview_is_heard_in_place_of_the_track_which_loses_no_sample() {
    let mut rig = Rig::new();
    let song = rise(8.0);
    // Above all of the other's values.
    let other = vec![2.0; 30 * RATE as usize];
    rig.player.play(vec![rig.item(1, &song)], 0);
    let item = rig.item(2, &other);
    rig.device();
    let before = rig.pull(8_000);
    rig.player.preview(item, 10.0, 15.0);
    let state = rig.until("previewing", |s| s.preview == Some(2));
    assert_eq!((state.track, state.playing), (Some(1), true));
    rig.drain();
    let mut heard = Vec::new();
    while heard.len() < 16_000 || heard.last() != Some(&2.0) {
        heard.push(rig.samples.as_mut().unwrap().next().unwrap());
    }
    assert!(heard.contains(&2.0));
    let held = rig.player.state().position_s;
    // A device takes its time; what is decoded ahead is enough for the fade.
    thread::sleep(Duration::from_millis(100));
    rig.player.end_preview();
    rig.until("ended", |s| s.preview.is_none());
    let after = take(&mut rig, 4_000);
    assert!(steepest(&after) < 0.02, "{}", steepest(&after));
    // A fade of 15 ms is all that lies between what was heard before and after.
    let last = *after.last().unwrap();
    let gone = (last - before[7_999]) / 0.8 * song.len() as f32;
    assert!(gone <= 4_000.0 + 242.0, "{gone} frames for 4000");
    assert!(gone >= 3_000.0, "{gone} frames for 4000");
    assert!(rig.player.state().position_s - held < 0.6);
}

#[test]
fn a_preview_ends_by_itself_and_leaves_a_paused_player_paused() {
    let mut rig = Rig::new();
    rig.player.play(vec![rig.item(1, &rise(4.0))], 0);
    let item = rig.item(2, &[0.5; 10 * RATE as usize]);
    rig.device();
    rig.pull(8_000);
    rig.player.toggle();
    rig.until("paused", |s| !s.playing);
    rig.drain();
    rig.player.preview(item.clone(), 2.0, 3.0);
    rig.until("previewing", |s| s.preview == Some(2));
    let heard = rig.pull(3 * RATE as usize - 2);
    assert!(heard[1_000..22_000].iter().all(|s| *s == 0.5));
    assert!(steepest(&heard) < 0.001, "it comes and goes in a fade");
    rig.drain();
    let state = rig.until("over", |s| s.preview.is_none());
    assert!(!state.playing);
    assert!(take(&mut rig, 4_000).iter().all(|s| *s == 0.0));
    // Near the end of a file it is merely shorter.
    rig.player.preview(item, 9.5, 3.0);
    rig.pull(3_900);
    rig.drain();
    rig.until("over again", |s| s.preview.is_none());
}

#[test]
fn a_preview_of_a_file_that_cannot_be_played_gives_the_track_back() {
    let mut rig = Rig::new();
    rig.player.play(vec![rig.item(1, &tone(8.0, 220.0))], 0);
    rig.device();
    rig.pull(1_000);
    rig.player.preview(rig.broken(2), 0.0, 15.0);
    let state = rig.until("a problem", |s| s.problem.is_some());
    assert_eq!(state.problem.unwrap().about.as_deref(), Some("2.mp3"));
    assert_eq!((state.preview, state.playing), (None, true));
    rig.pull(8_000);
}

#[test]
fn every_command_to_the_player_ends_a_preview() {
    let mut rig = Rig::new();
    let queue = vec![rig.item(1, &rise(4.0)), rig.item(2, &rise(4.0))];
    let other = rig.item(3, &rise(20.0));
    rig.player.play(queue, 0);
    rig.device();
    rig.pull(800);
    rig.player.preview(other.clone(), 0.0, 15.0);
    rig.until("previewing", |s| s.preview == Some(3));
    rig.player.next();
    rig.until("at the next", |s| s.preview.is_none() && s.track == Some(2));
    rig.player.preview(other, 0.0, 15.0);
    rig.until("previewing again", |s| s.preview == Some(3));
    rig.player.toggle();
    rig.until("paused", |s| s.preview.is_none() && !s.playing);
}

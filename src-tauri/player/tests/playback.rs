//! The player as a program uses it, on a device that hands its samples to the
//! test.

use std::f32::consts::TAU;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use moodplane_player::{
    Item, Level, Levelling, Loudness, Opened, Output, Player, PlayerError, PlayerState, Repeat,
    Spot,
};
use rodio::mixer::{MixerSource, mixer};

/// The device's and the files' sample rate, Hz: low, so that tests are quick.
const RATE: u32 = 8_000;

/// How often to ask for something that another thread brings about before
/// giving up. Only a broken player reaches it.
const PATIENCE: usize = 20_000;

/// A device whose samples the test pulls.
struct Bench {
    /// Another device beside the usual one, by its name.
    extra: Arc<Mutex<Option<String>>>,
    there: Arc<AtomicBool>,
    opened: Sender<(MixerSource, Arc<AtomicBool>)>,
}

impl Output for Bench {
    fn has(&mut self, name: &str) -> bool {
        self.extra.lock().unwrap().as_deref() == Some(name)
    }

    fn open(&mut self, wanted: Option<&str>) -> Result<Opened, PlayerError> {
        if !self.there.load(Ordering::SeqCst) {
            return Err(PlayerError::NoDevice("unplugged".to_owned()));
        }
        let lost = Arc::new(AtomicBool::new(false));
        let one = NonZero::new(1).unwrap();
        let (mixer, samples) = mixer(one, NonZero::new(RATE).unwrap());
        self.opened.send((samples, Arc::clone(&lost))).unwrap();
        Ok(Opened {
            mixer,
            sample_rate: RATE,
            channels: 1,
            name: wanted
                .filter(|name| self.has(name))
                .unwrap_or("bench")
                .to_owned(),
            lost,
            keep: Box::new(()),
        })
    }
}

struct Rig {
    player: Player,
    extra: Arc<Mutex<Option<String>>>,
    there: Arc<AtomicBool>,
    devices: Receiver<(MixerSource, Arc<AtomicBool>)>,
    samples: Option<MixerSource>,
    lost: Arc<AtomicBool>,
    states: Arc<Mutex<Vec<PlayerState>>>,
    folder: tempfile::TempDir,
}

impl Rig {
    fn new() -> Self {
        let there = Arc::new(AtomicBool::new(true));
        let (opened, devices) = channel();
        let states = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&states);
        let extra = Arc::default();
        let bench = Bench {
            extra: Arc::clone(&extra),
            there: Arc::clone(&there),
            opened,
        };
        Self {
            player: Player::new(bench, move |s| log.lock().unwrap().push(s.clone())),
            extra,
            there,
            devices,
            samples: None,
            lost: Arc::default(),
            states,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// A file with these samples; its id is its number.
    fn item(&self, id: u32, samples: &[f32]) -> Item {
        let path = self.folder.path().join(format!("{id}.wav"));
        write(&path, samples);
        Item {
            id,
            path,
            loudness: Loudness::default(),
        }
    }

    fn broken(&self, id: u32) -> Item {
        let path: PathBuf = self.folder.path().join(format!("{id}.mp3"));
        std::fs::write(&path, "these are words").unwrap();
        Item {
            id,
            path,
            loudness: Loudness::default(),
        }
    }

    /// Waits for the device to be opened.
    fn device(&mut self) {
        let (samples, lost) = self.devices.recv().unwrap();
        self.samples = Some(samples);
        self.lost = lost;
    }

    /// Pulls until `count` samples that are not silence have come. The test's
    /// signals never cross zero, so silence is only waiting.
    fn pull(&mut self, count: usize) -> Vec<f32> {
        let mut out = Vec::new();
        let mut waits = 0;
        while out.len() < count {
            match self.samples.as_mut().unwrap().next() {
                Some(sample) if sample != 0.0 => out.push(sample),
                _ => {
                    waits += 1;
                    assert!(waits < PATIENCE, "only {} of {count} samples", out.len());
                    thread::sleep(Duration::from_millis(1));
                }
            }
        }
        out
    }

    /// Lets the device run over silence and the last samples of a fade.
    fn drain(&mut self) {
        for _ in 0..RATE / 10 {
            self.samples.as_mut().unwrap().next();
        }
    }

    /// Waits until the state is as wanted.
    fn until(&self, what: &str, wanted: impl Fn(&PlayerState) -> bool) -> PlayerState {
        for _ in 0..PATIENCE {
            let state = self.player.state();
            if wanted(&state) {
                return state;
            }
            thread::sleep(Duration::from_millis(1));
        }
        panic!("never {what}: {:?}", self.player.state());
    }
}

fn write(path: &Path, samples: &[f32]) {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: RATE,
        bits_per_sample: 32,
        sample_format: hound::SampleFormat::Float,
    };
    let mut file = hound::WavWriter::create(path, spec).unwrap();
    samples.iter().for_each(|s| file.write_sample(*s).unwrap());
    file.finalize().unwrap();
}

/// A sine that stays above zero.
fn tone(seconds: f32, hertz: f32) -> Vec<f32> {
    let frames = (seconds * RATE as f32) as usize;
    let step = hertz * TAU / RATE as f32;
    (0..frames)
        .map(|n| 0.5 + 0.25 * (n as f32 * step).sin())
        .collect()
}

/// A rise from 0.1 to 0.9 over the file: each value says where it stands.
fn rise(seconds: f32) -> Vec<f32> {
    let frames = (seconds * RATE as f32) as usize;
    (0..frames)
        .map(|n| 0.1 + 0.8 * n as f32 / frames as f32)
        .collect()
}

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
    let state = rig.until("at the second", |s| s.track == Some(2));
    assert_eq!(state.queue_index, Some(1));
    let place = state.position_s * RATE as f32;
    assert!((place - 3_000.0).abs() < 1.0, "{place}");
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
    assert!(problem.contains("1.mp3"), "{problem}");
    assert!(problem.contains("not audio"), "{problem}");
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
fn without_a_device_it_says_so_and_tries_again() {
    let mut rig = Rig::new();
    rig.there.store(false, Ordering::SeqCst);
    let samples = tone(1.0, 220.0);
    rig.player.play(vec![rig.item(1, &samples)], 0);
    let state = rig.until("a problem", |s| s.problem.is_some());
    assert!(!state.playing);
    assert_eq!(state.track, Some(1));
    assert!(state.problem.unwrap().contains("no sound device"));
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
    assert!(state.problem.unwrap().contains("went away"));
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

/// Pulls this many samples, whatever they are.
fn take(rig: &mut Rig, count: usize) -> Vec<f32> {
    let samples = rig.samples.as_mut().unwrap();
    (0..count).filter_map(|_| samples.next()).collect()
}

/// The steepest step from one sample to the next.
fn steepest(samples: &[f32]) -> f32 {
    let steps = samples.windows(2).map(|w| (w[1] - w[0]).abs());
    steps.fold(0.0, f32::max)
}

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
    assert!(state.problem.unwrap().contains("2.mp3"));
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

/// Lets the feeder fill the ring.
fn rest() {
    thread::sleep(Duration::from_millis(100));
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
    assert!(state.problem.unwrap().contains("2.wav"));
}

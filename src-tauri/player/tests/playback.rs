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

use moodplane_player::{Item, Opened, Output, Player, PlayerError, PlayerState};
use rodio::mixer::{MixerSource, mixer};

/// The device's and the files' sample rate, Hz: low, so that tests are quick.
const RATE: u32 = 8_000;

/// How often to ask for something that another thread brings about before
/// giving up. Only a broken player reaches it.
const PATIENCE: usize = 20_000;

/// A device whose samples the test pulls.
struct Bench {
    there: Arc<AtomicBool>,
    opened: Sender<(MixerSource, Arc<AtomicBool>)>,
}

impl Output for Bench {
    fn open(&mut self) -> Result<Opened, PlayerError> {
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
            name: "bench".to_owned(),
            lost,
            keep: Box::new(()),
        })
    }
}

struct Rig {
    player: Player,
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
        let bench = Bench {
            there: Arc::clone(&there),
            opened,
        };
        Self {
            player: Player::new(bench, move |s| log.lock().unwrap().push(s.clone())),
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
        Item { id, path }
    }

    fn broken(&self, id: u32) -> Item {
        let path: PathBuf = self.folder.path().join(format!("{id}.mp3"));
        std::fs::write(&path, "these are words").unwrap();
        Item { id, path }
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
    rig.player.enqueue(vec![rig.item(2, &samples)]);
    rig.until("queued", |s| s.queue == [1, 2]);
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

//! A player on a device that hands its samples to the test.

// Each test uses a part of it.
#![allow(dead_code)]

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
pub const RATE: u32 = 8_000;

/// How often to ask for something that another thread brings about before
/// giving up. Only a broken player reaches it.
pub const PATIENCE: usize = 20_000;

/// A device whose samples the test pulls.
pub struct Bench {
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

pub struct Rig {
    pub player: Player,
    pub extra: Arc<Mutex<Option<String>>>,
    pub there: Arc<AtomicBool>,
    pub devices: Receiver<(MixerSource, Arc<AtomicBool>)>,
    pub samples: Option<MixerSource>,
    pub lost: Arc<AtomicBool>,
    pub states: Arc<Mutex<Vec<PlayerState>>>,
    pub folder: tempfile::TempDir,
}

impl Rig {
    pub fn new() -> Self {
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
    pub fn item(&self, id: u32, samples: &[f32]) -> Item {
        let path = self.folder.path().join(format!("{id}.wav"));
        write(&path, samples);
        Item {
            id,
            path,
            ..Item::default()
        }
    }

    pub fn broken(&self, id: u32) -> Item {
        let path: PathBuf = self.folder.path().join(format!("{id}.mp3"));
        std::fs::write(&path, "these are words").unwrap();
        Item {
            id,
            path,
            ..Item::default()
        }
    }

    /// Waits for the device to be opened.
    pub fn device(&mut self) {
        let (samples, lost) = self.devices.recv().unwrap();
        self.samples = Some(samples);
        self.lost = lost;
    }

    /// Pulls until `count` samples that are not silence have come. The test's
    /// signals never cross zero, so silence is only waiting.
    pub fn pull(&mut self, count: usize) -> Vec<f32> {
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
    pub fn drain(&mut self) {
        for _ in 0..RATE / 10 {
            self.samples.as_mut().unwrap().next();
        }
    }

    /// Waits until the state is as wanted.
    pub fn until(&self, what: &str, wanted: impl Fn(&PlayerState) -> bool) -> PlayerState {
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

pub fn write(path: &Path, samples: &[f32]) {
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
pub fn tone(seconds: f32, hertz: f32) -> Vec<f32> {
    let frames = (seconds * RATE as f32) as usize;
    let step = hertz * TAU / RATE as f32;
    (0..frames)
        .map(|n| 0.5 + 0.25 * (n as f32 * step).sin())
        .collect()
}

/// A rise from 0.1 to 0.9 over the file: each value says where it stands.
pub fn rise(seconds: f32) -> Vec<f32> {
    let frames = (seconds * RATE as f32) as usize;
    (0..frames)
        .map(|n| 0.1 + 0.8 * n as f32 / frames as f32)
        .collect()
}

/// Pulls this many samples, whatever they are.
pub fn take(rig: &mut Rig, count: usize) -> Vec<f32> {
    let samples = rig.samples.as_mut().unwrap();
    (0..count).filter_map(|_| samples.next()).collect()
}

/// The same as fast as a device plays them, so that whoever fills the ring is in no
/// more of a hurry than there.
pub fn paced(rig: &mut Rig, count: usize) -> Vec<f32> {
    let per_ms = RATE as usize / 1_000;
    let mut out = Vec::with_capacity(count);
    while out.len() < count {
        out.extend(take(rig, per_ms.min(count - out.len())));
        thread::sleep(Duration::from_millis(1));
    }
    out
}

/// The steepest step from one sample to the next.
pub fn steepest(samples: &[f32]) -> f32 {
    let steps = samples.windows(2).map(|w| (w[1] - w[0]).abs());
    steps.fold(0.0, f32::max)
}

/// Lets the feeder fill the ring, on a busy machine too.
pub fn rest() {
    thread::sleep(Duration::from_millis(300));
}

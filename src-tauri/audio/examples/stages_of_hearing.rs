//! Seconds of processor time that each stage of a hearing takes for an hour of
//! music: decoding, then every ear alone, over the same samples in the same
//! blocks as when all hear together.
//!
//! `cargo run --release -p moodplane-audio --example stages_of_hearing -- FILE…`
//!
//! The ears are no part of the crate's interface: their sources are compiled in
//! here, so that nothing in the crate has to be opened or timed for this.

use std::error::Error;
use std::path::Path;

use moodplane_audio::{AudioError, Decoder, Key, Limits, Mode, Resampler, Tempo};

#[path = "../src/digest.rs"]
mod digest;
#[path = "../src/frames.rs"]
mod frames;
#[path = "../src/identity.rs"]
mod identity;
#[path = "../src/key.rs"]
mod key;
#[path = "../src/loudness.rs"]
mod loudness;
#[path = "../src/low.rs"]
mod low;
#[path = "../src/onsets.rs"]
mod onsets;
#[path = "../src/spectra.rs"]
mod spectra;
#[path = "../src/tempo.rs"]
mod tempo;
#[path = "../src/tonal.rs"]
mod tonal;
#[path = "../src/true_peak.rs"]
mod true_peak;

/// The rate that the default model's sound is resampled to, Hz.
const NETWORK_RATE: u32 = 16_000;

/// Frames in a block: those of a packet of MP3, near those of other codecs.
const BLOCK: usize = 1152;

/// The most that is kept of one file, s: 200 MB of stereo.
const LONGEST_S: f64 = 600.0;

const STAGES: [&str; 8] = [
    "decoding",
    "fold to mono, fingerprint",
    "loudness",
    "true peak",
    "low-rate stream",
    "tempo",
    "key",
    "resampling",
];

fn main() -> Result<(), Box<dyn Error>> {
    let (mut music_s, mut spent) = (0.0, [0.0; STAGES.len()]);
    for file in std::env::args_os().skip(1) {
        music_s += measure(Path::new(&file), &mut spent)?;
    }
    if music_s == 0.0 {
        println!("stages: no music was given, nothing to measure");
        return Ok(());
    }
    for (stage, seconds) in STAGES.iter().zip(spent) {
        println!("{stage}\t{}", seconds * 3600.0 / music_s);
    }
    Ok(())
}

/// Adds what each stage takes of a file; gives how much was heard, s.
fn measure(path: &Path, spent: &mut [f64; STAGES.len()]) -> Result<f64, Box<dyn Error>> {
    let mut clock = Clock(cpu_s()?);
    let mut decoder = Decoder::open(path, &Limits::default())?;
    let (rate, channels) = (decoder.info().sample_rate, decoder.info().channels);
    let most = (LONGEST_S * f64::from(rate)) as usize * channels;
    let mut sound: Vec<f32> = Vec::new();
    while sound.len() < most {
        let Some(block) = decoder.next_block()? else {
            break;
        };
        sound.extend_from_slice(block);
    }
    spent[0] += clock.lap()?;

    let (mut mono, mut peaks) = (Vec::new(), Vec::new());
    let (mut means, mut tops) = (Vec::new(), Vec::new());
    let mut identity = identity::Identity::new(rate);
    for block in sound.chunks(BLOCK * channels) {
        frames::fold(block, channels, &mut means, &mut tops);
        identity.push(&means);
        mono.extend_from_slice(&means);
        peaks.extend_from_slice(&tops);
    }
    std::hint::black_box(identity.finish());
    spent[1] += clock.lap()?;

    let mut loudness = loudness::Loudness::new(channels, rate)?;
    for block in sound.chunks(BLOCK * channels) {
        loudness.push(block)?;
    }
    std::hint::black_box(loudness.integrated_lufs());
    spent[2] += clock.lap()?;

    let mut true_peak = true_peak::TruePeak::new(channels, rate);
    for (block, tops) in sound.chunks(BLOCK * channels).zip(peaks.chunks(BLOCK)) {
        true_peak.push(block, tops);
    }
    std::hint::black_box(true_peak.dbtp());
    spent[3] += clock.lap()?;

    let mut low = low::Low::new(rate);
    let mut slow = Vec::new();
    for block in mono.chunks(BLOCK) {
        low.push(block, &mut slow);
    }
    spent[4] += clock.lap()?;

    // A block of the low rate is shorter by as much.
    let low_block = (BLOCK * slow.len() / mono.len().max(1)).max(1);
    let mut tempo = tempo::TempoMeter::new(low.rate());
    for block in slow.chunks(low_block) {
        tempo.push(block);
    }
    std::hint::black_box(tempo.finish());
    spent[5] += clock.lap()?;

    let mut key = key::KeyMeter::new(low.rate());
    for block in slow.chunks(low_block) {
        key.push(block);
    }
    std::hint::black_box(key.finish());
    spent[6] += clock.lap()?;

    let mut resampler = Resampler::new(rate, NETWORK_RATE)?;
    let mut given = 0;
    for block in mono.chunks(BLOCK) {
        resampler.push(block, &mut |out| given += out.len())?;
    }
    resampler.finish(&mut |out| given += out.len())?;
    std::hint::black_box(given);
    spent[7] += clock.lap()?;
    Ok(mono.len() as f64 / f64::from(rate))
}

/// Times one stage after the other.
struct Clock(f64);

impl Clock {
    fn lap(&mut self) -> Result<f64, Box<dyn Error>> {
        let before = std::mem::replace(&mut self.0, cpu_s()?);
        Ok(self.0 - before)
    }
}

/// Processor time of this thread so far, s: other programs at work do not count.
fn cpu_s() -> Result<f64, Box<dyn Error>> {
    let said = std::fs::read_to_string("/proc/thread-self/schedstat")
        .map_err(|error| format!("the stages can only be timed on Linux: {error}"))?;
    let nanoseconds = said.split_whitespace().next().unwrap_or_default();
    Ok(nanoseconds.parse::<f64>()? / 1e9)
}

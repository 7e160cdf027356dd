//! Sound made for the tests, and the files that hold it.
#![allow(dead_code, reason = "each test crate uses a part of it")]

use std::f32::consts::TAU;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;

use moodplane_audio::{AudioError, Heard, Limits, Wanted, hear};

/// A sine of `hz` with amplitude `level`.
pub fn sine(hz: f32, level: f32, seconds: f32, rate: u32) -> Vec<f32> {
    let step = f64::from(hz) * std::f64::consts::TAU / f64::from(rate);
    (0..(seconds * rate as f32) as usize)
        .map(|i| level * (i as f64 * step).sin() as f32)
        .collect()
}

/// White noise, the same at every call.
pub fn noise(level: f32, count: usize) -> Vec<f32> {
    let mut state = 0x2545_f491_u32;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        level * (state as f32 / u32::MAX as f32 * 2.0 - 1.0)
    };
    (0..count).map(|_| next()).collect()
}

/// A metronome.
pub fn clicks(bpm: f64, seconds: f32, rate: u32) -> Vec<f32> {
    let mut sound = vec![0.0; (seconds * rate as f32) as usize];
    let stroke = decaying(sine(1_500.0, 0.7, 0.05, rate), 0.01, rate);
    for at in beats(bpm, 1.0, seconds) {
        add(&mut sound, &stroke, at, rate);
    }
    sound
}

/// A rock beat: kick on 1 and 3, snare on 2 and 4, hats on eighths.
pub fn drums(bpm: f64, seconds: f32, rate: u32) -> Vec<f32> {
    let mut sound = vec![0.0; (seconds * rate as f32) as usize];
    let kick = decaying(sine(60.0, 0.8, 0.25, rate), 0.08, rate);
    let snare = decaying(noise(0.5, rate as usize / 5), 0.05, rate);
    let hat = decaying(noise(0.12, rate as usize / 20), 0.015, rate);
    for (i, at) in beats(bpm, 1.0, seconds).into_iter().enumerate() {
        add(
            &mut sound,
            if i % 2 == 0 { &kick } else { &snare },
            at,
            rate,
        );
    }
    for at in beats(bpm, 0.5, seconds) {
        add(&mut sound, &hat, at, rate);
    }
    sound
}

/// Chords of a full cadence (I vi IV V I, or i VI iv V i) with a bass, in the
/// key of `tonic` (0 = C), each a second long.
pub fn cadence(tonic: u8, minor: bool, seconds: f32, rate: u32) -> Vec<f32> {
    let chords: [[i32; 3]; 5] = if minor {
        [[0, 3, 7], [8, 12, 15], [5, 8, 12], [7, 11, 14], [0, 3, 7]]
    } else {
        [[0, 4, 7], [9, 12, 16], [5, 9, 12], [7, 11, 14], [0, 4, 7]]
    };
    let mut sound = vec![0.0; (seconds * rate as f32) as usize];
    for second in 0..seconds as usize {
        let chord = chords[second % chords.len()];
        let bass = chord[0] - 12;
        for note in chord.into_iter().chain([bass]) {
            let midi = 60 + i32::from(tonic) + note;
            let hz = 440.0 * ((midi - 69) as f32 / 12.0).exp2();
            for overtone in 1..=5 {
                let level = 0.1 / overtone as f32;
                let tone = sine(hz * overtone as f32, level, 1.0, rate);
                add(&mut sound, &decaying(tone, 0.6, rate), second as f64, rate);
            }
        }
    }
    sound
}

fn beats(bpm: f64, step: f64, seconds: f32) -> Vec<f64> {
    let period = 60.0 / bpm * step;
    (0..)
        .map(|i| f64::from(i) * period)
        .take_while(|at| *at < f64::from(seconds))
        .collect()
}

fn decaying(mut sound: Vec<f32>, time_s: f32, rate: u32) -> Vec<f32> {
    for (i, sample) in sound.iter_mut().enumerate() {
        *sample *= (-(i as f32) / (time_s * rate as f32)).exp();
    }
    sound
}

fn add(sound: &mut [f32], part: &[f32], at_s: f64, rate: u32) {
    let from = (at_s * f64::from(rate)) as usize;
    for (sum, sample) in sound.iter_mut().skip(from).zip(part) {
        *sum += sample;
    }
}

/// Something that is different at every moment and survives lossy codecs: a
/// tone that rises by an octave over eight seconds, beating in loudness.
pub fn sweep(seconds: f32, rate: u32) -> Vec<f32> {
    let mut phase = 0.0_f32;
    (0..(seconds * rate as f32) as usize)
        .map(|i| {
            let s = i as f32 / rate as f32;
            phase = (phase + 300.0 * (s / 8.0).exp2() / rate as f32).fract();
            (0.35 + 0.15 * (TAU * 1.3 * s).sin()) * (TAU * phase).sin()
        })
        .collect()
}

/// Writes 16-bit PCM, the same sound on every channel.
pub fn write_wav(path: &Path, rate: u32, channels: u16, mono: &[f32]) {
    let spec = hound::WavSpec {
        channels,
        sample_rate: rate,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(path, spec).unwrap();
    for sample in mono {
        for _ in 0..channels {
            writer.write_sample((sample * 32_767.0) as i16).unwrap();
        }
    }
    writer.finalize().unwrap();
}

/// Runs ffmpeg; false, with a word, where there is none or it lacks a codec.
pub fn ffmpeg(from: &Path, options: &[&str], to: &Path) -> bool {
    let done = Command::new("ffmpeg")
        .args(["-hide_banner", "-loglevel", "error", "-y", "-i"])
        .arg(from)
        .args(options)
        .arg(to)
        .status();
    let made = done.is_ok_and(|status| status.success());
    if !made {
        println!("skipped: ffmpeg cannot make {}", to.display());
    }
    made
}

/// Every format that is promised: name of the file and how to encode it.
pub const FORMATS: [(&str, &[&str]); 12] = [
    ("cbr.mp3", &["-c:a", "libmp3lame", "-b:a", "192k"]),
    ("vbr.mp3", &["-c:a", "libmp3lame", "-q:a", "2"]),
    (
        "bare.mp3",
        &[
            "-c:a",
            "libmp3lame",
            "-b:a",
            "128k",
            "-write_xing",
            "0",
            "-id3v2_version",
            "0",
        ],
    ),
    ("a.flac", &["-c:a", "flac"]),
    ("vorbis.ogg", &["-c:a", "libvorbis", "-q:a", "5"]),
    ("a.opus", &["-c:a", "libopus", "-b:a", "128k"]),
    ("aac.m4a", &["-c:a", "aac", "-b:a", "160k"]),
    (
        "fast.m4a",
        &["-c:a", "aac", "-b:a", "160k", "-movflags", "faststart"],
    ),
    ("adts.aac", &["-c:a", "aac", "-b:a", "160k", "-f", "adts"]),
    ("alac.m4a", &["-c:a", "alac"]),
    ("b.wav", &["-c:a", "pcm_s24le"]),
    ("a.aiff", &["-c:a", "pcm_s16be"]),
];

/// A fresh folder that goes with the test.
pub fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// Hears a file with the default limits.
pub fn hear_file(path: &Path) -> Result<Heard, AudioError> {
    hear_with(path, &Limits::default(), &[]).map(|(heard, _)| heard)
}

/// Hears a file and collects the stream of the one rate that is asked for.
pub fn hear_with(
    path: &Path,
    limits: &Limits,
    rates: &[u32],
) -> Result<(Heard, Vec<f32>), AudioError> {
    let wanted = Wanted {
        rates: rates.to_vec(),
    };
    let mut stream = Vec::new();
    let heard = hear(
        path,
        limits,
        &wanted,
        &AtomicBool::new(false),
        &mut |_, samples| {
            stream.extend_from_slice(samples);
        },
    )?;
    Ok((heard, stream))
}

/// The code a file fails with; `fine` where it does not.
pub fn code(path: &Path) -> &'static str {
    hear_file(path).map_or_else(|error| error.code(), |_| "fine")
}

/// Writes bytes to a new file in a folder.
pub fn write(folder: &tempfile::TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

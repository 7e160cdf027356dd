//! Music for the tests: a small tune, and the same in every format.

use std::f32::consts::TAU;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

const RATE: u32 = 44_100;

/// Writes a tune of so many seconds as a WAV file: broken triads over a beat.
/// Each `variant` is in another key and tempo, so that no two sound alike.
///
/// # Errors
/// If the file cannot be written.
pub fn song(path: &Path, seconds: u32, variant: u32) -> Result<()> {
    let spec = hound::WavSpec {
        channels: 2,
        sample_rate: RATE,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut wav = hound::WavWriter::create(path, spec)
        .with_context(|| format!("cannot write {}", path.display()))?;
    for sound in tune(RATE, seconds, variant) {
        let sample = (sound.clamp(-1.0, 1.0) * f32::from(i16::MAX)) as i16;
        wav.write_sample(sample)?;
        wav.write_sample(sample)?;
    }
    Ok(wav.finalize()?)
}

/// The same tune as samples, at `rate` Hz.
pub fn tune(rate: u32, seconds: u32, variant: u32) -> Vec<f32> {
    let tonic = 196.0 * 2f32.powf((variant % 12) as f32 / 12.0);
    let beat_s = 60.0 / (90.0 + 7.0 * (variant % 9) as f32);
    let sample = |at: u32| {
        let time = at as f32 / rate as f32;
        let (beat, since) = ((time / beat_s) as usize, time % beat_s);
        let chord = [0, 9, 5, 7][beat / 4 % 4];
        let step = chord + [0, 4, 7, 12][beat % 4];
        let hz = tonic * 2f32.powf(step as f32 / 12.0);
        let note: f32 = (1..5)
            .map(|n| (TAU * hz * n as f32 * time).sin() / n as f32)
            .sum();
        let drum = (TAU * 55.0 * since).sin() * (-14.0 * since).exp();
        0.22 * note * (-2.0 * since).exp() + 0.4 * drum
    };
    (0..seconds * rate).map(sample).collect()
}

/// Writes samples as a WAV file of floats, the same in each channel.
///
/// # Errors
/// If the file cannot be written.
pub fn wave(path: &Path, rate: u32, channels: u16, samples: &[f32]) -> Result<()> {
    let spec = hound::WavSpec {
        channels,
        sample_rate: rate,
        bits_per_sample: 32,
        sample_format: hound::SampleFormat::Float,
    };
    let mut wav = hound::WavWriter::create(path, spec)
        .with_context(|| format!("cannot write {}", path.display()))?;
    for &sample in samples {
        for _ in 0..channels {
            wav.write_sample(sample)?;
        }
    }
    Ok(wav.finalize()?)
}

/// Every format that is promised, as a file's ending and what ffmpeg is told
/// to make it.
pub const FORMATS: [(&str, &[&str]); 10] = [
    ("wav", &["-c:a", "pcm_s24le"]),
    ("aiff", &["-c:a", "pcm_s16be"]),
    ("flac", &["-c:a", "flac"]),
    ("alac.m4a", &["-c:a", "alac"]),
    ("mp3", &["-c:a", "libmp3lame", "-b:a", "192k"]),
    ("mp2", &["-c:a", "mp2", "-b:a", "256k"]),
    ("ogg", &["-c:a", "libvorbis", "-q:a", "6"]),
    ("opus", &["-c:a", "libopus", "-b:a", "128k"]),
    ("m4a", &["-c:a", "aac", "-b:a", "192k"]),
    ("aac", &["-c:a", "aac", "-b:a", "192k", "-f", "adts"]),
];

/// Encodes a file beside itself and returns where.
///
/// # Errors
/// If ffmpeg is missing or fails.
pub fn encode(wav: &Path, ending: &str, how: &[&str]) -> Result<PathBuf> {
    let stem = wav.file_stem().context("the tune has no name")?;
    let folder = wav.parent().context("the tune is in no folder")?;
    let to = folder.join(format!("{}-as.{ending}", stem.to_string_lossy()));
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-y", "-i"])
        .arg(wav)
        .args(how)
        .args(["-metadata", "title=A Tune", "-metadata", "artist=Tester"])
        .arg(&to)
        .output()
        .context("ffmpeg is needed for these tests: install it")?;
    if !output.status.success() {
        bail!("ffmpeg: {}", String::from_utf8_lossy(&output.stderr));
    }
    if fs::metadata(&to)?.len() == 0 {
        bail!("ffmpeg wrote nothing to {}", to.display());
    }
    Ok(to)
}

/// Writes what is encoded in a file into another with another title, a long
/// comment and so another layout.
///
/// # Errors
/// If ffmpeg is missing or fails.
pub fn retag(from: &Path, to: &Path, title: &str) -> Result<()> {
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-y", "-i"])
        .arg(from)
        .args(["-map_metadata", "-1", "-map_metadata:s", "-1", "-c", "copy"])
        .args(["-metadata", &format!("title={title}")])
        .args(["-metadata", &format!("comment={}", "words ".repeat(5_000))])
        .arg(to)
        .output()
        .context("ffmpeg is needed for these tests: install it")?;
    if !output.status.success() {
        bail!("ffmpeg: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}

//! Seconds of work for an hour of music: decoding alone, and a whole hearing.
//!
//! `cargo bench -p moodplane-audio --bench hear -- FOLDER`

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use moodplane_audio::{AudioError, Decoder, Limits, Wanted, hear};

/// The rates asked for: what the default model eats.
const RATES: [u32; 1] = [16_000];

fn main() {
    let folder = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    let Some(folder) = folder.map(PathBuf::from) else {
        println!("hear: no folder of music was given, nothing to measure");
        return;
    };
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    files.retain(|path| path.is_file());
    files.sort();
    let mut music_s = 0.0;
    let mut decode = Duration::ZERO;
    let mut whole = Duration::ZERO;
    for path in &files {
        let start = Instant::now();
        let length = match decode_only(path) {
            Ok(length) => length,
            Err(error) => {
                println!("{}: {}: {error}", path.display(), error.code());
                continue;
            }
        };
        decode += start.elapsed();
        music_s += length;
        let start = Instant::now();
        let wanted = Wanted {
            rates: RATES.to_vec(),
        };
        let stop = AtomicBool::new(false);
        match hear(path, &Limits::default(), &wanted, &stop, &mut |_, _| {}) {
            Ok(heard) => println!(
                "{:>8.1} s  {:>6} LUFS  {:>22}  {:>20}  {}",
                heard.duration_s,
                heard
                    .loudness_lufs
                    .map_or("-".to_owned(), |lufs| format!("{lufs:.1}")),
                heard.tempo.map_or("-".to_owned(), |tempo| format!(
                    "{:.1} BPM ({:.2})",
                    tempo.bpm, tempo.confidence
                )),
                heard.key.map_or("-".to_owned(), |key| format!(
                    "{} {:?} ({:.2})",
                    key.tonic, key.mode, key.confidence
                )),
                path.file_name().unwrap_or_default().to_string_lossy(),
            ),
            Err(error) => println!("{}: {}: {error}", path.display(), error.code()),
        }
        whole += start.elapsed();
    }
    let hours = (music_s / 3600.0).max(f64::EPSILON);
    println!("{} files, {hours:.2} h of music", files.len());
    println!("decode  {:8.2} s per hour", decode.as_secs_f64() / hours);
    println!("hear    {:8.2} s per hour", whole.as_secs_f64() / hours);
}

fn decode_only(path: &Path) -> Result<f64, AudioError> {
    let mut decoder = Decoder::open(path, &Limits::default())?;
    let per_second = f64::from(decoder.info().sample_rate) * decoder.info().channels as f64;
    let mut samples = 0_usize;
    while let Some(block) = decoder.next_block()? {
        samples += block.len();
    }
    Ok(samples as f64 / per_second)
}

//! Seconds for an hour of music: decoding alone, and a whole hearing, each with
//! so many files at once.
//!
//! `cargo bench -p moodplane-audio --bench hear -- [--jobs=N] FILE|FOLDER…`

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use moodplane_audio::{AudioError, Decoder, Limits, Wanted, hear};

/// The rates asked for: what the default model eats.
const RATES: [u32; 1] = [16_000];

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let jobs = words.iter().find_map(|word| word.strip_prefix("--jobs="));
    let jobs = jobs.and_then(|jobs| jobs.parse().ok()).unwrap_or(1);
    let paths = words.iter().filter(|word| !word.starts_with('-'));
    let files: Vec<PathBuf> = paths.flat_map(|path| files_at(Path::new(path))).collect();
    if files.is_empty() {
        println!("hear: no music was given, nothing to measure");
        return;
    }
    let (decode, music_s) = time(&files, jobs, |path| decode_only(path).unwrap_or_default());
    let (hearing, _) = time(&files, jobs, hear_one);
    let hours = (music_s / 3600.0).max(f64::EPSILON);
    let per_hour = |time: Duration| time.as_secs_f64() / hours;
    println!("{} files, {hours:.2} h of music", files.len());
    println!("decode  {:8.2} s per hour", per_hour(decode));
    println!("hear    {:8.2} s per hour", per_hour(hearing));
}

/// A file, or the files that lie in a folder.
fn files_at(path: &Path) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_owned()];
    }
    let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.retain(|path| path.is_file());
    files.sort();
    files
}

/// Does the work for every file, `jobs` at once; gives the time and the sum of the
/// work's results.
fn time(files: &[PathBuf], jobs: usize, work: impl Fn(&Path) -> f64 + Sync) -> (Duration, f64) {
    let next = AtomicUsize::new(0);
    let share = || {
        let mut sum = 0.0;
        while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            sum += work(path);
        }
        sum
    };
    let start = Instant::now();
    let sum = thread::scope(|scope| {
        let workers: Vec<_> = (0..jobs).map(|_| scope.spawn(share)).collect();
        let sums = workers.into_iter().map(thread::ScopedJoinHandle::join);
        sums.map(Result::unwrap_or_default).sum()
    });
    (start.elapsed(), sum)
}

/// Decodes a file and gives the music's length, s; why one does not decode is told
/// when it is heard.
fn decode_only(path: &Path) -> Result<f64, AudioError> {
    let mut decoder = Decoder::open(path, &Limits::default())?;
    let per_second = f64::from(decoder.info().sample_rate) * decoder.info().channels as f64;
    let mut samples = 0_usize;
    while let Some(block) = decoder.next_block()? {
        samples += block.len();
    }
    Ok(samples as f64 / per_second)
}

/// Hears a file, says what, and gives the music's length, s.
fn hear_one(path: &Path) -> f64 {
    let wanted = Wanted {
        rates: RATES.to_vec(),
    };
    let stop = AtomicBool::new(false);
    match hear(path, &Limits::default(), &wanted, &stop, &mut |_, _| {}) {
        Ok(heard) => {
            println!(
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
            );
            heard.duration_s
        }
        Err(error) => {
            println!("{}: {}: {error}", path.display(), error.code());
            0.0
        }
    }
}

//! `bench`: how fast and how big the whole analysis is, beside what bounds
//! it: decoding the same files and doing nothing with them; and, on request,
//! beside bliss-rs, stage by stage, and the published model beside its authors' own
//! code.

mod bliss;
mod driver;
mod library;
mod music;
mod process;
mod reference;
mod stages;
mod window;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, bail};

pub use library::{bench as bench_library, bench_exports, bench_sets};
pub use reference::{Comparison, bench as bench_reference};
pub use window::bench as bench_window;

use crate::run::{build_mood, existing};
use crate::setup::{self, Need};
use crate::shell;
use music::Music;

/// Where Debian's package of Wesnoth's music puts its two hours of Ogg
/// Vorbis: real music that anyone can install and compare with.
const WESNOTH: &str = "/usr/share/games/wesnoth/1.16/data/core/music";

/// Files in work at once, in every row: the two cores of a modest machine.
const JOBS: usize = 2;

/// What the analysis may take at most: times our decoding, times bliss-rs, MB.
const MOST: (f64, f64, f64) = (4.0, 3.0, 600.0);

/// What to measure.
pub struct Asked {
    /// The music; Wesnoth's, or the demo's.
    pub folder: Option<PathBuf>,
    /// Whether to measure bliss-rs as well.
    pub bliss: bool,
    /// Whether to measure each stage alone as well.
    pub stages: bool,
}

struct Row {
    what: String,
    seconds: f64,
    peak_mb: Option<f64>,
}

/// Measures on a folder and prints the table.
pub fn bench(asked: &Asked) -> Result<ExitCode> {
    let folder = existing(&asked.folder.clone().unwrap_or_else(default_folder))?;
    setup::set_up(Need::Build)?;
    build_mood()?;
    let bliss = if asked.bliss { bliss::build() } else { None };
    let mut mood = Command::new(shell::release("mood"));
    mood.args(["--jobs", &JOBS.to_string()]);
    let whole = process::analyse(mood, std::slice::from_ref(&folder))?;
    let music = Music::of(&whole.lines);
    if music.hours() == 0.0 {
        bail!("nothing in {} could be heard", folder.display());
    }
    let (decode, hear) = ours(&music)?;
    let row = |what: &str, seconds| Row {
        what: format!("{what}, {JOBS} jobs"),
        seconds,
        peak_mb: None,
    };
    let whole = Row {
        peak_mb: whole.peak_mb,
        ..row("mood analyse", whole.seconds)
    };
    let bliss = match bliss {
        Some(program) => bliss::measure(&program, &music)?,
        None => None,
    };
    let aims = aims(&whole, decode, bliss.as_ref());
    let mut rows = vec![
        whole,
        row("our hearing, no model", hear),
        row("our decoding", decode),
    ];
    rows.extend(bliss);
    rows.extend(ffmpeg(&music)?);
    print(&folder, music.hours(), decode, &rows);
    aims.iter().for_each(|aim| println!("{aim}"));
    if asked.stages {
        stages::measure(&music)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn default_folder() -> PathBuf {
    let wesnoth = PathBuf::from(WESNOTH);
    if wesnoth.is_dir() {
        wesnoth
    } else {
        shell::root().join("assets/demo")
    }
}

fn print(folder: &Path, hours: f64, decode: f64, rows: &[Row]) {
    println!();
    println!("folder  {} ({hours:.2} h of music)", folder.display());
    println!("cpu     {}", cpu());
    println!("load    {}", load());
    println!();
    println!(
        "{:34} {:>8} {:>9} {:>9} {:>8}",
        "", "s", "s/h music", "x decode", "peak MB"
    );
    for row in rows {
        let peak = process::megabytes(row.peak_mb);
        println!(
            "{:34} {:8.1} {:9.1} {:9.2} {peak:>8}",
            row.what,
            row.seconds,
            row.seconds / hours,
            row.seconds / decode,
        );
    }
    println!();
}

/// How the whole does beside what it may take, a line each.
fn aims(whole: &Row, decode: f64, bliss: Option<&Row>) -> Vec<String> {
    let aim = |is: f64, most: f64, unit: &str| {
        let word = if is <= most { "met" } else { "missed" };
        format!("aim     {is:.2} {unit}, at most {most}: {word}")
    };
    let mut aims = vec![aim(whole.seconds / decode, MOST.0, "x our decoding")];
    aims.extend(bliss.map(|bliss| aim(whole.seconds / bliss.seconds, MOST.1, "x bliss-rs")));
    aims.extend(whole.peak_mb.map(|mb| aim(mb.round(), MOST.2, "MB")));
    aims
}

/// What the audio crate's own benchmark finds: seconds of decoding alone, and of
/// hearing (decoding, resampling, loudness, tempo, key).
fn ours(music: &Music) -> Result<(f64, f64)> {
    let mut bench = shell::cargo();
    bench.args(["bench", "-p", "moodplane-audio", "--bench", "hear", "--"]);
    bench.arg(format!("--jobs={JOBS}")).args(music.files());
    let output = bench.stderr(Stdio::inherit()).output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    let seconds = |before: &str| -> Result<f64> {
        said.lines()
            .find_map(|line| line.strip_prefix(before)?.strip_suffix("s per hour"))
            .and_then(|per_hour| per_hour.trim().parse::<f64>().ok())
            .map(|per_hour| per_hour * music.hours())
            .with_context(|| format!("the benchmark `hear` did not say: {before}"))
    };
    Ok((seconds("decode ")?, seconds("hear ")?))
}

/// ffmpeg decoding the same files.
fn ffmpeg(music: &Music) -> Result<Option<Row>> {
    if !shell::exists("ffmpeg") {
        eprintln!("ffmpeg is not installed: its row is left out");
        return Ok(None);
    }
    let files: Vec<&PathBuf> = music.files().collect();
    let next = AtomicUsize::new(0);
    let work = || -> Result<()> {
        while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let mut ffmpeg = Command::new("ffmpeg");
            ffmpeg.args(["-v", "quiet", "-nostdin", "-threads", "1", "-i"]);
            // What it does not like it reads as far as it can, as we do.
            ffmpeg
                .arg(path)
                .args(["-map", "0:a", "-f", "null", "-"])
                .status()?;
        }
        Ok(())
    };
    let start = Instant::now();
    thread::scope(|scope| {
        let workers: Vec<_> = (0..JOBS).map(|_| scope.spawn(work)).collect();
        // A worker that panicked has said so.
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().unwrap_or(Ok(())))
    })?;
    Ok(Some(Row {
        what: format!("ffmpeg's decoding, {JOBS} processes"),
        seconds: start.elapsed().as_secs_f64(),
        peak_mb: None,
    }))
}

fn cpu() -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(':'))
        .map_or("unknown", |(_, model)| model.trim());
    format!("{model}, {cores} cores")
}

/// The machine's load averages: a busy machine makes other numbers.
fn load() -> String {
    let averages = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    averages
        .split_whitespace()
        .take(3)
        .collect::<Vec<_>>()
        .join(" ")
}

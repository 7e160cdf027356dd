//! `bench`: how fast and how big the whole analysis is, beside what bounds
//! it: decoding the same files and doing nothing with them. And, on request, how
//! fast the published model is beside its authors' own code.

mod reference;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

pub use reference::{Comparison, bench as bench_reference};

use crate::run::{build_mood, existing};
use crate::setup::{self, Need};
use crate::shell;

/// Where Debian's package of Wesnoth's music puts its two hours of Ogg
/// Vorbis: real music that anyone can install and compare with.
const WESNOTH: &str = "/usr/share/games/wesnoth/1.16/data/core/music";

/// The jobs that the analysis is given: the two cores of a modest machine.
const JOBS: &str = "2";

/// How often the analysis is looked at for its memory. The kernel keeps the
/// peak, so only growth in the very last moment can be missed.
const LOOK: Duration = Duration::from_millis(20);

struct Row {
    what: &'static str,
    seconds: f64,
    peak_mb: Option<f64>,
}

/// Measures on a folder and prints the table.
pub fn bench(folder: Option<PathBuf>) -> Result<ExitCode> {
    let folder = existing(&folder.unwrap_or_else(default_folder))?;
    setup::set_up(Need::Build)?;
    build_mood()?;
    let (hours, decode, hear) = ours(&folder)?;
    let mut mood = Command::new(shell::release("mood"));
    mood.args(["--jobs", JOBS]);
    let whole = analyse(&mut mood, std::slice::from_ref(&folder))?;
    let mut rows = vec![Row {
        what: "mood analyse, 2 jobs",
        seconds: whole.seconds,
        peak_mb: whole.peak_mb,
    }];
    rows.push(Row {
        what: "our hearing, no model, 1 thread",
        seconds: hear,
        peak_mb: None,
    });
    rows.push(Row {
        what: "our decoding, 1 thread",
        seconds: decode,
        peak_mb: None,
    });
    rows.extend(ffmpeg(&folder)?);
    print(&folder, hours, decode, &rows);
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
        let peak = row
            .peak_mb
            .map_or_else(|| "-".into(), |mb| format!("{mb:.0}"));
        println!(
            "{:34} {:8.1} {:9.1} {:9.2} {peak:>8}",
            row.what,
            row.seconds,
            row.seconds / hours,
            row.seconds / decode,
        );
    }
}

/// A run of `mood analyse`.
struct Analysed {
    seconds: f64,
    peak_mb: Option<f64>,
    /// What it said of each file.
    lines: Vec<Value>,
}

/// Has `mood`, which may hold options already, analyse these paths into a new
/// library.
fn analyse(mood: &mut Command, paths: &[PathBuf]) -> Result<Analysed> {
    let library = shell::target().join("bench.db");
    for suffix in ["", "-wal", "-shm"] {
        // An old library would leave nothing to do.
        let mut file = library.clone().into_os_string();
        file.push(suffix);
        if Path::new(&file).exists() {
            fs::remove_file(&file)?;
        }
    }
    let said = shell::target().join("bench.jsonl");
    mood.arg("--library")
        .arg(&library)
        .args(["--json", "analyse"])
        .args(paths)
        .stdout(fs::File::create(&said)?)
        .stderr(Stdio::null());
    let start = Instant::now();
    let mut child = mood.spawn().context("cannot start mood")?;
    let mut peak_mb = None;
    let status = loop {
        peak_mb = peak(&child).or(peak_mb);
        if let Some(status) = child.try_wait()? {
            break status;
        }
        thread::sleep(LOOK);
    };
    let seconds = start.elapsed().as_secs_f64();
    if !matches!(status.code(), Some(0 | 1)) {
        bail!("`mood analyse` failed ({status})");
    }
    let lines = fs::read_to_string(&said)?;
    Ok(Analysed {
        seconds,
        peak_mb,
        lines: lines
            .lines()
            .map(serde_json::from_str)
            .collect::<Result<_, _>>()?,
    })
}

/// The most memory a process has had resident so far, MB; known on Linux.
fn peak(child: &Child) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kb: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kb / 1000.0)
}

/// What the audio crate's own benchmark finds: hours of music, seconds of
/// decoding alone, seconds of hearing (decoding, resampling, loudness, tempo,
/// key).
fn ours(folder: &Path) -> Result<(f64, f64, f64)> {
    let mut bench = shell::cargo();
    bench.args(["bench", "-p", "moodplane-audio", "--bench", "hear", "--"]);
    let output = bench.arg(folder).stderr(Stdio::inherit()).output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    let number = |before: &str, after: &str| -> Result<f64> {
        said.lines()
            .filter_map(|line| line.strip_suffix(after))
            .find_map(|line| line.rsplit_once(before))
            .and_then(|(_, number)| number.trim().parse().ok())
            .with_context(|| format!("the benchmark `hear` did not say{before}…{after}"))
    };
    let hours = number(" files, ", " h of music")?;
    let decode = number("decode ", " s per hour")?;
    let hear = number("hear ", " s per hour")?;
    Ok((hours, decode * hours, hear * hours))
}

/// ffmpeg decoding the same files one after the other.
fn ffmpeg(folder: &Path) -> Result<Option<Row>> {
    if !shell::exists("ffmpeg") {
        eprintln!("ffmpeg is not installed: its row is left out");
        return Ok(None);
    }
    let start = Instant::now();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() {
            let mut ffmpeg = Command::new("ffmpeg");
            ffmpeg
                .args(["-v", "quiet", "-threads", "1", "-i"])
                .arg(path);
            // What is no music is nothing to it, as to us.
            ffmpeg.args(["-map", "0:a", "-f", "null", "-"]).status()?;
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    Ok(Some(Row {
        what: "ffmpeg's decoding, 1 thread",
        seconds,
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

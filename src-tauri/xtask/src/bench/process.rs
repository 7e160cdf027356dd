//! Running what is measured: the time on the clock, and the peak of memory.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::shell;

/// How often a process is looked at for its memory. The kernel keeps the peak, so
/// only growth in the very last moment can be missed.
const LOOK: Duration = Duration::from_millis(20);

/// What processes that ran side by side took.
pub struct Ran {
    /// From the first's start to the last's end.
    pub seconds: f64,
    /// The sum of their peaks of resident memory, where it is known.
    pub peak_mb: Option<f64>,
    /// How each ended.
    pub statuses: Vec<ExitStatus>,
}

/// Starts the commands at once and waits for them all.
pub fn run_all(commands: &mut [Command]) -> Result<Ran> {
    let start = Instant::now();
    let mut running = commands
        .iter_mut()
        .map(|command| {
            let child = command.spawn();
            child.with_context(|| format!("cannot start {}", command.get_program().display()))
        })
        .collect::<Result<Vec<_>>>()?;
    let mut peaks = vec![None; running.len()];
    let mut statuses = vec![None; running.len()];
    while statuses.iter().any(Option::is_none) {
        for (i, child) in running.iter_mut().enumerate() {
            if statuses[i].is_none() {
                peaks[i] = peak_mb(child).or(peaks[i]);
                statuses[i] = child.try_wait()?;
            }
        }
        thread::sleep(LOOK);
    }
    Ok(Ran {
        seconds: start.elapsed().as_secs_f64(),
        peak_mb: peaks.into_iter().sum(),
        statuses: statuses.into_iter().flatten().collect(),
    })
}

/// A peak of memory in a table.
pub fn megabytes(peak: Option<f64>) -> String {
    peak.map_or_else(|| "-".into(), |mb| format!("{mb:.0}"))
}

/// The most memory a process has had resident so far, MB; known on Linux.
fn peak_mb(child: &Child) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kb: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kb / 1000.0)
}

/// A run of `mood analyse`.
pub struct Analysed {
    pub seconds: f64,
    pub peak_mb: Option<f64>,
    /// What it said of each file.
    pub lines: Vec<Value>,
}

/// Has `mood`, which may hold options already, analyse these paths into a new
/// library.
pub fn analyse(mut mood: Command, paths: &[PathBuf]) -> Result<Analysed> {
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
    let ran = run_all(&mut [mood])?;
    let status = ran.statuses[0];
    if !matches!(status.code(), Some(0 | 1)) {
        bail!("`mood analyse` failed ({status})");
    }
    let lines = fs::read_to_string(&said)?;
    Ok(Analysed {
        seconds: ran.seconds,
        peak_mb: ran.peak_mb,
        lines: lines
            .lines()
            .map(serde_json::from_str)
            .collect::<Result<_, _>>()?,
    })
}

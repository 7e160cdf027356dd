//! `bench --reference`: the published model, ours beside its authors' code, on
//! the same random weights, tracks and threads.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::process::{analyse, megabytes};
use super::{cpu, load};
use crate::run::{build_mood, existing};
use crate::setup::{self, Need};
use crate::shell;

/// Threads that both may use: the cores of a modest machine.
const THREADS: &str = "2";

/// What is compared.
pub struct Comparison {
    /// A checkout of the published code.
    pub checkout: PathBuf,
    /// A Python that has what the code stands on.
    pub python: PathBuf,
    /// The tracks; files that the reference can read.
    pub tracks: Vec<PathBuf>,
}

/// One program's seconds and memory for all tracks.
struct Side {
    name: String,
    seconds: f64,
    peak_mb: Option<f64>,
    said: Vec<[f64; 2]>,
}

/// Measures both and prints the table.
pub fn bench(asked: &Comparison) -> Result<ExitCode> {
    let checkout = existing(&asked.checkout)?;
    let tracks = asked
        .tracks
        .iter()
        .map(|track| {
            let there = track.canonicalize();
            there.with_context(|| format!("there is no track {}", track.display()))
        })
        .collect::<Result<Vec<_>>>()?;
    setup::set_up(Need::Build)?;
    build_mood()?;
    let work = shell::target().join("reference");
    if work.exists() {
        fs::remove_dir_all(&work)?;
    }
    fs::create_dir_all(&work)?;
    let script = shell::root().join("src-tauri/xtask/src/bench/reference.py");
    let python = |what: &str| {
        let mut command = Command::new(&asked.python);
        command.arg(&script).arg(what).arg(&checkout).arg(&work);
        command.env("OMP_NUM_THREADS", THREADS);
        command
    };
    shell::run(&mut python("weights"))?;
    let models = work.join("models");
    let mut import = Command::new(shell::release("mood"));
    import.args(["models", "import", "music2emo"]);
    import.arg(work.join("weights"));
    shell::run(import.env("MOODPLANE_USER_MODELS", &models))?;

    let mut sides = vec![reference(python("run").arg(THREADS).args(&tracks))?];
    for precision in ["f32", "bf16"] {
        sides.push(ours(&models, precision, &tracks)?);
    }
    print(&sides);
    Ok(ExitCode::SUCCESS)
}

/// The published code on all tracks.
fn reference(command: &mut Command) -> Result<Side> {
    let output = command.output().context("cannot start Python")?;
    let out = String::from_utf8_lossy(&output.stdout);
    let Some(last) = out.lines().last().filter(|_| output.status.success()) else {
        let err = String::from_utf8_lossy(&output.stderr);
        bail!("the reference failed: {}", err.trim());
    };
    let said: Value = serde_json::from_str(last).context("the reference said no JSON")?;
    let number = |name: &str| said[name].as_f64().with_context(|| format!("no {name}"));
    println!(
        "the reference: torch {}, MERT alone {:.1} s",
        said["torch"].as_str().unwrap_or("?"),
        number("mert_s")?
    );
    Ok(Side {
        name: "the published code, f32".into(),
        seconds: number("load_s")? + number("predict_s")?,
        peak_mb: said["peak_mb"].as_f64(),
        said: pairs(said["valence_arousal"].as_array().into_iter().flatten()),
    })
}

fn pairs<'a>(values: impl Iterator<Item = &'a Value>) -> Vec<[f64; 2]> {
    values
        .map(|pair| [0, 1].map(|i| pair[i].as_f64().unwrap_or(f64::NAN)))
        .collect()
}

/// `mood analyse` on all tracks, loading included.
fn ours(models: &Path, precision: &str, tracks: &[PathBuf]) -> Result<Side> {
    let mut mood = Command::new(shell::release("mood"));
    mood.args(["--model", "music2emo", "--precision", precision])
        .args(["--parity", "music2emo", "--jobs", "1"])
        .env("MOODPLANE_USER_MODELS", models)
        .env("OMP_NUM_THREADS", THREADS);
    let measured = analyse(mood, tracks)?;
    let mut said = Vec::new();
    for track in tracks {
        let of = |line: &&Value| line["path"].as_str().map(Path::new) == Some(track.as_path());
        if let Some(line) = measured.lines.iter().find(of) {
            said.push(["valence", "arousal"].map(|k| line[k].as_f64().unwrap_or(f64::NAN)));
        }
    }
    Ok(Side {
        name: format!("mood analyse, {precision}"),
        seconds: measured.seconds,
        peak_mb: measured.peak_mb,
        said,
    })
}

fn print(sides: &[Side]) {
    println!();
    println!("cpu     {}, {THREADS} threads", cpu());
    println!("load    {}", load());
    println!();
    println!(
        "{:26} {:>8} {:>8} {:>8} {:>14}",
        "", "s", "share", "peak MB", "V, A differ by"
    );
    let first = &sides[0];
    for side in sides {
        let apart = side
            .said
            .iter()
            .zip(&first.said)
            .flat_map(|(a, b)| [(a[0] - b[0]).abs(), (a[1] - b[1]).abs()])
            .fold(0.0, f64::max);
        let peak = megabytes(side.peak_mb);
        println!(
            "{:26} {:8.1} {:8.2} {peak:>8} {apart:14.4}",
            side.name,
            side.seconds,
            side.seconds / first.seconds,
        );
    }
}

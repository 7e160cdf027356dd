//! Exports of 100,000 made-up tracks: how long each format takes, how much memory it
//! needs beyond the open library, and how large its files are.
//!
//! `cargo bench -p moodplane-exports --bench exports -- [--tracks=N] [--folder=DIR]`
//!
//! The files are small and shared by hard links, and what is heard of them is made up,
//! as in the library's own benchmark; a folder that either kept is used again.

#![allow(dead_code, reason = "what is made up is shared with another benchmark")]

#[path = "../../../library/benches/library/filled.rs"]
mod filled;
#[path = "../../../library/benches/library/made_up.rs"]
mod made_up;
#[path = "../../../library/benches/library/measure.rs"]
mod measure;
#[path = "../../../library/tests/support/noise.rs"]
mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use moodplane_exports::{Format, List, Options, export};
use moodplane_library::{Library, Query};

use filled::fill;
use made_up::SOURCES;
use measure::{Memory, milliseconds};

/// Tracks, unless the command line says otherwise.
const TRACKS: u32 = 100_000;

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Fallible<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| words.iter().find_map(|word| word.strip_prefix(name));
    let tracks = option("--tracks=").map_or(Ok(TRACKS), str::parse)?;
    let kept = option("--folder=").map(PathBuf::from);
    let temporary = tempfile::tempdir()?;
    let room = kept.as_deref().unwrap_or(temporary.path());
    let formats = Format::ALL.into_iter();
    let mut formats = formats.filter(|format| !matches!(format, Format::Svg | Format::Png));
    // A process of its own: what one format has needed is not there for the next.
    if let Some(name) = option("--format=") {
        let format = formats.find(|format| format.name() == name);
        return measured(room, format.ok_or("there is no such format")?);
    }
    fill(room, tracks, SOURCES)?;
    println!("{tracks} tracks, in one list\n");
    println!(
        "{:12} {:>8} {:>12} {:>10} {:>9}",
        "", "s", "tracks/s", "memory MB", "file MB"
    );
    for format in formats {
        let status = Command::new(std::env::current_exe()?)
            .arg(format!("--folder={}", room.display()))
            .arg(format!("--format={}", format.name()))
            .status()?;
        if !status.success() {
            return Err(format!("{} failed ({status})", format.name()).into());
        }
    }
    Ok(())
}

/// Writes all tracks in a format, and says what that took.
fn measured(room: &Path, format: Format) -> Fallible<()> {
    let library = Library::open(&room.join("library.db"))?;
    let list = List {
        name: "Everything".to_owned(),
        tracks: library.matching(&Query::default())?,
    };
    let out = tempfile::tempdir_in(room)?;
    let target = match format.needs_folder() {
        true => out.path().to_owned(),
        false => out.path().join(format!("all.{}", format.extension())),
    };
    let memory = Memory::watch();
    let start = Instant::now();
    let never = AtomicBool::new(false);
    let wishes = Options::default();
    let report = export(
        &library,
        &[list],
        format,
        &wishes,
        &target,
        &never,
        &mut |_| {},
    )?;
    let seconds = milliseconds(start) / 1000.0;
    let needed = memory.over_the_base_mb();
    let sizes = report
        .files
        .iter()
        .map(|file| fs::metadata(file).map(|meta| meta.len()));
    let size: u64 = sizes.sum::<Result<u64, _>>()?;
    println!(
        "{:12} {seconds:8.2} {:12.0} {needed:10.1} {:9.1}",
        format.name(),
        f64::from(report.written) / seconds,
        size as f64 / 1e6,
    );
    Ok(())
}

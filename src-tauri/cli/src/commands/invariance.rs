//! `mood evaluate invariance`: how much a track moves on the plane when it comes in
//! another form.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use anyhow::Context;
use moodplane_library::Library;
use moodplane_model::evaluate::invariance::{Measurement, Report, Variant};

use super::train::tell;
use crate::arguments::EvaluateInvariance;
use crate::ending::{Ending, Misuse};
use crate::interrupt::on_interrupt;
use crate::session::Session;

/// Measures the chosen model on a folder's music and prints the report.
pub fn run(session: &Session, asked: &EvaluateInvariance) -> anyhow::Result<Ending> {
    let stop = on_interrupt(|| {})?;
    let work = tempfile::tempdir().context("there is no room for temporary files")?;
    let files = music(&asked.folder, work.path(), &stop)?;
    if files.is_empty() {
        let say = format!("there is no music in {}", asked.folder.display());
        return Err(Misuse(say).into());
    }
    let files = spread(&files, asked.limit as usize);
    let listener = session.listener()?;
    let variants = Variant::possible();
    let left_out: Vec<&str> = Variant::ALL
        .iter()
        .filter(|variant| !variants.contains(variant))
        .map(|variant| variant.name())
        .collect();
    if !left_out.is_empty() {
        let names = left_out.join(", ");
        session.say(&format!(
            "there is no ffmpeg on the search path that makes {names}: left out"
        ));
    }
    let bar = session.bar(
        files.len() as u64,
        "{bar:30} {pos}/{len} tracks · {eta} left",
    );
    let measurement = Measurement {
        analyser: &listener,
        files: &files,
        variants: &variants,
        folder: work.path(),
        jobs: session.jobs(),
    };
    let mut failed = 0;
    let shifts = measurement.run(&stop, &mut |event| {
        failed += usize::from(matches!(event, moodplane_model::train::Event::Skipped(_)));
        tell(session, &bar, &event);
    })?;
    bar.finish_and_clear();
    if failed == files.len() {
        session.say("none of the tracks could be compared");
        return Ok(Ending::Nothing);
    }
    let report = Report::of(session.model().to_owned(), &shifts);
    if session.json() {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        println!("{report}");
    }
    Ok(if failed == 0 {
        Ending::Well
    } else {
        Ending::SomeFailed
    })
}

/// The folder's music, by name: what a library would take for music.
fn music(folder: &Path, work: &Path, stop: &AtomicBool) -> anyhow::Result<Vec<PathBuf>> {
    let library = Library::open(&work.join("library.db"))?;
    library.scan_path(folder, stop, &mut |_| {})?;
    let mut files = Vec::new();
    library.for_each(None, &mut |listed| {
        files.push(listed.path);
        true
    })?;
    files.sort();
    Ok(files)
}

/// At most so many of them, spread evenly.
fn spread(files: &[PathBuf], most: usize) -> Vec<PathBuf> {
    let count = most.min(files.len());
    let picked = (0..count).map(|i| files[i * files.len() / count].clone());
    picked.collect()
}

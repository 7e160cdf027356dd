//! `mood evaluate invariance`: how much a track moves on the plane when it comes in
//! another form.

use std::path::PathBuf;

use anyhow::Context;
use moodplane_library::music_in;
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
    let files = music_in(&asked.folder).map_err(|problem| Misuse(problem.message))?;
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

/// At most so many of them, spread evenly.
fn spread(files: &[PathBuf], most: usize) -> Vec<PathBuf> {
    let count = most.min(files.len());
    let picked = (0..count).map(|i| files[i * files.len() / count].clone());
    picked.collect()
}

//! `mood evaluate`: how well a model does on clips it did not train on.

use moodplane_model::data::Split;
use moodplane_model::evaluate::compact::{Report, cross_validated, hear, held_out};
use moodplane_model::evaluate::heads::{Candidate, Cell as Measured, matrix};
use moodplane_model::net::student::Student;
use moodplane_model::published::published;
use moodplane_model::registry::Architecture;
use moodplane_model::shelf::Shelf;
use moodplane_model::table::{Cell, Table};

use super::invariance;
use super::train::compact::labelled;
use super::train::heads::sets;
use super::train::tell;
use crate::arguments::{Evaluate, EvaluateHeads, EvaluateWhat, Material};
use crate::ending::{Ending, Misuse};
use crate::interrupt::on_interrupt;
use crate::session::Session;

/// Measures what was asked for.
pub fn run(session: &Session, asked: &EvaluateWhat) -> anyhow::Result<Ending> {
    match (&asked.what, &asked.material) {
        (Some(Evaluate::Heads(asked)), _) => heads(session, asked),
        (Some(Evaluate::Invariance(asked)), _) => invariance::run(session, asked),
        (Some(Evaluate::Compact(material)), _) | (None, Some(material)) => {
            compact(session, material)
        }
        (None, None) => {
            let say = "say what to measure with: --data FOLDER --teachers FOLDER, or a command; \
                       see mood evaluate --help";
            Err(Misuse(say.into()).into())
        }
    }
}

/// Measures the chosen compact model: its trunk as it is, heads by
/// cross-validation.
fn compact(session: &Session, material: &Material) -> anyhow::Result<Ending> {
    let shelf = Shelf::open(None)?;
    let model = shelf.get(session.model())?;
    if model.entry.architecture != Architecture::Compact {
        let say = format!(
            "{} is no student: measure it by mood evaluate heads",
            model.entry.id
        );
        return Err(Misuse(say).into());
    }
    let stop = on_interrupt(|| {})?;
    let labelled = labelled(session, material, false, &stop)?;
    let (device, _) = session.device().resolve();
    let (net, _store) = Student::open(&model.verified("weights")?, device)?;
    let clips = hear(&net, &labelled, device);
    let bar = session.bar(0, "{bar:30} {pos}/{len} heads measured · {eta} left");
    let trial = cross_validated(&clips, &stop, &mut |event| {
        tell(session, &bar, &event);
    })?;
    bar.finish_and_clear();
    let held_out = held_out(&clips, &trial)?;
    print(session, &Report::of(&clips, &trial.opinions, &held_out))?;
    Ok(Ending::Well)
}

/// Prints the compact student's measures.
pub fn print(session: &Session, report: &Report) -> anyhow::Result<()> {
    if session.json() {
        println!("{}", serde_json::to_string(report)?);
    } else {
        println!("{}", report.table());
    }
    Ok(())
}

/// Measures heads on data sets, those they were not trained on too.
fn heads(session: &Session, asked: &EvaluateHeads) -> anyhow::Result<Ending> {
    let (device, _) = session.device().resolve();
    let (store, sets) = sets(&asked.material, session.parity())?;
    let candidates = asked
        .runs
        .iter()
        .map(|run| {
            if run.as_os_str() == "music2emo" && !run.is_dir() {
                Ok(Candidate::installed(
                    Shelf::open(None)?.get("music2emo")?.clone(),
                ))
            } else {
                Ok(Candidate::run(run.clone())?)
            }
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    for candidate in &candidates {
        if candidate.encoder != store.about().encoder {
            let say = format!(
                "{} hears with {}, the features are of {}",
                candidate.name,
                candidate.encoder,
                store.about().encoder
            );
            return Err(Misuse(say).into());
        }
        if candidate.chord_count != usize::from(asked.material.chord_count) {
            let say = format!(
                "{} is fed {} chords: say --chord-count {}",
                candidate.name, candidate.chord_count, candidate.chord_count
            );
            return Err(Misuse(say).into());
        }
    }
    let cells = matrix(&candidates, &sets, asked.split, device)?;
    for set in &sets {
        show(
            session,
            &table(&set.name, asked.split, &cells),
            asked.markdown,
        )?;
    }
    Ok(Ending::Well)
}

/// What every head does on one set, the published rows below.
fn table(set: &str, split: Split, cells: &[Measured]) -> Table {
    let here: Vec<&Measured> = cells.iter().filter(|cell| cell.set == set).collect();
    let names: Vec<&str> = here
        .iter()
        .find(|cell| !cell.measures.is_empty())
        .map(|cell| cell.measures.iter().map(|m| m.name).collect())
        .unwrap_or_default();
    let clips = here.first().map_or(0, |cell| cell.clips);
    let columns: Vec<&str> = std::iter::once("head")
        .chain(names.iter().copied())
        .collect();
    let mut table = Table::new(format!("{set}, {} ({clips} clips)", split.name()), &columns);
    for cell in here {
        let mut row = vec![Cell::from(cell.head.clone())];
        row.extend(names.iter().map(|name| {
            let found = cell.measures.iter().find(|m| m.name == *name);
            Cell::from(found.map(|m| m.value))
        }));
        table.push(row);
    }
    for (model, scores) in published(set) {
        let mut row = vec![Cell::from(format!(
            "published: {} ({})",
            model.model, model.source
        ))];
        row.extend(names.iter().map(|name| {
            let place = ["PR-AUC", "ROC-AUC"].iter().position(|n| n == name);
            let place =
                place.or_else(|| ["valence R²", "arousal R²"].iter().position(|n| n == name));
            Cell::from(place.map(|i| scores[i].to_string()))
        }));
        table.push(row);
    }
    table
}

/// Prints a table as the options ask.
pub fn show(session: &Session, table: &Table, markdown: bool) -> anyhow::Result<()> {
    if session.json() {
        println!("{}", serde_json::to_string(table)?);
    } else if markdown {
        println!("{}", table.markdown());
    } else {
        println!("{table}");
    }
    Ok(())
}

//! `mood train claims`: whether the paper's claims hold on other music.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use moodplane_model::ModelError;
use moodplane_model::claims::arms::Arm;
use moodplane_model::claims::folds::{Plan, Trials};
use moodplane_model::claims::verdict::{Verdict, judge, word};
use moodplane_model::table::{Cell, Table};
use moodplane_model::train::multitask::fit::FitConfig;

use super::heads::sets;
use crate::arguments::TrainClaims;
use crate::commands::evaluate::show;
use crate::ending::{Ending, Misuse};
use crate::interrupt::on_interrupt;
use crate::session::Session;

/// Trains every arm on every fold and prints what came of it.
pub fn run(session: &Session, asked: &TrainClaims) -> anyhow::Result<Ending> {
    let usual = Plan::default();
    let plan = Plan {
        seeds: u64::from(asked.seeds),
        folds: asked.folds as usize,
        fit: FitConfig {
            epochs: asked.epochs as usize,
            ..usual.fit
        },
    };
    let (device, _) = session.device().resolve();
    let parity = session.parity();
    let (_, all) = sets(&asked.material, parity)?;
    if all.len() < 2 {
        let say = "multitask training needs two data sets or more: name them all in --datasets";
        return Err(Misuse(say.into()).into());
    }
    let results = asked.out.join("results");
    std::fs::create_dir_all(&results)
        .map_err(|e| Misuse(format!("cannot make {}: {e}", results.display())))?;
    match asked.part.as_deref() {
        Some(&[part, parts]) if part < parts => {
            let stop = on_interrupt(|| {})?;
            let trials = Trials {
                sets: &all,
                plan: &plan,
                folder: &results,
                device,
                stop: &stop,
            };
            for (seed, fold) in folds(&plan).skip(part).step_by(parts) {
                trials.run(seed, fold)?;
            }
            return Ok(Ending::Well);
        }
        Some(_) => return Err(Misuse("--part takes a number and a larger one".into()).into()),
        None => train_in_processes(session, &plan, &results)?,
    }
    let tables = tables(&judge(&results, &plan, &all)?);
    let markdown: Vec<String> = tables.iter().map(Table::markdown).collect();
    std::fs::write(asked.out.join("claims.md"), markdown.join("\n"))?;
    for table in &tables {
        show(session, table, false)?;
    }
    Ok(Ending::Well)
}

/// Every fold of every repetition.
fn folds(plan: &Plan) -> impl Iterator<Item = (u64, usize)> {
    let folds = plan.folds;
    (0..plan.seeds).flat_map(move |seed| (0..folds).map(move |fold| (seed, fold)))
}

/// Trains in as many processes as there are jobs. Threads would share libtorch's
/// one generator, and no run could be repeated.
fn train_in_processes(session: &Session, plan: &Plan, results: &Path) -> anyhow::Result<()> {
    let stop = on_interrupt(|| {})?;
    let parts = session.jobs().min(folds(plan).count());
    let mut workers = Vec::new();
    for part in 0..parts {
        let mut command = Command::new(std::env::current_exe()?);
        command
            .args(std::env::args_os().skip(1))
            .args(["--part", &part.to_string(), &parts.to_string()])
            // Small networks gain nothing from more threads: another fold does.
            .env("OMP_NUM_THREADS", "1")
            .stdout(Stdio::null());
        workers.push(command.spawn()?);
    }
    let all = folds(plan).count() * Arm::all().len();
    let bar = session.bar(all as u64, "{bar:30} {pos}/{len} heads · {eta} left");
    while workers
        .iter_mut()
        .any(|worker| matches!(worker.try_wait(), Ok(None)))
    {
        bar.set_position(std::fs::read_dir(results)?.count() as u64);
        thread::sleep(Duration::from_millis(200));
    }
    bar.finish_and_clear();
    for mut worker in workers {
        let status = worker.wait()?;
        if stop.load(Ordering::SeqCst) {
            return Err(ModelError::Stopped.into());
        }
        // What was wrong, the worker has said.
        anyhow::ensure!(status.success(), "a worker ended with {status}");
    }
    Ok(())
}

/// The arms' scores, and the claims' differences.
fn tables(verdict: &Verdict) -> [Table; 2] {
    let columns = |first: &'static str| -> Vec<&str> {
        let measures = verdict.measures.iter().map(String::as_str);
        std::iter::once(first).chain(measures).collect()
    };
    let mut scores = Table::new("How each head does", &columns("head"));
    for arm in &verdict.arms {
        let mut row = vec![Cell::from(arm.arm.name())];
        row.extend(arm.scores.iter().copied().map(Cell::from));
        scores.push(row);
    }
    let mut claims = Table::new("What each claim brings", &columns("claim"));
    for claim in &verdict.claims {
        let mut row = vec![Cell::from(claim.claim.text)];
        row.extend(claim.differences.iter().map(|d| {
            Cell::from(format!(
                "{:+.3} [{:+.3}, {:+.3}] {}",
                d.value,
                d.low,
                d.high,
                word(d)
            ))
        }));
        claims.push(row);
    }
    [scores, claims]
}

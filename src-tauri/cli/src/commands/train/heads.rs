//! `mood train teacher` and `mood train student`: the paper's two stages, on
//! cached features.

use std::path::{Path, PathBuf};

use moodplane_model::data::Dataset;
use moodplane_model::features::Store;
use moodplane_model::harmony::Parity;
use moodplane_model::train::multitask::fit::{Epoch, FitConfig};
use moodplane_model::train::multitask::head::Head;
use moodplane_model::train::multitask::loss::Distillation;
use moodplane_model::train::multitask::run::{Role, RunConfig, open, train};
use moodplane_model::train::multitask::samples::{Set, Task};

use super::tell;
use crate::arguments::{HeadMaterial, TrainHead};
use crate::ending::{Ending, Misuse};
use crate::interrupt::on_interrupt;
use crate::plot::losses::{Line, draw};
use crate::session::Session;

/// The sets that were named, with their features.
pub fn sets(material: &HeadMaterial, parity: Parity) -> anyhow::Result<(Store, Vec<Set>)> {
    let store = Store::open(&material.features)?;
    let sets = material
        .datasets
        .iter()
        .map(|path| {
            Set::join(
                &Dataset::read(path)?,
                &store,
                parity,
                usize::from(material.chord_count),
            )
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok((store, sets))
}

/// Trains one head.
pub fn run(session: &Session, asked: &TrainHead, role: Role) -> anyhow::Result<Ending> {
    let (device, note) = session.device().resolve();
    if let Some(note) = note {
        session.say(&note);
    }
    if role == Role::Teacher && asked.material.datasets.len() != 1 {
        return Err(Misuse("a teacher learns from one data set: name one".into()).into());
    }
    let parity = session.parity();
    let (store, sets) = sets(&asked.material, parity)?;
    let distillation = match (role, asked.kd) {
        (Role::Teacher, _) => Distillation::None,
        (Role::Student, kd) => kd,
    };
    let config = RunConfig {
        role,
        encoder: store.about().encoder.clone(),
        embedding: store.about().embedding,
        chords: !asked.no_chords,
        chord_count: usize::from(asked.material.chord_count),
        key: !asked.no_key,
        parity,
        datasets: sets.iter().map(|set| set.name.clone()).collect(),
        tags: tags_of(&sets)?,
        fit: FitConfig {
            rate: asked.rate,
            batch: asked.batch as usize,
            epochs: asked.epochs as usize,
            patience: asked.patience as usize,
            distillation,
            distillation_weight: asked.kd_weight,
            seed: asked.seed,
            ..FitConfig::default()
        },
    };
    let teachers = if distillation == Distillation::None {
        Vec::new()
    } else {
        teachers(&asked.teachers, &sets, &config, device)?
    };
    let heads: Vec<&Head> = teachers.iter().map(|owned| &owned.head).collect();
    let stop = on_interrupt(|| {})?;
    let bar = session.bar(
        u64::from(asked.epochs),
        "{bar:30} epoch {pos} of at most {len} · {msg}",
    );
    let all: Vec<&Set> = sets.iter().collect();
    let history = train(
        &asked.run,
        &config,
        &all,
        &heads,
        device,
        &stop,
        &mut |event| {
            tell(session, &bar, &event);
        },
    )?;
    bar.finish_and_clear();
    plot(&asked.run, &history)?;
    say_best(session, &asked.run, &history);
    Ok(Ending::Well)
}

/// The names of the tags that the sets teach; all that teach any teach the same.
fn tags_of(sets: &[Set]) -> anyhow::Result<Vec<String>> {
    let mut known: Option<(&str, &Vec<String>)> = None;
    for set in sets {
        let Task::Tags(names) = &set.task else {
            continue;
        };
        match known {
            Some((other, tags)) if tags != names => {
                let say = format!(
                    "{other} and {} have different tags: train them apart",
                    set.name
                );
                return Err(Misuse(say).into());
            }
            _ => known = Some((&set.name, names)),
        }
    }
    Ok(known.map(|(_, names)| names.clone()).unwrap_or_default())
}

/// A teacher for each set, in the sets' order.
fn teachers(
    runs: &[PathBuf],
    sets: &[Set],
    student: &RunConfig,
    device: tch::Device,
) -> anyhow::Result<Vec<moodplane_model::train::multitask::head::Owned>> {
    let configs = runs
        .iter()
        .map(|folder| Ok((folder, RunConfig::read(folder)?)))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let mut teachers = Vec::new();
    for set in sets {
        let found = configs
            .iter()
            .find(|(_, c)| c.role == Role::Teacher && c.datasets[..] == [set.name.clone()]);
        let Some((folder, config)) = found else {
            let say = format!(
                "distillation needs a teacher of {}: name its run with --teachers, or say --kd none",
                set.name
            );
            return Err(Misuse(say).into());
        };
        if (&config.encoder, config.embedding) != (&student.encoder, student.embedding) {
            let say = format!(
                "{} hears with {}, the features are of {}",
                folder.display(),
                config.encoder,
                student.encoder
            );
            return Err(Misuse(say).into());
        }
        teachers.push(open(folder, &set.task, device)?.1);
    }
    Ok(teachers)
}

/// Draws the losses into the run's folder.
fn plot(run: &Path, history: &[Epoch]) -> anyhow::Result<()> {
    let line = |name, pick: &dyn Fn(&Epoch) -> f64| Line {
        name,
        values: history.iter().map(pick).collect(),
    };
    let lines = [
        line("training", &|e| e.training),
        line("validation", &|e| e.validation),
        line("validation, tags", &|e| e.validation_tags),
        line("validation, valence and arousal", &|e| e.validation_va),
    ];
    let title = run
        .file_name()
        .map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    std::fs::write(run.join("losses.svg"), draw(&title, &lines)?)?;
    Ok(())
}

fn say_best(session: &Session, run: &Path, history: &[Epoch]) {
    let best = |pick: &dyn Fn(&Epoch) -> f64| {
        history
            .iter()
            .map(pick)
            .filter(|x| x.is_finite())
            .min_by(f64::total_cmp)
    };
    let (tags, va) = (best(&|e| e.validation_tags), best(&|e| e.validation_va));
    if session.json() {
        let line = serde_json::json!({
            "run": run.to_string_lossy(),
            "epochs": history.len(),
            "best_tag_loss": tags,
            "best_valence_arousal_loss": va,
        });
        println!("{line}");
    } else {
        let word = |x: Option<f64>| x.map_or_else(|| "-".to_owned(), |x| format!("{x:.4}"));
        println!(
            "{}: {} epochs, best validation loss: tags {}, valence and arousal {}",
            run.display(),
            history.len(),
            word(tags),
            word(va)
        );
    }
}

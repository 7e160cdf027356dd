//! `mood train all`: makes the model that is shipped.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use moodplane_model::data::Clip;
use moodplane_model::data::layouts::quadrants_and_gems;
use moodplane_model::train::compact::publish::publish;
use moodplane_model::train::compact::student::{TrainConfig, train};
use moodplane_model::train::compact::targets::{Example, Keep, prepare, unlabelled};

use super::tell;
use crate::arguments::{Material, TrainCompact};
use crate::ending::Ending;
use crate::interrupt::on_interrupt;
use crate::session::Session;

/// Trains and publishes it.
pub fn run(session: &Session, asked: &TrainCompact) -> anyhow::Result<Ending> {
    let (device, note) = session.device().resolve();
    if let Some(note) = note {
        session.say(&note);
    }
    let stop = on_interrupt(|| {})?;
    let material = &asked.material;
    let music = Music::hear(session, material, &stop)?;
    let config = TrainConfig {
        steps: asked.steps as usize,
        seed: asked.seed,
        ..TrainConfig::default()
    };
    let name = asked.out.file_name().unwrap_or(asked.out.as_os_str());
    let run = material.work.join(name);
    let bar = session.bar(
        u64::from(asked.steps),
        "{bar:30} {pos}/{len} · {eta} left · {msg}",
    );
    let Music {
        labelled,
        unlabelled,
    } = &music;
    let all: Vec<&Example> = labelled.iter().chain(unlabelled).collect();
    train(&all, &config, &run, device, &stop, &mut |event| {
        tell(session, &bar, &event)
    })?;
    bar.finish_and_clear();
    let bar = session.bar(0, "{bar:30} {pos}/{len} heads measured · {eta} left");
    let report = publish(
        labelled,
        unlabelled,
        &run,
        &asked.out,
        device,
        &stop,
        &mut |event| tell(session, &bar, &event),
    )?;
    bar.finish_and_clear();
    crate::commands::evaluate::print(session, &report)?;
    Ok(Ending::Well)
}

/// Music to learn from, with what the teachers said of it: asked once and kept.
pub struct Music {
    /// Clips with people's labels.
    pub labelled: Vec<Example>,
    /// Files without.
    pub unlabelled: Vec<Example>,
}

impl Music {
    /// Hears all that `material` names.
    pub fn hear(session: &Session, material: &Material, stop: &AtomicBool) -> anyhow::Result<Self> {
        let labelled = quadrants_and_gems(&material.data)?;
        let mut others = Vec::new();
        for folder in &material.unlabelled {
            others.extend(unlabelled(folder)?);
        }
        Ok(Self {
            labelled: heard(session, material, labelled, Keep::Whole, stop)?,
            unlabelled: if others.is_empty() {
                Vec::new()
            } else {
                heard(session, material, others, Keep::Windows, stop)?
            },
        })
    }
}

fn heard(
    session: &Session,
    material: &Material,
    clips: Vec<Clip>,
    keep: Keep,
    stop: &AtomicBool,
) -> anyhow::Result<Vec<Example>> {
    let cache: &Path = &material.work.join("cache");
    let bar = session.bar(
        clips.len() as u64,
        "{bar:30} {pos}/{len} files · {eta} left · {msg}",
    );
    bar.set_message("asking the teachers");
    let (device, _) = session.device().resolve();
    let examples = prepare(
        clips,
        keep,
        &material.teachers,
        cache,
        device,
        stop,
        &mut |event| tell(session, &bar, &event),
    )?;
    bar.finish_and_clear();
    Ok(examples)
}

//! `mood train all`: makes the model that is shipped.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use moodplane_model::data::Clip;
use moodplane_model::data::layouts::quadrants_and_gems;
use moodplane_model::train::compact::asking::{Asking, Keep, music};
use moodplane_model::train::compact::publish::publish;
use moodplane_model::train::compact::student::{TrainConfig, train};
use moodplane_model::train::compact::targets::Example;

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
    let labelled = labelled(session, material, true, &stop)?;
    let unlabelled = unlabelled(session, asked, &stop)?;
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
    let all: Vec<&Example> = labelled.iter().chain(&unlabelled).collect();
    let numbers = (device, session.precision());
    train(&all, &config, &run, numbers, &stop, &mut |event| {
        tell(session, &bar, &event)
    })?;
    bar.finish_and_clear();
    let bar = session.bar(0, "{bar:30} {pos}/{len} heads measured · {eta} left");
    let report = publish(
        &labelled,
        &unlabelled,
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

/// Clips with people's labels and what the teachers said of them, to learn from or
/// only to measure on.
pub fn labelled(
    session: &Session,
    material: &Material,
    learn: bool,
    stop: &AtomicBool,
) -> anyhow::Result<Vec<Example>> {
    let clips = quadrants_and_gems(&material.data)?;
    heard(session, material, clips, (Keep::Whole, learn), stop)
}

/// Music without labels to learn from, and what the teachers said of it.
fn unlabelled(
    session: &Session,
    asked: &TrainCompact,
    stop: &AtomicBool,
) -> anyhow::Result<Vec<Example>> {
    let mut clips = Vec::new();
    for folder in &asked.unlabelled {
        clips.extend(music(folder)?);
    }
    if clips.is_empty() {
        return Ok(Vec::new());
    }
    heard(session, &asked.material, clips, (Keep::Windows, true), stop)
}

fn heard(
    session: &Session,
    material: &Material,
    clips: Vec<Clip>,
    (keep, learn): (Keep, bool),
    stop: &AtomicBool,
) -> anyhow::Result<Vec<Example>> {
    let cache: &Path = &material.work.join("cache");
    let bar = session.bar(
        clips.len() as u64,
        "{bar:30} {pos}/{len} files · {eta} left · {msg}",
    );
    bar.set_message("asking the teachers");
    let (device, _) = session.device().resolve();
    let asking = Asking {
        keep,
        learn,
        teachers: &material.teachers,
        cache,
        device,
        jobs: session.jobs(),
    };
    let examples = asking.examples(&clips, stop, &mut |event| tell(session, &bar, &event))?;
    bar.finish_and_clear();
    Ok(examples)
}

//! `mood train compact`: makes the model that is shipped.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use moodplane_model::data::layouts::quadrants_and_gems;
use moodplane_model::train::compact::publish;
use moodplane_model::train::compact::student::{TrainConfig, train};
use moodplane_model::train::compact::targets::{Example, prepare};

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
    let examples = examples(session, &asked.material, &stop)?;
    let config = TrainConfig {
        steps: asked.steps as usize,
        seed: asked.seed,
        ..TrainConfig::default()
    };
    let name = asked.out.file_name().unwrap_or(asked.out.as_os_str());
    let run = asked.material.work.join(name);
    let bar = session.bar(
        u64::from(asked.steps),
        "{bar:30} {pos}/{len} · {eta} left · {msg}",
    );
    train(&examples, &config, &run, device, &stop, &mut |event| {
        tell(session, &bar, &event)
    })?;
    bar.finish_and_clear();
    let report = publish::publish(&examples, &config.network, &run, &asked.out, device)?;
    crate::commands::evaluate::print(session, &report)?;
    Ok(Ending::Well)
}

/// The labelled clips with what the teachers said of them, asked once and kept.
pub fn examples(
    session: &Session,
    material: &Material,
    stop: &AtomicBool,
) -> anyhow::Result<Vec<Example>> {
    let clips = quadrants_and_gems(&material.data)?;
    let cache: &Path = &material.work.join("cache");
    let bar = session.bar(
        clips.len() as u64,
        "{bar:30} {pos}/{len} clips · {eta} left · {msg}",
    );
    bar.set_message("asking the teachers");
    let (device, _) = session.device().resolve();
    let examples = prepare(
        clips,
        &material.teachers,
        cache,
        device,
        stop,
        &mut |event| {
            tell(session, &bar, &event);
        },
    )?;
    bar.finish_and_clear();
    Ok(examples)
}

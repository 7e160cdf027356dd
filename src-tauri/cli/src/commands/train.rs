//! `mood train`: makes the models that are shipped.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use indicatif::ProgressBar;
use moodplane_model::data::layouts::quadrants_and_gems;
use moodplane_model::train::student::{TrainConfig, train};
use moodplane_model::train::targets::{Example, prepare};
use moodplane_model::train::{Event, publish};

use crate::arguments::{Material, Train, TrainStudent};
use crate::ending::Ending;
use crate::interrupt::on_interrupt;
use crate::session::Session;

/// Trains what was asked for.
pub fn run(session: &Session, what: Train) -> anyhow::Result<Ending> {
    match what {
        Train::Student(student) => run_student(session, &student),
    }
}

fn run_student(session: &Session, asked: &TrainStudent) -> anyhow::Result<Ending> {
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
    super::evaluate::print(session, &report)?;
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

fn tell(session: &Session, bar: &ProgressBar, event: &Event) {
    match event {
        Event::Heard { done, .. } => bar.set_position(*done as u64),
        Event::Step { step, loss, .. } => {
            // A resumed run counts its time from where it goes on.
            if bar.position() == 0 && *step > 1 {
                bar.reset_eta();
            }
            bar.set_position(*step as u64);
            bar.set_message(format!("loss {loss:.3}"));
        }
        Event::Skipped(why) => bar.suspend(|| session.say(&format!("left out: {why}"))),
        Event::Validated { step, scores, best } => bar.suspend(|| {
            session.say(&format!(
                "step {step}: {scores}{}",
                if *best { " (best)" } else { "" }
            ));
        }),
        Event::Note(text) => bar.suspend(|| session.say(text)),
    }
}

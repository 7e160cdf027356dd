//! `mood features`: what the heads are fed, computed once.

use std::path::PathBuf;

use moodplane_model::data::Dataset;
use moodplane_model::features::{Encoder, EncoderKind, Store, extract};
use moodplane_model::harmony::ChordSource;
use moodplane_model::shelf::Shelf;

use super::train::tell;
use crate::arguments::{Extract, Features};
use crate::ending::{Ending, Misuse};
use crate::interrupt::on_interrupt;
use crate::session::Session;

/// Does what was asked for.
pub fn run(session: &Session, what: Features) -> anyhow::Result<Ending> {
    match what {
        Features::Extract(asked) => run_extract(session, &asked),
    }
}

fn run_extract(session: &Session, asked: &Extract) -> anyhow::Result<Ending> {
    let datasets = asked
        .datasets
        .iter()
        .map(|path| Dataset::read(path))
        .collect::<Result<Vec<_>, _>>()?;
    let (device, note) = session.device().resolve();
    if let Some(note) = note {
        session.say(&note);
    }
    let chords = match asked.chords.as_str() {
        "btc" => ChordSource::btc(&Shelf::open(None)?.get("music2emo")?.verified("btc")?)?,
        _ => ChordSource::templates(),
    };
    let encoder = Encoder::open(asked.encoder, &weights(asked)?, chords, device)?;
    let mut store = Store::for_writing(&asked.out, encoder.about().clone())?;
    let stop = on_interrupt(|| {})?;
    for dataset in &datasets {
        let bar = session.bar(
            dataset.clips.len() as u64,
            "{bar:30} {pos}/{len} clips · {eta} left · {msg}",
        );
        bar.set_message(dataset.name.clone());
        let done = extract(
            dataset,
            &encoder,
            &mut store,
            session.jobs(),
            &stop,
            &mut |event| {
                tell(session, &bar, &event);
            },
        )?;
        bar.finish_and_clear();
        if session.json() {
            let line = serde_json::json!({
                "dataset": dataset.name,
                "heard": done.heard,
                "kept": done.kept,
                "failed": done.failed,
            });
            println!("{line}");
        } else {
            println!(
                "{}: {} clips heard, {} there already, {} failed",
                dataset.name, done.heard, done.kept, done.failed
            );
        }
    }
    Ok(Ending::Well)
}

/// Where the encoder's weights are.
fn weights(asked: &Extract) -> anyhow::Result<PathBuf> {
    Ok(match asked.encoder {
        EncoderKind::Mert => Shelf::open(None)?.get("music2emo")?.verified("mert")?,
        EncoderKind::Student => Shelf::open(None)?.get("student")?.verified("weights")?,
        EncoderKind::MusiCnn => match &asked.teachers {
            Some(folder) => folder.join("musicnn-msd.safetensors"),
            None => {
                let say =
                    "--encoder musicnn needs --teachers FOLDER, with musicnn-msd.safetensors in it";
                return Err(Misuse(say.into()).into());
            }
        },
    })
}

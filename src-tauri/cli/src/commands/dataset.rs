//! `mood dataset`: manifests of labelled music.

use std::path::Path;

use moodplane_model::data::{Clip, Summary};

use crate::arguments::{Dataset, Import};
use crate::ending::Ending;
use crate::session::Session;

/// Clips that are missed by name; the others are counted.
const NAMED: usize = 10;

/// Imports a data set or shows a manifest.
pub fn run(session: &Session, what: &Dataset) -> anyhow::Result<Ending> {
    match what {
        Dataset::Import(what) => import(session, what),
        Dataset::Show { manifest } => show(session, manifest),
    }
}

/// Clips that are not there do not keep the others from being imported.
fn import(session: &Session, what: &Import) -> anyhow::Result<Ending> {
    let mut set = what.layout.read(&what.folder, what.labels.as_deref())?;
    let missing = set.take_missing()?;
    set.write(&what.out)?;
    tell_missing(session, &missing);
    print(session, &Summary::of(&set, missing.len()))?;
    Ok(Ending::Well)
}

fn show(session: &Session, manifest: &Path) -> anyhow::Result<Ending> {
    let mut set = moodplane_model::data::Dataset::read(manifest)?;
    let missing = set.take_missing()?;
    tell_missing(session, &missing);
    print(session, &Summary::of(&set, missing.len()))?;
    Ok(if missing.is_empty() {
        Ending::Well
    } else {
        Ending::SomeFailed
    })
}

fn tell_missing(session: &Session, missing: &[Clip]) {
    for clip in missing.iter().take(NAMED) {
        session.say(&format!("not there: {}", clip.path.display()));
    }
    if missing.len() > NAMED {
        session.say(&format!("and {} more clips", missing.len() - NAMED));
    }
}

fn print(session: &Session, summary: &Summary) -> anyhow::Result<()> {
    if session.json() {
        println!("{}", serde_json::to_string(summary)?);
    } else {
        println!("{summary}");
    }
    Ok(())
}

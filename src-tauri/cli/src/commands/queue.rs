//! `mood queue`: order, pause and pace the analysis, and see to what failed.

use std::path::PathBuf;

use moodplane_library::{Library, Pace, TrackId};

use crate::arguments::Queue;
use crate::ending::Ending;
use crate::session::Session;

/// Does what is asked; a queue that runs, here or in the window, follows.
pub fn run(session: &Session, what: &Queue) -> anyhow::Result<Ending> {
    let library = session.library()?;
    match what {
        Queue::Pause => library.set_paused(true)?,
        Queue::Resume => library.set_paused(false)?,
        Queue::Pace { pace } => library.set_pace(match pace.as_str() {
            "background" => Pace::Background,
            _ => Pace::Full,
        })?,
        Queue::Battery { what } => library.set_pause_on_battery(what == "rest")?,
        Queue::First { paths } => {
            let mut tracks = Vec::new();
            for path in paths {
                if path.is_dir() {
                    tracks.extend(library.tracks_under(path)?);
                } else {
                    tracks.push(library.add_file(path)?);
                }
            }
            library.analyse_first(&tracks)?;
        }
        Queue::Failures { ignored } => failures(session, &library, *ignored)?,
        Queue::Retry { files } => {
            let tracks = tracks(&library, files)?;
            let only = (!files.is_empty()).then_some(&tracks[..]);
            let count = library.retry_failures(only)?;
            session.say(&format!("{count} will be tried again"));
        }
        Queue::Ignore { files } => {
            library.ignore_failures(&tracks(&library, files)?, true)?;
        }
    }
    Ok(Ending::Well)
}

fn tracks(library: &Library, files: &[PathBuf]) -> anyhow::Result<Vec<TrackId>> {
    let tracks = files.iter().map(|file| library.add_file(file));
    Ok(tracks.collect::<Result<_, _>>()?)
}

fn failures(session: &Session, library: &Library, ignored: bool) -> anyhow::Result<()> {
    let rows = if ignored {
        library.ignored_failures()?
    } else {
        library.failures()?
    };
    for row in rows {
        if session.json() {
            println!("{}", serde_json::to_string(&row)?);
        } else {
            let tries = if row.tries == 1 { "try" } else { "tries" };
            println!("{}  ({}, {} {tries})", row.path, row.code, row.tries);
            println!("    {}", row.message);
        }
    }
    Ok(())
}

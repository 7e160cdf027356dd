//! `mood export`: playlists, and what queries find, as files for other programs.

use moodplane_exports::{ExportError, List, Options, Paths, Report, export};
use moodplane_library::{Library, Query};

use crate::arguments::Export;
use crate::ending::{Ending, Misuse};
use crate::interrupt::on_interrupt;
use crate::session::Session;

/// What a list is called that is no playlist.
const NAME: &str = "Moodplane";

/// Writes what is asked for.
pub fn run(session: &Session, what: &Export) -> anyhow::Result<Ending> {
    let library = session.library()?;
    let lists = lists(&library, what)?;
    let options = Options {
        paths: match (&what.relative_to, what.absolute) {
            (Some(folder), _) => Paths::RelativeTo(folder.clone()),
            (None, true) => Paths::Absolute,
            (None, false) => Paths::BesideFile,
        },
        maps: what.maps.clone(),
        key_notation: what.key_notation,
        comment: what.comment,
        colours: what.colours,
        without_missing: what.without_missing,
        ..Options::default()
    };
    let stop = on_interrupt(|| {})?;
    let bar = session.bar(0, "{bar:30} {pos}/{len} tracks");
    let done = export(
        &library,
        &lists,
        what.format,
        &options,
        &what.out,
        &stop,
        &mut |progress| {
            bar.set_length(u64::from(progress.total));
            bar.set_position(u64::from(progress.done));
        },
    );
    bar.finish_and_clear();
    match done {
        Ok(report) => told(session, &report),
        Err(ExportError::Stopped) => {
            session.say(&ExportError::Stopped.to_string());
            Ok(Ending::Interrupted)
        }
        Err(error @ (ExportError::Nothing | ExportError::NoneHeard)) => {
            session.say(&error.to_string());
            Ok(Ending::Nothing)
        }
        Err(error @ ExportError::NeedsFolder(_)) => Err(Misuse(error.to_string()).into()),
        Err(error) => Err(plain(error)),
    }
}

fn lists(library: &Library, what: &Export) -> anyhow::Result<Vec<List>> {
    if !what.playlists.is_empty() {
        let named = what.playlists.iter().map(|name| {
            let id = library.playlist_named(name)?.id;
            List::of_playlist(library, id)
        });
        return named.collect::<Result<_, ExportError>>().map_err(plain);
    }
    let query = what.query.as_deref().map(Query::parse).transpose()?;
    let name = what.name.as_deref().unwrap_or(NAME);
    let list = List::of_query(library, &query.unwrap_or_default(), name).map_err(plain)?;
    Ok(vec![list])
}

/// The library's own error, by which the exit status is chosen.
fn plain(error: ExportError) -> anyhow::Error {
    match error {
        ExportError::Library(error) => error.into(),
        other => other.into(),
    }
}

/// Says what came of it: in JSON all of it, else a line for each track that is left
/// out, the files, and the sum.
fn told(session: &Session, report: &Report) -> anyhow::Result<Ending> {
    if session.json() {
        println!("{}", serde_json::to_string(report)?);
    } else {
        for left in &report.left_out {
            eprintln!(
                "mood: left out: {} ({}): {}",
                left.name, left.path, left.reason
            );
        }
        for file in &report.files {
            println!("{file}");
        }
        session.say(&sum(report));
    }
    Ok(
        match (report.files.is_empty(), report.left_out.is_empty()) {
            (true, _) => Ending::Nothing,
            (false, false) => Ending::SomeFailed,
            (false, true) => Ending::Well,
        },
    )
}

fn sum(report: &Report) -> String {
    let mut parts = vec![format!("{} written", tracks(report.written))];
    if !report.left_out.is_empty() {
        parts.push(format!("{} left out", report.left_out.len()));
    }
    if report.missing > 0 {
        parts.push(format!(
            "{} of them missing on this machine",
            report.missing
        ));
    }
    if report.unmapped > 0 {
        parts.push(format!("{} in none of the mapped folders", report.unmapped));
    }
    if report.replaced > 0 {
        let count = report.replaced;
        parts.push(format!(
            "{count} with a path that is not Unicode, replaced where it is not"
        ));
    }
    parts.join(", ")
}

fn tracks(count: u32) -> String {
    match count {
        1 => "1 track".to_owned(),
        count => format!("{count} tracks"),
    }
}

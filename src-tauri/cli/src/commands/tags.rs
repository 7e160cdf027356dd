//! `mood tags`: moods into files, and out of them again.

use std::collections::HashSet;
use std::sync::atomic::Ordering;

use moodplane_library::{Library, Query, TrackId};
use moodplane_tagging::{
    Existing, FieldPlan, FilePlan, Mapping, Moods, Options, Outcome, Place, Undone, preview, undo,
    write, written,
};

use crate::arguments::{Tags, Wish};
use crate::ending::{Ending, Misuse};
use crate::interrupt::on_interrupt;
use crate::session::Session;

/// Does what is asked.
pub fn run(session: &Session, what: &Tags) -> anyhow::Result<Ending> {
    match what {
        Tags::Preview(wish) => show(session, wish),
        Tags::Write(wish) => put(session, wish),
        Tags::Undo { writing, values } => take_back(session, *writing, *values),
        Tags::List => list(session),
    }
}

fn show(session: &Session, wish: &Wish) -> anyhow::Result<Ending> {
    let options = options(wish)?;
    let (library, tracks) = meant(session, wish)?;
    let stop = on_interrupt(|| {})?;
    let (mut changed, mut unchanged, mut failed) = (0, 0, 0);
    let mut trouble = None;
    preview(&library, &tracks, &options, &stop, &mut |plan| {
        match (&plan.problem, plan.changes()) {
            (Some(_), _) => failed += 1,
            (None, true) => changed += 1,
            (None, false) => unchanged += 1,
        }
        if session.json() {
            match serde_json::to_string(&plan) {
                Ok(line) => println!("{line}"),
                Err(error) => trouble = Some(error),
            }
        } else {
            print(&plan);
        }
        trouble.is_none()
    })?;
    if let Some(error) = trouble {
        return Err(error.into());
    }
    session.say(&format!(
        "{changed} files would change, {unchanged} would not, {failed} cannot"
    ));
    Ok(ending(
        stop.load(Ordering::SeqCst),
        tracks.is_empty(),
        failed,
    ))
}

fn put(session: &Session, wish: &Wish) -> anyhow::Result<Ending> {
    let options = options(wish)?;
    let (library, tracks) = meant(session, wish)?;
    let stop = on_interrupt(|| {})?;
    let bar = session.bar(tracks.len() as u64, "{bar:30} {pos}/{len} · {msg}");
    let summary = write(&library, &tracks, &options, &stop, &mut |done| {
        bar.set_message(done.title.clone());
        bar.inc(1);
        bar.suspend(|| {
            if session.json() {
                // Texts and lists of texts always have a JSON.
                println!("{}", serde_json::to_string(done).unwrap_or_default());
            } else {
                let path = plain(&done.path);
                match (&done.problem, done.changes()) {
                    (Some(problem), _) => println!("left     {path}: {}", problem.message),
                    (None, true) => println!("written  {path}"),
                    (None, false) => println!("as it is {path}"),
                }
                if let Some(note) = &done.note {
                    println!("  ! {}", plain(&note.message));
                }
            }
        });
    })?;
    bar.finish_and_clear();
    let (written, unchanged, failed) = (summary.written, summary.unchanged, summary.failed);
    session.say(&format!(
        "{written} files written, {unchanged} as they are, {failed} left"
    ));
    if let Some(number) = summary.writing {
        session.say(&format!("mood tags undo {number} takes it back"));
    }
    Ok(ending(summary.stopped, tracks.is_empty(), failed))
}

fn take_back(session: &Session, writing: Option<u32>, values: bool) -> anyhow::Result<Ending> {
    let library = session.library()?;
    let stop = on_interrupt(|| {})?;
    let summary = undo(&library, writing, values, &stop, &mut |file| {
        if session.json() {
            println!("{}", serde_json::to_string(file).unwrap_or_default());
            return;
        }
        let path = plain(&file.path);
        match (file.how, &file.problem) {
            (_, Some(problem)) => println!("left     {path}: {}", problem.message),
            (Some(Undone::Bytes), _) => println!("undone   {path}"),
            (Some(Undone::Values), _) => println!("restored {path}"),
            _ => println!("as it is {path}"),
        }
    })?;
    session.say(&format!(
        "of writing {}: {} files are what they were to the last byte, {} in their values, {} were already, {} left",
        summary.writing, summary.bytes, summary.values, summary.already, summary.failed
    ));
    Ok(ending(summary.stopped, false, summary.failed))
}

fn list(session: &Session) -> anyhow::Result<Ending> {
    for writing in written(&session.library()?)? {
        if session.json() {
            println!("{}", serde_json::to_string(&writing)?);
            continue;
        }
        println!(
            "{:>5}  {}  {} files hold it, undone in {}",
            writing.id,
            when(writing.begun_at),
            writing.files,
            writing.undone
        );
    }
    Ok(Ending::Well)
}

fn ending(stopped: bool, nothing: bool, failed: u32) -> Ending {
    match (stopped, nothing, failed) {
        (true, ..) => Ending::Interrupted,
        (_, true, _) => Ending::Nothing,
        (_, _, 0) => Ending::Well,
        _ => Ending::SomeFailed,
    }
}

fn options(wish: &Wish) -> anyhow::Result<Options> {
    let mapping = match &wish.words {
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .map_err(|error| Misuse(format!("{} cannot be read ({error})", path.display())))?;
            Mapping::parse(&text)?
        }
        None => Mapping::default(),
    };
    let options = Options {
        moods: wish.top.map_or(Moods::On, Moods::Top),
        mapping,
        mood: !wish.no_mood,
        plane: wish.plane,
        bpm: wish.bpm,
        key: wish.key,
        comment: wish.comment,
        existing: match wish.replace {
            true => Existing::Replace,
            false => Existing::Keep,
        },
        keep_mtime: wish.keep_mtime,
    };
    options.check()?;
    Ok(options)
}

/// The library, and the tracks that are meant, each once.
fn meant(session: &Session, wish: &Wish) -> anyhow::Result<(Library, Vec<TrackId>)> {
    let library = session.library()?;
    let mut tracks = Vec::new();
    for path in &wish.paths {
        tracks.extend(library.tracks_under(path)?);
    }
    if let Some(text) = &wish.query {
        tracks = library.matching(&Query::parse(text)?)?;
    } else if let Some(name) = &wish.playlist {
        tracks = library.playlist_tracks(library.playlist_named(name)?.id)?;
    } else if wish.all {
        tracks = library.matching(&Query::default())?;
    }
    let mut seen = HashSet::new();
    tracks.retain(|&id| seen.insert(id));
    if tracks.is_empty() {
        session.say("the library holds nothing there; analyse it first");
    }
    Ok((library, tracks))
}

/// A file's changes for people, as a diff.
fn print(plan: &FilePlan) {
    println!("{}", plain(&plan.path));
    if let Some(problem) = &plan.problem {
        println!("  ! {}", problem.message);
    }
    if let Some(note) = &plan.note {
        println!("  ! {}", plain(&note.message));
    }
    let name = |field: &FieldPlan| match field.place {
        Place::Own => field.field.name().to_owned(),
        Place::Ape => format!("{} (APE)", field.field.name()),
    };
    let width = plan.fields.iter().map(|field| name(field).len()).max();
    let width = width.unwrap_or_default().max(8);
    for field in &plan.fields {
        let FieldPlan {
            outcome, old, new, ..
        } = field;
        let line = |sign: &str, values: &[String], more: &str| {
            let values = plain(&values.join("; "));
            println!("  {sign} {:width$} {values}{more}", name(field));
        };
        match outcome {
            Outcome::Change => {
                if !old.is_empty() {
                    line("-", old, "");
                }
                if !new.is_empty() {
                    line("+", new, "");
                }
            }
            Outcome::Same => line("=", old, "  (as it is)"),
            Outcome::Kept => line("=", old, "  (kept; --replace writes over it)"),
            Outcome::Locked => line("=", old, "  (read-only)"),
            Outcome::Nothing => line("=", old, "  (nothing to write)"),
        }
    }
}

/// A text from a file on one line, and without what a terminal would obey.
fn plain(text: &str) -> String {
    let letter = |letter: char| match letter.is_control() {
        true => letter.escape_default().to_string(),
        false => letter.to_string(),
    };
    text.chars().map(letter).collect()
}

/// A time for people, UTC: `2025-01-31 18:05`, by the calendar's own rule (Howard
/// Hinnant, "chrono-compatible low-level date algorithms").
fn when(seconds: u32) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let date = day - (153 * month + 2) / 5 + 1;
    let (month, year) = match month {
        ..10 => (month + 3, year + 400 * era),
        _ => (month - 9, year + 400 * era + 1),
    };
    format!(
        "{year}-{month:02}-{date:02} {:02}:{:02} UTC",
        rest / 3600,
        rest / 60 % 60
    )
}

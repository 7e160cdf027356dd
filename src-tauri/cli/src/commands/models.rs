//! `mood models`: which models there are, and installing others.

use std::io::{IsTerminal, Write};
use std::path::Path;

use indicatif::ProgressBar;
use moodplane_model::install::{Event, Installer, Offer, Remote};
use moodplane_model::shelf::{Model, Shelf};
use serde_json::json;

use crate::arguments::Models;
use crate::ending::{Ending, Misuse};
use crate::interrupt::on_interrupt;
use crate::session::Session;

/// Does what was asked for.
pub fn run(session: &Session, what: Models) -> anyhow::Result<Ending> {
    match what {
        Models::List => list(session),
        Models::Install { id, accept_licence } => install(session, &id, accept_licence),
        Models::Import { id, folder } => import(session, &id, &folder),
        Models::Verify { id } => verify(session, id.as_deref()),
        Models::Remove { id } => {
            Installer::new()?.remove(&id)?;
            session.say(&format!("{id} is removed"));
            Ok(Ending::Well)
        }
    }
}

fn list(session: &Session) -> anyhow::Result<Ending> {
    let shelf = Shelf::open(None)?;
    let installer = Installer::new()?;
    for model in shelf.models() {
        let entry = &model.entry;
        let state = if model.shipped {
            "shipped"
        } else {
            "installed"
        };
        let mb = model.bytes() as f64 / 1e6;
        print(session, &entry.id, state, mb, &entry.licence, &entry.title);
    }
    for offer in installer.offers() {
        if shelf.models().iter().all(|m| m.entry.id != offer.id) {
            let mb = offer.mb() as f64;
            print(
                session,
                &offer.id,
                "available",
                mb,
                &offer.licence,
                &offer.title,
            );
        }
    }
    Ok(Ending::Well)
}

fn print(session: &Session, id: &str, state: &str, mb: f64, licence: &str, title: &str) {
    if session.json() {
        let line = json!({
            "id": id, "state": state, "megabytes": mb, "licence": licence, "title": title,
        });
        println!("{line}");
    } else {
        println!("{id:12} {state:10} {mb:6.1} MB  {licence:22} {title}");
    }
}

fn install(session: &Session, id: &str, accepted: bool) -> anyhow::Result<Ending> {
    let installer = Installer::new()?;
    let offer = installer.offer(id)?;
    if !accepted && !std::io::stdin().is_terminal() {
        // Nobody is there to be asked.
        let why = format!(
            "{id} comes under {}: say --accept-licence to accept and install it",
            offer.licence
        );
        return Err(Misuse(why).into());
    }
    let stop = on_interrupt(|| {})?;
    let remotes = installer.look(offer, &stop)?;
    if !accepted {
        show(offer, &remotes, installer.folder());
        if !is_agreed("Accept the licences and download?")? {
            session.say("nothing is installed");
            return Ok(Ending::Nothing);
        }
    }
    let bytes = remotes.iter().filter_map(|remote| remote.bytes).sum();
    let bar = session.bar(
        bytes,
        "{bar:30} {bytes}/{total_bytes} · {bytes_per_sec} · {eta} left · {msg}",
    );
    let model = installer.install(offer, &remotes, &stop, &mut |event| {
        tell(session, &bar, &event);
    })?;
    bar.finish_and_clear();
    done(session, &model);
    Ok(Ending::Well)
}

fn import(session: &Session, id: &str, folder: &Path) -> anyhow::Result<Ending> {
    let installer = Installer::new()?;
    let offer = installer.offer(id)?;
    let stop = on_interrupt(|| {})?;
    let bar = session.bar(0, "{spinner} {msg}");
    let model = installer.import(offer, folder, &stop, &mut |event| {
        tell(session, &bar, &event);
        bar.tick();
    })?;
    bar.finish_and_clear();
    done(session, &model);
    Ok(Ending::Well)
}

fn verify(session: &Session, id: Option<&str>) -> anyhow::Result<Ending> {
    let shelf = Shelf::open(None)?;
    let one = id.map(|id| shelf.get(id)).transpose()?;
    let models = one.map_or(shelf.models(), std::slice::from_ref);
    let mut ending = Ending::Well;
    for model in models {
        let (id, found) = (&model.entry.id, model.verify());
        let (well, text) = match &found {
            Ok(()) => (true, format!("version {}", model.entry.version)),
            Err(error) => (false, error.to_string()),
        };
        if session.json() {
            println!("{}", json!({ "id": id, "ok": well, "text": text }));
        } else {
            println!("{:4} {id:12} {text}", if well { "ok" } else { "BAD" });
        }
        if !well {
            ending = Ending::SomeFailed;
        }
    }
    Ok(ending)
}

/// What the user is about to agree to.
fn show(offer: &Offer, remotes: &[Remote], folder: &Path) {
    eprintln!("{}", offer.title);
    for (part, remote) in offer.parts.iter().zip(remotes) {
        let size = match remote.bytes {
            Some(bytes) => format!("{:.1} MB", bytes as f64 / 1e6),
            None => format!("about {} MB", part.mb),
        };
        eprintln!("  {:28} {size:>12}  {}", part.file, part.url);
    }
    eprintln!("Licences:");
    for (project, licence) in offer.licences() {
        eprintln!("  {licence:28} {project}");
    }
    eprintln!("Goes to {}", folder.display());
}

fn is_agreed(question: &str) -> anyhow::Result<bool> {
    eprint!("{question} [y/N] ");
    std::io::stderr().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    let answer = answer.trim();
    Ok(answer.eq_ignore_ascii_case("y") || answer.eq_ignore_ascii_case("yes"))
}

fn tell(session: &Session, bar: &ProgressBar, event: &Event<'_>) {
    match event {
        Event::File(name) => bar.set_message((*name).to_owned()),
        Event::Bytes(bytes) => bar.set_position(*bytes),
        Event::Note(text) => bar.suspend(|| session.say(text)),
    }
}

fn done(session: &Session, model: &Model) {
    let entry = &model.entry;
    if session.json() {
        let line = json!({
            "id": entry.id,
            "version": entry.version,
            "megabytes": model.bytes() as f64 / 1e6,
            "folder": model.folder.to_string_lossy(),
        });
        println!("{line}");
    } else {
        session.say(&format!(
            "{} is installed in {}: use it with --model {}",
            entry.id,
            model.folder.display(),
            entry.id
        ));
    }
}

//! `mood library`: check, back up and tidy the library itself.

use std::sync::atomic::Ordering;

use moodplane_library::{Forget, Library};

use crate::arguments::OfLibrary;
use crate::ending::{Ending, Misuse};
use crate::interrupt::on_interrupt;
use crate::session::Session;

/// Does what is asked.
pub fn run(session: &Session, what: &OfLibrary) -> anyhow::Result<Ending> {
    match what {
        OfLibrary::Check => check(session),
        OfLibrary::Problems => problems(session),
        OfLibrary::Backup => {
            let backup = session.library()?.back_up()?;
            println!("{}", backup.path.display());
            Ok(Ending::Well)
        }
        OfLibrary::Backups => {
            for backup in Library::backups_of(&session.library_path()?) {
                let megabytes = backup.bytes as f64 / 1e6;
                let path = backup.path.display();
                println!("{}  {megabytes:7.1} MB  {path}", backup.date);
            }
            Ok(Ending::Well)
        }
        OfLibrary::Restore { backup } => {
            if let Some(kept) = Library::restore(&session.library_path()?, backup)? {
                session.say(&format!("what was there is kept as {}", kept.display()));
            }
            Ok(Ending::Well)
        }
        OfLibrary::Offers => offers(session),
        OfLibrary::TakeOver { missing, found } => {
            session.library()?.take_over(*missing, *found)?;
            Ok(Ending::Well)
        }
        OfLibrary::TempoAndKey { from } => tempo_and_key(session, from.as_deref()),
        OfLibrary::Forget { folder } => {
            let library = session.library()?;
            let path = std::path::absolute(folder)?;
            let shown = path.to_string_lossy();
            let folders = library.folders()?;
            let Some(folder) = folders.iter().find(|folder| *folder.path == shown) else {
                let what = format!("{shown} is no folder of the library; name one as it is there");
                return Err(Misuse(what).into());
            };
            let count = library.forget_missing(Forget::Folder(folder.id))?;
            session.say(&format!("{count} missing tracks are forgotten"));
            Ok(Ending::Well)
        }
    }
}

fn check(session: &Session) -> anyhow::Result<Ending> {
    let report = session.library()?.check()?;
    for problem in &report.problems {
        println!("{problem}");
    }
    println!(
        "{} tracks, {} analyses, {} failures, {:.1} MB: {}",
        report.tracks,
        report.analyses,
        report.failures,
        report.bytes as f64 / 1e6,
        if report.is_sound() {
            "sound"
        } else {
            "damaged; Moodplane mends it when it is opened next"
        },
    );
    Ok(if report.is_sound() {
        Ending::Well
    } else {
        Ending::SomeFailed
    })
}

fn problems(session: &Session) -> anyhow::Result<Ending> {
    for folder in session.library()?.problems()? {
        if session.json() {
            println!("{}", serde_json::to_string(&folder)?);
            continue;
        }
        println!("{}", folder.path);
        let problems = folder.problems.iter().map(|problem| &problem.message);
        for line in folder.notice.iter().chain(problems) {
            println!("    {line}");
        }
    }
    Ok(Ending::Well)
}

fn offers(session: &Session) -> anyhow::Result<Ending> {
    for offer in session.library()?.offers()? {
        if session.json() {
            println!("{}", serde_json::to_string(&offer)?);
            continue;
        }
        println!("{:>7}  {}", offer.missing.id, offer.missing.path);
        for row in &offer.found {
            println!("    {:>7}  {}", row.id, row.path);
        }
    }
    Ok(Ending::Well)
}

/// Says whose tempo and key go first, or changes it.
fn tempo_and_key(session: &Session, from: Option<&str>) -> anyhow::Result<Ending> {
    let library = session.library()?;
    let Some(from) = from else {
        let files = library.files_say_tempo_and_key()?;
        println!("{}", if files { "files" } else { "heard" });
        return Ok(Ending::Well);
    };
    let files = from == "files";
    if files {
        let stop = on_interrupt(|| {})?;
        let bar = session.bar(0, "{bar:30} {pos}/{len} files' tags");
        library.read_tempo_and_key(&stop, &mut |done, total| {
            bar.set_length(u64::from(total));
            bar.set_position(u64::from(done));
        })?;
        bar.finish_and_clear();
        if stop.load(Ordering::Relaxed) {
            session.say("stopped; nothing is changed but what is known of the tags");
            return Ok(Ending::Interrupted);
        }
    }
    library.let_files_say_tempo_and_key(files)?;
    Ok(Ending::Well)
}

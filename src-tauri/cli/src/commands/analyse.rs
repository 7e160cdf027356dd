//! `mood analyse`: hear files and folders, or all that is pending.

use std::collections::HashSet;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use moodplane_library::{
    Analyser, Control, Event, Library, LibraryError, Options, Scope, TrackId, run_queue,
};

use crate::ending::Ending;
use crate::interrupt::on_interrupt;
use moodplane_exports::Row;

use crate::line;
use crate::session::Session;

/// Tracks that are heard with the longest first; of more, the order they came in
/// says more about how long the rest takes.
const SORTED: usize = 1_000;

/// Hears what the arguments name and prints each track once.
pub fn run(session: &Session, paths: &[PathBuf]) -> anyhow::Result<Ending> {
    // A path that is not there is a slip of the hand: nothing is begun.
    for path in paths {
        if path.symlink_metadata().is_err() {
            return Err(LibraryError::NoSuchFile(path.clone()).into());
        }
    }
    let library = session.library()?;
    let control = Control::default();
    let stop_scan = Arc::new(AtomicBool::new(false));
    let (queue, scan) = (control.clone(), Arc::clone(&stop_scan));
    let interrupted = on_interrupt(move || {
        scan.store(true, Ordering::SeqCst);
        queue.stop();
    })?;

    // The model is loaded while the files are looked at.
    let (listener, tracks) = thread::scope(|scope| {
        let listener = scope.spawn(|| session.listener());
        let tracks = named(&library, paths, &stop_scan);
        (listener.join(), tracks)
    });
    let listener = Arc::new(listener.unwrap_or_else(|panic| resume_unwind(panic))?);
    let tracks = tracks?;
    let scope = match &tracks {
        Some(ids) => {
            // Who names a file wants it tried, whatever came of it before.
            library.retry_failures(Some(ids))?;
            Scope::Tracks(ids.clone())
        }
        None => Scope::All,
    };
    if tracks.is_none() && library.pending(&listener.model())? == 0 {
        session.say("nothing is pending; name files or folders to hear");
        return Ok(Ending::Nothing);
    }
    if tracks.as_ref().is_some_and(Vec::is_empty) {
        session.say("there is no music in what was named");
        return Ok(Ending::Nothing);
    }

    let bar = session.bar(0, "{bar:30} {pos}/{len} · {msg}");
    let mut printer = Printer {
        session,
        library: &library,
        bar: &bar,
        more: tracks.as_ref().is_some_and(|ids| ids.len() == 1),
        done: HashSet::new(),
        failed: 0,
    };
    if !session.json() {
        printer.line(line::HEADING);
    }
    let options = Options {
        // One more than is decoded: it begins while another waits for its last
        // answers from the network.
        jobs: session.jobs() + 1,
        scope,
        linger: false,
    };
    let (mut trouble, mut rested) = (None, None);
    run_queue(
        &library,
        listener.clone(),
        &options,
        &control,
        &mut |event| {
            let printed = match event {
                Event::Analysed { id, .. } | Event::Failed { id, .. } => printer.print(&[id]),
                Event::Progress(progress) => {
                    let rests = progress.rest.as_ref().map(|rest| rest.message.clone());
                    if let Some(why) = rests.as_ref().filter(|_| rests != rested) {
                        bar.suspend(|| session.say(why));
                    }
                    rested = rests;
                    bar.set_length(u64::from(progress.total));
                    bar.set_position(u64::from(progress.done + progress.failed));
                    bar.set_message(pace(progress.tracks_per_s, progress.seconds_left));
                    Ok(())
                }
            };
            if let Err(error) = printed {
                control.stop();
                trouble.get_or_insert(error);
            }
        },
    )?;
    if let Some(error) = trouble {
        return Err(error);
    }
    if interrupted.load(Ordering::SeqCst) {
        bar.finish_and_clear();
        session.say("stopped; everything heard so far is saved");
        return Ok(Ending::Interrupted);
    }
    // Those that an earlier run had heard already.
    if let Some(ids) = tracks {
        let rest: Vec<TrackId> = ids
            .into_iter()
            .filter(|id| !printer.done.contains(id))
            .collect();
        printer.print(&rest)?;
    }
    bar.finish_and_clear();
    Ok(if printer.failed == 0 {
        Ending::Well
    } else {
        Ending::SomeFailed
    })
}

/// The tracks at and below the paths, brought up to date; `None` without paths.
fn named(
    library: &Library,
    paths: &[PathBuf],
    stop: &AtomicBool,
) -> anyhow::Result<Option<Vec<TrackId>>> {
    if paths.is_empty() {
        return Ok(None);
    }
    let mut ids = Vec::new();
    for path in paths {
        if path.is_dir() {
            let report = library.scan_path(path, stop, &mut |_| {})?;
            for problem in &report.problems {
                tracing::warn!("{}: {}", problem.path.display(), problem.message);
            }
            ids.extend(library.tracks_under(path)?);
        } else {
            ids.push(library.add_file(path)?);
        }
    }
    let mut seen = HashSet::new();
    ids.retain(|&id| seen.insert(id));
    if ids.len() <= SORTED {
        ids = library.longest_first(ids)?;
    }
    Ok(Some(ids))
}

/// Prints tracks as the library keeps them, so that a first and a second run
/// say the same.
struct Printer<'a> {
    session: &'a Session,
    library: &'a Library,
    bar: &'a indicatif::ProgressBar,
    /// Whether a track has a second line.
    more: bool,
    done: HashSet<TrackId>,
    failed: usize,
}

impl Printer<'_> {
    fn print(&mut self, ids: &[TrackId]) -> anyhow::Result<()> {
        let mut lines = Vec::with_capacity(ids.len());
        self.library.for_each(Some(ids), &mut |listed| {
            self.failed += usize::from(listed.analysis.is_none());
            self.done.insert(listed.row.id);
            lines.push(Row::of(&listed));
            true
        })?;
        for row in lines {
            if self.session.json() {
                self.line(&serde_json::to_string(&row.record)?);
            } else {
                self.line(&line::line(&row));
                if let Some(more) = line::more(&row).filter(|_| self.more) {
                    self.line(&more);
                }
            }
        }
        Ok(())
    }

    fn line(&self, text: &str) {
        self.bar.suspend(|| println!("{text}"));
    }
}

fn pace(per_s: Option<f32>, left: Option<f32>) -> String {
    let rate = per_s.map_or_else(String::new, |r| format!("{r:.1} tracks/s"));
    let left = left.map_or_else(String::new, |s| {
        let s = s.round() as u64;
        if s < 90 {
            format!(" · {s} s left")
        } else {
            format!(" · {} min left", s.div_ceil(60))
        }
    });
    rate + &left
}

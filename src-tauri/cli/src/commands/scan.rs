//! `mood scan`: index only.

use std::path::PathBuf;
use std::sync::atomic::Ordering;

use crate::ending::Ending;
use crate::interrupt::on_interrupt;
use crate::session::Session;

/// Scans the folders into the library.
pub fn run(session: &Session, folders: &[PathBuf]) -> anyhow::Result<Ending> {
    let library = session.library()?;
    let stop = on_interrupt(|| {})?;
    let bar = session.bar(0, "{spinner} {msg}");
    for folder in folders {
        let report = library.scan_path(folder, &stop, &mut |report| {
            bar.set_message(format!("{} files in {}", report.seen, folder.display()));
            bar.tick();
        })?;
        bar.finish_and_clear();
        for problem in &report.problems {
            tracing::warn!("{}: {}", problem.path.display(), problem.message);
        }
        if session.json() {
            let line = serde_json::json!({
                "folder": folder.to_string_lossy(),
                "seen": report.seen,
                "new": report.new,
                "changed": report.changed,
                "moved": report.moved,
                "missing": report.missing,
                "problems": report.problems.len(),
            });
            println!("{line}");
        } else {
            println!(
                "{}: {} audio files, {} new, {} changed, {} moved, {} missing",
                folder.display(),
                report.seen,
                report.new,
                report.changed,
                report.moved,
                report.missing
            );
        }
        if stop.load(Ordering::SeqCst) {
            return Ok(Ending::Interrupted);
        }
    }
    Ok(Ending::Well)
}

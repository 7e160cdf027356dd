//! The library at 100,000 tracks: how long it takes to scan, to open, to search
//! and to write it, and how much memory and disk.
//!
//! `cargo bench -p moodplane-library --bench library -- [--tracks=N] [--folder=DIR]`
//!
//! The files are small and shared by hard links; what is heard of them is made up,
//! in the shapes that the default model gives. A folder that is named is kept, and
//! used again with what is in it.

mod made_up;
mod measure;
#[path = "../../tests/support/mod.rs"]
mod support;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use moodplane_library::{Control, Library, Options, ScanReport, Scope, run_queue};

use made_up::{MadeUp, SOURCES, lay_out, queries};
use measure::{Memory, milliseconds, quantile};

/// Tracks, unless the command line says otherwise.
const TRACKS: u32 = 100_000;
/// Rows of a page: more than a screen shows.
const PAGE: u32 = 100;
/// Pages into a long answer that are turned to, now and then.
const FAR: u32 = 20;

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Fallible<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| words.iter().find_map(|word| word.strip_prefix(name));
    let tracks = option("--tracks=").map_or(Ok(TRACKS), str::parse)?;
    let kept = option("--folder=").map(PathBuf::from);
    let temporary = tempfile::tempdir()?;
    let room = kept.as_deref().unwrap_or(temporary.path());
    // A process of its own: what is measured there begins with cold caches.
    if words.iter().any(|word| word == "--open") {
        return open_cold(room);
    }
    let (music, database) = (room.join("music"), room.join("library.db"));

    println!("{tracks} tracks\n");
    lay_out(&music, tracks, SOURCES)?;
    let library = Library::open(&database)?;
    // Whoever used a kept folder last may have had it rest.
    library.set_paused(false)?;
    let folder = library.add_folder(&music)?;
    let scan = || -> Fallible<(f64, f64, ScanReport)> {
        let memory = Memory::watch();
        let start = Instant::now();
        let never = AtomicBool::new(false);
        let report = library.scan_folder(folder.id, &never, &mut |_| {})?;
        Ok((
            start.elapsed().as_secs_f64(),
            memory.over_the_base_mb(),
            report,
        ))
    };

    let (first_s, first_mb, report) = scan()?;
    assert_eq!(report.seen, tracks);
    row("first scan, tags read", first_s, "s", None);
    let analyser = Arc::new(MadeUp::default());
    let start = Instant::now();
    let options = Options {
        jobs: 2,
        scope: Scope::All,
        linger: false,
    };
    let summary = run_queue(
        &library,
        analyser.clone(),
        &options,
        &Control::default(),
        &mut |_| {},
    )?;
    let heard = f64::from(summary.done);
    if summary.done > 0 {
        let rate = heard / start.elapsed().as_secs_f64();
        row(
            "insert analyses, through the queue",
            rate,
            "/s",
            Some(Aim::AtLeast(5_000.0)),
        );
    }

    let (second_s, second_mb, report) = scan()?;
    let decodes = analyser.heard.load(Ordering::Relaxed) - summary.done;
    assert_eq!(
        (report.new, report.changed, report.missing, decodes),
        (0, 0, 0, 0)
    );
    row(
        "second scan, nothing changed",
        second_s,
        "s",
        Some(Aim::AtMost(8.0)),
    );
    let scanning_mb = first_mb.max(second_mb);
    row(
        "memory of scanning, over the base",
        scanning_mb,
        "MB",
        Some(Aim::AtMost(150.0)),
    );

    for (what, some) in queries() {
        let mut times = Vec::new();
        let mut found = 0_u64;
        for (i, query) in some.iter().enumerate() {
            let start = Instant::now();
            let page = library.page(query, 0, PAGE)?;
            times.push(milliseconds(start));
            found += u64::from(page.total);
            if i.is_multiple_of(10) && page.total > FAR * PAGE {
                let start = Instant::now();
                library.page(query, FAR * PAGE, PAGE)?;
                times.push(milliseconds(start));
            }
        }
        let what = format!(
            "{what}, p95 of {} ({} found)",
            times.len(),
            found / some.len() as u64
        );
        row(
            &what,
            quantile(&mut times, 0.95),
            "ms",
            Some(Aim::AtMost(30.0)),
        );
    }
    neighbours(&library)?;
    filters(&library)?;

    drop(library);
    let bytes = std::fs::metadata(&database)?.len() as f64;
    let each = bytes / f64::from(tracks);
    row(
        "database, a track",
        each,
        "bytes",
        Some(Aim::AtMost(2_500.0)),
    );
    let cold = std::process::Command::new(std::env::current_exe()?)
        .arg("--open")
        .arg(format!("--folder={}", room.display()))
        .output()?;
    let cold: f64 = String::from_utf8(cold.stdout)?.trim().parse()?;
    row(
        "cold open to all points",
        cold,
        "ms",
        Some(Aim::AtMost(400.0)),
    );
    Ok(())
}

/// The tracks near others, on the plane and by their embedding.
fn neighbours(library: &Library) -> Fallible<()> {
    use moodplane_library::By;
    let ids = library.points()?.id;
    for (what, by) in [("plane", By::Plane), ("embedding", By::Embedding)] {
        let mut times = Vec::new();
        for id in ids.iter().step_by(ids.len().div_ceil(50).max(1)) {
            let start = Instant::now();
            library.neighbours(*id, by, 20, false)?;
            times.push(milliseconds(start));
        }
        let what = format!("neighbours by {what}, p95 of {}", times.len());
        row(&what, quantile(&mut times, 0.95), "ms", None);
    }
    Ok(())
}

/// What there is to filter by, the groups of a list, and the jump to letters,
/// each for every query.
fn filters(library: &Library) -> Fallible<()> {
    use moodplane_library::{GroupBy, Query};
    type Ask = fn(&Library, &Query) -> Fallible<()>;
    let asks: [(&str, Ask); 3] = [
        ("facets", |library, query| {
            library.facets(query)?;
            Ok(())
        }),
        ("albums of a list", |library, query| {
            library.groups(query, GroupBy::Album)?;
            Ok(())
        }),
        ("jump to letters", |library, query| {
            library.jump(query, "ha")?;
            Ok(())
        }),
    ];
    for (what, ask) in asks {
        let mut times = Vec::new();
        for query in queries().iter().flat_map(|(_, some)| some.iter().take(20)) {
            let start = Instant::now();
            ask(library, query)?;
            times.push(milliseconds(start));
        }
        let start = Instant::now();
        ask(library, &Query::default())?;
        let whole = milliseconds(start);
        row(&format!("{what}, of all tracks"), whole, "ms", None);
        let what = format!("{what}, p95 of {}", times.len());
        row(&what, quantile(&mut times, 0.95), "ms", None);
    }
    Ok(())
}

/// Prints the milliseconds from opening the library to holding all points.
fn open_cold(room: &Path) -> Fallible<()> {
    let start = Instant::now();
    let points = Library::open(&room.join("library.db"))?.points()?;
    let took = milliseconds(start);
    assert!(!points.id.is_empty());
    println!("{took}");
    Ok(())
}

/// What a figure is to be.
enum Aim {
    AtMost(f64),
    AtLeast(f64),
}

/// Prints a row of the table, as it is measured.
fn row(what: &str, value: f64, unit: &str, aim: Option<Aim>) {
    let aim = match aim {
        Some(Aim::AtMost(most)) => verdict(value <= most, "at most", most),
        Some(Aim::AtLeast(least)) => verdict(value >= least, "at least", least),
        None => String::new(),
    };
    println!("{what:58} {value:>9.1} {unit:6} {aim}");
}

fn verdict(met: bool, bound: &str, value: f64) -> String {
    format!("{bound} {value}: {}", if met { "met" } else { "missed" })
}

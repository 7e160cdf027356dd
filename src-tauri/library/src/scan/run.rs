//! A scan on its way: from what is found on the disk to saved rows.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rusqlite::{Connection, Transaction, params};

use super::file::Stat;
use super::known::Known;
use super::merge::Found;
use super::walk::{Candidate, Step, walk};
use super::{ScanPhase, ScanReport};
use crate::error::Result;
use crate::library::Library;
use crate::paths;
use crate::rows::{FolderId, TrackId};

/// Rows written at once: few, so that the analysis queue, which writes too,
/// never waits long, and new tracks are soon seen.
const BATCH: usize = 64;

/// Files between two reports of a scan that finds nothing new.
const REPORT_EVERY: u32 = 500;

pub(super) struct Scan<'a> {
    pub(super) library: &'a Library,
    pub(super) folder: Option<FolderId>,
    pub(super) report: ScanReport,
    /// The tracks that were met.
    pub(super) seen: HashSet<TrackId>,
    /// How long a new or changed file must not have been written to; `None`:
    /// it is read as it is.
    pub(super) settle: Option<Duration>,
    root: &'a Path,
    pub(super) stop: &'a AtomicBool,
    on_progress: &'a mut dyn FnMut(&ScanReport),
    batch: Vec<Arrival>,
    unsettled: Vec<PathBuf>,
}

/// What goes into the next transaction.
struct Arrival {
    found: Found,
    /// The row that this file had while its name was spelled otherwise.
    respelled: Option<(TrackId, Vec<u8>)>,
}

impl<'a> Scan<'a> {
    /// A scan of (a part of) a folder, whose own path is `root`; of files that
    /// belong to none, where `folder` is `None`.
    pub(super) fn new(
        library: &'a Library,
        folder: Option<FolderId>,
        root: &'a Path,
        stop: &'a AtomicBool,
        on_progress: &'a mut dyn FnMut(&ScanReport),
    ) -> Self {
        Self {
            library,
            folder,
            report: ScanReport::default(),
            seen: HashSet::new(),
            settle: None,
            root,
            stop,
            on_progress,
            batch: Vec::new(),
            unsettled: Vec::new(),
        }
    }

    /// Meets everything below these paths, and saves it.
    pub(super) fn over(&mut self, place: &Path) -> Result<()> {
        if !place.is_dir() {
            return Ok(());
        }
        let reader = self.library.new_reader()?;
        for step in walk(place) {
            if self.is_to_stop() {
                break;
            }
            match step {
                Step::Candidate(candidate) => self.meet(&reader, candidate)?,
                Step::Problem(problem) => self.report.tell(problem),
            }
        }
        self.save()
    }

    /// Meets these files, whenever they were written to, and saves them.
    pub(super) fn files(&mut self, files: &[PathBuf]) -> Result<()> {
        let reader = self.library.new_reader()?;
        let settle = self.settle.take();
        for path in files {
            if self.is_to_stop() {
                break;
            }
            let stat = Stat::of(path);
            let path = path.clone();
            self.meet(&reader, Candidate { path, stat })?;
        }
        self.settle = settle;
        self.save()
    }

    /// The report and the files that were left alone.
    pub(super) fn end(mut self) -> (ScanReport, Vec<PathBuf>) {
        self.report.phase = ScanPhase::Done;
        (self.on_progress)(&self.report);
        (self.report, self.unsettled)
    }

    pub(super) fn is_to_stop(&mut self) -> bool {
        self.report.stopped |= self.stop.load(Ordering::Relaxed);
        self.report.stopped
    }

    pub(super) fn enter(&mut self, phase: ScanPhase) {
        self.report.phase = phase;
        (self.on_progress)(&self.report);
    }

    /// Deals with one thing that was found.
    fn meet(&mut self, reader: &Connection, candidate: Candidate) -> Result<()> {
        self.report.seen += 1;
        if self.report.seen.is_multiple_of(REPORT_EVERY) {
            (self.on_progress)(&self.report);
            self.report.phase = ScanPhase::Looking;
        }
        let known = Known::at(reader, &candidate.path)?;
        match known {
            Some(known) if known.is_unchanged(candidate.stat) => {
                self.seen.insert(known.id);
                if !known.is_in_place(self.folder) {
                    let found = Found::unread(candidate);
                    let respelled = None;
                    self.batch.push(Arrival { found, respelled });
                }
            }
            _ if self.is_unsettled(candidate.stat) => {
                self.seen.extend(known.map(|known| known.id));
                self.unsettled.push(candidate.path);
            }
            _ => {
                self.report.phase = ScanPhase::Reading;
                let respelled = match known {
                    Some(_) => None,
                    None => self.respelled(reader, &candidate.path)?,
                };
                let found = Found::read(candidate, known.as_ref());
                self.batch.push(Arrival { found, respelled });
            }
        }
        if self.batch.len() >= BATCH {
            self.save()?;
        }
        Ok(())
    }

    fn is_unsettled(&self, stat: Stat) -> bool {
        self.settle.is_some_and(|settle| stat.is_younger(settle))
    }

    /// The row of an unknown file under another spelling of its name, under
    /// which nothing is any more: a library that was copied by way of a Mac.
    fn respelled(&self, reader: &Connection, path: &Path) -> Result<Option<(TrackId, Vec<u8>)>> {
        for other in paths::other_spellings(self.root, path) {
            if let Some(known) = Known::at(reader, &other)?
                && paths::is_gone(&other)
            {
                return Ok(Some((known.id, paths::to_bytes(path))));
            }
        }
        Ok(None)
    }

    fn save(&mut self) -> Result<()> {
        if self.batch.is_empty() {
            return Ok(());
        }
        let (folder, report, seen) = (self.folder, &mut self.report, &mut self.seen);
        let batch = std::mem::take(&mut self.batch);
        self.library.write(|tx| {
            for Arrival { found, respelled } in &batch {
                if let Some((id, path)) = respelled {
                    respell(tx, *id, path, report)?;
                }
                seen.insert(found.save(tx, folder, report)?);
            }
            Ok(())
        })?;
        (self.on_progress)(&self.report);
        Ok(())
    }
}

fn respell(tx: &Transaction, id: TrackId, path: &[u8], report: &mut ScanReport) -> Result<()> {
    // Nothing is done if another scan has made a row for the file by now.
    let done = tx
        .prepare_cached("UPDATE OR IGNORE tracks SET path = ?1 WHERE id = ?2")?
        .execute(params![path, id])?;
    report.moved += u32::from(done > 0);
    Ok(())
}

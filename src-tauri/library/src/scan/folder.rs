//! The scan of a folder, from its first file to what is not there any more.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::Connection;

use super::ScanReport;
use super::file::Stat;
use super::known::Known;
use super::merge::Found;
use super::reunite::reunite;
use super::walk::{Candidate, Step, walk};
use crate::error::{LibraryError, Result};
use crate::folders;
use crate::library::Library;
use crate::paths::{self, StoredPath};
use crate::rows::{FolderId, TrackId};

/// Rows written at once: few, so that the analysis queue, which writes too,
/// never waits long, and new tracks are soon seen.
const BATCH: usize = 64;

/// Files between two reports of a scan that finds nothing new.
const REPORT_EVERY: u32 = 500;

impl Library {
    /// Brings the rows of one folder up to date with the disk. Files whose size
    /// and time are as they were are not opened. A file that moved here keeps
    /// its row; one that is not here any more becomes missing, and all do when
    /// the folder itself is away. Stops soon after `stop` becomes true, with
    /// what it has found so far saved.
    ///
    /// # Errors
    /// There is no such folder, or the database cannot be written. What cannot
    /// be read on the disk is in the report.
    pub fn scan_folder(
        &self,
        id: FolderId,
        stop: &AtomicBool,
        on_progress: &mut dyn FnMut(&ScanReport),
    ) -> Result<ScanReport> {
        let root = self.read(|connection| folders::path_of(connection, id))?;
        let is_away = !root.is_dir();
        self.write(|tx| {
            tx.execute(
                "UPDATE folders SET missing = ?1 WHERE id = ?2",
                (is_away, id),
            )?;
            Ok(())
        })?;
        Scan::new(self, Some(id), stop, on_progress).run(&root)
    }

    /// Scans every folder, and looks whether the files that were named by
    /// themselves are still there. The report is the sum.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn scan_all(
        &self,
        stop: &AtomicBool,
        on_progress: &mut dyn FnMut(&ScanReport),
    ) -> Result<ScanReport> {
        let mut sum = ScanReport::default();
        for folder in self.folders()? {
            let so_far = sum.clone();
            let found = self.scan_folder(folder.id, stop, &mut |report| {
                let mut now = so_far.clone();
                now.add(report.clone());
                on_progress(&now);
            })?;
            sum.add(found);
        }
        let mut loose = Scan::new(self, None, stop, on_progress);
        loose.mark_missing(None)?;
        sum.add(loose.report);
        Ok(sum)
    }

    /// Scans a folder by its path: a part of one that the library holds, or a
    /// new one, which is added.
    ///
    /// # Errors
    /// It is no folder, or the database cannot be written.
    pub fn scan_path(
        &self,
        path: &Path,
        stop: &AtomicBool,
        on_progress: &mut dyn FnMut(&ScanReport),
    ) -> Result<ScanReport> {
        let root = dunce::canonicalize(path)
            .ok()
            .filter(|path| path.is_dir())
            .ok_or_else(|| LibraryError::NotAFolder(path.to_owned()))?;
        match self.folder_holding(&root)? {
            Some(folder) => Scan::new(self, Some(folder), stop, on_progress).run(&root),
            None => {
                let folder = self.add_folder(&root)?;
                self.scan_folder(folder.id, stop, on_progress)
            }
        }
    }

    /// Makes a row for one file, or brings it up to date, whatever is at that
    /// path: what cannot be heard fails when it is heard.
    ///
    /// # Errors
    /// There is nothing at this path.
    pub fn add_file(&self, path: &Path) -> Result<TrackId> {
        let nothing = || LibraryError::NoSuchFile(path.to_owned());
        let path = paths::settled(path).map_err(|_| nothing())?;
        if paths::is_gone(&path) {
            return Err(nothing());
        }
        let folder = self.folder_holding(&path)?;
        let stat = Stat::of(&path);
        let known = self.read(|connection| Known::at(connection, &path))?;
        let candidate = Candidate { path, stat };
        let found = match known {
            Some(known) if known.is_unchanged(stat) && known.is_in_place(folder) => {
                return Ok(known.id);
            }
            Some(known) if known.is_unchanged(stat) => Found::unread(candidate),
            known => Found::read(candidate, known.as_ref()),
        };
        self.write(|tx| found.save(tx, folder, &mut ScanReport::default()))
    }

    /// The tracks at or below a path, in the order they came in.
    ///
    /// # Errors
    /// There is nothing at this path.
    pub fn tracks_under(&self, path: &Path) -> Result<Vec<TrackId>> {
        let nothing = |_| LibraryError::NoSuchFile(path.to_owned());
        let root = if path.is_dir() {
            dunce::canonicalize(path).map_err(nothing)?
        } else {
            paths::settled(path).map_err(nothing)?
        };
        self.read(|connection| {
            let mut statement =
                connection.prepare("SELECT id, path FROM tracks WHERE presence < 2 ORDER BY id")?;
            let mut rows = statement.query([])?;
            let mut ids = Vec::new();
            while let Some(row) = rows.next()? {
                if row.get::<_, StoredPath>(1)?.0.starts_with(&root) {
                    ids.push(row.get(0)?);
                }
            }
            Ok(ids)
        })
    }
}

/// A scan on its way.
struct Scan<'a> {
    library: &'a Library,
    folder: Option<FolderId>,
    stop: &'a AtomicBool,
    on_progress: &'a mut dyn FnMut(&ScanReport),
    report: ScanReport,
    seen: HashSet<TrackId>,
    batch: Vec<Found>,
}

impl<'a> Scan<'a> {
    fn new(
        library: &'a Library,
        folder: Option<FolderId>,
        stop: &'a AtomicBool,
        on_progress: &'a mut dyn FnMut(&ScanReport),
    ) -> Self {
        Self {
            library,
            folder,
            stop,
            on_progress,
            report: ScanReport::default(),
            seen: HashSet::new(),
            batch: Vec::new(),
        }
    }

    fn run(mut self, root: &Path) -> Result<ScanReport> {
        let reader = self.library.new_reader()?;
        if root.is_dir() {
            for step in walk(root) {
                if self.stop.load(Ordering::Relaxed) {
                    self.report.stopped = true;
                    break;
                }
                match step {
                    Step::Candidate(candidate) => self.meet(&reader, candidate)?,
                    Step::Problem(problem) => self.report.problems.push(problem),
                }
            }
        }
        self.save()?;
        if !self.report.stopped {
            self.mark_missing(Some(root))?;
            // Counted as new and as missing so far: it was neither.
            let reunited = reunite(self.library, self.stop)?;
            self.report.moved += reunited;
            self.report.new = self.report.new.saturating_sub(reunited);
            self.report.missing = self.report.missing.saturating_sub(reunited);
        }
        (self.on_progress)(&self.report);
        Ok(self.report)
    }

    /// Deals with one thing that was found.
    fn meet(&mut self, reader: &Connection, candidate: Candidate) -> Result<()> {
        self.report.seen += 1;
        if self.report.seen.is_multiple_of(REPORT_EVERY) {
            (self.on_progress)(&self.report);
        }
        let known = Known::at(reader, &candidate.path)?;
        match known {
            Some(known) if known.is_unchanged(candidate.stat) => {
                self.seen.insert(known.id);
                if !known.is_in_place(self.folder) {
                    self.batch.push(Found::unread(candidate));
                }
            }
            known => self.batch.push(Found::read(candidate, known.as_ref())),
        }
        if self.batch.len() >= BATCH {
            self.save()?;
        }
        Ok(())
    }

    fn save(&mut self) -> Result<()> {
        if self.batch.is_empty() {
            return Ok(());
        }
        let (folder, report, seen) = (self.folder, &mut self.report, &mut self.seen);
        let batch = std::mem::take(&mut self.batch);
        self.library.write(|tx| {
            for found in &batch {
                seen.insert(found.save(tx, folder, report)?);
            }
            Ok(())
        })?;
        (self.on_progress)(&self.report);
        Ok(())
    }

    /// Marks the folder's tracks that were not met, below `root` where one is
    /// given, and whose files really are gone.
    fn mark_missing(&mut self, root: Option<&Path>) -> Result<()> {
        let unmet: Vec<(TrackId, PathBuf, bool)> = self.library.read(|connection| {
            let mut statement = connection.prepare(
                "SELECT id, path, presence FROM tracks WHERE folder IS ?1 AND presence < 2",
            )?;
            let rows = statement.query_map([self.folder], |row| {
                let path = row.get::<_, StoredPath>(1)?.0;
                Ok((row.get(0)?, path, row.get(2)?))
            })?;
            let unmet = rows.filter(|row| match row {
                Ok((id, path, _)) => {
                    !self.seen.contains(id) && root.is_none_or(|root| path.starts_with(root))
                }
                Err(_) => true,
            });
            Ok(unmet.collect::<rusqlite::Result<_>>()?)
        })?;
        let is_away = root.is_some_and(|root| !root.is_dir());
        self.library.write(|tx| {
            let mut statement =
                tx.prepare_cached("UPDATE tracks SET presence = ?1 WHERE id = ?2")?;
            for (id, path, was_missing) in unmet {
                let is_missing = is_away || paths::is_gone(&path);
                self.report.missing += u32::from(is_missing);
                if is_missing != was_missing {
                    statement.execute((is_missing, id))?;
                }
            }
            Ok(())
        })
    }
}

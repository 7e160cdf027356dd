//! What is asked of a scan: a folder, all of them, a path, a file.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use super::ScanReport;
use super::file::Stat;
use super::gone::Reach;
use super::known::Known;
use super::merge::Found;
use super::run::Scan;
use super::standing::Standing;
use super::walk::Candidate;
use crate::error::{LibraryError, Result};
use crate::folders;
use crate::library::Library;
use crate::paths::{self, StoredPath};
use crate::problems;
use crate::rows::{FolderId, TrackId};

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
        let (report, _) = self.scan_settled(id, None, stop, on_progress)?;
        Ok(report)
    }

    /// The same, but new and changed files that were written to less than
    /// `settle` ago are left alone and returned: a copy may be in progress.
    pub(crate) fn scan_settled(
        &self,
        id: FolderId,
        settle: Option<Duration>,
        stop: &AtomicBool,
        on_progress: &mut dyn FnMut(&ScanReport),
    ) -> Result<(ScanReport, Vec<PathBuf>)> {
        let _mark = self.begin_scan(id);
        let root = self.read(|connection| folders::path_of(connection, id))?;
        let standing = Standing::before(self, id, &root)?;
        let mut scan = Scan::new(self, Some(id), &root, stop, on_progress);
        scan.settle = settle;
        scan.report.expected = standing.known;
        scan.over(&root)?;
        if !scan.report.stopped {
            standing.after(&mut scan)?;
            scan.reunite()?;
            self.write(|tx| problems::replace(tx, id, &root, &scan.report))?;
        }
        Ok(scan.end())
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
            let so_far = sum.numbers();
            let found = self.scan_folder(folder.id, stop, &mut |report| {
                let mut now = so_far.clone();
                now.add_numbers(report);
                on_progress(&now);
            })?;
            sum.add(found);
        }
        let mut loose = Scan::new(self, None, Path::new(""), stop, on_progress);
        loose.mark(&Reach::loose())?;
        loose.reunite()?;
        let (report, _) = loose.end();
        sum.add(report);
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
        let part = dunce::canonicalize(path)
            .ok()
            .filter(|path| path.is_dir())
            .ok_or_else(|| LibraryError::NotAFolder(path.to_owned()))?;
        let Some(id) = self.folder_holding(&part)? else {
            let folder = self.add_folder(&part)?;
            return self.scan_folder(folder.id, stop, on_progress);
        };
        let root = self.read(|connection| folders::path_of(connection, id))?;
        if root == part {
            return self.scan_folder(id, stop, on_progress);
        }
        let mut scan = Scan::new(self, Some(id), &root, stop, on_progress);
        scan.over(&part)?;
        if !scan.report.stopped {
            scan.mark(&Reach::below(&part))?;
            scan.reunite()?;
            self.write(|tx| problems::replace(tx, id, &part, &scan.report))?;
        }
        Ok(scan.end().0)
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

    /// These tracks, the longest by their headers first: several at a time are over
    /// soonest so, as no long one is left to be heard alone in the end.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn longest_first(&self, mut tracks: Vec<TrackId>) -> Result<Vec<TrackId>> {
        let mut lengths = HashMap::new();
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT duration_s FROM tracks WHERE id = ?1")?;
            for &id in &tracks {
                let length: Option<f64> = statement.query_row([id], |row| row.get(0))?;
                lengths.insert(id, length.unwrap_or(0.0));
            }
            Ok(())
        })?;
        tracks.sort_by(|a, b| lengths[b].total_cmp(&lengths[a]));
        Ok(tracks)
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

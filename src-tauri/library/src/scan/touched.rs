//! Bringing single paths up to date: what the watcher has heard of.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use rusqlite::{Transaction, params};

use super::ScanReport;
use super::gone::Reach;
use super::known::Known;
use super::run::Scan;
use super::walk::{is_audio, is_passed_by};
use crate::error::Result;
use crate::folders;
use crate::library::Library;
use crate::paths::{self, StoredPath};
use crate::problems;
use crate::query::fold;
use crate::rows::{FolderId, TrackId};

/// Renames written down at once: few, so that the queue never waits long.
const RENAMES: usize = 64;

/// Paths at which something happened.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    /// Renames that the system told both ends of, old and new, in order.
    pub(crate) renamed: Vec<(PathBuf, PathBuf)>,
    /// Files and folders that are new, changed or gone.
    pub(crate) paths: Vec<PathBuf>,
}

impl Library {
    /// Brings the rows of these paths, and of all below those that are folders,
    /// up to date; other rows are not looked at. Files are read whenever they
    /// were written to; those found in folders only if that is `settle` ago,
    /// and the others are returned.
    pub(crate) fn scan_touched(
        &self,
        touched: Touched,
        settle: Duration,
        stop: &AtomicBool,
    ) -> Result<(ScanReport, Vec<PathBuf>)> {
        let mut sum = ScanReport::default();
        for pairs in touched.renamed.chunks(RENAMES) {
            self.write(|tx| {
                for (old, new) in pairs {
                    sum.moved += rename(tx, old, new)?;
                }
                Ok(())
            })?;
        }
        let mut unsettled = Vec::new();
        let folders = self.read(folders::all)?;
        let mut paths = touched.paths;
        for path in &mut paths {
            without_links(path, &folders);
        }
        for (id, root) in folders {
            let of_folder = paths.extract_if(.., |path| path.starts_with(&root));
            let mut parts: Vec<PathBuf> = of_folder.filter(|path| *path != root).collect();
            if parts.is_empty() || !root.is_dir() {
                continue;
            }
            // A folder comes before what it holds, which needs no second look.
            parts.sort();
            let mut quiet = |_: &ScanReport| {};
            let mut scan = Scan::new(self, Some(id), &root, stop, &mut quiet);
            scan.settle = Some(settle);
            self.scan_parts(id, &root, parts, &mut scan)?;
            let (report, young) = scan.end();
            sum.add(report);
            unsettled.extend(young);
        }
        Ok((sum, unsettled))
    }

    fn scan_parts(
        &self,
        id: FolderId,
        root: &Path,
        parts: Vec<PathBuf>,
        scan: &mut Scan,
    ) -> Result<()> {
        let mut files = Vec::new();
        let mut gone: Vec<PathBuf> = Vec::new();
        let mut folders: Vec<PathBuf> = Vec::new();
        for path in parts {
            if is_passed_by(root, &path) || folders.iter().any(|folder| path.starts_with(folder)) {
                continue;
            }
            if paths::is_gone(&path) {
                // What is below a folder that is gone comes right behind it.
                if !gone.last().is_some_and(|above| path.starts_with(above)) {
                    gone.push(path);
                }
            } else if path.is_dir() {
                folders.push(path);
            } else if is_audio(&path) {
                files.push(path);
            }
        }
        scan.files(&files)?;
        for folder in &folders {
            scan.over(folder)?;
            scan.mark(&Reach::below(folder))?;
            self.write(|tx| problems::replace(tx, id, folder, &scan.report))?;
        }
        // Last, when what was moved from there has been met where it is now.
        scan.mark(&Reach::from(&gone))?;
        scan.reunite()
    }
}

/// Takes the links out of a path that leads by way of one into a folder of the
/// library, as the walk does, so that no file gets two rows.
fn without_links(path: &mut PathBuf, folders: &[(FolderId, PathBuf)]) {
    if let Ok(real) = paths::settled(path)
        && real != *path
        && folders.iter().any(|(_, root)| real.starts_with(root))
    {
        *path = real;
    }
}

/// Gives the rows at and below `old` the paths at and below `new`, where the
/// system has said that it was renamed: no file needs to be read for that.
/// Returns how many tracks moved.
fn rename(tx: &Transaction, old: &Path, new: &Path) -> Result<u32> {
    if old == new || !paths::is_gone(old) {
        return Ok(0);
    }
    let mut moved = 0;
    if let Some(known) = Known::at(tx, old)? {
        moved += u32::from(give_path(tx, known.id, new)?);
        if moved > 0 {
            give_name(tx, known.id, old, new)?;
        }
    }
    for (start, end) in paths::below(old) {
        let mut statement =
            tx.prepare_cached("SELECT id, path FROM tracks WHERE path >= ?1 AND path < ?2")?;
        let rows = statement.query_map([start, end], |row| {
            Ok((row.get(0)?, row.get::<_, StoredPath>(1)?.0))
        })?;
        let rows: Vec<(TrackId, PathBuf)> = rows.collect::<rusqlite::Result<_>>()?;
        for (id, path) in rows {
            if let Ok(rest) = path.strip_prefix(old) {
                moved += u32::from(give_path(tx, id, &new.join(rest))?);
            }
        }
    }
    Ok(moved)
}

/// Whether the row now has this path. Another row may have it: a file that was
/// written over, of which the fingerprint tells more than the name.
fn give_path(tx: &Transaction, id: TrackId, path: &Path) -> Result<bool> {
    let done = tx
        .prepare_cached("UPDATE OR IGNORE tracks SET path = ?1 WHERE id = ?2")?
        .execute(params![paths::to_bytes(path), id])?;
    Ok(done > 0)
}

/// Updates what a row takes from the file's name.
fn give_name(tx: &Transaction, id: TrackId, old: &Path, new: &Path) -> Result<()> {
    let stem = |path: &Path| path.file_stem().map(paths::label).unwrap_or_default();
    let name = new.file_name().map(paths::label).unwrap_or_default();
    tx.prepare_cached("UPDATE tracks SET file_name = ?1 WHERE id = ?2")?
        .execute(params![name, id])?;
    tx.prepare_cached("UPDATE tracks SET title = ?1, title_key = ?2 WHERE id = ?3 AND title = ?4")?
        .execute(params![stem(new), fold(&stem(new)), id, stem(old)])?;
    Ok(())
}

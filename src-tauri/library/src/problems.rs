//! What is wrong with the folders: those that are away, those that lost most of
//! their files at once, and what in them could not be looked into. Each scan
//! replaces what the one before had to say.

use std::path::Path;

use rusqlite::{Connection, Transaction, params};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::error::Result;
use crate::library::Library;
use crate::paths::{self, StoredPath};
use crate::rows::FolderId;
use crate::scan::ScanReport;

/// What is wrong with one folder, by its last scan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FolderProblems {
    /// Row id of the folder.
    pub folder: FolderId,
    /// Where it is, for people to read.
    pub path: String,
    /// One sentence about the folder as a whole: that it is away, or that most
    /// of its files are gone.
    pub notice: Option<String>,
    /// What could not be looked into: the first 1,000, in the order of paths.
    pub problems: Vec<Problem>,
    /// How many things could not be looked into in all.
    pub total: u32,
}

/// One thing that could not be looked into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Problem {
    /// Where, for people to read.
    pub path: String,
    /// A stable word.
    pub code: String,
    /// One sentence.
    pub message: String,
}

impl Library {
    /// The folders with which something is wrong, in the order of their paths.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn problems(&self) -> Result<Vec<FolderProblems>> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id, path, missing, lost_of, problem_count,
                     (SELECT COUNT(*) FROM tracks WHERE folder = folders.id AND presence = 1)
                 FROM folders
                 WHERE missing OR lost_of IS NOT NULL OR problem_count > 0 ORDER BY path",
            )?;
            let mut rows = statement.query([])?;
            let mut folders = Vec::new();
            while let Some(row) = rows.next()? {
                let folder = row.get(0)?;
                let path = paths::shown(&row.get::<_, StoredPath>(1)?.0);
                let notice = notice(&path, row.get(2)?, row.get(3)?, row.get(5)?);
                folders.push(FolderProblems {
                    folder,
                    path,
                    notice,
                    problems: of_folder(connection, folder)?,
                    total: row.get(4)?,
                });
            }
            Ok(folders)
        })
    }
}

fn notice(path: &str, is_away: bool, lost_of: Option<u32>, missing: u32) -> Option<String> {
    match (is_away, lost_of) {
        (true, _) => Some(format!(
            "{path} is not there, or its disk is not mounted; connect it and scan again. \
             Nothing was removed."
        )),
        (false, Some(of)) => Some(format!(
            "{missing} of {} files of {path} are not there any more: is the disk mounted? \
             Nothing was removed.",
            of.max(missing)
        )),
        (false, None) => None,
    }
}

fn of_folder(connection: &Connection, folder: FolderId) -> Result<Vec<Problem>> {
    let mut statement = connection
        .prepare_cached("SELECT path, message FROM problems WHERE folder = ?1 ORDER BY path")?;
    let rows = statement.query_map([folder], |row| {
        Ok(Problem {
            path: paths::shown(&row.get::<_, StoredPath>(0)?.0),
            // The one thing that a walk has to tell.
            code: "not_looked_into".to_owned(),
            message: row.get(1)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Replaces what is kept of the problems at and below `part`, which is the
/// folder or lies in it, by those of a scan that has looked all through it.
pub(crate) fn replace(
    tx: &Transaction,
    folder: FolderId,
    part: &Path,
    report: &ScanReport,
) -> Result<()> {
    let mut delete = tx.prepare_cached(
        "DELETE FROM problems WHERE folder = ?1 AND (path = ?2 OR path >= ?3 AND path < ?4)",
    )?;
    let mut gone = 0_i64;
    for (start, end) in paths::below(part) {
        let done = delete.execute(params![folder, paths::to_bytes(part), start, end])?;
        gone += i64::try_from(done).unwrap_or(i64::MAX);
    }
    let mut insert = tx.prepare_cached(
        "INSERT OR REPLACE INTO problems (folder, path, message) VALUES (?1, ?2, ?3)",
    )?;
    let found = report.problems.iter();
    let mut new = 0;
    for problem in found.filter(|problem| problem.path.starts_with(part)) {
        insert.execute(params![
            folder,
            paths::to_bytes(&problem.path),
            problem.message
        ])?;
        new += 1;
    }
    let is_whole = tx
        .prepare_cached("SELECT 1 FROM folders WHERE id = ?1 AND path = ?2")?
        .exists(params![folder, paths::to_bytes(part)])?;
    tx.prepare_cached(
        "UPDATE folders SET problem_count = iif(?2, ?3, MAX(0, problem_count + ?4))
         WHERE id = ?1",
    )?
    .execute(params![folder, is_whole, report.problem_count, new - gone])?;
    Ok(())
}

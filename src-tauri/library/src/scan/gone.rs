//! What is not there any more.
//!
//! A file that is gone is missing, and one that is back is not: marking costs
//! one word of its row, so a wrong marking heals with the next scan. Rows go
//! only by the user's word ([`crate::Library::forget_missing`]).

use std::path::{Path, PathBuf};

use rusqlite::{Connection, params};

use super::ScanPhase;
use super::run::Scan;
use crate::error::Result;
use crate::paths::{self, StoredPath};
use crate::rows::{FolderId, TrackId};

/// Rows looked at, and marked, at once: so that memory does not grow with the
/// folder and the analysis queue never waits long to write.
const AT_ONCE: usize = 1000;

/// Which rows of a folder are to be marked.
pub(super) struct Reach {
    stretches: Vec<Stretch>,
    /// Whether what was met needs no second look.
    pub(super) trusts_met: bool,
    /// Whether all is gone without a look at each.
    pub(super) all_gone: bool,
}

/// Part of the order of paths' bytes, from `start` up to but not with `end`,
/// and what paths there must begin with to be meant.
struct Stretch {
    start: Vec<u8>,
    end: Vec<u8>,
    root: PathBuf,
}

impl Reach {
    /// Everything below a folder.
    pub(super) fn below(root: &Path) -> Self {
        let mut reach = Self::of(Vec::new());
        reach.add_below(root);
        reach
    }

    /// These paths and everything below them.
    pub(super) fn from(roots: &[PathBuf]) -> Self {
        let mut reach = Self::of(Vec::new());
        for root in roots {
            let start = paths::to_bytes(root);
            let end = [&start[..], &[0]].concat();
            let root = root.clone();
            reach.add_below(&root);
            reach.stretches.push(Stretch { start, end, root });
        }
        reach
    }

    /// The files that belong to no folder.
    pub(super) fn loose() -> Self {
        // No path begins with this byte: UTF-8 has no use for it.
        let end = vec![u8::MAX];
        let (start, root) = (Vec::new(), PathBuf::new());
        Self::of(vec![Stretch { start, end, root }])
    }

    fn of(stretches: Vec<Stretch>) -> Self {
        Self {
            stretches,
            trusts_met: true,
            all_gone: false,
        }
    }

    fn add_below(&mut self, root: &Path) {
        let stretches = paths::below(root).into_iter();
        self.stretches.extend(stretches.map(|(start, end)| Stretch {
            start,
            end,
            root: root.to_owned(),
        }));
    }
}

impl Scan<'_> {
    /// Marks the folder's tracks in reach that were not met and whose files
    /// really are gone, and unmarks those that are there. Returns how many
    /// were there until now.
    pub(super) fn mark(&mut self, reach: &Reach) -> Result<u32> {
        self.enter(ScanPhase::Missing);
        let mut lost = 0;
        let mut waiting = Vec::new();
        for stretch in &reach.stretches {
            let mut after = None;
            while !self.is_to_stop() {
                let page = self
                    .library
                    .read(|c| rows(c, self.folder, stretch, after.as_deref()))?;
                let Some(last) = page.last() else { break };
                after = Some(paths::to_bytes(&last.path));
                let meant = page.into_iter();
                waiting.extend(meant.filter(|row| row.path.starts_with(&stretch.root)));
                if waiting.len() >= AT_ONCE {
                    lost += self.mark_rows(reach, &waiting)?;
                    waiting.clear();
                }
            }
        }
        lost += self.mark_rows(reach, &waiting)?;
        Ok(lost)
    }

    fn mark_rows(&mut self, reach: &Reach, rows: &[Row]) -> Result<u32> {
        let mut turned = Vec::new();
        for row in rows {
            let is_met = reach.trusts_met && self.seen.contains(&row.id);
            let is_missing = !is_met && (reach.all_gone || paths::is_gone(&row.path));
            self.report.missing += u32::from(is_missing);
            // A track that was met has been unmarked when it was saved.
            if is_missing != row.was_missing && !is_met {
                turned.push((is_missing, row.id));
            }
        }
        if turned.is_empty() {
            return Ok(0);
        }
        self.library.write(|tx| {
            let mut statement =
                tx.prepare_cached("UPDATE tracks SET presence = ?1 WHERE id = ?2")?;
            for &turn in &turned {
                statement.execute(turn)?;
            }
            Ok(())
        })?;
        let lost = turned.iter().filter(|(is_missing, _)| *is_missing).count();
        Ok(u32::try_from(lost).unwrap_or(u32::MAX))
    }
}

struct Row {
    id: TrackId,
    path: PathBuf,
    was_missing: bool,
}

/// The next rows in a stretch, in the order of their paths.
fn rows(
    connection: &Connection,
    folder: Option<FolderId>,
    stretch: &Stretch,
    after: Option<&[u8]>,
) -> Result<Vec<Row>> {
    // The plus keeps SQLite from the index on folders, which would have each
    // page look at the whole folder.
    let mut statement = connection.prepare_cached(
        "SELECT id, path, presence FROM tracks
         WHERE path >= ?1 AND path < ?2 AND (?3 OR path > ?1) AND +folder IS ?4 AND presence < 2
         ORDER BY path LIMIT ?5",
    )?;
    let Stretch { start, end, .. } = stretch;
    let from = after.unwrap_or(start);
    let page = params![from, end, after.is_none(), folder, AT_ONCE as u32];
    let rows = statement.query_map(page, |row| {
        Ok(Row {
            id: row.get(0)?,
            path: row.get::<_, StoredPath>(1)?.0,
            was_missing: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

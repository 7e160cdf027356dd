//! Removing rows for good: only ever by the user's word.

use std::path::PathBuf;

use rusqlite::Connection;

use crate::error::Result;
use crate::library::Library;
use crate::paths::{self, StoredPath};
use crate::rows::{FolderId, TrackId};

/// Rows removed in one transaction: each takes its analyses along, and the
/// analysis queue waits to write meanwhile.
const BATCH: usize = 500;

/// Which missing tracks are to be forgotten.
#[derive(Debug, Clone, Copy)]
pub enum Forget<'a> {
    /// Of these, those that are missing.
    Tracks(&'a [TrackId]),
    /// All that are missing from this folder.
    Folder(FolderId),
}

impl Library {
    /// Removes missing tracks with all that is known of them, for good; returns
    /// how many. Those whose file is there again are kept, as is every track
    /// that is not missing. No scan ever does this.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn forget_missing(&self, which: Forget) -> Result<u32> {
        let missing = self.read(|connection| match which {
            Forget::Folder(folder) => of_folder(connection, folder),
            Forget::Tracks(ids) => of_tracks(connection, ids),
        })?;
        let gone = missing.iter().filter(|(_, path)| paths::is_gone(path));
        let gone: Vec<TrackId> = gone.map(|&(id, _)| id).collect();
        let mut forgotten = 0;
        for batch in gone.chunks(BATCH) {
            forgotten += self.write(|tx| {
                let mut statement =
                    tx.prepare_cached("DELETE FROM tracks WHERE id = ?1 AND presence = 1")?;
                let mut done = 0;
                for id in batch {
                    done += statement.execute([id])?;
                }
                Ok(done)
            })?;
        }
        self.write(|tx| {
            tx.execute(
                "UPDATE folders SET lost_of = NULL WHERE lost_of > 2 *
                     (SELECT COUNT(*) FROM tracks WHERE folder = folders.id AND presence = 1)",
                [],
            )?;
            Ok(())
        })?;
        Ok(u32::try_from(forgotten).unwrap_or(u32::MAX))
    }
}

type Missing = (TrackId, PathBuf);

fn of_folder(connection: &Connection, folder: FolderId) -> Result<Vec<Missing>> {
    let mut statement =
        connection.prepare("SELECT id, path FROM tracks WHERE folder = ?1 AND presence = 1")?;
    let rows = statement.query_map([folder], |row| {
        Ok((row.get(0)?, row.get::<_, StoredPath>(1)?.0))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn of_tracks(connection: &Connection, ids: &[TrackId]) -> Result<Vec<Missing>> {
    let mut statement =
        connection.prepare("SELECT path FROM tracks WHERE id = ?1 AND presence = 1")?;
    let mut missing = Vec::new();
    for &id in ids {
        let mut rows = statement.query([id])?;
        if let Some(row) = rows.next()? {
            missing.push((id, row.get::<_, StoredPath>(0)?.0));
        }
    }
    Ok(missing)
}

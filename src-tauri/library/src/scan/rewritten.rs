//! Files that this program wrote to itself: their rows follow at once, and nothing
//! is heard again.

use std::path::Path;

use rusqlite::{Transaction, params};

use super::file::Stat;
use super::known::Known;
use super::merge::Found;
use super::walk::Candidate;
use crate::error::Result;
use crate::library::Library;
use crate::paths;
use crate::rows::TrackId;
use crate::store::blob;

impl Library {
    /// Whether the shown model's analysis is of the file as it is now. A file that
    /// changed since the last scan is looked at first: one whose sound is as it was
    /// still counts.
    ///
    /// # Errors
    /// There is no such track, or no such file.
    pub fn is_heard_as_it_is(&self, id: TrackId) -> Result<bool> {
        let path = self.track_path(id)?;
        let known = self.read(|connection| Known::at(connection, &path))?;
        if !known.is_some_and(|known| known.is_unchanged(Stat::of(&path))) {
            self.add_file(&path)?;
        }
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT 1 FROM tracks t JOIN analyses a ON a.track = t.id
                 WHERE t.id = ?1 AND t.path = ?2 AND a.model = ?3
                     AND a.fingerprint IS t.fingerprint",
            )?;
            Ok(statement.exists(params![id, paths::to_bytes(&path), self.model()])?)
        })
    }

    /// Brings the row of a file up to date whose tags were just written, and whose
    /// sound is known to be what it was. What was heard in it holds.
    pub(crate) fn follow_rewritten(&self, path: &Path) -> Result<()> {
        let stat = Stat::of(path);
        let candidate = Candidate {
            path: path.to_owned(),
            stat,
        };
        let found = Found::read(candidate, None);
        self.write(|tx| match Known::at(tx, path)? {
            Some(known) => found.keep(tx, &known),
            None => Ok(()),
        })
    }
}

/// Has the row know its file's stream, so that whoever meets the file while it is
/// being written knows it again by its sound.
pub(crate) fn know_stream(tx: &Transaction, path: &Path, stream_id: &str) -> Result<()> {
    tx.prepare_cached("UPDATE tracks SET stream = ?1 WHERE path = ?2 AND stream IS NULL")?
        .execute(params![blob::identity(stream_id), paths::to_bytes(path)])?;
    Ok(())
}

//! Where tracks' files are, for what walks through many of them.

use std::path::PathBuf;

use rusqlite::OptionalExtension;

use crate::error::Result;
use crate::library::Library;
use crate::paths::StoredPath;
use crate::rows::TrackId;

/// Where a track's file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whereabouts {
    /// The track.
    pub id: TrackId,
    /// The path, exact. Of a track whose file another has taken the place of, it
    /// holds a zero byte, as no path of a file does.
    pub path: PathBuf,
    /// Whether the file was not there when it was last looked for.
    pub missing: bool,
}

impl Library {
    /// Where the files of these tracks are, in this order; those that have left the
    /// library are not among them.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn whereabouts(&self, ids: &[TrackId]) -> Result<Vec<Whereabouts>> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT path, presence FROM tracks WHERE id = ?1")?;
            let mut found = Vec::with_capacity(ids.len());
            for &id in ids {
                let row = statement.query_row([id], |row| {
                    let path: StoredPath = row.get(0)?;
                    Ok(Whereabouts {
                        id,
                        path: path.0,
                        missing: row.get::<_, u8>(1)? > 0,
                    })
                });
                found.extend(row.optional()?);
            }
            Ok(found)
        })
    }
}

//! The folders of music that the user has given to the library.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, params};

use crate::error::{LibraryError, Result};
use crate::library::{Library, now};
use crate::paths::{self, StoredPath};
use crate::rows::{Folder, FolderId};

impl Library {
    /// Adds a folder; its files come with the next scan of it. A folder that is
    /// there already is returned as it is. Folders inside the new one become
    /// part of it.
    ///
    /// # Errors
    /// It is no folder, or lies inside one that the library holds.
    pub fn add_folder(&self, path: &Path) -> Result<Folder> {
        let not_a_folder = || LibraryError::NotAFolder(path.to_owned());
        let path = dunce::canonicalize(path).map_err(|_| not_a_folder())?;
        if !path.is_dir() {
            return Err(not_a_folder());
        }
        self.write(|tx| {
            let mut swallowed = Vec::new();
            for (id, other) in all(tx)? {
                if other == path {
                    return one(tx, id);
                } else if path.starts_with(&other) {
                    return Err(LibraryError::FolderInside {
                        path: path.clone(),
                        parent: other,
                    });
                } else if other.starts_with(&path) {
                    swallowed.push(id);
                }
            }
            let id: FolderId = tx.query_row(
                "INSERT INTO folders (path, added_at) VALUES (?1, ?2) RETURNING id",
                params![paths::to_bytes(&path), now()],
                |row| row.get(0),
            )?;
            for child in swallowed {
                tx.execute(
                    "UPDATE tracks SET folder = ?1 WHERE folder = ?2",
                    [id, child],
                )?;
                tx.execute("DELETE FROM folders WHERE id = ?1", [child])?;
            }
            one(tx, id)
        })
    }

    /// Takes a folder and its tracks out of the library's sight. What is known
    /// of the tracks is kept, so that adding the folder again brings all of it
    /// back; the files are not touched.
    ///
    /// # Errors
    /// There is no such folder.
    pub fn remove_folder(&self, id: FolderId) -> Result<()> {
        self.write(|tx| {
            tx.execute(
                "UPDATE tracks SET presence = 2, folder = NULL WHERE folder = ?1",
                [id],
            )?;
            match tx.execute("DELETE FROM folders WHERE id = ?1", [id])? {
                0 => Err(LibraryError::NoSuchFolder(id)),
                _ => Ok(()),
            }
        })
    }

    /// All folders, in the order of their paths.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn folders(&self) -> Result<Vec<Folder>> {
        self.read(|connection| {
            all(connection)?
                .into_iter()
                .map(|(id, _)| one(connection, id))
                .collect()
        })
    }

    /// The folder that holds this settled path, if any does.
    pub(crate) fn folder_holding(&self, path: &Path) -> Result<Option<FolderId>> {
        let folders = self.read(all)?;
        let holding = folders
            .into_iter()
            .find(|(_, folder)| path.starts_with(folder));
        Ok(holding.map(|(id, _)| id))
    }
}

/// A folder's exact path.
pub(crate) fn path_of(connection: &Connection, id: FolderId) -> Result<PathBuf> {
    connection
        .query_row("SELECT path FROM folders WHERE id = ?1", [id], |row| {
            Ok(row.get::<_, StoredPath>(0)?.0)
        })
        .optional()?
        .ok_or(LibraryError::NoSuchFolder(id))
}

/// Every folder and its exact path, in the order of paths.
pub(crate) fn away(connection: &Connection) -> Result<Vec<FolderId>> {
    let mut statement = connection.prepare_cached("SELECT id FROM folders WHERE missing = 1")?;
    let ids = statement.query_map([], |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn all(connection: &Connection) -> Result<Vec<(FolderId, PathBuf)>> {
    let mut statement = connection.prepare_cached("SELECT id, path FROM folders ORDER BY path")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, StoredPath>(1)?.0)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn one(connection: &Connection, id: FolderId) -> Result<Folder> {
    let folder = connection.query_row(
        "SELECT path, missing, (SELECT COUNT(*) FROM tracks WHERE folder = ?1),
                (SELECT COUNT(*) FROM tracks WHERE folder = ?1 AND presence = 1)
         FROM folders WHERE id = ?1",
        [id],
        |row| {
            Ok(Folder {
                id,
                path: paths::shown(&row.get::<_, StoredPath>(0)?.0),
                missing: row.get(1)?,
                tracks: row.get(2)?,
                missing_tracks: row.get(3)?,
            })
        },
    )?;
    Ok(folder)
}

//! Deleting a playlist, and taking that back.
//!
//! A smart playlist may ask for what another one holds, by its id. So an id is
//! never given to a second playlist, and one that comes back has its own again.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::{Playlist, Row, one, tracks};
use crate::error::{LibraryError, Result};
use crate::library::Library;
use crate::query::fold;
use crate::rows::{PlaylistId, TrackId};
use crate::store::settings;

/// The greatest id of the playlists that were deleted.
const LAST_ID: &str = "playlists.last_id";

/// All there was of a playlist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct DeletedPlaylist {
    /// Its id, which it gets back.
    pub id: PlaylistId,
    /// What it was called.
    pub name: String,
    /// What filled it, as it was stored; `None` for one that was filled by hand.
    pub query: Option<String>,
    /// When it was made, s since 1970.
    #[specta(type = f64)]
    pub made_at: i64,
    /// What was in one that was filled by hand, in order.
    pub tracks: Vec<TrackId>,
}

impl Library {
    /// Deletes a playlist; its tracks stay in the library. What is returned brings
    /// it back.
    ///
    /// # Errors
    /// There is no such playlist.
    pub fn delete_playlist(&self, id: PlaylistId) -> Result<DeletedPlaylist> {
        self.write(|tx| {
            let Row { name, query, .. } = one(tx, id)?;
            let tracks = tracks::of(tx, id)?;
            let made_at = tx.query_row(
                "DELETE FROM playlists WHERE id = ?1 RETURNING made_at",
                [id],
                |row| row.get(0),
            )?;
            let last = last_id(tx)?.max(Some(id)).unwrap_or(id);
            settings::put(tx, LAST_ID, &last.to_string())?;
            Ok(DeletedPlaylist {
                id,
                name,
                query,
                made_at,
                tracks,
            })
        })
    }

    /// Brings a deleted playlist back under its id, with those of its tracks that
    /// are still in the library. If its name is another's by now, a number is put
    /// behind it.
    ///
    /// # Errors
    /// It is there: it was brought back already.
    pub fn restore_playlist(&self, deleted: &DeletedPlaylist) -> Result<Playlist> {
        let row = self.write(|tx| {
            let id = deleted.id;
            if (tx.prepare_cached("SELECT 1 FROM playlists WHERE id = ?1")?).exists([id])? {
                return Err(LibraryError::PlaylistExists(one(tx, id)?.name));
            }
            let name = numbered(tx, deleted.name.trim())?;
            tx.execute(
                "INSERT INTO playlists (id, name, name_key, query, made_at)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![id, name, fold(&name), deleted.query, deleted.made_at],
            )?;
            let known = tracks::known(tx, &deleted.tracks)?;
            tracks::fill(tx, id, &known)?;
            one(tx, id)
        })?;
        self.listed(row)
    }
}

/// The id for a new playlist: greater than any there is or was.
pub(super) fn next_id(connection: &Connection) -> Result<PlaylistId> {
    let greatest: Option<PlaylistId> = connection
        .prepare_cached("SELECT MAX(id) FROM playlists")?
        .query_row([], |row| row.get(0))
        .optional()?
        .flatten();
    Ok(greatest.max(last_id(connection)?).unwrap_or(0) + 1)
}

fn last_id(connection: &Connection) -> Result<Option<PlaylistId>> {
    let kept = settings::get(connection, LAST_ID)?;
    Ok(kept.and_then(|id| id.parse().ok()))
}

/// The name, or the first of those with a number behind it that is free.
fn numbered(tx: &Transaction, name: &str) -> Result<String> {
    let mut taken = tx.prepare_cached("SELECT 1 FROM playlists WHERE name_key = ?1")?;
    let mut free = name.to_owned();
    for number in 2_u32.. {
        if !taken.exists([fold(&free)])? {
            break;
        }
        free = format!("{name} {number}");
    }
    Ok(free)
}

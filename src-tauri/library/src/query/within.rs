//! What a playlist holds, where a query asks for what is in one.

use rusqlite::{Connection, OptionalExtension};

use super::find::Find;
use super::stored;
use crate::columns::Columns;
use crate::error::{LibraryError, Result};
use crate::rows::{PlaylistId, TrackId};

/// The tracks of a playlist in its order, each as often as it is in it.
/// `filling` are the smart playlists that ask for it: one that is among them
/// would fill itself, and holds nothing.
///
/// # Errors
/// The query of a smart playlist cannot be read.
pub(super) fn members(
    playlist: PlaylistId,
    columns: &Columns,
    connection: &Connection,
    filling: &[PlaylistId],
) -> Result<Vec<TrackId>> {
    if filling.contains(&playlist) {
        return Ok(Vec::new());
    }
    let row: Option<(String, Option<String>)> = connection
        .prepare_cached("SELECT name, query FROM playlists WHERE id = ?1")?
        .query_row([playlist], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((name, query)) = row else {
        return Ok(Vec::new());
    };
    if let Some(query) = query {
        let query = stored::from_text(&query).ok_or(LibraryError::UnreadableQuery(name))?;
        let filling = [filling, &[playlist]].concat();
        return Ok(Find::inside(&query, columns, connection, &filling)?.ids());
    }
    let mut statement = connection
        .prepare_cached("SELECT track FROM playlist_tracks WHERE playlist = ?1 ORDER BY place")?;
    let ids = statement.query_map([playlist], |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

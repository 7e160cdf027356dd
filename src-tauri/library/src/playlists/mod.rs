//! Playlists: filled by hand, or smart, which means that a stored query fills
//! them. `tracks` keeps the tracks in their order, `import` reads what other
//! programs wrote.

mod deleted;
pub mod import;
mod tracks;

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::error::{LibraryError, Result};
use crate::library::{Library, now};
use crate::query::{Query, fold, stored};
use crate::rows::{PlaylistId, TrackId};

pub use deleted::DeletedPlaylist;

/// A playlist.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Playlist {
    /// Row id.
    pub id: PlaylistId,
    /// What the user calls it; no other has this name but for capitals and
    /// accents.
    pub name: String,
    /// Whether a query fills it.
    pub smart: bool,
    /// How many tracks it has, missing ones too, and each as often as it is in
    /// it; 0 where the query cannot be read.
    pub tracks: u32,
    /// How long they are together, s, as far as their lengths are known.
    pub duration_s: f64,
    /// The query of a smart playlist, where it can be read.
    pub query: Option<Query>,
    /// One sentence on why it cannot.
    pub problem: Option<String>,
}

/// A playlist as its row has it.
struct Row {
    id: PlaylistId,
    name: String,
    /// `None` for one that is filled by hand.
    query: Option<String>,
}

impl Library {
    /// All playlists, in the order of their names.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn playlists(&self) -> Result<Vec<Playlist>> {
        let rows = self.read(|connection| {
            let mut statement = connection
                .prepare_cached("SELECT id, name, query FROM playlists ORDER BY name_key, id")?;
            let rows = statement.query_map([], read)?;
            Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
        })?;
        rows.into_iter().map(|row| self.listed(row)).collect()
    }

    /// One playlist.
    ///
    /// # Errors
    /// There is no such playlist.
    pub fn playlist(&self, id: PlaylistId) -> Result<Playlist> {
        let row = self.read(|connection| one(connection, id))?;
        self.listed(row)
    }

    /// The playlist of this name; accents and capitals do not matter, as they do
    /// not where names must differ.
    ///
    /// # Errors
    /// No playlist has this name.
    pub fn playlist_named(&self, name: &str) -> Result<Playlist> {
        let name = name.trim();
        let row = self.read(|connection| {
            connection
                .prepare_cached("SELECT id, name, query FROM playlists WHERE name_key = ?1")?
                .query_row([fold(name)], read)
                .optional()?
                .ok_or_else(|| LibraryError::NoPlaylistNamed(name.to_owned()))
        })?;
        self.listed(row)
    }

    /// Makes a playlist: a smart one with a query, or else an empty one that is
    /// filled by hand. Blanks around the name are dropped.
    ///
    /// # Errors
    /// The name is empty, or another playlist has it.
    pub fn create_playlist(&self, name: &str, query: Option<&Query>) -> Result<Playlist> {
        let query = query.map(stored::to_text).transpose()?;
        let row = self.write(|tx| insert(tx, &free_name(tx, name, None)?, query.as_deref()))?;
        self.listed(row)
    }

    /// Makes a playlist that is filled by hand, with these tracks in this order.
    ///
    /// # Errors
    /// As [`Self::create_playlist`], or there is no such track; then nothing is made.
    pub fn create_playlist_of(&self, name: &str, tracks: &[TrackId]) -> Result<Playlist> {
        let row = self.write(|tx| {
            let row = insert(tx, &free_name(tx, name, None)?, None)?;
            tracks::fill(tx, row.id, tracks)?;
            Ok(row)
        })?;
        self.listed(row)
    }

    /// Gives a playlist another name.
    ///
    /// # Errors
    /// There is no such playlist, the name is empty, or another one has it.
    pub fn rename_playlist(&self, id: PlaylistId, name: &str) -> Result<()> {
        self.write(|tx| {
            one(tx, id)?;
            let name = free_name(tx, name, Some(id))?;
            tx.execute(
                "UPDATE playlists SET name = ?1, name_key = ?2 WHERE id = ?3",
                params![name, fold(&name), id],
            )?;
            Ok(())
        })
    }

    /// Gives a smart playlist another query.
    ///
    /// # Errors
    /// There is no such playlist, or it is filled by hand.
    pub fn set_playlist_query(&self, id: PlaylistId, query: &Query) -> Result<()> {
        let query = stored::to_text(query)?;
        self.write(|tx| {
            let row = one(tx, id)?;
            if row.query.is_none() {
                return Err(LibraryError::NotSmartPlaylist(row.name));
            }
            tx.execute(
                "UPDATE playlists SET query = ?1 WHERE id = ?2",
                params![query, id],
            )?;
            Ok(())
        })
    }

    fn listed(&self, row: Row) -> Result<Playlist> {
        let smart = row.query.is_some();
        let query = row.query.as_deref().and_then(stored::from_text);
        let (extent, problem) = match self.extent(&Query::of_playlist(row.id)) {
            Ok(extent) => (extent, None),
            // Its own, or that of a playlist that it asks for.
            Err(error @ LibraryError::UnreadableQuery(_)) => ((0, 0.0), Some(error.to_string())),
            Err(error) => return Err(error),
        };
        let (tracks, duration_s) = extent;
        Ok(Playlist {
            id: row.id,
            name: row.name,
            smart,
            tracks,
            duration_s,
            query,
            problem,
        })
    }
}

fn read(row: &rusqlite::Row) -> rusqlite::Result<Row> {
    Ok(Row {
        id: row.get(0)?,
        name: row.get(1)?,
        query: row.get(2)?,
    })
}

fn insert(tx: &Transaction, name: &str, query: Option<&str>) -> Result<Row> {
    let id = tx.query_row(
        "INSERT INTO playlists (id, name, name_key, query, made_at) VALUES (?1, ?2, ?3, ?4, ?5)
         RETURNING id",
        params![deleted::next_id(tx)?, name, fold(name), query, now()],
        |row| row.get(0),
    )?;
    one(tx, id)
}

fn one(connection: &Connection, id: PlaylistId) -> Result<Row> {
    connection
        .prepare_cached("SELECT id, name, query FROM playlists WHERE id = ?1")?
        .query_row([id], read)
        .optional()?
        .ok_or(LibraryError::NoSuchPlaylist(id))
}

/// The name without blanks around it, if it is one and no other playlist's.
fn free_name(connection: &Connection, name: &str, own: Option<PlaylistId>) -> Result<String> {
    let name = name.trim();
    if name.is_empty() {
        return Err(LibraryError::NoPlaylistName);
    }
    let is_taken = connection
        .prepare_cached("SELECT 1 FROM playlists WHERE name_key = ?1 AND id IS NOT ?2")?
        .exists(params![fold(name), own])?;
    if is_taken {
        return Err(LibraryError::PlaylistExists(name.to_owned()));
    }
    Ok(name.to_owned())
}

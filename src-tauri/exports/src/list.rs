//! What is exported: named lists of tracks.

use moodplane_library::{Library, PlaylistId, Query, TrackId};

use crate::error::Result;

/// Tracks in an order, under a name. A track may be in it more than once.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// What it is called; ` / ` in it parts folders from what is in them.
    pub name: String,
    /// The tracks.
    pub tracks: Vec<TrackId>,
}

impl List {
    /// A playlist of the library, filled by hand or smart.
    ///
    /// # Errors
    /// There is no such playlist, or its query cannot be read.
    pub fn of_playlist(library: &Library, id: PlaylistId) -> Result<Self> {
        Ok(Self {
            name: library.playlist(id)?.name,
            tracks: library.playlist_tracks(id)?,
        })
    }

    /// What a query finds, under a name.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn of_query(library: &Library, query: &Query, name: &str) -> Result<Self> {
        Ok(Self {
            name: name.to_owned(),
            tracks: library.matching(query)?,
        })
    }

    /// Its folders, from the outermost on, and its own name.
    pub(crate) fn way(&self) -> (Vec<&str>, &str) {
        let mut parts: Vec<&str> = self.name.split(" / ").map(str::trim).collect();
        parts.retain(|part| !part.is_empty());
        let own = parts.pop().unwrap_or("Playlist");
        (parts, own)
    }
}

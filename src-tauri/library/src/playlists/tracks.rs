//! The tracks of a playlist, in its order. Places are counted from 0.
//!
//! The table keeps them under rising numbers, some of which may be missing: a
//! track that is deleted takes its entries with it.

use rusqlite::{Connection, Transaction};

use super::one;
use crate::error::{LibraryError, Result};
use crate::library::Library;
use crate::query::Query;
use crate::rows::{Page, PlaylistId, TrackId};

impl Library {
    /// The tracks of a playlist from place `offset` on, at most `limit` of them:
    /// of one filled by hand all that are in it, those that are missing too; of
    /// a smart one those that its query finds, in the query's order.
    ///
    /// # Errors
    /// There is no such playlist, or its query cannot be read.
    pub fn playlist_page(&self, id: PlaylistId, offset: u32, limit: u32) -> Result<Page> {
        self.read(|connection| one(connection, id).map(drop))?;
        self.page(&Query::of_playlist(id), offset, limit)
    }

    /// The ids of a playlist's tracks, in its order; as [`Self::playlist_page`].
    ///
    /// # Errors
    /// There is no such playlist, or its query cannot be read.
    pub fn playlist_tracks(&self, id: PlaylistId) -> Result<Vec<TrackId>> {
        self.read(|connection| one(connection, id).map(drop))?;
        self.matching(&Query::of_playlist(id))
    }

    /// Puts tracks into a playlist in this order: before place `at`, or at the
    /// end. They may be in it already.
    ///
    /// # Errors
    /// There is no such playlist, place or track, or a query fills the playlist.
    pub fn add_to_playlist(
        &self,
        id: PlaylistId,
        tracks: &[TrackId],
        at: Option<u32>,
    ) -> Result<()> {
        self.edit(id, |tx, entries| {
            all_known(tx, tracks)?;
            let end = at.map_or(Ok(entries.len()), |at| gap(entries, at))?;
            entries.splice(end..end, tracks.iter().copied());
            Ok(())
        })
    }

    /// Takes what is at these places out of a playlist.
    ///
    /// # Errors
    /// There is no such playlist or place, or a query fills the playlist.
    pub fn remove_from_playlist(&self, id: PlaylistId, places: &[u32]) -> Result<()> {
        self.edit(id, |_, entries| {
            take_out(entries, places)?;
            Ok(())
        })
    }

    /// Moves what is at these places, in their order there, to before what is at
    /// place `to`; to the end if `to` is the number of tracks.
    ///
    /// # Errors
    /// There is no such playlist or place, or a query fills the playlist.
    pub fn move_in_playlist(&self, id: PlaylistId, places: &[u32], to: u32) -> Result<()> {
        self.edit(id, |_, entries| {
            let gap = gap(entries, to)?;
            let mut before: Vec<u32> = places.iter().copied().filter(|&place| place < to).collect();
            before.sort_unstable();
            before.dedup();
            let moved = take_out(entries, places)?;
            let gap = gap - before.len();
            entries.splice(gap..gap, moved);
            Ok(())
        })
    }

    /// Puts these tracks into a playlist in the place of all that are in it, which
    /// is how a change is taken back.
    ///
    /// # Errors
    /// There is no such playlist or track, or a query fills the playlist.
    pub fn set_playlist_tracks(&self, id: PlaylistId, tracks: &[TrackId]) -> Result<()> {
        self.edit(id, |tx, entries| {
            all_known(tx, tracks)?;
            *entries = tracks.to_vec();
            Ok(())
        })
    }

    fn edit(
        &self,
        id: PlaylistId,
        edit: impl FnOnce(&Transaction, &mut Vec<TrackId>) -> Result<()>,
    ) -> Result<()> {
        self.write(|tx| {
            let row = one(tx, id)?;
            if row.query.is_some() {
                return Err(LibraryError::SmartPlaylist(row.name));
            }
            let entries = Entries::read(tx, id)?;
            let mut tracks = entries.tracks();
            edit(tx, &mut tracks)?;
            entries.replace(tx, id, &tracks)
        })
    }
}

/// What is in a playlist that is filled by hand, in its order.
pub(super) fn of(connection: &Connection, id: PlaylistId) -> Result<Vec<TrackId>> {
    Ok(Entries::read(connection, id)?.tracks())
}

/// Puts tracks into a playlist that has none yet.
pub(super) fn fill(tx: &Transaction, id: PlaylistId, tracks: &[TrackId]) -> Result<()> {
    all_known(tx, tracks)?;
    Entries(Vec::new()).replace(tx, id, tracks)
}

/// Those of the tracks that the library has, in their order.
pub(super) fn known(tx: &Transaction, tracks: &[TrackId]) -> Result<Vec<TrackId>> {
    let mut statement = tx.prepare_cached("SELECT 1 FROM tracks WHERE id = ?1")?;
    let mut known = Vec::with_capacity(tracks.len());
    for &track in tracks {
        if statement.exists([track])? {
            known.push(track);
        }
    }
    Ok(known)
}

fn all_known(tx: &Transaction, tracks: &[TrackId]) -> Result<()> {
    let mut known = tx.prepare_cached("SELECT 1 FROM tracks WHERE id = ?1")?;
    for &track in tracks {
        if !known.exists([track])? {
            return Err(LibraryError::NoSuchTrack(track));
        }
    }
    Ok(())
}

/// What the table has of a playlist: numbers and tracks.
struct Entries(Vec<(i64, TrackId)>);

impl Entries {
    fn read(connection: &Connection, id: PlaylistId) -> Result<Self> {
        let mut statement = connection.prepare_cached(
            "SELECT place, track FROM playlist_tracks WHERE playlist = ?1 ORDER BY place",
        )?;
        let entries = statement.query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(Self(entries.collect::<rusqlite::Result<_>>()?))
    }

    fn tracks(&self) -> Vec<TrackId> {
        self.0.iter().map(|&(_, track)| track).collect()
    }

    /// Writes other tracks in the place of these, from the first that differs.
    fn replace(&self, tx: &Transaction, id: PlaylistId, tracks: &[TrackId]) -> Result<()> {
        let pairs = self.0.iter().zip(tracks);
        let same = pairs.take_while(|((_, old), new)| old == *new).count();
        let last = same.checked_sub(1).map_or(-1, |index| self.0[index].0);
        tx.prepare_cached("DELETE FROM playlist_tracks WHERE playlist = ?1 AND place > ?2")?
            .execute((id, last))?;
        let mut statement = tx.prepare_cached(
            "INSERT INTO playlist_tracks (playlist, place, track) VALUES (?1, ?2, ?3)",
        )?;
        for (place, track) in (last + 1..).zip(&tracks[same..]) {
            statement.execute((id, place, track))?;
        }
        Ok(())
    }
}

/// A place to put something before; the end is one.
fn gap(entries: &[TrackId], at: u32) -> Result<usize> {
    let place = at as usize;
    if place <= entries.len() {
        Ok(place)
    } else {
        Err(LibraryError::NoSuchPlace(at))
    }
}

/// Takes what is at these places out, and returns it in its order there.
fn take_out(entries: &mut Vec<TrackId>, places: &[u32]) -> Result<Vec<TrackId>> {
    let mut is_taken = vec![false; entries.len()];
    for &place in places {
        *is_taken
            .get_mut(place as usize)
            .ok_or(LibraryError::NoSuchPlace(place))? = true;
    }
    let mut taken = Vec::new();
    let mut place = 0;
    entries.retain(|&track| {
        let takes = is_taken[place];
        place += 1;
        if takes {
            taken.push(track);
        }
        !takes
    });
    Ok(taken)
}

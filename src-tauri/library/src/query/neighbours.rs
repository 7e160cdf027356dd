//! What is near a track, or near a spot on the plane.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use specta::Type;

use super::conditions::genre_names;
use super::track;
use crate::columns::{Columns, Entry, Heard};
use crate::error::{LibraryError, Result};
use crate::library::Library;
use crate::rows::{TrackId, TrackRow, TrackState};

/// By what tracks are near each other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// Their mood: the distance on the plane.
    #[default]
    Plane,
    /// Their sound: one minus the cosine between the embeddings, each dimension
    /// standardised over the library.
    Embedding,
}

/// A track, and how far it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Neighbour {
    /// By [`By::Plane`] in steps of the 1-9 scales; by [`By::Embedding`] 0-2.
    pub distance: f32,
    /// The line of the list.
    pub row: TrackRow,
}

/// By how many times more than asked for the shortlist is longer whose
/// embeddings are compared exactly, and by how many more.
const SHORTLIST: (usize, usize) = (2, 50);

impl Library {
    /// The analysed tracks nearest to this one, at most `limit`, nearest first;
    /// without those that are missing and itself. With `other_genre`, only such
    /// as are known to have no genre in common with it.
    ///
    /// # Errors
    /// There is no such track, or it has no analysis by the shown model.
    pub fn neighbours(
        &self,
        id: TrackId,
        by: By,
        limit: u32,
        other_genre: bool,
    ) -> Result<Vec<Neighbour>> {
        self.read_columns(|columns, connection| {
            let from = columns.place(id).ok_or(LibraryError::NoSuchTrack(id))?;
            let from = &columns.entries()[from];
            let heard = from.heard.as_ref().ok_or(LibraryError::NotAnalysed(id))?;
            let other = OtherGenre::than(from, columns).filter(|_| other_genre);
            let wanted = |entry: &Entry| {
                entry.id != id && other.as_ref().is_none_or(|other| other.has(entry))
            };
            let near = match by {
                By::Plane => on_plane(columns, [heard.valence, heard.arousal], limit, &wanted),
                By::Embedding => self.by_embedding(columns, connection, id, limit, &wanted)?,
            };
            self.named(connection, &near)
        })
    }

    /// The analysed tracks nearest to a spot on the plane, as
    /// [`Self::neighbours`] gives them. Nothing is near a value that is none.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn near(&self, valence: f32, arousal: f32, limit: u32) -> Result<Vec<Neighbour>> {
        self.read_columns(|columns, connection| {
            let near = on_plane(columns, [valence, arousal], limit, &|_| true);
            self.named(connection, &near)
        })
    }

    fn by_embedding(
        &self,
        columns: &Columns,
        connection: &Connection,
        id: TrackId,
        limit: u32,
        wanted: &dyn Fn(&Entry) -> bool,
    ) -> Result<Vec<(f32, TrackId)>> {
        let vectors = columns.vectors(self.model(), connection)?;
        let embedding = |id| track::embedding(connection, self.model(), id);
        let Some(own) = vectors.unit(&embedding(id)?) else {
            return Ok(Vec::new());
        };
        let entries = columns.entries();
        let wanted = vectors
            .cosines(&own)
            .map(|(place, cosine)| (1.0 - cosine, &entries[place as usize]))
            .filter(|(_, entry)| wanted(entry))
            .map(|(distance, entry)| (distance, entry.id))
            .collect();
        let (times, more) = SHORTLIST;
        let mut exact = Vec::new();
        for (_, other) in nearest(wanted, times * limit as usize + more) {
            if let Some(unit) = vectors.unit(&embedding(other)?) {
                let cosine: f32 = own.iter().zip(&unit).map(|(a, b)| a * b).sum();
                exact.push(((1.0 - cosine).clamp(0.0, 2.0), other));
            }
        }
        Ok(nearest(exact, limit as usize))
    }

    fn named(&self, connection: &Connection, near: &[(f32, TrackId)]) -> Result<Vec<Neighbour>> {
        let ids: Vec<TrackId> = near.iter().map(|&(_, id)| id).collect();
        let rows = self.lines(connection, &ids)?.into_iter().zip(near);
        Ok(rows
            .map(|(row, &(distance, _))| Neighbour { distance, row })
            .collect())
    }
}

fn on_plane(
    columns: &Columns,
    [valence, arousal]: [f32; 2],
    limit: u32,
    wanted: &dyn Fn(&Entry) -> bool,
) -> Vec<(f32, TrackId)> {
    let far = |heard: &Heard| (heard.valence - valence).hypot(heard.arousal - arousal);
    let here = columns
        .entries()
        .iter()
        .filter(|entry| entry.state == TrackState::Analysed && wanted(entry));
    let distances = here.filter_map(|entry| Some((far(entry.heard.as_ref()?), entry.id)));
    let finite = distances.filter(|(distance, _)| distance.is_finite());
    nearest(finite.collect(), limit as usize)
}

/// The `limit` with the least distances, least first; equals by their ids.
fn nearest(mut tracks: Vec<(f32, TrackId)>, limit: usize) -> Vec<(f32, TrackId)> {
    let order = |a: &(f32, TrackId), b: &(f32, TrackId)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
    if limit < tracks.len() {
        tracks.select_nth_unstable_by(limit, order);
        tracks.truncate(limit);
    }
    tracks.sort_unstable_by(order);
    tracks
}

/// Which genres have nothing in common with one.
struct OtherGenre(Vec<bool>);

impl OtherGenre {
    /// `None` where the track's genre is not known.
    fn than(entry: &Entry, columns: &Columns) -> Option<Self> {
        let names = |place: u32| genre_names(&columns.genres()[place as usize]);
        let own = names(entry.genre?);
        let genres = 0..columns.genres().len() as u32;
        let is_other = |place| !names(place).iter().any(|name| own.contains(name));
        Some(Self(genres.map(is_other).collect()))
    }

    fn has(&self, entry: &Entry) -> bool {
        entry.genre.is_some_and(|genre| self.0[genre as usize])
    }
}

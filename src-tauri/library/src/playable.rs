//! What a player needs of tracks: where their files are, and how loud they are.

use std::collections::HashMap;
use std::path::PathBuf;

use rusqlite::{Connection, OptionalExtension};

use crate::album::{self, Tagged};
use crate::columns::{Columns, Order, TextOrder};
use crate::error::Result;
use crate::library::Library;
use crate::paths::StoredPath;
use crate::rows::TrackId;
use crate::store::settings;

/// A track as a player needs it.
#[derive(Debug, Clone, PartialEq)]
pub struct Playable {
    /// The exact path of its file.
    pub path: PathBuf,
    /// Its integrated loudness, LUFS, where it was heard.
    pub track_lufs: Option<f32>,
    /// A word for its album: the same for all its tracks, and for those of no
    /// other, though it were called the same.
    pub album: Option<String>,
    /// Its number in its album, as far as that is in the library: what follows it
    /// there has the next one.
    pub album_place: Option<u32>,
    /// The loudness of its album's tracks in the library as a whole, LUFS.
    pub album_lufs: Option<f32>,
}

/// Where a player's state is kept.
const PLAYER: &str = "player";

/// ?1 the model, ?2 the track.
const TRACK: &str = "
    SELECT t.path, a.loudness_lufs FROM tracks t
    LEFT JOIN analyses a ON a.model = ?1 AND a.track = t.id
    WHERE t.id = ?2";

/// ?1 the model, ?2 the track.
const LOUDNESS: &str = "
    SELECT a.loudness_lufs, COALESCE(t.duration_s, 0) FROM tracks t
    JOIN analyses a ON a.model = ?1 AND a.track = t.id
    WHERE t.id = ?2 AND a.loudness_lufs IS NOT NULL";

/// The albums of some tracks, each by its number in the order of all.
type Albums = HashMap<u32, OneAlbum>;

#[derive(Default)]
struct OneAlbum {
    /// Its tracks' numbers in the order of all, and their ids.
    tracks: Vec<(u32, TrackId)>,
    /// How loud they are together, LUFS, where one was heard.
    lufs: Option<f32>,
}

impl Library {
    /// What a player needs of these tracks; `None` for those that have left the
    /// library.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn playable(&self, ids: &[TrackId]) -> Result<Vec<Option<Playable>>> {
        self.read_columns(|columns, connection| {
            let order = columns.order(TextOrder::Album, connection)?;
            let albums = albums_of(ids, columns, &order, connection, self.model())?;
            let one = |&id: &TrackId| {
                let place = columns.place(id);
                let (group, number) = place.map_or((None, 0), |place| order.of(place));
                let of = group.and_then(|group| Some((albums.get(&group)?, number)));
                self.one_playable(connection, id, of)
            };
            ids.iter().map(one).collect()
        })
    }

    /// `of`: the track's album, and the track's number among all.
    fn one_playable(
        &self,
        connection: &Connection,
        id: TrackId,
        of: Option<(&OneAlbum, u32)>,
    ) -> Result<Option<Playable>> {
        let row = connection
            .prepare_cached(TRACK)?
            .query_row((self.model(), id), |row| {
                Ok((row.get::<_, StoredPath>(0)?.0, row.get(1)?))
            })
            .optional()?;
        let Some((path, track_lufs)) = row else {
            return Ok(None);
        };
        let album = match of {
            Some(_) => album_of(connection, id)?,
            None => None,
        };
        let place = |(of, number): (&OneAlbum, u32)| {
            let place = of.tracks.iter().position(|(other, _)| *other == number);
            place.and_then(|place| u32::try_from(place).ok())
        };
        Ok(Some(Playable {
            path,
            track_lufs,
            album,
            album_place: of.and_then(place),
            album_lufs: of.and_then(|(of, _)| of.lufs),
        }))
    }

    /// What was kept of the player last; `None` before anything was.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn kept_player(&self) -> Result<Option<String>> {
        self.read(|connection| settings::get(connection, PLAYER))
    }

    /// Keeps the player's state for the next start, in its own words.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn keep_player(&self, state: &str) -> Result<()> {
        self.write(|tx| settings::put(tx, PLAYER, state))
    }
}

/// The albums that some tracks are of, whole.
fn albums_of(
    ids: &[TrackId],
    columns: &Columns,
    order: &Order,
    connection: &Connection,
    model: &str,
) -> Result<Albums> {
    let places = ids.iter().filter_map(|id| columns.place(*id));
    let groups = places.filter_map(|place| order.of(place).0);
    let mut albums: Albums = groups.map(|group| (group, OneAlbum::default())).collect();
    if albums.is_empty() {
        return Ok(albums);
    }
    for (place, entry) in columns.entries().iter().enumerate() {
        let (group, number) = order.of(place);
        if let Some(album) = group.and_then(|group| albums.get_mut(&group)) {
            album.tracks.push((number, entry.id));
        }
    }
    for album in albums.values_mut() {
        album.tracks.sort_unstable();
        album.lufs = loudness(connection, model, &album.tracks)?;
    }
    Ok(albums)
}

/// The word for a track's album.
fn album_of(connection: &Connection, id: TrackId) -> Result<Option<String>> {
    let sql = format!("SELECT {} FROM tracks WHERE id = ?1", album::COLUMNS);
    let mut statement = connection.prepare_cached(&sql)?;
    let tagged = statement.query_row([id], |row| Tagged::read(row, 0))?;
    Ok(tagged.album().map(|album| album.word()))
}

/// The mean energy of an album's tracks, each as long as it lasts, in LUFS.
fn loudness(
    connection: &Connection,
    model: &str,
    tracks: &[(u32, TrackId)],
) -> Result<Option<f32>> {
    let mut statement = connection.prepare_cached(LOUDNESS)?;
    let (mut energy, mut length_s) = (0.0, 0.0);
    for (_, id) in tracks {
        let row = statement.query_row((model, id), |row| Ok((row.get(0)?, row.get(1)?)));
        let Some((lufs, duration_s)): Option<(f64, f64)> = row.optional()? else {
            continue;
        };
        let duration_s = duration_s.max(1.0);
        energy += 10f64.powf(lufs / 10.0) * duration_s;
        length_s += duration_s;
    }
    Ok((length_s > 0.0).then(|| (10.0 * (energy / length_s).log10()) as f32))
}

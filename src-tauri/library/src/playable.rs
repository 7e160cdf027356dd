//! What a player needs of tracks: where their files are, and how loud they are.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension};

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
    /// Its album, the same for all whose tags name it so.
    pub album: Option<String>,
    /// The loudness of its album's tracks in the library as a whole, LUFS.
    pub album_lufs: Option<f32>,
}

/// Where a player's state is kept.
const PLAYER: &str = "player";

/// ?1 the model, ?2 the track.
const TRACK: &str = "
    SELECT t.path, t.album_key, a.loudness_lufs
    FROM tracks t LEFT JOIN analyses a ON a.model = ?1 AND a.track = t.id
    WHERE t.id = ?2";

/// ?1 the model, ?2 the album's name.
const ALBUM: &str = "
    SELECT t.path, a.loudness_lufs, COALESCE(t.duration_s, 0)
    FROM tracks t JOIN analyses a ON a.model = ?1 AND a.track = t.id
    WHERE t.album_key = ?2 AND t.presence < 2 AND a.loudness_lufs IS NOT NULL";

/// The loudness of each folder's tracks of one album: many albums share a name.
type Albums = HashMap<String, HashMap<PathBuf, f32>>;

impl Library {
    /// What a player needs of these tracks; `None` for those that have left the
    /// library.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn playable(&self, ids: &[TrackId]) -> Result<Vec<Option<Playable>>> {
        self.read(|connection| {
            let mut albums = Albums::new();
            let one = |&id: &TrackId| self.one_playable(connection, id, &mut albums);
            ids.iter().map(one).collect()
        })
    }

    fn one_playable(
        &self,
        connection: &Connection,
        id: TrackId,
        albums: &mut Albums,
    ) -> Result<Option<Playable>> {
        let row = connection
            .prepare_cached(TRACK)?
            .query_row((self.model(), id), |row| {
                let path: StoredPath = row.get(0)?;
                Ok((path.0, row.get::<_, Option<String>>(1)?, row.get(2)?))
            })
            .optional()?;
        let Some((path, album, track_lufs)) = row else {
            return Ok(None);
        };
        let album_lufs = match &album {
            Some(album) => {
                if !albums.contains_key(album) {
                    let folders = album_loudness(connection, self.model(), album)?;
                    albums.insert(album.clone(), folders);
                }
                albums[album].get(folder(&path)).copied()
            }
            None => None,
        };
        Ok(Some(Playable {
            path,
            track_lufs,
            album,
            album_lufs,
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

fn folder(path: &Path) -> &Path {
    path.parent().unwrap_or(path)
}

/// The mean energy of an album's tracks, each as long as it lasts, in LUFS.
fn album_loudness(
    connection: &Connection,
    model: &str,
    album: &str,
) -> Result<HashMap<PathBuf, f32>> {
    let mut statement = connection.prepare_cached(ALBUM)?;
    let mut rows = statement.query((model, album))?;
    let mut sums: HashMap<PathBuf, (f64, f64)> = HashMap::new();
    while let Some(row) = rows.next()? {
        let path: StoredPath = row.get(0)?;
        let (lufs, duration_s): (f64, f64) = (row.get(1)?, row.get(2)?);
        let duration_s = duration_s.max(1.0);
        let (energy, length_s) = sums.entry(folder(&path.0).to_owned()).or_default();
        *energy += 10f64.powf(lufs / 10.0) * duration_s;
        *length_s += duration_s;
    }
    let lufs = |(energy, length_s): (f64, f64)| (10.0 * (energy / length_s).log10()) as f32;
    Ok(sums.into_iter().map(|(f, sum)| (f, lufs(sum))).collect())
}

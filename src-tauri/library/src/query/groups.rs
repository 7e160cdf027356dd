//! Tracks that belong together: the albums or the artists of an answer, so that a
//! list can say of each how much of it there is.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use specta::Type;

use super::find::{Find, Found};
use super::{Query, Sort};
use crate::columns::{Columns, Order, TextOrder};
use crate::error::Result;
use crate::library::Library;
use crate::rows::TrackId;

/// By what tracks are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum GroupBy {
    /// The tracks of one album: of one name, and of one maker or in one folder.
    Album,
    /// The tracks of one artist.
    Artist,
}

/// Tracks that stand one after another in the order of their group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Group {
    /// The album or the artist; `None` for tracks whose tags name none.
    pub name: Option<String>,
    /// Of an album, who made it by its tags, or else all of it; `None` where several did.
    pub artist: Option<String>,
    /// Its first track, whose cover stands for it.
    pub first: TrackId,
    /// How many tracks of it there are.
    pub tracks: u32,
    /// How long they are together, s.
    pub duration_s: f64,
}

impl GroupBy {
    /// The order in which the tracks of each group stand together.
    #[must_use]
    pub fn sort(self) -> Sort {
        match self {
            Self::Album => Sort::Album,
            Self::Artist => Sort::Artist,
        }
    }
}

impl Library {
    /// The groups of the matching tracks, in the order in which the query gives
    /// the tracks when it is sorted by [`GroupBy::sort`].
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn groups(&self, query: &Query, by: GroupBy) -> Result<Vec<Group>> {
        let query = Query {
            sort: by.sort(),
            ..query.clone()
        };
        self.read_columns(|columns, connection| {
            let found = Find::new(&query, columns, connection)?.sorted();
            let artists = columns.order(TextOrder::Artist, connection)?;
            let albums = columns.order(TextOrder::Album, connection)?;
            let order = match by {
                GroupBy::Album => &albums,
                GroupBy::Artist => &artists,
            };
            let same = |a: &Found, b: &Found| {
                text_of(columns, order, a.id) == text_of(columns, order, b.id)
            };
            let groups = found.chunk_by(same).map(|tracks| {
                let named = names(connection, by, tracks[0].id)?;
                let mut makers = tracks
                    .iter()
                    .map(|track| text_of(columns, &artists, track.id));
                let first = makers.next();
                let is_one = makers.all(|maker| Some(maker) == first);
                let lengths = tracks.iter().filter_map(|track| {
                    let place = columns.place(track.id)?;
                    columns.entries()[place].duration_s
                });
                Ok(Group {
                    name: named.name,
                    artist: named.maker.or(named.artist.filter(|_| is_one)),
                    first: tracks[0].id,
                    tracks: tracks.len() as u32,
                    duration_s: lengths.map(f64::from).sum(),
                })
            });
            groups.collect()
        })
    }
}

/// The number of a track's text among the different ones; `None` without one.
fn text_of(columns: &Columns, order: &Order, id: TrackId) -> Option<u32> {
    order.of(columns.place(id)?).0
}

/// What one of its tracks says of a group.
struct Named {
    name: Option<String>,
    /// Of an album, who made it.
    maker: Option<String>,
    /// Of an album, who made the track.
    artist: Option<String>,
}

fn names(connection: &Connection, by: GroupBy, id: TrackId) -> Result<Named> {
    let mut statement = connection
        .prepare_cached("SELECT album, album_artist, artist FROM tracks WHERE id = ?1")?;
    Ok(statement.query_row([id], |row| {
        Ok(match by {
            GroupBy::Album => Named {
                name: row.get(0)?,
                maker: row.get(1)?,
                artist: row.get(2)?,
            },
            GroupBy::Artist => Named {
                name: row.get(2)?,
                maker: None,
                artist: None,
            },
        })
    })?)
}

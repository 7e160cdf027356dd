//! The orders that texts give the tracks. Only the database compares texts; what
//! is kept is each track's number in that order.

use rusqlite::Connection;

use super::Columns;
use crate::album::{Album, Tagged};
use crate::error::Result;
use crate::rows::TrackId;

/// What texts give an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextOrder {
    /// Title.
    Title,
    /// Artist, then album, track number and title.
    Artist,
    /// Album, then disc, track number and title.
    Album,
}

impl TextOrder {
    /// The statement: id and first key, in order. Titles are never NULL, and
    /// asking for NULLS LAST would keep their index from being used.
    fn sql(self) -> &'static str {
        match self {
            Self::Title => {
                "SELECT id, title_key FROM tracks WHERE presence < 2 ORDER BY title_key, id"
            }
            Self::Artist => {
                "SELECT id, artist_key FROM tracks WHERE presence < 2
                 ORDER BY artist_key NULLS LAST, album_key, track_no, title_key, id"
            }
            Self::Album => {
                "SELECT id, album_key, album_artist, path FROM tracks WHERE presence < 2
                 ORDER BY album_key NULLS LAST, track_no, title_key, id"
            }
        }
    }
}

/// The tracks in the order of a text.
#[derive(Debug)]
pub(crate) struct Order {
    /// For every entry of the columns: its number in the order, and the number of
    /// its first text, or its album, among the different ones; `None` without one.
    numbers: Vec<(u32, Option<u32>)>,
}

impl Order {
    pub(super) fn read(by: TextOrder, columns: &Columns, connection: &Connection) -> Result<Self> {
        if by == TextOrder::Album {
            return Self::read_albums(columns, connection);
        }
        let mut numbers = vec![(0, None); columns.entries().len()];
        let mut statement = connection.prepare_cached(by.sql())?;
        let mut rows = statement.query([])?;
        let mut last: Option<Vec<u8>> = None;
        let (mut number, mut group) = (0, 0);
        while let Some(row) = rows.next()? {
            let text = row
                .get_ref(1)?
                .as_bytes_or_null()
                .map_err(rusqlite::Error::from)?;
            if text != last.as_deref() {
                last = text.map(<[u8]>::to_vec);
                group += 1;
            }
            if let Some(place) = columns.place(row.get(0)?) {
                numbers[place] = (number, text.map(|_| group));
            }
            number += 1;
        }
        Ok(Self { numbers })
    }

    /// The database knows which names are equal; those of one name are parted here.
    fn read_albums(columns: &Columns, connection: &Connection) -> Result<Self> {
        let mut numbers = vec![(0, None); columns.entries().len()];
        let mut statement = connection.prepare_cached(TextOrder::Album.sql())?;
        let mut rows = statement.query([])?;
        let (mut number, mut group) = (0, 0);
        let mut namesakes: Vec<(Option<Album>, Tagged, TrackId)> = Vec::new();
        let mut number_all = |namesakes: &mut Vec<(Option<Album>, Tagged, TrackId)>| {
            // Stable: within a folder the order stays that of the track numbers.
            namesakes.sort_by(|a, b| (&a.0, a.1.folder()).cmp(&(&b.0, b.1.folder())));
            let mut last = None;
            for (album, _, id) in namesakes.drain(..) {
                if album.is_some() && album != last {
                    group += 1;
                }
                if let Some(place) = columns.place(id) {
                    numbers[place] = (number, album.as_ref().map(|_| group));
                }
                last = album;
                number += 1;
            }
        };
        while let Some(row) = rows.next()? {
            let tagged = Tagged::read(row, 1)?;
            let before = namesakes.last();
            if before.is_some_and(|(_, before, _)| before.name != tagged.name) {
                number_all(&mut namesakes);
            }
            if tagged.name.is_none() {
                // They are no album, however many there are.
                number_all(&mut namesakes);
            }
            namesakes.push((tagged.album(), tagged, row.get(0)?));
        }
        number_all(&mut namesakes);
        Ok(Self { numbers })
    }

    /// The number of this entry's first text or album, and its own number.
    pub(crate) fn of(&self, place: usize) -> (Option<u32>, u32) {
        let (number, group) = self.numbers[place];
        (group, number)
    }
}

//! Reading the columns: all of them, or those of the tracks that changed.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, Row};

use super::{Columns, Entry, Heard};
use crate::certainty::is_unsure;
use crate::error::Result;
use crate::rows::{TrackId, TrackState};
use crate::said::{JOIN, KEY, TEMPO};
use crate::store::number::small;

/// ?1 the model.
fn sql() -> String {
    format!(
        "
    SELECT t.id, t.presence, t.folder, t.genre, t.year, t.duration_s, t.added_at, a.valence,
           a.arousal, a.valence_sd, a.arousal_sd, a.tags_on, {KEY},
           {TEMPO}, f.track
    FROM tracks t
    LEFT JOIN analyses a ON a.model = ?1 AND a.track = t.id
    LEFT JOIN failures f ON f.model = ?1 AND f.track = t.id AND f.retry = 0
    {JOIN}
    WHERE t.presence < 2"
    )
}

/// A share of the library, 1 / this, above which reading all of it is quicker
/// than looking up each track that changed.
const MOST_OF_IT: usize = 8;

/// A track that changed, and what of it.
struct Change {
    track: TrackId,
    texts: bool,
    heard: bool,
}

/// Brings `columns` to the moment of `connection`'s transaction.
pub(super) fn bring_up_to_date(
    columns: &mut Arc<Columns>,
    connection: &Connection,
    model: &str,
) -> Result<()> {
    let (first, last): (Option<i64>, Option<i64>) = connection
        .prepare_cached("SELECT (SELECT MIN(seq) FROM changes), (SELECT MAX(seq) FROM changes)")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let last = last.unwrap_or_default();
    if columns.seen == last && !columns.entries.is_empty() {
        return Ok(());
    }
    let is_whole = first.is_none_or(|first| first <= columns.seen + 1);
    if is_whole && !columns.entries.is_empty() {
        let changes = changes_since(connection, columns.seen)?;
        if changes.len() <= columns.entries.len() / MOST_OF_IT {
            return Arc::make_mut(columns).update(&changes, last, connection, model);
        }
    }
    *columns = Arc::new(Columns::read(last, connection, model)?);
    Ok(())
}

/// What changed after the change `seen`, each track once, by rising id.
fn changes_since(connection: &Connection, seen: i64) -> Result<Vec<Change>> {
    let mut statement = connection.prepare_cached(
        "SELECT track, MAX(texts), MAX(heard) FROM changes WHERE seq > ?1
         GROUP BY track ORDER BY track",
    )?;
    let changes = statement.query_map([seen], |row| {
        Ok(Change {
            track: row.get(0)?,
            texts: row.get(1)?,
            heard: row.get(2)?,
        })
    })?;
    Ok(changes.collect::<rusqlite::Result<_>>()?)
}

impl Columns {
    fn read(seen: i64, connection: &Connection, model: &str) -> Result<Self> {
        let mut columns = Self {
            seen,
            ..Self::default()
        };
        let mut statement = connection.prepare_cached(&format!("{} ORDER BY t.id", sql()))?;
        let mut rows = statement.query([model])?;
        while let Some(row) = rows.next()? {
            let entry = columns.entry(row)?;
            columns.entries.push(entry);
        }
        Ok(columns)
    }

    fn update(
        &mut self,
        changes: &[Change],
        last: i64,
        connection: &Connection,
        model: &str,
    ) -> Result<()> {
        let mut statement = connection.prepare_cached(&format!("{} AND t.id = ?2", sql()))?;
        let before = std::mem::take(&mut self.entries);
        let mut after = Vec::with_capacity(before.len() + changes.len());
        let mut rest = before.into_iter().peekable();
        for change in changes {
            while let Some(entry) = rest.next_if(|entry| entry.id < change.track) {
                after.push(entry);
            }
            rest.next_if(|entry| entry.id == change.track);
            let entry = statement
                .query_row((model, change.track), |row| self.entry(row))
                .optional()?;
            after.extend(entry);
        }
        after.extend(rest);
        self.entries = after;
        self.seen = last;
        if changes.iter().any(|change| change.texts) {
            self.orders = Default::default();
        }
        // Presence and texts stand for rows that come and go.
        if changes.iter().any(|change| change.heard || change.texts) {
            self.vectors = Default::default();
        }
        Ok(())
    }

    fn entry(&mut self, row: &Row) -> rusqlite::Result<Entry> {
        let heard = heard(row)?;
        let state = match (row.get::<_, i64>(1)?, &heard, row.get_ref(14)?) {
            (1.., ..) => TrackState::Missing,
            (_, Some(_), _) => TrackState::Analysed,
            (_, None, rusqlite::types::ValueRef::Null) => TrackState::Pending,
            (_, None, _) => TrackState::Failed,
        };
        let genre = row.get_ref(3)?.as_str_or_null()?;
        Ok(Entry {
            id: row.get(0)?,
            state,
            folder: small(row, 2)?,
            genre: genre.map(|genre| self.genre_place(genre)),
            year: small(row, 4)?,
            duration_s: row.get(5)?,
            added_at: row.get(6)?,
            heard,
        })
    }

    fn genre_place(&mut self, genre: &str) -> u32 {
        if let Some(&place) = self.genre_places.get(genre) {
            return place;
        }
        // A genre belongs to a track, and those are counted in 32 bits.
        let place = self.genres.len() as u32;
        self.genres.push(genre.to_owned());
        self.genre_places.insert(genre.to_owned(), place);
        place
    }
}

fn heard(row: &Row) -> rusqlite::Result<Option<Heard>> {
    let Some(valence) = row.get(7)? else {
        return Ok(None);
    };
    let arousal = row.get(8)?;
    let (valence_sd, arousal_sd): (f32, f32) = (row.get(9)?, row.get(10)?);
    Ok(Some(Heard {
        valence,
        arousal,
        unsure: is_unsure(valence, valence_sd) || is_unsure(arousal, arousal_sd),
        spread: ((valence_sd * valence_sd + arousal_sd * arousal_sd) / 2.0).sqrt(),
        tags_on: row.get::<_, i64>(11)?.cast_unsigned(),
        key: small(row, 12)?,
        tempo_bpm: row.get(13)?,
    }))
}

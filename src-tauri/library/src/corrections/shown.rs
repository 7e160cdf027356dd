//! What an analysis shows: the model's own word, as the recalibration and the
//! user's word have it.

use rusqlite::{OptionalExtension, Transaction, params};

use super::Row;
use super::recalibration::{self, Maps};
use crate::error::Result;
use crate::plane::Quadrant;
use crate::rows::TrackId;

/// The columns of an analysis that the user's word may change.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Shown {
    place: [f32; 2],
    sd: [f32; 2],
    quadrant: u8,
    tags_on: u64,
}

/// In the order of [`Shown::read`].
const COLUMNS: &str = "valence, arousal, valence_sd, arousal_sd, quadrant, tags_on";

const KEEP: &str = "INSERT OR REPLACE INTO originals
     (valence, arousal, valence_sd, arousal_sd, quadrant, tags_on, model, track)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";

const SHOW: &str = "UPDATE analyses SET
     (valence, arousal, valence_sd, arousal_sd, quadrant, tags_on) = (?1, ?2, ?3, ?4, ?5, ?6)
     WHERE model = ?7 AND track = ?8";

impl Shown {
    /// Of a row that begins with [`COLUMNS`].
    fn read(row: &rusqlite::Row) -> rusqlite::Result<Self> {
        Ok(Self {
            place: [row.get(0)?, row.get(1)?],
            sd: [row.get(2)?, row.get(3)?],
            quadrant: row.get(4)?,
            tags_on: row.get::<_, i64>(5)?.cast_unsigned(),
        })
    }

    /// The model's own word as it is to be shown.
    fn through(self, map: Option<&Maps>, user: Option<Row>) -> Self {
        let mut shown = self;
        if let Some(map) = map {
            shown.place = map.apply(self.place);
        }
        if let Some(user) = user {
            shown.tags_on = (self.tags_on | user.on) & !user.off;
            if let Some(place) = user.place {
                // Who says it knows it.
                (shown.place, shown.sd) = (place, [0.0, 0.0]);
            }
        }
        if shown.place != self.place {
            shown.quadrant = Quadrant::of(shown.place[0], shown.place[1]).number();
        }
        shown
    }

    /// Writes it by one of the two statements below.
    fn write(self, tx: &Transaction, sql: &str, model: &str, id: TrackId) -> Result<()> {
        tx.prepare_cached(sql)?.execute(params![
            self.place[0],
            self.place[1],
            self.sd[0],
            self.sd[1],
            self.quadrant,
            self.tags_on.cast_signed(),
            model,
            id,
        ])?;
        Ok(())
    }
}

/// Has the analysis of a track, just written as the model has it, show what is to
/// be shown.
pub(crate) fn show(tx: &Transaction, model: &str, id: TrackId) -> Result<()> {
    tx.prepare_cached("DELETE FROM originals WHERE model = ?1 AND track = ?2")?
        .execute((model, id))?;
    let map = recalibration::applied(tx, model)?;
    let user = Row::at(tx, id)?;
    if map.is_none() && user.is_none() {
        return Ok(());
    }
    one(tx, model, id, map.as_ref(), user)
}

/// The same for the analyses of all models, after the user's word has changed.
pub(crate) fn show_all_models(tx: &Transaction, id: TrackId) -> Result<()> {
    let mut statement =
        tx.prepare_cached("SELECT DISTINCT model FROM analyses WHERE track = ?1")?;
    let models = statement.query_map([id], |row| row.get::<_, String>(0))?;
    let user = Row::at(tx, id)?;
    for model in models {
        let model = model?;
        let map = recalibration::applied(tx, &model)?;
        one(tx, &model, id, map.as_ref(), user)?;
    }
    Ok(())
}

/// The same for all tracks of a model, after the recalibration has changed.
pub(super) fn show_all_tracks(tx: &Transaction, model: &str) -> Result<()> {
    let map = recalibration::applied(tx, model)?;
    let ids: Vec<TrackId> = tx
        .prepare_cached("SELECT track FROM analyses WHERE model = ?1")?
        .query_map([model], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for id in ids {
        one(tx, model, id, map.as_ref(), Row::at(tx, id)?)?;
    }
    Ok(())
}

fn one(
    tx: &Transaction,
    model: &str,
    id: TrackId,
    map: Option<&Maps>,
    user: Option<Row>,
) -> Result<()> {
    let read = |table: &str| -> Result<Option<Shown>> {
        let sql = format!("SELECT {COLUMNS} FROM {table} WHERE model = ?1 AND track = ?2");
        let mut statement = tx.prepare_cached(&sql)?;
        Ok(statement.query_row((model, id), Shown::read).optional()?)
    };
    let (original, present) = (read("originals")?, read("analyses")?);
    let Some(present) = present else {
        return Ok(());
    };
    let own = original.unwrap_or(present);
    let shown = own.through(map, user);
    if shown == own {
        tx.prepare_cached("DELETE FROM originals WHERE model = ?1 AND track = ?2")?
            .execute((model, id))?;
    } else if original.is_none() {
        own.write(tx, KEEP, model, id)?;
    }
    if shown != present {
        shown.write(tx, SHOW, model, id)?;
    }
    Ok(())
}

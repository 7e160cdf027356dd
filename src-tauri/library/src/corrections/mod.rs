//! What the user says of a track, beside what the model says.
//!
//! ```text
//! the model's own word ─┬─ recalibration ─┬─ the user's word ─→ analyses (what is shown)
//!                       └─ originals, where the two differ
//! ```
//! A correction belongs to the track: it survives re-analysis and other models.
//! The corrections of a library together say how its owner hears differently from
//! the people that the model learned from ([`Recalibration`]).

mod recalibration;
mod shown;

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::error::{LibraryError, Result};
use crate::library::{Library, now};
use crate::rows::{TrackId, TrackRow};
use crate::vocabulary;

pub use recalibration::{KNOTS, Recalibration};
pub(crate) use shown::{show, show_all_models};

/// A user's own word for a track.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Type)]
pub struct Correction {
    /// Valence and arousal, 1-9; `None`: as the model says.
    pub place: Option<[f32; 2]>,
    /// Names of tags that are on, whatever the model says.
    pub tags_on: Vec<String>,
    /// Names of tags that are off, whatever the model says.
    pub tags_off: Vec<String>,
}

impl Correction {
    fn is_empty(&self) -> bool {
        self.place.is_none() && self.tags_on.is_empty() && self.tags_off.is_empty()
    }
}

/// A corrected track, as the library shows it, and the user's word for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Corrected {
    /// The line of the list.
    pub row: TrackRow,
    /// What the user said.
    pub correction: Correction,
    /// When, s since 1970.
    pub corrected_at: u32,
}

/// Corrected tracks listed at once: more than anybody reads through.
const LISTED: u32 = 1_000;

impl Library {
    /// Keeps the user's own word for a track, in place of any earlier one; an empty
    /// one takes it back. Returns the earlier one, which undoes this when it is
    /// given in turn.
    ///
    /// # Errors
    /// There is no such track, a value is off the scale, or a tag is unknown or
    /// both on and off.
    pub fn correct(&self, id: TrackId, correction: &Correction) -> Result<Correction> {
        let row = Row::of(correction)?;
        self.write(|tx| {
            let known = tx
                .prepare_cached("SELECT 1 FROM tracks WHERE id = ?1")?
                .exists([id])?;
            if !known {
                return Err(LibraryError::NoSuchTrack(id));
            }
            let before = Row::at(tx, id)?.map(Row::named).unwrap_or_default();
            if correction.is_empty() {
                tx.prepare_cached("DELETE FROM corrections WHERE track = ?1")?
                    .execute([id])?;
            } else {
                row.keep(tx, id)?;
            }
            show_all_models(tx, id)?;
            Ok(before)
        })
    }

    /// The user's own word for a track; `None` where there is none.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn correction(&self, id: TrackId) -> Result<Option<Correction>> {
        self.read(|connection| Ok(Row::at(connection, id)?.map(Row::named)))
    }

    /// The corrected tracks, the last corrected first; the first thousand.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn corrected(&self) -> Result<Vec<Corrected>> {
        let ids: Vec<(TrackId, u32)> = self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT track, corrected_at FROM corrections
                 ORDER BY corrected_at DESC, track LIMIT ?1",
            )?;
            let ids = statement.query_map([LISTED], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(ids.collect::<rusqlite::Result<_>>()?)
        })?;
        let mut corrected = Vec::with_capacity(ids.len());
        for (id, corrected_at) in ids {
            // One that is taken back meanwhile is no longer corrected.
            if let Some(correction) = self.correction(id)? {
                corrected.push(Corrected {
                    row: self.track(id)?.row,
                    correction,
                    corrected_at,
                });
            }
        }
        Ok(corrected)
    }
}

/// A correction as its row has it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Row {
    place: Option<[f32; 2]>,
    on: u64,
    off: u64,
}

impl Row {
    fn of(correction: &Correction) -> Result<Self> {
        let off_scale = |value: &f32| !(1.0..=9.0).contains(value);
        if let Some(place) = correction.place
            && place.iter().any(off_scale)
        {
            return Err(LibraryError::OffScale(place[0], place[1]));
        }
        let (on, off) = (bits(&correction.tags_on)?, bits(&correction.tags_off)?);
        if let Some((index, _)) = vocabulary()
            .iter()
            .enumerate()
            .find(|(index, _)| (on & off) >> index & 1 == 1)
        {
            return Err(LibraryError::OnAndOff(vocabulary()[index].name.clone()));
        }
        Ok(Self {
            place: correction.place,
            on,
            off,
        })
    }

    fn at(connection: &Connection, id: TrackId) -> Result<Option<Self>> {
        let mut statement = connection.prepare_cached(
            "SELECT valence, arousal, tags_on, tags_off FROM corrections WHERE track = ?1",
        )?;
        let row = statement.query_row([id], |row| {
            let (valence, arousal): (Option<f32>, Option<f32>) = (row.get(0)?, row.get(1)?);
            Ok(Self {
                place: valence
                    .zip(arousal)
                    .map(|(valence, arousal)| [valence, arousal]),
                on: row.get::<_, i64>(2)?.cast_unsigned(),
                off: row.get::<_, i64>(3)?.cast_unsigned(),
            })
        });
        Ok(row.optional()?)
    }

    fn keep(self, tx: &Transaction, id: TrackId) -> Result<()> {
        tx.prepare_cached(
            "INSERT OR REPLACE INTO corrections
             (track, valence, arousal, tags_on, tags_off, corrected_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            id,
            self.place.map(|place| place[0]),
            self.place.map(|place| place[1]),
            self.on.cast_signed(),
            self.off.cast_signed(),
            now(),
        ])?;
        Ok(())
    }

    fn named(self) -> Correction {
        let names = |bits: u64| {
            let named = vocabulary().iter().enumerate();
            let named = named.filter(|(index, _)| bits >> index & 1 == 1);
            named.map(|(_, tag)| tag.name.clone()).collect()
        };
        Correction {
            place: self.place,
            tags_on: names(self.on),
            tags_off: names(self.off),
        }
    }
}

/// The tags' bits.
fn bits(names: &[String]) -> Result<u64> {
    names.iter().try_fold(0, |bits, name| {
        let index = vocabulary().iter().position(|tag| tag.name == *name);
        match index {
            Some(index) => Ok(bits | 1 << index),
            None => Err(LibraryError::NoSuchTag(name.clone())),
        }
    })
}

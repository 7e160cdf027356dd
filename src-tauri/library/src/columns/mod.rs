//! What is filtered and sorted by, of every track, in memory.
//!
//! A list of a large library is asked for with every key that is typed and
//! every corner of a lasso. SQLite takes tens of milliseconds to walk over a
//! hundred thousand rows, and walks twice: for the total and for the order. So
//! the few values that conditions and orders need, about 100 bytes a track, are
//! kept in memory; texts are still looked up in the database's own index.
//!
//! The database says what changed (its table `changes`, filled by triggers), so
//! that a change by any process costs a reader as much as it is large. Which
//! changes have been seen is known exactly: a reader looks, and reads the rows it
//! answers with, in one transaction.

mod load;
mod order;
mod vectors;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rusqlite::{Connection, Transaction};

use crate::error::Result;
use crate::rows::{FolderId, TrackId, TrackState};

pub(crate) use order::{Order, TextOrder};
pub(crate) use vectors::Vectors;

/// One track's values.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) id: TrackId,
    pub(crate) state: TrackState,
    pub(crate) folder: Option<FolderId>,
    /// Its genre's place in [`Columns::genres`].
    pub(crate) genre: Option<u32>,
    pub(crate) year: Option<u16>,
    pub(crate) duration_s: Option<f32>,
    /// s since 1970.
    pub(crate) added_at: i64,
    pub(crate) heard: Option<Heard>,
}

/// What the shown model heard.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Heard {
    pub(crate) valence: f32,
    pub(crate) arousal: f32,
    pub(crate) unsure: bool,
    /// The root of the mean of both variances; 0 for the user's own word.
    pub(crate) spread: f32,
    /// Bit i: tag i of the vocabulary is on.
    pub(crate) tags_on: u64,
    /// [`crate::Key`]'s code.
    pub(crate) key: Option<u8>,
    pub(crate) tempo_bpm: Option<f32>,
}

/// Every track in the user's sight, missing ones too, as one model heard them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Columns {
    /// By rising id.
    entries: Vec<Entry>,
    /// Each genre once, as it is written; in no order.
    genres: Vec<String>,
    genre_places: HashMap<String, u32>,
    /// The last change that is in here.
    seen: i64,
    orders: [OnceLock<Arc<Order>>; 3],
    vectors: OnceLock<Arc<Vectors>>,
}

impl Columns {
    /// The tracks, by rising id.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Each genre once; [`Entry::genre`] counts them.
    pub(crate) fn genres(&self) -> &[String] {
        &self.genres
    }

    /// Where the track stands in [`Self::entries`].
    pub(crate) fn place(&self, id: TrackId) -> Option<usize> {
        // Ids are given in turn, so with few gaps below it a track stands just
        // before where it would stand with none.
        let without_gaps = id.checked_sub(self.entries.first()?.id)? as usize;
        if self
            .entries
            .get(without_gaps)
            .is_some_and(|entry| entry.id == id)
        {
            return Some(without_gaps);
        }
        let end = without_gaps.min(self.entries.len());
        let before = &self.entries[..end];
        before.binary_search_by_key(&id, |entry| entry.id).ok()
    }

    /// The tracks in the order of a text. `connection` is in the transaction
    /// that these columns were got in.
    pub(crate) fn order(&self, by: TextOrder, connection: &Connection) -> Result<Arc<Order>> {
        let kept = &self.orders[by as usize];
        if let Some(order) = kept.get() {
            return Ok(Arc::clone(order));
        }
        let order = Arc::new(Order::read(by, self, connection)?);
        Ok(Arc::clone(kept.get_or_init(|| order)))
    }

    /// The embeddings; as for [`Self::order`].
    pub(crate) fn vectors(&self, model: &str, connection: &Connection) -> Result<Arc<Vectors>> {
        if let Some(vectors) = self.vectors.get() {
            return Ok(Arc::clone(vectors));
        }
        let vectors = Arc::new(Vectors::read(self, model, connection)?);
        Ok(Arc::clone(self.vectors.get_or_init(|| vectors)))
    }
}

/// The columns of each model that was asked for.
#[derive(Debug, Default)]
pub(crate) struct Cache(Mutex<HashMap<String, Arc<Columns>>>);

impl Cache {
    /// The columns as the database is now, and the transaction in which it is
    /// so for as long as that lasts.
    pub(crate) fn now<'a>(
        &self,
        connection: &'a Connection,
        model: &str,
    ) -> Result<(Arc<Columns>, Transaction<'a>)> {
        // The lock is taken before the transaction begins, so what is in the
        // cache is never younger than what the transaction sees.
        let mut models = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let moment = connection.unchecked_transaction()?;
        let columns = models.entry(model.to_owned()).or_default();
        load::bring_up_to_date(columns, &moment, model)?;
        Ok((Arc::clone(columns), moment))
    }
}

//! What the user chose, kept with the library that it is about.

use rusqlite::{Connection, OptionalExtension, Transaction};

use crate::error::Result;
use crate::library::{DEFAULT_MODEL, Library};

/// The model that hears the library in the window.
const MODEL: &str = "model";

/// How fast a model was when it last heard a while; with its id behind it.
const SPEED: &str = "speed.";

/// What is kept under this key.
pub(crate) fn get(connection: &Connection, key: &str) -> Result<Option<String>> {
    Ok(connection
        .prepare_cached("SELECT value FROM settings WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?)
}

/// Keeps a value under this key.
pub(crate) fn put(tx: &Transaction, key: &str, value: &str) -> Result<()> {
    tx.prepare_cached("INSERT OR REPLACE INTO settings (key, value) VALUES (?1, ?2)")?
        .execute([key, value])?;
    Ok(())
}

impl Library {
    /// The id of the model that the user chose to hear this library;
    /// [`DEFAULT_MODEL`] until they choose. It need not be installed (any more).
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn chosen_model(&self) -> Result<String> {
        let kept = self.read(|connection| get(connection, MODEL))?;
        Ok(kept.unwrap_or_else(|| DEFAULT_MODEL.to_owned()))
    }

    /// Keeps the user's choice. What this handle and its clones show does not
    /// change by it: see [`Library::with_model`].
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn choose_model(&self, id: &str) -> Result<()> {
        self.write(|tx| put(tx, MODEL, id))
    }

    /// How many tracks a second this model heard when it last heard for a while, as
    /// [`Library::keep_speed`] was told.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn speed(&self, model: &str) -> Result<Option<f32>> {
        let kept = self.read(|connection| get(connection, &format!("{SPEED}{model}")))?;
        Ok(kept.and_then(|text| text.parse().ok()))
    }

    /// Keeps how many tracks a second the shown model hears.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn keep_speed(&self, tracks_per_s: f32) -> Result<()> {
        let key = format!("{SPEED}{}", self.model());
        self.write(|tx| put(tx, &key, &tracks_per_s.to_string()))
    }
}

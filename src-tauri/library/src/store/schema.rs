//! The schema's versions, and whose database a file is.

use std::path::Path;

use rusqlite::Connection;
use rusqlite_migration::{Error, M, MigrationDefinitionError, Migrations};

use crate::error::{LibraryError, Result};

/// "Mood" in ASCII: SQLite keeps it in the file's header, so that a database
/// of another program is told from ours before anything is written to it.
const APPLICATION_ID: i32 = 0x4d6f_6f64;

/// Every step from an empty database to today's, in order. SQLite's
/// `user_version` counts those done.
const STEPS: &[M] = &[
    M::up(include_str!("../../migrations/001_library.sql")),
    M::up(include_str!("../../migrations/002_model_and_chords.sql")),
    M::up(include_str!("../../migrations/003_quadrants_and_gems.sql")),
    M::up(include_str!("../../migrations/007_identity.sql")),
];

/// Makes or updates the tables of the database in `path`.
pub(crate) fn bring_up_to_date(connection: &mut Connection, path: &Path) -> Result<()> {
    let refused = |error: rusqlite::Error| match LibraryError::from(error) {
        LibraryError::Database(error) => LibraryError::CannotOpen {
            path: path.to_owned(),
            reason: error.to_string(),
        },
        known => known,
    };
    match owner(connection).map_err(refused)? {
        Owner::Us => {}
        Owner::Nobody => mark(connection).map_err(refused)?,
        Owner::Another => {
            return Err(LibraryError::NotALibrary {
                path: path.to_owned(),
            });
        }
    }
    let migrations = Migrations::from_slice(STEPS);
    let Err(error) = migrations.to_latest(connection) else {
        return Ok(());
    };
    // Another process that started at the same moment may have done the work.
    if migrations.pending_migrations(connection) == Ok(0) {
        return Ok(());
    }
    Err(match error {
        Error::MigrationDefinition(MigrationDefinitionError::DatabaseTooFarAhead) => {
            LibraryError::NewerSchema
        }
        Error::RusqliteError { err, .. } => refused(err),
        other => LibraryError::Corrupt(other.to_string()),
    })
}

enum Owner {
    Us,
    Nobody,
    Another,
}

/// Whose database it is, by its mark; without one and empty it is nobody's.
fn owner(connection: &Connection) -> rusqlite::Result<Owner> {
    // Both of one moment: another process may be making the library just now.
    let (mark, tables): (i32, u32) = connection.query_row(
        "SELECT application_id, (SELECT COUNT(*) FROM sqlite_schema) FROM pragma_application_id",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(match (mark, tables) {
        (APPLICATION_ID, _) => Owner::Us,
        (0, 0) => Owner::Nobody,
        _ => Owner::Another,
    })
}

/// Makes a new database ours. Both settings stay in the file.
fn mark(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)
}

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
    M::up(include_str!("../../migrations/004_covers_and_folders.sql")),
    M::up(include_str!("../../migrations/005_playlists.sql")),
    M::up(include_str!("../../migrations/006_queue.sql")),
    M::up(include_str!("../../migrations/007_identity.sql")),
    M::up(include_str!("../../migrations/008_writings.sql")),
];

/// The version that this program brings every library to.
pub(crate) const LATEST: u32 = STEPS.len() as u32;

/// The version of a database's tables; 0 before there are any.
pub(crate) fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Makes sure that a database is ours, or nobody's, and of no version that is
/// still to come. Returns its version; writes nothing.
pub(crate) fn ours(connection: &Connection, path: &Path) -> Result<u32> {
    let refused = |error| refused(error, path);
    if matches!(owner(connection).map_err(refused)?, Owner::Another) {
        return Err(LibraryError::NotALibrary {
            path: path.to_owned(),
        });
    }
    let version = version(connection).map_err(refused)?;
    if version > LATEST {
        return Err(LibraryError::NewerSchema);
    }
    Ok(version)
}

/// Makes or updates the tables of the database in `path`, which is ours or
/// nobody's.
pub(crate) fn bring_up_to_date(connection: &mut Connection, path: &Path) -> Result<()> {
    bring_to(connection, path, LATEST)
}

/// The same, but only to this version: what an old library's rows go into.
pub(crate) fn bring_to(connection: &mut Connection, path: &Path, version: u32) -> Result<()> {
    let refused = |error| refused(error, path);
    if matches!(owner(connection).map_err(refused)?, Owner::Nobody) {
        mark(connection).map_err(refused)?;
    }
    // A copy that was put back by hand has lost it.
    keep_a_log(connection).map_err(refused)?;
    let migrations = Migrations::from_slice(STEPS);
    let Err(error) = migrations.to_version(connection, version as usize) else {
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

fn refused(error: rusqlite::Error, path: &Path) -> LibraryError {
    match LibraryError::from(error) {
        LibraryError::Database(error) => LibraryError::CannotOpen {
            path: path.to_owned(),
            reason: error.to_string(),
        },
        known => known,
    }
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
    keep_a_log(connection)?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)
}

/// Has the database keep a write-ahead log.
fn keep_a_log(connection: &Connection) -> rusqlite::Result<()> {
    let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    if mode != "wal" {
        connection.pragma_update(None, "journal_mode", "WAL")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    /// Each migration that has been released, and its BLAKE3.
    const RELEASED: [(&str, &str); 3] = [
        (
            include_str!("../../migrations/001_library.sql"),
            "9a6eb2940f7a442a762044bc968b906d4a99b56b3e6bcdf86ab1bd40ed9ce6ec",
        ),
        (
            include_str!("../../migrations/002_model_and_chords.sql"),
            "50e19992cc6f29da67246f96e38eb431338ecd93be21542b5fd349db23f6b065",
        ),
        (
            include_str!("../../migrations/003_quadrants_and_gems.sql"),
            "84375751fef985c0c2ba48a0f5fe0c6e1d8412ca4060c50b71e582ccb701afa2",
        ),
    ];

    #[test]
    fn released_migrations_are_never_edited() {
        let edited = RELEASED.iter().enumerate().filter(|(_, (text, digest))| {
            // A checkout on Windows may end lines its own way.
            let text = text.replace("\r\n", "\n");
            let now = blake3::hash(text.as_bytes()).to_hex();
            now.as_str() != *digest
        });
        let edited: Vec<usize> = edited.map(|(index, _)| index + 1).collect();
        println!(
            "{} released migrations, {} edited",
            RELEASED.len(),
            edited.len()
        );
        assert!(
            edited.is_empty(),
            "{edited:?} are released: a change is a new migration"
        );
    }
}

//! How a connection is opened, so that all of them behave alike.

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::error::{LibraryError, Result};
use crate::library::BUSY_TIMEOUT;

/// Prepared statements kept by each connection: more than there are texts of
/// statements outside searches.
const STATEMENTS: usize = 64;

/// What the write-ahead log's file is cut to once it is folded in, bytes. While
/// somebody reads for long it grows beyond; afterwards the room is given back.
const LOG_BYTES: i64 = 16 << 20;

/// Opens the connection that writes, making the file where there is none.
pub(crate) fn writer(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut connection = open(path, flags)?;
    // Two processes that both begin by reading and then want to write would be
    // in a deadlock that no waiting resolves; so, take the lock to begin with.
    connection.set_transaction_behavior(TransactionBehavior::Immediate);
    connection.pragma_update(None, "journal_size_limit", LOG_BYTES)?;
    Ok(connection)
}

/// Opens a connection that reads. It may write to the write-ahead log's index,
/// which reading needs, but not to the tables.
pub(crate) fn reader(path: &Path) -> Result<Connection> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// Opens a database that is not to be changed, not even by what SQLite does of
/// itself when it closes one.
pub(crate) fn untouched(path: &Path) -> Result<Connection> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    folds_log(&connection, false)?;
    Ok(connection)
}

/// Says whether closing a connection, if it is the last, folds the log into the
/// database. It must not while the database may be damaged: that file is kept as
/// it was found.
pub(crate) fn folds_log(connection: &Connection, folds: bool) -> Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !folds)?;
    Ok(())
}

fn open(path: &Path, flags: OpenFlags) -> Result<Connection> {
    let cannot_open = |error: rusqlite::Error| LibraryError::CannotOpen {
        path: path.to_owned(),
        reason: error.to_string(),
    };
    // A connection is only ever used by one thread at a time.
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(cannot_open)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // With the write-ahead log, NORMAL survives any kill of the process; only a
    // power cut may take the last batches, and never the database.
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

//! How a connection is opened, so that all of them behave alike.

use std::path::Path;

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::error::{LibraryError, Result};
use crate::library::BUSY_TIMEOUT;
use crate::plane;
use crate::store::blob;

/// Prepared statements kept by each connection: more than there are texts of
/// statements outside searches.
const STATEMENTS: usize = 64;

/// Opens the connection that writes, making the file where there is none.
pub(crate) fn writer(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut connection = open(path, flags)?;
    // Two processes that both begin by reading and then want to write would be
    // in a deadlock that no waiting resolves; so, take the lock to begin with.
    connection.set_transaction_behavior(TransactionBehavior::Immediate);
    Ok(connection)
}

/// Opens a connection that reads. It may write to the write-ahead log's index,
/// which reading needs, but not to the tables.
pub(crate) fn reader(path: &Path) -> Result<Connection> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
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
    connection.create_scalar_function(
        "inside",
        3,
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC,
        inside,
    )?;
    Ok(connection)
}

/// SQL's `inside(valence, arousal, polygon)`; the polygon is read once a query.
fn inside(context: &Context) -> rusqlite::Result<bool> {
    let polygon = context.get_or_create_aux(2, |value| {
        value
            .as_blob()
            .map(blob::to_polygon)
            .map_err(rusqlite::Error::from)
    })?;
    let point = [context.get::<f64>(0)? as f32, context.get::<f64>(1)? as f32];
    Ok(plane::inside(&polygon, point))
}

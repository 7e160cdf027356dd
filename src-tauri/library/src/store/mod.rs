//! The database's inside: connections, schema, settings, how values become
//! bytes, what waits, what is wished for, what failed, how results of the queue are
//! written down, and what keeps all of it safe: backups, checks, and what is saved
//! from a damaged file.

pub(crate) mod backup;
pub(crate) mod blob;
pub(crate) mod check;
pub(crate) mod connection;
pub(crate) mod disk;
mod failures;
pub(crate) mod number;
pub(crate) mod pending;
pub(crate) mod record;
pub(crate) mod replace;
pub(crate) mod salvage;
pub(crate) mod schema;
pub(crate) mod session;
pub(crate) mod settings;
pub(crate) mod wishes;

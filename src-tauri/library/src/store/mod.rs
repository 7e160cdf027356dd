//! The database's inside: connections, schema, settings, how values become
//! bytes, and how results of the queue are written down.

pub(crate) mod blob;
pub(crate) mod connection;
pub(crate) mod pending;
pub(crate) mod record;
pub(crate) mod schema;
pub(crate) mod settings;

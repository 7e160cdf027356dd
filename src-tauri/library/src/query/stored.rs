//! A query as it is stored: JSON, field by field.

use serde_json::Value;

use super::Query;
use crate::error::{LibraryError, Result};

/// The query to be stored.
pub(crate) fn to_text(query: &Query) -> Result<String> {
    // A query has nothing that JSON cannot hold but numbers that are none; those
    // become null and ask for nothing.
    serde_json::to_string(query).map_err(|error| LibraryError::BadQuery {
        term: query.to_string(),
        accepted: error.to_string(),
    })
}

/// The stored query; `None` where it is not one that this version understands.
/// That is so as well where it has a field that is not known: without that
/// condition it would find what it was made to leave out.
pub(crate) fn from_text(text: &str) -> Option<Query> {
    let stored: Value = serde_json::from_str(text).ok()?;
    let known = serde_json::to_value(Query::default()).ok()?;
    let known = known.as_object()?;
    let mut fields = stored.as_object()?.keys();
    if fields.any(|field| !known.contains_key(field)) {
        return None;
    }
    serde_json::from_value(stored).ok()
}

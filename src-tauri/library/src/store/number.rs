//! Small numbers out of the database. Its tables hold 64 bits each, and a damaged disk
//! may leave any of them there without a rule being broken: one that cannot be is none,
//! so that it costs itself and not the list that it stands in.

use rusqlite::{Row, RowIndex};

/// A column's number; `None` where there is none, or one that the type does not hold.
pub(crate) fn small<T: TryFrom<i64>>(
    row: &Row,
    column: impl RowIndex,
) -> rusqlite::Result<Option<T>> {
    let number: Option<i64> = row.get(column)?;
    Ok(number.and_then(|number| T::try_from(number).ok()))
}

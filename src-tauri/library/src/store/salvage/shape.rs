//! What a table's rows look like, so that they are known without its name.

use rusqlite::Connection;
use rusqlite::types::Value;

use super::page::Record;
use crate::error::Result;
use crate::store::check::quoted;

pub(super) struct Shape {
    pub(super) name: String,
    /// Whether its rows have numbers (it is not WITHOUT ROWID).
    pub(super) is_numbered: bool,
    /// In the order in which they are stored.
    columns: Vec<Column>,
    /// A row has at least as many values: columns added later may be missing.
    least: usize,
}

struct Column {
    name: String,
    kind: String,
    may_be_null: bool,
    /// It is the row's number, and stored as that alone.
    is_number: bool,
    /// SQLite works its value out.
    is_generated: bool,
}

/// The tables of a database that hold what is the user's: neither SQLite's own
/// nor those that make up an index for searching, nor the log of what changed last,
/// which begins anew.
pub(super) fn shapes(connection: &Connection) -> Result<Vec<Shape>> {
    let mut tables = connection.prepare(
        "SELECT name, wr FROM pragma_table_list
         WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
             AND name <> 'changes'
         ORDER BY name",
    )?;
    let tables = tables.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    tables
        .map(|table| {
            let (name, without): (String, bool) = table?;
            Shape::of(connection, name, !without)
        })
        .collect()
}

impl Shape {
    fn of(connection: &Connection, name: String, is_numbered: bool) -> Result<Self> {
        let mut statement = connection.prepare(
            "SELECT name, upper(type), \"notnull\", dflt_value IS NOT NULL, pk, hidden
             FROM pragma_table_xinfo(?1) WHERE hidden <> 2 ORDER BY cid",
        )?;
        let mut columns = Vec::new();
        let mut rows = statement.query([&name])?;
        while let Some(row) = rows.next()? {
            let (kind, key): (String, u32) = (row.get(1)?, row.get(4)?);
            let column = Column {
                name: row.get(0)?,
                is_number: is_numbered && key == 1 && kind == "INTEGER",
                kind,
                may_be_null: !row.get::<_, bool>(2)?,
                is_generated: row.get::<_, u32>(5)? == 3,
            };
            columns.push((column, key, row.get::<_, bool>(3)?));
        }
        if !is_numbered {
            // Stored by key: its columns go first.
            columns.sort_by_key(|&(_, key, _)| if key == 0 { u32::MAX } else { key });
        }
        // A key of several columns is no row's number.
        if columns.iter().filter(|&&(_, key, _)| key > 0).count() > 1 {
            columns
                .iter_mut()
                .for_each(|(column, ..)| column.is_number = false);
        }
        let needed = |(column, _, has_default): &(Column, u32, bool)| {
            !column.may_be_null && !has_default || column.is_number
        };
        let least = columns.iter().rposition(needed).map_or(1, |last| last + 1);
        Ok(Self {
            name,
            is_numbered,
            columns: columns.into_iter().map(|(column, ..)| column).collect(),
            least,
        })
    }

    /// Whether a record can be a row of this table.
    pub(super) fn fits(&self, record: &Record) -> bool {
        let values = &record.values;
        record.rowid.is_some() == self.is_numbered
            && (self.least..=self.columns.len()).contains(&values.len())
            && values.iter().zip(&self.columns).all(|(value, column)| {
                match (value, column.kind.as_str()) {
                    (Value::Null, _) => column.may_be_null || column.is_number,
                    _ if column.is_number => false,
                    (Value::Integer(_), "INTEGER" | "INT" | "REAL") => true,
                    (Value::Real(_), "REAL") | (Value::Text(_), "TEXT") => true,
                    (Value::Blob(_), "BLOB") => true,
                    (_, "INTEGER" | "INT" | "REAL" | "TEXT" | "BLOB") => false,
                    _ => true,
                }
            })
    }

    /// The statement that writes the first `count` values of a row.
    pub(super) fn insert(&self, count: usize) -> String {
        let columns = self.columns.iter().take(count);
        let names: Vec<String> = columns
            .filter(|column| !column.is_generated)
            .map(|column| quoted(&column.name))
            .collect();
        let places = vec!["?"; names.len()].join(", ");
        let table = quoted(&self.name);
        format!(
            "INSERT OR IGNORE INTO {table} ({}) VALUES ({places})",
            names.join(", ")
        )
    }

    /// The values for it.
    pub(super) fn values(&self, record: Record) -> Vec<Value> {
        let number = record.rowid.map_or(Value::Null, Value::Integer);
        let values = record.values.into_iter().zip(&self.columns);
        values
            .filter(|(_, column)| !column.is_generated)
            .map(|(value, column)| {
                if column.is_number {
                    number.clone()
                } else {
                    value
                }
            })
            .collect()
    }

    /// The statement that adds what a database attached as `older`, of the same
    /// version, has more of.
    pub(super) fn fill(&self) -> String {
        let columns = self.columns.iter().filter(|column| !column.is_generated);
        let names: Vec<String> = columns.map(|column| quoted(&column.name)).collect();
        let (names, table) = (names.join(", "), quoted(&self.name));
        format!("INSERT OR IGNORE INTO main.{table} ({names}) SELECT {names} FROM older.{table}")
    }
}

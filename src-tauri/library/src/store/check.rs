//! Whether the database is sound: a glance at every start, all of it on demand.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use rusqlite::{Connection, ErrorCode};
use serde::Serialize;

use crate::error::{LibraryError, Result};
use crate::library::Library;

/// The most problems that are listed: the first ones tell enough.
const LISTED: u32 = 20;

/// What a check of the whole library found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// What is wrong, a line each as SQLite says it, at most some twenty; empty
    /// for a sound library.
    pub problems: Vec<String>,
    /// Tracks, missing and removed ones among them.
    pub tracks: u32,
    /// Analyses by all models.
    pub analyses: u32,
    /// Failures by all models.
    pub failures: u32,
    /// Size of the database, bytes.
    pub bytes: u64,
}

impl Report {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }
}

impl Library {
    /// Looks through the whole library: the database's pages, its indexes, what
    /// rows refer to, and the search index. Seconds for a large library. If it
    /// finds something wrong, the next [`Library::open_or_salvage`] mends it.
    ///
    /// # Errors
    /// The database cannot be read at all.
    pub fn check(&self) -> Result<Report> {
        let report = self.read(|connection| {
            let mut problems = messages(connection, "integrity_check")?;
            problems.extend(loose_rows(connection)?);
            problems.extend(unsearchable(connection)?);
            let count = |table: &str| {
                let sql = format!("SELECT COUNT(*) FROM {table}");
                connection.query_row(&sql, [], |row| row.get(0))
            };
            let size = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
            Ok(Report {
                problems,
                tracks: count("tracks")?,
                analyses: count("analyses")?,
                failures: count("failures")?,
                bytes: connection
                    .query_row(size, [], |row| row.get::<_, i64>(0))?
                    .unsigned_abs(),
            })
        })?;
        if let Some(problem) = report.problems.first() {
            // The next start is to look at it as well.
            self.met(LibraryError::Corrupt(problem.clone()));
        }
        Ok(report)
    }
}

/// Whether the file's first bytes say what no library's do: SQLite would take
/// it for one of a later SQLite, or for one that must not be written.
pub(crate) fn header(path: &Path) -> Result<()> {
    let mut bytes = [0; 100];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut bytes));
    // A file that is not there yet, or too short, is seen to by SQLite.
    if read.is_err() || !bytes.starts_with(b"SQLite format 3\0") {
        return Ok(());
    }
    // By <https://sqlite.org/fileformat2.html>: versions to write and to read,
    // and of the schema; 0 before there is one.
    let is_known = bytes[18..20]
        .iter()
        .all(|version| (1..=2).contains(version))
        && bytes[44..47] == [0; 3]
        && bytes[47] <= 4;
    if is_known {
        return Ok(());
    }
    Err(LibraryError::Corrupt("its header is damaged".to_owned()))
}

/// At the start: the first row of every table, and in doubt every page.
pub(crate) fn at_start(connection: &Connection, in_doubt: bool) -> Result<()> {
    look(connection, in_doubt).map_err(damage)
}

/// Reading what every library has cannot fail for another reason: a schema that
/// makes no sense, or a search index of no known format, is damage, which SQLite
/// calls a general error.
fn damage(error: LibraryError) -> LibraryError {
    match error {
        LibraryError::Database(error) if error.sqlite_error_code() == Some(ErrorCode::Unknown) => {
            LibraryError::Corrupt(error.to_string())
        }
        other => other,
    }
}

fn look(connection: &Connection, in_doubt: bool) -> Result<()> {
    let mut names = connection.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'",
    )?;
    let names = names.query_map([], |row| row.get::<_, String>(0))?;
    for name in names {
        let sql = format!("SELECT * FROM {} LIMIT 1", quoted(&name?));
        connection.prepare(&sql)?.exists([])?;
    }
    if in_doubt {
        quick(connection)?;
    }
    Ok(())
}

/// Every page, but not whether indexes agree with their tables.
pub(crate) fn quick(connection: &Connection) -> Result<()> {
    match messages(connection, "quick_check")?.into_iter().next() {
        None => Ok(()),
        Some(problem) => Err(LibraryError::Corrupt(problem)),
    }
}

/// A name as SQL takes it.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn messages(connection: &Connection, pragma: &str) -> Result<Vec<String>> {
    let mut statement = connection.prepare(&format!("PRAGMA {pragma}({LISTED})"))?;
    let mut rows = statement.query([])?;
    let mut messages = Vec::new();
    loop {
        match rows.next() {
            Ok(Some(row)) => messages.push(row.get(0)?),
            Ok(None) => break,
            // Damage at the root of things ends the check itself.
            Err(error) => match damage(error.into()) {
                LibraryError::Corrupt(problem) => {
                    messages.push(problem);
                    break;
                }
                other => return Err(other),
            },
        }
    }
    messages.retain(|message: &String| message != "ok");
    Ok(messages)
}

fn loose_rows(connection: &Connection) -> Result<Vec<String>> {
    let mut statement = connection.prepare(&format!(
        "SELECT \"table\", parent, COUNT(*) FROM pragma_foreign_key_check
         GROUP BY 1, 2 LIMIT {LISTED}"
    ))?;
    let rows = statement.query_map([], |row| {
        let (table, parent): (String, String) = (row.get(0)?, row.get(1)?);
        let count: u32 = row.get(2)?;
        Ok(format!(
            "{count} rows of {table} refer to no row of {parent}"
        ))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The search index holds no text to compare with, but it knows whose it holds.
fn unsearchable(connection: &Connection) -> Result<Option<String>> {
    let count: u32 = connection.query_row(
        "SELECT COUNT(*) FROM tracks WHERE id NOT IN (SELECT id FROM search_docsize)",
        [],
        |row| row.get(0),
    )?;
    Ok((count > 0).then(|| format!("{count} tracks are not in the search index")))
}

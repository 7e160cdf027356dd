//! What is still missing after the rows were read: those that only a backup
//! has, and what must not be there without something that is lost.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::clear;
use super::shape::shapes;
use crate::error::{LibraryError, Result};
use crate::library::{DEFAULT_MODEL, Library};
use crate::store::backup::Backup;
use crate::store::check::quoted;
use crate::store::{connection, disk, schema};

/// What a backup had.
#[derive(Debug, Default)]
pub(super) struct Filled {
    pub(super) backup: Option<PathBuf>,
    /// Rows that were only there.
    pub(super) rows: u32,
}

/// Adds the rows that the newest backup that opens has more in these tables.
pub(super) fn fill(
    new: &mut Connection,
    gaps: &[String],
    backups: &[Backup],
    path: &Path,
) -> Result<Filled> {
    let copy = disk::beside(path, "-backup");
    for backup in backups.iter().filter(|_| !gaps.is_empty()) {
        clear(&copy)?;
        let filled = fill_from(new, gaps, &backup.path, &copy);
        clear(&copy)?;
        match filled {
            Ok(rows) => {
                return Ok(Filled {
                    backup: Some(backup.path.clone()),
                    rows,
                });
            }
            Err(error) => {
                tracing::warn!(path = %backup.path.display(), %error, "backup passed over");
            }
        }
    }
    Ok(Filled::default())
}

fn fill_from(new: &mut Connection, gaps: &[String], backup: &Path, copy: &Path) -> Result<u32> {
    // It may be of an older version, and the backup itself stays as it is.
    fs::copy(backup, copy).map_err(disk::failed(copy))?;
    let mut older = connection::writer(copy)?;
    schema::ours(&older, copy)?;
    schema::bring_up_to_date(&mut older, copy)?;
    older.pragma_update(None, "journal_mode", "DELETE")?;
    drop(older);
    let place = copy.to_string_lossy();
    new.execute("ATTACH ?1 AS older", [place.as_ref()])?;
    let fill = |new: &mut Connection| -> Result<usize> {
        let shapes = shapes(new)?;
        let tx = new.transaction()?;
        let mut rows = 0;
        for shape in shapes.iter().filter(|shape| gaps.contains(&shape.name)) {
            rows += tx.execute(&shape.fill(), [])?;
        }
        tx.commit()?;
        Ok(rows)
    };
    let rows = fill(new);
    new.execute("DETACH older", [])?;
    Ok(u32::try_from(rows?).unwrap_or(u32::MAX))
}

/// Sees to it that every track can be shown: a number that a damaged byte made
/// impossible would otherwise end every list that it is in. The analysis goes
/// first, then what is known of the file, which a scan reads again. Returns the
/// tables that lost something.
pub(super) fn make_readable(library: &Library) -> Result<Vec<String>> {
    let ids: Vec<i64> = library.read(|connection| {
        let mut ids = connection.prepare("SELECT id FROM tracks")?;
        let ids = ids.query_map([], |row| row.get(0))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    })?;
    let steps = losses(library)?;
    let mut lost = Vec::new();
    for id in ids {
        for (tables, loss) in &steps {
            if is_readable(library, id)? {
                break;
            }
            library.write(|tx| {
                for table in *tables {
                    tx.execute(&loss(table), [id])?;
                }
                Ok(())
            })?;
            lost.extend(tables.iter().map(|&table| table.to_owned()));
        }
    }
    Ok(lost)
}

/// The statement for a table that takes something from the track `?1`.
type Loss = Box<dyn Fn(&str) -> String>;

/// What a track is made readable by, one after the other until it is.
fn losses(library: &Library) -> Result<[(&'static [&'static str], Loss); 4]> {
    let forget: String = library.read(|connection| {
        let sql = "SELECT group_concat(format('\"%w\" = NULL', name))
                   FROM pragma_table_info('tracks') WHERE NOT \"notnull\" AND pk = 0";
        Ok(connection.query_row(sql, [], |row| row.get(0))?)
    })?;
    let delete = |table: &str| format!("DELETE FROM {table} WHERE track = ?1");
    Ok([
        (&["failures"], Box::new(delete)),
        (&["analyses", "hearings"], Box::new(delete)),
        (
            &["tracks"],
            Box::new(move |table| format!("UPDATE {table} SET {forget} WHERE id = ?1")),
        ),
        (
            &["tracks"],
            Box::new(|table| format!("DELETE FROM {table} WHERE id = ?1")),
        ),
    ])
}

fn is_readable(library: &Library, id: i64) -> Result<bool> {
    let Ok(id) = u32::try_from(id) else {
        return Ok(false);
    };
    let models: Vec<String> = library.read(|connection| {
        let mut models =
            connection.prepare_cached("SELECT DISTINCT model FROM analyses WHERE track = ?1")?;
        let models = models.query_map([id], |row| row.get(0))?;
        Ok(models.collect::<rusqlite::Result<_>>()?)
    })?;
    let mut shown = models.iter().map(String::as_str).chain([DEFAULT_MODEL]);
    let read = |model: &str| {
        let library = library.with_model(model);
        library.track(id)?;
        library.for_each(Some(&[id]), &mut |_| true)
    };
    shown
        .find_map(|model| match read(model) {
            // One that the user removed is not shown.
            Ok(()) | Err(LibraryError::NoSuchTrack(_)) => None,
            Err(LibraryError::Database(_)) => Some(Ok(false)),
            Err(error) => Some(Err(error)),
        })
        .unwrap_or(Ok(true))
}

/// Takes out what refers to a lost row, as if that had been deleted, and
/// analyses of which half is lost: their tracks are heard again.
pub(super) fn tidy(new: &mut Connection) -> Result<()> {
    let mut loose = Vec::new();
    for shape in shapes(new)? {
        loose.extend(references(new, &shape.name)?);
    }
    let tx = new.transaction()?;
    // What goes may be what others refer to in turn.
    loop {
        let mut changed = 0;
        for statement in &loose {
            changed += tx.execute(statement, [])?;
        }
        if changed == 0 {
            break;
        }
    }
    for (half, other) in [("analyses", "hearings"), ("hearings", "analyses")] {
        let sql = format!(
            "DELETE FROM {half} WHERE NOT EXISTS (SELECT 1 FROM {other} o
             WHERE o.model = {half}.model AND o.track = {half}.track)"
        );
        tx.execute(&sql, [])?;
    }
    tx.commit()?;
    Ok(())
}

/// For each reference of a table to another, the statement that does to rows
/// without what they refer to what the deletion of that would have done.
fn references(new: &Connection, table: &str) -> Result<Vec<String>> {
    let mut keys = new.prepare(
        "SELECT k.id, k.\"table\", k.\"from\",
             coalesce(k.\"to\", (SELECT p.name FROM pragma_table_info(k.\"table\") p
                                 WHERE p.pk = k.seq + 1)),
             k.on_delete
         FROM pragma_foreign_key_list(?1) k ORDER BY k.id, k.seq",
    )?;
    let mut rows = keys.query([table])?;
    let mut found: Vec<Reference> = Vec::new();
    while let Some(row) = rows.next()? {
        let pair: (String, String) = (row.get(2)?, row.get(3)?);
        let id = row.get(0)?;
        match found.last_mut().filter(|reference| reference.id == id) {
            Some(reference) => reference.columns.push(pair),
            None => found.push(Reference {
                id,
                parent: row.get(1)?,
                columns: vec![pair],
                sets_null: row.get::<_, String>(4)? == "SET NULL",
            }),
        }
    }
    Ok(found
        .iter()
        .map(|reference| reference.undo(table))
        .collect())
}

struct Reference {
    id: u32,
    parent: String,
    columns: Vec<(String, String)>,
    sets_null: bool,
}

impl Reference {
    fn undo(&self, table: &str) -> String {
        let table = quoted(table);
        let each = |part: &dyn Fn(&str, &str) -> String, between: &str| {
            let columns = self.columns.iter();
            let parts: Vec<String> = columns
                .map(|(from, to)| part(&quoted(from), &quoted(to)))
                .collect();
            parts.join(between)
        };
        let is_set = each(&|from, _| format!("{from} IS NOT NULL"), " AND ");
        let same = each(&|from, to| format!("parent.{to} = {table}.{from}"), " AND ");
        let what = if self.sets_null {
            let nothing = each(&|from, _| format!("{from} = NULL"), ", ");
            format!("UPDATE {table} SET {nothing}")
        } else {
            format!("DELETE FROM {table}")
        };
        let parent = quoted(&self.parent);
        format!("{what} WHERE {is_set} AND NOT EXISTS (SELECT 1 FROM {parent} parent WHERE {same})")
    }
}

//! Reading every row that can be read into a new database.

use std::collections::HashMap;
use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, ErrorCode, Transaction, params_from_iter};

use super::image::Image;
use super::page::{Kind, Page, Record};
use super::shape::{Shape, shapes};
use super::tree::{Met, Tree};
use crate::error::Result;
use crate::store::backup::Backup;
use crate::store::schema;

/// What was read, besides the rows.
pub(super) struct Gathered {
    /// The tables of which something is lost, perhaps.
    pub(super) gaps: Vec<String>,
    /// Rows that a table held, as far as its indexes tell.
    pub(super) before: HashMap<String, u32>,
}

/// A line of the database's own list of what is in it.
struct Entry {
    kind: String,
    name: String,
    table: String,
    root: u32,
    sql: Option<String>,
}

/// Whether a database has the tables of a library, whatever its mark says.
pub(super) fn looks_like_ours(path: &Path) -> bool {
    let entries = Image::open(path).map(|image| entries(&image, &mut Met::free_pages(&image)));
    let entries = entries.unwrap_or_default();
    ["folders", "tracks", "analyses", "hearings"]
        .iter()
        .all(|table| entries.iter().any(|entry| entry.name == *table))
}

/// The version of the tables: the one whose list is most like the file's own,
/// because the number in the header may be damaged itself.
pub(super) fn version(image: &Image, backups: &[Backup]) -> Result<u32> {
    let entries = entries(image, &mut Met::free_pages(image));
    let told = image.header().map(|header| header.version);
    let mut best = (0, false, schema::LATEST);
    for version in 1..=schema::LATEST {
        let mut model = Connection::open_in_memory()?;
        schema::bring_to(&mut model, Path::new(":memory:"), version)?;
        let mut list = model.prepare("SELECT name, sql FROM sqlite_schema")?;
        let list = list.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let list: Vec<(String, Option<String>)> = list.collect::<rusqlite::Result<_>>()?;
        let same = |entry: &&Entry| {
            list.iter()
                .any(|(name, sql)| *name == entry.name && *sql == entry.sql)
        };
        let alike = (
            entries.iter().filter(same).count(),
            told == Some(version),
            version,
        );
        best = best.max(alike);
    }
    if best.0 > 0 {
        return Ok(best.2);
    }
    let newest = backups.first().and_then(|copy| copy.version);
    Ok(newest.unwrap_or(schema::LATEST))
}

/// Reads the rows of every table that the new database has.
pub(super) fn gather(image: &Image, new: &mut Connection) -> Result<Gathered> {
    let shapes = shapes(new)?;
    let mut met = Met::free_pages(image);
    let entries = entries(image, &mut met);
    let known = known(new)?;
    let mut trees = Vec::new();
    for shape in &shapes {
        let is_it = |entry: &&Entry| entry.kind == "table" && entry.name == shape.name;
        let fits = |record: &Record| shape.fits(record);
        let tree = match entries.iter().find(is_it) {
            Some(entry) => Tree::walk(image, &mut met, entry.root, shape.is_numbered, &fits),
            None => Tree::lost(),
        };
        trees.push(tree);
    }
    let mut before = HashMap::new();
    for entry in &entries {
        if entry.kind == "index" && known.contains(&entry.name) {
            let rows = Tree::walk(image, &mut met, entry.root, false, &|_| true).rows;
            let most: &mut u32 = before.entry(entry.table.clone()).or_default();
            *most = rows.max(*most);
        }
    }
    // Of searching, the tables that make up its index.
    for entry in &entries {
        if known.contains(&entry.name) && !shapes.iter().any(|shape| shape.name == entry.name) {
            let kind = Page::read(image, entry.root).map(|page| page.kind);
            let is_numbered = kind.is_none_or(Kind::is_numbered);
            Tree::walk(image, &mut met, entry.root, is_numbered, &|_| true);
        }
    }
    if trees.iter().any(|tree| tree.has_gaps) {
        adopt(image, &met, &shapes, &mut trees);
    }
    let mut gaps = Vec::new();
    for (shape, tree) in shapes.iter().zip(&trees) {
        let tx = new.transaction()?;
        // Where rows contradict each other, those of whole pages are right.
        let mut lost = 0;
        for &number in tree.whole.iter().chain(&tree.doubtful) {
            lost += take(image, number, shape, &tx)?;
        }
        tx.commit()?;
        let rows = before.entry(shape.name.clone()).or_default();
        *rows = tree.rows.max(*rows);
        if tree.has_gaps || lost > 0 {
            gaps.push(shape.name.clone());
        }
    }
    Ok(Gathered { gaps, before })
}

/// Finds the tables of pages that nothing leads to: a page is of the one table
/// with gaps that most of its rows fit.
fn adopt(image: &Image, met: &Met, shapes: &[Shape], trees: &mut [Tree]) {
    for number in met.others() {
        let Some(page) = Page::read(image, number) else {
            continue;
        };
        let fits = |shape: &Shape| {
            let fitting = page.records.iter().filter(|record| shape.fits(record));
            2 * fitting.count() > page.records.len()
        };
        let mut of = (0..shapes.len()).filter(|&at| trees[at].has_gaps && fits(&shapes[at]));
        if let (Some(at), None) = (of.next(), of.next()) {
            trees[at].doubtful.push(number);
            trees[at].rows += page.records.len() as u32;
        }
    }
}

/// Writes a page's rows down. Returns how many could not be.
fn take(image: &Image, number: u32, shape: &Shape, tx: &Transaction) -> Result<u32> {
    let Some(page) = Page::read(image, number) else {
        return Ok(1);
    };
    let mut lost = 0;
    for record in page.records {
        if !shape.fits(&record) {
            lost += 1;
            continue;
        }
        let mut insert = tx.prepare_cached(&shape.insert(record.values.len()))?;
        match insert.execute(params_from_iter(shape.values(record))) {
            Ok(1..) => {}
            // A damaged value that the table does not allow.
            Err(error) if error.sqlite_error_code() != Some(ErrorCode::ConstraintViolation) => {
                return Err(error.into());
            }
            Ok(0) | Err(_) => lost += 1,
        }
    }
    Ok(lost)
}

/// The names of all that the new database holds.
fn known(new: &Connection) -> Result<Vec<String>> {
    let mut names = new.prepare("SELECT name FROM sqlite_schema")?;
    let names = names.query_map([], |row| row.get(0))?;
    Ok(names.collect::<rusqlite::Result<_>>()?)
}

/// The database's own list of what is in it, as far as it can be read.
fn entries(image: &Image, met: &mut Met) -> Vec<Entry> {
    let is_entry = |record: &Record| record.values.len() == 5;
    let list = Tree::walk(image, met, 1, true, &is_entry);
    let pages = list.whole.into_iter().chain(list.doubtful);
    pages
        .filter_map(|number| Page::read(image, number))
        .flat_map(|page| page.records)
        .filter_map(entry)
        .collect()
}

fn entry(record: Record) -> Option<Entry> {
    let values: [Value; 5] = record.values.try_into().ok()?;
    let [kind, name, table, root, sql] = values;
    let text = |value| match value {
        Value::Text(text) => Some(text),
        _ => None,
    };
    Some(Entry {
        kind: text(kind)?,
        name: text(name)?,
        table: text(table)?,
        root: match root {
            Value::Integer(root) => u32::try_from(root).ok()?,
            _ => return None,
        },
        sql: text(sql),
    })
}

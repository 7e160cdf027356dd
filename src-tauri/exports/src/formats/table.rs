//! What the tables have in common: a row for every place of every list.

use moodplane_library::Listed;

use crate::error::Result;
use crate::record::Row;

/// A place in a list.
pub(crate) struct Entry<'a> {
    /// The list's name.
    pub(crate) list: &'a str,
    /// The place in it, from 1.
    pub(crate) position: u32,
    pub(crate) listed: &'a Listed,
    /// Where the file is to the machine that reads the table.
    pub(crate) path: String,
}

impl Entry<'_> {
    /// What is said of the track, with the path of that machine.
    pub(crate) fn row(&self) -> Row {
        let mut row = Row::of(self.listed);
        row.record.path.clone_from(&self.path);
        row
    }
}

/// A table in the making.
pub(crate) trait Table {
    /// Writes a row.
    fn row(&mut self, entry: &Entry) -> Result<()>;
    /// Ends the table.
    fn end(&mut self) -> Result<()>;
}

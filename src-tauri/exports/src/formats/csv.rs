//! CSV with a header row (RFC 4180).

use std::io::Write;
use std::path::PathBuf;

use csv::{Terminator, Writer, WriterBuilder};

use super::table::{Entry, Table};
use crate::error::{ExportError, Result};
use crate::record::Row;

/// What stands before the columns of [`Row`].
const FIRST: [&str; 3] = ["playlist", "position", "id"];
/// What stands behind them.
const LAST: [&str; 2] = ["genre", "year"];

/// A table in the making.
pub(crate) struct Csv<W: Write> {
    writer: Writer<W>,
    target: PathBuf,
}

impl<W: Write> Csv<W> {
    /// Begins it with the header.
    pub(crate) fn new(out: W, target: PathBuf) -> Result<Self> {
        let mut builder = WriterBuilder::new();
        let writer = builder.terminator(Terminator::CRLF).from_writer(out);
        let mut table = Self { writer, target };
        let columns = FIRST.into_iter().chain(Row::COLUMNS).chain(LAST);
        table.write(columns)?;
        Ok(table)
    }

    fn write(&mut self, cells: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Result<()> {
        let written = self.writer.write_record(cells);
        written.map_err(|error| ExportError::at(&self.target)(error.into()))
    }
}

impl<W: Write> Table for Csv<W> {
    fn row(&mut self, entry: &Entry) -> Result<()> {
        let track = &entry.listed.row;
        let first = [
            entry.list.to_owned(),
            entry.position.to_string(),
            track.id.to_string(),
        ];
        let year = track.year.map(|year| year.to_string());
        let last = [track.genre.clone(), year].map(Option::unwrap_or_default);
        let cells = first.into_iter().chain(entry.row().cells()).chain(last);
        self.write(cells)
    }

    fn end(&mut self) -> Result<()> {
        let flushed = self.writer.flush();
        flushed.map_err(ExportError::at(&self.target))
    }
}

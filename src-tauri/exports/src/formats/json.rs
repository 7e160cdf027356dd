//! JSON lines: an object a row, with every score, as `mood list --json` prints it.

use std::io::Write;
use std::path::PathBuf;

use moodplane_library::TrackId;
use serde::Serialize;

use super::table::{Entry, Table};
use crate::error::{ExportError, Result};
use crate::record::Row;

/// A table in the making.
pub(crate) struct Json<W> {
    pub(crate) out: W,
    pub(crate) target: PathBuf,
}

#[derive(Serialize)]
struct Line<'a> {
    playlist: &'a str,
    position: u32,
    id: TrackId,
    genre: Option<&'a str>,
    year: Option<u16>,
    #[serde(flatten)]
    row: Row,
}

impl<W: Write> Table for Json<W> {
    fn row(&mut self, entry: &Entry) -> Result<()> {
        let track = &entry.listed.row;
        let line = Line {
            playlist: entry.list,
            position: entry.position,
            id: track.id,
            genre: track.genre.as_deref(),
            year: track.year,
            row: entry.row(),
        };
        let written = serde_json::to_writer(&mut self.out, &line).map_err(std::io::Error::from);
        let written = written.and_then(|()| self.out.write_all(b"\n"));
        written.map_err(ExportError::at(&self.target))
    }

    fn end(&mut self) -> Result<()> {
        let flushed = self.out.flush();
        flushed.map_err(ExportError::at(&self.target))
    }
}

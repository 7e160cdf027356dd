//! `mood list`: the library as a table, CSV or JSON.

use std::io::Write;

use moodplane_library::{Library, Query, TrackId};

use crate::ending::Ending;
use moodplane_exports::Row;

use crate::line;
use crate::session::Session;

/// Prints every track of the library, or those that a query finds.
pub fn run(session: &Session, query: Option<&str>, csv: bool) -> anyhow::Result<Ending> {
    let library = session.library()?;
    let found = query
        .map(|text| library.matching(&Query::parse(text)?))
        .transpose()?;
    print(session, &library, found.as_deref(), csv)
}

/// Prints these tracks, or all.
pub fn print(
    session: &Session,
    library: &Library,
    tracks: Option<&[TrackId]>,
    csv: bool,
) -> anyhow::Result<Ending> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut trouble: Option<anyhow::Error> = None;
    if csv {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(Row::COLUMNS)?;
        library.for_each(tracks, &mut |listed| {
            trouble = writer
                .write_record(Row::of(&listed).cells())
                .err()
                .map(Into::into);
            trouble.is_none()
        })?;
        writer.flush()?;
    } else {
        if !session.json() {
            writeln!(out, "{}", line::HEADING)?;
        }
        library.for_each(tracks, &mut |listed| {
            let row = Row::of(&listed);
            let line = if session.json() {
                serde_json::to_string(&row).map_err(Into::into)
            } else {
                Ok(line::line(&row))
            };
            trouble = line
                .and_then(|line| writeln!(out, "{line}").map_err(anyhow::Error::from))
                .err();
            trouble.is_none()
        })?;
        out.flush()?;
    }
    trouble.map_or(Ok(Ending::Well), Err)
}

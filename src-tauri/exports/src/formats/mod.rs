//! One file a format: how it is begun, how a track is written, how it is ended.
//! None of them knows where tracks come from or when a file is put in place.

pub(crate) mod collection;
pub(crate) mod csv;
pub(crate) mod json;
pub(crate) mod m3u8;
pub(crate) mod parquet;
pub(crate) mod rekordbox;
pub(crate) mod serato;
pub(crate) mod table;
pub(crate) mod traktor;
mod xml;
pub(crate) mod xspf;

use std::io::Result;

use crate::track::Track;

/// A file of one list.
pub(crate) trait ListFile {
    /// Begins it.
    fn begin(&mut self, name: &str) -> Result<()>;
    /// Writes a track.
    fn track(&mut self, track: &Track) -> Result<()>;
    /// Ends it.
    fn end(&mut self) -> Result<()>;
}

//! M3U8: a line a track, in UTF-8, and above it its length and name.

use std::io::{Error, Result, Write};

use super::ListFile;
use crate::place::Place;
use crate::safe;
use crate::track::{Track, label};

/// A playlist in the making.
pub(crate) struct M3u8<'a, W> {
    pub(crate) out: W,
    /// The folder that paths begin at; `None`: the root.
    pub(crate) base: Option<&'a Place>,
}

impl<W: Write> ListFile for M3u8<'_, W> {
    fn begin(&mut self, name: &str) -> Result<()> {
        writeln!(self.out, "#EXTM3U\n#PLAYLIST:{}", safe::line(name))
    }

    fn track(&mut self, track: &Track) -> Result<()> {
        // -1 is what players write for a length that they do not know.
        let length = track.duration_s().map_or(-1.0, f64::round);
        let path = track.place.line(self.base).map_err(Error::other)?;
        writeln!(self.out, "#EXTINF:{length},{}", label(track.listed))?;
        writeln!(self.out, "{path}")
    }

    fn end(&mut self) -> Result<()> {
        Ok(())
    }
}

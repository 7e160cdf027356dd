//! A Serato crate: fields of a four-letter tag, a length (u32, big-endian) and
//! that many bytes. A track is its path from the volume's root on; everything
//! else Serato reads from the file.

use std::io::{Result, Write};

use super::ListFile;
use crate::track::Track;

/// What a crate begins with.
const VERSION: &str = "1.0/Serato ScratchLive Crate";

/// A crate in the making. Its name is its file's.
pub(crate) struct Serato<W> {
    pub(crate) out: W,
}

impl<W: Write> ListFile for Serato<W> {
    fn begin(&mut self, _name: &str) -> Result<()> {
        self.out.write_all(&field(*b"vrsn", &wide(VERSION)))
    }

    fn track(&mut self, track: &Track) -> Result<()> {
        let path = field(*b"ptrk", &wide(&track.place.serato()));
        self.out.write_all(&field(*b"otrk", &path))
    }

    fn end(&mut self) -> Result<()> {
        Ok(())
    }
}

fn field(tag: [u8; 4], value: &[u8]) -> Vec<u8> {
    let mut field = tag.to_vec();
    // A path is no 4 GB long.
    field.extend((value.len() as u32).to_be_bytes());
    field.extend(value);
    field
}

/// UTF-16, big-endian.
fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

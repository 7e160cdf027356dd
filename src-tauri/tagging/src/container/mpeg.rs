//! MP3 (and MP2, and AAC as it is broadcast): an ID3v2 tag at the start, or none yet,
//! and at the end an APE tag where the file has one, because players that read that
//! one first would go on showing its old values. A file without one gets none. ID3v1
//! and Lyrics3, which have no place for moods, are not touched.

use std::fs::File;

use super::ape::{self, Ape};
use super::id3::{Tag, v1};
use super::{LONGEST_TAG, Tagged, read as bytes_at, with_whole_tempo};
use crate::error::FileError;
use crate::field::Field;
use crate::patch::{Change, Walk};

/// A file that begins with its tag.
pub(super) struct Mpeg {
    id3: Tag,
    /// Its second tag, or why that must be left as it is.
    ape: Option<Result<Ape, &'static str>>,
}

/// Reads the tags: the first is so many bytes long (0: there is none), and the sound
/// begins at `from`.
pub(super) fn read(file: &mut File, length: u64, from: u64, size: u64) -> Result<Mpeg, FileError> {
    let ape = ape::find(file, from, size)?;
    let id3 = match length {
        0 => {
            let texts = ape
                .as_ref()
                .and_then(|ape| ape.as_ref().ok().map(Ape::texts));
            let v1 = v1::LENGTH.min(size);
            Tag::saying(&texts.unwrap_or_default(), &bytes_at(file, size - v1, v1)?)?
        }
        LONGEST_TAG.. => return Err(FileError::Odd("its ID3 tag is too long")),
        _ => Tag::parse(&bytes_at(file, 0, length)?)?,
    };
    Ok(Mpeg { id3, ape })
}

impl Tagged for Mpeg {
    fn values(&self, field: Field) -> Result<Vec<String>, FileError> {
        self.id3.values(field)
    }

    fn storable(&self, field: Field, values: &[String]) -> Vec<String> {
        with_whole_tempo(field, values)
    }

    fn set(&mut self, field: Field, values: &[String]) -> Result<(), FileError> {
        self.id3.set(field, values)
    }

    fn others(&self, fields: &[Field]) -> Vec<Vec<u8>> {
        self.id3.others(fields)
    }

    fn ape(&self) -> Option<Result<&Ape, &'static str>> {
        let ape = self.ape.as_ref()?;
        Some(ape.as_ref().map_err(|why| *why))
    }

    fn ape_mut(&mut self) -> Option<&mut Ape> {
        self.ape.as_mut()?.as_mut().ok()
    }

    fn change(&self, _: &mut File) -> Result<Change, FileError> {
        let mut walk = Walk::from(0);
        if !self.id3.is_as_it_was() {
            self.id3.walk(&mut walk, self.id3.new_length(false))?;
        }
        if let Some(Ok(ape)) = &self.ape {
            ape.walk(&mut walk)?;
        }
        Ok(walk.end())
    }
}

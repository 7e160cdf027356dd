//! MP3 (and MP2, and AAC as it is broadcast): an ID3v2 tag at the start, or none
//! yet. What stands at the end, ID3v1 or APE, is not touched.

use std::fs::File;

use super::id3::{Tag, v1};
use super::{LONGEST_TAG, Tagged, read as bytes_at, with_whole_tempo};
use crate::error::FileError;
use crate::field::Field;
use crate::patch::{Change, Walk};

/// A file that begins with its tag.
pub(super) struct Mpeg(Tag);

/// Reads the tag, which is so many bytes long; 0: there is none.
pub(super) fn read(file: &mut File, length: u64, size: u64) -> Result<Mpeg, FileError> {
    Ok(Mpeg(match length {
        0 => {
            let v1 = v1::LENGTH.min(size);
            Tag::after(&bytes_at(file, size - v1, v1)?)?
        }
        LONGEST_TAG.. => return Err(FileError::Odd("its ID3 tag is too long")),
        _ => Tag::parse(&bytes_at(file, 0, length)?)?,
    }))
}

impl Tagged for Mpeg {
    fn values(&self, field: Field) -> Result<Vec<String>, FileError> {
        self.0.values(field)
    }

    fn storable(&self, field: Field, values: &[String]) -> Vec<String> {
        with_whole_tempo(field, values)
    }

    fn set(&mut self, field: Field, values: &[String]) -> Result<(), FileError> {
        self.0.set(field, values)
    }

    fn others(&self, fields: &[Field]) -> Vec<Vec<u8>> {
        self.0.others(fields)
    }

    fn change(&self, _: &mut File) -> Result<Change, FileError> {
        let mut walk = Walk::from(0);
        if !self.0.is_as_it_was() {
            self.0.walk(&mut walk, self.0.new_length(false))?;
        }
        Ok(walk.end())
    }
}

//! WAV (RIFF) and AIFF (IFF 85): chunks, of which one may hold an ID3v2 tag. It grows
//! where it is; a new one goes to the end.

use std::fs::File;

use super::id3::{self, Tag};
use super::{LONGEST_TAG, Tagged, read as bytes_at, with_whole_tempo};
use crate::error::FileError;
use crate::field::Field;
use crate::patch::{Change, Walk};

/// How one of the two writes its chunks.
pub(super) struct Dialect {
    /// The tag's chunk, as others write it.
    id: &'static [u8; 4],
    to_number: fn([u8; 4]) -> u32,
    to_bytes: fn(u32) -> [u8; 4],
}

pub(super) const WAV: Dialect = Dialect {
    id: b"id3 ",
    to_number: u32::from_le_bytes,
    to_bytes: u32::to_le_bytes,
};

pub(super) const AIFF: Dialect = Dialect {
    id: b"ID3 ",
    to_number: u32::from_be_bytes,
    to_bytes: u32::to_be_bytes,
};

/// Bytes of the form's header, and of a chunk's.
const FORM: u64 = 12;
const HEADER: u64 = 8;

pub(super) struct Chunks {
    dialect: Dialect,
    /// The size that the form's header declares.
    declared: u32,
    /// Where the last chunk ends.
    end: u64,
    /// Where the tag's chunk begins, and how long it is without its header.
    place: Option<(u64, u32)>,
    tag: Tag,
}

/// Reads the chunks of a file of this size.
pub(super) fn read(file: &mut File, size: u64, dialect: Dialect) -> Result<Chunks, FileError> {
    let number = |bytes: &[u8]| {
        let bytes = bytes.first_chunk().copied().unwrap_or_default();
        (dialect.to_number)(bytes)
    };
    let declared = number(&bytes_at(file, 4, 4)?);
    let form_end = HEADER + u64::from(declared);
    if form_end > size || declared == 0 {
        return Err(FileError::Odd("it does not say how long it is"));
    }
    let (mut at, mut place) = (FORM, None);
    while at + HEADER <= form_end {
        let head = bytes_at(file, at, HEADER)?;
        let length = number(&head[4..]);
        let end = at + HEADER + u64::from(length);
        if end > form_end {
            return Err(FileError::Odd("one of its chunks is cut off"));
        }
        if place.is_none() && head[..4].eq_ignore_ascii_case(dialect.id) {
            place = Some((at, length));
        }
        // A chunk of odd length has a byte behind it, the last one not always.
        at = (end + end % 2).min(form_end);
    }
    if at != form_end {
        return Err(FileError::Odd("there is something behind its last chunk"));
    }
    let tag = match place {
        None => Tag::new(),
        Some((_, length)) if u64::from(length) > LONGEST_TAG => {
            return Err(FileError::Odd("its ID3 tag is too long"));
        }
        Some((at, length)) => {
            let bytes = bytes_at(file, at + HEADER, length.into())?;
            let own = (id3::length(&bytes) as usize).min(bytes.len());
            Tag::parse(&bytes[..own])?
        }
    };
    Ok(Chunks {
        dialect,
        declared,
        end: form_end,
        place,
        tag,
    })
}

impl Tagged for Chunks {
    fn values(&self, field: Field) -> Result<Vec<String>, FileError> {
        self.tag.values(field)
    }

    fn storable(&self, field: Field, values: &[String]) -> Vec<String> {
        with_whole_tempo(field, values)
    }

    fn set(&mut self, field: Field, values: &[String]) -> Result<(), FileError> {
        self.tag.set(field, values)
    }

    fn others(&self, fields: &[Field]) -> Vec<Vec<u8>> {
        self.tag.others(fields)
    }

    fn change(&self, file: &mut File) -> Result<Change, FileError> {
        let mut walk = Walk::from(4);
        if self.tag.is_as_it_was() {
            return Ok(walk.end());
        }
        let length = self.tag.new_length(true);
        // What would be an odd place begins at an even one.
        let gap = match self.place {
            Some(_) => 0,
            None => self.end % 2,
        };
        // The byte behind an odd chunk.
        let (old_chunk, old_pad) = match self.place {
            Some((at, old)) => {
                let end = at + HEADER + u64::from(old);
                let pad = bytes_at(file, end, (end % 2).min(self.end - end))?;
                (u64::from(old), pad)
            }
            None => (0, Vec::new()),
        };
        let grown = length != self.tag.old_length();
        let behind = old_chunk - self.tag.old_length() as u64;
        let new_chunk = length as u64 + behind;
        let new_pad = match grown {
            true => vec![0; (new_chunk % 2) as usize],
            false => old_pad.clone(),
        };
        let header = if self.place.is_some() { 0 } else { HEADER };
        let old_length = old_chunk + old_pad.len() as u64;
        let new_length = gap + header + new_chunk + new_pad.len() as u64;
        let declared = u64::from(self.declared) + new_length - old_length;
        let number = |number: u64| {
            let number = u32::try_from(number).ok();
            number
                .map(self.dialect.to_bytes)
                .ok_or(FileError::Odd("it would be too long"))
        };
        walk.swap(&(self.dialect.to_bytes)(self.declared), &number(declared)?);
        match self.place {
            Some((at, old)) => {
                walk.keep(at + 4 - walk.at());
                walk.swap(&(self.dialect.to_bytes)(old), &number(new_chunk)?);
            }
            None => {
                walk.keep(self.end - walk.at());
                let start = [&[0][..gap as usize], self.dialect.id, &number(new_chunk)?].concat();
                walk.swap(&[], &start);
            }
        }
        self.tag.walk(&mut walk, length)?;
        walk.keep(behind);
        walk.swap(&old_pad, &new_pad);
        Ok(walk.end())
    }
}

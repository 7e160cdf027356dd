//! FLAC (RFC 9639, section 8): metadata blocks in front of the frames. The comments'
//! block takes its room from the padding's, or gives it to that.

use std::fs::File;

use super::vorbis::Comments;
use super::{LONGEST_TAG, ROOM, Tagged, read as bytes_at};
use crate::error::FileError;
use crate::field::Field;
use crate::patch::{Change, Walk};

const PADDING: u8 = 1;
const COMMENTS: u8 = 4;
/// The flag of the last block.
const LAST: u8 = 0x80;
/// Bytes of a block's header.
const HEADER: u64 = 4;
/// The longest block.
const LONGEST: u64 = (1 << 24) - 1;

/// One block.
#[derive(Debug, Clone)]
struct Block {
    kind: u8,
    is_last: bool,
    /// Without the header.
    length: u64,
}

pub(super) struct Flac {
    /// Where the first block begins.
    at: u64,
    blocks: Vec<Block>,
    /// Which of them has the comments.
    place: Option<usize>,
    comments: Comments,
}

/// Reads the blocks of the stream that begins at `at`.
pub(super) fn read(file: &mut File, at: u64, size: u64) -> Result<Flac, FileError> {
    let first = at + 4;
    let (mut blocks, mut place, mut comments) = (Vec::new(), None, Comments::new());
    let mut at = first;
    loop {
        let head = bytes_at(file, at, HEADER)?;
        let kind = head[0] & !LAST;
        let length = u64::from(u32::from_be_bytes([0, head[1], head[2], head[3]]));
        if at + HEADER + length > size || at - first > LONGEST_TAG || kind == 127 {
            return Err(FileError::Odd("its metadata blocks are damaged"));
        }
        if kind == COMMENTS && place.is_none() {
            place = Some(blocks.len());
            comments = Comments::parse(&bytes_at(file, at + HEADER, length)?)?;
        }
        blocks.push(Block {
            kind,
            is_last: head[0] & LAST != 0,
            length,
        });
        at += HEADER + length;
        if head[0] & LAST != 0 {
            break;
        }
    }
    Ok(Flac {
        at: first,
        blocks,
        place,
        comments,
    })
}

impl Tagged for Flac {
    fn values(&self, field: Field) -> Result<Vec<String>, FileError> {
        self.comments.values(field)
    }

    fn set(&mut self, field: Field, values: &[String]) -> Result<(), FileError> {
        self.comments.set(field, values);
        Ok(())
    }

    fn others(&self, fields: &[Field]) -> Vec<Vec<u8>> {
        self.comments.others(fields)
    }

    fn change(&self, _: &mut File) -> Result<Change, FileError> {
        let mut walk = Walk::from(self.at);
        if self.comments.is_as_it_was() {
            return Ok(walk.end());
        }
        let (was, is) = self.comments.lengths();
        let grows = is as i64 - was as i64;
        let (grows, place) = match self.place {
            Some(place) => (grows, place),
            // Behind the first block, which the format wants to be the stream's own.
            None => (is as i64 + HEADER as i64, 1),
        };
        let padding = self.blocks.iter().rposition(|block| block.kind == PADDING);
        let room = padding.map(|index| self.blocks[index].length.cast_signed() - grows);
        // What does not fit gets new room at once; without a block for it, one is made.
        let room = match room {
            Some(room @ 0..) if room as u64 <= LONGEST => room as u64,
            _ => ROOM as u64,
        };
        let makes_padding = padding.is_none() && grows != 0;
        for (index, block) in self.blocks.iter().enumerate() {
            if self.place.is_none() && index == place {
                self.insert_comments(&mut walk, false)?;
            }
            // A padding block may be the last, but a new one is put behind all others.
            let stays_last = block.is_last && !makes_padding && place <= index;
            let length = match Some(index) {
                own if own == self.place => self.new_length(block.length)?,
                own if own == padding => room,
                _ => block.length,
            };
            walk.swap(
                &header(block.kind, block.is_last, block.length),
                &header(block.kind, stays_last, length),
            );
            if Some(index) == self.place {
                self.comments.walk(&mut walk);
                walk.keep(block.length - was as u64);
            } else if Some(index) == padding {
                walk.swap(&zeros(block.length), &zeros(room));
            } else {
                walk.keep(block.length);
            }
        }
        if self.place.is_none() && place >= self.blocks.len() {
            self.insert_comments(&mut walk, !makes_padding)?;
        }
        if makes_padding {
            let block = [header(PADDING, true, room).to_vec(), zeros(room)].concat();
            walk.swap(&[], &block);
        }
        Ok(walk.end())
    }
}

impl Flac {
    /// The length of the block that holds the comments and, against the rules,
    /// maybe more.
    fn new_length(&self, old: u64) -> Result<u64, FileError> {
        let (was, is) = self.comments.lengths();
        let length = old - was as u64 + is as u64;
        match length {
            ..=LONGEST => Ok(length),
            _ => Err(FileError::Odd("its comments would be too long")),
        }
    }

    fn insert_comments(&self, walk: &mut Walk, is_last: bool) -> Result<(), FileError> {
        let bytes = self.comments.to_bytes();
        let (was, _) = self.comments.lengths();
        let length = self.new_length(was as u64)?;
        walk.swap(
            &[],
            &[&header(COMMENTS, is_last, length)[..], &bytes].concat(),
        );
        Ok(())
    }
}

fn header(kind: u8, is_last: bool, length: u64) -> [u8; 4] {
    let [.., a, b, c] = length.to_be_bytes();
    [kind | if is_last { LAST } else { 0 }, a, b, c]
}

fn zeros(count: u64) -> Vec<u8> {
    vec![0; count as usize]
}

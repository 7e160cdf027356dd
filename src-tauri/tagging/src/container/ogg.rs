//! Ogg (RFC 3533) with Vorbis or Opus (RFC 7845): the comments are the second packet,
//! spread over pages. The pages in front of the first change stay, and the rest of
//! the headers is laid out over as many pages as before wherever it fits, so that the
//! pages of the sound, which are numbered, need no new numbers.

use std::fs::File;

use super::vorbis::Comments;
use super::{LONGEST_TAG, Tagged, read as bytes_at};
use crate::error::FileError;
use crate::field::Field;
use crate::patch::{Change, Walk};

/// Bytes of a page's header in front of its table.
const HEADER: usize = 27;
/// Segments of a page, at most, and bytes of a segment.
const SEGMENTS: usize = 255;
/// The flags of a page that goes on with a packet, begins and ends a stream.
const CONTINUED: u8 = 1;
const FIRST: u8 = 2;
const LAST: u8 = 4;
/// Where a header has its number; its checksum follows.
const NUMBER: usize = 18;
const CHECKSUM: usize = 22;

/// The header packets behind the first: their number, and how the comments' begins.
const KINDS: [(&[u8], usize, &[u8]); 2] = [
    (b"\x01vorbis", 2, b"\x03vorbis"),
    (b"OpusHead", 1, b"OpusTags"),
];

/// One page.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Page {
    header: [u8; HEADER],
    table: Vec<u8>,
    data: Vec<u8>,
}

pub(super) struct Ogg {
    size: u64,
    /// Where the second page begins.
    at: u64,
    /// The pages of the headers behind the first.
    pages: Vec<Page>,
    /// How the comments' packet begins.
    mark: &'static [u8],
    comments: Comments,
    /// The packet behind the comments', where there is one.
    setup: Option<Vec<u8>>,
}

/// Reads the headers.
pub(super) fn read(file: &mut File, size: u64) -> Result<Ogg, FileError> {
    let odd = || FileError::Odd("its Ogg pages are damaged");
    let first = Page::read(file, 0)?.ok_or_else(odd)?;
    let kind = KINDS.iter().find(|(mark, ..)| first.data.starts_with(mark));
    let &(_, packets, mark) = kind.ok_or(FileError::Format("This kind of Ogg"))?;
    let at = first.length();
    let (mut pages, mut found, mut end) = (Vec::new(), vec![Vec::new()], at);
    while found.len() <= packets {
        let page = Page::read(file, end)?.ok_or_else(odd)?;
        if page.serial() != first.serial() {
            return Err(FileError::Odd("it holds more than one stream"));
        }
        end += page.length();
        if end > LONGEST_TAG {
            return Err(odd());
        }
        let mut data = &page.data[..];
        for &length in &page.table {
            let (segment, rest) = data.split_at(length.into());
            found.last_mut().ok_or_else(odd)?.extend_from_slice(segment);
            if usize::from(length) < SEGMENTS {
                found.push(Vec::new());
            }
            data = rest;
        }
        pages.push(page);
    }
    // The sound begins on a page of its own.
    if found.len() != packets + 1 || found.last().is_some_and(|more| !more.is_empty()) {
        return Err(odd());
    }
    let body = found[0].strip_prefix(mark).ok_or_else(odd)?;
    Ok(Ogg {
        size,
        at,
        comments: Comments::parse(body)?,
        setup: (packets == 2).then(|| found[1].clone()),
        pages,
        mark,
    })
}

impl Tagged for Ogg {
    fn values(&self, field: Field) -> Result<Vec<String>, FileError> {
        self.comments.values(field)
    }

    fn set(&mut self, field: Field, values: &[String]) -> Result<(), FileError> {
        self.comments.set(field, values);
        Ok(())
    }

    fn others(&self, fields: &[Field]) -> Vec<Vec<u8>> {
        let setup = self.setup.iter().cloned();
        self.comments
            .others(fields)
            .into_iter()
            .chain(setup)
            .collect()
    }

    fn change(&self, file: &mut File) -> Result<Change, FileError> {
        let mut walk = Walk::from(self.at);
        if self.comments.is_as_it_was() {
            return Ok(walk.end());
        }
        let new = self.laid_out();
        let pairs = self.pages.len().min(new.len());
        for (old, new) in self.pages.iter().zip(&new) {
            walk.swap(&old.to_bytes(), &new.to_bytes());
        }
        let bytes = |pages: &[Page]| pages.iter().flat_map(Page::to_bytes).collect::<Vec<u8>>();
        walk.swap(&bytes(&self.pages[pairs..]), &bytes(&new[pairs..]));
        let more = new.len() as i64 - self.pages.len() as i64;
        if more != 0 {
            self.renumber(file, &mut walk, more)?;
        }
        Ok(walk.end())
    }
}

impl Ogg {
    /// The headers' pages as they will be.
    fn laid_out(&self) -> Vec<Page> {
        let comments = [self.mark, &self.comments.to_bytes()].concat();
        let packets = [&comments].into_iter().chain(&self.setup);
        let mut table = Vec::new();
        for packet in packets.clone() {
            table.extend(vec![255_u8; packet.len() / SEGMENTS]);
            table.push((packet.len() % SEGMENTS) as u8);
        }
        let data: Vec<u8> = packets.flatten().copied().collect();
        let (mut table, mut data) = (&table[..], &data[..]);
        let mut pages: Vec<Page> = Vec::new();
        let mut old = self.pages.iter().peekable();
        // One is left at least, to have the rest.
        while let Some(page) = old.next_if(|page| {
            table.len() > page.table.len()
                && table.starts_with(&page.table)
                && data.starts_with(&page.data)
        }) {
            table = &table[page.table.len()..];
            data = &data[page.data.len()..];
            pages.push(page.clone());
        }
        let Some(model) = self.pages.first() else {
            return pages;
        };
        let mut left = old.count();
        while !table.is_empty() {
            // Each of the pages that there were gets a segment at least.
            let count = SEGMENTS.min(table.len().saturating_sub(left.saturating_sub(1)).max(1));
            let (own, rest) = table.split_at(count);
            let length = own.iter().map(|&length| usize::from(length)).sum();
            let (own_data, rest_data) = data.split_at(length);
            let goes_on = pages
                .last()
                .is_some_and(|page| page.table.last() == Some(&255));
            pages.push(model.with(pages.len(), goes_on, own, own_data));
            (table, data) = (rest, rest_data);
            left = left.saturating_sub(1);
        }
        pages
    }

    /// Gives the pages behind the headers other numbers.
    fn renumber(&self, file: &mut File, walk: &mut Walk, more: i64) -> Result<(), FileError> {
        let odd = || FileError::Odd("its Ogg pages are damaged");
        let serial = self.pages.first().map(Page::serial);
        while walk.at() < self.size {
            let page = Page::read(file, walk.at())?.ok_or_else(odd)?;
            if Some(page.serial()) != serial || page.header[5] & FIRST != 0 {
                // Another stream, behind this one.
                break;
            }
            let number = i64::from(page.number()) + more;
            let new = page.numbered(u32::try_from(number).map_err(|_| odd())?);
            walk.swap(&page.header, &new.header);
            walk.keep(page.length() - HEADER as u64);
            if page.header[5] & LAST != 0 {
                break;
            }
        }
        Ok(())
    }
}

impl Page {
    /// The page that begins here; `None` where none does.
    fn read(file: &mut File, at: u64) -> Result<Option<Self>, FileError> {
        let header = bytes_at(file, at, HEADER as u64)?;
        let Ok(header) = <[u8; HEADER]>::try_from(header) else {
            return Ok(None);
        };
        if !header.starts_with(b"OggS\0") {
            return Ok(None);
        }
        let after = at + HEADER as u64;
        let table = bytes_at(file, after, header[26].into())?;
        let length = table.iter().map(|&length| u64::from(length)).sum();
        let data = bytes_at(file, after + table.len() as u64, length)?;
        let page = Self {
            header,
            table,
            data,
        };
        Ok((page.clone().sealed() == page).then_some(page))
    }

    /// A page of the same stream with other content, for headers.
    fn with(&self, index: usize, goes_on: bool, table: &[u8], data: &[u8]) -> Self {
        let mut page = self.clone();
        page.header[5] = if goes_on { CONTINUED } else { 0 };
        // The time is zero, or unknown where no packet ends.
        let ends = table.iter().any(|&length| length < 255);
        page.header[6..14].fill(if ends { 0 } else { 0xff });
        page.header[26] = table.len() as u8;
        page.table = table.to_vec();
        page.data = data.to_vec();
        page.numbered(self.number().wrapping_add(index as u32))
    }

    fn numbered(&self, number: u32) -> Self {
        let mut page = self.clone();
        page.header[NUMBER..CHECKSUM].copy_from_slice(&number.to_le_bytes());
        page.sealed()
    }

    /// With the checksum that belongs to it.
    fn sealed(mut self) -> Self {
        self.header[CHECKSUM..CHECKSUM + 4].fill(0);
        let parts = [&self.header[..], &self.table, &self.data];
        let sum = parts.into_iter().flatten().fold(0, checksum);
        self.header[CHECKSUM..CHECKSUM + 4].copy_from_slice(&sum.to_le_bytes());
        self
    }

    fn serial(&self) -> &[u8] {
        &self.header[14..NUMBER]
    }

    fn number(&self) -> u32 {
        let number = self.header[NUMBER..CHECKSUM].iter().rev();
        number.fold(0, |sum, &byte| sum << 8 | u32::from(byte))
    }

    fn length(&self) -> u64 {
        (HEADER + self.table.len() + self.data.len()) as u64
    }

    fn to_bytes(&self) -> Vec<u8> {
        [&self.header[..], &self.table, &self.data].concat()
    }
}

/// RFC 3533: CRC-32 by the polynomial 0x04c11db7, unreflected, without a start or a
/// last value.
fn checksum(sum: u32, &byte: &u8) -> u32 {
    const TABLE: [u32; 256] = {
        let mut table = [0; 256];
        let mut index = 0;
        while index < 256 {
            let mut sum = (index as u32) << 24;
            let mut bit = 0;
            while bit < 8 {
                sum = if sum & 0x8000_0000 == 0 {
                    sum << 1
                } else {
                    sum << 1 ^ 0x04c1_1db7
                };
                bit += 1;
            }
            table[index] = sum;
            index += 1;
        }
        table
    };
    sum << 8 ^ TABLE[(sum >> 24) as usize ^ byte as usize]
}

//! A database's pages as the last committed batch left them: the file's, and
//! over them those of the write-ahead log. Read by the published file format
//! (<https://sqlite.org/fileformat2.html>), because SQLite itself refuses a file
//! whose first page or root pages are damaged.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use crate::store::disk;

const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// SQLite's own choice, which every library keeps.
const PAGE_SIZE: usize = 4096;
const LOG_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

pub(super) struct Image {
    file: File,
    log: Option<File>,
    /// Where in the log the newest version of a page is.
    logged: HashMap<u32, u64>,
    page_size: usize,
    pages: u32,
}

/// What the first page's header says, if it is one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Header {
    /// The version of the tables.
    pub(super) version: u32,
    /// The first page of the list of free ones; 0 for none.
    pub(super) free: u32,
}

impl Image {
    pub(super) fn open(path: &Path) -> std::io::Result<Self> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut start = [0; 100];
        let has_start = read_at(&file, 0, &mut start).is_some();
        let page_size = (has_start && start.starts_with(MAGIC))
            .then(|| usize::from(u16::from_be_bytes([start[16], start[17]])))
            .filter(|size| size.is_power_of_two() && *size >= 512)
            .unwrap_or(PAGE_SIZE);
        let log = File::open(disk::beside(path, "-wal")).ok();
        let logged = log.as_ref().and_then(|log| committed(log, page_size));
        let logged = logged.unwrap_or_default();
        let in_file = u32::try_from(length / page_size as u64).unwrap_or(u32::MAX);
        let pages = logged.keys().copied().max().unwrap_or(0).max(in_file);
        Ok(Self {
            file,
            log,
            logged,
            page_size,
            pages,
        })
    }

    /// How many pages there are; they are counted from 1.
    pub(super) fn pages(&self) -> u32 {
        self.pages
    }

    /// A page's bytes; `None` beyond the end or where the disk cannot read it.
    pub(super) fn page(&self, number: u32) -> Option<Vec<u8>> {
        let mut bytes = vec![0; self.page_size];
        match (self.logged.get(&number), &self.log) {
            (Some(&place), Some(log)) => read_at(log, place, &mut bytes)?,
            _ => {
                let place = u64::from(number.checked_sub(1)?) * self.page_size as u64;
                read_at(&self.file, place, &mut bytes)?;
            }
        }
        Some(bytes)
    }

    pub(super) fn header(&self) -> Option<Header> {
        let page = self.page(1).filter(|page| page.starts_with(MAGIC))?;
        Some(Header {
            version: word(&page, 60)?,
            free: word(&page, 32)?,
        })
    }
}

/// The big-endian 32 bits at this place.
pub(super) fn word(bytes: &[u8], at: usize) -> Option<u32> {
    let (four, _) = bytes.get(at..)?.split_first_chunk::<4>()?;
    Some(u32::from_be_bytes(*four))
}

fn read_at(mut file: &File, place: u64, bytes: &mut [u8]) -> Option<()> {
    file.seek(SeekFrom::Start(place)).ok()?;
    file.read_exact(bytes).ok()
}

/// The places of the pages that the log's whole, committed batches hold; as for
/// SQLite, the log ends at the first frame that does not fit its checksum.
fn committed(log: &File, page_size: usize) -> Option<HashMap<u32, u64>> {
    let mut header = [0; LOG_HEADER];
    read_at(log, 0, &mut header)?;
    let to_word: fn([u8; 4]) -> u32 = match word(&header, 0)? {
        0x377f_0682 => u32::from_le_bytes,
        0x377f_0683 => u32::from_be_bytes,
        _ => return None,
    };
    let salts = &header[16..24];
    let mut sum = checksum((0, 0), &header[..24], to_word);
    if (word(&header, 24)?, word(&header, 28)?) != sum || word(&header, 8)? as usize != page_size {
        return None;
    }
    let (mut done, mut batch) = (HashMap::new(), Vec::new());
    let mut frame = vec![0; FRAME_HEADER + page_size];
    let mut place = LOG_HEADER as u64;
    while read_at(log, place, &mut frame).is_some() {
        sum = checksum(sum, &frame[..8], to_word);
        sum = checksum(sum, &frame[FRAME_HEADER..], to_word);
        let told = (word(&frame, 16)?, word(&frame, 20)?);
        if frame[8..16] != *salts || told != sum {
            break;
        }
        batch.push((word(&frame, 0)?, place + FRAME_HEADER as u64));
        if word(&frame, 4)? > 0 {
            done.extend(batch.drain(..));
        }
        place += frame.len() as u64;
    }
    Some(done)
}

fn checksum(sum: (u32, u32), bytes: &[u8], to_word: fn([u8; 4]) -> u32) -> (u32, u32) {
    let (words, _) = bytes.as_chunks::<4>();
    let (pairs, _) = words.as_chunks::<2>();
    pairs.iter().fold(sum, |(a, b), &[first, second]| {
        let a = a.wrapping_add(to_word(first)).wrapping_add(b);
        (a, b.wrapping_add(to_word(second)).wrapping_add(a))
    })
}

//! A look into an MP4 file: is its sound locked, is its index there?
//!
//! The demuxer says of a locked track only that it knows no such codec, and
//! of a file whose index was cut off only that it is malformed.

use std::io::{self, Read, Seek};

use crate::AudioError;
use crate::signature::take;

/// Sample entries of locked sound: FairPlay, common encryption, Audible.
const LOCKED: [&[u8; 4]; 3] = [b"drms", b"enca", b"aavd"];

/// Boxes on the way to the sample entries (ISO/IEC 14496-12).
const PATH: [&[u8; 4]; 6] = [b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd"];

/// Boxes looked at: a real file has dozens, a made-up one may have millions.
const MOST_BOXES: u32 = 4_096;

/// Entries of one sample description looked at; there is nearly always one.
const MOST_ENTRIES: u64 = 16;

struct Walk<'a, F> {
    file: &'a mut F,
    boxes: u32,
    found_index: bool,
    locked: bool,
    cut: bool,
}

/// Refuses a file whose sound is locked or whose index is cut off.
pub(crate) fn check<F: Read + Seek>(file: &mut F, size: u64) -> io::Result<Result<(), AudioError>> {
    let mut walk = Walk {
        file,
        boxes: 0,
        found_index: false,
        locked: false,
        cut: false,
    };
    walk.boxes(0, size, 0)?;
    Ok(if walk.locked {
        Err(AudioError::Drm)
    } else if walk.cut && !walk.found_index {
        Err(AudioError::Truncated("its index is missing".to_owned()))
    } else {
        Ok(())
    })
}

impl<F: Read + Seek> Walk<'_, F> {
    /// Walks the boxes from `at` to `end`, `depth` steps down the path.
    fn boxes(&mut self, mut at: u64, end: u64, depth: usize) -> io::Result<()> {
        while at + 8 <= end && self.boxes < MOST_BOXES {
            self.boxes += 1;
            let head = take(self.file, at, 16)?;
            let (Some(short), Some(kind)) = (number(&head, 0), head.get(4..8)) else {
                return Ok(());
            };
            let long = || Some((number(&head, 8)? << 32) | number(&head, 12)?);
            let (length, header) = match short {
                0 => (end - at, 8),
                1 => (long().unwrap_or(0), 16),
                length => (length, 8),
            };
            if length < header {
                return Ok(());
            }
            let next = at.saturating_add(length);
            if depth == 0 && next > end {
                self.cut = true;
            }
            if kind == PATH[depth] {
                self.found_index = true;
                let inside = at + header;
                if depth + 1 == PATH.len() {
                    self.entries(inside, next.min(end))?;
                } else {
                    self.boxes(inside, next.min(end), depth + 1)?;
                }
            }
            at = next;
        }
        Ok(())
    }

    /// Looks at the sample entries, which follow eight bytes of version and count.
    fn entries(&mut self, from: u64, end: u64) -> io::Result<()> {
        let mut at = from + 8;
        for _ in 0..MOST_ENTRIES {
            if at + 8 > end {
                break;
            }
            let head = take(self.file, at, 8)?;
            let (Some(length), Some(kind)) = (number(&head, 0), head.get(4..8)) else {
                break;
            };
            self.locked |= LOCKED.iter().any(|locked| kind == *locked);
            at = at.saturating_add(length.max(8));
        }
        Ok(())
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u64> {
    let four: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
    Some(u64::from(u32::from_be_bytes(four)))
}

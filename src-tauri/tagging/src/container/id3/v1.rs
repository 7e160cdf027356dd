//! ID3v1 and 1.1: 128 bytes at the end. A first ID3v2 tag takes along what stands in
//! it; it stays itself.

use super::frame::{self, Version};
use crate::error::FileError;

/// Bytes of the tag.
pub(in crate::container) const LENGTH: u64 = 128;

/// Where the texts are, and the frames for them.
const TEXTS: [(&[u8; 4], usize, usize); 4] = [
    (b"TIT2", 3, 30),
    (b"TPE1", 33, 30),
    (b"TALB", 63, 30),
    (b"TDRC", 93, 4),
];
const COMMENT: usize = 97;
const GENRE: usize = 127;
/// Genres without a name have this number.
const NO_GENRE: u8 = 255;

/// The frames for a tag; none for bytes that are no tag. Texts keep their bytes, whose
/// encoding nobody knows: readers take both for Latin-1, or for what their user said.
pub(super) fn frames(tag: &[u8]) -> Result<Vec<Vec<u8>>, FileError> {
    if tag.len() as u64 != LENGTH || !tag.starts_with(b"TAG") {
        return Ok(Vec::new());
    }
    let mut frames = Vec::new();
    let mut add = |id: &[u8; 4], before: &[u8], text: &[u8]| -> Result<(), FileError> {
        let text = trimmed(text);
        if !text.is_empty() {
            let payload = [&[0], before, text].concat();
            frames.push(frame::build(id, &payload, Version::Four)?);
        }
        Ok(())
    };
    for (id, at, length) in TEXTS {
        add(id, &[], &tag[at..at + length])?;
    }
    let comment = &tag[COMMENT..GENRE];
    match comment {
        // Version 1.1: the last two bytes are a zero and a track's number.
        [text @ .., 0, number @ 1..=255] => {
            add(b"COMM", b"eng\0", text)?;
            add(b"TRCK", &[], number.to_string().as_bytes())?;
        }
        text => add(b"COMM", b"eng\0", text)?,
    }
    if tag[GENRE] != NO_GENRE {
        add(b"TCON", &[], tag[GENRE].to_string().as_bytes())?;
    }
    Ok(frames)
}

/// A text without what fills it up.
fn trimmed(text: &[u8]) -> &[u8] {
    let end = text.iter().position(|&byte| byte == 0);
    text[..end.unwrap_or(text.len())].trim_ascii_end()
}

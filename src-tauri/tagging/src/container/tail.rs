//! What stands behind the sound of an MP3: APE, Lyrics3 and ID3v1, in any order that
//! programs have come upon (id3.org: "Lyrics3 made easy", "Lyrics3v2"; the wiki of
//! hydrogenaud.io: "APEv2 specification").

use std::fs::File;
use std::io;

use super::ape::FOOTER;
use super::id3::v1;
use super::read;

/// Bytes of what some programs put in front of an ID3v1 tag to make it longer.
const LONGER_V1: u64 = 227;
/// What ends the lyrics of either version, and begins them.
const LYRICS_2_END: &[u8] = b"LYRICS200";
const LYRICS_1_END: &[u8] = b"LYRICSEND";
const LYRICS: &[u8] = b"LYRICSBEGIN";
/// In the second version their length stands in front of that, in digits.
const LENGTH: u64 = 6;
/// Bytes of lyrics of the first version, which do not say how long they are.
const LONGEST_LYRICS_1: u64 = 5_100;
/// More tags than anybody has put behind one another.
const MOST: usize = 8;

/// Where the last APE tag behind the sound ends; `None` where there is none. The sound
/// begins at `from`, and what is looked at ends at `end`.
pub(super) fn ape_end(file: &mut File, from: u64, mut end: u64) -> io::Result<Option<u64>> {
    for _ in 0..MOST {
        if stands(file, from, end, FOOTER, super::ape::MARK)? {
            return Ok(Some(end));
        }
        end = if stands(file, from, end, v1::LENGTH, b"TAG")? {
            let end = end - v1::LENGTH;
            let is_longer = stands(file, from, end, LONGER_V1, b"TAG+")?;
            end - if is_longer { LONGER_V1 } else { 0 }
        } else if let Some(start) = lyrics(file, from, end)? {
            start
        } else {
            return Ok(None);
        };
    }
    Ok(None)
}

/// Where the lyrics begin that end here.
fn lyrics(file: &mut File, from: u64, end: u64) -> io::Result<Option<u64>> {
    let mark = LYRICS_2_END.len() as u64;
    if stands(file, from, end, mark, LYRICS_1_END)? {
        let end = end - mark;
        let start = from.max(end.saturating_sub(LONGEST_LYRICS_1 + LYRICS.len() as u64));
        let text = read(file, start, end - start)?;
        let found = text.windows(LYRICS.len()).rposition(|part| part == LYRICS);
        return Ok(found.map(|at| start + at as u64));
    }
    let tail = mark + LENGTH;
    if end.saturating_sub(from) < tail || !stands(file, from, end, mark, LYRICS_2_END)? {
        return Ok(None);
    }
    let digits = read(file, end - tail, LENGTH)?;
    if !digits.iter().all(u8::is_ascii_digit) {
        return Ok(None);
    }
    let digit = |sum: u64, digit: &u8| 10 * sum + u64::from(digit - b'0');
    let length = digits.iter().fold(0, digit) + tail;
    let is_whole = stands(file, from, end, length, LYRICS)?;
    Ok(is_whole.then(|| end - length))
}

/// Whether so many bytes before `end` begin with this mark.
fn stands(file: &mut File, from: u64, end: u64, length: u64, mark: &[u8]) -> io::Result<bool> {
    let start = end.checked_sub(length).filter(|&start| start >= from);
    let Some(start) = start else {
        return Ok(false);
    };
    if length < mark.len() as u64 {
        return Ok(false);
    }
    Ok(read(file, start, mark.len() as u64)? == mark)
}

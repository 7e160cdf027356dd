//! What the first bytes of a file say it is.
//!
//! The decoders' own probe finds every kind of audio that can be decoded. This
//! tells the rest apart: sound that has no decoder here or is locked, files
//! cut off in a way that the decoders pass over, and streams without a
//! header of their own, of which "found" means little.

use std::io::{self, Read, Seek, SeekFrom};

use crate::{AudioError, mp4};

/// What a file is, so far as its bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Signature {
    /// It begins with the mark of a container. Without one (MP3, ADTS) the
    /// probe looks for sync patterns, and finds them in any noise.
    pub(crate) marked: bool,
    /// The length that its header declares can be taken at its word.
    pub(crate) exact: bool,
    /// Bytes after a leading ID3v2 tag.
    pub(crate) body_bytes: u64,
}

/// Kinds that are audio but have no decoder here: mark and name.
const UNDECODABLE: [(&[u8], &str); 11] = [
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "Windows Media (WMA)"),
    (b"wvpk", "WavPack"),
    (b"MAC ", "Monkey's Audio (APE)"),
    (b"MPCK", "Musepack"),
    (b"MP+", "Musepack"),
    (b"TTA1", "True Audio (TTA)"),
    (b"OFR ", "OptimFROG"),
    (b"DSD ", "DSD (DSF)"),
    (b"FRM8", "DSD (DSDIFF)"),
    (b".RMF", "RealAudio"),
    (b"MThd", "MIDI, which is notes and not sound,"),
];

/// Marks of the containers that can be read.
const CONTAINERS: [&[u8]; 8] = [
    b"RIFF",
    b"RIFX",
    b"RF64",
    b"FORM",
    b"fLaC",
    b"OggS",
    b"caff",
    b"\x1a\x45\xdf\xa3",
];

/// Enough to hold a first MP3 frame or Ogg page with all its headers.
const HEAD_BYTES: u64 = 4096;

/// The largest Ogg page (RFC 3533: 255 segments of 255 bytes and the header).
const OGG_PAGE_BYTES: u64 = 27 + 255 + 255 * 255;

/// Reads a file's signature and leaves it at its start.
pub(crate) fn read<F: Read + Seek>(file: &mut F) -> Result<Signature, AudioError> {
    let read = inspect(file).map_err(AudioError::Unreadable)?;
    file.rewind().map_err(AudioError::Unreadable)?;
    read
}

fn inspect<F: Read + Seek>(file: &mut F) -> io::Result<Result<Signature, AudioError>> {
    let size = file.seek(SeekFrom::End(0))?;
    let body_at = id3v2_bytes(&take(file, 0, 10)?).min(size);
    let head = take(file, body_at, HEAD_BYTES)?;
    if let Some((_, name)) = UNDECODABLE.iter().find(|(mark, _)| head.starts_with(mark)) {
        return Ok(Err(AudioError::UnsupportedCodec((*name).to_owned())));
    }
    if let Some(channels) = wave_channels(&head).filter(|&count| count > MOST_WAVE_CHANNELS) {
        return Ok(Err(AudioError::Channels(channels)));
    }
    let is_mp4 = head.get(4..8) == Some(b"ftyp".as_slice());
    if is_mp4 && let Err(error) = mp4::check(file, size)? {
        return Ok(Err(error));
    }
    if head.starts_with(b"OggS") {
        if contains(&head, b"Speex   ") {
            return Ok(Err(AudioError::UnsupportedCodec("Speex".to_owned())));
        }
        if ends_inside_ogg_page(file, size)? {
            let why = "it ends in the middle of a page".to_owned();
            return Ok(Err(AudioError::Truncated(why)));
        }
    }
    let marked = is_mp4 || CONTAINERS.iter().any(|mark| head.starts_with(mark));
    let exact = if marked {
        !is_streamed_wave(&head)
    } else {
        // Otherwise the length of an MP3 is guessed from its first bit rate.
        [b"Xing", b"Info", b"VBRI"]
            .iter()
            .any(|tag| contains(&head, *tag))
    };
    Ok(Ok(Signature {
        marked,
        exact,
        body_bytes: size - body_at,
    }))
}

/// Length of an ID3v2 tag with its header and footer, 0 where there is none.
fn id3v2_bytes(head: &[u8]) -> u64 {
    let [b'I', b'D', b'3', _, _, flags, a, b, c, d] = *head else {
        return 0;
    };
    let length = [a, b, c, d]
        .iter()
        .fold(0_u64, |sum, byte| (sum << 7) | u64::from(byte & 0x7f));
    let footer = if flags & 0x10 == 0 { 0 } else { 10 };
    10 + length + footer
}

/// More channels than any sound has: symphonia's reader computes a frame's size
/// from the header, in 16 bits, before it can be asked what it read.
const MOST_WAVE_CHANNELS: usize = 1024;

/// The channels that a WAV declares, where its format is the first chunk, as it
/// is in all but the oddest.
fn wave_channels(head: &[u8]) -> Option<usize> {
    let bytes = head.get(22..24)?.try_into().ok()?;
    let is_wave = head.starts_with(b"RIFF") && head.get(8..16)? == b"WAVEfmt ";
    is_wave.then(|| usize::from(u16::from_le_bytes(bytes)))
}

/// A WAV written to a pipe: its writer could not go back to fill in lengths,
/// and put zero or a huge number there.
fn is_streamed_wave(head: &[u8]) -> bool {
    let length = |at: usize| {
        let bytes = head.get(at..at + 4)?.try_into().ok()?;
        Some(u32::from_le_bytes(bytes))
    };
    head.starts_with(b"RIFF") && length(4).is_some_and(|len| len == 0 || len >= 0x7fff_0000)
}

/// Whether the last page of an Ogg file claims more bytes than are there.
fn ends_inside_ogg_page<F: Read + Seek>(file: &mut F, size: u64) -> io::Result<bool> {
    let from = size.saturating_sub(OGG_PAGE_BYTES);
    let tail = take(file, from, OGG_PAGE_BYTES)?;
    let last = tail
        .windows(6)
        .rposition(|bytes| bytes[..5] == *b"OggS\0" && bytes[5] < 8);
    let Some(page) = last.map(|at| &tail[at..]) else {
        return Ok(false);
    };
    let Some(segments) = page.get(26).map(|count| usize::from(*count)) else {
        return Ok(true);
    };
    let Some(table) = page.get(27..27 + segments) else {
        return Ok(true);
    };
    let data: usize = table.iter().map(|length| usize::from(*length)).sum();
    Ok(page.len() < 27 + segments + data)
}

pub(crate) fn take<F: Read + Seek>(file: &mut F, at: u64, count: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::new();
    file.by_ref().take(count).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|bytes| bytes == needle)
}

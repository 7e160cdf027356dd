//! Where a file keeps its tags, and how one field is changed there and nothing else.
//!
//! `id3` is the tag that MP3 has at its start (`mpeg`) and AIFF and WAV in a chunk
//! (`chunks`); `ape` the second one that some MP3s have behind the sound (`tail`); `vorbis` the comments that FLAC has in a block (`flac`) and Ogg in a
//! packet (`ogg`); `mp4` has atoms. Each takes its tag apart into `items`.

mod ape;
mod chunks;
mod flac;
mod id3;
mod items;
mod mp4;
mod mpeg;
mod ogg;
mod tail;
#[cfg(test)]
mod tests;
mod vorbis;

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use crate::error::FileError;
use crate::field::Field;
use crate::patch::Change;
pub(crate) use ape::Ape;

/// A tag block longer than this is no tag that anybody made on purpose; it would be
/// read into memory.
const LONGEST_TAG: u64 = 256 << 20;

/// Zero bytes left behind a tag that had to grow, so that it need not grow again.
const ROOM: usize = 2048;

/// The tags of one file.
pub(crate) trait Tagged {
    /// The values of a field; none where it is not there.
    ///
    /// # Errors
    /// It is there and cannot be read.
    fn values(&self, field: Field) -> Result<Vec<String>, FileError>;

    /// These values as the container can hold them: a tempo may lose its fraction.
    fn storable(&self, field: Field, values: &[String]) -> Vec<String> {
        let _ = field;
        values.to_vec()
    }

    /// Gives a field these values, which are storable; with none it goes.
    ///
    /// # Errors
    /// What is there cannot be told apart.
    fn set(&mut self, field: Field, values: &[String]) -> Result<(), FileError>;

    /// Everything that belongs to none of these fields, piece by piece as it is
    /// stored.
    fn others(&self, fields: &[Field]) -> Vec<Vec<u8>>;

    /// The APE tag that the file has beside its own, or why that one must be left as it
    /// is.
    fn ape(&self) -> Option<Result<&Ape, &'static str>> {
        None
    }

    /// The same one, to be changed.
    fn ape_mut(&mut self) -> Option<&mut Ape> {
        None
    }

    /// What changes in the file by what was set.
    ///
    /// # Errors
    /// It cannot be fitted in.
    fn change(&self, file: &mut File) -> Result<Change, FileError>;
}

/// Takes a file's tags apart; by its content, whatever it is called.
///
/// # Errors
/// It is no file that tags are written to here, its tags are damaged, or it cannot
/// be read.
pub(crate) fn open(file: &mut File) -> Result<Box<dyn Tagged>, FileError> {
    let size = file.seek(SeekFrom::End(0))?;
    let mut body_at = 0;
    let mut body = read(file, 0, 12.min(size))?;
    let tag = id3::length(&body);
    // Some programs put a second tag behind the first; the first one is what is read.
    while id3::length(&body) > 0 {
        body_at = size.min(body_at + id3::length(&body));
        body = read(file, body_at, 12.min(size - body_at))?;
    }
    let kind = |at: usize| body.get(at..at + 4).unwrap_or_default();
    Ok(match (kind(0), kind(8), kind(4)) {
        (b"fLaC", ..) => Box::new(flac::read(file, body_at, size)?),
        (b"OggS", ..) if body_at == 0 => Box::new(ogg::read(file, size)?),
        (b"RIFF", b"WAVE", _) if body_at == 0 => Box::new(chunks::read(file, size, chunks::WAV)?),
        (b"FORM", b"AIFF" | b"AIFC", _) if body_at == 0 => {
            Box::new(chunks::read(file, size, chunks::AIFF)?)
        }
        (_, _, b"ftyp") if body_at == 0 => Box::new(mp4::read(file, size)?),
        (b"RF64" | b"RIFX", ..) => return Err(FileError::Format("This kind of WAV")),
        // MPEG audio of any layer, and ADTS.
        ([0xff, 0xe0..=0xff, ..], ..) => Box::new(mpeg::read(file, tag, body_at, size)?),
        _ => return Err(FileError::Format("This kind of file")),
    })
}

/// So many bytes at this place.
fn read(file: &mut File, at: u64, count: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::new();
    file.take(count).read_to_end(&mut bytes)?;
    if bytes.len() as u64 != count {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}

/// The values for a container that has whole numbers only for a tempo.
fn with_whole_tempo(field: Field, values: &[String]) -> Vec<String> {
    let round = |value: &String| match value.parse::<f64>() {
        Ok(number) if field == Field::Bpm => format!("{:.0}", number.round()),
        _ => value.clone(),
    };
    values.iter().map(round).collect()
}

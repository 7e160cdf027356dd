//! What can be said of a track's file: what it is, how it is encoded, when it was
//! heard. Read when somebody asks, not kept.

use std::error::Error;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::UNIX_EPOCH;

use lofty::config::ParseOptions;
use lofty::file::{AudioFile, TaggedFileExt};
use lofty::probe::Probe;
use lofty::tag::{ItemKey, Tag, TagType};
use moodplane_audio::{Decoder, Limits};
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::analysis::ModelVersion;
use crate::error::{LibraryError, Result};
use crate::library::Library;
use crate::paths::{self, StoredPath};
use crate::rows::TrackId;

/// What is known of a track's file. What cannot be read is `None`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Type)]
pub struct FileFacts {
    /// Where it is, for people to read.
    pub path: String,
    /// What holds the sound, for people, such as `Free Lossless Audio Codec`.
    pub format: Option<String>,
    /// Short name of the codec, such as `flac`.
    pub codec: Option<String>,
    /// Samples a second, Hz.
    pub sample_rate_hz: Option<u32>,
    /// Channels.
    pub channels: Option<u32>,
    /// Bits of a sample, where the codec has such.
    pub bit_depth: Option<u8>,
    /// Average bit rate of the sound, kbit/s.
    pub bit_rate_kbps: Option<u32>,
    /// Size, bytes; a float, as all of JavaScript's numbers are.
    pub size_bytes: Option<f64>,
    /// When it was last written, s since 1970.
    pub modified_at: Option<u32>,
    /// When it came into the library, s since 1970.
    pub added_at: u32,
    /// When the shown model heard it, s since 1970.
    pub analysed_at: Option<u32>,
    /// The version that heard it.
    pub model: Option<ModelVersion>,
    /// Identity of the decoded sound, in hex.
    pub content_id: Option<String>,
    /// Why the file itself says nothing.
    pub problem: Option<FileFault>,
}

/// Why a file says nothing of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FileFault {
    /// A stable word, such as `not_audio`.
    pub code: String,
    /// One sentence that says what the user can do.
    pub message: String,
}

impl Library {
    /// Reads what can be said of a track's file. A file that is gone or damaged is
    /// no error but a sentence beside what the library knows.
    ///
    /// # Errors
    /// There is no such track.
    pub fn file_facts(&self, id: TrackId) -> Result<FileFacts> {
        let (path, facts) = self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT t.path, t.added_at, t.content_id, a.analysed_at, a.version
                 FROM tracks t LEFT JOIN analyses a ON a.track = t.id AND a.model = ?1
                 WHERE t.id = ?2",
            )?;
            let known = statement.query_row((self.model(), id), |row| {
                let path = row.get::<_, StoredPath>(0)?.0;
                let version: Option<String> = row.get(4)?;
                let facts = FileFacts {
                    path: paths::shown(&path),
                    added_at: row.get(1)?,
                    content_id: row.get(2)?,
                    analysed_at: row.get(3)?,
                    // One that is to be heard anew has none.
                    model: version
                        .filter(|version| !version.is_empty())
                        .map(|version| ModelVersion {
                            id: self.model().to_owned(),
                            version,
                        }),
                    ..FileFacts::default()
                };
                Ok((path, facts))
            });
            known.optional()?.ok_or(LibraryError::NoSuchTrack(id))
        })?;
        Ok(read(&path, facts))
    }
}

/// Adds what the file says itself.
fn read(path: &Path, mut facts: FileFacts) -> FileFacts {
    if let Ok(meta) = fs::metadata(path) {
        facts.size_bytes = Some(meta.len() as f64);
        let modified = meta.modified().ok();
        let since = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        facts.modified_at = since.and_then(|since| u32::try_from(since.as_secs()).ok());
    }
    match Decoder::open(path, &Limits::default()) {
        Ok(decoder) => {
            let info = decoder.info();
            facts.format = Some(info.container.clone());
            facts.codec = Some(info.codec.clone());
            facts.sample_rate_hz = Some(info.sample_rate);
            facts.channels = u32::try_from(info.channels).ok();
        }
        Err(error) => {
            facts.problem = Some(FileFault {
                code: error.code().to_owned(),
                message: error.to_string(),
            });
            return facts;
        }
    }
    // Parsers of many old formats meet whatever people's disks hold.
    if let Ok(Ok((bit_rate, bit_depth))) = catch_unwind(AssertUnwindSafe(|| header(path))) {
        facts.bit_rate_kbps = bit_rate;
        facts.bit_depth = bit_depth;
    }
    facts
}

type Header = (Option<u32>, Option<u8>);

/// Bit rate and depth by the file's header.
fn header(path: &Path) -> std::result::Result<Header, Box<dyn Error>> {
    let options = ParseOptions::new().read_cover_art(false).read_tags(false);
    let file = Probe::open(path)?
        .options(options)
        .guess_file_type()?
        .read()?;
    let properties = file.properties();
    let bit_rate = properties.audio_bitrate().filter(|&rate| rate > 0);
    Ok((bit_rate, properties.bit_depth().filter(|&bits| bits > 0)))
}

/// The comment in a file's tags: what the user or the music's seller wrote. `None`
/// where there is none, or the file cannot be read.
#[must_use]
pub fn comment_in(path: &Path) -> Option<String> {
    // Opening a pipe would wait for its writer.
    if !fs::metadata(path).ok()?.is_file() {
        return None;
    }
    let options = ParseOptions::new()
        .read_cover_art(false)
        .read_properties(false);
    let read = || {
        let probe = Probe::open(path).ok()?.options(options);
        let file = probe.guess_file_type().ok()?.read().ok()?;
        let first = file.primary_tag().into_iter().chain(file.tags());
        first
            .filter_map(comment)
            .find(|comment| !comment.trim().is_empty())
    };
    catch_unwind(AssertUnwindSafe(read)).ok()?
}

/// The comment that other programs show: the one without a description, which only
/// programs themselves give theirs, and in English where ID3 has more of them.
fn comment(tag: &Tag) -> Option<String> {
    let of = |key| {
        let mut plain = tag
            .get_items(key)
            .filter(|item| item.description().is_empty());
        let english = plain
            .clone()
            .find(|item| item.lang().eq_ignore_ascii_case(b"eng"));
        english.or_else(|| plain.next())
    };
    // What FFmpeg calls it in Vorbis comments.
    let described =
        || of(ItemKey::Description).filter(|_| tag.tag_type() == TagType::VorbisComments);
    let item = of(ItemKey::Comment).or_else(described)?;
    Some(item.value().text()?.to_owned())
}

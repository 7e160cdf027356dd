//! What is known of a file without decoding it.

use std::fs::{File, Metadata};
use std::io::{Read, Result, Seek, SeekFrom};
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use moodplane_audio::Limits;

use crate::store::blob;

/// What tells quickly whether a file is as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stat {
    /// Bytes; 0 for what is no file.
    pub(crate) size: u64,
    /// When it was last written, ns since 1970; 0 where that is not known.
    pub(crate) mtime_ns: i64,
    /// Whether it is a regular file (or a link to one).
    pub(crate) is_file: bool,
    /// Its number on its disk: two files of one size and time differ in it. 0 where
    /// there is none.
    pub(crate) inode: u64,
}

impl Stat {
    /// Looks at a path. Of a link that leads nowhere, at the link; at nothing,
    /// if there is nothing.
    pub(crate) fn of(path: &Path) -> Self {
        let found = path.metadata().or_else(|_| path.symlink_metadata());
        let Ok(meta) = found else {
            return Self {
                size: 0,
                mtime_ns: 0,
                is_file: false,
                inode: 0,
            };
        };
        let mtime = meta
            .modified()
            .ok()
            .map(|time| match time.duration_since(UNIX_EPOCH) {
                Ok(after) => i64::try_from(after.as_nanos()).unwrap_or(i64::MAX),
                Err(before) => {
                    i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |ns| -ns)
                }
            });
        Self {
            size: if meta.is_file() { meta.len() } else { 0 },
            mtime_ns: mtime.unwrap_or(0),
            is_file: meta.is_file(),
            inode: inode(&meta),
        }
    }

    /// Whether it was written to less than `age` ago, or will be: a clock that
    /// is ahead tells nothing.
    pub(super) fn is_younger(self, age: Duration) -> bool {
        let then = SystemTime::now().checked_sub(age);
        let since = then.and_then(|then| then.duration_since(UNIX_EPOCH).ok());
        since.is_some_and(|since| i128::from(self.mtime_ns) > since.as_nanos().cast_signed())
    }
}

#[cfg(unix)]
fn inode(meta: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(meta)
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> u64 {
    0
}

/// Bytes that are hashed at the start, in the middle and at the end of a file:
/// one read each from any disk, and enough music that two pieces differ.
const BLOCK: u64 = 64 * 1024;

/// A hash of the size and three blocks of a file: what a moved file is known by
/// and what tells whether a touched file really changed. Not the identity of
/// the sound, which takes decoding. 128 bits of BLAKE3, so that two files of
/// the largest collection do not meet by chance.
pub(super) fn fingerprint(path: &Path) -> Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    let mut hasher = blake3::Hasher::new();
    hasher.update(&size.to_le_bytes());
    let last = size.saturating_sub(BLOCK);
    let mut block = Vec::new();
    for start in [0, last / 2, last] {
        file.seek(SeekFrom::Start(start))?;
        block.clear();
        file.by_ref().take(BLOCK).read_to_end(&mut block)?;
        hasher.update(&block);
    }
    Ok(hasher.finalize().as_bytes()[..16].to_vec())
}

/// What is encoded in a file ([`moodplane_audio::stream_id`]), without decoding it;
/// `None` for what is no audio. Reads the whole file.
pub(super) fn stream(path: &Path) -> Option<Vec<u8>> {
    let never = AtomicBool::new(false);
    let hex = moodplane_audio::stream_id(path, &Limits::default(), &never).ok()?;
    blob::identity(&hex)
}

//! Digests of files, and when they need not be taken again.
//!
//! A large model is hundreds of megabytes: taking its SHA-256 costs a second,
//! at every start. So the file's size and time of change are kept beside the
//! digest, and while both stand the file is taken for the same. That notices
//! every accident but not somebody who sets a file's time back on purpose;
//! `mood models verify` reads every byte.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::error::ModelError;

/// Read at a time: large enough that the disk is never waited for twice.
const PIECE: usize = 1 << 20;

/// What a file looks like from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was last changed, in nanoseconds since 1970.
    pub modified_ns: i64,
}

impl Stamp {
    /// The file's stamp as it is now.
    ///
    /// # Errors
    /// When the file cannot be looked at.
    pub fn of(path: &Path) -> Result<Self, ModelError> {
        let seen = std::fs::metadata(path).map_err(ModelError::file("read", path))?;
        let modified = seen.modified().map_err(ModelError::file("read", path))?;
        // A time before 1970 or after 2262 is no time; 0 never matches one.
        let modified_ns = modified
            .duration_since(UNIX_EPOCH)
            .ok()
            .and_then(|since| i64::try_from(since.as_nanos()).ok())
            .unwrap_or(0);
        Ok(Self {
            bytes: seen.len(),
            modified_ns,
        })
    }
}

/// SHA-256 of a file, in hex, read a piece at a time.
///
/// # Errors
/// When it cannot be read.
pub fn sha256(path: &Path) -> Result<String, ModelError> {
    take(Sha256::new(), path)
}

/// Git's id of a file's content: SHA-1 of `blob`, the length and the bytes.
///
/// # Errors
/// When it cannot be read.
pub fn git_blob(path: &Path) -> Result<String, ModelError> {
    let length = Stamp::of(path)?.bytes;
    take(Sha1::new_with_prefix(format!("blob {length}\0")), path)
}

fn take(mut digest: impl Digest, path: &Path) -> Result<String, ModelError> {
    let file = File::open(path).map_err(ModelError::file("read", path))?;
    let mut reader = BufReader::with_capacity(PIECE, file);
    loop {
        let piece = reader.fill_buf().map_err(ModelError::file("read", path))?;
        if piece.is_empty() {
            return Ok(hex(&digest.finalize()));
        }
        digest.update(piece);
        let length = piece.len();
        reader.consume(length);
    }
}

/// A small hash that is the same on every machine (FNV-1a, 64 bits), to share
/// things out by; it withstands no one who wants it fooled.
pub(crate) fn fnv1a(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Bytes in lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_the_standard_tools() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "hello\n").unwrap();
        // `sha256sum` and `git hash-object` of the same.
        assert_eq!(
            sha256(file.path()).unwrap(),
            "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"
        );
        assert_eq!(
            git_blob(file.path()).unwrap(),
            "ce013625030ba8dba906f756967f9e9ca394464a"
        );
    }
}

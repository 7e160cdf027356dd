//! A hash that is fed in small pieces.

use blake3::Hasher;

/// Bytes hashed at once: the hash reads many of its kilobytes side by side, and
/// a decoder's block alone has only two.
const HASHED_AT_ONCE: usize = 1 << 16;

/// A hash of a stream of bytes, however they come.
pub(crate) struct Digest {
    hash: Hasher,
    waiting: Vec<u8>,
}

impl Digest {
    pub(crate) fn new() -> Self {
        Self {
            hash: Hasher::new(),
            waiting: Vec::with_capacity(2 * HASHED_AT_ONCE),
        }
    }

    /// Lets `put` append bytes.
    pub(crate) fn push(&mut self, put: impl FnOnce(&mut Vec<u8>)) {
        put(&mut self.waiting);
        if self.waiting.len() >= HASHED_AT_ONCE {
            self.hash.update(&self.waiting);
            self.waiting.clear();
        }
    }

    /// 128 bits in hex: enough that no two sounds of a library meet by chance.
    pub(crate) fn finish(mut self) -> String {
        self.hash.update(&self.waiting);
        let mut hex = self.hash.finalize().to_hex().to_string();
        hex.truncate(32);
        hex
    }
}

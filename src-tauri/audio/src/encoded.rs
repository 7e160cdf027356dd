//! The identity of what is encoded, known without decoding it.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::digest::Digest;
use crate::{AudioError, Decoder, Limits};

/// Hashes the packets of one stream as the container holds them.
///
/// What it promises: a file has the same identity before and after its tags,
/// its pictures, its name or the layout of its container were changed, and no
/// other encoding of the sound has it. Where one packet ends and the next begins
/// does not count, as containers cut plain samples as they like. It needs the
/// file's bytes but no decoder, so it holds on every machine.
pub(crate) struct Packets(Digest);

impl Packets {
    pub(crate) fn new() -> Self {
        Self(Digest::new())
    }

    /// Takes the next packet.
    pub(crate) fn push(&mut self, packet: &[u8]) {
        self.0.push(|bytes| bytes.extend_from_slice(packet));
    }

    pub(crate) fn finish(self) -> String {
        self.0.finish()
    }
}

/// The identity of what is encoded in a file: [`crate::Heard::stream_id`] without
/// the hearing. Reads all of the file, decodes nothing but its first block.
///
/// # Errors
/// As [`Decoder::open`] and [`Decoder::next_block`]; [`AudioError::Stopped`] soon
/// after `stop` becomes true.
pub fn stream_id(path: &Path, limits: &Limits, stop: &AtomicBool) -> Result<String, AudioError> {
    let mut decoder = Decoder::open(path, limits)?;
    while decoder.pass_packet()? {
        if stop.load(Ordering::Relaxed) {
            return Err(AudioError::Stopped);
        }
    }
    Ok(decoder.stream_id())
}

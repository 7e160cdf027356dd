//! That two files sound the same, proved by hearing all of both.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::digest::Digest;
use crate::{AudioError, Decoder, Limits};

/// What a file sounds like, to the last bit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sound {
    /// Identity of what is encoded, in hex: that of [`crate::Heard::stream_id`].
    pub stream_id: String,
    /// Hash, in hex, of every decoded sample of every channel and of the sample rate.
    /// Of a lossy codec it is the same only on one machine and with one version of
    /// the decoders.
    pub samples: String,
}

/// Decodes all of a file. Two files whose answers are equal hold the same encoded
/// stream and decode to the same samples, whatever their tags.
///
/// # Errors
/// As [`Decoder::open`] and [`Decoder::next_block`]; [`AudioError::Stopped`] soon
/// after `stop` becomes true.
pub fn sound(path: &Path, limits: &Limits, stop: &AtomicBool) -> Result<Sound, AudioError> {
    let mut decoder = Decoder::open(path, limits)?;
    let info = decoder.info();
    let (rate, channels) = (info.sample_rate, info.channels as u64);
    let mut samples = Digest::new();
    samples.push(|bytes| {
        bytes.extend_from_slice(&rate.to_le_bytes());
        bytes.extend_from_slice(&channels.to_le_bytes());
    });
    while let Some(block) = decoder.next_block()? {
        if stop.load(Ordering::Relaxed) {
            return Err(AudioError::Stopped);
        }
        samples.push(|bytes| bytes.extend(block.iter().flat_map(|sample| sample.to_le_bytes())));
    }
    Ok(Sound {
        stream_id: decoder.stream_id(),
        samples: samples.finish(),
    })
}

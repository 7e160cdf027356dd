//! The identity of a sound, whatever file holds it and however it is encoded.

use crate::digest::Digest;

/// Hashes the decoded sound of one stream.
///
/// What it promises: two files whose decoded samples agree to 16 bits, at the
/// same sample rate, have the same identity, whatever their containers, tags,
/// pictures, names and dates (a WAV and the FLAC or ALAC made of it; an MP3
/// before and after its tags were edited). Files that sound alike but were
/// encoded differently have different ones. Lossy codecs are decoded in
/// floating point, so for them it holds on one machine and one version of the
/// decoders.
pub(crate) struct Identity {
    digest: Digest,
    frames: u64,
}

impl Identity {
    pub(crate) fn new(sample_rate: u32) -> Self {
        let mut digest = Digest::new();
        digest.push(|bytes| bytes.extend_from_slice(&sample_rate.to_le_bytes()));
        Self { digest, frames: 0 }
    }

    /// Takes the next samples of the mono mix.
    pub(crate) fn push(&mut self, mono: &[f32]) {
        self.frames += mono.len() as u64;
        self.digest.push(|bytes| {
            let old = bytes.len();
            bytes.resize(old + 2 * mono.len(), 0);
            let (pairs, _) = bytes[old..].as_chunks_mut::<2>();
            for (pair, &sample) in pairs.iter_mut().zip(mono) {
                *pair = sixteen_bits(sample);
            }
        });
    }

    pub(crate) fn finish(mut self) -> String {
        let frames = self.frames;
        self.digest
            .push(|bytes| bytes.extend_from_slice(&frames.to_le_bytes()));
        self.digest.finish()
    }
}

/// Rounds to nearest as 16-bit files were scaled: exact for them.
fn sixteen_bits(sample: f32) -> [u8; 2] {
    let nearest = sample * 32_768.0 + 0.5_f32.copysign(sample);
    // Within its range a cast to 32 bits is one instruction for several samples.
    let within = nearest.clamp(-32_768.0, 32_767.0);
    (within as i32 as i16).to_le_bytes()
}

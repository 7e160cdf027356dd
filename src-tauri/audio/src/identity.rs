//! The identity of a sound, whatever file holds it.

use blake3::Hasher;

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
    hash: Hasher,
    bytes: Vec<u8>,
    frames: u64,
}

impl Identity {
    pub(crate) fn new(sample_rate: u32) -> Self {
        let mut hash = Hasher::new();
        hash.update(&sample_rate.to_le_bytes());
        Self {
            hash,
            bytes: Vec::new(),
            frames: 0,
        }
    }

    /// Takes the next samples of the mono mix.
    pub(crate) fn push(&mut self, mono: &[f32]) {
        self.frames += mono.len() as u64;
        self.bytes.resize(2 * mono.len(), 0);
        for (pair, sample) in self.bytes.chunks_exact_mut(2).zip(mono) {
            // Rounds to nearest as 16-bit files were scaled: exact for them.
            // The cast saturates, and no NaN gets this far.
            let nearest = sample * 32_768.0 + 0.5_f32.copysign(*sample);
            pair.copy_from_slice(&(nearest as i16).to_le_bytes());
        }
        self.hash.update(&self.bytes);
    }

    /// 128 bits in hex: enough that no two sounds of a library meet by chance.
    pub(crate) fn finish(mut self) -> String {
        self.hash.update(&self.frames.to_le_bytes());
        let mut hex = self.hash.finalize().to_hex().to_string();
        hex.truncate(32);
        hex
    }
}

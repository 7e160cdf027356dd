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
    /// Samples that are still to be hashed, 16 bits each, little-endian.
    bytes: Vec<u8>,
    frames: u64,
}

/// Bytes hashed at once: the hash reads many of its kilobytes side by side, and
/// a decoder's block alone has only two.
const HASHED_AT_ONCE: usize = 1 << 16;

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
        let old = self.bytes.len();
        self.bytes.resize(old + 2 * mono.len(), 0);
        let (pairs, _) = self.bytes[old..].as_chunks_mut::<2>();
        for (pair, &sample) in pairs.iter_mut().zip(mono) {
            *pair = sixteen_bits(sample);
        }
        if self.bytes.len() >= HASHED_AT_ONCE {
            self.hash.update(&self.bytes);
            self.bytes.clear();
        }
    }

    /// 128 bits in hex: enough that no two sounds of a library meet by chance.
    pub(crate) fn finish(mut self) -> String {
        self.hash.update(&self.bytes);
        self.hash.update(&self.frames.to_le_bytes());
        let mut hex = self.hash.finalize().to_hex().to_string();
        hex.truncate(32);
        hex
    }
}

/// Rounds to nearest as 16-bit files were scaled: exact for them.
fn sixteen_bits(sample: f32) -> [u8; 2] {
    let nearest = sample * 32_768.0 + 0.5_f32.copysign(sample);
    // Within its range a cast to 32 bits is one instruction for several samples.
    let within = nearest.clamp(-32_768.0, 32_767.0);
    (within as i32 as i16).to_le_bytes()
}

//! Small files of noise with tags.

use std::fs;
use std::path::Path;

use lofty::config::WriteOptions;
use lofty::tag::{Tag, TagExt, TagType};

/// A quarter of a second of noise as WAV, another for each seed, with tags.
pub fn noise_wav(path: &Path, seed: u32, fill: impl FnOnce(&mut Tag)) {
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
    let noise: Vec<i16> = (0..2000)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 18) as i16
        })
        .collect();
    wav(path, &noise);
    set_tag(path, fill);
}

/// Replaces a WAV file's tags.
pub fn set_tag(path: &Path, fill: impl FnOnce(&mut Tag)) {
    let mut tag = Tag::new(TagType::Id3v2);
    fill(&mut tag);
    tag.save_to_path(path, WriteOptions::default()).unwrap();
}

/// Mono sound of 16 bits at 8 kHz.
pub fn wav(path: &Path, samples: &[i16]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let (rate, bytes) = (8000_u32, 2 * samples.len() as u32);
    let mut wav = Vec::new();
    wav.extend(b"RIFF");
    wav.extend((36 + bytes).to_le_bytes());
    wav.extend(b"WAVEfmt ");
    wav.extend(16_u32.to_le_bytes());
    wav.extend([1, 0, 1, 0]);
    wav.extend(rate.to_le_bytes());
    wav.extend((2 * rate).to_le_bytes());
    wav.extend([2, 0, 16, 0]);
    wav.extend(b"data");
    wav.extend(bytes.to_le_bytes());
    wav.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    fs::write(path, wav).unwrap();
}

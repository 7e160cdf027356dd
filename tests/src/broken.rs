//! Files that are broken in as many ways as an old collection's are.

use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::{encode, song};

/// Fills a folder with twenty broken things that are called like music. For
/// each, its name and the codes that may be given for it.
///
/// # Errors
/// If one cannot be made.
pub fn break_files(folder: &Path) -> Result<Vec<(&'static str, &'static [&'static str])>> {
    let source = tempfile::tempdir()?;
    let wav = source.path().join("whole.wav");
    song(&wav, 6, 1)?;
    let whole = |ending: &str, how: &[&str]| -> Result<Vec<u8>> {
        Ok(fs::read(encode(&wav, ending, how)?)?)
    };
    let (flac, mp3) = (whole("flac", &[])?, whole("mp3", &[])?);
    let (ogg, m4a) = (whole("ogg", &["-c:a", "libvorbis"])?, whole("m4a", &[])?);
    let wave = fs::read(&wav)?;
    let put = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes);

    put("empty.mp3", b"")?;
    put(
        "text.mp3",
        "This is a shopping list, not music.\n"
            .repeat(400)
            .as_bytes(),
    )?;
    put(
        "page.flac",
        "<!DOCTYPE html><html><body>404</body></html>".as_bytes(),
    )?;
    put("picture.ogg", &picture())?;
    put("zeros.mp3", &[0; 300_000])?;
    put("noise.mp3", &noise(300_000))?;
    put("header-only.flac", &flac[..42])?;
    put("header-only.wav", &wave[..44])?;
    put("header-only.ogg", &ogg[..100])?;
    put("cut.flac", &flac[..flac.len() / 3])?;
    put("cut.wav", &wave[..wave.len() / 3])?;
    // ffmpeg writes an MP4's index last: what is cut off has none.
    put("cut.m4a", &m4a[..m4a.len() / 2])?;
    put("rate.wav", &with_rate(&wave, 4_000_000_000))?;
    put("no-rate.wav", &with_rate(&wave, 0))?;
    put("many-channels.wav", &with_channels(&wave, 60_000))?;
    put("short.mp3", &mp3[..900])?;
    tone(&folder.join("blip.wav"), 0.05, 0.5)?;
    tone(&folder.join("silence.wav"), 5.0, 0.0)?;
    fs::create_dir(folder.join("folder.mp3"))?;
    special(folder)?;
    Ok(vec![
        ("empty.mp3", &["empty"]),
        ("text.mp3", &["not_audio"]),
        ("page.flac", &["not_audio"]),
        ("picture.ogg", &["not_audio"]),
        ("zeros.mp3", &["not_audio", "silence"]),
        ("noise.mp3", &["not_audio", "bad_stream"]),
        ("header-only.flac", &["empty", "truncated", "bad_stream"]),
        ("header-only.wav", &["empty", "truncated"]),
        ("header-only.ogg", &["empty", "truncated", "bad_stream"]),
        ("cut.flac", &["truncated"]),
        ("cut.wav", &["truncated"]),
        ("cut.m4a", &["truncated"]),
        ("rate.wav", &["sample_rate", "bad_stream"]),
        ("no-rate.wav", &["sample_rate", "bad_stream"]),
        ("many-channels.wav", &["channels", "bad_stream"]),
        (
            "short.mp3",
            &["too_short", "not_audio", "truncated", "empty"],
        ),
        ("blip.wav", &["too_short"]),
        ("silence.wav", &["silence"]),
        ("folder.mp3", &["not_a_file"]),
        #[cfg(unix)]
        ("link.mp3", &["missing", "unreadable"]),
        #[cfg(unix)]
        ("pipe.mp3", &["not_a_file"]),
        #[cfg(unix)]
        ("device.mp3", &["not_a_file"]),
    ])
}

/// A link to nothing, a pipe that nobody writes to and a link to a device
/// that never ends: reading one of the last two would hang.
#[cfg(unix)]
fn special(folder: &Path) -> Result<()> {
    use std::os::unix::fs::symlink;
    symlink(folder.join("gone"), folder.join("link.mp3"))?;
    symlink("/dev/zero", folder.join("device.mp3"))?;
    let pipe = std::process::Command::new("mkfifo")
        .arg(folder.join("pipe.mp3"))
        .status()?;
    anyhow::ensure!(pipe.success(), "no pipe could be made");
    Ok(())
}

#[cfg(not(unix))]
fn special(_: &Path) -> Result<()> {
    Ok(())
}

/// The smallest PNG picture.
fn picture() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0".to_vec();
    bytes.extend([0x3a, 0x7e, 0x9b, 0x55]);
    bytes.extend(b"\0\0\0\nIDATx\x9cc\xf8\x0f\0\x01\x01\x01\0");
    bytes.extend(b"\0\0\0\0IEND\xaeB`\x82");
    bytes
}

/// Bytes without any order (a linear congruential generator's upper halves).
fn noise(count: usize) -> Vec<u8> {
    let mut state = 42_u64;
    std::iter::repeat_with(|| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 56) as u8
    })
    .take(count)
    .collect()
}

/// The same with another sample rate in the header.
fn with_rate(wave: &[u8], rate: u32) -> Vec<u8> {
    let mut bytes = wave.to_vec();
    bytes[24..28].copy_from_slice(&rate.to_le_bytes());
    bytes
}

/// The same with another number of channels in the header.
fn with_channels(wave: &[u8], channels: u16) -> Vec<u8> {
    let mut bytes = wave.to_vec();
    bytes[22..24].copy_from_slice(&channels.to_le_bytes());
    bytes
}

fn tone(path: &Path, seconds: f32, loudness: f32) -> Result<()> {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 44_100,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut wav = hound::WavWriter::create(path, spec)?;
    for at in 0..(seconds * 44_100.0) as u32 {
        let phase = 0.06 * at as f32;
        wav.write_sample((loudness * 32_000.0 * phase.sin()) as i16)?;
    }
    Ok(wav.finalize()?)
}

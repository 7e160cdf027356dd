//! The last step before a recording leaves the house: loudness and files.

use std::ffi::OsStr;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use super::RATE;
use super::pieces::{Piece, Quadrant};

/// Nothing rises above this: -2 dBFS leaves room for what a lossy codec adds.
const CEILING: f32 = 0.79;

/// The loudness a piece is brought to, LUFS: the streaming services' level,
/// and less where loudness would contradict the mood.
fn target_lufs(piece: &Piece) -> f64 {
    match piece.quadrant {
        Quadrant::Excited | Quadrant::Tense => -14.0,
        Quadrant::Sad | Quadrant::Calm => -18.0,
    }
}

/// Brings a recording to its loudness, with rounded peaks and a fade at the
/// end; samples interleaved.
pub fn master(piece: &Piece, [left, right]: [Vec<f32>; 2]) -> Result<Vec<f32>> {
    let mut samples: Vec<f32> = left
        .into_iter()
        .zip(right)
        .flat_map(|(l, r)| [l, r])
        .collect();
    // The limiter takes some loudness away: the second round gives it back.
    for _ in 0..2 {
        let gain = 10f64.powf((target_lufs(piece) - loudness(&samples)?) / 20.0);
        for sample in &mut samples {
            *sample = round_off(*sample * gain as f32);
        }
    }
    let fade = (1.5 * 2.0 * RATE) as usize;
    let start = samples.len().saturating_sub(fade);
    for (at, sample) in samples[start..].iter_mut().enumerate() {
        *sample *= 1.0 - at as f32 / fade as f32;
    }
    Ok(samples)
}

/// Leaves the lower half alone and bends the rest under the ceiling.
fn round_off(sample: f32) -> f32 {
    let knee = 0.5;
    let size = sample.abs();
    if size <= knee {
        return sample;
    }
    let room = CEILING - knee;
    sample.signum() * (knee + room * ((size - knee) / room).tanh())
}

/// Integrated loudness, LUFS (EBU R 128), as ffmpeg hears it.
fn loudness(samples: &[f32]) -> Result<f64> {
    let report = ffmpeg(samples, ["-af", "ebur128", "-f", "null", "-"])?;
    let (_, summary) = report
        .rsplit_once("I:")
        .context("ffmpeg did not say the loudness")?;
    let number = summary.split_whitespace().next().unwrap_or_default();
    number
        .parse()
        .with_context(|| format!("no loudness: {number}"))
}

/// Writes a piece as Opus with its tags.
pub fn write(piece: &Piece, track: usize, samples: &[f32], to: &Path) -> Result<()> {
    let tags = [
        format!("title={}", piece.title),
        "artist=Moodplane".into(),
        "album=Demo".into(),
        format!("track={track}"),
        format!("genre={}", piece.genre),
        "date=2026".into(),
        "license=https://creativecommons.org/publicdomain/zero/1.0/".into(),
        "copyright=CC0 1.0: no rights reserved".into(),
    ];
    // 80 kbit/s is where Opus can hardly be told from the original, and ten
    // pieces stay small. Bit-exact, so that a second run changes no file.
    let mut arguments: Vec<String> = [
        "-c:a",
        "libopus",
        "-b:a",
        "80k",
        "-fflags",
        "+bitexact",
        "-y",
    ]
    .map(String::from)
    .into();
    for tag in tags {
        arguments.extend(["-metadata".into(), tag]);
    }
    let to = to.to_str().context("the folder's name is not Unicode")?;
    arguments.push(to.into());
    ffmpeg(samples, arguments).map(drop)
}

/// Feeds samples to ffmpeg and returns what it says.
fn ffmpeg(
    samples: &[f32],
    arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
) -> Result<String> {
    let mut child = Command::new("ffmpeg")
        .args(["-hide_banner", "-nostats", "-f", "f32le", "-ar", "48000"])
        .args(["-ac", "2", "-i", "-"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .context("ffmpeg is needed to encode music; please install it")?;
    let bytes: Vec<u8> = samples
        .iter()
        .flat_map(|sample| sample.to_le_bytes())
        .collect();
    let mut pipe = child.stdin.take().context("ffmpeg has no input")?;
    // Fed from the side: ffmpeg may fill its own pipe meanwhile.
    let feeder = std::thread::spawn(move || pipe.write_all(&bytes));
    let output = child.wait_with_output()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if !output.status.success() {
        bail!("ffmpeg failed: {said}");
    }
    feeder
        .join()
        .ok()
        .context("ffmpeg did not take the music")??;
    Ok(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peaks_are_rounded_below_the_ceiling() {
        assert_eq!(round_off(-0.4), -0.4);
        assert!((0.5..CEILING).contains(&round_off(0.9)));
        assert!(round_off(-30.0) >= -CEILING);
    }
}

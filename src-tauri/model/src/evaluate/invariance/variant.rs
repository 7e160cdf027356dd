//! The forms that a track may come in.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::excerpt::{Excerpt, Samples};
use crate::error::ModelError;

/// Another form of the same track.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// FLAC.
    Flac,
    /// MP3, 128 kbit/s.
    Mp3,
    /// AAC in M4A, 128 kbit/s.
    Aac,
    /// Opus, 96 kbit/s.
    Opus,
    /// Turned down or up to -20 LUFS.
    Quiet,
    /// Turned up to -8 LUFS, however high the peaks go.
    Loud,
    /// The same with the peaks cut off at full scale.
    Clipped,
    /// 3 s of silence in front.
    Late,
    /// One channel, the mean of two.
    Mono,
}

/// Loudness of a track turned down, as for broadcasts and films, LUFS.
const QUIET_LUFS: f32 = -20.0;
/// Loudness of a track mastered as loud as they come, LUFS.
const LOUD_LUFS: f32 = -8.0;
/// Silence in front, s.
const SILENCE_S: f64 = 3.0;

impl Variant {
    /// All there are.
    pub const ALL: [Self; 9] = [
        Self::Flac,
        Self::Mp3,
        Self::Aac,
        Self::Opus,
        Self::Quiet,
        Self::Loud,
        Self::Clipped,
        Self::Late,
        Self::Mono,
    ];

    /// What it is called in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Flac => "FLAC",
            Self::Mp3 => "MP3 128 kbit/s",
            Self::Aac => "AAC 128 kbit/s",
            Self::Opus => "Opus 96 kbit/s",
            Self::Quiet => "-20 LUFS",
            Self::Loud => "-8 LUFS",
            Self::Clipped => "-8 LUFS, clipped",
            Self::Late => "3 s of silence first",
            Self::Mono => "mono",
        }
    }

    /// What ffmpeg is told to make it: the encoder, a bit rate, the file's ending.
    fn codec(self) -> Option<(&'static str, Option<&'static str>, &'static str)> {
        match self {
            Self::Flac => Some(("flac", None, "flac")),
            Self::Mp3 => Some(("libmp3lame", Some("128k"), "mp3")),
            Self::Aac => Some(("aac", Some("128k"), "m4a")),
            Self::Opus => Some(("libopus", Some("96k"), "opus")),
            Self::Quiet | Self::Loud | Self::Clipped | Self::Late | Self::Mono => None,
        }
    }

    /// Those that can be made here: all, but for those whose encoders are not in
    /// the ffmpeg on the search path.
    pub fn possible() -> Vec<Self> {
        let asked = Command::new("ffmpeg")
            .args(["-v", "error", "-nostdin", "-encoders"])
            .stderr(Stdio::null())
            .output();
        let said = asked.map_or_else(
            |_| String::new(),
            |output| String::from_utf8_lossy(&output.stdout).into_owned(),
        );
        // A line an encoder: its abilities, its name, and what it is.
        let has = |name: &str| {
            let mut names = said.lines().filter_map(|l| l.split_whitespace().nth(1));
            names.any(|other| other == name)
        };
        let possible = |variant: &Self| variant.codec().is_none_or(|(encoder, ..)| has(encoder));
        Self::ALL.into_iter().filter(possible).collect()
    }

    /// Writes the variant of an excerpt into `folder` and gives where; `None` where
    /// there is no such variant of it: of loudness without a loudness, of mono in
    /// mono. `wav` is the excerpt as it was written, `lufs` its loudness.
    ///
    /// # Errors
    /// [`ModelError::File`] when it cannot be written, [`ModelError::Data`] when
    /// ffmpeg fails.
    pub fn write(
        self,
        excerpt: &Excerpt,
        wav: &Path,
        lufs: Option<f32>,
        folder: &Path,
    ) -> Result<Option<PathBuf>, ModelError> {
        if let Some((encoder, rate, ending)) = self.codec() {
            let to = folder.join("variant").with_extension(ending);
            return encode(wav, encoder, rate, &to).map(|()| Some(to));
        }
        let to = folder.join("variant.wav");
        let gain = |to: f32| lufs.map(|lufs| 10_f32.powf((to - lufs) / 20.0));
        let changed = match self {
            Self::Quiet => gain(QUIET_LUFS).map(|g| (excerpt.louder(g), Samples::Float)),
            Self::Loud => gain(LOUD_LUFS).map(|g| (excerpt.louder(g), Samples::Float)),
            Self::Clipped => gain(LOUD_LUFS).map(|g| (excerpt.louder(g), Samples::Whole)),
            Self::Late => Some((excerpt.later(SILENCE_S), Samples::Whole)),
            _ => excerpt.mono().map(|mono| (mono, Samples::Whole)),
        };
        let Some((changed, samples)) = changed else {
            return Ok(None);
        };
        changed.write(&to, samples)?;
        Ok(Some(to))
    }
}

fn encode(wav: &Path, encoder: &str, rate: Option<&str>, to: &Path) -> Result<(), ModelError> {
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg
        .args(["-v", "error", "-nostdin", "-y", "-i"])
        .arg(wav);
    ffmpeg.args(["-c:a", encoder]);
    if let Some(rate) = rate {
        ffmpeg.args(["-b:a", rate]);
    }
    let run = ffmpeg.arg(to).output();
    let output = run.map_err(ModelError::file("run", Path::new("ffmpeg")))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.lines().next().unwrap_or("it failed");
    Err(ModelError::data(
        to,
        format!("ffmpeg cannot make it: {said}"),
    ))
}

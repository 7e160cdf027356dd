//! Why a file could not be heard: one type for the whole crate.
//!
//! Every error has a code for programs, which never changes, and one sentence
//! for people that says what they can do. Bad files are the normal case in an
//! old music folder, so the sentences are part of the product.

use std::io;

/// Why a file could not be heard. `Display` is one sentence for people.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AudioError {
    /// The path is a folder, a pipe, a socket or a device.
    #[error("This is not a file but a {0}: add the audio files themselves.")]
    NotAFile(&'static str),
    /// Nothing is at the path, or a link points to nothing.
    #[error("The file is not there: bring back the drive or folder it was on, or remove it.")]
    Missing,
    /// The operating system does not let the file be read.
    #[error("The file cannot be read ({0}): check its permissions and the drive it is on.")]
    Unreadable(#[source] io::Error),
    /// The file has no bytes, or no sound between its headers.
    #[error("There is no sound in the file: get a whole copy of it, or remove it.")]
    Empty,
    /// The content is no audio, whatever its name says.
    #[error("The content is not audio, whatever the name says: remove the file or rename it.")]
    NotAudio,
    /// A known kind of audio that has no decoder here.
    #[error("{0} cannot be decoded here: convert the file to FLAC, MP3 or Opus.")]
    UnsupportedCodec(String),
    /// The audio is encrypted.
    #[error("The file is copy-protected (DRM): get a copy without protection.")]
    Drm,
    /// The file ends before the sound that its header declares does.
    #[error("The file is cut off ({0}): get a whole copy of it.")]
    Truncated(String),
    /// Shorter than [`crate::Limits::min_duration_s`].
    #[error("At {0:.2} s the sound is too short to say anything about it: leave the file out.")]
    TooShort(f64),
    /// Longer than [`crate::Limits::max_duration_s`].
    #[error("The sound is longer than {0:.0} hours: split the file into tracks.")]
    TooLong(f64),
    /// Nothing in the file rises above the noise floor.
    #[error("The file is silent from start to end: check the recording.")]
    Silence,
    /// Decoding took longer than [`crate::Limits::max_decode_time`].
    #[error("Decoding took more than {0:.0} s and was given up: check the file and the drive.")]
    TooSlow(f64),
    /// More channels than [`crate::Limits::max_channels`].
    #[error("The file has {0} channels, more than can be used: convert it to stereo.")]
    Channels(usize),
    /// A sample rate that no music has.
    #[error("The header claims {0} samples a second, which no music has: get a sound copy.")]
    SampleRate(u32),
    /// The stream is damaged beyond use.
    #[error("The file is damaged ({0}): get a sound copy of it.")]
    BadStream(String),
    /// A decoder had a bug and was stopped.
    #[error("The decoder failed on this file ({0}): convert it to another format.")]
    DecoderPanic(String),
    /// The user stopped the work; says nothing of the file.
    #[error("Stopped before the end: start it again when you like.")]
    Stopped,
}

impl AudioError {
    /// A stable word for programs, such as `not_audio`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAFile(_) => "not_a_file",
            Self::Missing => "missing",
            Self::Unreadable(_) => "unreadable",
            Self::Empty => "empty",
            Self::NotAudio => "not_audio",
            Self::UnsupportedCodec(_) => "unsupported_codec",
            Self::Drm => "drm",
            Self::Truncated(_) => "truncated",
            Self::TooShort(_) => "too_short",
            Self::TooLong(_) => "too_long",
            Self::Silence => "silence",
            Self::TooSlow(_) => "too_slow",
            Self::Channels(_) => "channels",
            Self::SampleRate(_) => "sample_rate",
            Self::BadStream(_) => "bad_stream",
            Self::DecoderPanic(_) => "decoder_panic",
            Self::Stopped => "stopped",
        }
    }
}

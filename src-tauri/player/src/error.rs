//! What can go wrong with playback, in sentences for the window.

use serde::{Deserialize, Serialize};
use specta::Type;
use thiserror::Error;

/// Why nothing can be heard, or why a file was skipped.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PlayerError {
    /// The machine has no sound device, or none that can be opened.
    #[error(
        "There is no sound device to play on: connect or switch one on, then press play again \
         ({0})."
    )]
    NoDevice(String),
    /// The device went away while it was in use.
    #[error("The sound device went away: press play to use the one that is there now.")]
    DeviceLost,
    /// One file of the queue cannot be played.
    #[error("“{name}” was skipped. {reason}")]
    Skipped {
        /// The file's name without its folder.
        name: String,
        /// Why, as a stable word, such as `not_audio`.
        cause: &'static str,
        /// The decoder's own sentence.
        reason: String,
    },
    /// The conversion to the device's sample rate cannot be set up.
    #[error("Sound at {from} Hz cannot be converted for a device at {to} Hz: {reason}.")]
    Rate {
        /// The file's sample rate, Hz.
        from: u32,
        /// The device's sample rate, Hz.
        to: u32,
        /// What the converter said.
        reason: String,
    },
}

impl PlayerError {
    /// A stable word for programs, such as `no_device`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoDevice(_) => "no_device",
            Self::DeviceLost => "device_lost",
            Self::Skipped { .. } => "skipped",
            Self::Rate { .. } => "rate",
        }
    }
}

/// What is wrong, as the window is told: words for its own language, and an
/// English sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PlayerProblem {
    /// As [`PlayerError::code`].
    pub code: String,
    /// One sentence that says what the user can do.
    pub message: String,
    /// The name of the file that it is about.
    pub about: Option<String>,
    /// The code of what is wrong with that file.
    pub cause: Option<String>,
}

impl From<PlayerError> for PlayerProblem {
    fn from(error: PlayerError) -> Self {
        let (code, message) = (error.code().to_owned(), error.to_string());
        let (about, cause) = match error {
            PlayerError::Skipped { name, cause, .. } => (Some(name), Some(cause.to_owned())),
            _ => (None, None),
        };
        Self {
            code,
            message,
            about,
            cause,
        }
    }
}

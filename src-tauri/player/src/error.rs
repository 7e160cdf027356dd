//! What can go wrong with playback, in sentences for the window.

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

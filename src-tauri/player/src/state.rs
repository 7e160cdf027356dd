//! What the window shows of playback.

use serde::{Deserialize, Serialize};
use specta::Type;

/// A snapshot of the player. It is published whenever it changes, and five
/// times a second while something plays.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct PlayerState {
    /// The track that plays or would play, by its id.
    pub track: Option<u32>,
    /// Whether it plays; it also does while a preview holds it up.
    pub playing: bool,
    /// Where in the track, s, by the samples the device has really taken.
    pub position_s: f32,
    /// The track's length, s, where its file says.
    pub duration_s: Option<f32>,
    /// The volume as the user set it, 0-1, on a perceptual scale.
    pub volume: f32,
    /// The ids of the queue, in playing order.
    pub queue: Vec<u32>,
    /// The place of `track` in `queue`.
    pub queue_index: Option<u32>,
    /// The sound device's name, once it is open.
    pub device: Option<String>,
    /// The track whose preview is heard in its place just now, by its id.
    pub preview: Option<u32>,
    /// What is wrong, in one sentence, until the user's next command.
    pub problem: Option<String>,
}

impl Default for PlayerState {
    fn default() -> Self {
        Self {
            track: None,
            playing: false,
            position_s: 0.0,
            duration_s: None,
            volume: 1.0,
            queue: Vec::new(),
            queue_index: None,
            device: None,
            preview: None,
            problem: None,
        }
    }
}

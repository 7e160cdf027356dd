//! What the window shows of playback.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{Level, PlayerProblem, Repeat};

/// A snapshot of the player. It is published whenever it changes, and five
/// times a second while something plays; so what may be long, the queue, is
/// only counted here.
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
    /// How many places the queue has.
    pub queue_length: u32,
    /// Changes whenever the queue does: then ask for it again.
    pub queue_version: u32,
    /// The place of `track` in the queue.
    pub queue_index: Option<u32>,
    /// Whether the queue is shuffled.
    pub shuffle: bool,
    /// What follows the queue's end.
    pub repeat: Repeat,
    /// How loudness is levelled.
    pub level: Level,
    /// Over how many seconds tracks fade into each other, 0-12.
    pub crossfade_s: f32,
    /// The sound device's name, once it is open.
    pub device: Option<String>,
    /// The device that the user chose, by its name; `None`: the system's own.
    pub chosen_device: Option<String>,
    /// The track whose preview is heard in its place just now, by its id.
    pub preview: Option<u32>,
    /// What is wrong, until the user's next command.
    pub problem: Option<PlayerProblem>,
}

impl Default for PlayerState {
    fn default() -> Self {
        Self {
            track: None,
            playing: false,
            position_s: 0.0,
            duration_s: None,
            volume: 1.0,
            queue_length: 0,
            queue_version: 0,
            queue_index: None,
            shuffle: false,
            repeat: Repeat::Off,
            level: Level::default(),
            crossfade_s: 0.0,
            device: None,
            chosen_device: None,
            preview: None,
            problem: None,
        }
    }
}

/// The queue, in playing order, as columns of equal length.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Type)]
pub struct QueueState {
    /// As in [`PlayerState::queue_version`].
    pub version: u32,
    /// A key for each place, which it keeps wherever it is moved to.
    pub keys: Vec<u32>,
    /// The track in each place, by its id.
    pub ids: Vec<u32>,
}

/// What is kept of a player over the end of the program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// The tracks of the queue, in playing order.
    pub tracks: Vec<u32>,
    /// While it is shuffled: the places of `tracks` in the order from before.
    pub unshuffled: Option<Vec<usize>>,
    /// The playing one's place in `tracks`.
    pub index: usize,
    /// Where in it, s.
    pub position_s: f32,
    /// The volume, 0-1.
    pub volume: f32,
    /// What follows the queue's end.
    pub repeat: Repeat,
    /// How loudness is levelled.
    pub level: Level,
    /// Over how many seconds tracks fade into each other, 0-12.
    #[serde(default)]
    pub crossfade_s: f32,
    /// The device that the user chose.
    pub device: Option<String>,
}

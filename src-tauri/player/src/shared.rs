//! What the player's thread leaves for whoever asks.

use std::sync::Arc;

use crate::queue::Sequence;
use crate::{Kept, PlayerState, QueueState};

/// The state and the queue as last published.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    pub(crate) state: PlayerState,
    pub(crate) sequence: Arc<Sequence>,
    pub(crate) unshuffled: Option<Vec<u32>>,
}

impl Shared {
    pub(crate) fn queue(&self) -> QueueState {
        let entries = &self.sequence.entries;
        QueueState {
            version: self.state.queue_version,
            keys: entries.iter().map(|entry| entry.key).collect(),
            ids: entries.iter().map(|entry| entry.item.id).collect(),
        }
    }

    pub(crate) fn kept(&self) -> Kept {
        let state = &self.state;
        let entries = &self.sequence.entries;
        let places = |keys: &Vec<u32>| {
            let place = |key: &u32| self.sequence.place(*key);
            keys.iter().filter_map(place).collect()
        };
        Kept {
            tracks: entries.iter().map(|entry| entry.item.id).collect(),
            unshuffled: self.unshuffled.as_ref().map(places),
            index: state.queue_index.unwrap_or_default() as usize,
            position_s: state.position_s,
            volume: state.volume,
            repeat: state.repeat,
            level: state.level,
            crossfade_s: state.crossfade_s,
            device: state.chosen_device.clone(),
        }
    }
}

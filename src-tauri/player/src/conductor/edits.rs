//! What the user does to the queue while it plays.

use std::sync::Arc;

use super::{Conductor, EditCommand};
use crate::feeder::Job;
use crate::{Item, Kept};

impl Conductor {
    pub(super) fn edit(&mut self, edit: EditCommand) {
        let playing = self.key;
        let place = self.place();
        match edit {
            EditCommand::Insert(items, spot) => self.queue.insert(items, spot, place),
            EditCommand::Shift(keys, before) => self.queue.shift(&keys, before),
            EditCommand::Remove(keys) => {
                self.remove(&keys);
                return;
            }
            EditCommand::ClearAhead => {
                let ahead = place.map_or(0, |place| place + 1);
                let entries = self.queue.sequence.entries.iter().skip(ahead);
                let keys: Vec<u32> = entries.map(|entry| entry.key).collect();
                self.queue.remove(&keys);
            }
            EditCommand::Shuffle(on) => {
                self.queue.shuffle(on, place);
                self.state.shuffle = on;
            }
            EditCommand::Repeat(repeat) => {
                self.queue.set_repeat(repeat);
                self.state.repeat = repeat;
            }
        }
        self.edited();
        if playing.is_none() {
            self.point_at_place(0, 0.0);
        }
    }

    /// Removes places. The one behind the playing one takes its turn where that
    /// goes; behind the last there is none.
    fn remove(&mut self, keys: &[u32]) {
        let gone = self.key.filter(|key| keys.contains(key));
        let before = self.place().unwrap_or_default();
        let entries = &self.queue.sequence.entries;
        let heir = entries[before.min(entries.len())..]
            .iter()
            .find(|entry| !keys.contains(&entry.key))
            .map(|entry| entry.key);
        self.queue.remove(keys);
        self.edited();
        if gone.is_none() {
            return;
        }
        match heir.and_then(|key| self.queue.sequence.place(key)) {
            Some(place) if self.state.playing => self.start(place),
            Some(place) => self.point_at_place(place, 0.0),
            None => {
                self.silence();
                self.finish();
            }
        }
    }

    /// Takes up a queue of an earlier day, paused, without what has gone.
    pub(super) fn restore(&mut self, kept: Kept, items: Vec<Option<Item>>) {
        let index = kept.index;
        let there: Vec<bool> = items.iter().map(Option::is_some).collect();
        let place = |index: usize| there[..index].iter().filter(|there| **there).count();
        let is_there = there.get(index).is_some_and(|there| *there);
        let at_s = if is_there {
            f64::from(kept.position_s)
        } else {
            0.0
        };
        self.queue.replace(items.into_iter().flatten().collect());
        self.queue.unshuffled = kept.unshuffled.map(|places| {
            let places = places
                .into_iter()
                .filter(|index| there.get(*index) == Some(&true));
            let entries = &self.queue.sequence.entries;
            places.map(|index| entries[place(index)].key).collect()
        });
        self.queue.set_repeat(kept.repeat);
        self.state.shuffle = self.queue.unshuffled.is_some();
        self.state.repeat = kept.repeat;
        self.state.volume = kept.volume.clamp(0.0, 1.0);
        self.state.level = kept.level;
        self.state.chosen_device = kept.device;
        self.set_crossfade(kept.crossfade_s);
        self.edited();
        let last = self.queue.sequence.entries.len().saturating_sub(1);
        self.point_at_place(place(index.min(there.len())).min(last), at_s.max(0.0));
    }

    /// Tells all of them that the queue is another.
    fn edited(&mut self) {
        self.edits = self.edits.wrapping_add(1);
        self.tell(Job::Edit {
            edits: self.edits,
            sequence: Arc::clone(&self.queue.sequence),
        });
        self.count();
    }

    /// Brings what the state says of the queue up to date.
    pub(super) fn count(&mut self) {
        self.state.queue_version = self.state.queue_version.wrapping_add(1);
        let length = self.queue.sequence.entries.len();
        self.state.queue_length = u32::try_from(length).unwrap_or(u32::MAX);
        self.state.queue_index = self.place().and_then(|place| u32::try_from(place).ok());
    }
}

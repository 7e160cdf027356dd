//! The queue: what is played in which order, and how it may be changed.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::Item;

/// What follows the end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Repeat {
    /// After the last track, playback stops.
    #[default]
    Off,
    /// After the last track comes the first.
    All,
    /// After each track comes itself, until the user goes on.
    One,
}

/// A place of the queue. A track may stand in several; the key tells them apart
/// and stays with its place wherever that is moved to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) key: u32,
    pub(crate) item: Item,
}

/// The entries in playing order, as the feeder follows them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sequence {
    pub(crate) entries: Vec<Entry>,
    pub(crate) repeat: Repeat,
}

impl Sequence {
    pub(crate) fn place(&self, key: u32) -> Option<usize> {
        self.entries.iter().position(|entry| entry.key == key)
    }

    pub(crate) fn get(&self, key: u32) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// What is played after this one by itself.
    pub(crate) fn after(&self, key: u32) -> Option<&Entry> {
        let place = self.place(key)?;
        match self.repeat {
            Repeat::One => self.entries.get(place),
            Repeat::All => self.entries.get((place + 1) % self.entries.len()),
            Repeat::Off => self.entries.get(place + 1),
        }
    }
}

/// Where tracks are put into the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// After the one that plays.
    Next,
    /// Behind all others.
    End,
    /// Before the place with this key.
    Before(u32),
}

/// The queue and all that may be done to it.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    pub(crate) sequence: Arc<Sequence>,
    /// The keys in the order from before the shuffle, while it is on.
    pub(crate) unshuffled: Option<Vec<u32>>,
    keys: u32,
}

impl Queue {
    /// Puts items in place of all there is; the order is as given, also while
    /// the shuffle is on.
    pub(crate) fn replace(&mut self, items: Vec<Item>) {
        let entries = self.entries(items);
        if let Some(unshuffled) = &mut self.unshuffled {
            *unshuffled = entries.iter().map(|entry| entry.key).collect();
        }
        self.sequence = Arc::new(Sequence {
            entries,
            repeat: self.sequence.repeat,
        });
    }

    pub(crate) fn insert(&mut self, items: Vec<Item>, spot: Spot, playing: Option<usize>) {
        let entries = self.entries(items);
        let sequence = Arc::make_mut(&mut self.sequence);
        let end = sequence.entries.len();
        let at = match spot {
            Spot::Next => playing.map_or(0, |place| place + 1).min(end),
            Spot::End => end,
            Spot::Before(key) => sequence.place(key).unwrap_or(end),
        };
        if let Some(unshuffled) = &mut self.unshuffled {
            // They belong behind what they were put behind.
            let before = at.checked_sub(1).map(|place| sequence.entries[place].key);
            let place = match before {
                _ if spot == Spot::End => unshuffled.len(),
                Some(key) => (unshuffled.iter())
                    .position(|other| *other == key)
                    .map_or(unshuffled.len(), |place| place + 1),
                None => 0,
            };
            unshuffled.splice(place..place, entries.iter().map(|entry| entry.key));
        }
        sequence.entries.splice(at..at, entries);
    }

    /// Moves places before another, or to the end, in the order they stand in.
    pub(crate) fn shift(&mut self, keys: &[u32], before: Option<u32>) {
        let sequence = Arc::make_mut(&mut self.sequence);
        let is_moved = |entry: &Entry| keys.contains(&entry.key);
        let to = before
            .and_then(|key| sequence.place(key))
            .unwrap_or(sequence.entries.len());
        let at = sequence.entries[..to]
            .iter()
            .filter(|entry| !is_moved(entry))
            .count();
        let (moved, mut rest): (Vec<_>, Vec<_>) = std::mem::take(&mut sequence.entries)
            .into_iter()
            .partition(is_moved);
        rest.splice(at..at, moved);
        sequence.entries = rest;
    }

    pub(crate) fn remove(&mut self, keys: &[u32]) {
        let sequence = Arc::make_mut(&mut self.sequence);
        sequence.entries.retain(|entry| !keys.contains(&entry.key));
        if let Some(unshuffled) = &mut self.unshuffled {
            unshuffled.retain(|key| !keys.contains(key));
        }
    }

    pub(crate) fn set_repeat(&mut self, repeat: Repeat) {
        Arc::make_mut(&mut self.sequence).repeat = repeat;
    }

    /// Mixes the order, the playing one first and every other once after it; or
    /// goes back to the order from before.
    pub(crate) fn shuffle(&mut self, on: bool, playing: Option<usize>) {
        let sequence = Arc::make_mut(&mut self.sequence);
        if on {
            let keys = sequence.entries.iter().map(|entry| entry.key);
            self.unshuffled.get_or_insert_with(|| keys.collect());
            let from = match playing.filter(|place| *place < sequence.entries.len()) {
                Some(place) => {
                    sequence.entries[..=place].rotate_right(1);
                    1
                }
                None => 0,
            };
            fastrand::shuffle(&mut sequence.entries[from..]);
        } else if let Some(order) = self.unshuffled.take() {
            let place = |entry: &Entry| order.iter().position(|key| *key == entry.key);
            sequence.entries.sort_by_cached_key(place);
        }
    }

    fn entries(&mut self, items: Vec<Item>) -> Vec<Entry> {
        let first = self.keys;
        self.keys = first.wrapping_add(items.len() as u32);
        items
            .into_iter()
            .zip(1..)
            .map(|(item, n)| Entry {
                key: first.wrapping_add(n),
                item,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue(ids: std::ops::Range<u32>) -> Queue {
        let mut queue = Queue::default();
        queue.replace(ids.map(item).collect());
        queue
    }

    fn item(id: u32) -> Item {
        Item {
            id,
            ..Item::default()
        }
    }

    fn ids(queue: &Queue) -> Vec<u32> {
        let entries = queue.sequence.entries.iter();
        entries.map(|entry| entry.item.id).collect()
    }

    fn key(queue: &Queue, place: usize) -> u32 {
        queue.sequence.entries[place].key
    }

    #[test]
    fn tracks_are_put_next_before_one_and_at_the_end() {
        let mut queue = queue(1..4);
        queue.insert(vec![item(8), item(9)], Spot::Next, Some(0));
        assert_eq!(ids(&queue), [1, 8, 9, 2, 3]);
        queue.insert(vec![item(7)], Spot::Before(key(&queue, 3)), Some(0));
        queue.insert(vec![item(6)], Spot::End, Some(0));
        assert_eq!(ids(&queue), [1, 8, 9, 7, 2, 3, 6]);
    }

    #[test]
    fn several_move_together_up_and_down() {
        let mut queue = queue(1..7);
        let two = [key(&queue, 1), key(&queue, 3)];
        queue.shift(&two, Some(key(&queue, 5)));
        assert_eq!(ids(&queue), [1, 3, 5, 2, 4, 6]);
        queue.shift(&two, Some(key(&queue, 0)));
        assert_eq!(ids(&queue), [2, 4, 1, 3, 5, 6]);
        queue.shift(&two, None);
        assert_eq!(ids(&queue), [1, 3, 5, 6, 2, 4]);
        // Before one of themselves: they stay together where that was.
        queue.shift(&[key(&queue, 0), key(&queue, 2)], Some(key(&queue, 2)));
        assert_eq!(ids(&queue), [3, 1, 5, 6, 2, 4]);
    }

    #[test]
    fn the_shuffle_keeps_the_playing_one_and_every_other_once_and_is_undone() {
        let mut queue = queue(0..50);
        queue.shuffle(true, Some(20));
        let mixed = ids(&queue);
        assert_eq!(mixed[0], 20);
        let mut sorted = mixed.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..50).collect::<Vec<_>>());
        assert_ne!(mixed[1..], sorted[1..]);
        let gone = key(&queue, 5);
        let gone_id = mixed[5];
        queue.remove(&[gone]);
        queue.insert(vec![item(99)], Spot::Next, Some(0));
        queue.shuffle(false, Some(0));
        let mut wanted: Vec<u32> = (0..50).filter(|id| *id != gone_id).collect();
        let at = wanted.iter().position(|id| *id == 20).unwrap() + 1;
        wanted.insert(at, 99);
        assert_eq!(ids(&queue), wanted);
    }

    #[test]
    fn what_follows_depends_on_the_repeat() {
        let mut queue = queue(1..4);
        let last = key(&queue, 2);
        let after = |queue: &Queue| queue.sequence.after(last).map(|entry| entry.item.id);
        assert_eq!(after(&queue), None);
        queue.set_repeat(Repeat::All);
        assert_eq!(after(&queue), Some(1));
        queue.set_repeat(Repeat::One);
        assert_eq!(after(&queue), Some(3));
    }
}

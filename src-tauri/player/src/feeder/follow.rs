//! What a change of the queue means for what was decoded ahead.

use super::{Cursor, Feeder, Report};
use crate::link::Chunk;

impl<R: FnMut(Report)> Feeder<R> {
    /// After a change of the queue: goes on where what was made ahead is still
    /// what follows, or else behind the run that is heard.
    pub(super) fn follow(&mut self) {
        self.forget_heard();
        let keys: Vec<u32> = self.opened.iter().map(|opened| opened.run.key).collect();
        let follows = |pair: &[u32]| {
            let next = self.sequence.after(pair[0]);
            next.is_some_and(|entry| entry.key == pair[1])
        };
        let is_cut = !keys.windows(2).all(follows);
        if is_cut {
            self.cut();
        }
        let Some(last) = self.opened.back().map(|opened| &opened.run) else {
            return;
        };
        if last.id == self.filling.run {
            // What comes now may fade in over what was held for nothing.
            self.releases = false;
        }
        let last = last.key;
        self.cursor = Cursor::After(last);
        self.failures = 0;
        if is_cut || self.finished && self.sequence.after(last).is_some() {
            self.finished = false;
            if let Some(end) = &self.end {
                end.controls.set_finished(0);
            }
        }
    }

    /// Drops what was made of the runs after the one that is heard.
    fn cut(&mut self) {
        let mut opened = self.opened.drain(..);
        let (Some(first), Some(second), Some(end)) = (opened.next(), opened.next(), &self.end)
        else {
            return;
        };
        drop(opened);
        let (heard, loudness) = (first.run.id, first.loudness);
        let under_loudness = first.under_loudness;
        self.opened.push_back(first);
        end.controls.set_void(heard + 1, self.runs);
        // The converter may still hold the last of it.
        let begins = self.ahead.iter().position(|(_, run)| *run > heard);
        if let Some(place) = begins {
            self.stop_at = Some(self.ahead[place].0);
            self.ahead.truncate(place);
            self.flush();
            self.stop_at = None;
        }
        self.fresh = 0;
        self.decoder = None;
        self.converter = None;
        self.ahead.clear();
        self.emitted = 0;
        self.outbox.retain(|chunk| chunk.run <= heard);
        if self.filling.run > heard {
            self.held.clear();
            self.filling = Chunk {
                run: heard,
                first: second.behind,
                loudness,
                under_loudness,
                ..Chunk::default()
            };
        }
        // Its end has gone with the beginning of the next, and is heard again.
        self.held.extend(second.under);
        self.releases = false;
        // What was the end may be so no longer.
        self.finished = false;
    }
}

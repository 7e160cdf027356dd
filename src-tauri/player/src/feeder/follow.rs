//! What a change of the queue means for what was decoded ahead.

use super::{Cursor, Feeder, Report};
use crate::link::{Chunk, Mark};

impl<R: FnMut(Report)> Feeder<R> {
    /// After a change of the queue: goes on where what was made ahead is still
    /// what follows, or else behind the run that is heard.
    pub(super) fn follow(&mut self) {
        let Some(end) = &self.end else { return };
        let heard = end.controls.mark().run;
        if let Some(past) = (self.opened.iter()).position(|(run, _)| Mark::run_bits(*run) == heard)
        {
            self.opened.drain(..past);
        }
        let keys: Vec<u32> = self.opened.iter().map(|(_, key)| *key).collect();
        let follows = |pair: &[u32]| {
            let next = self.sequence.after(pair[0]);
            next.is_some_and(|entry| entry.key == pair[1])
        };
        let is_cut = !keys.windows(2).all(follows);
        if is_cut {
            self.cut();
        }
        let Some((_, last)) = self.opened.back() else {
            return;
        };
        self.cursor = Cursor::After(*last);
        self.failures = 0;
        if is_cut || self.finished && self.sequence.after(*last).is_some() {
            self.finished = false;
            if let Some(end) = &self.end {
                end.controls.set_finished(0);
            }
        }
    }

    /// Drops what was made of the runs after the one that is heard.
    fn cut(&mut self) {
        self.opened.truncate(1);
        let (Some((heard, _)), Some(end)) = (self.opened.front().copied(), &self.end) else {
            return;
        };
        end.controls.set_void(heard + 1, self.runs);
        // The converter may still hold the last of it.
        let begins = self.ahead.iter().position(|(_, run)| run.id > heard);
        if let Some(place) = begins {
            self.stop_at = Some(self.ahead[place].0);
            self.ahead.truncate(place);
            self.flush();
            self.stop_at = None;
        }
        self.decoder = None;
        self.converter = None;
        self.ahead.clear();
        self.emitted = 0;
        self.outbox.retain(|chunk| chunk.run <= heard);
        if self.filling.run <= heard {
            self.ship();
        }
        self.filling = Chunk::default();
        // What was the end may be so no longer.
        self.finished = false;
    }
}

//! Previews: begun, ended, and given up.

use super::Conductor;
use crate::Item;
use crate::feeder::Report;
use crate::preview::Preview;
use crate::volume::gain;

impl Conductor {
    pub(super) fn start_preview(&mut self, item: Item, start_s: f64, length_s: f64) {
        self.state.problem = None;
        if let Err(error) = self.open() {
            self.state.problem = Some(error.into());
            return;
        }
        let Some(line) = &self.line else { return };
        self.previews = self.previews.wrapping_add(1);
        self.state.preview = Some(item.id);
        let preview = Preview::start(
            self.previews,
            line.format,
            &line.device.mixer,
            item,
            start_s..start_s + length_s,
            self.own.clone(),
        );
        preview.set_gain(gain(self.state.volume));
        preview.set_level(self.state.level);
        self.preview = Some(preview);
        self.pause_or_not();
    }

    pub(super) fn end_preview(&mut self) {
        self.preview = None;
        self.state.preview = None;
        self.pause_or_not();
    }

    pub(super) fn note_preview(&mut self, number: u32, report: Report) {
        if self.previews != number || self.preview.is_none() {
            return;
        }
        if let Report::Failed { why, .. } = report {
            tracing::warn!(%why, "preview");
            self.end_preview();
            self.state.problem = Some(why.into());
        }
    }
}

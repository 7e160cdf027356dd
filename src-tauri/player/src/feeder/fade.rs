//! Cross-fades: the end of a file is held back until it is known what follows,
//! and is then laid under that one's beginning.

use std::f64::consts::FRAC_PI_2;

use super::{Feeder, Report};
use crate::Item;
use crate::link::{CHUNK_FRAMES, Mark};

/// So much earlier than need be the holding back begins, s: the length that a
/// file says is seldom quite its own.
const MARGIN_S: f64 = 1.0;

impl<R: FnMut(Report)> Feeder<R> {
    /// Takes the next samples of the run that is being filled in. Towards the
    /// end of a file every other one is held back, until as many are as a fade
    /// takes: so the ring does not run dry meanwhile, and whoever goes to the
    /// last seconds of a track still hears some of them alone.
    pub(super) fn hold(&mut self, samples: &[f32], channels: usize) {
        let wanted = if self.is_ending(channels) {
            self.fade_frames()
        } else {
            0
        };
        if wanted == 0 && self.held.is_empty() {
            self.lay(samples, channels);
            return;
        }
        self.held.extend(samples);
        let frames = samples.len() / channels;
        let held = self.held.len() / channels;
        let spare = held.saturating_sub(wanted);
        let out = spare.clamp(frames.div_ceil(2), 2 * frames).min(held);
        let out: Vec<f32> = self.held.drain(..out * channels).collect();
        self.lay(&out, channels);
    }

    /// Whether what comes next is of a file's end, over which another may fade in.
    fn is_ending(&self, channels: usize) -> bool {
        // What the converter still gives of a file when the next is joined to
        // it already is not to be faded.
        let Some(end) = self.end.as_ref().filter(|_| self.ahead.is_empty()) else {
            return false;
        };
        let here = |opened: &&super::Opened| opened.run.id == self.filling.run;
        let Some(run) = self.opened.iter().find(here).map(|opened| &opened.run) else {
            return false;
        };
        let made = (self.filling.samples.len() + self.held.len()) / channels;
        let frame = self.filling.first + made as u64;
        let at_s = run.start_s + frame as f64 / f64::from(end.format.sample_rate);
        self.is_long_enough(run.duration_s)
            && (run.duration_s).is_some_and(|s| at_s >= s - 2.0 * self.crossfade_s - MARGIN_S)
    }

    /// A fade may take half of a track at most.
    fn is_long_enough(&self, duration_s: Option<f64>) -> bool {
        self.crossfade_s > 0.0 && duration_s.is_some_and(|s| s >= 2.0 * self.crossfade_s)
    }

    fn fade_frames(&self) -> usize {
        let rate = self.end.as_ref().map_or(0, |end| end.format.sample_rate);
        (self.crossfade_s * f64::from(rate)) as usize
    }

    /// Whether the newest run is to fade into this file.
    pub(super) fn fades_into(&self, item: &Item, duration_s: Option<f64>) -> bool {
        let before = self.opened.back();
        let before = before.and_then(|opened| self.sequence.get(opened.run.key));
        !self.held.is_empty()
            && self.is_long_enough(duration_s)
            && before.is_some_and(|before| !before.item.goes_on_with(item))
    }

    /// Takes off what is held as much as a fade is long.
    pub(super) fn tail(&mut self) -> Vec<f32> {
        let channels = self.end.as_ref().map_or(1, |end| end.format.channels);
        let from = (self.held.len()).saturating_sub(self.fade_frames() * channels);
        self.held.split_off(from).into()
    }

    /// Lets go of a chunk's worth of what is held.
    pub(super) fn release(&mut self) {
        let channels = self.end.as_ref().map_or(1, |end| end.format.channels);
        let some = self.held.len().min(CHUNK_FRAMES * channels);
        let some: Vec<f32> = self.held.drain(..some).collect();
        self.lay(&some, channels);
        self.releases = !self.held.is_empty();
    }

    /// Puts samples into the chunk that is being filled, which has room for them;
    /// where the end of the run before is under them, as parts of equal power.
    pub(super) fn mix(&mut self, samples: &[f32], channels: usize) {
        let chunk = &mut self.filling;
        let here = |opened: &&super::Opened| opened.run.id == chunk.run;
        let under = self.opened.iter().find(here).map(|opened| &opened.under);
        let under = under.map_or(&[][..], Vec::as_slice);
        let at = chunk.first as usize + chunk.samples.len() / channels;
        let rest = under.get(at * channels..).unwrap_or_default();
        let (over, alone) = samples.split_at(samples.len().min(rest.len()));
        let whole = (under.len() / channels) as f64;
        let frames = over.chunks_exact(channels).zip(rest.chunks_exact(channels));
        for (n, (over, rest)) in frames.enumerate() {
            let part = ((at + n) as f64 + 0.5) / whole * FRAC_PI_2;
            let (rise, fall) = (part.sin() as f32, part.cos() as f32);
            chunk.samples.extend(over.iter().map(|s| s * rise));
            chunk.under.extend(rest.iter().map(|s| s * fall));
        }
        chunk.samples.extend_from_slice(alone);
    }

    /// Looks after a fade whose new file was over sooner than it said: the old
    /// one fades out over silence, or, where nothing came at all, is held again.
    pub(super) fn mend_fade(&mut self, channels: usize) {
        if self.opened.back().is_none_or(|last| last.under.is_empty()) {
            return;
        }
        let is_begun = |feeder: &Self| {
            let last = feeder.opened.back();
            last.is_some_and(|last| last.run.id == feeder.filling.run)
        };
        if !is_begun(self) {
            self.flush();
        }
        if !is_begun(self) {
            let last = self.opened.back_mut();
            let under = last.map(|last| std::mem::take(&mut last.under));
            self.held.extend(under.unwrap_or_default());
            self.ahead.clear();
            return;
        }
        let made = self.filling.samples.len() + self.held.len();
        let made = self.filling.first as usize * channels + made;
        let under = self.opened.back().map_or(0, |last| last.under.len());
        if made < under {
            self.flush();
            let rest: Vec<f32> = self.held.drain(..).collect();
            self.lay(&rest, channels);
            let made = self.filling.first as usize * channels + self.filling.samples.len();
            self.lay(&vec![0.0; under.saturating_sub(made)], channels);
        }
    }

    /// Forgets the runs before the one that is heard.
    pub(super) fn forget_heard(&mut self) {
        let Some(end) = &self.end else { return };
        let heard = end.controls.mark().run;
        let is_heard = |opened: &super::Opened| Mark::run_bits(opened.run.id) == heard;
        if let Some(past) = self.opened.iter().position(is_heard) {
            self.opened.drain(..past);
        }
    }
}

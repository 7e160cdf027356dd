//! Cuts the stream of a track into MusiCNN's patches as it is decoded, so that a
//! track of any length needs the memory of a few seconds.

use crate::mel::{LogMel, MelSpec};
use crate::net::student::{BANDS, PATCH_FRAMES};

/// Numbers in one patch.
pub(crate) const PATCH: usize = PATCH_FRAMES * BANDS;

/// Mono samples at 16 kHz in, patches `[187, 96]` out.
pub(crate) struct PatchCutter {
    mel: LogMel,
    /// Frames from the start of the next patch on.
    frames: Vec<f32>,
    /// Frames from one patch to the next.
    hop: usize,
    /// Patches cut so far.
    cut: usize,
    /// Frames seen since the last patch's end; at the start, since the start.
    fresh: usize,
}

impl PatchCutter {
    /// `hop` is in frames and at most a patch.
    pub fn new(hop: usize) -> Self {
        Self {
            mel: LogMel::new(MelSpec::MUSICNN),
            frames: Vec::new(),
            hop,
            cut: 0,
            fresh: 0,
        }
    }

    /// Takes samples and appends the patches they complete to `out`.
    pub fn push(&mut self, samples: &[f32], out: &mut Vec<Vec<f32>>) {
        let before = self.frames.len();
        self.mel.push(samples, &mut self.frames);
        self.fresh += (self.frames.len() - before) / BANDS;
        while self.frames.len() >= PATCH {
            out.push(self.frames[..PATCH].to_vec());
            self.frames.drain(..self.hop * BANDS);
            self.cut += 1;
            self.fresh = (self.frames.len() / BANDS).saturating_sub(PATCH_FRAMES - self.hop);
        }
    }

    /// Appends what is left at the end: nothing when the last patch has heard
    /// most of it, else a patch in which the rest is repeated to fill 3 s.
    pub fn finish(self, out: &mut Vec<Vec<f32>>) {
        let enough_heard = self.cut > 0 && self.fresh < self.hop / 2;
        if enough_heard || self.frames.is_empty() {
            return;
        }
        out.push(self.frames.iter().copied().cycle().take(PATCH).collect());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Patches 2.5 s apart in a track so many seconds long.
    fn patches(seconds: f64) -> usize {
        let mut cutter = PatchCutter::new(156);
        let mut out = Vec::new();
        for block in vec![0.1; (seconds * 16_000.0) as usize].chunks(1000) {
            cutter.push(block, &mut out);
        }
        cutter.finish(&mut out);
        assert!(out.iter().all(|patch| patch.len() == PATCH));
        out.len()
    }

    #[test]
    fn any_length_gives_patches() {
        assert_eq!(patches(1.0), 1);
        assert_eq!(patches(3.1), 1);
        assert_eq!(patches(4.9), 2);
        assert_eq!(patches(30.0), 12);
        assert_eq!(patches(0.0), 0);
    }
}

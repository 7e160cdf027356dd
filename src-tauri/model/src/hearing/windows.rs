//! Cuts the stream of a track into windows of log-mel patches as it is decoded,
//! so that a track of any length needs the memory of one window.

use crate::mel::{LogMel, MelSpec};
use crate::net::student::{BANDS, PATCH_FRAMES};

/// Numbers in one patch.
pub(crate) const PATCH: usize = PATCH_FRAMES * BANDS;

/// Mono samples at 16 kHz in, windows `[n · 187, 96]` out: whole ones, then what is
/// left.
pub(crate) struct WindowCutter {
    mel: LogMel,
    frames: Vec<f32>,
    /// Numbers in a whole window.
    window: usize,
    cut: usize,
}

impl WindowCutter {
    /// For one track, with so many patches in a whole window.
    pub fn new(patches: usize) -> Self {
        Self {
            mel: LogMel::new(MelSpec::MUSICNN),
            frames: Vec::new(),
            window: patches * PATCH,
            cut: 0,
        }
    }

    /// Takes samples and appends the windows they complete to `out`.
    pub fn push(&mut self, samples: &[f32], out: &mut Vec<Vec<f32>>) {
        self.mel.push(samples, &mut self.frames);
        while self.frames.len() >= self.window {
            let rest = self.frames.split_off(self.window);
            out.push(std::mem::replace(&mut self.frames, rest));
            self.cut += 1;
        }
    }

    /// Appends what is left at the end: the patches that are whole and, when half
    /// of one or all of the track is left, that one with its sound repeated.
    pub fn finish(mut self, out: &mut Vec<Vec<f32>>) {
        let whole = self.frames.len() / PATCH * PATCH;
        let rest = self.frames.len() - whole;
        let alone = self.cut == 0 && whole == 0 && rest > 0;
        if alone || rest >= PATCH_FRAMES / 2 * BANDS {
            let again = self.frames[whole..].to_vec();
            let missing = PATCH - rest;
            self.frames.extend(again.iter().cycle().take(missing));
        } else {
            self.frames.truncate(whole);
        }
        if !self.frames.is_empty() {
            out.push(self.frames);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Patches in each window of a track so many seconds long.
    fn patches(whole: usize, seconds: f64) -> Vec<usize> {
        let mut cutter = WindowCutter::new(whole);
        let mut out = Vec::new();
        for block in vec![0.1; (seconds * 16_000.0) as usize].chunks(1000) {
            cutter.push(block, &mut out);
        }
        cutter.finish(&mut out);
        out.iter()
            .map(|window| {
                assert_eq!(window.len() % PATCH, 0);
                window.len() / PATCH
            })
            .collect()
    }

    #[test]
    fn any_length_gives_windows() {
        assert_eq!(patches(10, 0.0), [0usize; 0]);
        assert_eq!(patches(10, 1.0), [1]);
        assert_eq!(patches(10, 4.0), [1]);
        assert_eq!(patches(10, 4.9), [2]);
        assert_eq!(patches(10, 30.0), [10]);
        assert_eq!(patches(10, 65.0), [10, 10, 2]);
        assert_eq!(patches(1, 1.0), [1]);
        assert_eq!(patches(1, 7.9), [1, 1, 1]);
    }
}

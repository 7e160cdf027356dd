//! Cuts the stream of a track into windows of log-mel patches as it is decoded,
//! so that a track of any length needs the memory of one window. The first begins
//! where the track does: seconds of silence before it would shift every window, and
//! with it what is heard in them.

use crate::mel::{LogMel, MelSpec};
use crate::net::student::{BANDS, PATCH_FRAMES};

/// Numbers in one patch.
pub(crate) const PATCH: usize = PATCH_FRAMES * BANDS;

/// Length of a frame, s: 256 samples at 16 kHz.
const FRAME_S: f64 = 256.0 / 16_000.0;
/// A frame whose mean over the bands is below this is silent: about -70 dB of full
/// scale, more than dither makes.
const SILENT: f32 = 1e-3;

/// Mono samples at 16 kHz in, windows `[n · 187, 96]` out: whole ones, then what is
/// left.
pub(crate) struct WindowCutter {
    mel: LogMel,
    frames: Vec<f32>,
    /// Numbers in a whole window.
    window: usize,
    cut: usize,
    /// Frames of silence before the first sound.
    lead: usize,
    /// The first patch of that silence, until there is a sound: a track too faint to
    /// begin is heard by it.
    silence: Option<Vec<f32>>,
}

impl WindowCutter {
    /// For one track, with so many patches in a whole window.
    pub fn new(patches: usize) -> Self {
        Self {
            mel: LogMel::new(MelSpec::MUSICNN),
            frames: Vec::new(),
            window: patches * PATCH,
            cut: 0,
            lead: 0,
            silence: Some(Vec::new()),
        }
    }

    /// Takes samples and appends the windows they complete to `out`.
    pub fn push(&mut self, samples: &[f32], out: &mut Vec<Vec<f32>>) {
        self.mel.push(samples, &mut self.frames);
        self.skip_silence();
        while self.frames.len() >= self.window {
            let rest = self.frames.split_off(self.window);
            out.push(std::mem::replace(&mut self.frames, rest));
            self.cut += 1;
        }
    }

    /// Drops frames until there is a sound.
    fn skip_silence(&mut self) {
        let Some(silence) = &mut self.silence else {
            return;
        };
        let silent = |frame: &&[f32]| frame.iter().sum::<f32>() < SILENT * BANDS as f32;
        let frames = self.frames.chunks_exact(BANDS);
        let skipped = frames.take_while(silent).count();
        let room = PATCH - silence.len();
        let sound = self.frames.split_off(skipped * BANDS);
        silence.extend(self.frames.iter().take(room));
        self.frames = sound;
        self.lead += skipped;
        if !self.frames.is_empty() {
            self.silence = None;
        }
    }

    /// Appends what is left at the end: the patches that are whole and, when half
    /// of one or all of the track is left, that one with its sound repeated. Gives
    /// when the first window began, s.
    pub fn finish(mut self, out: &mut Vec<Vec<f32>>) -> f64 {
        if let Some(silence) = self.silence.take() {
            (self.frames, self.lead) = (silence, 0);
        }
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
        self.lead as f64 * FRAME_S
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many seconds of a sound.
    fn sound(seconds: f64) -> Vec<f32> {
        let count = (seconds * 16_000.0) as usize;
        (0..count).map(|i| (i as f32 * 0.1).sin()).collect()
    }

    /// The windows of a sound, and when the first began.
    fn windows(whole: usize, sound: &[f32]) -> (Vec<Vec<f32>>, f64) {
        let mut cutter = WindowCutter::new(whole);
        let mut out = Vec::new();
        for block in sound.chunks(1000) {
            cutter.push(block, &mut out);
        }
        let lead = cutter.finish(&mut out);
        (out, lead)
    }

    /// Patches in each window of a track so many seconds long.
    fn patches(whole: usize, seconds: f64) -> Vec<usize> {
        let (out, _) = windows(whole, &sound(seconds));
        out.iter()
            .map(|window| {
                assert_eq!(window.len() % PATCH, 0);
                window.len() / PATCH
            })
            .collect()
    }

    /// Three seconds of silence in front moved valence by .3.
    #[test]
    fn windows_begin_where_the_music_does() {
        let music = sound(34.0);
        let (plain, at_once) = windows(10, &music);
        // A whole number of frames, so that they are the same.
        let late = [vec![0.0; 200 * 256], music].concat();
        let (late, lead) = windows(10, &late);
        assert_eq!(at_once, 0.0);
        assert!((lead - 3.2).abs() < 0.05, "{lead}");
        assert_eq!(plain.len(), late.len());
        // The frame before the first sound reaches into it.
        let shifted = plain[0].iter().zip(&late[0][BANDS..]);
        assert!(shifted.take(PATCH).all(|(a, b)| (a - b).abs() < 1e-3));
        // Of nothing but silence, a patch of it.
        let (nothing, lead) = windows(10, &vec![0.0; 40 * 16_000]);
        assert_eq!((nothing.len(), nothing[0].len(), lead), (1, PATCH, 0.0));
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

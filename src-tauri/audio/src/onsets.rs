//! How strongly notes and strokes begin, moment by moment.
//!
//! Spectral flux on logarithmic bands, with the comparison two frames back
//! (Böck and Widmer, "Maximum filter vibrato suppression for onset
//! detection", DAFx 2013): what a beat is made of, whether drums or chords.

use crate::spectra::Spectra;

/// Samples in a frame: about 46 ms, short enough to place a stroke.
const SIZE: usize = 512;

/// Samples between frames, about 11.6 ms.
const HOP: usize = 128;

/// Frames back to compare with: the windows of neighbours overlap by three
/// quarters and would hide a stroke's rise.
const LAG: usize = 2;

/// Bands: about three in each octave that holds more than one bin.
const BANDS: usize = 20;

/// Edges of the bands, Hz: from the kick drum's body to the snare's hiss.
const LOWEST_HZ: f64 = 40.0;
/// See [`LOWEST_HZ`].
const HIGHEST_HZ: f64 = 5_000.0;

/// Gain before the logarithm: the curve bends at a magnitude of 1/100 (-34 dB
/// of a full-scale sine). Ten times more lets hi-hats count as much as drums,
/// ten times less leaves nothing but drums: both double or halve more tempi.
const GAIN: f32 = 100.0;

/// Turns a mono stream into onset strengths.
pub(crate) struct Onsets {
    spectra: Spectra,
    /// First bin of each band; the last entry ends the last one.
    edges: Vec<usize>,
    /// Band levels of the last frames, in turn.
    before: [[f32; BANDS]; LAG],
    turn: usize,
    frames: usize,
}

impl Onsets {
    /// For a stream of `rate` Hz.
    pub(crate) fn new(rate: f64) -> Self {
        let bin_hz = rate / SIZE as f64;
        let top = HIGHEST_HZ.min(rate / 2.0);
        let mut edges: Vec<usize> = Vec::with_capacity(BANDS + 1);
        for band in 0..=BANDS {
            let hz = LOWEST_HZ * (top / LOWEST_HZ).powf(band as f64 / BANDS as f64);
            let bin = (hz / bin_hz).round() as usize;
            // Low bands are narrower than a bin: each still gets its own.
            let least = edges.last().map_or(1, |last| last + 1);
            edges.push(bin.max(least).min(SIZE / 2));
        }
        Self {
            spectra: Spectra::new(SIZE, HOP),
            edges,
            before: [[0.0; BANDS]; LAG],
            turn: 0,
            frames: 0,
        }
    }

    /// Onset strengths a second for a stream of `rate` Hz.
    pub(crate) fn frame_rate(rate: f64) -> f64 {
        rate / HOP as f64
    }

    /// Takes the next samples; `each` gets the strength of every new frame.
    pub(crate) fn push(&mut self, samples: &[f32], each: &mut dyn FnMut(f32)) {
        let Self {
            spectra,
            edges,
            before,
            turn,
            frames,
        } = self;
        spectra.push(samples, &mut |magnitudes| {
            let mut levels = [0.0; BANDS];
            for (level, edge) in levels.iter_mut().zip(edges.windows(2)) {
                let bins = &magnitudes[edge[0]..edge[1].max(edge[0] + 1)];
                let mean = bins.iter().sum::<f32>() / bins.len() as f32;
                // A level near nothing need not be exact, and `ln_1p` is slow.
                *level = (1.0 + GAIN * mean).ln();
            }
            let old = &mut before[*turn];
            let rise = levels
                .iter()
                .zip(old.iter())
                .map(|(now, was)| (now - was).max(0.0));
            let strength: f32 = rise.sum();
            *old = levels;
            *turn = (*turn + 1) % LAG;
            *frames += 1;
            // The first frames rise from nothing: no onset.
            each(if *frames > LAG { strength } else { 0.0 });
        });
    }
}

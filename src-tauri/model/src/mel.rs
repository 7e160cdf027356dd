//! The log-mel front ends: mono samples to the pictures that networks see.
//!
//! Both presets repeat the published extractors of the networks they feed, so
//! that weights trained elsewhere see what they were trained on.

use std::f32::consts::LOG10_E;
use std::sync::Arc;

use realfft::num_complex::Complex32;
use realfft::{RealFftPlanner, RealToComplex};

/// How band energies are compressed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Compression {
    /// log10(1 + 10000·x), as MusiCNN has it.
    LogShifted,
    /// 20·log10(x), with x not under 1e-10.
    Decibel,
}

/// The parameters of a log-mel extractor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MelSpec {
    /// Samples a second, Hz.
    pub sample_rate: u32,
    /// Samples in a frame; also the length of the transform.
    pub frame: usize,
    /// Samples between the starts of two frames.
    pub hop: usize,
    /// Number of mel bands.
    pub bands: usize,
    /// Upper edge of the highest band, Hz.
    pub max_hz: f32,
    /// Compression of the band energies.
    pub compression: Compression,
    /// Whether the first frame is centred on the first sample, instead of
    /// starting there.
    pub centred: bool,
}

impl MelSpec {
    /// MusiCNN's (Pons & Serra 2019): 62.5 frames a second, 0-8 kHz.
    pub const MUSICNN: Self = Self {
        sample_rate: 16_000,
        frame: 512,
        hop: 256,
        bands: 96,
        max_hz: 8_000.0,
        compression: Compression::LogShifted,
        centred: false,
    };

    /// The MTG-Jamendo baseline's (Bogdanov et al. 2019): 0-6 kHz.
    pub const JAMENDO: Self = Self {
        sample_rate: 12_000,
        frame: 512,
        hop: 256,
        bands: 96,
        max_hz: 6_000.0,
        compression: Compression::Decibel,
        centred: true,
    };
}

/// One triangular band: weights of the bins from `first` on.
struct Band {
    first: usize,
    weights: Vec<f32>,
}

/// A streaming log-mel extractor.
pub struct LogMel {
    spec: MelSpec,
    fft: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    bank: Vec<Band>,
    pending: Vec<f32>,
    windowed: Vec<f32>,
    spectrum: Vec<Complex32>,
    power: Vec<f32>,
}

impl LogMel {
    /// An extractor at the start of a signal.
    pub fn new(spec: MelSpec) -> Self {
        let fft = RealFftPlanner::new().plan_fft_forward(spec.frame);
        // The symmetric Hann window, both ends zero: the periodic one is up to
        // .05 away from the published extractors' pictures.
        let window = (0..spec.frame)
            .map(|n| {
                let phase = std::f64::consts::TAU * n as f64 / (spec.frame - 1) as f64;
                (0.5 - 0.5 * phase.cos()) as f32
            })
            .collect();
        let lead = if spec.centred { spec.frame / 2 } else { 0 };
        Self {
            bank: slaney_bank(&spec),
            window,
            pending: vec![0.0; lead],
            windowed: vec![0.0; spec.frame],
            spectrum: fft.make_output_vec(),
            power: vec![0.0; spec.frame / 2 + 1],
            fft,
            spec,
        }
    }

    /// Takes mono samples and appends the frames they complete to `out`,
    /// row-major `[frames, bands]`.
    pub fn push(&mut self, samples: &[f32], out: &mut Vec<f32>) {
        self.pending.extend_from_slice(samples);
        let mut start = 0;
        while start + self.spec.frame <= self.pending.len() {
            self.transform(start, out);
            start += self.spec.hop;
        }
        self.pending.drain(..start);
    }

    fn transform(&mut self, start: usize, out: &mut Vec<f32>) {
        let frame = &self.pending[start..start + self.spec.frame];
        for ((w, s), x) in self.windowed.iter_mut().zip(frame).zip(&self.window) {
            *w = s * x;
        }
        // The buffers come from the plan itself, so their lengths agree.
        let done = self.fft.process(&mut self.windowed, &mut self.spectrum);
        debug_assert!(done.is_ok());
        for (p, c) in self.power.iter_mut().zip(&self.spectrum) {
            *p = c.norm_sqr();
        }
        out.extend(self.bank.iter().map(|band| {
            let bins = &self.power[band.first..band.first + band.weights.len()];
            let energy: f32 = bins.iter().zip(&band.weights).map(|(p, w)| p * w).sum();
            match self.spec.compression {
                // The C library has a fast logarithm to base e, and a slow one to base 10.
                Compression::LogShifted => (1.0 + 10_000.0 * energy).ln() * LOG10_E,
                Compression::Decibel => 20.0 * energy.max(1e-10).log10(),
            }
        }));
    }
}

/// The log-mel picture of a whole signal, `[frames, bands]` row-major. A
/// centred extractor also gives the frames that begin before the end.
pub fn log_mel(spec: MelSpec, samples: &[f32]) -> Vec<f32> {
    let mut mel = LogMel::new(spec);
    let mut out = Vec::new();
    mel.push(samples, &mut out);
    if spec.centred {
        let rest = mel.pending.len().div_ceil(spec.hop) * spec.hop;
        let padding = rest + spec.frame - spec.hop - mel.pending.len();
        mel.push(&vec![0.0; padding], &mut out);
    }
    out
}

/// Slaney's mel scale (Auditory Toolbox, 1998): linear under 1 kHz, then
/// logarithmic with 27 steps for a factor of 6.4.
fn mel_to_hz(mel: f64) -> f64 {
    const LINEAR_HZ: f64 = 200.0 / 3.0;
    const BREAK_MEL: f64 = 1000.0 / LINEAR_HZ;
    if mel < BREAK_MEL {
        mel * LINEAR_HZ
    } else {
        1000.0 * ((mel - BREAK_MEL) * 6.4f64.ln() / 27.0).exp()
    }
}

fn hz_to_mel(hz: f64) -> f64 {
    if hz < 1000.0 {
        hz * 3.0 / 200.0
    } else {
        15.0 + (hz / 1000.0).ln() * 27.0 / 6.4f64.ln()
    }
}

/// Triangles between neighbouring mel steps, each with an area of one over Hz.
fn slaney_bank(spec: &MelSpec) -> Vec<Band> {
    let top = hz_to_mel(f64::from(spec.max_hz));
    let edges: Vec<f64> = (0..spec.bands + 2)
        .map(|i| mel_to_hz(top * i as f64 / (spec.bands + 1) as f64))
        .collect();
    let bin_hz = f64::from(spec.sample_rate) / spec.frame as f64;
    let bins = spec.frame / 2 + 1;
    edges
        .windows(3)
        .map(|edge| {
            let (low, mid, high) = (edge[0], edge[1], edge[2]);
            let weight = |bin: usize| {
                let hz = bin as f64 * bin_hz;
                let rise = (hz - low) / (mid - low);
                let fall = (high - hz) / (high - mid);
                (rise.min(fall).max(0.0) * 2.0 / (high - low)) as f32
            };
            let first = (0..bins).find(|&b| weight(b) > 0.0).unwrap_or(0);
            let weights = (first..bins).map(weight).take_while(|&w| w > 0.0).collect();
            Band { first, weights }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_seconds_make_one_patch() {
        let mel = log_mel(MelSpec::MUSICNN, &vec![0.0; 187 * 256 + 256]);
        assert_eq!(mel.len(), 187 * 96);
        assert!(mel.iter().all(|&x| x == 0.0));
    }

    #[test]
    fn a_tone_lights_its_own_band() {
        let tone: Vec<f32> = (0..16_000)
            .map(|n| (n as f32 * 1000.0 * std::f32::consts::TAU / 16_000.0).sin())
            .collect();
        let mel = log_mel(MelSpec::MUSICNN, &tone);
        let row = &mel[96 * 20..96 * 21];
        let brightest = (0..96).max_by(|&a, &b| row[a].total_cmp(&row[b])).unwrap();
        // 1 kHz is 15 mel of 45.2, in 97 steps.
        assert!((31..=32).contains(&brightest), "{brightest}");
    }

    #[test]
    fn blocks_of_any_size_give_the_same_picture() {
        let noise: Vec<f32> = (0..20_000)
            .map(|n| ((n * 7919) % 1000) as f32 / 1000.0 - 0.5)
            .collect();
        let whole = log_mel(MelSpec::MUSICNN, &noise);
        let mut mel = LogMel::new(MelSpec::MUSICNN);
        let mut out = Vec::new();
        for block in noise.chunks(777) {
            mel.push(block, &mut out);
        }
        assert_eq!(whole, out);
    }
}

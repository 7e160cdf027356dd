//! A limiter that looks ahead: what is made louder does not clip, not even
//! between the samples.

/// The highest that comes out, linear: -1 dBTP, what EBU R 128 leaves for the
/// converters behind.
pub(crate) const CEILING: f32 = 0.891_250_9;

/// Frames before a peak in which the gain goes down: 1.3 ms at 48 kHz.
const AHEAD: usize = 64;

/// Time in which the gain comes back from nothing, s.
const RELEASE_S: f32 = 0.2;

/// Samples on either side that the value between two of them is made of.
const REACH: usize = 6;

/// Values looked at between two samples, besides the samples: those of four-fold
/// oversampling (ITU-R BS.1770-4, annex 2).
const BETWEEN: usize = 3;

#[derive(Debug)]
pub(crate) struct Limiter {
    channels: usize,
    release: f32,
    filters: [[f32; 2 * REACH]; BETWEEN],
    /// The last frames of the chunk before, then the chunk, then what follows.
    line: Vec<f32>,
    /// The gain that each frame of the line needs.
    needs: Vec<f32>,
    /// The least need of the frames ahead, for as many frames back as a mean
    /// is taken over.
    held: [f32; AHEAD],
    at: usize,
    gain: f32,
    /// The last frames of the chunk before.
    before: Vec<f32>,
}

impl Limiter {
    pub(crate) fn new(sample_rate: u32, channels: usize) -> Self {
        let most = (REACH + crate::link::CHUNK_FRAMES + AHEAD + REACH) * channels;
        Self {
            channels,
            release: 1.0 / (RELEASE_S * sample_rate as f32),
            filters: filters(),
            line: Vec::with_capacity(most),
            needs: Vec::with_capacity(most),
            held: [1.0; AHEAD],
            at: 0,
            gain: 1.0,
            before: vec![0.0; REACH * channels],
        }
    }

    pub(crate) fn channels(&self) -> usize {
        self.channels
    }

    /// Whether it does nothing just now.
    pub(crate) fn rests(&self) -> bool {
        self.gain == 1.0
    }

    /// Limits interleaved samples. `next` is what follows.
    pub(crate) fn apply(&mut self, samples: &mut [f32], next: impl Iterator<Item = f32>) {
        let channels = self.channels;
        let frames = samples.len() / channels;
        self.line.clear();
        self.line.extend_from_slice(&self.before);
        self.line.extend_from_slice(samples);
        self.line.extend(next.take((AHEAD + REACH) * channels));
        let known = self.line.len() / channels;
        self.line
            .resize((REACH + frames + AHEAD + REACH) * channels, 0.0);
        self.measure(frames + AHEAD, known);
        self.pass(samples);
        for (n, frame) in samples.chunks_exact_mut(channels).enumerate() {
            let ahead = &self.needs[n..=n + AHEAD];
            self.held[self.at] = ahead.iter().copied().fold(1.0, f32::min);
            self.at = (self.at + 1) % AHEAD;
            let mean = self.held.iter().sum::<f32>() / AHEAD as f32;
            // Whatever comes unforeseen is held down at once.
            self.gain = mean.min(self.gain + self.release).min(self.needs[n]);
            frame.iter_mut().for_each(|sample| *sample *= self.gain);
        }
    }

    /// Lets samples by as they are.
    pub(crate) fn pass(&mut self, samples: &[f32]) {
        let kept = samples.len().min(REACH * self.channels);
        self.before.drain(..kept);
        self.before
            .extend_from_slice(&samples[samples.len() - kept..]);
    }

    /// What each of `frames` frames after the first [`REACH`] needs.
    fn measure(&mut self, frames: usize, known: usize) {
        let channels = self.channels;
        self.needs.clear();
        self.needs.resize(frames + 1, 1.0);
        for n in 0..frames.min(known.saturating_sub(REACH)) {
            let mut peak = 0f32;
            let mut after = 0f32;
            for channel in 0..channels {
                let at = |frame: usize| self.line[frame * channels + channel];
                let here = at(REACH + n).abs();
                peak = peak.max(here);
                let around = here.max(at(REACH + n + 1).abs());
                // Far from the ceiling nothing between two samples reaches it.
                if around * 2.0 < CEILING {
                    continue;
                }
                for filter in &self.filters {
                    let taps = filter.iter().enumerate();
                    let value: f32 = taps.map(|(k, tap)| tap * at(n + k + 1)).sum();
                    after = after.max(value.abs());
                }
            }
            let need = |peak: f32| if peak > CEILING { CEILING / peak } else { 1.0 };
            self.needs[n] = self.needs[n].min(need(peak.max(after)));
            self.needs[n + 1] = self.needs[n + 1].min(need(after));
        }
    }
}

/// For each place between two samples the weights of those around it: a sinc in
/// a Hann window, of unit sum.
fn filters() -> [[f32; 2 * REACH]; BETWEEN] {
    let mut filters = [[0.0; 2 * REACH]; BETWEEN];
    for (m, filter) in filters.iter_mut().enumerate() {
        let part = (m as f32 + 1.0) / (BETWEEN as f32 + 1.0);
        for (k, tap) in filter.iter_mut().enumerate() {
            let x = k as f32 - (REACH as f32 - 1.0) - part;
            let turn = std::f32::consts::PI * x;
            *tap = turn.sin() / turn * (turn / (2.0 * REACH as f32)).cos().powi(2);
        }
        let sum: f32 = filter.iter().sum();
        filter.iter_mut().for_each(|tap| *tap /= sum);
    }
    filters
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Limits a sound in chunks, each seeing the next.
    fn limited(samples: &[f32], chunk: usize) -> Vec<f32> {
        let mut limiter = Limiter::new(48_000, 1);
        let chunks: Vec<&[f32]> = samples.chunks(chunk).collect();
        let mut out = Vec::new();
        for (n, chunk) in chunks.iter().enumerate() {
            let mut chunk = chunk.to_vec();
            let next = chunks.get(n + 1).copied().unwrap_or_default();
            limiter.apply(&mut chunk, next.iter().copied());
            out.extend(chunk);
        }
        out
    }

    /// A tone with bursts far over full scale, which begin anywhere.
    fn bursts() -> Vec<f32> {
        (0..20_000)
            .map(|n| {
                let loud = if n % 3_001 > 2_500 { 3.0 } else { 0.5 };
                loud * (n as f32 * 0.61).sin()
            })
            .collect()
    }

    #[test]
    fn nothing_comes_out_above_the_ceiling() {
        for chunk in [1024, 1000, 37] {
            let out = limited(&bursts(), chunk);
            let peak = out.iter().fold(0f32, |peak, s| peak.max(s.abs()));
            assert!(peak <= CEILING * 1.000_01, "{peak}");
            assert!(peak > 0.7 * CEILING, "it limits, it does not mute: {peak}");
        }
    }

    #[test]
    fn the_curve_between_the_samples_stays_below_full_scale() {
        // A quarter of the rate, sampled 45 degrees off its peaks.
        let tone: Vec<f32> = (0..8_000)
            .map(|n| {
                1.3 * (std::f32::consts::FRAC_PI_2 * n as f32 + std::f32::consts::FRAC_PI_4).sin()
            })
            .collect();
        let out = limited(&tone, 1024);
        let highest = out[500..].iter().fold(0f32, |peak, s| peak.max(s.abs()));
        let between = highest * std::f32::consts::SQRT_2;
        assert!(between < CEILING * 1.02, "{between}");
    }

    #[test]
    fn the_gain_moves_without_a_click_and_what_is_low_is_untouched() {
        let low: Vec<f32> = (0..5_000).map(|n| 0.4 * (n as f32 * 0.2).sin()).collect();
        assert_eq!(limited(&low, 1024), low);
        let mut step = vec![0.5; 4_000];
        step[2_000..].fill(1.5);
        let out = limited(&step, 1024);
        let gains: Vec<f32> = out.iter().zip(&step).map(|(o, s)| o / s).collect();
        let steepest = gains.windows(2).map(|w| (w[1] - w[0]).abs());
        assert!(steepest.fold(0.0, f32::max) < 0.02);
    }
}

//! Volume: from the slider to a gain, and gains that move without a click.

/// Time a gain takes from silence to full, s: long enough that the step from
/// one sample to the next is inaudible, short enough to feel immediate.
pub(crate) const RAMP_S: f32 = 0.015;

/// The gain (linear amplitude) of a slider position, 0-1.
///
/// Loudness is heard roughly logarithmically; the cube is the usual cheap
/// stand-in (PulseAudio's software volume uses it): half the slider is -18 dB,
/// a tenth -60 dB, and both ends are exact.
pub(crate) fn gain(volume: f32) -> f32 {
    volume.clamp(0.0, 1.0).powi(3)
}

/// A gain that follows its target in a straight line of bounded slope.
#[derive(Debug)]
pub(crate) struct Ramp {
    value: f32,
    step: f32,
}

impl Ramp {
    /// A ramp at silence that takes `seconds` to full, for frames at
    /// `sample_rate` Hz.
    pub(crate) fn new(sample_rate: u32, seconds: f32) -> Self {
        Self {
            value: 0.0,
            step: 1.0 / (seconds * sample_rate as f32),
        }
    }

    /// The gain of the next frame.
    pub(crate) fn toward(&mut self, target: f32) -> f32 {
        let rest = target - self.value;
        self.value = if rest.abs() <= self.step {
            target
        } else {
            self.value + self.step.copysign(rest)
        };
        self.value
    }

    /// Jumps to a gain: for sound that begins by itself and needs no fade.
    pub(crate) fn jump(&mut self, value: f32) {
        self.value = value;
    }

    /// Whether nothing is heard at this gain.
    pub(crate) fn is_silent(&self) -> bool {
        self.value == 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slider_is_perceptual_and_exact_at_both_ends() {
        assert_eq!(gain(0.0), 0.0);
        assert_eq!(gain(1.0), 1.0);
        let half_db = 20.0 * gain(0.5).log10();
        assert!((half_db + 18.06).abs() < 0.01, "{half_db}");
        assert_eq!(gain(7.0), 1.0, "out of range is clamped");
    }

    #[test]
    fn a_ramp_reaches_its_target_exactly_and_never_jumps() {
        let mut ramp = Ramp::new(48_000, RAMP_S);
        let gains: Vec<f32> = (0..1000).map(|_| ramp.toward(0.7)).collect();
        let steepest = gains.windows(2).map(|w| (w[1] - w[0]).abs());
        assert!(steepest.fold(0.0, f32::max) < 0.002);
        assert_eq!(gains[999], 0.7);
        for _ in 0..1000 {
            ramp.toward(0.0);
        }
        assert!(ramp.is_silent());
    }
}

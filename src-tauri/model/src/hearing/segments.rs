//! Cuts the stream of a track into the segments that MERT attends over, as it is
//! decoded, so that a track of any length needs the memory of one segment.

use crate::net::mert::{MertConfig, SAMPLE_RATE};

/// Samples of a whole segment: the published system's 30 s.
pub const SEGMENT: usize = 30 * SAMPLE_RATE as usize;

/// Mono samples at 24 kHz in, segments out: whole ones, then what is left.
#[derive(Debug)]
pub struct Segments {
    whole: usize,
    /// A rest below this is no sound of its own.
    shortest: usize,
    held: Vec<f32>,
    cut: usize,
}

impl Segments {
    /// Segments of `whole` samples ([`SEGMENT`] for the published system) for a
    /// network of that shape.
    ///
    /// The reference makes a segment of whatever is left at the end, and fails
    /// where that is too short for one frame (below 400 samples, 17 ms): here
    /// such a rest is left out.
    pub fn new(whole: usize, config: &MertConfig) -> Self {
        let shortest = config.field_and_hop().0;
        Self {
            // A segment that makes no frame would be none.
            whole: whole.max(shortest),
            shortest,
            held: Vec::new(),
            cut: 0,
        }
    }

    /// Takes samples and appends the segments they complete to `out`.
    pub fn push(&mut self, mut samples: &[f32], out: &mut Vec<Vec<f32>>) {
        while !samples.is_empty() {
            let missing = (self.whole - self.held.len()).min(samples.len());
            self.held.extend_from_slice(&samples[..missing]);
            samples = &samples[missing..];
            if self.held.len() == self.whole {
                out.push(std::mem::take(&mut self.held));
                self.cut += 1;
            }
        }
    }

    /// What is left at the track's end: nothing when it is too short beside
    /// whole segments. A track that is shorter than that in all is one segment
    /// of what there is; an empty one has none.
    pub fn finish(self) -> Option<Vec<f32>> {
        let enough = self.held.len() >= self.shortest || self.cut == 0;
        (enough && !self.held.is_empty()).then_some(self.held)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lengths of a track's segments; their samples must be the track's.
    fn lengths(samples: usize, block: usize) -> Vec<usize> {
        let track: Vec<f32> = (0..samples).map(|i| i as f32).collect();
        let mut segments = Segments::new(1000, &MertConfig::base_95m());
        let mut out = Vec::new();
        for block in track.chunks(block) {
            segments.push(block, &mut out);
        }
        out.extend(segments.finish());
        let heard = out.concat();
        assert_eq!(heard, track[..heard.len()]);
        out.iter().map(Vec::len).collect()
    }

    #[test]
    fn any_blocks_give_the_same_segments() {
        for block in [1, 7, 999, 1000, 1001, 5000] {
            assert_eq!(lengths(2500, block), [1000, 1000, 500], "{block}");
            assert_eq!(lengths(2000, block), [1000, 1000], "{block}");
        }
    }

    #[test]
    fn a_short_track_is_one_segment_and_a_shorter_rest_none() {
        assert_eq!(lengths(999, 100), [999]);
        assert_eq!(lengths(399, 100), [399]);
        assert_eq!(lengths(1, 100), [1]);
        assert_eq!(lengths(0, 100), [0; 0]);
        assert_eq!(lengths(1400, 100), [1000, 400]);
        assert_eq!(lengths(1399, 100), [1000]);
    }
}

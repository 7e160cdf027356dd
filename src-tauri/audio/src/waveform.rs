//! A picture of a track: its peaks in equal steps.
//!
//! The length is not known before the end, so peaks are kept for spans that
//! double whenever there are too many of them: memory stays the same for a
//! jingle and for a ten-hour mix.

use crate::frames::highest;

/// Peaks of a finished waveform: about one for two pixels of a wide panel.
pub(crate) const PEAKS: usize = 400;

/// Spans kept, at most. Between half of it and all are in use, so a peak of
/// the picture is made of at least four spans and its edges are true to a
/// quarter of its width.
const MAX_SPANS: usize = PEAKS * 8;

/// Collects the peaks of one stream.
pub(crate) struct Waveform {
    spans: Vec<f32>,
    /// Frames in one span.
    width: usize,
    /// Frames and peak of the span that is being filled.
    filled: usize,
    peak: f32,
}

impl Waveform {
    pub(crate) fn new() -> Self {
        Self {
            spans: Vec::with_capacity(MAX_SPANS),
            // 32 frames are under a millisecond: fine even for the shortest.
            width: 32,
            filled: 0,
            peak: 0.0,
        }
    }

    /// Takes the peak amplitude of each next frame.
    pub(crate) fn push(&mut self, mut peaks: &[f32]) {
        while !peaks.is_empty() {
            let room = self.width - self.filled;
            let (now, later) = peaks.split_at(room.min(peaks.len()));
            self.peak = self.peak.max(highest(now));
            self.filled += now.len();
            if self.filled == self.width {
                self.close_span();
            }
            peaks = later;
        }
    }

    fn close_span(&mut self) {
        self.spans.push(self.peak);
        (self.filled, self.peak) = (0, 0.0);
        if self.spans.len() == MAX_SPANS {
            for i in 0..MAX_SPANS / 2 {
                self.spans[i] = self.spans[2 * i].max(self.spans[2 * i + 1]);
            }
            self.spans.truncate(MAX_SPANS / 2);
            self.width *= 2;
        }
    }

    /// The highest peak so far.
    pub(crate) fn highest(&self) -> f32 {
        self.peak.max(highest(&self.spans))
    }

    /// [`PEAKS`] peaks over the whole, 0-1 (overshoots are cut to 1).
    pub(crate) fn finish(mut self) -> Vec<f32> {
        if self.filled > 0 {
            self.spans.push(self.peak);
        }
        let count = self.spans.len();
        (0..PEAKS)
            .map(|i| {
                let from = i * count / PEAKS;
                let to = ((i + 1) * count / PEAKS).max(from + 1).min(count);
                let span = self.spans.get(from..to).unwrap_or_default();
                highest(span).min(1.0)
            })
            .collect()
    }
}

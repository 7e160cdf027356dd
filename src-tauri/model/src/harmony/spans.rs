//! Chords over time: from a class for every frame to (start, end, label).

use super::chord::Label;
use crate::cqt::BLOCK_FRAMES;

/// Seconds from frame to frame. The frames of a block are 2048 samples at
/// 22 050 Hz apart (.0929 s), but 108 of them stand for 10 s, as in the
/// reference, so that no error adds up over the blocks.
pub const FRAME_S: f64 = 10.0 / BLOCK_FRAMES as f64;

/// One chord and when it sounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChordSpan {
    /// Start, s.
    pub start_s: f64,
    /// End, s.
    pub end_s: f64,
    /// What sounds.
    pub label: Label,
}

impl ChordSpan {
    /// Its length, s.
    #[must_use]
    pub fn duration_s(&self) -> f64 {
        self.end_s - self.start_s
    }
}

/// Runs of frames with the same class (see [`Label::from_class`]; a class
/// above 169 is taken as unknown) as spans, in whole milliseconds as label
/// files hold them.
#[must_use]
pub fn merge(classes: &[u8]) -> Vec<ChordSpan> {
    let mut at = 0;
    classes
        .chunk_by(|a, b| a == b)
        .map(|run| {
            let start = at;
            at += run.len();
            ChordSpan {
                start_s: time_s(start),
                end_s: time_s(at),
                label: Label::from_class(run[0]).unwrap_or(Label::Unknown),
            }
        })
        .collect()
}

fn time_s(frame: usize) -> f64 {
    (frame as f64 * FRAME_S * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_become_spans_without_gaps() {
        let classes: Vec<u8> = [(1, 108), (1, 5), (169, 1), (126, 110)]
            .into_iter()
            .flat_map(|(class, frames)| vec![class; frames])
            .collect();
        let lines: Vec<String> = merge(&classes)
            .iter()
            .map(|s| format!("{:.3} {:.3} {}", s.start_s, s.end_s, s.label))
            .collect();
        assert_eq!(
            lines,
            ["0.000 10.463 C", "10.463 10.556 N", "10.556 20.741 A:min"]
        );
        assert!(merge(&[]).is_empty());
    }
}

//! How the long parts of an analysis become bytes, all little-endian: precise
//! enough for what they are, and small, because there are as many as tracks.
//!
//! | blob | bytes |
//! |---|---|
//! | tags | one `u16` a tag in the vocabulary's order: probability · 65535 |
//! | GEMS emotions | the same: one `u16` an emotion, share · 65535 |
//! | quadrants | one `f32` each of Q1 … Q4: whole, so that the most probable stays it |
//! | curve | the step in s as `f32`, then a `u16` valence and a `u16` arousal a step: (value − 1) / 8 · 65535 |
//! | waveform | one `u8` a step: peak · 255 |
//! | embedding | one IEEE 754 half a dimension |
//! | chords | a chord: its start and its end in s as `f32`, its label's bytes as `u8`, and these |
//! | identity of a stream | as it is, from hex |

use half::f16;

use crate::analysis::{ChordSpan, Curve};

/// The ends of the valence and arousal scales.
const SCALE: (f32, f32) = (1.0, 9.0);

/// Probabilities to bytes.
pub(crate) fn tags(probabilities: &[f32]) -> Vec<u8> {
    probabilities
        .iter()
        .flat_map(|&probability| unit_to_u16(probability).to_le_bytes())
        .collect()
}

/// Bytes to probabilities.
pub(crate) fn to_tags(bytes: &[u8]) -> Vec<f32> {
    let (pairs, _) = bytes.as_chunks::<2>();
    pairs.iter().map(|&pair| u16_to_unit(pair)).collect()
}

/// Probabilities of the quadrants to bytes.
pub(crate) fn quadrants(probabilities: &[f32; 4]) -> Vec<u8> {
    probabilities
        .iter()
        .flat_map(|probability| probability.to_le_bytes())
        .collect()
}

/// Bytes to probabilities of the quadrants; `None` unless there are four.
pub(crate) fn to_quadrants(bytes: &[u8]) -> Option<[f32; 4]> {
    let (numbers, []) = bytes.as_chunks::<4>() else {
        return None;
    };
    let numbers: [[u8; 4]; 4] = numbers.try_into().ok()?;
    Some(numbers.map(f32::from_le_bytes))
}

/// A curve to bytes. Its two columns are of one length.
pub(crate) fn curve(curve: &Curve) -> Vec<u8> {
    let to_unit = |value: f32| (value - SCALE.0) / (SCALE.1 - SCALE.0);
    let points = curve.valence.iter().zip(&curve.arousal);
    let values = points
        .flat_map(|(&valence, &arousal)| [valence, arousal])
        .flat_map(|value| unit_to_u16(to_unit(value)).to_le_bytes());
    curve
        .step_s
        .to_le_bytes()
        .into_iter()
        .chain(values)
        .collect()
}

/// Bytes to a curve.
pub(crate) fn to_curve(bytes: &[u8]) -> Curve {
    let Some((step, points)) = bytes.split_first_chunk::<4>() else {
        return Curve::default();
    };
    let value = |pair: [u8; 2]| SCALE.0 + (SCALE.1 - SCALE.0) * u16_to_unit(pair);
    let (points, _) = points.as_chunks::<4>();
    Curve {
        step_s: f32::from_le_bytes(*step),
        valence: points.iter().map(|&[a, b, _, _]| value([a, b])).collect(),
        arousal: points.iter().map(|&[_, _, a, b]| value([a, b])).collect(),
    }
}

/// Peaks to bytes.
pub(crate) fn waveform(peaks: &[f32]) -> Vec<u8> {
    peaks
        .iter()
        .map(|peak| (peak.clamp(0.0, 1.0) * 255.0).round() as u8)
        .collect()
}

/// Bytes to peaks.
pub(crate) fn to_waveform(bytes: &[u8]) -> Vec<f32> {
    bytes.iter().map(|&byte| f32::from(byte) / 255.0).collect()
}

/// An embedding to bytes.
pub(crate) fn embedding(values: &[f32]) -> Vec<u8> {
    values
        .iter()
        .flat_map(|&value| f16::from_f32(value).to_le_bytes())
        .collect()
}

/// Bytes to an embedding.
pub(crate) fn to_embedding(bytes: &[u8]) -> Vec<f32> {
    let mut values = Vec::new();
    read_embedding(bytes, &mut values);
    values
}

/// Bytes to an embedding in the place of another; for those who read many.
pub(crate) fn read_embedding(bytes: &[u8], values: &mut Vec<f32>) {
    let (pairs, _) = bytes.as_chunks::<2>();
    values.clear();
    values.extend(pairs.iter().map(|&pair| f16::from_le_bytes(pair).to_f32()));
}

/// The most bytes of a chord's label; no label of any vocabulary comes near.
pub(crate) const LONGEST_LABEL: usize = u8::MAX as usize;

/// Chords to bytes. Their labels have at most [`LONGEST_LABEL`] bytes.
pub(crate) fn chords(spans: &[ChordSpan]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for span in spans {
        let Ok(length) = u8::try_from(span.label.len()) else {
            continue;
        };
        bytes.extend(span.start_s.to_le_bytes());
        bytes.extend(span.end_s.to_le_bytes());
        bytes.push(length);
        bytes.extend(span.label.as_bytes());
    }
    bytes
}

/// Bytes to chords.
pub(crate) fn to_chords(bytes: &[u8]) -> Vec<ChordSpan> {
    let mut spans = Vec::new();
    let mut rest = bytes;
    while let Some((span, after)) = first_chord(rest) {
        spans.push(span);
        rest = after;
    }
    spans
}

/// The chord that the bytes begin with, and those after it.
fn first_chord(bytes: &[u8]) -> Option<(ChordSpan, &[u8])> {
    let (start, bytes) = bytes.split_first_chunk::<4>()?;
    let (end, bytes) = bytes.split_first_chunk::<4>()?;
    let (&length, bytes) = bytes.split_first()?;
    let (label, rest) = bytes.split_at_checked(length.into())?;
    let span = ChordSpan {
        start_s: f32::from_le_bytes(*start),
        end_s: f32::from_le_bytes(*end),
        label: String::from_utf8_lossy(label).into_owned(),
    };
    Some((span, rest))
}

/// An identity in hex to bytes; `None` where it is not known.
pub(crate) fn identity(hex: &str) -> Option<Vec<u8>> {
    let (pairs, []) = hex.as_bytes().as_chunks::<2>() else {
        return None;
    };
    let bytes = pairs.iter().map(|pair| {
        let digit = |letter: u8| char::from(letter).to_digit(16);
        u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok()
    });
    bytes
        .collect::<Option<_>>()
        .filter(|all: &Vec<u8>| !all.is_empty())
}

/// Bytes to an identity in hex.
pub(crate) fn to_identity(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// 0-1 to the whole range of `u16`.
fn unit_to_u16(unit: f32) -> u16 {
    (unit.clamp(0.0, 1.0) * f32::from(u16::MAX)).round() as u16
}

/// The other way round.
fn u16_to_unit(pair: [u8; 2]) -> f32 {
    f32::from(u16::from_le_bytes(pair)) / f32::from(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: &[f32], b: &[f32], by: f32) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() <= by)
    }

    #[test]
    fn values_come_back_as_precisely_as_they_are_known() {
        let probabilities = [0.0, 0.001, 0.5, 1.0];
        assert!(close(&to_tags(&tags(&probabilities)), &probabilities, 1e-5));
        let odds = [0.1, 0.2, 0.3, 0.4];
        assert_eq!(to_quadrants(&quadrants(&odds)), Some(odds));
        assert_eq!(to_quadrants(&[0; 12]), None);
        let peaks = [0.0, 0.3, 1.0];
        assert!(close(&to_waveform(&waveform(&peaks)), &peaks, 2e-3));
        let values = [-3.5, 0.0, 0.125, 12.0];
        assert!(close(&to_embedding(&embedding(&values)), &values, 1e-2));
        let hex = "00ff10a7";
        assert_eq!(to_identity(&identity(hex).unwrap()), hex);
        assert!(["", "0", "zz"].iter().all(|hex| identity(hex).is_none()));
        let line = Curve {
            step_s: 5.0,
            valence: vec![1.0, 5.0, 9.0],
            arousal: vec![3.3, 4.4, 5.5],
        };
        let back = to_curve(&curve(&line));
        assert_eq!(back.step_s, 5.0);
        assert!(close(&back.valence, &line.valence, 2e-4));
        assert!(close(&back.arousal, &line.arousal, 2e-4));
    }

    #[test]
    fn chords_come_back_exactly_and_cut_off_bytes_end_them() {
        let span = |start_s, end_s, label: &str| ChordSpan {
            start_s,
            end_s,
            label: label.to_owned(),
        };
        let heard = [
            span(0.0, 1.393, "N"),
            span(1.393, 7.5, "F#:min7"),
            span(7.5, 61.25, "A:min"),
        ];
        let bytes = chords(&heard);
        assert_eq!(to_chords(&bytes), heard);
        assert_eq!(to_chords(&bytes[..bytes.len() - 1]), heard[..2]);
        assert!(to_chords(&[]).is_empty());
    }

    #[test]
    fn a_value_off_the_scale_is_its_end_and_no_bytes_are_nothing() {
        assert_eq!(to_tags(&tags(&[-1.0, 2.0])), [0.0, 1.0]);
        assert_eq!(to_waveform(&waveform(&[7.0])), [1.0]);
        assert_eq!(to_curve(&[]), Curve::default());
        assert!(to_tags(&[1]).is_empty());
    }
}

//! Where in a track it sounds most like itself.

use crate::analysis::Curve;
use crate::error::Result;
use crate::library::Library;
use crate::rows::TrackId;

/// Songs come and go: neither this share of the track at its start nor as much
/// at its end is taken for typical.
const EDGE: f32 = 0.1;

/// Without a curve: most songs have come to their point after a third.
const USUAL: f32 = 1.0 / 3.0;

impl Library {
    /// Where the stretch of `length_s` seconds begins, s, whose valence and
    /// arousal are on the whole nearest to the track's own; it lies away from the
    /// track's edges. Without a curve it is a third into the track, and where
    /// not even the length is known, its beginning.
    ///
    /// # Errors
    /// There is no such track, or the database cannot be read.
    pub fn typical_start(&self, id: TrackId, length_s: f32) -> Result<f32> {
        let track = self.track(id)?;
        let duration_s = track.row.duration_s.unwrap_or_default();
        let own = track.row.valence.zip(track.row.arousal);
        let (Some(curve), Some((valence, arousal))) = (&track.curve, own) else {
            return Ok(usual(duration_s, length_s));
        };
        let start_s = nearest(curve, [valence, arousal], duration_s, length_s);
        Ok(start_s.unwrap_or_else(|| usual(duration_s, length_s)))
    }
}

/// A third into the track, but so that the stretch fits.
fn usual(duration_s: f32, length_s: f32) -> f32 {
    (duration_s * USUAL).min(duration_s - length_s).max(0.0)
}

/// The start of the stretch that is nearest to `own`, s; of equals the one
/// nearest to the middle. `None` where the curve is too short to choose from.
fn nearest(curve: &Curve, own: [f32; 2], duration_s: f32, length_s: f32) -> Option<f32> {
    let far: Vec<f32> = (curve.valence.iter().zip(&curve.arousal))
        .map(|(valence, arousal)| (valence - own[0]).hypot(arousal - own[1]))
        .collect();
    if curve.step_s <= 0.0 || duration_s <= length_s {
        return None;
    }
    let steps = ((length_s / curve.step_s).ceil() as usize).max(1);
    let last_s = duration_s - length_s;
    let edge_s = (duration_s * EDGE).min(last_s / 2.0);
    let middle_s = last_s / 2.0;
    far.windows(steps)
        .enumerate()
        .map(|(step, far)| (step as f32 * curve.step_s, far.iter().sum::<f32>()))
        .filter(|(start_s, _)| (edge_s..=last_s - edge_s).contains(start_s))
        .min_by(|(a_s, a), (b_s, b)| {
            let off = |at_s: &f32| (at_s - middle_s).abs();
            a.total_cmp(b).then(off(a_s).total_cmp(&off(b_s)))
        })
        .map(|(start_s, _)| start_s)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(valence: &[f32]) -> Curve {
        Curve {
            step_s: 5.0,
            valence: valence.to_vec(),
            arousal: vec![5.0; valence.len()],
        }
    }

    #[test]
    fn the_stretch_that_is_most_like_the_whole_is_found() {
        let mut valence = [2.0; 40];
        valence[25..28].fill(7.0);
        let start_s = nearest(&curve(&valence), [7.0, 5.0], 200.0, 15.0);
        assert_eq!(start_s, Some(125.0));
    }

    #[test]
    fn neither_the_intro_nor_the_end_is_typical_and_of_equals_the_middle_is() {
        let mut valence = [4.0; 40];
        valence[..3].fill(7.0);
        valence[37..].fill(7.0);
        let start_s = nearest(&curve(&valence), [7.0, 5.0], 200.0, 15.0).unwrap();
        assert!((start_s - 92.5).abs() <= 2.5, "{start_s}");
    }

    #[test]
    fn a_track_without_a_curve_or_shorter_than_the_stretch_still_has_a_place() {
        assert_eq!(nearest(&curve(&[]), [5.0, 5.0], 200.0, 15.0), None);
        assert_eq!(nearest(&curve(&[5.0, 5.0]), [5.0, 5.0], 9.0, 15.0), None);
        assert_eq!(usual(240.0, 15.0), 80.0);
        assert_eq!(usual(16.0, 15.0), 1.0);
        assert_eq!(usual(0.0, 15.0), 0.0);
    }
}

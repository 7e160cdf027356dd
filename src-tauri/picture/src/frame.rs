//! Where the plane lies in the picture.

use moodplane_library::Points;

/// Pixels of the plotters' canvas for one of the picture: plotters counts in whole
/// ones, and dots lie between them.
pub(crate) const FINE: f64 = 8.0;

/// Room at the edges for the axes' words and the legend, px of the picture.
const ROOM: f64 = 48.0;
/// The scale 1-9 and some.
const MOST: f64 = 4.4;
/// A library in one spot still needs surroundings.
const LEAST: f64 = 2.0;

/// The plane in a picture: neutral in the middle, as near as all dots allow.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    /// Width and height of the picture, px.
    pub(crate) width: f64,
    pub(crate) height: f64,
    /// Half of what is seen, steps of the scale.
    span: [f64; 2],
}

impl Frame {
    pub(crate) fn new(width: f64, height: f64, points: &Points) -> Self {
        let reach = |values: &[f32], length: f64| {
            let far = values.iter().map(|v| (f64::from(*v) - 5.0).abs());
            let far = far.fold(0.0, f64::max) * length / (length - 2.0 * ROOM);
            far.clamp(LEAST, MOST * length / (length - 2.0 * ROOM))
        };
        Self {
            width,
            height,
            span: [
                reach(&points.valence, width),
                reach(&points.arousal, height),
            ],
        }
    }

    /// The spot's place, px of the picture from its top left.
    pub(crate) fn place(&self, valence: f64, arousal: f64) -> (f64, f64) {
        (
            (0.5 + (valence - 5.0) / (2.0 * self.span[0])) * self.width,
            (0.5 - (arousal - 5.0) / (2.0 * self.span[1])) * self.height,
        )
    }
}

/// A length of the picture on the plotters' canvas.
pub(crate) fn fine(length: f64) -> i32 {
    (length * FINE).round() as i32
}

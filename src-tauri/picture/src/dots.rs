//! The dots: as circles where they are few, else added up as the window adds
//! them up, so that a crowd shows as density and not as mud.

use moodplane_library::Points;
use plotters::style::RGBColor;
use resvg::tiny_skia::{Pixmap, PremultipliedColorU8};

use crate::colour::{self, ColourBy, Ground};
use crate::frame::Frame;
use crate::look::Look;

/// How the window sizes dots (`ui/src/plane/style.ts`): px, and shares.
const LARGEST: f64 = 10.0;
const SMALLEST: f64 = 2.6;
const INK: f64 = 0.1;
const CLEAR: f64 = 0.94;
const THIN: f64 = 0.5;

/// Diameter of a dot, px, and how much one covers, 0-1, where so many are drawn.
pub(crate) fn style(count: usize, frame: &Frame) -> (f64, f64) {
    let each = frame.width * frame.height / count.max(1) as f64;
    let diameter = (INK * each * 4.0 / std::f64::consts::PI).sqrt();
    let diameter = diameter.clamp(SMALLEST, LARGEST);
    let coverage = std::f64::consts::PI * diameter * diameter / 4.0 / each;
    (diameter, (INK / coverage).clamp(THIN, CLEAR))
}

/// The colour of a dot.
pub(crate) fn colour(points: &Points, i: usize, by: ColourBy, ground: Ground) -> RGBColor {
    match by {
        ColourBy::Emotion => {
            let (valence, arousal) = (points.valence[i], points.arousal[i]);
            colour::emotion(valence.into(), arousal.into(), ground)
        }
        ColourBy::Genre => colour::genre(points.genre[i], ground),
        ColourBy::Key => colour::key(points.key[i], ground),
        ColourBy::Tempo => colour::tempo(points.tempo_bpm[i].into(), ground),
        ColourBy::Certainty => colour::certainty(points.spread[i].into(), ground),
    }
}

/// Adds the dots up at `scale` pixels for one of the picture. `None` where that is
/// no size for a picture.
pub(crate) fn crowd(
    points: &Points,
    which: &[usize],
    by: ColourBy,
    look: &Look,
    frame: &Frame,
    scale: f64,
    faint: bool,
) -> Option<Pixmap> {
    let width = (frame.width * scale).round() as u32;
    let height = (frame.height * scale).round() as u32;
    let mut pixels = Pixmap::new(width, height)?;
    let (diameter, one) = style(points.id.len(), frame);
    let radius = diameter * scale / 2.0;
    let mut ink = vec![[0_f32; 4]; (width * height) as usize];
    for &i in which {
        let (x, y) = frame.place(points.valence[i].into(), points.arousal[i].into());
        let (x, y) = (x * scale, y * scale);
        let RGBColor(red, green, blue) = colour(points, i, by, look.colours);
        let dye = [red, green, blue].map(f32::from);
        let stretch = |middle: f64, end: u32| {
            let from = (middle - radius - 1.0).floor().max(0.0) as u32;
            from..((middle + radius + 1.0).ceil().max(0.0) as u32).min(end)
        };
        for row in stretch(y, height) {
            for column in stretch(x, width) {
                let from = (f64::from(column) + 0.5 - x).hypot(f64::from(row) + 0.5 - y);
                let alpha = (radius + 0.5 - from).clamp(0.0, 1.0) as f32;
                if alpha > 0.0 {
                    let sum = &mut ink[(row * width + column) as usize];
                    // Only neighbours that are alike may mix.
                    let stays = if by == ColourBy::Emotion {
                        1.0
                    } else {
                        1.0 - alpha
                    };
                    for (sum, dye) in sum.iter_mut().zip(dye) {
                        *sum = *sum * stays + dye * alpha;
                    }
                    sum[3] += alpha;
                }
            }
        }
    }
    let gain = (one / (1.0 - one)) as f32;
    let share = if by == ColourBy::Emotion {
        f32::MAX
    } else {
        1.0
    };
    let (most, glow) = if faint {
        (look.faint, 0.0)
    } else {
        (1.0, look.glow)
    };
    let bright = [look.bright.0, look.bright.1, look.bright.2].map(f32::from);
    for (pixel, ink) in pixels.pixels_mut().iter_mut().zip(&ink) {
        if ink[3] <= 0.0 {
            continue;
        }
        let cover = most * gain * ink[3] / (1.0 + gain * ink[3]);
        let crowd = (ink[3] - 1.0).max(0.0) * 0.15 * gain;
        let crowd = glow * crowd / (1.0 + crowd);
        let channel = |axis: usize| {
            let dye = ink[axis] / ink[3].min(share);
            ((dye + (bright[axis] - dye) * crowd) * cover).round() as u8
        };
        let alpha = (255.0 * cover).round() as u8;
        let [red, green, blue] = [channel(0), channel(1), channel(2)].map(|c| c.min(alpha));
        if let Some(colour) = PremultipliedColorU8::from_rgba(red, green, blue, alpha) {
            *pixel = colour;
        }
    }
    Some(pixels)
}

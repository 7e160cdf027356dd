//! The colour of an emotion, as the window has it (`ui/src/lib/colour.ts` holds
//! the definition and the reasons for its constants): a two-dimensional map in
//! OKLab (Ottosson 2020) with a hue in each corner and grey in the middle.

use plotters::style::RGBColor;

const LIGHTNESS: f64 = 0.74;
const GAIN: f64 = 2.2;
/// Chroma and hue (degrees) of the corners: excited, tense, sad, calm.
const CORNERS: [(f64, f64); 4] = [(0.15, 78.0), (0.15, 22.0), (0.13, 280.0), (0.122, 188.0)];

fn mix(x: f64, y: f64) -> [f64; 2] {
    let (right, top) = ((1.0 + x) / 2.0, (1.0 + y) / 2.0);
    let shares = [
        right * top,
        (1.0 - right) * top,
        (1.0 - right) * (1.0 - top),
        right * (1.0 - top),
    ];
    let sum = |part: fn(f64) -> f64| {
        CORNERS
            .iter()
            .zip(shares)
            .map(|(&(c, h), s)| s * c * part(h.to_radians()))
            .sum()
    };
    [sum(f64::cos), sum(f64::sin)]
}

fn spread(value: f64) -> f64 {
    (GAIN * ((value - 5.0) / 4.0).clamp(-1.0, 1.0)).tanh() / GAIN.tanh()
}

/// The colour of a spot on the plane (valence and arousal 1-9) on a dark ground.
pub fn emotion(valence: f64, arousal: f64) -> RGBColor {
    let (x, y) = (spread(valence), spread(arousal));
    let grey = (1.0 - x * x) * (1.0 - y * y);
    let (here, middle) = (mix(x, y), mix(0.0, 0.0));
    let (a, b) = (here[0] - grey * middle[0], here[1] - grey * middle[1]);
    let l = (LIGHTNESS + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (LIGHTNESS - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (LIGHTNESS - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
    RGBColor(
        byte(4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s),
        byte(-1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s),
        byte(-0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701 * s),
    )
}

/// Linear light 0-1 to an sRGB byte (IEC 61966-2-1).
fn byte(linear: f64) -> u8 {
    let c = linear.clamp(0.0, 1.0);
    let encoded = if c <= 0.003_130_8 {
        12.92 * c
    } else {
        1.055 * c.powf(1.0 / 2.4) - 0.055
    };
    (255.0 * encoded).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_grey_and_the_corners_have_their_hues() {
        let RGBColor(r, g, b) = emotion(5.0, 5.0);
        assert!(r.abs_diff(g) <= 1 && g.abs_diff(b) <= 1, "{r} {g} {b}");
        let RGBColor(r, _, b) = emotion(9.0, 9.0);
        assert!(r > 200 && b < 100, "excited is yellow");
        let RGBColor(r, _, b) = emotion(1.0, 1.0);
        assert!(b > 200 && r < 180, "sad is blue");
    }
}

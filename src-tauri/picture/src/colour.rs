//! The colours of dots, as the window has them (`ui/src/lib/colour.ts` and
//! `palette.ts` hold the definitions and the reasons for their constants):
//! emotions by a two-dimensional map in OKLab (Ottosson 2020) with a hue in each
//! corner and grey in the middle; values by scales in OKLCh.

use moodplane_library::{OTHER_GENRE, UNKNOWN};
use plotters::style::RGBColor;
use serde::{Deserialize, Serialize};
use specta::Type;

/// What dots are coloured by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum ColourBy {
    /// Where they lie.
    #[default]
    Emotion,
    /// The commonest genres.
    Genre,
    /// Their place on the circle of fifths.
    Key,
    /// BPM.
    Tempo,
    /// How closely their place is known.
    Certainty,
}

impl ColourBy {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Emotion,
        Self::Genre,
        Self::Key,
        Self::Tempo,
        Self::Certainty,
    ];

    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Emotion => "emotion",
            Self::Genre => "genre",
            Self::Key => "key",
            Self::Tempo => "tempo",
            Self::Certainty => "certainty",
        }
    }
}

/// What a theme's colours have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ground {
    lightness: f64,
    chroma_scale: f64,
    /// Which way is away from the ground: 1 lighter, -1 darker.
    away: f64,
}

pub(crate) const DARK: Ground = Ground {
    lightness: 0.74,
    chroma_scale: 1.0,
    away: 1.0,
};
pub(crate) const LIGHT: Ground = Ground {
    lightness: 0.58,
    chroma_scale: 0.8,
    away: -1.0,
};

const GAIN: f64 = 2.2;
/// Chroma and hue (degrees) of the corners: excited, tense, sad, calm.
const CORNERS: [(f64, f64); 4] = [(0.15, 78.0), (0.15, 22.0), (0.13, 280.0), (0.122, 188.0)];

/// Ends of the tempo's scale, BPM.
pub(crate) const TEMPO: (f64, f64) = (60.0, 180.0);
/// Ends of the uncertainty's scale, steps of 1-9.
pub(crate) const SPREAD: (f64, f64) = (0.2, 1.2);

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

/// The colour of a spot on the plane (valence and arousal 1-9).
pub(crate) fn emotion(valence: f64, arousal: f64, ground: Ground) -> RGBColor {
    let spread = |value: f64| (GAIN * ((value - 5.0) / 4.0).clamp(-1.0, 1.0)).tanh() / GAIN.tanh();
    let (x, y) = (spread(valence), spread(arousal));
    let grey = (1.0 - x * x) * (1.0 - y * y);
    let (here, middle) = (mix(x, y), mix(0.0, 0.0));
    let part = |axis: usize| ground.chroma_scale * (here[axis] - grey * middle[axis]);
    bytes(linear(ground.lightness, part(0), part(1)))
}

/// The colour of a genre by its place among the commonest.
pub(crate) fn genre(place: u8, ground: Ground) -> RGBColor {
    let Ground {
        lightness, away, ..
    } = ground;
    match place {
        UNKNOWN => unknown(ground),
        OTHER_GENRE => lch(lightness - 0.1 * away, 0.0, 0.0),
        place => {
            let lighter = if place % 2 == 0 { 0.07 } else { -0.07 };
            lch(lightness + lighter, 0.13, 25.0 + 160.0 * f64::from(place))
        }
    }
}

/// The colour of a key by its code: 2 (Camelot number - 1), + 1 for major.
pub(crate) fn key(code: u8, ground: Ground) -> RGBColor {
    if code == UNKNOWN {
        return unknown(ground);
    }
    // The wheel counts fifths, with C major at place 7.
    let fifths = f64::from(code >> 1) - 7.0;
    let nearer = if code % 2 == 1 { 0.06 } else { -0.08 };
    let lightness = ground.lightness + nearer * ground.away;
    lch(lightness, 0.13, 25.0 + 30.0 * fifths)
}

/// The colour of a tempo, BPM; 0 where it is unknown.
pub(crate) fn tempo(bpm: f64, ground: Ground) -> RGBColor {
    if bpm <= 0.0 {
        return unknown(ground);
    }
    lch(ground.lightness, 0.13, 265.0 - 187.0 * part(bpm, TEMPO))
}

/// The colour of an uncertainty, steps of the scale; 0 for the user's own word.
pub(crate) fn certainty(spread: f64, ground: Ground) -> RGBColor {
    let Ground {
        lightness, away, ..
    } = ground;
    if spread <= 0.0 {
        return lch(lightness + 0.08 * away, 0.13, 78.0);
    }
    let u = part(spread, SPREAD);
    lch(lightness + (0.08 - 0.24 * u) * away, 0.13 - 0.12 * u, 188.0)
}

/// Where on a scale a value lies, 0-1.
fn part(value: f64, (least, most): (f64, f64)) -> f64 {
    ((value - least) / (most - least)).clamp(0.0, 1.0)
}

fn unknown(ground: Ground) -> RGBColor {
    lch(ground.lightness - 0.22 * ground.away, 0.0, 0.0)
}

/// A colour of OKLCh (hue in degrees), as much of its chroma as fits into sRGB.
fn lch(lightness: f64, chroma: f64, hue: f64) -> RGBColor {
    let (sin, cos) = hue.to_radians().sin_cos();
    let mut c = chroma;
    loop {
        let channels = linear(lightness, c * cos, c * sin);
        let fits = channels.iter().all(|c| (-0.0005..=1.0005).contains(c));
        if c <= 0.0 || fits {
            return bytes(channels);
        }
        c -= 0.005;
    }
}

/// OKLab to linear-light sRGB, not clipped.
fn linear(lightness: f64, a: f64, b: f64) -> [f64; 3] {
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
    [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701 * s,
    ]
}

fn bytes([red, green, blue]: [f64; 3]) -> RGBColor {
    RGBColor(byte(red), byte(green), byte(blue))
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

    /// The colours that the window's test holds itself to as well.
    const KEPT: &str = include_str!("../../../assets/colours.csv");

    #[test]
    fn colours_are_those_of_the_window() {
        for row in KEPT.lines().skip(1) {
            let cells: Vec<&str> = row.split(',').collect();
            let ground = if cells[1] == "dark" { DARK } else { LIGHT };
            let value: f64 = cells[2].parse().unwrap();
            let colour = match cells[0] {
                "emotion" => emotion(value, cells[3].parse().unwrap(), ground),
                "genre" => genre(value as u8, ground),
                "key" => key(value as u8, ground),
                "tempo" => tempo(value, ground),
                _ => certainty(value / 64.0, ground),
            };
            let kept: Vec<u8> = cells[4..].iter().map(|c| c.parse().unwrap()).collect();
            // JavaScript's mathematics may round the last digit otherwise.
            let seen = [colour.0, colour.1, colour.2];
            let near = seen.iter().zip(&kept).all(|(a, b)| a.abs_diff(*b) <= 1);
            assert!(near, "{row}: {seen:?}");
        }
    }
}

//! How the picture looks on a dark and on a light ground, as the window does
//! (`ui/src/plane/look.ts`, `ui/src/app.css`).

use plotters::style::RGBColor;

use crate::colour::{DARK, Ground, LIGHT};

/// How the picture looks.
pub(crate) struct Look {
    pub(crate) colours: Ground,
    pub(crate) ground: RGBColor,
    /// Under the legend.
    pub(crate) over: RGBColor,
    pub(crate) ink: RGBColor,
    pub(crate) soft: RGBColor,
    pub(crate) faint_ink: RGBColor,
    /// How much of a corner's colour the ground takes on, 0-1.
    pub(crate) tint: f64,
    /// What a crowd goes towards, and how far, 0-1.
    pub(crate) bright: RGBColor,
    pub(crate) glow: f32,
    /// How much dots that a filter left out may cover.
    pub(crate) faint: f32,
}

impl Look {
    pub(crate) fn of(light: bool) -> Self {
        if light {
            Self {
                colours: LIGHT,
                ground: RGBColor(251, 251, 252),
                over: RGBColor(255, 255, 255),
                ink: RGBColor(24, 27, 34),
                soft: RGBColor(78, 86, 103),
                faint_ink: RGBColor(89, 97, 115),
                tint: 0.1,
                bright: RGBColor(24, 27, 34),
                glow: 0.45,
                faint: 0.16,
            }
        } else {
            Self {
                colours: DARK,
                ground: RGBColor(15, 17, 22),
                over: RGBColor(27, 31, 42),
                ink: RGBColor(233, 235, 241),
                soft: RGBColor(162, 169, 185),
                faint_ink: RGBColor(141, 149, 168),
                tint: 0.1,
                bright: RGBColor(255, 255, 255),
                glow: 0.5,
                faint: 0.16,
            }
        }
    }
}

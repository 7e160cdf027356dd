//! The plane as a picture: drawn once as SVG with plotters, and rasterised from
//! that, so that both files show the same.

mod colour;
pub mod losses;

use anyhow::Context;
use moodplane_library::vocabulary;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use resvg::{tiny_skia, usvg};

/// A track on the plane.
pub struct Dot {
    /// 1-9.
    pub valence: f64,
    /// 1-9.
    pub arousal: f64,
}

const SIZE: (u32, u32) = (1200, 1000);
const MARGIN: i32 = 56;
const GROUND: RGBColor = RGBColor(14, 16, 20);
const LINE: RGBColor = RGBColor(52, 56, 66);
const WORD: RGBColor = RGBColor(122, 128, 140);
const NAME: RGBColor = RGBColor(190, 195, 205);
const FONT: &str = "system-ui, Inter, 'DejaVu Sans', sans-serif";

/// The plane with its axes, quadrants, mood words and dots, as SVG.
pub fn draw(dots: &[Dot]) -> anyhow::Result<String> {
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        root.fill(&GROUND)?;
        let mut chart = ChartBuilder::on(&root)
            .margin(MARGIN)
            .build_cartesian_2d(1.0..9.0, 1.0..9.0)?;
        let plane = chart.plotting_area().clone();
        for (corner, valence, arousal) in [
            ((5.0, 5.0), 9.0, 9.0),
            ((1.0, 5.0), 1.0, 9.0),
            ((1.0, 1.0), 1.0, 1.0),
            ((5.0, 1.0), 9.0, 1.0),
        ] {
            let tint = colour::emotion(valence, arousal).mix(0.06).filled();
            let end = (corner.0 + 4.0, corner.1 + 4.0);
            plane.draw(&Rectangle::new([corner, end], tint))?;
        }
        chart
            .configure_mesh()
            .disable_mesh()
            .disable_axes()
            .draw()?;
        for ends in [[(1.0, 5.0), (9.0, 5.0)], [(5.0, 1.0), (5.0, 9.0)]] {
            plane.draw(&PathElement::new(ends.to_vec(), LINE.stroke_width(1)))?;
        }
        let style = |size: u32, colour: RGBColor, h: HPos, v: VPos| {
            (FONT, size).into_font().color(&colour).pos(Pos::new(h, v))
        };
        let middle = |size, colour| style(size, colour, HPos::Center, VPos::Center);
        for (word, at) in words() {
            plane.draw(&Text::new(word, at, middle(13, WORD)))?;
        }
        for dot in dots {
            let fill = colour::emotion(dot.valence, dot.arousal).mix(0.85).filled();
            plane.draw(&Circle::new((dot.valence, dot.arousal), 4, fill))?;
        }
        let (width, height) = (SIZE.0 as i32, SIZE.1 as i32);
        for (text, at) in [
            ("arousal: energetic", (width / 2, MARGIN / 2)),
            ("quiet", (width / 2, height - MARGIN / 2)),
        ] {
            root.draw(&Text::new(text, at, middle(16, NAME)))?;
        }
        for (text, at, h) in [
            ("negative", (8, height / 2 - 14), HPos::Left),
            (
                "valence: positive",
                (width - 8, height / 2 - 14),
                HPos::Right,
            ),
        ] {
            root.draw(&Text::new(text, at, style(16, NAME, h, VPos::Center)))?;
        }
        for (quadrant, at, h) in [
            ("Q2", (MARGIN + 10, MARGIN + 16), HPos::Left),
            ("Q1", (width - MARGIN - 10, MARGIN + 16), HPos::Right),
            ("Q3", (MARGIN + 10, height - MARGIN - 16), HPos::Left),
            (
                "Q4",
                (width - MARGIN - 10, height - MARGIN - 16),
                HPos::Right,
            ),
        ] {
            root.draw(&Text::new(quadrant, at, style(14, WORD, h, VPos::Center)))?;
        }
        root.present()?;
    }
    Ok(svg)
}

/// The vocabulary's words at their own valence and arousal, without those that
/// would lie on one already there.
fn words() -> Vec<(&'static str, (f64, f64))> {
    /// Height of a line and width of a letter, in units of the plane.
    const HEIGHT: f64 = 0.2;
    const LETTER: f64 = 0.065;
    let mut placed: Vec<(&str, (f64, f64))> = Vec::new();
    for tag in vocabulary() {
        let at = (f64::from(tag.valence), f64::from(tag.arousal));
        let free = placed.iter().all(|(other, spot)| {
            let reach = LETTER * (tag.name.len() + other.len() + 2) as f64 / 2.0;
            (spot.0 - at.0).abs() > reach || (spot.1 - at.1).abs() > HEIGHT
        });
        if free {
            placed.push((&tag.name, at));
        }
    }
    placed
}

/// The same picture as PNG, at twice the size for sharp screens.
pub fn rasterise(svg: &str) -> anyhow::Result<Vec<u8>> {
    const SCALE: f32 = 2.0;
    let mut options = usvg::Options::default();
    options.fontdb_mut().load_system_fonts();
    let tree = usvg::Tree::from_str(svg, &options)?;
    let mut pixels =
        tiny_skia::Pixmap::new(SIZE.0 * 2, SIZE.1 * 2).context("no room for the picture")?;
    resvg::render(
        &tree,
        tiny_skia::Transform::from_scale(SCALE, SCALE),
        &mut pixels.as_mut(),
    );
    Ok(pixels.encode_png()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_do_not_cover_each_other() {
        let words = words();
        assert!(words.len() > 20);
        assert!(words.iter().any(|(word, _)| *word == "calm"));
    }

    #[test]
    fn the_picture_holds_every_dot() {
        let dots = [
            Dot {
                valence: 2.0,
                arousal: 8.0,
            },
            Dot {
                valence: 7.0,
                arousal: 3.0,
            },
        ];
        let svg = draw(&dots).unwrap();
        assert_eq!(svg.matches("<circle").count(), 2);
        assert!(rasterise(&svg).unwrap().starts_with(b"\x89PNG"));
    }
}

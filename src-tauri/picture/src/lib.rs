//! The plane as a picture, the same from the window and from the terminal: dots,
//! mood words, axes and legend, as SVG or PNG.
//!
//! Both are drawn in the same layers: the ground, the axes, the dots, what is
//! written. Lines and texts are plotters'; a crowd of dots is added up as pixels,
//! as the window does it, and stands in the SVG as an image.

#![forbid(unsafe_code)]

mod colour;
mod dots;
mod frame;
mod legend;
mod look;
mod svg;
mod words;

use std::path::Path;

use moodplane_library::{Points, TrackId};
use resvg::{tiny_skia, usvg};
use thiserror::Error;

pub use colour::ColourBy;
pub use words::Words;

/// What stops a picture.
#[derive(Debug, Error)]
pub enum PictureError {
    /// It cannot be drawn.
    #[error("the picture cannot be drawn: {0}")]
    Draw(String),
    /// The name says neither format.
    #[error("{0}: name a file that ends in .svg or .png")]
    Format(String),
    /// The file cannot be written.
    #[error("cannot write {0}: {1}")]
    Write(String, std::io::Error),
}

type Result<T> = std::result::Result<T, PictureError>;

/// A picture's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Scalable.
    Svg,
    /// Pixels.
    Png,
}

impl Format {
    /// The form that a file's name asks for.
    ///
    /// # Errors
    /// It asks for none that is known.
    pub fn of(path: &Path) -> Result<Self> {
        let ending = path.extension().and_then(|ending| ending.to_str());
        match ending.map(str::to_ascii_lowercase).as_deref() {
            Some("svg") => Ok(Self::Svg),
            Some("png") => Ok(Self::Png),
            _ => Err(PictureError::Format(path.display().to_string())),
        }
    }
}

/// What to draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture<'a> {
    /// The dots, and what colours them.
    pub points: &'a Points,
    /// The tracks that filters leave; the others are a faint ground. `None`: all.
    pub shown: Option<&'a [TrackId]>,
    /// What dots are coloured by.
    pub by: ColourBy,
    /// On a light ground.
    pub light: bool,
    /// A line above it.
    pub title: Option<&'a str>,
    /// Its words.
    pub words: &'a Words,
    /// Width and height, px; of a PNG times `scale`.
    pub size: (u32, u32),
    /// Pixels of a PNG for one of the size: 2 for sharp screens, 3 for print.
    pub scale: u32,
}

/// The size of a picture where none is asked for, px.
pub const SIZE: (u32, u32) = (1200, 1000);

/// The smallest picture that has room for its words, and the largest that memory
/// should be spent on; px.
const SIZES: (u32, u32) = (480, 4000);
/// The largest scale.
const SCALE: u32 = 3;

impl Picture<'_> {
    /// The picture in a form.
    ///
    /// # Errors
    /// It cannot be drawn.
    pub fn draw(&self, format: Format) -> Result<Vec<u8>> {
        let picture = self.within_limits();
        let layers = svg::Layers::new(&picture)?;
        match format {
            Format::Svg => Ok(layers.document()?.into_bytes()),
            Format::Png => {
                let scale = picture.scale;
                let (width, height) = (picture.size.0 * scale, picture.size.1 * scale);
                let mut pixels = tiny_skia::Pixmap::new(width, height)
                    .ok_or_else(|| PictureError::Draw("there is no room for it".into()))?;
                let mut options = usvg::Options::default();
                options.fontdb_mut().load_system_fonts();
                render(&layers.below()?, &options, scale, &mut pixels)?;
                for crowd in layers.crowds(f64::from(scale))? {
                    let paint = tiny_skia::PixmapPaint::default();
                    let still = tiny_skia::Transform::identity();
                    pixels.draw_pixmap(0, 0, crowd.as_ref(), &paint, still, None);
                }
                render(&layers.above()?, &options, scale, &mut pixels)?;
                pixels.encode_png().map_err(drawing)
            }
        }
    }

    /// Draws the picture into a file, in the form that its name asks for. A failed
    /// write leaves what was there.
    ///
    /// # Errors
    /// The name asks for no form, or the file cannot be written.
    pub fn save(&self, path: &Path) -> Result<()> {
        let bytes = self.draw(Format::of(path)?)?;
        let partial = path.with_extension("partial");
        std::fs::write(&partial, bytes)
            .and_then(|()| std::fs::rename(&partial, path))
            .map_err(|error| PictureError::Write(path.display().to_string(), error))
    }

    fn within_limits(&self) -> Self {
        let (least, most) = SIZES;
        Self {
            size: (
                self.size.0.clamp(least, most),
                self.size.1.clamp(least, most),
            ),
            scale: self.scale.clamp(1, SCALE),
            ..self.clone()
        }
    }
}

fn render(
    svg: &str,
    options: &usvg::Options,
    scale: u32,
    pixels: &mut tiny_skia::Pixmap,
) -> Result<()> {
    let tree = usvg::Tree::from_str(svg, options).map_err(drawing)?;
    let larger = tiny_skia::Transform::from_scale(scale as f32, scale as f32);
    resvg::render(&tree, larger, &mut pixels.as_mut());
    Ok(())
}

fn drawing(error: impl std::fmt::Display) -> PictureError {
    PictureError::Draw(error.to_string())
}

#[cfg(test)]
mod tests;

//! The picture's layers as SVG.

use std::collections::HashSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use resvg::tiny_skia::Pixmap;

use crate::frame::{FINE, Frame, fine};
use crate::legend::{self, Legend};
use crate::look::Look;
use crate::words::{self, Kind, Written, printable};
use crate::{Picture, PictureError, Result, colour, dots, drawing};

const FONT: &str =
    "system-ui, Inter, 'Adwaita Sans', Cantarell, 'Noto Sans', 'DejaVu Sans', sans-serif";

/// More dots than these are an image in the SVG too: a file of 100,000 circles
/// opens nowhere in good time, and they would be mud.
const CIRCLES: usize = 5_000;
/// Pixels of such an image for one of the picture.
const IMAGE_SCALE: f64 = 2.0;

/// Where the corners' colours breathe from, and how far: in halves of the scale.
const BREATH: ([f64; 2], f64) = ([0.8, 0.75], 0.9);

type Canvas<'a> = DrawingArea<SVGBackend<'a>, Shift>;

pub(crate) struct Layers<'a> {
    picture: &'a Picture<'a>,
    look: Look,
    frame: Frame,
    legend: Legend,
    written: Vec<Written>,
    /// Places in the points: those that filters leave, and the others.
    shown: Vec<usize>,
    left: Vec<usize>,
}

impl<'a> Layers<'a> {
    pub(crate) fn new(picture: &'a Picture<'a>) -> Result<Self> {
        let look = Look::of(picture.light);
        let size = (f64::from(picture.size.0), f64::from(picture.size.1));
        let frame = Frame::new(size.0, size.1, picture.points);
        let Picture { by, words, .. } = *picture;
        let legend = Legend::new(by, &picture.points.genres, words, &look, size);
        let wanted: Option<HashSet<_>> = picture.shown.map(|ids| ids.iter().copied().collect());
        let is_shown = |i: &usize| {
            let id = &picture.points.id[*i];
            wanted.as_ref().is_none_or(|wanted| wanted.contains(id))
        };
        let (shown, left) = (0..picture.points.id.len()).partition(is_shown);
        let mut taken = vec![legend.area];
        if let Some(title) = picture.title {
            taken.push(words::Area {
                left: 0.0,
                top: 0.0,
                width: 40.0 + 0.6 * TITLE * title.chars().count() as f64,
                height: 44.0,
            });
        }
        let written = words::place(&frame, words, &taken);
        Ok(Self {
            picture,
            look,
            frame,
            legend,
            written,
            shown,
            left,
        })
    }

    /// All of it.
    pub(crate) fn document(&self) -> Result<String> {
        let mut body = self.ground();
        body.push_str(&self.axes()?);
        if self.shown.len() + self.left.len() > CIRCLES {
            for crowd in self.crowds(IMAGE_SCALE)? {
                let png = crowd.encode_png().map_err(drawing)?;
                body.push_str(&format!(
                    "<image width=\"{}\" height=\"{}\" xlink:href=\"data:image/png;base64,{}\"/>",
                    self.picture.size.0,
                    self.picture.size.1,
                    STANDARD.encode(png)
                ));
            }
        } else {
            body.push_str(&self.circles()?);
        }
        body.push_str(&self.texts()?);
        Ok(self.wrapped(&body))
    }

    /// What lies below the dots.
    pub(crate) fn below(&self) -> Result<String> {
        Ok(self.wrapped(&(self.ground() + &self.axes()?)))
    }

    /// What lies above the dots.
    pub(crate) fn above(&self) -> Result<String> {
        Ok(self.wrapped(&self.texts()?))
    }

    /// The dots as pixels: those that filters leave last.
    pub(crate) fn crowds(&self, scale: f64) -> Result<Vec<Pixmap>> {
        let crowd = |which: &[usize], faint| {
            let Picture { points, by, .. } = *self.picture;
            dots::crowd(points, which, by, &self.look, &self.frame, scale, faint)
                .ok_or_else(|| PictureError::Draw("there is no room for it".into()))
        };
        let mut crowds = Vec::new();
        if !self.left.is_empty() {
            crowds.push(crowd(&self.left, true)?);
        }
        crowds.push(crowd(&self.shown, false)?);
        Ok(crowds)
    }

    fn wrapped(&self, body: &str) -> String {
        let (width, height) = self.picture.size;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" \
             xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\">\n{body}</svg>\n"
        )
    }

    /// The theme's colour, with a breath of each corner's own.
    fn ground(&self) -> String {
        let (width, height) = self.picture.size;
        let hex = |RGBColor(red, green, blue): RGBColor| format!("#{red:02x}{green:02x}{blue:02x}");
        let mut defs = String::new();
        let mut breaths = String::new();
        for (k, (right, up)) in [(1.0, 1.0), (-1.0, 1.0), (1.0, -1.0), (-1.0, -1.0)]
            .into_iter()
            .enumerate()
        {
            let colour = colour::emotion(5.0 + 4.0 * right, 5.0 + 4.0 * up, self.look.colours);
            defs += &format!("<radialGradient id=\"breath{k}\">");
            for step in 0..=10 {
                let from = f64::from(step) / 10.0;
                let near = 1.0 - from * from;
                defs += &format!(
                    "<stop offset=\"{from}\" stop-color=\"{}\" stop-opacity=\"{:.4}\"/>",
                    hex(colour),
                    self.look.tint * near * near
                );
            }
            defs.push_str("</radialGradient>");
            let ([v, a], far) = BREATH;
            let (x, y) = self.frame.place(5.0 + 4.0 * v * right, 5.0 + 4.0 * a * up);
            let (edge_x, edge_y) = self.frame.place(
                5.0 + 4.0 * (v * right + far.sqrt()),
                5.0 + 4.0 * (a * up - far.sqrt()),
            );
            breaths += &format!(
                "<ellipse cx=\"{x:.1}\" cy=\"{y:.1}\" rx=\"{:.1}\" ry=\"{:.1}\" \
                 fill=\"url(#breath{k})\"/>",
                edge_x - x,
                edge_y - y
            );
        }
        format!(
            "<defs>{defs}</defs>\n<rect width=\"{width}\" height=\"{height}\" fill=\"{}\"/>\n\
             {breaths}\n",
            hex(self.look.ground)
        )
    }

    /// What plotters draws, as a group of the document.
    fn plotted(
        &self,
        attributes: &str,
        draw: impl FnOnce(&Canvas) -> std::result::Result<(), Box<dyn std::error::Error>>,
    ) -> Result<String> {
        let mut svg = String::new();
        {
            let size = (
                self.picture.size.0 * FINE as u32,
                self.picture.size.1 * FINE as u32,
            );
            let canvas = SVGBackend::with_string(&mut svg, size).into_drawing_area();
            draw(&canvas).map_err(drawing)?;
            canvas.present().map_err(drawing)?;
        }
        // Between the element that plotters opens and closes.
        let body = svg.split_once('\n').map_or("", |(_, rest)| rest);
        let body = body.rsplit_once("</svg>").map_or(body, |(body, _)| body);
        let scale = 1.0 / FINE;
        Ok(format!(
            "<g transform=\"scale({scale})\" {attributes}>\n{body}</g>\n"
        ))
    }

    fn axes(&self) -> Result<String> {
        self.plotted("", |canvas| {
            let line = |from: (f64, f64), to: (f64, f64), share: f64| {
                let style = self.look.ink.mix(share).stroke_width(FINE as u32);
                let ends = vec![(fine(from.0), fine(from.1)), (fine(to.0), fine(to.1))];
                canvas.draw(&PathElement::new(ends, style))
            };
            let Frame { width, height, .. } = self.frame;
            for step in 1..=9 {
                let (x, y) = self.frame.place(f64::from(step), f64::from(step));
                let share = if step == 5 { 0.16 } else { 0.035 };
                line((x, 0.0), (x, height), share)?;
                line((0.0, y), (width, y), share)?;
            }
            Ok(())
        })
    }

    fn circles(&self) -> Result<String> {
        self.plotted("", |canvas| {
            let Picture { points, by, .. } = *self.picture;
            let (diameter, one) = dots::style(points.id.len(), &self.frame);
            let faint = f64::from(self.look.faint);
            let left = self.left.iter().map(|i| (*i, one * faint));
            for (i, share) in left.chain(self.shown.iter().map(|i| (*i, one))) {
                let (x, y) = self
                    .frame
                    .place(points.valence[i].into(), points.arousal[i].into());
                let style = dots::colour(points, i, by, self.look.colours).mix(share);
                let middle = (fine(x), fine(y));
                canvas.draw(&Circle::new(middle, fine(diameter / 2.0), style.filled()))?;
            }
            Ok(())
        })
    }

    /// Words, numbers, the legend and the title.
    fn texts(&self) -> Result<String> {
        let RGBColor(red, green, blue) = self.look.ground;
        let halo = format!(
            "stroke=\"rgb({red},{green},{blue})\" stroke-width=\"{}\" \
             stroke-linejoin=\"round\" stroke-opacity=\"0.8\" paint-order=\"stroke\"",
            fine(3.5)
        );
        let words = self.plotted(&halo, |canvas| {
            for word in &self.written {
                let colour = match word.kind {
                    Kind::Mood => self.look.ink,
                    Kind::End => self.look.soft,
                    Kind::Number => self.look.faint_ink,
                };
                let style = style(word.kind.size(), colour, HPos::Center);
                canvas.draw(&Text::new(word.text.clone(), at(word.middle), style))?;
            }
            if let Some(title) = self.picture.title {
                let style = style(TITLE, self.look.ink, HPos::Left);
                canvas.draw(&Text::new(printable(title), at((18.0, 24.0)), style))?;
            }
            Ok(())
        })?;
        Ok(words + &self.plotted("", |canvas| self.draw_legend(canvas))?)
    }

    fn draw_legend(&self, canvas: &Canvas) -> std::result::Result<(), Box<dyn std::error::Error>> {
        let Legend {
            area,
            shapes,
            notes,
        } = &self.legend;
        let ends = [
            at((area.left, area.top)),
            at((area.left + area.width, area.top + area.height)),
        ];
        canvas.draw(&Rectangle::new(ends, self.look.over.mix(0.88).filled()))?;
        let edge = self.look.ink.mix(0.14).stroke_width(FINE as u32);
        canvas.draw(&Rectangle::new(ends, edge))?;
        for shape in shapes {
            let corners: Vec<(i32, i32)> = shape.corners.iter().map(|c| at(*c)).collect();
            canvas.draw(&Polygon::new(corners, shape.colour.filled()))?;
        }
        for note in notes {
            let colour = if note.on_colour {
                self.look.ground
            } else {
                self.look.soft
            };
            let side = if note.centred {
                HPos::Center
            } else {
                HPos::Left
            };
            let style = style(legend::TYPE, colour, side);
            canvas.draw(&Text::new(note.text.clone(), at(note.at), style))?;
        }
        Ok(())
    }
}

/// Type size of the title, px.
const TITLE: f64 = 16.0;

fn at((x, y): (f64, f64)) -> (i32, i32) {
    (fine(x), fine(y))
}

fn style(size: f64, colour: RGBColor, side: HPos) -> TextStyle<'static> {
    (FONT, fine(size))
        .into_font()
        .color(&colour)
        .pos(Pos::new(side, VPos::Center))
}

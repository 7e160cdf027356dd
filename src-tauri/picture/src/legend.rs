//! What the dots' colours mean: shapes and texts for the lower right corner.

use moodplane_library::{Key, Mode, OTHER_GENRE, UNKNOWN};
use plotters::style::RGBColor;

use crate::colour::{self, ColourBy, SPREAD, TEMPO};
use crate::look::Look;
use crate::words::{Area, Words, printable};

/// Between the legend and the corner, and between its edge and what is in it, px.
const CORNER: f64 = 18.0;
const PADDING: f64 = 10.0;
/// Height of a line, and type size, px.
const LINE: f64 = 18.0;
pub(crate) const TYPE: f64 = 13.0;
/// Letters of a genre's name at most.
const NAME: usize = 22;

/// A shape in one colour: corners, px of the picture.
pub(crate) struct Shape {
    pub(crate) corners: Vec<(f64, f64)>,
    pub(crate) colour: RGBColor,
}

/// A text: its middle or its left end.
pub(crate) struct Note {
    pub(crate) text: String,
    pub(crate) at: (f64, f64),
    pub(crate) centred: bool,
    /// On a colour of the legend, and not on its ground.
    pub(crate) on_colour: bool,
}

/// The legend, laid out.
pub(crate) struct Legend {
    pub(crate) area: Area,
    pub(crate) shapes: Vec<Shape>,
    pub(crate) notes: Vec<Note>,
}

impl Legend {
    pub(crate) fn new(
        by: ColourBy,
        genres: &[String],
        words: &Words,
        look: &Look,
        (width, height): (f64, f64),
    ) -> Self {
        let names: Vec<String> = genres.iter().map(|name| short(name)).collect();
        let longest = names.iter().chain([&words.unknown, &words.other]);
        let longest = longest.map(|name| name.chars().count()).max().unwrap_or(0);
        let (inner_width, inner_height) = match by {
            ColourBy::Emotion => (56.0, 56.0),
            ColourBy::Genre => (
                20.0 + 0.6 * TYPE * longest as f64,
                LINE * (names.len() + 2) as f64,
            ),
            ColourBy::Key => (148.0, 148.0 + LINE),
            ColourBy::Tempo => (150.0, 10.0 + LINE),
            ColourBy::Certainty => (150.0, 10.0 + 2.0 * LINE),
        };
        let area = Area {
            left: width - CORNER - inner_width - 2.0 * PADDING,
            top: height - CORNER - inner_height - 2.0 * PADDING,
            width: inner_width + 2.0 * PADDING,
            height: inner_height + 2.0 * PADDING,
        };
        let mut legend = Self {
            area,
            shapes: Vec::new(),
            notes: Vec::new(),
        };
        let from = (area.left + PADDING, area.top + PADDING);
        match by {
            ColourBy::Emotion => legend.map(from, look),
            ColourBy::Genre => legend.genres(from, &names, words, look),
            ColourBy::Key => legend.wheel(from, words, look),
            ColourBy::Tempo => {
                legend.bar(from, &|t| {
                    colour::tempo(TEMPO.0 + t * (TEMPO.1 - TEMPO.0), look.colours)
                });
                let ends = [TEMPO.0.to_string(), TEMPO.1.to_string()];
                legend.under_bar(from, &ends, Some(&words.bpm));
            }
            ColourBy::Certainty => {
                legend.bar(from, &|t| {
                    colour::certainty(SPREAD.0 + t * (SPREAD.1 - SPREAD.0), look.colours)
                });
                legend.under_bar(from, &[words.sure.clone(), words.unsure.clone()], None);
                let y = from.1 + 10.0 + 1.5 * LINE;
                legend.dot((from.0 + 5.0, y), colour::certainty(0.0, look.colours));
                legend.note(&words.own, (from.0 + 18.0, y));
            }
        }
        legend
    }

    fn map(&mut self, (left, top): (f64, f64), look: &Look) {
        const SIDE: u32 = 14;
        let cell = 56.0 / f64::from(SIDE);
        let value = |i: u32| 1.0 + 8.0 * f64::from(i) / f64::from(SIDE - 1);
        for row in 0..SIDE {
            for column in 0..SIDE {
                let (x, y) = (left + cell * f64::from(column), top + cell * f64::from(row));
                let colour = colour::emotion(value(column), 10.0 - value(row), look.colours);
                self.shapes.push(rectangle(x, y, cell, cell, colour));
            }
        }
    }

    fn genres(&mut self, (left, top): (f64, f64), names: &[String], words: &Words, look: &Look) {
        let known = names.iter().zip(0_u8..);
        let others = [(&words.other, OTHER_GENRE), (&words.unknown, UNKNOWN)];
        for (line, (name, place)) in known.chain(others).enumerate() {
            let y = top + LINE * (line as f64 + 0.5);
            self.dot((left + 5.0, y), colour::genre(place, look.colours));
            self.note(name, (left + 18.0, y));
        }
    }

    /// The circle of fifths: major keys outside, their minors inside.
    fn wheel(&mut self, (left, top): (f64, f64), words: &Words, look: &Look) {
        let middle = (left + 74.0, top + 74.0);
        for fifths in 0_u8..12 {
            for (mode, inner, outer, letter) in [
                (Mode::Major, 51.0, 74.0, 62.0),
                (Mode::Minor, 27.0, 50.0, 38.5),
            ] {
                let is_major = mode == Mode::Major;
                let code = 2 * ((fifths + 7) % 12) + u8::from(is_major);
                // A minor lies where its relative major does, three half-tones above.
                let tonic = (7 * fifths + if is_major { 0 } else { 9 }) % 12;
                let at = |radius: f64, twelfths: f64| {
                    let turn = std::f64::consts::TAU * (f64::from(fifths) + twelfths) / 12.0;
                    let (sin, cos) = turn.sin_cos();
                    (middle.0 + radius * sin, middle.1 - radius * cos)
                };
                let steps = || (0..=6).map(|k| (f64::from(k) / 6.0 - 0.5) * 0.96);
                let out = steps().map(|t| at(outer, t));
                let back = steps().map(|t| at(inner, -t));
                self.shapes.push(Shape {
                    corners: out.chain(back).collect(),
                    colour: colour::key(code, look.colours),
                });
                let name = Key { tonic, mode }.tonic_name();
                let name = name.replace('b', "♭").replace('#', "♯");
                let name = if is_major { name } else { name.to_lowercase() };
                self.notes.push(Note {
                    text: name,
                    at: at(letter, 0.0),
                    centred: true,
                    on_colour: true,
                });
            }
        }
        let y = top + 148.0 + 0.6 * LINE;
        for (text, x) in [
            (format!("C {}", words.major), left + 37.0),
            (format!("c {}", words.minor), left + 111.0),
        ] {
            self.centred(&text, (x, y));
        }
    }

    fn bar(&mut self, (left, top): (f64, f64), colour: &dyn Fn(f64) -> RGBColor) {
        const STEPS: u32 = 50;
        let step = 150.0 / f64::from(STEPS);
        for k in 0..STEPS {
            let colour = colour(f64::from(k) / f64::from(STEPS - 1));
            let x = left + step * f64::from(k);
            self.shapes.push(rectangle(x, top, step, 9.0, colour));
        }
    }

    fn under_bar(&mut self, (left, top): (f64, f64), ends: &[String; 2], unit: Option<&str>) {
        let y = top + 10.0 + 0.6 * LINE;
        let half = |text: &str| 0.28 * TYPE * text.chars().count() as f64;
        self.centred(&ends[0], (left + half(&ends[0]), y));
        self.centred(&ends[1], (left + 150.0 - half(&ends[1]), y));
        if let Some(unit) = unit {
            self.centred(unit, (left + 75.0, y));
        }
    }

    fn dot(&mut self, (x, y): (f64, f64), colour: RGBColor) {
        let corner = |k: i32| {
            let (sin, cos) = (std::f64::consts::TAU * f64::from(k) / 24.0).sin_cos();
            (x + 5.0 * sin, y + 5.0 * cos)
        };
        self.shapes.push(Shape {
            corners: (0..24).map(corner).collect(),
            colour,
        });
    }

    fn note(&mut self, text: &str, at: (f64, f64)) {
        self.notes.push(Note {
            text: printable(text),
            at,
            centred: false,
            on_colour: false,
        });
    }

    fn centred(&mut self, text: &str, at: (f64, f64)) {
        self.notes.push(Note {
            text: printable(text),
            at,
            centred: true,
            on_colour: false,
        });
    }
}

/// A genre's name as long as there is room for.
fn short(name: &str) -> String {
    let name = printable(name);
    if name.chars().count() <= NAME {
        return name;
    }
    name.chars().take(NAME - 1).chain(['…']).collect()
}

fn rectangle(x: f64, y: f64, width: f64, height: f64, colour: RGBColor) -> Shape {
    Shape {
        corners: vec![
            (x, y),
            (x + width, y),
            (x + width, y + height),
            (x, y + height),
        ],
        colour,
    }
}

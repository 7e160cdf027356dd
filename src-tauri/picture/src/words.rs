//! What is written on the picture, so that nothing lies on anything else.

use std::collections::BTreeMap;

use moodplane_library::{Tag, vocabulary};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::frame::Frame;

/// The words that orient best, the most telling first: those that the window
/// shows of the whole plane.
const LANDMARKS: &str = include_str!("../../../assets/landmarks.txt");

/// The picture's words in the language of who reads it; the default is English.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Words {
    /// The left end of the valence.
    pub negative: String,
    /// Its right end.
    pub positive: String,
    /// The lower end of the arousal.
    pub quiet: String,
    /// Its upper end.
    pub energetic: String,
    /// A genre that is not among the commonest.
    pub other: String,
    /// No genre is known.
    pub unknown: String,
    /// The mode of major keys.
    pub major: String,
    /// That of minor keys.
    pub minor: String,
    /// The unit of the tempo.
    pub bpm: String,
    /// The place is known closely.
    pub sure: String,
    /// It is not.
    pub unsure: String,
    /// The user's own word for a track.
    pub own: String,
    /// What the vocabulary's words are called; as they are where nothing else is said.
    pub moods: BTreeMap<String, String>,
}

impl Default for Words {
    fn default() -> Self {
        Self {
            negative: "negative".into(),
            positive: "positive (valence)".into(),
            quiet: "quiet".into(),
            energetic: "energetic (arousal)".into(),
            other: "other".into(),
            unknown: "unknown".into(),
            major: "major".into(),
            minor: "minor".into(),
            bpm: "BPM".into(),
            sure: "sure".into(),
            unsure: "unsure".into(),
            own: "your word".into(),
            moods: BTreeMap::new(),
        }
    }
}

/// A text that can stand in a picture: SVG has no place for control characters.
pub(crate) fn printable(text: &str) -> String {
    let holds = |c: &char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    text.chars().filter(holds).collect()
}

/// A rectangle of the picture, px: left, top, width, height.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Area {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

impl Area {
    /// That of a text around its middle. No face is known here, so it is the
    /// widest that the usual ones are.
    pub(crate) fn around((x, y): (f64, f64), text: &str, size: f64) -> Self {
        let width = 0.64 * size * text.chars().count() as f64;
        let height = 1.3 * size;
        Self {
            left: x - width / 2.0,
            top: y - height / 2.0,
            width,
            height,
        }
    }

    pub(crate) fn touches(&self, other: &Self, room: f64) -> bool {
        self.left - room < other.left + other.width
            && other.left - room < self.left + self.width
            && self.top - room / 2.0 < other.top + other.height
            && other.top - room / 2.0 < self.top + self.height
    }

    fn is_within(&self, width: f64, height: f64) -> bool {
        self.left >= 4.0
            && self.top >= 4.0
            && self.left + self.width <= width - 4.0
            && self.top + self.height <= height - 4.0
    }
}

/// A text in its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Written {
    pub(crate) text: String,
    pub(crate) middle: (f64, f64),
    pub(crate) kind: Kind,
}

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The end of an axis.
    End,
    /// A mood word.
    Mood,
    /// A number of the scale.
    Number,
}

impl Kind {
    /// Type size, px.
    pub(crate) fn size(self) -> f64 {
        match self {
            Self::End => 15.0,
            Self::Mood => 14.0,
            Self::Number => 12.0,
        }
    }
}

/// Places the ends of the axes, the mood words and the numbers, in that order of
/// right, clear of what is `taken`.
pub(crate) fn place(frame: &Frame, words: &Words, taken: &[Area]) -> Vec<Written> {
    let mut placed = Vec::new();
    let mut held = taken.to_vec();
    let mut put = |text: &str, middle: (f64, f64), kind: Kind, room: f64| {
        let area = Area::around(middle, text, kind.size());
        let free = held.iter().all(|other| !area.touches(other, room));
        let fits = free && area.is_within(frame.width, frame.height);
        if fits {
            held.push(area);
            placed.push(Written {
                text: text.to_owned(),
                middle,
                kind,
            });
        }
        fits
    };
    let (x, y) = frame.place(5.0, 5.0);
    let half = |text: &str| 0.32 * Kind::End.size() * text.chars().count() as f64 + 14.0;
    // Below a title that reaches so far.
    let energetic = printable(&words.energetic);
    let _ =
        put(&energetic, (x, 22.0), Kind::End, 2.0) || put(&energetic, (x, 58.0), Kind::End, 2.0);
    let ends = [
        (&words.quiet, (x, frame.height - 22.0)),
        (&words.negative, (half(&words.negative), y - 15.0)),
        (
            &words.positive,
            (frame.width - half(&words.positive), y - 15.0),
        ),
    ];
    for (text, middle) in ends {
        put(&printable(text), middle, Kind::End, 2.0);
    }
    for tag in landmarks() {
        let middle = frame.place(tag.valence.into(), tag.arousal.into());
        let name = words.moods.get(&tag.name).unwrap_or(&tag.name);
        put(&printable(name), middle, Kind::Mood, 14.0);
    }
    for number in (1..=9).filter(|number| *number != 5) {
        let value = f64::from(number);
        let text = number.to_string();
        put(
            &text,
            (frame.place(value, 5.0).0, y + 13.0),
            Kind::Number,
            4.0,
        );
        put(
            &text,
            (x - 12.0, frame.place(5.0, value).1),
            Kind::Number,
            4.0,
        );
    }
    placed
}

fn landmarks() -> impl Iterator<Item = &'static Tag> {
    let tag = |word| vocabulary().iter().find(|tag| tag.name == word);
    LANDMARKS.lines().filter_map(tag)
}

#[cfg(test)]
mod tests {
    use moodplane_library::Points;

    use super::*;

    #[test]
    fn no_text_lies_on_another_or_is_cut() {
        for (width, height) in [(600.0, 500.0), (1200.0, 1000.0), (2400.0, 900.0)] {
            let frame = Frame::new(width, height, &Points::default());
            let taken = [Area {
                left: width - 150.0,
                top: height - 220.0,
                width: 136.0,
                height: 206.0,
            }];
            let placed = place(&frame, &Words::default(), &taken);
            let areas: Vec<Area> = placed
                .iter()
                .map(|word| Area::around(word.middle, &word.text, word.kind.size()))
                .chain(taken)
                .collect();
            for (i, area) in areas.iter().enumerate() {
                assert!(areas[i + 1..].iter().all(|other| !area.touches(other, 0.0)));
                assert!(area.is_within(width, height));
            }
            let moods = placed.iter().filter(|word| word.kind == Kind::Mood);
            assert!(moods.count() >= 6, "{width}");
            let ends = placed.iter().filter(|word| word.kind == Kind::End);
            assert_eq!(ends.count(), 4);
        }
    }
}

//! The 56 mood and theme tags and the nine emotions of music, each in the one
//! order that every score, mask and blob of the product follows.

use std::sync::LazyLock;

use serde::Serialize;
use specta::Type;

/// A word for a mood or a theme, and where people place the word itself.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct Tag {
    /// The word; holds none of `;`, `/` and `,`, on which other programs split.
    pub name: String,
    /// Valence of the word, 1-9.
    pub valence: f32,
    /// Arousal of the word, 1-9.
    pub arousal: f32,
}

/// The nine emotions of the Geneva Emotional Music Scale, GEMS-9 (Zentner,
/// Grandjean & Scherer 2008, "Emotions evoked by the sound of music"). An
/// emotion's index here is its index in [`crate::Analysis::gems`].
pub const GEMS: [&str; 9] = [
    "amazement",
    "solemnity",
    "tenderness",
    "nostalgia",
    "calmness",
    "power",
    "joyful_activation",
    "tension",
    "sadness",
];

/// The tag vocabulary. A tag's index here is its index in
/// [`crate::Analysis::tags`].
#[must_use]
pub fn vocabulary() -> &'static [Tag] {
    static TAGS: LazyLock<Vec<Tag>> =
        LazyLock::new(|| parse(include_str!("../../../assets/tags.csv")));
    &TAGS
}

/// Reads `name,valence,arousal` lines under one header line.
fn parse(csv: &str) -> Vec<Tag> {
    csv.lines()
        .skip(1)
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            let mut cells = line.trim().split(',');
            let mut cell = || cells.next().unwrap_or_default();
            let (name, valence, arousal) = (cell(), cell(), cell());
            // The file is compiled in and the test below reads all of it.
            let number = |text: &str| text.parse().expect("tags.csv holds numbers");
            Tag {
                name: name.to_owned(),
                valence: number(valence),
                arousal: number(arousal),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_56_distinct_tags_on_the_plane() {
        let tags = vocabulary();
        assert_eq!(tags.len(), 56);
        for (index, tag) in tags.iter().enumerate() {
            assert!((1.0..=9.0).contains(&tag.valence) && (1.0..=9.0).contains(&tag.arousal));
            assert!(!tag.name.is_empty() && !tag.name.contains([';', '/', ',']));
            assert!(tags[..index].iter().all(|other| other.name != tag.name));
        }
    }
}

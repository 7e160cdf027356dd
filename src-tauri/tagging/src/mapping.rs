//! From the model's 56 tags to the user's own words.

use std::collections::BTreeMap;

use moodplane_library::vocabulary;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::error::TaggingError;

/// A table of words: for each tag the words that are written for it. A tag with no
/// words is not written; one that the table does not name is written as it is.
///
/// As a file it is TOML, because an empty list says "none" without a doubt, a word
/// may hold any letter, and a person can put comments beside it:
///
/// ```toml
/// dark = ["Dark", "After hours"]
/// happy = "Happy"
/// advertising = []
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(transparent)]
#[serde(rename = "TagMapping")]
pub struct Mapping(pub BTreeMap<String, Vec<String>>);

/// What other programs split a mood at, and what ends a comment's mark.
const PARTING: [char; 5] = [';', '/', ',', '[', ']'];

/// Longer than any word for a mood, and short enough for any tag.
const LONGEST: usize = 100;

/// A line of the file: several words, or one.
#[derive(Deserialize)]
#[serde(untagged)]
enum Words {
    Several(Vec<String>),
    One(String),
}

impl Mapping {
    /// Reads the text of a table's file.
    ///
    /// # Errors
    /// It is no TOML of this shape, or as [`Self::check`].
    pub fn parse(text: &str) -> Result<Self, TaggingError> {
        let table: BTreeMap<String, Words> = toml::from_str(text).map_err(|error| {
            let line = error
                .span()
                .map(|span| text[..span.start].lines().count().max(1));
            let place = line
                .map(|line| format!(" (line {line})"))
                .unwrap_or_default();
            let what = error.message().lines().next().unwrap_or_default();
            TaggingError::Mapping(format!(
                "it has lines such as dark = [\"Dark\", \"Night\"], but {what}{place}"
            ))
        })?;
        let words = |words| match words {
            Words::Several(words) => words,
            Words::One(word) => vec![word],
        };
        let table = table.into_iter().map(|(tag, these)| (tag, words(these)));
        let mapping = Self(table.collect());
        mapping.check()?;
        Ok(mapping)
    }

    /// Whether every line is about a tag of the vocabulary, and every word can be
    /// written.
    ///
    /// # Errors
    /// [`TaggingError::Mapping`] with the first that is not.
    pub fn check(&self) -> Result<(), TaggingError> {
        for (tag, words) in &self.0 {
            if !vocabulary().iter().any(|known| known.name == *tag) {
                return Err(TaggingError::Mapping(format!(
                    "there is no mood tag \u{201c}{tag}\u{201d}"
                )));
            }
            if let Some(word) = words.iter().find(|word| !can_be_written(word)) {
                let word = word.escape_debug();
                return Err(TaggingError::Mapping(format!(
                    "\u{201c}{word}\u{201d} for {tag} is empty, too long, or holds one of ; / , [ ] on which other programs split"
                )));
            }
        }
        Ok(())
    }

    /// The words for these tags, in their order and each once, whatever its capitals.
    #[must_use]
    pub fn words(&self, tags: &[String]) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        for tag in tags {
            let own = self.0.get(tag);
            let these = own.map_or(std::slice::from_ref(tag), Vec::as_slice);
            for word in these.iter().map(|word| word.trim()) {
                let is_new = |known: &String| known.to_lowercase() != word.to_lowercase();
                if words.iter().all(is_new) {
                    words.push(word.to_owned());
                }
            }
        }
        words
    }
}

fn can_be_written(word: &str) -> bool {
    let word = word.trim();
    !word.is_empty()
        && word.chars().count() <= LONGEST
        && !word.contains(PARTING)
        && !word.contains(char::is_control)
}

#[cfg(test)]
mod tests {
    use proptest::collection::{btree_map, vec};
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    fn tags() -> Vec<String> {
        vocabulary().iter().map(|tag| tag.name.clone()).collect()
    }

    #[test]
    fn a_table_is_read_as_people_write_it() {
        let text =
            "# mine\ndark = [\"Dark\", \"After hours\"]\nhappy = 'Happy'\nadvertising = []\n";
        let mapping = Mapping::parse(text).unwrap();
        let tags = ["advertising", "happy", "dark", "calm"].map(str::to_owned);
        assert_eq!(
            mapping.words(&tags),
            ["Happy", "Dark", "After hours", "calm"]
        );
    }

    #[test]
    fn a_table_that_cannot_be_used_says_where() {
        for (text, said) in [
            ("dark = 5", "line 1"),
            ("happy = 'x'\ndark = [", "line 2"),
            ("gloomy = 'x'", "gloomy"),
            ("dark = 'a;b'", "a;b"),
            ("dark = 'a/b'", "a/b"),
            ("dark = ''", "dark"),
            ("dark = ['ok', 'a]']", "a]"),
            ("dark = \"a\\nb\"", "dark"),
        ] {
            let error = Mapping::parse(text).unwrap_err().to_string();
            assert!(error.contains(said), "{text}: {error}");
            assert_eq!(error.lines().count(), 1, "{error}");
        }
    }

    proptest! {
        #[test]
        fn no_word_ever_parts_and_none_comes_twice(
            table in btree_map(select(tags()), vec("\\PC{0,12}", 0..4), 0..9),
            chosen in vec(select(tags()), 0..9),
        ) {
            let mapping = Mapping(table);
            if mapping.check().is_ok() {
                let words = mapping.words(&chosen);
                for (index, word) in words.iter().enumerate() {
                    prop_assert!(can_be_written(word));
                    let word = word.to_lowercase();
                    prop_assert!(words[..index].iter().all(|other| other.to_lowercase() != word));
                }
                for tag in chosen.iter().filter(|tag| !mapping.0.contains_key(*tag)) {
                    let tag = tag.to_lowercase();
                    prop_assert!(words.iter().any(|word| word.to_lowercase() == tag));
                }
            }
        }
    }
}

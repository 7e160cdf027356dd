//! Words: how text is made comparable, and how what a user types becomes a
//! full-text query.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Text without capitals and accents, to sort by: `Émile` beside `Emile`.
pub(crate) fn fold(text: &str) -> String {
    text.nfkd()
        .filter(|&letter| !is_combining_mark(letter))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The FTS5 query for what a user typed: every word must begin a word of the
/// track. `None` when there is no letter or digit to look for.
///
/// Each word is quoted, so nothing that is typed is taken for FTS5's own
/// language; a word that its tokeniser cuts (`AC/DC`) becomes a phrase.
pub(super) fn full_text(typed: &str) -> Option<String> {
    let words: Vec<String> = typed
        .split_whitespace()
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .map(|word| format!("\"{}\"*", word.replace('"', "\"\"")))
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_capitals_do_not_matter() {
        assert_eq!(fold("Émile ÅNGSTRÖM"), "emile angstrom");
        assert_eq!(fold("e\u{301}"), fold("É"));
    }

    #[test]
    fn whatever_is_typed_is_words_and_never_a_language() {
        assert_eq!(full_text("  "), None);
        assert_eq!(full_text("!!! - ("), None);
        assert_eq!(
            full_text("AC/DC  back").as_deref(),
            Some("\"AC/DC\"* \"back\"*")
        );
        assert_eq!(full_text("a\"b OR").as_deref(), Some("\"a\"\"b\"* \"OR\"*"));
    }
}

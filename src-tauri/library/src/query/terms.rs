//! A written query as terms: `field:value`, `-field:value`, or a free word;
//! what stands in quotes is one piece, whatever is in it.

use crate::error::{LibraryError, Result};

/// One of them.
pub(super) struct Term {
    /// As it was written.
    pub(super) written: String,
    /// Whether a `-` stood before it.
    pub(super) excluded: bool,
    /// What stood before the first colon, where that are letters.
    pub(super) field: Option<String>,
    /// The letters of the rest, and whether each was in quotes.
    value: Vec<(char, bool)>,
}

impl Term {
    /// The whole value.
    pub(super) fn text(&self) -> String {
        self.value.iter().map(|(letter, _)| letter).collect()
    }

    /// The values that commas part.
    pub(super) fn list(&self) -> Vec<String> {
        let parts = self.value.split(|&part| part == (',', false));
        parts
            .map(|part| part.iter().map(|(letter, _)| letter).collect())
            .collect()
    }

    /// An error that says what would be accepted instead of this term.
    pub(super) fn refused(&self, accepted: impl Into<String>) -> LibraryError {
        LibraryError::BadQuery {
            term: self.written.clone(),
            accepted: accepted.into(),
        }
    }

    fn new(written: String, mut letters: Vec<(char, bool)>) -> Self {
        let excluded = letters.first() == Some(&('-', false))
            && letters
                .get(1)
                .is_some_and(|(letter, _)| letter.is_alphanumeric());
        if excluded {
            letters.remove(0);
        }
        let is_name = |&(letter, quoted): &(char, bool)| !quoted && letter.is_ascii_alphabetic();
        let name = letters.iter().take_while(|letter| is_name(letter)).count();
        let has_field = name > 0 && letters.get(name) == Some(&(':', false));
        let value = letters.split_off(if has_field { name + 1 } else { 0 });
        let field = letters
            .iter()
            .take(name)
            .map(|(letter, _)| letter.to_ascii_lowercase());
        Self {
            written,
            excluded,
            field: has_field.then(|| field.collect()),
            value,
        }
    }
}

/// The terms, in order.
pub(super) fn terms(written: &str) -> Result<Vec<Term>> {
    let mut terms = Vec::new();
    let mut letters = written.chars().peekable();
    loop {
        while letters.next_if(|letter| letter.is_whitespace()).is_some() {}
        if letters.peek().is_none() {
            return Ok(terms);
        }
        let (mut source, mut term, mut quoted) = (String::new(), Vec::new(), false);
        while let Some(letter) = letters.next_if(|letter| quoted || !letter.is_whitespace()) {
            source.push(letter);
            if letter != '"' {
                term.push((letter, quoted));
            } else if quoted && letters.next_if_eq(&'"').is_some() {
                // Two are one that does not end the quotes.
                source.push('"');
                term.push(('"', true));
            } else {
                quoted = !quoted;
            }
        }
        if quoted {
            return Err(LibraryError::BadQuery {
                term: source,
                accepted: "what begins with \" must end with one, as in genre:\"Drum & Bass\""
                    .to_owned(),
            });
        }
        terms.push(Term::new(source, term));
    }
}

/// A value as it is written: in quotes where it would else be taken apart.
pub(super) fn quoted(value: &str) -> String {
    let is_plain = |letter: char| !letter.is_whitespace() && letter != '"' && letter != ',';
    if !value.is_empty() && value.chars().all(is_plain) {
        value.to_owned()
    } else {
        format!("\"{}\"", value.replace('"', "\"\""))
    }
}

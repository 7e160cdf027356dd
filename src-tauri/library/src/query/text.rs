//! Words: how text is made comparable, and which tracks the words that a user
//! types find.
//!
//! Texts are looked up in the database's full-text index. Mood tags are not in
//! it: which are on depends on the model that is shown and on what the user
//! corrects, while the index holds one text a track. A word that begins the
//! names of tags is instead compared with the bits of the tags that are on.

use rusqlite::Connection;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::find::both;
use crate::columns::Columns;
use crate::error::Result;
use crate::vocabulary;

/// Text without capitals and accents, to sort by: `Émile` beside `Emile`.
pub(crate) fn fold(text: &str) -> String {
    text.nfkd()
        .filter(|&letter| !is_combining_mark(letter))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The words that a user typed.
pub(super) struct Words(Vec<Word>);

/// One of them: as FTS5 is to read it, and the tags that it begins.
struct Word {
    texts: Vec<String>,
    tags: u64,
}

impl Words {
    /// `None` when there is no letter or digit to look for.
    pub(super) fn new(typed: &str) -> Option<Self> {
        let words: Vec<Word> = typed
            .split(|letter: char| letter.is_whitespace() || letter.is_control())
            .filter(|word| word.chars().any(char::is_alphanumeric))
            .map(Word::new)
            .collect();
        (!words.is_empty()).then_some(Self(words))
    }

    /// For every entry of the columns, whether all words are found in it.
    pub(super) fn hits(&self, columns: &Columns, connection: &Connection) -> Result<Vec<bool>> {
        let mut hits = vec![true; columns.entries().len()];
        let (texts, tags): (Vec<&Word>, Vec<&Word>) =
            self.0.iter().partition(|word| word.tags == 0);
        if !texts.is_empty() {
            both(
                &mut hits,
                &look_up(&all_of(texts, "*"), columns, connection)?,
            );
        }
        for word in tags {
            let mut found = look_up(&word.expression("*"), columns, connection)?;
            for (found, entry) in found.iter_mut().zip(columns.entries()) {
                let on = entry.heard.as_ref().map_or(0, |heard| heard.tags_on);
                *found |= on & word.tags != 0;
            }
            both(&mut hits, &found);
        }
        Ok(hits)
    }

    /// For every entry that is hit, how well: 0 is best.
    pub(super) fn ranks(&self, columns: &Columns, connection: &Connection) -> Result<Vec<u8>> {
        let begun = all_of(&self.0, "*");
        let whole = all_of(&self.0, "");
        let better = [
            format!("title : ({whole})"),
            format!("title : ({begun})"),
            format!("artist : ({whole})"),
            format!("artist : ({begun})"),
        ];
        let mut ranks = vec![better.len() as u8; columns.entries().len()];
        for (rank, expression) in better.iter().enumerate().rev() {
            let found = look_up(expression, columns, connection)?;
            for (kept, _) in ranks.iter_mut().zip(found).filter(|(_, found)| *found) {
                *kept = rank as u8;
            }
        }
        Ok(ranks)
    }
}

impl Word {
    fn new(typed: &str) -> Self {
        let folded = fold(typed);
        let letters = folded.trim_matches(|letter: char| !letter.is_alphanumeric());
        let tags = vocabulary().iter().enumerate();
        let tags = tags
            .filter(|(_, tag)| !letters.is_empty() && tag.name.starts_with(letters))
            .fold(0, |tags, (index, _)| tags | 1 << index);
        // Titles, artists and albums are in the index as `fold` leaves them;
        // genres and paths as they are written.
        let mut texts = vec![typed.to_lowercase()];
        if folded != texts[0] && !letters.is_empty() {
            texts.push(folded);
        }
        Self { texts, tags }
    }

    /// As FTS5 is to read it; `*` as the end stands for a word's beginning.
    ///
    /// Each word is quoted, so nothing that is typed is taken for FTS5's own
    /// language; one that its tokeniser cuts (`AC/DC`) becomes a phrase.
    fn expression(&self, end: &str) -> String {
        let quoted = self
            .texts
            .iter()
            .map(|text| format!("\"{}\"{end}", text.replace('"', "\"\"")));
        format!("({})", quoted.collect::<Vec<_>>().join(" OR "))
    }
}

fn all_of<'a>(words: impl IntoIterator<Item = &'a Word>, end: &str) -> String {
    let words = words.into_iter().map(|word| word.expression(end));
    words.collect::<Vec<_>>().join(" AND ")
}

/// For every entry of the columns, whether the full-text index has it.
fn look_up(expression: &str, columns: &Columns, connection: &Connection) -> Result<Vec<bool>> {
    let entries = columns.entries();
    let mut found = vec![false; entries.len()];
    let mut statement = connection
        .prepare_cached("SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rowid")?;
    let mut rows = statement.query([expression])?;
    // Both rise by id. From one hit to the next it is mostly a few entries.
    let mut place = 0;
    while let Some(row) = rows.next()? {
        let id = row.get(0)?;
        let next = entries[place..]
            .iter()
            .take(NEAR)
            .position(|entry| entry.id >= id);
        place += match next {
            Some(few) => few,
            None => entries[place..].partition_point(|entry| entry.id < id),
        };
        match entries.get(place) {
            Some(entry) if entry.id == id => found[place] = true,
            Some(_) => {}
            None => break,
        }
    }
    Ok(found)
}

/// Entries that are looked at one by one before they are halved.
const NEAR: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    fn expression(typed: &str) -> Option<String> {
        Words::new(typed).map(|words| all_of(&words.0, "*"))
    }

    #[test]
    fn accents_and_capitals_do_not_matter() {
        assert_eq!(fold("Émile ÅNGSTRÖM"), "emile angstrom");
        assert_eq!(fold("e\u{301}"), fold("É"));
    }

    #[test]
    fn whatever_is_typed_is_words_and_never_a_language() {
        assert_eq!(expression("  "), None);
        assert_eq!(expression("!!! - ("), None);
        let quoted = Some("(\"ac/dc\"*) AND (\"back\"*)");
        assert_eq!(expression("AC/DC  back").as_deref(), quoted);
        let quoted = Some("(\"a\"\"b\"*) AND (\"or\"*)");
        assert_eq!(expression("a\"b\0OR").as_deref(), quoted);
        let both = Some("(\"été\"* OR \"ete\"*)");
        assert_eq!(expression("été").as_deref(), both);
    }

    #[test]
    fn a_word_stands_for_the_tags_that_it_begins() {
        let tags = |typed: &str| -> Vec<&str> {
            let word = Word::new(typed);
            let tags = vocabulary().iter().enumerate();
            let begun = tags.filter(|(index, _)| word.tags >> index & 1 == 1);
            begun.map(|(_, tag)| tag.name.as_str()).collect()
        };
        assert_eq!(tags("DRAM"), ["drama", "dramatic"]);
        assert_eq!(tags("dark,"), ["dark"]);
        assert!(tags("darker").is_empty() && tags("é!").len() == 3);
    }
}

//! The moods behind a comment, where DJs filter by a part of it:
//! `my own words [MOOD: dark; calm]`.
//!
//! The mark is ours and is replaced by the next writing; what stands before and
//! behind it is the user's and stays to the letter.

use std::ops::Range;

const OPEN: &str = "[MOOD: ";
const CLOSE: char = ']';

/// The comment with these moods in its mark; without moods it has none.
pub(crate) fn with_moods(comment: &str, moods: &[String]) -> String {
    let mark = match moods {
        [] => String::new(),
        moods => format!("{OPEN}{}{CLOSE}", moods.join("; ")),
    };
    let Some(Range { start, end }) = place(comment) else {
        return match (comment.is_empty(), mark.is_empty()) {
            (true, _) => mark,
            (_, true) => comment.to_owned(),
            _ => format!("{comment} {mark}"),
        };
    };
    let (mut before, after) = (&comment[..start], &comment[end..]);
    if mark.is_empty() && after.is_empty() {
        // The blank came with the mark.
        before = before.strip_suffix(' ').unwrap_or(before);
    }
    format!("{before}{mark}{after}")
}

/// Where the mark is: the last one.
fn place(comment: &str) -> Option<Range<usize>> {
    let mut search = comment;
    while let Some(start) = search.rfind(OPEN) {
        let inside = &comment[start + OPEN.len()..];
        let stop = inside.find(['[', CLOSE, '\n', '\r', '\0']);
        if let Some(length) = stop.filter(|&at| inside[at..].starts_with(CLOSE)) {
            return Some(start..start + OPEN.len() + length + CLOSE.len_utf8());
        }
        search = &comment[..start];
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn moods() -> impl Strategy<Value = Vec<String>> {
        vec("[a-zA-Zäöüß ]{1,8}", 1..4)
    }

    #[test]
    fn moods_stand_behind_what_the_user_wrote() {
        let moods = |words: &[&str]| {
            words
                .iter()
                .map(|&word| word.to_owned())
                .collect::<Vec<_>>()
        };
        let dark = moods(&["dark", "calm"]);
        assert_eq!(with_moods("", &dark), "[MOOD: dark; calm]");
        assert_eq!(
            with_moods("play loud", &dark),
            "play loud [MOOD: dark; calm]"
        );
        assert_eq!(
            with_moods("play loud [MOOD: happy]", &dark),
            "play loud [MOOD: dark; calm]"
        );
        assert_eq!(
            with_moods("a [MOOD: happy] b", &dark),
            "a [MOOD: dark; calm] b"
        );
        assert_eq!(with_moods("a [MOOD: happy]", &[]), "a");
        assert_eq!(with_moods("a", &[]), "a");
        assert_eq!(
            with_moods("a [MOOD: not closed", &moods(&["x"])),
            "a [MOOD: not closed [MOOD: x]"
        );
    }

    proptest! {
        #[test]
        fn what_the_user_wrote_stays_to_the_letter(text in "[^\\[\\]]{0,40}", m in moods(), n in moods()) {
            let once = with_moods(&text, &m);
            prop_assert!(once.starts_with(&text));
            prop_assert_eq!(&with_moods(&once, &m), &once);
            prop_assert_eq!(with_moods(&once, &n), with_moods(&text, &n));
            prop_assert_eq!(with_moods(&once, &[]), text);
        }

        #[test]
        fn only_the_last_mark_is_ever_replaced(text in "(\\[MOOD: |\\]|\\[|; |a|\n| ){0,20}", m in moods()) {
            let once = with_moods(&text, &m);
            let mark = format!("[MOOD: {}]", m.join("; "));
            prop_assert!(once.contains(&mark), "{}", once);
            prop_assert_eq!(&with_moods(&once, &m), &once);
        }
    }
}

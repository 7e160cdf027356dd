//! The moods behind a comment, where DJs filter by a part of it, and the place on the
//! plane: `my own words [MOOD: dark; calm] [V 6.2 A 3.1]`.
//!
//! Both marks are ours and are replaced by the next writing; what stands before and
//! behind them is the user's and stays to the letter.

use std::ops::Range;

/// How both marks begin.
const MOODS: &str = "[MOOD: ";
const PLACE: &str = "[V ";
const CLOSE: char = ']';

/// The comment with these moods in its one mark, and in the other, with one decimal,
/// valence and arousal; without moods or a place it has no such mark. Where a mark
/// stands already the last one makes room; a new one comes to the end.
#[must_use]
pub fn marked_comment(comment: &str, moods: &[String], place: Option<(f32, f32)>) -> String {
    let moods = match moods {
        [] => String::new(),
        moods => format!("{MOODS}{}{CLOSE}", moods.join("; ")),
    };
    let place = place.map(|(valence, arousal)| {
        let numbers = format!("{valence:.1} A {arousal:.1}");
        format!("{PLACE}{numbers}{CLOSE}")
    });
    let comment = with_mark(comment, MOODS, &moods);
    with_mark(&comment, PLACE, &place.unwrap_or_default())
}

/// The comment with this mark, which begins so; an empty one takes all such marks away.
fn with_mark(comment: &str, open: &str, mark: &str) -> String {
    let Some(Range { start, end }) = last_mark(comment, open) else {
        return match (comment.is_empty(), mark.is_empty()) {
            (true, _) => mark.to_owned(),
            (_, true) => comment.to_owned(),
            _ => format!("{comment} {mark}"),
        };
    };
    let (before, after) = (&comment[..start], &comment[end..]);
    if !mark.is_empty() {
        return format!("{before}{mark}{after}");
    }
    // The blank came with the mark.
    let parts = after.is_empty() || after.starts_with(char::is_whitespace);
    let before = before.strip_suffix(' ').filter(|_| parts).unwrap_or(before);
    with_mark(&format!("{before}{after}"), open, mark)
}

/// Where the last mark is that begins so.
fn last_mark(comment: &str, open: &str) -> Option<Range<usize>> {
    let mut search = comment;
    while let Some(start) = search.rfind(open) {
        let inside = &comment[start + open.len()..];
        let stop = inside.find(['[', CLOSE, '\n', '\r', '\0']);
        let length = stop.filter(|&at| inside[at..].starts_with(CLOSE));
        if let Some(length) = length.filter(|&at| open != PLACE || is_place(&inside[..at])) {
            return Some(start..start + open.len() + length + CLOSE.len_utf8());
        }
        search = &comment[..start];
    }
    None
}

/// Whether this is `6.2 A 3.1`: somebody may well write "[V for victory]".
fn is_place(text: &str) -> bool {
    let is_number = |text: &str| {
        let Some((whole, part)) = text.split_once('.') else {
            return false;
        };
        [whole, part]
            .map(str::as_bytes)
            .iter()
            .all(|digits| matches!(digits, [_, ..]) && digits.iter().all(u8::is_ascii_digit))
    };
    let numbers = text.split_once(" A ");
    numbers.is_some_and(|(valence, arousal)| is_number(valence) && is_number(arousal))
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::*;

    use super::*;

    fn moods() -> impl Strategy<Value = Vec<String>> {
        vec("[a-zA-Zäöüß ]{1,8}", 1..4)
    }

    fn place() -> impl Strategy<Value = Option<(f32, f32)>> {
        option::of((1.0_f32..9.0, 1.0_f32..9.0))
    }

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|&word| word.to_owned()).collect()
    }

    #[test]
    fn moods_stand_behind_what_the_user_wrote() {
        let dark = words(&["dark", "calm"]);
        for (comment, expected) in [
            ("", "[MOOD: dark; calm]"),
            ("play loud", "play loud [MOOD: dark; calm]"),
            ("play loud [MOOD: happy]", "play loud [MOOD: dark; calm]"),
            ("a [MOOD: happy] b", "a [MOOD: dark; calm] b"),
            ("a [V for vinyl]", "a [V for vinyl] [MOOD: dark; calm]"),
            ("a [MOOD: x] [V 6.2 A 3.1]", "a [MOOD: dark; calm]"),
            (
                "a [MOOD: not closed",
                "a [MOOD: not closed [MOOD: dark; calm]",
            ),
        ] {
            assert_eq!(marked_comment(comment, &dark, None), expected);
        }
        assert_eq!(
            marked_comment("a", &dark, Some((6.24, 3.1))),
            "a [MOOD: dark; calm] [V 6.2 A 3.1]"
        );
        assert_eq!(marked_comment("", &[], Some((6.24, 3.1))), "[V 6.2 A 3.1]");
    }

    #[test]
    fn a_mark_goes_with_the_blank_that_it_brought() {
        for (comment, expected) in [
            ("a [MOOD: happy]", "a"),
            ("a [MOOD: happy] b", "a b"),
            ("a [MOOD: happy]b", "a b"),
            ("a [MOOD: happy] [MOOD: sad]", "a"),
            ("a [MOOD: happy] [V 6.2 A 3.1] b", "a b"),
            (" a  ", " a  "),
            ("a", "a"),
        ] {
            assert_eq!(marked_comment(comment, &[], None), expected);
        }
    }

    proptest! {
        #[test]
        fn what_the_user_wrote_stays_to_the_letter(
            text in "[^\\[\\]]{0,40}",
            (m, n) in (moods(), moods()),
            (p, q) in (place(), place()),
        ) {
            let once = marked_comment(&text, &m, p);
            prop_assert!(once.starts_with(&text));
            prop_assert_eq!(&marked_comment(&once, &m, p), &once);
            prop_assert_eq!(marked_comment(&once, &n, q), marked_comment(&text, &n, q));
            prop_assert_eq!(marked_comment(&once, &[], None), text);
        }

        #[test]
        fn a_second_writing_changes_nothing(
            text in "(\\[MOOD: |\\[V |6\\.2 A 3\\.1|\\]|\\[|; |a|\n| ){0,20}",
            m in prop_oneof![Just(Vec::new()), moods()],
            p in place(),
        ) {
            let once = marked_comment(&text, &m, p);
            if !m.is_empty() {
                let mark = format!("[MOOD: {}]", m.join("; "));
                prop_assert!(once.contains(&mark), "{}", once);
            }
            prop_assert_eq!(&marked_comment(&once, &m, p), &once);
        }
    }
}

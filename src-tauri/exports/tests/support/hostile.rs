//! Names and tags that programs stumble over.
#![allow(dead_code, reason = "each test file uses a part")]

use std::ffi::OsString;

use super::{File, Room};

/// Marks of XML, URIs, shells and lists, as Windows allows them.
pub const MARKS: &str = "& ' % # ; = + ! ~ 100%41 [x] {y}";
/// Those that Windows does not allow, too.
pub const ALL_MARKS: &str = "& < > \" ' % # ; : \\ * ? |";
/// From right to left.
pub const RIGHT_TO_LEFT: &str = "\u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{202e}abc\u{202c}";
/// An accent apart from its letter.
pub const APART: &str = "E\u{301}toile a\u{30a}";

/// The names of files that every format can hold, Windows too.
pub fn names() -> Vec<String> {
    let mut names: Vec<String> = [
        MARKS,
        RIGHT_TO_LEFT,
        APART,
        "#begins like a comment",
        " begins with a blank",
        "emoji \u{1f3b5}\u{1f469}\u{200d}\u{1f3a4}",
        "a - b - c",
    ]
    .iter()
    .map(|name| format!("{name}.wav"))
    .collect();
    names.push(format!("{}.wav", "long ".repeat(49)));
    names
}

/// Titles, one for each of [`names`].
pub fn titles() -> Vec<String> {
    [
        ALL_MARKS,
        RIGHT_TO_LEFT,
        "two\nlines\tand a tab",
        "]]> <!-- &amp; &#0; %s",
        "control \u{1}\u{8}\u{1b}[31m",
        "\u{1f3b5}\u{1f469}\u{200d}\u{1f3a4}",
        "a - b",
        &"long ".repeat(60),
    ]
    .iter()
    .map(|title| (*title).trim().to_owned())
    .collect()
}

/// The same in one line, as lists and XML can hold it.
pub fn in_a_line(text: &str) -> String {
    let letter = |letter: char| if letter.is_control() { ' ' } else { letter };
    text.chars().map(letter).collect()
}

/// Makes a file for each of [`names`], in a folder with such a name, and returns
/// their paths in the order of the tracks.
pub fn fill(room: &Room) -> Vec<std::path::PathBuf> {
    let titles = titles();
    let paths = names().into_iter().zip(&titles).map(|(name, title)| {
        let file = File {
            title,
            artist: "R&D \"the <artist>\"",
            album: title,
            genre: "Drum & Bass",
            comment: "mine & yours",
            year: 1999,
        };
        room.put(format!("R&B #1 100%/{name}"), &file)
    });
    paths.collect()
}

/// The name of a file that is not Unicode.
#[cfg(unix)]
pub fn not_unicode() -> OsString {
    use std::os::unix::ffi::OsStringExt;
    OsString::from_vec(b"caf\xe9.wav".to_vec())
}

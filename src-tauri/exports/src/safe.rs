//! Text that a format can hold, and names that every disk can.

/// The longest name made, bytes: with an ending and a number it stays below the
/// 255 that disks allow.
const LONGEST: usize = 180;

/// Names that Windows keeps for devices.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// A tag's text in one line: control characters, which XML and playlists of lines
/// cannot hold, become blanks.
pub(crate) fn line(text: &str) -> String {
    one_line(text.trim())
}

/// The same of a text of which every blank counts.
pub(crate) fn one_line(text: &str) -> String {
    let letter = |letter: char| match letter {
        '\u{fffe}' | '\u{ffff}' | '\u{2028}' | '\u{2029}' => ' ',
        letter if letter.is_control() => ' ',
        letter => letter,
    };
    text.chars().map(letter).collect()
}

/// A name for a file or folder on any system.
pub(crate) fn name(text: &str) -> String {
    let letter = |letter: char| match letter {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
        letter => letter,
    };
    let mut name: String = line(text).chars().map(letter).collect();
    while name.len() > LONGEST {
        name.pop();
    }
    let name = name.trim().trim_end_matches(['.', ' ']);
    let stem = name.split('.').next().unwrap_or_default().to_lowercase();
    let numbered = stem.len() == 4
        && (stem.starts_with("com") || stem.starts_with("lpt"))
        && stem.ends_with(|letter: char| letter.is_ascii_digit());
    if name.is_empty() {
        "Playlist".to_owned()
    } else if numbered || DEVICES.contains(&&*stem) || name.starts_with('.') {
        format!("_{name}")
    } else {
        name.to_owned()
    }
}

/// `name`, or with a number after it, as `free` allows.
pub(crate) fn free(name: &str, mut free: impl FnMut(&str) -> bool) -> String {
    let mut number = 1;
    let mut tried = name.to_owned();
    while !free(&tried) {
        number += 1;
        tried = format!("{name} {number}");
    }
    tried
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_every_disk() {
        assert_eq!(name("AC/DC: Live?"), "AC_DC_ Live_");
        assert_eq!(name(" . "), "Playlist");
        assert_eq!(name("con.x"), "_con.x");
        assert_eq!(name("COM1"), "_COM1");
        assert_eq!(name(".."), "Playlist");
        assert!(name(&"\u{1f3b5}".repeat(300)).len() <= LONGEST);
        assert_eq!(line(" a\nb\u{0}c "), "a b c");
    }

    #[test]
    fn a_name_that_is_taken_gets_a_number() {
        let taken = ["A", "A 2"];
        assert_eq!(free("A", |name| !taken.contains(&name)), "A 3");
    }
}

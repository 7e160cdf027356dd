//! M3U and M3U8: a path a line, and above it what `#EXTINF` says of it.

use super::location::Location;
use super::text::Line;
use super::{Entry, Listed};

/// What stands between artist and title.
const DASH: &str = " - ";

/// What the lines list. Lines that are not understood are comments.
pub(super) fn read(lines: &[Line]) -> Listed {
    let mut listed = Listed::default();
    let mut next = Entry::default();
    for line in lines {
        let text = line.text.as_str();
        if let Some(name) = after(text, "#PLAYLIST:") {
            listed.name = Some(name.trim().to_owned());
        } else if let Some(about) = after(text, "#EXTINF:") {
            next = described(about);
        } else if !text.starts_with('#') {
            let mut entry = std::mem::take(&mut next);
            entry.locations = vec![Location::path(text, &line.bytes)];
            listed.entries.push(entry);
        }
    }
    listed
}

/// What follows a word, whatever its capitals.
fn after<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let start = text.get(..word.len())?;
    start
        .eq_ignore_ascii_case(word)
        .then(|| &text[word.len()..])
}

/// `123,Artist - Title`; some write further values before the comma.
fn described(about: &str) -> Entry {
    let mut quoted = false;
    let comma = about.find(|letter| {
        quoted ^= letter == '"';
        letter == ',' && !quoted
    });
    let (numbers, label) = match comma {
        Some(at) => (&about[..at], about[at + 1..].trim()),
        None => (about, ""),
    };
    let seconds = numbers.split_whitespace().next();
    let seconds: Option<f64> = seconds.and_then(|number| number.parse().ok());
    Entry {
        names: names(label),
        label: (!label.is_empty()).then(|| label.to_owned()),
        // -1 is written where the length is not known.
        duration_s: seconds.filter(|&seconds| seconds > 0.0),
        ..Entry::default()
    }
}

/// Artist and title, parted at each dash in turn: both may hold one.
fn names(label: &str) -> Vec<(String, String)> {
    let dashes = label.match_indices(DASH);
    dashes
        .map(|(at, dash)| {
            let (artist, title) = (&label[..at], &label[at + dash.len()..]);
            (artist.trim().to_owned(), title.trim().to_owned())
        })
        .take(MOST_DASHES)
        .collect()
}

/// No name has more; a hostile one might.
const MOST_DASHES: usize = 8;

#[cfg(test)]
mod tests {
    use super::super::text::lines;
    use super::*;

    #[test]
    fn what_stands_above_a_path_describes_it() {
        let text = "#EXTM3U\n#PLAYLIST: Night \n# words\n#extinf:61 id=\"a,b\",A - B - C\nx.mp3\n\
                    #EXTINF:-1,\ny.mp3\nz.mp3";
        let listed = read(&lines(text.as_bytes()).unwrap());
        assert_eq!(listed.name.as_deref(), Some("Night"));
        let [x, y, z] = &listed.entries[..] else {
            panic!("{listed:?}");
        };
        assert_eq!(
            (x.duration_s, x.label.as_deref()),
            (Some(61.0), Some("A - B - C"))
        );
        let pair = |artist: &str, title: &str| (artist.to_owned(), title.to_owned());
        assert_eq!(x.names, [pair("A", "B - C"), pair("A - B", "C")]);
        assert_eq!((y.duration_s, &y.label), (None, &None));
        assert_eq!(z.locations, [Location::path("z.mp3", b"z.mp3")]);
    }
}

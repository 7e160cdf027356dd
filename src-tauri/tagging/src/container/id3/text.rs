//! Texts of frames: an encoding's byte, and then strings with zeros between them.

use super::frame::Version;

const LATIN_1: u8 = 0;
const UTF_16: u8 = 1;
const UTF_16_BE: u8 = 2;
const UTF_8: u8 = 3;

/// A comment taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Comment {
    /// ISO 639-2, or whatever stands there.
    pub(super) language: [u8; 3],
    pub(super) description: String,
    pub(super) text: String,
}

/// The values of a text frame; `None` where its text is no text.
pub(super) fn values(payload: &[u8]) -> Option<Vec<String>> {
    let (&encoding, text) = payload.split_first()?;
    let mut values = Vec::new();
    let mut rest = Some(text);
    while let Some(text) = rest {
        let (value, after) = part(encoding, text);
        values.push(decode(encoding, value)?);
        rest = after;
    }
    // The zero behind the last value begins no further one.
    while values.last().is_some_and(String::is_empty) {
        values.pop();
    }
    Some(values)
}

/// The description and the values of a `TXXX` frame.
pub(super) fn described(payload: &[u8]) -> Option<(String, Vec<String>)> {
    let (&encoding, text) = payload.split_first()?;
    let (name, rest) = part(encoding, text);
    let name = decode(encoding, name)?;
    let rest = [&[encoding], rest.unwrap_or_default()].concat();
    Some((name, values(&rest)?))
}

/// A `COMM` frame.
pub(super) fn comment(payload: &[u8]) -> Option<Comment> {
    let (&encoding, rest) = payload.split_first()?;
    let (language, rest) = rest.split_first_chunk::<3>()?;
    let (description, rest) = part(encoding, rest);
    let (text, _) = part(encoding, rest.unwrap_or_default());
    Some(Comment {
        language: *language,
        description: decode(encoding, description)?,
        text: decode(encoding, text)?,
    })
}

/// The payload of a text frame. The texts of 2.3 are one text each: where it has
/// several values they stand in one with `/` between them, as that standard has it
/// for performers and as other programs write it.
pub(super) fn to_values(version: Version, values: &[String]) -> Vec<u8> {
    let text = joined(version, values);
    let encoding = encoding(version, [&*text]);
    [vec![encoding], encode(encoding, &text)].concat()
}

/// The payload of a `TXXX` frame.
pub(super) fn to_described(version: Version, name: &str, values: &[String]) -> Vec<u8> {
    let text = joined(version, values);
    let encoding = encoding(version, [name, &text]);
    let zero = end(encoding).to_vec();
    [
        vec![encoding],
        encode(encoding, name),
        zero,
        encode(encoding, &text),
    ]
    .concat()
}

/// The payload of a `COMM` frame without a description.
pub(super) fn to_comment(version: Version, language: [u8; 3], text: &str) -> Vec<u8> {
    let encoding = encoding(version, [text]);
    let none = encode(encoding, "");
    let zero = end(encoding).to_vec();
    [
        vec![encoding],
        language.to_vec(),
        none,
        zero,
        encode(encoding, text),
    ]
    .concat()
}

fn joined(version: Version, values: &[String]) -> String {
    values.join(match version {
        Version::Three => "/",
        Version::Four => "\0",
    })
}

/// ASCII is the same in the oldest encoding, which everybody reads; else the best
/// that the version knows.
fn encoding<const N: usize>(version: Version, texts: [&str; N]) -> u8 {
    match version {
        _ if texts.iter().all(|text| text.is_ascii()) => LATIN_1,
        Version::Three => UTF_16,
        Version::Four => UTF_8,
    }
}

fn encode(encoding: u8, text: &str) -> Vec<u8> {
    match encoding {
        UTF_16 => {
            let units = std::iter::once(0xfeff).chain(text.encode_utf16());
            units.flat_map(u16::to_le_bytes).collect()
        }
        _ => text.as_bytes().to_vec(),
    }
}

/// The zero that ends a string.
fn end(encoding: u8) -> &'static [u8] {
    match encoding {
        UTF_16 | UTF_16_BE => &[0, 0],
        _ => &[0],
    }
}

/// The first string, and what follows its zero.
fn part(encoding: u8, text: &[u8]) -> (&[u8], Option<&[u8]>) {
    let width = end(encoding).len();
    let zero = text
        .chunks_exact(width)
        .position(|unit| unit.iter().all(|&byte| byte == 0));
    match zero {
        Some(at) => (&text[..at * width], Some(&text[(at + 1) * width..])),
        None => (text, None),
    }
}

fn decode(encoding: u8, bytes: &[u8]) -> Option<String> {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        // A byte too many is what some programs leave; it is no text.
        let (pairs, _) = bytes.as_chunks::<2>();
        let units: Vec<u16> = pairs.iter().map(|&pair| unit(pair)).collect();
        Some(String::from_utf16_lossy(&units))
    };
    match encoding {
        LATIN_1 => Some(bytes.iter().map(|&byte| char::from(byte)).collect()),
        UTF_16 => match bytes {
            [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
            [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
            rest => wide(rest, u16::from_le_bytes),
        },
        UTF_16_BE => wide(bytes, u16::from_be_bytes),
        UTF_8 => Some(String::from_utf8_lossy(bytes).into_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn texts_come_back(texts in vec("[^\0/]{1,12}", 1..4)) {
            for version in [Version::Three, Version::Four] {
                let read = values(&to_values(version, &texts)).unwrap();
                prop_assert_eq!(&read.join("/"), &texts.join("/"));
                let (name, read) = described(&to_described(version, "VALENCE", &texts)).unwrap();
                prop_assert_eq!((name.as_str(), read.join("/")), ("VALENCE", texts.join("/")));
                let read = comment(&to_comment(version, *b"deu", &texts[0])).unwrap();
                prop_assert_eq!((&read.text, read.language), (&texts[0], *b"deu"));
                prop_assert!(read.description.is_empty());
            }
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in vec(any::<u8>(), 0..40)) {
            let _ = (values(&bytes), described(&bytes), comment(&bytes));
        }
    }
}

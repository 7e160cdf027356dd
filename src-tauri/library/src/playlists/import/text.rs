//! From a playlist's bytes to text: UTF-8, UTF-16 with its mark, or Latin-1, in
//! which old players wrote M3U.

/// A line of text, and the bytes it was made of: a path may be of any bytes.
#[derive(Debug, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) bytes: Vec<u8>,
}

const UTF_8_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Whether the file begins as XML does.
pub(super) fn is_xml(bytes: &[u8]) -> bool {
    let start = bytes.strip_prefix(UTF_8_MARK).unwrap_or(bytes);
    start.trim_ascii_start().starts_with(b"<?xml")
}

/// The lines, without those that are empty.
pub(super) fn lines(bytes: &[u8]) -> Result<Vec<Line>, String> {
    let wide = of_utf_16(bytes);
    let bytes = match &wide {
        Some(text) => text.as_bytes(),
        None => bytes.strip_prefix(UTF_8_MARK).unwrap_or(bytes),
    };
    if bytes.contains(&0) {
        return Err("it is not a playlist but a file of another kind".to_owned());
    }
    let is_utf_8 = std::str::from_utf8(bytes).is_ok();
    let lines = bytes.split(|byte| matches!(byte, b'\n' | b'\r'));
    let lines = lines
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty());
    let line = |line: &[u8]| Line {
        text: if is_utf_8 {
            String::from_utf8_lossy(line).into_owned()
        } else {
            of_latin_1(line)
        },
        bytes: line.to_vec(),
    };
    Ok(lines.map(line).collect())
}

/// The text of an XML file, in the encoding that it names.
pub(super) fn of_xml(bytes: &[u8]) -> Result<String, String> {
    if let Some(text) = of_utf_16(bytes) {
        return Ok(text);
    }
    let bytes = bytes.strip_prefix(UTF_8_MARK).unwrap_or(bytes);
    let end = bytes.iter().position(|&byte| byte == b'>').unwrap_or(0);
    let declared = bytes[..end].to_ascii_lowercase();
    let names = |encoding: &str| {
        declared
            .windows(encoding.len())
            .any(|part| part == encoding.as_bytes())
    };
    if declared.starts_with(b"<?xml") && (names("iso-8859-1") || names("windows-1252")) {
        return Ok(of_latin_1(bytes));
    }
    String::from_utf8(bytes.to_vec())
        .map_err(|_| "its text is in an encoding that is not known; save it as UTF-8".to_owned())
}

/// `None` where no mark says that it is UTF-16.
fn of_utf_16(bytes: &[u8]) -> Option<String> {
    let number: fn([u8; 2]) -> u16 = match bytes {
        [0xFF, 0xFE, ..] => u16::from_le_bytes,
        [0xFE, 0xFF, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let (pairs, _) = bytes[2..].as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|&pair| number(pair)).collect();
    Some(String::from_utf16_lossy(&units))
}

/// Each byte of Latin-1 is the letter with that number.
fn of_latin_1(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| char::from(byte)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(bytes: &[u8]) -> Vec<String> {
        let lines = lines(bytes).unwrap();
        lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn text_is_read_in_every_encoding_that_players_write() {
        assert_eq!(
            texts("\u{feff}a\r\n\n  b\u{e9} \rc".as_bytes()),
            ["a", "b\u{e9}", "c"]
        );
        assert_eq!(texts(b"caf\xE9"), ["caf\u{e9}"]);
        let wide: Vec<u8> = "\u{feff}x\n\u{1f3b5}"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(texts(&wide), ["x", "\u{1f3b5}"]);
        assert!(lines(b"ID3\x04\0\0").is_err());
        let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>";
        assert!(of_xml(latin).unwrap().ends_with("<a>\u{e9}</a>"));
        assert!(of_xml(b"<?xml version='1.0'?><a>\xE9</a>").is_err());
    }
}

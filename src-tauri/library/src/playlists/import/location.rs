//! Where an entry's file may be: as a path or a URI, from the root or from the
//! playlist's folder, as written on this system or on another.
//!
//! Nothing here looks at the disk: a playlist from a stranger must not make us
//! ask other machines for files.

use std::path::{Component, Path, PathBuf};

use percent_encoding::percent_decode;
use unicode_normalization::UnicodeNormalization;

use crate::paths;

/// A place as the file names it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Location {
    text: String,
    bytes: Vec<u8>,
    /// Whether it is a URI even without a scheme, so that `%` is no letter.
    is_uri: bool,
}

impl Location {
    /// A line of an M3U.
    pub(super) fn path(text: &str, bytes: &[u8]) -> Self {
        Self {
            text: text.to_owned(),
            bytes: bytes.to_vec(),
            is_uri: false,
        }
    }

    /// A location of an XSPF.
    pub(super) fn uri(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            bytes: text.as_bytes().to_vec(),
            is_uri: true,
        }
    }

    /// The file's name, for people to read and to compare.
    pub(super) fn last_part(&self) -> String {
        self.parts().pop().unwrap_or_else(|| self.text.clone())
    }

    /// The names of the folders and the file, however they are parted.
    pub(super) fn parts(&self) -> Vec<String> {
        let text = match self.decoded() {
            Some(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            None => self.text.clone(),
        };
        let parts = text.split(['/', '\\']);
        let parts = parts.filter(|part| !part.is_empty() && *part != "." && *part != "..");
        parts.map(|part| part.nfc().collect()).collect()
    }

    /// The paths it may mean for a playlist in `folder`, likeliest first. A
    /// stream from the network has none.
    pub(super) fn candidates(&self, folder: &Path) -> Vec<PathBuf> {
        if self.is_elsewhere() {
            return Vec::new();
        }
        let mut written: Vec<Vec<u8>> = Vec::new();
        if self.is_uri || self.file_uri().is_some() {
            written.extend(self.decoded());
            // Some write paths where URIs belong.
            written.push(self.bytes.clone());
        } else {
            written.push(self.bytes.clone());
            written.push(self.text.clone().into_bytes());
            if self.text.contains('%') {
                written.push(percent_decode(&self.bytes).collect());
            }
        }
        if cfg!(unix) {
            let turned: Vec<Vec<u8>> = written.iter().filter_map(|path| turned(path)).collect();
            written.extend(turned);
        }
        let mut paths: Vec<PathBuf> = Vec::new();
        for bytes in &written {
            let path = plain(&folder.join(paths::from_bytes(bytes)));
            let others = paths::other_spellings(Path::new(""), &path);
            for path in std::iter::once(path).chain(others) {
                if !paths.contains(&path) {
                    paths.push(path);
                }
            }
        }
        paths
    }

    /// What follows `file:` and the name of this computer.
    fn file_uri(&self) -> Option<&str> {
        let scheme = self.text.get(..5)?;
        let rest = scheme
            .eq_ignore_ascii_case("file:")
            .then(|| &self.text[5..])?;
        let Some(host) = rest.strip_prefix("//") else {
            return Some(rest);
        };
        let path = host.find('/').map_or("", |at| &host[at..]);
        // Windows: /C:/Music.
        let has_drive = path.as_bytes().get(2) == Some(&b':');
        Some(if has_drive && cfg!(windows) {
            &path[1..]
        } else {
            path
        })
    }

    /// The bytes of the path of a URI.
    fn decoded(&self) -> Option<Vec<u8>> {
        let path = self.file_uri().or(self.is_uri.then_some(&*self.text))?;
        Some(percent_decode(path.as_bytes()).collect())
    }

    /// Whether it has another scheme than `file`. One letter before a colon is a
    /// drive.
    fn is_elsewhere(&self) -> bool {
        let Some((scheme, _)) = self.text.split_once("://") else {
            return false;
        };
        let is_scheme = scheme.len() > 1
            && scheme
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter));
        is_scheme && !scheme.eq_ignore_ascii_case("file")
    }
}

/// A path with the separators of Windows, relative to the folder or to the root
/// of a drive, with those of Unix; `None` where it has none.
fn turned(path: &[u8]) -> Option<Vec<u8>> {
    path.contains(&b'\\').then(|| {
        path.iter()
            .map(|&byte| if byte == b'\\' { b'/' } else { byte })
            .collect()
    })
}

/// Without `.` and with what `..` takes back taken back.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn first(location: &Location) -> String {
        let candidates = location.candidates(Path::new("/lists"));
        candidates[0].to_string_lossy().into_owned()
    }

    #[test]
    fn places_are_read_as_players_write_them() {
        for (written, path) in [
            ("a.mp3", "/lists/a.mp3"),
            ("./x/../a b.mp3", "/lists/a b.mp3"),
            ("/m/100%25.mp3", "/m/100%25.mp3"),
            ("file:///m/a%20b%23.mp3", "/m/a b#.mp3"),
            ("FILE://localhost/m/%C3%A9.mp3", "/m/\u{e9}.mp3"),
            ("file:/m/a.mp3", "/m/a.mp3"),
        ] {
            assert_eq!(first(&Location::path(written, written.as_bytes())), path);
        }
        assert_eq!(first(&Location::uri("x/a%20b.mp3")), "/lists/x/a b.mp3");
        let windows = Location::path(r"x\a.mp3", br"x\a.mp3");
        let candidates = windows.candidates(Path::new("/lists"));
        assert!(candidates.contains(&PathBuf::from("/lists/x/a.mp3")));
        assert_eq!(windows.parts(), ["x", "a.mp3"]);
        let stream = Location::path("http://radio/a.mp3", b"http://radio/a.mp3");
        assert!(stream.candidates(Path::new("/lists")).is_empty());
    }
}

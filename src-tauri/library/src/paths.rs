//! Paths as the database holds them: every byte of them, because file names
//! need not be Unicode.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rusqlite::types::{FromSql, FromSqlResult, ValueRef};
use unicode_normalization::UnicodeNormalization;

use crate::rows::TrackId;

/// A path read from the database.
pub(crate) struct StoredPath(pub(crate) PathBuf);

impl FromSql for StoredPath {
    fn column_result(value: ValueRef) -> FromSqlResult<Self> {
        value.as_blob().map(|bytes| Self(from_bytes(bytes)))
    }
}

/// A path's bytes. On Unix its own; elsewhere its UTF-8, or, for a name that
/// has none, a zero byte and then its UTF-16 code units, little-endian. No
/// path begins with a zero byte, so the two cannot be mixed up.
pub(crate) fn to_bytes(path: &Path) -> Vec<u8> {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        path.as_os_str().as_bytes().to_vec()
    }
    #[cfg(windows)]
    {
        use std::os::windows::ffi::OsStrExt;
        match path.to_str() {
            Some(text) => text.as_bytes().to_vec(),
            None => {
                let units = path.as_os_str().encode_wide();
                std::iter::once(0)
                    .chain(units.flat_map(u16::to_le_bytes))
                    .collect()
            }
        }
    }
}

/// The path of these bytes.
pub(crate) fn from_bytes(bytes: &[u8]) -> PathBuf {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
    }
    #[cfg(windows)]
    {
        use std::os::windows::ffi::OsStringExt;
        match bytes.split_first() {
            Some((0, units)) => {
                let (pairs, _) = units.as_chunks::<2>();
                let units: Vec<u16> = pairs.iter().map(|&pair| u16::from_le_bytes(pair)).collect();
                PathBuf::from(std::ffi::OsString::from_wide(&units))
            }
            _ => PathBuf::from(String::from_utf8_lossy(bytes).into_owned()),
        }
    }
}

/// A path as text from which [`from_text`] makes the same path again: bytes
/// that are not Unicode are written `%FF`, and a `%` before two hexadecimal
/// digits is written `%25`.
pub(crate) fn to_text(path: &Path) -> String {
    let mut text = String::new();
    for chunk in to_bytes(path).utf8_chunks() {
        for (at, letter) in chunk.valid().char_indices() {
            text.push(letter);
            if letter == '%' && escaped(&chunk.valid().as_bytes()[at..]).is_some() {
                text.push_str("25");
            }
        }
        for byte in chunk.invalid() {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

/// The path of a text.
pub(crate) fn from_text(text: &str) -> PathBuf {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let (byte, after) = match escaped(rest) {
            Some(byte) => (byte, &rest[3..]),
            None => (first, after),
        };
        bytes.push(byte);
        rest = after;
    }
    from_bytes(&bytes)
}

/// The byte that these begin with as `%FF`, if they do.
fn escaped(bytes: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = bytes else {
        return None;
    };
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    u8::try_from(16 * digit(high)? + digit(low)?).ok()
}

/// The one spelling of a path under which its row is kept: absolute, with the
/// links on the way resolved. The last part is kept as it is, because a link
/// that leads nowhere is still a file that the user sees.
pub(crate) fn settled(path: &Path) -> std::io::Result<PathBuf> {
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => {
            let parent = if parent.as_os_str().is_empty() {
                Path::new(".")
            } else {
                parent
            };
            Ok(dunce::canonicalize(parent)?.join(name))
        }
        _ => dunce::canonicalize(path),
    }
}

/// Whether nothing is at this path any more. A path that cannot be looked at
/// (no permission, a sick disk) is not gone.
pub(crate) fn is_gone(path: &Path) -> bool {
    path.symlink_metadata().is_err_and(|error| {
        use ErrorKind::{InvalidInput, NotADirectory, NotFound};
        // Invalid is only the path of a row that was displaced.
        matches!(error.kind(), NotFound | NotADirectory | InvalidInput)
    })
}

/// What stands in for the path of a row whose file became another's, in bytes: the
/// path, a zero byte, which no path holds, and the row's id. Nothing is ever there.
pub(crate) fn displaced(path: &Path, id: TrackId) -> Vec<u8> {
    let mut bytes = to_bytes(path);
    bytes.push(0);
    bytes.extend(id.to_string().bytes());
    bytes
}

/// Stretches of [`to_bytes`], from and up to but not with, that hold every path
/// below `root`: what an index on paths is asked for. They may hold a few others
/// too, so a path is to be compared once more.
pub(crate) fn below(root: &Path) -> Vec<(Vec<u8>, Vec<u8>)> {
    let separator = std::path::MAIN_SEPARATOR as u8;
    let mut first = to_bytes(root);
    if first.last() != Some(&separator) {
        first.push(separator);
    }
    let mut end = first.clone();
    if let Some(last) = end.last_mut() {
        *last = separator + 1;
    }
    let mut stretches = vec![(first, end)];
    if cfg!(windows) {
        stretches.push((vec![0], vec![1]));
    }
    stretches
}

/// How else the part of `path` below `root` may be spelled: with every accent
/// and letter in one (NFC, as Linux and Windows users type) or apart (NFD, as
/// macOS hands out). To Linux these are different files.
pub(crate) fn other_spellings(root: &Path, path: &Path) -> Vec<PathBuf> {
    let Some(name) = path.strip_prefix(root).ok().and_then(Path::to_str) else {
        return Vec::new();
    };
    if name.is_ascii() {
        return Vec::new();
    }
    let spellings: [String; 2] = [name.nfc().collect(), name.nfd().collect()];
    let others = spellings.iter().filter(|other| *other != name);
    others.map(|other| root.join(other)).collect()
}

/// A file's name for people to read and to search: NFC, however the disk
/// spells it.
pub(crate) fn label(name: &std::ffi::OsStr) -> String {
    name.to_string_lossy().nfc().collect()
}

/// For people to read: what is not Unicode is replaced.
pub(crate) fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    // Of a row that was displaced, the place it had.
    let place = text.split_once('\0').map_or(&*text, |(place, _)| place);
    place.to_owned()
}

#[cfg(all(test, unix))]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    /// Any name that a disk can hold.
    fn name() -> impl Strategy<Value = Vec<u8>> {
        let byte = prop_oneof![
            4 => any::<u8>(),
            1 => proptest::sample::select(b" .%\\'\"\n\t~*?".to_vec()),
        ];
        vec(byte, 1..40).prop_map(|mut name| {
            for byte in &mut name {
                if matches!(byte, 0 | b'/') {
                    *byte = b'_';
                }
            }
            if name == b"." || name == b".." {
                name.push(b'x');
            }
            name
        })
    }

    fn path_of(names: &[Vec<u8>]) -> PathBuf {
        let parts = names.iter().map(|name| OsStr::from_bytes(name));
        parts.fold(PathBuf::from("/"), |path, part| path.join(part))
    }

    fn is_in(path: &Path, stretches: &[(Vec<u8>, Vec<u8>)]) -> bool {
        let bytes = to_bytes(path);
        stretches
            .iter()
            .any(|(start, end)| *start <= bytes && bytes < *end)
    }

    proptest! {
        #[test]
        fn bytes_come_back_exactly(names in vec(name(), 0..6)) {
            let path = path_of(&names);
            let stored = StoredPath::column_result(ValueRef::Blob(&to_bytes(&path)));
            prop_assert_eq!(&stored.unwrap().0, &path);
            prop_assert!(!to_bytes(&path).starts_with(&[0]));
        }

        #[test]
        fn every_path_can_be_shown(names in vec(name(), 0..6)) {
            let path = path_of(&names);
            prop_assert!(!shown(&path).is_empty());
            let labelled = path.file_name().map(label);
            prop_assert_eq!(labelled.is_some(), !names.is_empty());
        }

        #[test]
        fn what_is_below_is_found_there_and_nothing_else(
            root in vec(name(), 0..3), rest in vec(name(), 1..3), other in vec(name(), 1..4),
        ) {
            let root = path_of(&root);
            let stretches = below(&root);
            let inside = path_of(&rest);
            let inside = root.join(inside.strip_prefix("/").unwrap());
            prop_assert!(is_in(&inside, &stretches));
            let other = path_of(&other);
            let is_below = other.starts_with(&root) && other != root;
            prop_assert_eq!(is_in(&other, &stretches), is_below);
            prop_assert!(!is_in(&root, &stretches) || root == Path::new("/"));
        }

        #[test]
        fn a_settled_path_settles_to_itself(name in name()) {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("x/..").join(OsStr::from_bytes(&name));
            std::fs::create_dir(dir.path().join("x")).unwrap();
            let once = settled(&path).unwrap();
            prop_assert_eq!(once.file_name(), path.file_name());
            prop_assert_eq!(settled(&once).unwrap(), once);
        }

        #[test]
        fn other_spellings_are_other_and_look_the_same(text in "\\PC{1,20}") {
            let root = Path::new("/music");
            let path = root.join(text.replace('/', "_"));
            for other in other_spellings(root, &path) {
                prop_assert_ne!(&other, &path);
                prop_assert!(other.starts_with(root));
                let nfc = |path: &Path| shown(path).nfc().collect::<String>();
                prop_assert_eq!(nfc(&other), nfc(&path));
            }
        }
    }
}

//! Where a track's file is, to the machine that opens the export: as text, in
//! that machine's way, and in the ways in which programs write it.

use std::path::Path;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::error::{ExportError, Result};
use crate::report::Reason;

/// What stays as it is in the path of a URI (RFC 3986, unreserved) and `/`.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');
/// Rekordbox leaves the colon, too.
const REKORDBOX: &AsciiSet = &PATH.remove(b':');

/// Characters that no name of Windows holds.
const NOT_WINDOWS: [char; 8] = ['\\', ':', '*', '?', '"', '<', '>', '|'];

/// Whose way of writing paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Unix,
    Windows,
}

impl Style {
    fn here() -> Self {
        if cfg!(windows) {
            Self::Windows
        } else {
            Self::Unix
        }
    }

    /// The way of a path from the root on; `None` for any other.
    fn of(path: &str) -> Option<Self> {
        let bytes = path.as_bytes();
        if path.starts_with('/') {
            return Some(Self::Unix);
        }
        let drive = matches!(bytes, [letter, b':', rest @ ..]
            if letter.is_ascii_alphabetic() && matches!(rest, [] | [b'\\' | b'/', ..]));
        (drive || path.starts_with("\\\\")).then_some(Self::Windows)
    }

    fn separator(self) -> char {
        match self {
            Self::Unix => '/',
            Self::Windows => '\\',
        }
    }
}

/// A folder of this machine, and what it is to the one that opens the export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathMap {
    from: String,
    to: Place,
}

impl PathMap {
    /// From a folder of this machine to one of another: `C:\Music`,
    /// `\\server\music`, `/Volumes/USB/Music`.
    ///
    /// # Errors
    /// One of them is no path from the root on.
    pub fn new(from: &str, to: &str) -> Result<Self> {
        let bad = || ExportError::BadMap(format!("{from}={to}"));
        let (from, to) = (from.trim(), to.trim());
        if Style::of(from) != Some(Style::here()) {
            return Err(bad());
        }
        let style = Style::of(to).ok_or_else(bad)?;
        let to = match style {
            Style::Unix => to.to_owned(),
            Style::Windows => to.replace('/', "\\"),
        };
        Ok(Self {
            from: from
                .trim_end_matches(['/', Style::here().separator()])
                .to_owned(),
            to: Place {
                text: to.trim_end_matches(style.separator()).to_owned(),
                style,
                mapped: true,
            },
        })
    }

    /// Reads `FROM=TO`.
    ///
    /// # Errors
    /// It is written in another way.
    pub fn parse(text: &str) -> Result<Self> {
        let bad = || ExportError::BadMap(text.to_owned());
        let (from, to) = text.split_once('=').ok_or_else(bad)?;
        Self::new(from, to).map_err(|_| bad())
    }

    /// What follows the folder in a path that is in it.
    fn rest<'a>(&self, path: &'a str) -> Option<&'a str> {
        let rest = path.strip_prefix(&*self.from)?;
        (rest.is_empty() || rest.starts_with(Style::here().separator())).then_some(rest)
    }
}

/// Where a file or folder is: text from the root on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    text: String,
    style: Style,
    /// Whether a map said so. Otherwise it is on this machine, from which no way
    /// leads to another.
    mapped: bool,
}

impl Place {
    /// The place of a path of this machine, by the map whose folder is nearest.
    ///
    /// # Errors
    /// Why it cannot be written.
    pub(crate) fn of(path: &Path, maps: &[PathMap]) -> std::result::Result<Self, Reason> {
        let text = path.to_str().ok_or(Reason::NotUnicode)?;
        if text.contains('\0') {
            return Err(Reason::Displaced);
        }
        let fits = maps.iter().filter_map(|map| Some((map, map.rest(text)?)));
        let Some((map, rest)) = fits.max_by_key(|(map, _)| map.from.len()) else {
            return Ok(Self {
                text: text.to_owned(),
                style: Style::here(),
                mapped: false,
            });
        };
        let style = map.to.style;
        let mut mapped = map.to.text.clone();
        for name in rest
            .split(Style::here().separator())
            .filter(|name| !name.is_empty())
        {
            let ends = name.ends_with(['.', ' ']);
            let odd = name.contains(NOT_WINDOWS) || name.contains(char::is_control);
            if style == Style::Windows && (ends || odd) {
                return Err(Reason::NotForWindows);
            }
            mapped.push(style.separator());
            mapped.push_str(name);
        }
        Ok(Self {
            text: mapped,
            style,
            mapped: true,
        })
    }

    /// Whether a map said so.
    pub(crate) fn is_mapped(&self) -> bool {
        self.mapped
    }

    /// From the root on, as its machine writes it.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The root (`/`, `C:`, `\\server\share`) and the names below it.
    fn parts(&self) -> (String, Vec<&str>) {
        match self.style {
            Style::Unix => {
                let names = self.text.split('/').filter(|name| !name.is_empty());
                ("/".to_owned(), names.collect())
            }
            Style::Windows => match self.text.strip_prefix("\\\\") {
                Some(rest) => {
                    let mut names = rest.split('\\').filter(|name| !name.is_empty());
                    let server = names.next().unwrap_or_default();
                    let share = names.next().unwrap_or_default();
                    (format!("\\\\{server}\\{share}"), names.collect())
                }
                None => {
                    let (drive, rest) = self.text.split_at(2);
                    let names = rest.split(['\\', '/']).filter(|name| !name.is_empty());
                    (drive.to_ascii_uppercase(), names.collect())
                }
            },
        }
    }

    /// From the folder `base` on; `None` where no way leads there.
    fn names_from(&self, base: &Self) -> Option<Vec<&str>> {
        let ((root, names), (base_root, base_names)) = (self.parts(), base.parts());
        let there = (self.mapped, self.style) == (base.mapped, base.style);
        if !there || root != base_root {
            return None;
        }
        let same = names.iter().zip(&base_names);
        let same = same.take_while(|(a, b)| a == b).count();
        let ups = std::iter::repeat_n("..", base_names.len() - same);
        Some(ups.chain(names[same..].iter().copied()).collect())
    }

    /// As a line of an M3U8, from `base` on where there is one and a way leads
    /// there.
    ///
    /// # Errors
    /// A line cannot hold it.
    pub(crate) fn line(&self, base: Option<&Self>) -> std::result::Result<String, Reason> {
        if self.text.contains(char::is_control) {
            return Err(Reason::ControlCharacter);
        }
        if self.text.ends_with(char::is_whitespace) {
            return Err(Reason::BlankAtEnd);
        }
        let Some(names) = base.and_then(|base| self.names_from(base)) else {
            return Ok(self.text.clone());
        };
        let separator = self.style.separator();
        let line = names.join(&separator.to_string());
        // It would be taken for a comment, or lose its first blank.
        let odd = line.starts_with('#') || line.starts_with(char::is_whitespace);
        Ok(if odd {
            format!(".{separator}{line}")
        } else {
            line
        })
    }

    /// As a URI (RFC 8089), or as a reference to it from `base` on.
    pub(crate) fn uri(&self, base: Option<&Self>) -> String {
        if let Some(names) = base.and_then(|base| self.names_from(base)) {
            return encoded(&names.join("/"), PATH);
        }
        let (root, names) = self.parts();
        let path = encoded(&names.join("/"), PATH);
        match self.style {
            Style::Unix => format!("file:///{path}"),
            Style::Windows => match root.strip_prefix("\\\\") {
                Some(share) => {
                    let share = encoded(&share.replace('\\', "/"), PATH);
                    format!("file://{share}/{path}")
                }
                None => format!("file:///{root}/{path}"),
            },
        }
    }

    /// As Rekordbox writes it: a URI on `localhost`.
    pub(crate) fn rekordbox(&self) -> String {
        let (root, names) = self.parts();
        let path = encoded(&names.join("/"), REKORDBOX);
        let root = match self.style {
            Style::Unix => String::new(),
            Style::Windows => {
                let root = encoded(&root.replace('\\', "/"), REKORDBOX);
                format!("{root}/")
            }
        };
        format!("file://localhost/{root}{path}")
    }

    /// The volume, the folders and the file as Traktor parts them:
    /// `C:`, `/:Music/:House/:`, `a.mp3`.
    ///
    /// # Errors
    /// XML cannot hold it.
    pub(crate) fn traktor(&self) -> std::result::Result<(String, String, String), Reason> {
        let odd = |letter: char| letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}');
        if self.text.contains(odd) {
            return Err(Reason::ControlCharacter);
        }
        let (volume, mut names) = self.volume();
        let file = names.pop().unwrap_or_default().to_owned();
        let folders: String = names.iter().map(|name| format!("{name}/:")).collect();
        Ok((volume, format!("/:{folders}"), file))
    }

    /// From the volume's root on, as Serato writes it.
    pub(crate) fn serato(&self) -> String {
        self.volume().1.join("/")
    }

    /// The volume's name and the names below its root. What macOS mounts is in
    /// `/Volumes`; the rest is on the disk that it started from.
    pub(crate) fn volume(&self) -> (String, Vec<&str>) {
        let (root, mut names) = self.parts();
        match self.style {
            Style::Windows => (root, names),
            Style::Unix if names.len() > 2 && names[0] == "Volumes" => {
                let volume = names[1].to_owned();
                names.drain(..2);
                (volume, names)
            }
            Style::Unix => (STARTED.to_owned(), names),
        }
    }
}

/// The name that macOS gives the disk that it starts from.
const STARTED: &str = "Macintosh HD";

fn encoded(text: &str, keep: &'static AsciiSet) -> String {
    utf8_percent_encode(text, keep).to_string()
}

/// What a path of this machine is to the one that opens the export, for people
/// to check their maps by; as it is where no map fits or it cannot be written.
#[must_use]
pub fn example(path: &Path, maps: &[PathMap]) -> String {
    match Place::of(path, maps) {
        Ok(place) => place.text,
        Err(_) => path.to_string_lossy().into_owned(),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn place(path: &str, maps: &[&str]) -> Place {
        let maps: Vec<PathMap> = maps
            .iter()
            .map(|map| PathMap::parse(map).unwrap())
            .collect();
        Place::of(Path::new(path), &maps).unwrap()
    }

    #[test]
    fn a_path_is_mapped_by_the_nearest_folder_only_at_its_borders() {
        let maps = [
            "/m=C:\\Music\\",
            "/m/usb/=/Volumes/USB",
            "/n=\\\\nas\\music",
        ];
        for (path, mapped) in [
            ("/m/a/b.mp3", "C:\\Music\\a\\b.mp3"),
            ("/m/usb/b.mp3", "/Volumes/USB/b.mp3"),
            ("/mm/b.mp3", "/mm/b.mp3"),
            ("/n/b.mp3", "\\\\nas\\music\\b.mp3"),
        ] {
            assert_eq!(place(path, &maps).text(), mapped);
        }
        for bad in ["", "a", "/a", "a=/b", "/a=b", "=", "/a=C:x"] {
            assert!(PathMap::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn programs_get_paths_as_they_write_them() {
        let windows = place("/m/a b/#1 %.mp3", &["/m=c:/Music"]);
        assert_eq!(
            windows.rekordbox(),
            "file://localhost/C:/Music/a%20b/%231%20%25.mp3"
        );
        assert_eq!(windows.uri(None), "file:///C:/Music/a%20b/%231%20%25.mp3");
        let (volume, folder, file) = windows.traktor().unwrap();
        assert_eq!(
            (&*volume, &*folder, &*file),
            ("C:", "/:Music/:a b/:", "#1 %.mp3")
        );
        assert_eq!(windows.serato(), "Music/a b/#1 %.mp3");
        let stick = place("/m/x.mp3", &["/m=/Volumes/USB"]);
        assert_eq!(
            stick.traktor().unwrap(),
            ("USB".into(), "/:".into(), "x.mp3".into())
        );
        assert_eq!(stick.serato(), "x.mp3");
        let share = place("/m/x.mp3", &["/m=\\\\nas\\m"]);
        assert_eq!(share.uri(None), "file://nas/m/x.mp3");
        assert_eq!(place("/m/x.mp3", &[]).serato(), "m/x.mp3");
    }

    #[test]
    fn a_line_is_never_taken_for_something_else() {
        let base = place("/m/lists", &[]);
        for (path, line) in [
            ("/m/lists/#1.mp3", "./#1.mp3"),
            ("/m/lists/ a.mp3", "./ a.mp3"),
            ("/m/x/a.mp3", "../x/a.mp3"),
            ("/m/lists/100%41.mp3", "100%41.mp3"),
        ] {
            assert_eq!(place(path, &[]).line(Some(&base)).unwrap(), line);
        }
        assert_eq!(
            place("/m/a\nb.mp3", &[]).line(None),
            Err(Reason::ControlCharacter)
        );
        let other = place("/m/a.mp3", &["/m=D:\\"]);
        let base = place("/n/l", &["/n=C:\\x"]);
        assert_eq!(other.line(Some(&base)).unwrap(), "D:\\a.mp3");
    }

    #[test]
    fn windows_gets_no_name_that_it_cannot_hold() {
        let maps = [PathMap::parse("/m=C:\\").unwrap()];
        for name in ["a?.mp3", "a:b.mp3", "a\\b.mp3", "x./a.mp3"] {
            let path = Path::new("/m").join(name);
            assert_eq!(Place::of(&path, &maps), Err(Reason::NotForWindows));
        }
    }
}

//! What one album is: the same for the groups of a list, the levelling by album
//! and the player, which leaves an album's tracks without a fade.
//!
//! A name alone does not make an album: there are hundreds of "Greatest Hits".
//! Who made the album does, where the tags say so (`ALBUMARTIST`), wherever its
//! files lie. Where they do not, a track's own artist must not decide, or every
//! compilation would fall apart; then the files of one album lie in one folder. A
//! folder for each disc ("CD 1", "Disc 2") counts as the folder it lies in.

use std::path::{Path, PathBuf};

use rusqlite::Row;

use crate::paths::{self, StoredPath};
use crate::query::fold;

/// What folders of single discs are called, before their number.
const DISCS: [&str; 3] = ["cd", "disc", "disk"];

/// The columns of `tracks` that tell albums apart, for [`Tagged::read`].
pub(crate) const COLUMNS: &str = "album_key, album_artist, path";

/// What a file says of its album, and where it lies.
pub(crate) struct Tagged {
    /// The album's name as lists are sorted by it.
    pub(crate) name: Option<String>,
    maker: Option<String>,
    path: PathBuf,
}

/// Tells albums apart, and orders those of one name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Album {
    /// One whose maker is said.
    Made { name: String, by: String },
    /// One that lies in a folder.
    Lies { name: String, within: PathBuf },
}

impl Tagged {
    /// Reads [`COLUMNS`], which begin at a column of the row.
    pub(crate) fn read(row: &Row, first: usize) -> rusqlite::Result<Self> {
        Ok(Self {
            name: row.get(first)?,
            maker: row.get(first + 1)?,
            path: row.get::<_, StoredPath>(first + 2)?.0,
        })
    }

    /// The folder of the file: discs of one album are told apart by it.
    pub(crate) fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(&self.path)
    }

    /// The file's album; `None` where its tags name none.
    pub(crate) fn album(&self) -> Option<Album> {
        let name = self.name.clone()?;
        Some(match &self.maker {
            Some(maker) => Album::Made {
                name,
                by: fold(maker),
            },
            None => Album::Lies {
                name,
                within: without_disc(self.folder()).to_owned(),
            },
        })
    }
}

impl Album {
    /// The album in a word of its own, which stays as long as its tags and its
    /// folder do.
    pub(crate) fn word(&self) -> String {
        // A tag holds no unit separators, which divide what it says from the rest.
        match self {
            Self::Made { name, by } => format!("{name}\u{1f}{by}"),
            Self::Lies { name, within } => format!("{name}\u{1f}\u{1f}{}", paths::shown(within)),
        }
    }
}

/// The folder without that of a disc.
fn without_disc(folder: &Path) -> &Path {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let name = name.to_lowercase();
    let rest = DISCS.iter().find_map(|disc| name.strip_prefix(disc));
    let number = rest.map(|rest| rest.trim_start_matches([' ', '_', '-', '.', '#']));
    let is_disc = number.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    match folder.parent() {
        Some(parent) if is_disc => parent,
        _ => folder,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tagged(name: &str, maker: Option<&str>, path: &str) -> Option<Album> {
        let tagged = Tagged {
            name: Some(name.into()),
            maker: maker.map(Into::into),
            path: path.into(),
        };
        tagged.album()
    }

    #[test]
    fn a_name_is_shared_by_albums_of_several_makers_and_folders() {
        let abba = tagged("greatest hits", Some("ABBA"), "/m/a/1.mp3");
        let elsewhere = tagged("greatest hits", Some("Abba"), "/m/b/2.mp3");
        assert_eq!(abba, elsewhere, "wherever its files lie");
        let queen = tagged("greatest hits", Some("Queen"), "/m/a/3.mp3");
        assert_ne!(abba, queen);
        let one = tagged("greatest hits", None, "/m/a/1.mp3");
        let other = tagged("greatest hits", None, "/m/b/1.mp3");
        assert_ne!(one, other);
        assert_ne!(one, abba);
    }

    #[test]
    fn discs_lie_in_folders_of_their_album() {
        let first = tagged("best of", None, "/m/Best of/CD 1/01.mp3");
        for disc in ["cd2", "Disc 2 - Live", "DISK_10", "CD-3"] {
            let other = tagged("best of", None, &format!("/m/Best of/{disc}/01.mp3"));
            assert_eq!(first, other, "{disc}");
        }
        for folder in ["CDs", "Discography", "2"] {
            let other = tagged("best of", None, &format!("/m/Best of/{folder}/01.mp3"));
            assert_ne!(first, other, "{folder}");
        }
    }
}

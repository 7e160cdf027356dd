//! Playlists that other programs wrote. `text` makes text of a file's bytes,
//! `m3u` and `xspf` read entries from it, `location` says where an entry's file
//! may be, and `matching` finds its track in the library, by other means where
//! the file is not where the playlist says.

mod location;
mod m3u;
mod matching;
mod text;
mod xspf;

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};
use specta::Type;

use self::location::Location;
use self::matching::Known;
use super::Playlist;
use crate::error::{LibraryError, Result};
use crate::library::Library;
use crate::rows::TrackId;

/// A playlist of a hundred thousand tracks is smaller, bytes.
const MOST_BYTES: u64 = 32 << 20;
/// More than this is no playlist that anybody made.
const MOST_ENTRIES: usize = 100_000;
/// Once so many were not found, similar names are looked for no more: each takes
/// about a thousandth of a second, and the playlist is of another library.
const MOST_SIMILAR: usize = 2_000;
/// What a person reads of a name, letters.
const SHOWN: usize = 300;

/// What came of an import.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Import {
    /// The playlist; `None` where no track was found, and none was made.
    pub playlist: Option<Playlist>,
    /// How many tracks the file lists.
    pub entries: u32,
    /// How many of them are where the file says.
    pub by_path: u32,
    /// Those that were found otherwise, in the file's order.
    pub likely: Vec<Matched>,
    /// The names of those that were not found.
    pub missing: Vec<String>,
}

/// A track that stands for an entry whose file is not where the playlist says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Matched {
    /// The entry's name in the file.
    pub entry: String,
    /// The track.
    pub track: TrackId,
    /// Its artist and title.
    pub name: String,
    /// How it was found.
    pub how: How,
}

/// How an entry's track was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// The file has this name and about this length, or is in folders of the
    /// same names.
    FileName,
    /// Artist and title are the same but for accents, capitals and marks.
    Names,
    /// Artist and title are nearly the same, and the length about.
    Similar,
}

/// What a file says of one track.
#[derive(Debug, Clone, Default, PartialEq)]
struct Entry {
    /// Where it may be; the first that is there counts.
    locations: Vec<Location>,
    /// Artists and titles that it may be known by.
    names: Vec<(String, String)>,
    /// What it is called, for people to read.
    label: Option<String>,
    duration_s: Option<f64>,
}

/// What a file holds.
#[derive(Debug, Default, PartialEq)]
struct Listed {
    name: Option<String>,
    entries: Vec<Entry>,
}

impl Entry {
    fn shown(&self) -> String {
        let place = || Some(self.locations.first()?.last_part());
        let name = self.label.clone().or_else(place).unwrap_or_default();
        let letters = name.chars().filter(|letter| !letter.is_control());
        letters.take(SHOWN).collect()
    }
}

/// Whether a path looks like that of a playlist that can be imported.
#[must_use]
pub fn is_playlist_file(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| ["m3u", "m3u8", "xspf"].iter().any(|known| ending == *known))
}

impl Library {
    /// Makes a playlist of the tracks that a file lists: M3U, M3U8 or XSPF. What
    /// is not where the file says is looked for by its name. Nothing is added to
    /// the library, and a file in which no track is found makes no playlist.
    ///
    /// Without a `name` it is called as the file says, or as the file is called,
    /// with a number after it where another playlist has that name.
    ///
    /// # Errors
    /// The file cannot be read or is no playlist, or another playlist has the
    /// name.
    pub fn import_playlist(&self, file: &Path, name: Option<&str>) -> Result<Import> {
        if let Some(name) = name {
            // Before the work, so that it is not in vain.
            self.read(|connection| super::free_name(connection, name, None))?;
        }
        let listed = read(file).map_err(|reason| LibraryError::BadPlaylistFile {
            path: file.to_owned(),
            reason,
        })?;
        let folder = file.parent().unwrap_or(Path::new(""));
        let folder = dunce::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        let known = self.read(Known::read)?;
        let mut import = Import {
            playlist: None,
            entries: listed.entries.len() as u32,
            by_path: 0,
            likely: Vec::new(),
            missing: Vec::new(),
        };
        let mut tracks = Vec::new();
        for entry in &listed.entries {
            if let Some(track) = known.at(entry, &folder) {
                import.by_path += 1;
                tracks.push(track.id);
            } else if let Some((track, how)) =
                known.like(entry, import.missing.len() < MOST_SIMILAR)
            {
                import.likely.push(Matched {
                    entry: entry.shown(),
                    track: track.id,
                    name: track.shown(),
                    how,
                });
                tracks.push(track.id);
            } else {
                import.missing.push(entry.shown());
            }
        }
        if !tracks.is_empty() {
            let made = match name {
                Some(name) => self.create_playlist_of(name, &tracks),
                None => self.create_under_free_name(&listed.name_or_that_of(file), &tracks),
            };
            import.playlist = Some(made?);
        }
        Ok(import)
    }

    fn create_under_free_name(&self, name: &str, tracks: &[TrackId]) -> Result<Playlist> {
        let mut number = 1;
        loop {
            let free = match number {
                1 => name.to_owned(),
                _ => format!("{name} {number}"),
            };
            match self.create_playlist_of(&free, tracks) {
                Err(LibraryError::PlaylistExists(_)) => number += 1,
                made => return made,
            }
        }
    }
}

impl Listed {
    fn name_or_that_of(&self, file: &Path) -> String {
        let own = self.name.as_deref().unwrap_or_default();
        let letters = own.chars().filter(|letter| !letter.is_control());
        let own: String = letters.take(SHOWN).collect();
        if !own.trim().is_empty() {
            return own.trim().to_owned();
        }
        let stem = file.file_stem().map(crate::paths::label);
        stem.filter(|stem| !stem.trim().is_empty())
            .unwrap_or_else(|| "Playlist".to_owned())
    }
}

/// Reads a file, or says why it cannot be.
fn read(file: &Path) -> std::result::Result<Listed, String> {
    let why = |error: std::io::Error| format!("it cannot be read ({error})");
    let about = fs::metadata(file).map_err(why)?;
    if !about.is_file() {
        return Err("it is not a file".to_owned());
    }
    let mut bytes = Vec::new();
    let mut limited = File::open(file).map_err(why)?.take(MOST_BYTES + 1);
    limited.read_to_end(&mut bytes).map_err(why)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err("it is larger than any playlist; choose another file".to_owned());
    }
    let ending = file.extension().map(|ending| ending.to_ascii_lowercase());
    let listed = if ending.is_some_and(|ending| ending == "xspf") || text::is_xml(&bytes) {
        xspf::read(&text::of_xml(&bytes)?)?
    } else {
        m3u::read(&text::lines(&bytes)?)
    };
    if listed.entries.len() > MOST_ENTRIES {
        return Err(format!("it lists more than {MOST_ENTRIES} tracks"));
    }
    Ok(listed)
}

//! Playlists that other programs wrote. `text` makes text of a file's bytes,
//! `m3u` and `xspf` read entries from it; `rekordbox` and `traktor` read whole
//! collections, of which `collection` makes lists. `location` says where an entry's
//! file may be, `matching` finds its track in the library, by other means where the
//! file is not where the playlist says, and `run` makes playlists of what is found.

mod collection;
mod location;
mod m3u;
mod matching;
mod rekordbox;
mod run;
mod text;
mod traktor;
mod xspf;

use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};
use specta::Type;

use self::collection::Kind;
use self::location::Location;
use super::Playlist;
use crate::rows::TrackId;
use crate::said::Said;

/// A playlist of a hundred thousand tracks is smaller, bytes.
const MOST_BYTES: u64 = 32 << 20;
/// In the first bytes of a file its kind is told.
const START: u64 = 4096;
/// More than this is no playlist that anybody made.
const MOST_ENTRIES: usize = 100_000;
/// What a person reads of a name, letters.
const SHOWN: usize = 300;

/// A playlist that a file holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Offered {
    /// What it is called there, after the folders that it is in: ` / ` parts them.
    pub name: String,
    /// How many tracks it lists.
    pub tracks: u32,
}

/// What came of an import.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Import {
    /// What the list is called in the file.
    pub name: String,
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
    /// Tempo and key, where a DJ program says so.
    said: Said,
}

/// A list that a file holds.
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

/// The endings of files that can be imported. `xml` is Rekordbox's, `nml` Traktor's.
const ENDINGS: [&str; 5] = ["m3u", "m3u8", "xspf", "xml", "nml"];

/// Whether a path looks like that of a playlist that can be imported.
#[must_use]
pub fn is_playlist_file(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known))
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

/// Reads a file's lists, or says why it cannot be.
fn read(file: &Path) -> Result<Vec<Listed>, String> {
    let why = |error: std::io::Error| format!("it cannot be read ({error})");
    let about = fs::metadata(file).map_err(why)?;
    if !about.is_file() {
        return Err("it is not a file".to_owned());
    }
    let mut opened = File::open(file).map_err(why)?;
    let mut start = Vec::new();
    opened
        .by_ref()
        .take(START)
        .read_to_end(&mut start)
        .map_err(why)?;
    if let Some(kind) = Kind::of(&start) {
        // Of a collection as large as its owner's, only the lists are kept.
        let rest = BufReader::new(start.chain(opened));
        return collection::read(kind, rest);
    }
    let mut bytes = start;
    let mut limited = opened.take(MOST_BYTES + 1);
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
    Ok(vec![listed])
}

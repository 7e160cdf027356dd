//! Traktor's collection, NML 19.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{Error, Result, Write};

use moodplane_library::{KeyNotation, Quadrant, TrackId};

use super::collection::{Collection, Folder};
use super::xml::{Attributes, Xml};

use crate::keys;
use crate::options::Options;
use crate::safe;
use crate::track::Track;

/// A collection in the making.
pub(crate) struct Traktor<'a, W: Write> {
    xml: Xml<W>,
    options: &'a Options,
    /// What a list names each track by.
    keys: HashMap<TrackId, String>,
}

impl<'a, W: Write> Traktor<'a, W> {
    /// Begins it.
    pub(crate) fn new(out: W, options: &'a Options) -> Result<Self> {
        Ok(Self {
            xml: Xml::new(out)?,
            options,
            keys: HashMap::new(),
        })
    }

    fn open_folder(&mut self, name: &str, folder: &Folder) -> Result<()> {
        let attributes = Attributes::default()
            .with("TYPE", "FOLDER")
            .with("NAME", name);
        self.xml.open("NODE", attributes)?;
        let count = Attributes::default().with("COUNT", folder.count());
        self.xml.open("SUBNODES", count)
    }
}

impl<W: Write> Collection for Traktor<'_, W> {
    fn begin(&mut self, tracks: u32) -> Result<()> {
        self.xml
            .open("NML", Attributes::default().with("VERSION", 19))?;
        let head = Attributes::default()
            .with("COMPANY", "www.native-instruments.com")
            .with("PROGRAM", "Traktor");
        self.xml.empty("HEAD", head)?;
        self.xml.empty("MUSICFOLDERS", Attributes::default())?;
        let entries = Attributes::default().with("ENTRIES", tracks);
        self.xml.open("COLLECTION", entries)
    }

    fn track(&mut self, track: &Track) -> Result<()> {
        let entry = Attributes::default()
            .with("TITLE", track.title())
            .maybe("ARTIST", track.artist());
        self.xml.open("ENTRY", entry)?;
        let (volume, folder, file) = track.place.traktor().map_err(Error::other)?;
        let key = format!("{volume}{folder}{file}");
        self.keys.insert(track.listed.row.id, key);
        let location = Attributes::default()
            .with("DIR", folder)
            .with("FILE", file)
            .with("VOLUME", &volume)
            .with("VOLUMEID", &volume);
        self.xml.empty("LOCATION", location)?;
        if let Some(album) = track.album() {
            self.xml
                .empty("ALBUM", Attributes::default().with("TITLE", album))?;
        }
        self.xml.empty("INFO", self.info(track))?;
        if let Some(bpm) = track.tempo() {
            let tempo = Attributes::default()
                .with("BPM", format!("{bpm:.6}"))
                .with("BPM_QUALITY", "100.000000");
            self.xml.empty("TEMPO", tempo)?;
        }
        if let Some(key) = track.key() {
            let value = Attributes::default().with("VALUE", keys::traktor(key));
            self.xml.empty("MUSICAL_KEY", value)?;
        }
        self.xml.close("ENTRY")
    }

    fn begin_lists(&mut self, root: &Folder) -> Result<()> {
        self.xml.close("COLLECTION")?;
        self.xml
            .empty("SETS", Attributes::default().with("ENTRIES", 0))?;
        self.xml.open("PLAYLISTS", Attributes::default())?;
        self.open_folder("$ROOT", root)
    }

    fn begin_folder(&mut self, folder: &Folder) -> Result<()> {
        self.open_folder(&safe::line(folder.name), folder)
    }

    fn begin_list(&mut self, name: &str, tracks: u32) -> Result<()> {
        let node = Attributes::default()
            .with("TYPE", "PLAYLIST")
            .with("NAME", safe::line(name));
        self.xml.open("NODE", node)?;
        let playlist = Attributes::default()
            .with("ENTRIES", tracks)
            .with("TYPE", "LIST")
            .with("UUID", identity(name));
        self.xml.open("PLAYLIST", playlist)
    }

    fn place(&mut self, track: TrackId) -> Result<()> {
        self.xml.open("ENTRY", Attributes::default())?;
        let key = Attributes::default()
            .with("TYPE", "TRACK")
            .maybe("KEY", self.keys.get(&track));
        self.xml.empty("PRIMARYKEY", key)?;
        self.xml.close("ENTRY")
    }

    fn end_list(&mut self) -> Result<()> {
        self.xml.close("PLAYLIST")?;
        self.xml.close("NODE")
    }

    fn end_folder(&mut self) -> Result<()> {
        self.xml.close("SUBNODES")?;
        self.xml.close("NODE")
    }

    fn end(&mut self) -> Result<()> {
        self.end_folder()?;
        self.xml.close("PLAYLISTS")?;
        self.xml.close("NML")?;
        self.xml.end()
    }
}

impl<W: Write> Traktor<'_, W> {
    fn info(&self, track: &Track) -> Attributes {
        let notation = self.options.key_notation.unwrap_or(KeyNotation::OpenKey);
        let quadrant = track.quadrant().filter(|_| self.options.colours);
        let comment = Some(&track.comment).filter(|comment| !comment.is_empty());
        let length = track.duration_s();
        let year = track.listed.row.year;
        Attributes::default()
            .maybe("GENRE", track.genre())
            .maybe("COMMENT", comment)
            .maybe("KEY", track.key().map(|key| notation.write(key)))
            .maybe("PLAYTIME", length.map(f64::round))
            .maybe(
                "PLAYTIME_FLOAT",
                length.map(|length| format!("{length:.6}")),
            )
            .maybe("RELEASE_DATE", year.map(|year| format!("{year}/1/1")))
            .maybe("COLOR", quadrant.map(colour))
    }
}

/// Of Traktor's seven colours, those that are nearest to the plane's corners.
fn colour(quadrant: Quadrant) -> u8 {
    match quadrant {
        Quadrant::Q1 => 2,
        Quadrant::Q2 => 1,
        Quadrant::Q3 => 6,
        Quadrant::Q4 => 4,
    }
}

/// What Traktor knows a playlist by: the same for the same name.
fn identity(name: &str) -> String {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, name).hash(&mut hasher);
        hasher.finish()
    };
    format!("{:016x}{:016x}", half(0), half(1))
}

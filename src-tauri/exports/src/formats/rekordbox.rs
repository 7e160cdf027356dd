//! Rekordbox XML ("xml format list for developers", Version 1.0.0).

use std::io::{Result, Write};

use moodplane_library::{KeyNotation, Quadrant, TrackId};

use super::collection::{Collection, Folder};
use super::xml::{Attributes, Xml};
use crate::options::Options;
use crate::safe;
use crate::track::Track;

/// A collection in the making.
pub(crate) struct Rekordbox<'a, W: Write> {
    xml: Xml<W>,
    options: &'a Options,
}

impl<'a, W: Write> Rekordbox<'a, W> {
    /// Begins it.
    pub(crate) fn new(out: W, options: &'a Options) -> Result<Self> {
        Ok(Self {
            xml: Xml::new(out)?,
            options,
        })
    }
}

impl<W: Write> Collection for Rekordbox<'_, W> {
    fn begin(&mut self, tracks: u32) -> Result<()> {
        let attributes = Attributes::default().with("Version", "1.0.0");
        self.xml.open("DJ_PLAYLISTS", attributes)?;
        let product = Attributes::default()
            .with("Name", "Moodplane")
            .with("Version", env!("CARGO_PKG_VERSION"))
            .with("Company", "");
        self.xml.empty("PRODUCT", product)?;
        let entries = Attributes::default().with("Entries", tracks);
        self.xml.open("COLLECTION", entries)
    }

    fn track(&mut self, track: &Track) -> Result<()> {
        let row = &track.listed.row;
        let notation = self.options.key_notation.unwrap_or(KeyNotation::Musical);
        let quadrant = track.quadrant().filter(|_| self.options.colours);
        let comment = Some(&track.comment).filter(|comment| !comment.is_empty());
        let seconds = track.duration_s().map(f64::round);
        let attributes = Attributes::default()
            .with("TrackID", row.id)
            .with("Name", track.title())
            .maybe("Artist", track.artist())
            .maybe("Album", track.album())
            .maybe("Genre", track.genre())
            .maybe("Kind", kind(track.place.text()))
            .maybe("TotalTime", seconds)
            .maybe("Year", row.year)
            .maybe("AverageBpm", track.tempo().map(|bpm| format!("{bpm:.2}")))
            .maybe("Comments", comment)
            .with("Location", track.place.rekordbox())
            .maybe("Tonality", track.key().map(|key| notation.write(key)))
            .maybe("Colour", quadrant.map(colour));
        self.xml.empty("TRACK", attributes)
    }

    fn begin_lists(&mut self, root: &Folder) -> Result<()> {
        self.xml.close("COLLECTION")?;
        self.xml.open("PLAYLISTS", Attributes::default())?;
        self.xml.open("NODE", folder("ROOT", root))
    }

    fn begin_folder(&mut self, inner: &Folder) -> Result<()> {
        let attributes = folder(&safe::line(inner.name), inner);
        self.xml.open("NODE", attributes)
    }

    fn begin_list(&mut self, name: &str, tracks: u32) -> Result<()> {
        let attributes = Attributes::default()
            .with("Name", safe::line(name))
            .with("Type", 1)
            // 0: what tracks are known by is their TrackID.
            .with("KeyType", 0)
            .with("Entries", tracks);
        self.xml.open("NODE", attributes)
    }

    fn place(&mut self, track: TrackId) -> Result<()> {
        self.xml
            .empty("TRACK", Attributes::default().with("Key", track))
    }

    fn end_list(&mut self) -> Result<()> {
        self.xml.close("NODE")
    }

    fn end_folder(&mut self) -> Result<()> {
        self.xml.close("NODE")
    }

    fn end(&mut self) -> Result<()> {
        self.xml.close("NODE")?;
        self.xml.close("PLAYLISTS")?;
        self.xml.close("DJ_PLAYLISTS")?;
        self.xml.end()
    }
}

fn folder(name: &str, folder: &Folder) -> Attributes {
    Attributes::default()
        .with("Type", 0)
        .with("Name", name)
        .with("Count", folder.count())
}

/// What Rekordbox calls the kinds of files that it plays.
fn kind(path: &str) -> Option<&'static str> {
    let (_, ending) = path.rsplit_once('.')?;
    match ending.to_ascii_lowercase().as_str() {
        "mp3" => Some("MP3 File"),
        "m4a" | "mp4" | "aac" => Some("M4A File"),
        "flac" => Some("FLAC File"),
        "wav" => Some("WAV File"),
        "aif" | "aiff" => Some("AIFF File"),
        _ => None,
    }
}

/// Of Rekordbox's eight colours, those that are nearest to the plane's corners.
fn colour(quadrant: Quadrant) -> &'static str {
    match quadrant {
        Quadrant::Q1 => "0xFFA500",
        Quadrant::Q2 => "0xFF0000",
        Quadrant::Q3 => "0x660099",
        Quadrant::Q4 => "0x25FDE9",
    }
}

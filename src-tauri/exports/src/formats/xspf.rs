//! XSPF 1 (<https://www.xspf.org/spec>). What it has no element for, such as
//! valence, is a `meta` under a name of ours.

use std::io::{Result, Write};

use super::ListFile;
use super::xml::{Attributes, Xml};
use crate::place::Place;
use crate::safe;
use crate::track::Track;

/// A playlist in the making.
pub(crate) struct Xspf<'a, W: Write> {
    xml: Xml<W>,
    base: Option<&'a Place>,
    written: u32,
}

impl<'a, W: Write> Xspf<'a, W> {
    /// Begins it; paths begin at `base`, or at the root.
    pub(crate) fn new(out: W, base: Option<&'a Place>) -> Result<Self> {
        Ok(Self {
            xml: Xml::new(out)?,
            base,
            written: 0,
        })
    }

    fn maybe(&mut self, name: &str, value: Option<impl ToString>) -> Result<()> {
        let value = value.map(|value| value.to_string());
        match value.filter(|value| !value.is_empty()) {
            Some(value) => self.xml.text(name, &value),
            None => Ok(()),
        }
    }

    fn meta(&mut self, name: &str, value: Option<impl ToString>) -> Result<()> {
        let Some(value) = value else {
            return Ok(());
        };
        let rel = Attributes::default().with("rel", format!("urn:moodplane:{name}"));
        self.xml.text_with("meta", rel, &value.to_string())
    }
}

impl<W: Write> ListFile for Xspf<'_, W> {
    fn begin(&mut self, name: &str) -> Result<()> {
        let attributes = Attributes::default()
            .with("version", 1)
            .with("xmlns", "http://xspf.org/ns/0/");
        self.xml.open("playlist", attributes)?;
        self.xml.text("title", &safe::line(name))?;
        self.xml.text("creator", "Moodplane")?;
        self.xml.open("trackList", Attributes::default())
    }

    fn track(&mut self, track: &Track) -> Result<()> {
        self.written += 1;
        self.xml.open("track", Attributes::default())?;
        self.xml.text("location", &track.place.uri(self.base))?;
        self.maybe("title", Some(track.title()))?;
        self.maybe("creator", track.artist())?;
        self.maybe("annotation", Some(&track.comment))?;
        self.maybe("album", track.album())?;
        self.maybe("trackNum", Some(self.written))?;
        let milliseconds = track.duration_s().map(|length| (length * 1000.0).round());
        self.maybe("duration", milliseconds)?;
        if let Some(analysis) = &track.listed.analysis {
            self.meta("valence", Some(format!("{:.2}", analysis.valence)))?;
            self.meta("arousal", Some(format!("{:.2}", analysis.arousal)))?;
            let moods = track.listed.row.tags.join("; ");
            self.meta("moods", (!moods.is_empty()).then_some(moods))?;
        }
        self.meta("tempo", track.tempo().map(|bpm| format!("{bpm:.2}")))?;
        self.meta("key", track.key().map(moodplane_library::Key::camelot))?;
        self.meta("genre", track.genre())?;
        self.meta("year", track.listed.row.year)?;
        self.xml.close("track")
    }

    fn end(&mut self) -> Result<()> {
        self.xml.close("trackList")?;
        self.xml.close("playlist")?;
        self.xml.end()
    }
}

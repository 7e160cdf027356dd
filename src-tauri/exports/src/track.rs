//! What an export says of a track, as values that every format takes its own
//! from.

use moodplane_library::{Analysis, Key, Listed, Quadrant};

use crate::place::Place;
use crate::safe;

/// A track on its way into a file.
pub(crate) struct Track<'a> {
    pub(crate) listed: &'a Listed,
    /// Where its file is.
    pub(crate) place: &'a Place,
    /// Its comment; empty where the format has none.
    pub(crate) comment: String,
}

impl Track<'_> {
    pub(crate) fn title(&self) -> String {
        safe::line(&self.listed.row.title)
    }

    pub(crate) fn artist(&self) -> Option<String> {
        self.listed.row.artist.as_deref().map(safe::line)
    }

    pub(crate) fn album(&self) -> Option<String> {
        self.listed.row.album.as_deref().map(safe::line)
    }

    pub(crate) fn genre(&self) -> Option<String> {
        self.listed.row.genre.as_deref().map(safe::line)
    }

    /// Length, s, where it is known.
    pub(crate) fn duration_s(&self) -> Option<f64> {
        let heard = self.listed.analysis.as_ref().map(|a| a.duration_s);
        let read = self.listed.row.duration_s.map(f64::from);
        heard.filter(|&length| length > 0.0).or(read)
    }

    pub(crate) fn key(&self) -> Option<Key> {
        self.listed.row.key
    }

    /// BPM.
    pub(crate) fn tempo(&self) -> Option<f32> {
        self.listed.row.tempo_bpm
    }

    pub(crate) fn quadrant(&self) -> Option<Quadrant> {
        self.listed.analysis.as_ref().map(Analysis::quadrant)
    }
}

/// Artist and title of a track, for people.
pub(crate) fn label(listed: &Listed) -> String {
    let title = safe::line(&listed.row.title);
    match listed.row.artist.as_deref().map(safe::line) {
        Some(artist) => format!("{artist} - {title}"),
        None => title,
    }
}

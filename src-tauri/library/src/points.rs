//! The plane's dots: where every analysed track lies, and what dots can be
//! coloured by.

use std::collections::HashMap;

use crate::columns::{Columns, Entry, Heard};
use crate::error::Result;
use crate::library::Library;
use crate::query::first_genre;
use crate::rows::{TrackId, TrackState};

/// How many genres are told apart: as many hues as eyes keep apart.
pub const GENRES: usize = 9;

/// In [`Points::genre`]: a genre that is not among the commonest.
pub const OTHER_GENRE: u8 = 254;

/// In [`Points::genre`] and [`Points::key`]: none is known.
pub const UNKNOWN: u8 = 255;

/// Every analysed track that is not missing, as columns of equal length, and
/// the names of the commonest genres.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Points {
    /// Track ids, rising.
    pub id: Vec<TrackId>,
    /// Valence, 1-9.
    pub valence: Vec<f32>,
    /// Arousal, 1-9.
    pub arousal: Vec<f32>,
    /// How uncertain the place is, in steps of the scale: the root of the mean
    /// of both variances. 0 where it is the user's own word.
    pub spread: Vec<f32>,
    /// Tempo, BPM; 0 where it is unknown.
    pub tempo_bpm: Vec<f32>,
    /// Place on the Camelot wheel: 2 (number - 1), + 1 for major; [`UNKNOWN`].
    pub key: Vec<u8>,
    /// Place in [`Self::genres`], [`OTHER_GENRE`] or [`UNKNOWN`].
    pub genre: Vec<u8>,
    /// The commonest genres, at most [`GENRES`], commonest first. Of a track that
    /// has several, the first counts.
    pub genres: Vec<String>,
}

impl Library {
    /// Where every analysed track that is not missing lies on the plane.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn points(&self) -> Result<Points> {
        self.read_columns(|columns, _| Ok(Points::of(columns)))
    }
}

impl Points {
    fn of(columns: &Columns) -> Self {
        let (genres, place_of) = commonest(columns);
        let mut points = Self {
            genres,
            ..Self::default()
        };
        for (entry, heard) in on_plane(columns) {
            points.id.push(entry.id);
            points.valence.push(heard.valence);
            points.arousal.push(heard.arousal);
            points.spread.push(heard.spread);
            points.tempo_bpm.push(heard.tempo_bpm.unwrap_or(0.0));
            points.key.push(heard.key.unwrap_or(UNKNOWN));
            let genre = entry.genre.map(|genre| place_of[genre as usize]);
            points.genre.push(genre.unwrap_or(UNKNOWN));
        }
        points
    }
}

fn on_plane(columns: &Columns) -> impl Iterator<Item = (&Entry, &Heard)> {
    let entries = columns.entries().iter();
    entries
        .filter(|entry| entry.state == TrackState::Analysed)
        .filter_map(|entry| Some((entry, entry.heard.as_ref()?)))
}

/// The names of the commonest genres, and for each genre of the columns its
/// place among them.
fn commonest(columns: &Columns) -> (Vec<String>, Vec<u8>) {
    let mut tracks = vec![0_u32; columns.genres().len()];
    for (entry, _) in on_plane(columns) {
        if let Some(genre) = entry.genre {
            tracks[genre as usize] += 1;
        }
    }
    // Spellings of one genre count together; its commonest spelling names it.
    let mut groups: HashMap<String, (u32, u32, &str)> = HashMap::new();
    let firsts: Vec<(String, &str)> = columns.genres().iter().map(|g| first_genre(g)).collect();
    for ((folded, name), &tracks) in firsts.iter().zip(&tracks) {
        if folded.is_empty() || tracks == 0 {
            continue;
        }
        let group = groups.entry(folded.clone()).or_default();
        group.0 += tracks;
        if tracks > group.1 {
            (group.1, group.2) = (tracks, name);
        }
    }
    let mut order: Vec<(&String, &(u32, u32, &str))> = groups.iter().collect();
    order.sort_by(|(a, x), (b, y)| y.0.cmp(&x.0).then_with(|| a.cmp(b)));
    order.truncate(GENRES);
    let place = |folded: &String| match order.iter().position(|(name, _)| *name == folded) {
        // At most GENRES.
        Some(place) => place as u8,
        None if folded.is_empty() => UNKNOWN,
        None => OTHER_GENRE,
    };
    let places = firsts.iter().map(|(folded, _)| place(folded)).collect();
    let names = order.iter().map(|(_, group)| group.2.to_owned()).collect();
    (names, places)
}

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
        let (genres, place_of) = commonest(columns.genres(), &counted(columns));
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

/// On how many dots each genre of the columns is.
fn counted(columns: &Columns) -> Vec<u32> {
    let mut tracks = vec![0; columns.genres().len()];
    for (entry, _) in on_plane(columns) {
        if let Some(genre) = entry.genre {
            tracks[genre as usize] += 1;
        }
    }
    tracks
}

/// Spellings of one genre.
#[derive(Default)]
struct Group<'a> {
    tracks: u32,
    /// The commonest spelling, and its tracks.
    name: &'a str,
    most: u32,
}

/// The names of the commonest genres, and for each genre as it is written its place
/// among them. `tracks` says on how many dots each is.
fn commonest(written: &[String], tracks: &[u32]) -> (Vec<String>, Vec<u8>) {
    let firsts: Vec<(String, &str)> = written.iter().map(|genre| first_genre(genre)).collect();
    let mut groups: HashMap<&str, Group> = HashMap::new();
    for ((folded, name), &tracks) in firsts.iter().zip(tracks) {
        if folded.is_empty() || tracks == 0 {
            continue;
        }
        let group = groups.entry(folded).or_default();
        group.tracks += tracks;
        if tracks > group.most {
            (group.most, group.name) = (tracks, name);
        }
    }
    let mut order: Vec<(&str, Group)> = groups.into_iter().collect();
    order.sort_by(|(a, x), (b, y)| y.tracks.cmp(&x.tracks).then_with(|| a.cmp(b)));
    order.truncate(GENRES);
    let place = |folded: &str| match order.iter().position(|(name, _)| *name == folded) {
        // At most GENRES.
        Some(place) => place as u8,
        None if folded.is_empty() => UNKNOWN,
        None => OTHER_GENRE,
    };
    let places = firsts.iter().map(|(folded, _)| place(folded)).collect();
    let names = order.iter().map(|(_, group)| group.name.to_owned());
    (names.collect(), places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_genre_are_one_and_the_rare_ones_are_others() {
        let mut written: Vec<String> = ["rock", "Rock; Pop", "Jazz", "", "ROCK"]
            .map(String::from)
            .to_vec();
        let mut tracks = vec![2, 5, 6, 4, 1];
        for (rare, count) in ('a'..='i').zip(1..) {
            written.push(rare.to_string());
            tracks.push(count);
        }
        let (names, places) = commonest(&written, &tracks);
        assert_eq!(names.len(), GENRES);
        // i has 9 tracks, Rock 2 + 5 + 1, h 8, g 7, Jazz and f 6.
        assert_eq!(names[..4], ["i", "h", "Rock", "g"]);
        assert_eq!(places[0], 2);
        assert_eq!((places[0], places[0]), (places[1], places[4]));
        assert_eq!(places[3], UNKNOWN);
        assert_eq!(places[5], OTHER_GENRE);
    }

    #[test]
    fn genres_that_no_dot_has_are_not_named() {
        let (names, places) = commonest(&["Polka".into()], &[0]);
        assert!(names.is_empty());
        assert_eq!(places, [OTHER_GENRE]);
    }
}

//! Whether a track's values meet a query's conditions.

use super::text::fold;
use super::{Query, Span};
use crate::analysis::Key;
use crate::columns::{Columns, Entry, Heard};
use crate::plane;
use crate::rows::{FolderId, TrackState};
use crate::vocabulary;

/// What parts one genre from the next where a file's tags name several.
const BETWEEN_GENRES: [char; 4] = [';', '/', ',', '\0'];

/// A query's conditions on values, looked up once for all tracks.
#[derive(Debug, Default)]
pub(super) struct Conditions {
    /// One of them cannot be met.
    never: bool,
    folder: Option<FolderId>,
    states: Vec<TrackState>,
    year: Option<Span>,
    duration_s: Option<Span>,
    /// For every genre of the columns, whether it is asked for.
    genres: Option<Vec<bool>>,
    without: u64,
    heard: Option<OnHeard>,
}

/// Those on what a model hears.
#[derive(Debug, Default, PartialEq)]
struct OnHeard {
    all: u64,
    any: Option<u64>,
    region: Option<Region>,
    valence: Option<Span>,
    arousal: Option<Span>,
    unsure: Option<bool>,
    tempo_bpm: Option<Span>,
    half_or_double: bool,
    /// Bit i: the key with code i.
    keys: Option<u32>,
}

#[derive(Debug, PartialEq)]
struct Region {
    /// The box around it: two comparisons spare most tracks the exact test.
    valence: Span,
    arousal: Span,
    corners: Vec<[f32; 2]>,
}

impl Conditions {
    pub(super) fn new(query: &Query, columns: &Columns) -> Self {
        let mut heard = OnHeard {
            valence: query.valence,
            arousal: query.arousal,
            unsure: query.unsure,
            tempo_bpm: query.tempo_bpm,
            ..OnHeard::default()
        };
        let mut never = false;
        match bits(&query.tags) {
            Some(all) => heard.all = all,
            None => never = true,
        }
        if !query.any_tags.is_empty() {
            heard.any = Some(known_bits(&query.any_tags));
        }
        if !query.keys.is_empty() {
            let keys = query.keys.iter().map(|key| 1_u32 << Key::code(*key));
            heard.keys = Some(keys.fold(0, |keys, key| keys | key));
        }
        if let Some(corners) = &query.region {
            heard.region = Region::new(corners);
            never |= heard.region.is_none();
        }
        let is_asked = heard != OnHeard::default();
        heard.half_or_double = query.half_or_double_tempo;
        Self {
            never,
            folder: query.folder,
            states: query.states.clone(),
            year: query.year,
            duration_s: query.duration_s,
            genres: (!query.genres.is_empty()).then(|| genres(&query.genres, columns)),
            without: known_bits(&query.without_tags),
            heard: is_asked.then_some(heard),
        }
    }

    /// Whether no track can meet them.
    pub(super) fn are_never_met(&self) -> bool {
        self.never
    }

    /// Whether the track meets all of them.
    pub(super) fn are_met(&self, entry: &Entry) -> bool {
        let in_span = |span: Option<Span>, value: Option<f32>| {
            span.is_none_or(|span| value.is_some_and(|value| span.holds(value)))
        };
        let on = entry.heard.as_ref().map_or(0, |heard| heard.tags_on);
        self.folder
            .is_none_or(|folder| entry.folder == Some(folder))
            && (self.states.is_empty() || self.states.contains(&entry.state))
            && in_span(self.year, entry.year.map(f32::from))
            && in_span(self.duration_s, entry.duration_s)
            && self
                .genres
                .as_ref()
                .is_none_or(|asked| entry.genre.is_some_and(|genre| asked[genre as usize]))
            && on & self.without == 0
            && self.heard.as_ref().is_none_or(|conditions| {
                entry
                    .heard
                    .as_ref()
                    .is_some_and(|heard| conditions.are_met(heard))
            })
    }
}

impl OnHeard {
    fn are_met(&self, heard: &Heard) -> bool {
        let on = heard.tags_on;
        on & self.all == self.all
            && self.any.is_none_or(|any| on & any != 0)
            && self.valence.is_none_or(|span| span.holds(heard.valence))
            && self.arousal.is_none_or(|span| span.holds(heard.arousal))
            && self.unsure.is_none_or(|unsure| heard.unsure == unsure)
            && self.tempo_bpm.is_none_or(|span| {
                heard
                    .tempo_bpm
                    .is_some_and(|tempo| self.is_in_tempo(span, tempo))
            })
            && self
                .keys
                .is_none_or(|keys| heard.key.is_some_and(|key| keys >> key & 1 == 1))
            && self
                .region
                .as_ref()
                .is_none_or(|region| region.holds(heard))
    }

    fn is_in_tempo(&self, span: Span, tempo: f32) -> bool {
        span.holds(tempo)
            || (self.half_or_double && (span.holds(tempo / 2.0) || span.holds(tempo * 2.0)))
    }
}

impl Region {
    /// `None` for fewer than three corners and for corners that are nowhere:
    /// such a region holds nothing.
    fn new(corners: &[[f32; 2]]) -> Option<Self> {
        if corners.len() < 3 || corners.iter().flatten().any(|value| !value.is_finite()) {
            return None;
        }
        let ends = |axis: usize| {
            let values = corners.iter().map(|corner| corner[axis]);
            Span::new(
                values.clone().fold(f32::INFINITY, f32::min),
                values.fold(f32::NEG_INFINITY, f32::max),
            )
        };
        Some(Self {
            valence: ends(0),
            arousal: ends(1),
            corners: corners.to_vec(),
        })
    }

    fn holds(&self, heard: &Heard) -> bool {
        self.valence.holds(heard.valence)
            && self.arousal.holds(heard.arousal)
            && plane::inside(&self.corners, [heard.valence, heard.arousal])
    }
}

/// The bits of these tags; `None` where one is not in the vocabulary.
fn bits(names: &[String]) -> Option<u64> {
    names.iter().try_fold(0, |bits, name| {
        let index = vocabulary().iter().position(|tag| tag.name == *name)?;
        Some(bits | 1 << index)
    })
}

/// The bits of those of these tags that are in the vocabulary.
fn known_bits(names: &[String]) -> u64 {
    let known = names
        .iter()
        .filter_map(|name| bits(std::slice::from_ref(name)));
    known.fold(0, |all, bit| all | bit)
}

fn genres(asked: &[String], columns: &Columns) -> Vec<bool> {
    let asked: Vec<String> = asked.iter().map(|genre| fold(genre.trim())).collect();
    let is_asked = |genre: &String| genre_names(genre).iter().any(|name| asked.contains(name));
    columns.genres().iter().map(is_asked).collect()
}

/// Each part of a genre, as it is written.
pub(super) fn genre_parts(genre: &str) -> impl Iterator<Item = &str> {
    let parts = genre.split(BETWEEN_GENRES).map(str::trim);
    parts.filter(|part| !part.is_empty())
}

/// The first of the genres that a text names: folded, and as it is written.
pub(crate) fn first_genre(genre: &str) -> (String, &str) {
    let first = genre_parts(genre).next().unwrap_or("");
    (fold(first), first)
}

/// The genre as a whole and each part of it, folded.
pub(super) fn genre_names(genre: &str) -> Vec<String> {
    let parts = genre.split(BETWEEN_GENRES);
    std::iter::once(genre)
        .chain(parts)
        .map(|name| fold(name.trim()))
        .collect()
}

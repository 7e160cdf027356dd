//! What could be asked for besides: the genres, years, tempi, lengths, keys and
//! states that are there, each with how many tracks of it a query would leave.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use specta::Type;

use super::conditions::{Conditions, genre_parts};
use super::find::Find;
use super::text::fold;
use super::{Query, Sort};
use crate::analysis::Key;
use crate::columns::{Columns, Entry};
use crate::error::Result;
use crate::library::Library;
use crate::rows::TrackState;

/// Lengths are counted in steps of this, s: finer than anybody chooses.
const LENGTH_STEP_S: f32 = 10.0;

/// How many tracks have which values. Each kind of value is counted among the
/// tracks that meet the query without its own condition on that kind, so that
/// it says what choosing another value would bring.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Type)]
pub struct Facets {
    /// Genres, the most frequent first; of `Rock; Pop` each part.
    pub genres: Vec<GenreCount>,
    /// Years, rising.
    pub years: Vec<Bin>,
    /// Tempi in whole BPM, rising.
    pub tempi: Vec<Bin>,
    /// Lengths in steps of 10 s, rising.
    pub lengths: Vec<Bin>,
    /// Keys, around the Camelot wheel.
    pub keys: Vec<KeyCount>,
    /// Tracks whose quadrant is certain.
    pub sure: u32,
    /// Tracks that may well lie in another quadrant.
    pub unsure: u32,
    /// Tracks that wait to be heard.
    pub pending: u32,
    /// Tracks that could not be heard.
    pub failed: u32,
    /// Tracks whose file is away.
    pub missing: u32,
}

/// A genre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct GenreCount {
    /// As most tracks write it.
    pub name: String,
    /// How many tracks are of it.
    pub tracks: u32,
}

/// A step of a scale.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Type)]
pub struct Bin {
    /// Its value.
    pub value: f32,
    /// How many tracks have it.
    pub tracks: u32,
}

/// A key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct KeyCount {
    /// The key.
    pub key: Key,
    /// How many tracks are in it.
    pub tracks: u32,
}

impl Library {
    /// What the tracks of a query have of everything that can be filtered by.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn facets(&self, query: &Query) -> Result<Facets> {
        // What is looked up in the database is looked up once.
        let base = Query {
            genres: Vec::new(),
            year: None,
            tempo_bpm: None,
            half_or_double_tempo: false,
            duration_s: None,
            keys: Vec::new(),
            unsure: None,
            states: Vec::new(),
            sort: Sort::Added,
            ..query.clone()
        };
        let rest = Query {
            genres: query.genres.clone(),
            year: query.year,
            tempo_bpm: query.tempo_bpm,
            half_or_double_tempo: query.half_or_double_tempo,
            duration_s: query.duration_s,
            keys: query.keys.clone(),
            unsure: query.unsure,
            states: query.states.clone(),
            ..Query::default()
        };
        self.read_columns(|columns, connection| {
            let found = Find::new(&base, columns, connection)?;
            let tracks: Vec<&Entry> = found
                .unsorted()
                .iter()
                .filter_map(|found| Some(&columns.entries()[columns.place(found.id)?]))
                .collect();
            Ok(count(&tracks, &rest, columns))
        })
    }
}

fn count(tracks: &[&Entry], query: &Query, columns: &Columns) -> Facets {
    let without = |drop: &dyn Fn(&mut Query)| {
        let mut other = query.clone();
        drop(&mut other);
        let conditions = Conditions::new(&other, columns);
        let left = tracks.iter().copied();
        left.filter(move |entry| conditions.are_met(entry))
    };
    let mut facets = Facets {
        genres: genres(without(&|query| query.genres.clear()), columns),
        years: bins(without(&|query| query.year = None), |entry| {
            entry.year.map(f32::from)
        }),
        tempi: bins(without(&|query| query.tempo_bpm = None), |entry| {
            Some(entry.heard.as_ref()?.tempo_bpm?.round())
        }),
        lengths: bins(without(&|query| query.duration_s = None), |entry| {
            Some((entry.duration_s? / LENGTH_STEP_S).floor() * LENGTH_STEP_S)
        }),
        keys: keys(without(&|query| query.keys.clear())),
        ..Facets::default()
    };
    for entry in without(&|query| query.unsure = None) {
        match &entry.heard {
            Some(heard) if heard.unsure => facets.unsure += 1,
            Some(_) => facets.sure += 1,
            None => {}
        }
    }
    for entry in without(&|query| query.states.clear()) {
        match entry.state {
            TrackState::Pending => facets.pending += 1,
            TrackState::Failed => facets.failed += 1,
            TrackState::Missing => facets.missing += 1,
            TrackState::Analysed => {}
        }
    }
    facets
}

fn bins<'a>(
    tracks: impl Iterator<Item = &'a Entry>,
    value: impl Fn(&Entry) -> Option<f32>,
) -> Vec<Bin> {
    // What the tags say may be any number, but none of these is negative, and
    // whole numbers up to here are exact.
    let steps = tracks
        .filter_map(value)
        .filter(|value| (0.0..1e7).contains(value));
    let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
    for step in steps {
        *counts.entry(step as u32).or_default() += 1;
    }
    let bin = |(value, tracks)| Bin {
        value: value as f32,
        tracks,
    };
    counts.into_iter().map(bin).collect()
}

fn keys<'a>(tracks: impl Iterator<Item = &'a Entry>) -> Vec<KeyCount> {
    let mut counts = [0_u32; 24];
    for entry in tracks {
        let code = entry.heard.as_ref().and_then(|heard| heard.key);
        if let Some(count) = code.and_then(|code| counts.get_mut(usize::from(code))) {
            *count += 1;
        }
    }
    let counts = (0..24).zip(counts).filter(|(_, tracks)| *tracks > 0);
    counts
        .filter_map(|(code, tracks)| {
            Some(KeyCount {
                key: Key::from_code(code)?,
                tracks,
            })
        })
        .collect()
}

fn genres<'a>(tracks: impl Iterator<Item = &'a Entry>, columns: &Columns) -> Vec<GenreCount> {
    let mut written = vec![0_u32; columns.genres().len()];
    for genre in tracks.filter_map(|entry| entry.genre) {
        written[genre as usize] += 1;
    }
    // Of each genre, how many tracks write it how.
    let mut named: BTreeMap<String, BTreeMap<&str, u32>> = BTreeMap::new();
    for (genre, &tracks) in columns.genres().iter().zip(&written) {
        if tracks == 0 {
            continue;
        }
        let mut seen: Vec<String> = Vec::new();
        for part in genre_parts(genre) {
            let key = fold(part);
            if seen.contains(&key) {
                continue;
            }
            let spellings = named.entry(key.clone()).or_default();
            *spellings.entry(part).or_default() += tracks;
            seen.push(key);
        }
    }
    let most = |spellings: &BTreeMap<&str, u32>| -> String {
        let most = spellings.iter().rev().max_by_key(|(_, tracks)| **tracks);
        most.map(|(name, _)| (*name).to_owned()).unwrap_or_default()
    };
    let mut counts: Vec<GenreCount> = named
        .values()
        .map(|spellings| GenreCount {
            name: most(spellings),
            tracks: spellings.values().sum(),
        })
        .collect();
    // Equally frequent ones stay in the order of their names.
    counts.sort_by_key(|genre| std::cmp::Reverse(genre.tracks));
    counts
}

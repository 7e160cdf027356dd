//! Tracks around a spot of the plane, for a radio that plays on and on.

use std::collections::{HashMap, HashSet};

use crate::error::Result;
use crate::library::Library;
use crate::rows::{TrackId, TrackState};

/// How far from the spot is still as near as can be told apart, on the 1-9
/// scales: between tracks this near, chance decides.
const NEAR: f32 = 0.35;

/// Tracks that are drawn from for each that is wanted: enough for chance and
/// for other artists, few enough to stay near.
const POOL: usize = 8;

/// How many tracks have to pass before the same artist comes again.
const ARTIST_REST: usize = 3;

impl Library {
    /// `count` analysed tracks around a spot (valence, arousal), nearer ones
    /// more likely, without those of `heard`; fewer where no more are left. So
    /// none comes twice, and what is near having been heard, the circle widens.
    /// Where it can be avoided no artist comes within three tracks of the same,
    /// the last of `heard` among them. The same `seed` draws the same.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn radio(
        &self,
        spot: [f32; 2],
        heard: &[TrackId],
        count: usize,
        seed: u64,
    ) -> Result<Vec<TrackId>> {
        let mut chance = fastrand::Rng::with_seed(seed);
        let near = self.read_columns(|columns, _| {
            let known: HashSet<TrackId> = heard.iter().copied().collect();
            let here = columns
                .entries()
                .iter()
                .filter(|entry| entry.state == TrackState::Analysed && !known.contains(&entry.id));
            let mut near: Vec<(f32, TrackId)> = here
                .filter_map(|entry| {
                    let track = entry.heard.as_ref()?;
                    let far = (track.valence - spot[0]).hypot(track.arousal - spot[1]);
                    let weight = far + NEAR * exponential(&mut chance);
                    weight.is_finite().then_some((weight, entry.id))
                })
                .collect();
            near.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            near.truncate((count + ARTIST_REST).saturating_mul(POOL));
            Ok(near)
        })?;
        let pool: Vec<TrackId> = near.into_iter().map(|(_, id)| id).collect();
        let last = &heard[heard.len().saturating_sub(ARTIST_REST)..];
        let mut recent = self.artists(&[last, &pool].concat())?;
        let artists = recent.split_off(last.len());
        let mut waiting: Vec<(TrackId, Option<String>)> = pool.into_iter().zip(artists).collect();
        let mut drawn = Vec::with_capacity(count);
        while drawn.len() < count && !waiting.is_empty() {
            let rests = &recent[recent.len().saturating_sub(ARTIST_REST)..];
            let other = |(_, artist): &(TrackId, Option<String>)| {
                artist.is_none() || !rests.contains(artist)
            };
            let place = waiting.iter().position(other).unwrap_or_default();
            let (id, artist) = waiting.remove(place);
            drawn.push(id);
            recent.push(artist);
        }
        Ok(drawn)
    }

    /// The artist of each track, in a form that can be compared.
    fn artists(&self, ids: &[TrackId]) -> Result<Vec<Option<String>>> {
        let wanted = serde_json::Value::from(ids).to_string();
        let known: HashMap<TrackId, String> = self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id, artist_key FROM tracks
                 WHERE id IN (SELECT value FROM json_each(?1)) AND artist_key IS NOT NULL",
            )?;
            let rows = statement.query_map([wanted], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })?;
        Ok(ids.iter().map(|id| known.get(id).cloned()).collect())
    }
}

/// A number of the exponential distribution of mean 1.
fn exponential(chance: &mut fastrand::Rng) -> f32 {
    // Never the logarithm of zero: it draws from 0 on, without 1.
    -(1.0 - chance.f32()).ln()
}

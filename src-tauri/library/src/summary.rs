//! What several tracks have in common: the panel's answer when more than one is
//! selected.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::analysis::Key;
use crate::error::Result;
use crate::library::Library;
use crate::rows::TrackId;
use crate::said::{JOIN, KEY, TEMPO};
use crate::store::number::small;
use crate::vocabulary;

/// Several tracks in a few numbers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Type)]
pub struct TracksSummary {
    /// How many of the tracks asked for the library holds.
    pub tracks: u32,
    /// How many of them the shown model has heard.
    pub heard: u32,
    /// Their length in all, s; a track of unknown length counts as none.
    pub duration_s: f64,
    /// Mean and standard deviation of the valence; `None` where none was heard.
    pub valence: Option<Spread>,
    /// Mean and standard deviation of the arousal, likewise.
    pub arousal: Option<Spread>,
    /// The slowest and the fastest tempo, BPM.
    pub tempo_bpm: Option<[f32; 2]>,
    /// Tags that are on, and of how many tracks; the commonest first.
    pub tags: Vec<Counted>,
    /// Places on the Camelot wheel, and of how many tracks; the commonest first.
    pub keys: Vec<Counted>,
}

/// A mean and how far values lie from it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, Type)]
pub struct Spread {
    /// The mean.
    pub mean: f32,
    /// The standard deviation; 0 for a single value.
    pub sd: f32,
}

/// A word and how many tracks it holds for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Counted {
    /// The word.
    pub name: String,
    /// How many tracks.
    pub tracks: u32,
}

impl Library {
    /// Sums up tracks; those that have left the library are passed over.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn summary(&self, tracks: &[TrackId]) -> Result<TracksSummary> {
        let ids = format!("{tracks:?}");
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT t.duration_s, a.valence, a.arousal, {TEMPO}, a.tags_on, {KEY}
                 FROM json_each(?2) asked JOIN tracks t ON t.id = asked.value
                 LEFT JOIN analyses a ON a.track = t.id AND a.model = ?1
                 {JOIN}"
            ))?;
            let mut rows = statement.query((self.model(), ids))?;
            let mut sums = Sums::default();
            while let Some(row) = rows.next()? {
                sums.summary.tracks += 1;
                sums.summary.duration_s += row.get::<_, Option<f64>>(0)?.unwrap_or_default();
                let Some(valence) = row.get(1)? else { continue };
                sums.summary.heard += 1;
                sums.valence.add(valence);
                sums.arousal.add(row.get(2)?);
                if let Some(tempo) = row.get(3)? {
                    let [low, high] = sums.summary.tempo_bpm.unwrap_or([tempo, tempo]);
                    sums.summary.tempo_bpm = Some([tempo.min(low), tempo.max(high)]);
                }
                let bits = row.get::<_, i64>(4)?.cast_unsigned();
                for (index, tag) in vocabulary().iter().enumerate() {
                    if bits >> index & 1 == 1 {
                        *sums.tags.entry(tag.name.clone()).or_default() += 1;
                    }
                }
                let key = small(row, 5)?.and_then(Key::from_code);
                if let Some(key) = key {
                    *sums.keys.entry(key.camelot()).or_default() += 1;
                }
            }
            Ok(sums.finish())
        })
    }
}

#[derive(Default)]
struct Sums {
    summary: TracksSummary,
    valence: Moments,
    arousal: Moments,
    tags: BTreeMap<String, u32>,
    keys: BTreeMap<String, u32>,
}

impl Sums {
    fn finish(self) -> TracksSummary {
        TracksSummary {
            valence: self.valence.spread(),
            arousal: self.arousal.spread(),
            tags: commonest(self.tags),
            keys: commonest(self.keys),
            ..self.summary
        }
    }
}

/// Number, sum and sum of squares of values.
#[derive(Default)]
struct Moments(f64, f64, f64);

impl Moments {
    fn add(&mut self, value: f64) {
        self.0 += 1.0;
        self.1 += value;
        self.2 += value * value;
    }

    fn spread(&self) -> Option<Spread> {
        let Self(count, sum, squares) = *self;
        let mean = sum / count;
        (count > 0.0).then(|| Spread {
            mean: mean as f32,
            sd: (squares / count - mean * mean).max(0.0).sqrt() as f32,
        })
    }
}

fn commonest(counts: BTreeMap<String, u32>) -> Vec<Counted> {
    let mut counted: Vec<_> = counts
        .into_iter()
        .map(|(name, tracks)| Counted { name, tracks })
        .collect();
    // The sort is stable: among equals the alphabet decides.
    counted.sort_by_key(|one| std::cmp::Reverse(one.tracks));
    counted
}

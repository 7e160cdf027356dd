//! A library that nobody has: its files, what is heard of them, and what its
//! owner asks.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use lofty::tag::{Accessor, ItemKey};
use moodplane_library::{
    Analyser, Analysis, Curve, Failure, Key, Mode, ModelVersion, Quadrant, Query, Span, vocabulary,
};

use crate::support::noise_wav;

/// Different files, as a rule; the others are hard links to them.
pub const SOURCES: u32 = 2_000;
/// Numbers of the default model's embedding.
const EMBEDDING: usize = 256;

const SYLLABLES: [&str; 24] = [
    "ba", "cor", "del", "é", "fu", "gar", "ho", "in", "jo", "kal", "lu", "mi", "nor", "ö", "pas",
    "que", "ra", "sol", "ti", "ul", "vi", "wes", "ya", "zen",
];
const GENRES: [&str; 12] = [
    "Ambient",
    "Blues",
    "Classical",
    "Drum & Bass",
    "Folk",
    "House",
    "Jazz",
    "Metal",
    "Pop",
    "Rock; Pop",
    "Soul",
    "Techno",
];

/// Numbers that look like chance and are the same each time (SplitMix64).
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 to 1.
    fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1_u64 << 24) as f32
    }

    /// Near the middle of `low` to `high` more often than at its ends.
    fn between(&mut self, low: f32, high: f32) -> f32 {
        let middling = (self.unit() + self.unit() + self.unit()) / 3.0;
        low + (high - low) * middling
    }

    fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.next() as usize % all.len()]
    }

    fn word(&mut self) -> String {
        let count = 2 + self.next() % 3;
        let word: String = (0..count).map(|_| *self.one_of(&SYLLABLES)).collect();
        let mut letters = word.chars();
        let first = letters
            .next()
            .map(|letter| letter.to_uppercase().to_string());
        first.unwrap_or_default() + letters.as_str()
    }

    fn words(&mut self, most: u64) -> String {
        let count = 1 + self.next() % most;
        let words: Vec<String> = (0..count).map(|_| self.word()).collect();
        words.join(" ")
    }
}

/// Puts so many audio files below `music`, in folders by artist and album, unless
/// there are some already; `different` ones, and the others the same again.
pub fn lay_out(music: &Path, tracks: u32, different: u32) -> std::io::Result<()> {
    if music.is_dir() {
        return Ok(());
    }
    let mut chance = Chance::new(1);
    let mut sources: Vec<PathBuf> = Vec::new();
    for track in 0..tracks {
        let (artist, album) = (track / 100, track / 10);
        let folder = music.join(format!(
            "{} {artist}/{} {album}",
            Chance::new(u64::from(artist)).words(2),
            Chance::new(1_000_000 + u64::from(album)).words(3),
        ));
        fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{:02} {}.wav", track % 10 + 1, chance.words(4)));
        match sources.get((track % different) as usize) {
            Some(source) => fs::hard_link(source, &path)?,
            None => {
                source(&path, track, &mut chance);
                sources.push(path);
            }
        }
    }
    Ok(())
}

/// A little noise with tags.
fn source(path: &Path, number: u32, chance: &mut Chance) {
    noise_wav(path, number, |tag| {
        tag.set_title(chance.words(4));
        tag.set_artist(format!("{} {}", chance.words(2), number / 20));
        tag.set_album(chance.words(3));
        tag.set_genre((*chance.one_of(&GENRES)).to_owned());
        let year = 1960 + chance.next() % 66;
        tag.insert_text(ItemKey::RecordingDate, year.to_string());
    });
}

/// Hears what nobody hears.
#[derive(Default)]
pub struct MadeUp {
    pub heard: AtomicU32,
}

impl Analyser for MadeUp {
    fn model(&self) -> ModelVersion {
        ModelVersion {
            id: "student".to_owned(),
            version: "made up".to_owned(),
        }
    }

    fn analyse(&self, _: &Path, _: &AtomicBool) -> Result<Analysis, Failure> {
        let number = self.heard.fetch_add(1, Ordering::Relaxed);
        let mut chance = Chance::new(u64::from(number) << 20);
        let (valence, arousal) = (chance.between(1.5, 8.5), chance.between(1.5, 8.5));
        let duration_s = chance.between(120.0, 420.0);
        let steps = (duration_s / 5.0) as usize;
        let around = |middle: f32, chance: &mut Chance| -> Vec<f32> {
            (0..steps)
                .map(|_| middle + chance.between(-0.5, 0.5))
                .collect()
        };
        let tags: Vec<f32> = vocabulary().iter().map(|_| chance.unit().powi(4)).collect();
        let (valence_sd, arousal_sd) = (chance.between(0.6, 1.4), chance.between(0.6, 1.4));
        Ok(Analysis {
            model: self.model(),
            content_id: format!("{number:032x}"),
            stream_id: format!("{number:032x}"),
            duration_s: f64::from(duration_s),
            valence,
            arousal,
            valence_sd,
            arousal_sd,
            valence_raw: valence,
            arousal_raw: arousal,
            quadrant_probabilities: Quadrant::probabilities(
                valence, arousal, valence_sd, arousal_sd,
            ),
            gems: Some(std::array::from_fn(|_| chance.unit())),
            tags_on: tags.iter().map(|&p| p > 0.7).collect(),
            tags,
            curve: Curve {
                step_s: 5.0,
                valence: around(valence, &mut chance),
                arousal: around(arousal, &mut chance),
            },
            key: Some(Key {
                tonic: (chance.next() % 12) as u8,
                mode: *chance.one_of(&[Mode::Major, Mode::Minor]),
            }),
            chords: Vec::new(),
            tempo_bpm: Some(chance.between(60.0, 190.0)),
            loudness_lufs: Some(chance.between(-24.0, -6.0)),
            true_peak_dbtp: Some(chance.between(-3.0, 1.0)),
            waveform: (0..400).map(|_| chance.unit()).collect(),
            embedding: (0..EMBEDDING).map(|_| chance.between(-3.0, 3.0)).collect(),
        })
    }
}

/// What is asked, by kind.
pub fn queries() -> Vec<(&'static str, Vec<Query>)> {
    let mut chance = Chance::new(7);
    let text = |text: String| Query {
        text,
        ..Query::default()
    };
    // As it is typed: one letter, two …, then a second word.
    let typed = (0..25).flat_map(|_| {
        let (first, second) = (chance.word(), chance.word());
        let both = format!("{first} {second}");
        let ends: Vec<usize> = both.char_indices().map(|(at, _)| at).skip(1).collect();
        ends.into_iter()
            .map(|end| both[..end].to_owned())
            .collect::<Vec<_>>()
    });
    let typed: Vec<Query> = typed.map(text).collect();
    let moods = ["dark", "happ", "energ", "re"].map(|mood| text(mood.to_owned()));
    let lassos = (0..100).map(|_| {
        let [x, y] = [0, 1].map(|_| chance.between(2.0, 8.0));
        let corners = (0..60).map(|i| {
            let (turn, reach) = (
                i as f32 / 60.0 * std::f32::consts::TAU,
                chance.between(0.5, 2.5),
            );
            [x + reach * turn.cos(), y + reach * turn.sin()]
        });
        Query {
            region: Some(corners.collect()),
            ..Query::default()
        }
    });
    let lassos: Vec<Query> = lassos.collect();
    let span = |from: f32, to: f32| Some(Span::new(from, to));
    let filters = (0..100).map(|i| {
        let bpm = chance.between(80.0, 160.0);
        let mut query = Query::default();
        match i % 6 {
            0 => query.tempo_bpm = span(bpm - 5.0, bpm + 5.0),
            1 => query.tags = vec![chance.one_of(vocabulary()).name.clone()],
            2 => query.genres = vec![(*chance.one_of(&GENRES)).to_owned()],
            3 => query.year = span(1990.0, 1999.0),
            4 => query.unsure = Some(false),
            _ => query.duration_s = span(180.0, 240.0),
        }
        if i % 4 == 0 {
            query.sort = *chance.one_of(&moodplane_library::Sort::ALL);
            query.valence = span(5.0, 9.0);
        }
        query
    });
    let filters = filters.collect();
    vec![
        ("search as you type", typed),
        ("mood words typed", moods.to_vec()),
        ("lasso of 60 corners", lassos),
        ("filters and orders", filters),
    ]
}

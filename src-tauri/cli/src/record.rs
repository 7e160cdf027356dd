//! One track as it is printed: the JSON object that other programs read, the
//! row of a CSV, and a line for people.

use std::collections::BTreeMap;

use moodplane_library::{Analysis, ChordSpan, Failure, Listed, ModelVersion, vocabulary};
use serde::Serialize;

/// A tag with its probability.
#[derive(Debug, Serialize)]
pub struct Tag {
    name: &'static str,
    probability: f64,
    on: bool,
}

/// Emotion over the song.
#[derive(Debug, Serialize)]
pub struct Curve {
    step_s: f64,
    valence: Vec<f64>,
    arousal: Vec<f64>,
}

/// A chord and how long it sounds; its label is after Harte et al. 2005.
#[derive(Debug, Serialize)]
pub struct Chord {
    start_s: f64,
    end_s: f64,
    label: String,
}

/// What was heard of one file, as `mood analyse --json` promises it; values are
/// null where there is an error.
#[derive(Debug, Serialize)]
pub struct Record {
    path: String,
    duration_s: Option<f64>,
    valence: Option<f64>,
    arousal: Option<f64>,
    valence_sd: Option<f64>,
    arousal_sd: Option<f64>,
    valence_raw: Option<f64>,
    arousal_raw: Option<f64>,
    quadrant: Option<&'static str>,
    quadrant_probabilities: Option<[f64; 4]>,
    unsure: Option<bool>,
    /// Share of listeners by emotion; null from a model that does not hear them.
    gems: Option<BTreeMap<String, f64>>,
    tags: Vec<Tag>,
    key: Option<&'static str>,
    mode: Option<&'static str>,
    camelot: Option<String>,
    chords: Vec<Chord>,
    tempo_bpm: Option<f64>,
    loudness_lufs: Option<f64>,
    curve: Option<Curve>,
    model: Option<ModelVersion>,
    error: Option<Failure>,
}

/// Digits that mean something: more would only be noise of the arithmetic.
fn rounded(value: f32) -> f64 {
    (f64::from(value) * 1000.0).round() / 1000.0
}

impl Record {
    /// The record of a track of the library.
    pub fn of(listed: &Listed) -> Self {
        let row = &listed.row;
        let analysis = listed.analysis.as_ref();
        let error = if analysis.is_some() {
            None
        } else {
            listed.failure.clone()
        };
        let key = analysis.and_then(|a| a.key);
        Self {
            path: listed.path.to_string_lossy().into_owned(),
            duration_s: match (analysis, &error) {
                (Some(a), _) => Some((a.duration_s * 1000.0).round() / 1000.0),
                (None, None) => row.duration_s.map(rounded),
                (None, Some(_)) => None,
            },
            valence: analysis.map(|a| rounded(a.valence)),
            arousal: analysis.map(|a| rounded(a.arousal)),
            valence_sd: analysis.map(|a| rounded(a.valence_sd)),
            arousal_sd: analysis.map(|a| rounded(a.arousal_sd)),
            valence_raw: analysis.map(|a| rounded(a.valence_raw)),
            arousal_raw: analysis.map(|a| rounded(a.arousal_raw)),
            quadrant: analysis.map(|a| a.quadrant().name()),
            quadrant_probabilities: analysis.map(|a| a.quadrant_probabilities.map(rounded)),
            unsure: analysis.map(Analysis::is_unsure),
            gems: analysis.filter(|a| a.gems.is_some()).map(|a| {
                let shares = a.felt().into_iter();
                shares.map(|f| (f.emotion, rounded(f.share))).collect()
            }),
            tags: analysis.map_or_else(Vec::new, |a| {
                let mut tags: Vec<Tag> = vocabulary()
                    .iter()
                    .zip(a.tags.iter().zip(&a.tags_on))
                    .map(|(tag, (&p, &on))| Tag {
                        name: &tag.name,
                        probability: rounded(p),
                        on,
                    })
                    .collect();
                tags.sort_by(|x, y| y.probability.total_cmp(&x.probability));
                tags
            }),
            key: key.map(|k| k.tonic_name()),
            mode: key.map(|k| k.mode.name()),
            camelot: key.map(|k| k.camelot()),
            chords: analysis.map_or_else(Vec::new, |a| {
                let chord = |span: &ChordSpan| Chord {
                    start_s: rounded(span.start_s),
                    end_s: rounded(span.end_s),
                    label: span.label.clone(),
                };
                a.chords.iter().map(chord).collect()
            }),
            tempo_bpm: analysis.and_then(|a| a.tempo_bpm).map(rounded),
            loudness_lufs: analysis.and_then(|a| a.loudness_lufs).map(rounded),
            curve: analysis.map(|a| Curve {
                step_s: rounded(a.curve.step_s),
                valence: a.curve.valence.iter().copied().map(rounded).collect(),
                arousal: a.curve.arousal.iter().copied().map(rounded).collect(),
            }),
            model: analysis.map(|a| a.model.clone()),
            error,
        }
    }
}

/// One track of the library: what its file's tags say, and its record.
#[derive(Debug, Serialize)]
pub struct Row {
    title: String,
    artist: Option<String>,
    album: Option<String>,
    status: &'static str,
    #[serde(flatten)]
    record: Record,
}

impl Row {
    /// The row of a track of the library.
    pub fn of(listed: &Listed) -> Self {
        Self {
            title: listed.row.title.clone(),
            artist: listed.row.artist.clone(),
            album: listed.row.album.clone(),
            status: listed.row.state.name(),
            record: Record::of(listed),
        }
    }

    /// What was heard.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// Names of the columns of [`Self::cells`].
    pub const COLUMNS: [&'static str; 19] = [
        "path",
        "title",
        "artist",
        "album",
        "status",
        "duration_s",
        "valence",
        "arousal",
        "valence_sd",
        "arousal_sd",
        "quadrant",
        "tags",
        "key",
        "mode",
        "camelot",
        "tempo_bpm",
        "loudness_lufs",
        "error_code",
        "error_message",
    ];

    /// The values for a CSV; several tags are parted by a semicolon.
    pub fn cells(&self) -> [String; 19] {
        let r = &self.record;
        let number = |n: Option<f64>| n.map_or_else(String::new, |n| n.to_string());
        let word = |w: Option<&str>| w.unwrap_or_default().to_owned();
        let on: Vec<&str> = r.tags.iter().filter(|t| t.on).map(|t| t.name).collect();
        [
            r.path.clone(),
            self.title.clone(),
            self.artist.clone().unwrap_or_default(),
            self.album.clone().unwrap_or_default(),
            self.status.to_owned(),
            number(r.duration_s),
            number(r.valence),
            number(r.arousal),
            number(r.valence_sd),
            number(r.arousal_sd),
            word(r.quadrant),
            on.join("; "),
            word(r.key),
            word(r.mode),
            word(r.camelot.as_deref()),
            number(r.tempo_bpm),
            number(r.loudness_lufs),
            word(r.error.as_ref().map(|e| e.code.as_str())),
            word(r.error.as_ref().map(|e| e.message.as_str())),
        ]
    }

    /// A second line for people, where one track alone is looked at: how
    /// probable each quadrant is, and what most listeners feel.
    pub fn more(&self) -> Option<String> {
        /// Emotions that are named.
        const STRONGEST: usize = 3;
        let quadrants: Vec<String> = ["Q1", "Q2", "Q3", "Q4"]
            .iter()
            .zip(self.record.quadrant_probabilities?)
            .map(|(name, p)| format!("{name} {:.0} %", 100.0 * p))
            .collect();
        let unsure = if self.record.unsure == Some(true) {
            " (unsure)"
        } else {
            ""
        };
        let mut gems: Vec<(&String, &f64)> = self.record.gems.iter().flatten().collect();
        gems.sort_by(|x, y| y.1.total_cmp(x.1));
        let felt: Vec<String> = gems
            .iter()
            .take(STRONGEST)
            .map(|(name, share)| format!("{} {:.0} %", name.replace('_', " "), 100.0 * **share))
            .collect();
        let felt = if felt.is_empty() {
            String::new()
        } else {
            format!("  felt: {}", felt.join(", "))
        };
        Some(format!("{:18}{}{unsure}{felt}", "", quadrants.join("  ")))
    }

    /// The heading over lines for people.
    pub const HEADING: &'static str = "valence  arousal  quadrant  key   tempo  length  track";

    /// A line for people.
    pub fn line(&self) -> String {
        let r = &self.record;
        let name = match &self.artist {
            Some(artist) => format!("{artist} - {}", self.title),
            None => self.title.clone(),
        };
        if let Some(error) = &r.error {
            return format!(
                "      -        -  {:8}     -      -       -  {}: {}",
                error.code, r.path, error.message
            );
        }
        let number = |n: Option<f64>, digits: usize| {
            n.map_or_else(|| "-".to_owned(), |n| format!("{n:.digits$}"))
        };
        let length = r.duration_s.map_or_else(
            || "-".to_owned(),
            |s| format!("{}:{:02}", s as u64 / 60, s as u64 % 60),
        );
        let on: Vec<&str> = r.tags.iter().filter(|t| t.on).map(|t| t.name).collect();
        let feel = if on.is_empty() {
            String::new()
        } else {
            format!("  ({})", on.join(", "))
        };
        format!(
            "{:>7}  {:>7}  {:8}  {:>3}  {:>6}  {:>6}  {name}{feel}",
            number(r.valence, 2),
            number(r.arousal, 2),
            r.quadrant.unwrap_or(self.status),
            r.camelot.as_deref().unwrap_or("-"),
            number(r.tempo_bpm, 1),
            length,
        )
    }
}

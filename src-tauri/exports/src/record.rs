//! One track as other programs read it: the JSON object and the row of a CSV, the
//! same in `mood list`, `mood analyse` and every export.

use std::collections::BTreeMap;

use moodplane_library::{Analysis, ChordSpan, Failure, Listed, ModelVersion, vocabulary};
use serde::Serialize;

/// A tag with its probability.
#[derive(Debug, Serialize)]
pub struct Tag {
    /// The word.
    pub name: &'static str,
    /// Probability, 0-1.
    pub probability: f64,
    /// Whether the model's threshold for it is passed.
    pub on: bool,
}

/// Emotion over the song.
#[derive(Debug, Serialize)]
pub struct Curve {
    /// Seconds between two values.
    pub step_s: f64,
    /// Valence, 1-9.
    pub valence: Vec<f64>,
    /// Arousal, 1-9.
    pub arousal: Vec<f64>,
}

/// A chord and how long it sounds; its label is after Harte et al. 2005.
#[derive(Debug, Serialize)]
pub struct Chord {
    /// Where it begins, s.
    pub start_s: f64,
    /// Where it ends, s.
    pub end_s: f64,
    /// Its name.
    pub label: String,
}

/// What was heard of one file, as `mood analyse --json` promises it; values are
/// null where there is an error.
#[derive(Debug, Serialize)]
pub struct Record {
    /// The file; bytes that are not Unicode are replaced.
    pub path: String,
    /// Length, s.
    pub duration_s: Option<f64>,
    /// Valence, 1-9.
    pub valence: Option<f64>,
    /// Arousal, 1-9.
    pub arousal: Option<f64>,
    /// Standard deviation of the valence.
    pub valence_sd: Option<f64>,
    /// Standard deviation of the arousal.
    pub arousal_sd: Option<f64>,
    /// Valence before calibration.
    pub valence_raw: Option<f64>,
    /// Arousal before calibration.
    pub arousal_raw: Option<f64>,
    /// The likeliest quadrant.
    pub quadrant: Option<&'static str>,
    /// Probabilities of Q1 … Q4.
    pub quadrant_probabilities: Option<[f64; 4]>,
    /// Whether it may well lie in another quadrant.
    pub unsure: Option<bool>,
    /// Share of listeners by emotion; null from a model that does not hear them.
    pub gems: Option<BTreeMap<String, f64>>,
    /// All tags, most probable first.
    pub tags: Vec<Tag>,
    /// The key's tonic.
    pub key: Option<&'static str>,
    /// The key's mode.
    pub mode: Option<&'static str>,
    /// The key on the Camelot wheel.
    pub camelot: Option<String>,
    /// The chords in the order they sound in.
    pub chords: Vec<Chord>,
    /// Tempo, BPM.
    pub tempo_bpm: Option<f64>,
    /// Integrated loudness, LUFS.
    pub loudness_lufs: Option<f64>,
    /// Emotion over the song.
    pub curve: Option<Curve>,
    /// The model that heard it.
    pub model: Option<ModelVersion>,
    /// Why it could not be heard.
    pub error: Option<Failure>,
}

/// Digits that mean something: more would only be noise of the arithmetic.
fn rounded(value: f32) -> f64 {
    (f64::from(value) * 1000.0).round() / 1000.0
}

impl Record {
    /// The record of a track of the library.
    #[must_use]
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
    /// Title by the tags, or the file's name.
    pub title: String,
    /// Artist by the tags.
    pub artist: Option<String>,
    /// Album by the tags.
    pub album: Option<String>,
    /// Where the track stands.
    pub status: &'static str,
    /// What was heard.
    #[serde(flatten)]
    pub record: Record,
}

impl Row {
    /// The row of a track of the library.
    #[must_use]
    pub fn of(listed: &Listed) -> Self {
        Self {
            title: listed.row.title.clone(),
            artist: listed.row.artist.clone(),
            album: listed.row.album.clone(),
            status: listed.row.state.name(),
            record: Record::of(listed),
        }
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
    #[must_use]
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
}

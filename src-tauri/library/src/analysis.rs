//! What an analyser says of one track, and the trait an analyser meets.
//!
//! The library stores these values and asks for them through [`Analyser`]; it
//! does not know which network made them.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::plane::Quadrant;

/// Which model made an analysis. Results of another version are recognised as
/// old and can be made anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ModelVersion {
    /// The registry's id, such as `student`.
    pub id: String,
    /// The version of the weights and of the features they eat.
    pub version: String,
}

/// Emotion over the song: one value for every `step_s` seconds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Type)]
pub struct Curve {
    /// Seconds between two values.
    pub step_s: f32,
    /// Valence, 1-9.
    pub valence: Vec<f32>,
    /// Arousal, 1-9.
    pub arousal: Vec<f32>,
}

/// A chord and how long it sounds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ChordSpan {
    /// Where it begins, s.
    pub start_s: f32,
    /// Where it ends, s.
    pub end_s: f32,
    /// Its name after Harte et al. 2005 ("Symbolic representation of musical
    /// chords"), such as `C`, `A:min`, `F#:maj7`, or `N` for none.
    pub label: String,
}

/// The mode of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Major.
    Major,
    /// Minor.
    Minor,
}

/// A musical key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Key {
    /// Pitch class of the tonic: 0 = C, 1 = C sharp … 11 = B.
    pub tonic: u8,
    /// Major or minor.
    pub mode: Mode,
}

/// Everything kept of one track's hearing.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// The model that made it.
    pub model: ModelVersion,
    /// Identity of the sound itself: a hash of the decoded audio, in hex.
    pub content_id: String,
    /// Length, s.
    pub duration_s: f64,
    /// Valence of the whole track, 1-9.
    pub valence: f32,
    /// Arousal of the whole track, 1-9.
    pub arousal: f32,
    /// Standard deviation of the valence, on the same scale.
    pub valence_sd: f32,
    /// Standard deviation of the arousal, on the same scale.
    pub arousal_sd: f32,
    /// The quadrant of the plane that the model puts the track in. It may have
    /// learned it from other people than valence and arousal, so that a track
    /// near an axis can lie across it.
    pub quadrant: Quadrant,
    /// Probability of each tag, in the order of [`crate::vocabulary`].
    pub tags: Vec<f32>,
    /// Whether each tag is on, by the model's own thresholds; same order.
    pub tags_on: Vec<bool>,
    /// Valence and arousal over the song.
    pub curve: Curve,
    /// Key, where one was found.
    pub key: Option<Key>,
    /// The chords, in the order they sound in; empty where the model does not
    /// listen to chords.
    pub chords: Vec<ChordSpan>,
    /// Tempo, BPM, where there is a beat.
    pub tempo_bpm: Option<f32>,
    /// Integrated loudness (EBU R 128), LUFS.
    pub loudness_lufs: Option<f32>,
    /// True peak (ITU-R BS.1770), dBTP.
    pub true_peak_dbtp: Option<f32>,
    /// Peak amplitude over the track in equal steps, 0-1, for a waveform.
    pub waveform: Vec<f32>,
    /// The network's embedding of the whole track.
    pub embedding: Vec<f32>,
}

/// Why a track could not be analysed: a code for programs and a sentence for
/// people that says what they can do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Failure {
    /// A stable word, such as `not_audio`.
    pub code: String,
    /// One sentence.
    pub message: String,
}

/// Something that hears a file and says what it feels like.
///
/// It is called from several threads at once, one file each.
pub trait Analyser: Send + Sync {
    /// The model whose results these are.
    fn model(&self) -> ModelVersion;

    /// Hears one file, from start to end.
    ///
    /// # Errors
    /// A [`Failure`] with what is wrong with the file. When `stop` becomes
    /// true the code is [`STOPPED`] and nothing is to be recorded.
    fn analyse(&self, path: &Path, stop: &AtomicBool) -> Result<Analysis, Failure>;
}

/// The code of a [`Failure`] that is none: the user stopped the work.
pub const STOPPED: &str = "stopped";

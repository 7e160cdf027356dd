//! What an analyser says of one track, and the trait an analyser meets.
//!
//! The library stores these values and asks for them through [`Analyser`]; it
//! does not know which network made them.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::certainty::is_unsure;
use crate::plane::Quadrant;
use crate::vocabulary::GEMS;

/// Which model made an analysis. Results of another version are recognised as
/// old and can be made anew.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
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

/// One of the nine emotions of [`GEMS`], as a track evokes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Felt {
    /// Its name there.
    pub emotion: String,
    /// The share of listeners that is expected to feel it, 0-1.
    pub share: f32,
}

/// Everything kept of one track's hearing. The default is an empty one, for what
/// fills it step by step.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Analysis {
    /// The model that made it.
    pub model: ModelVersion,
    /// Identity of the sound itself: a hash of the decoded audio, in hex.
    pub content_id: String,
    /// Identity of what is encoded, in hex: the same whatever the file's tags, name
    /// and container; empty where it is not known.
    pub stream_id: String,
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
    /// What the network says of the valence, 1-9, before the monotone map that
    /// spreads values as people's labels spread; equal to it without a map.
    pub valence_raw: f32,
    /// What the network says of the arousal, likewise.
    pub arousal_raw: f32,
    /// Probabilities of the quadrants Q1 … Q4, sum 1. A model may have learned
    /// them from other people than valence and arousal, so that a track near an
    /// axis can lie across it from its likeliest quadrant.
    pub quadrant_probabilities: [f32; 4],
    /// The share of listeners, 0-1, that is expected to feel each emotion of
    /// [`GEMS`]; same order. `None` from a model that does not hear them.
    pub gems: Option<[f32; 9]>,
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

impl Analysis {
    /// The most probable quadrant.
    #[must_use]
    pub fn quadrant(&self) -> Quadrant {
        Quadrant::likeliest(&self.quadrant_probabilities)
    }

    /// Whether the track may well lie in another quadrant: the 80 % interval of
    /// its valence or its arousal reaches over the border at 5 by more than
    /// [`crate::UNSURE_MARGIN`].
    #[must_use]
    pub fn is_unsure(&self) -> bool {
        is_unsure(self.valence, self.valence_sd) || is_unsure(self.arousal, self.arousal_sd)
    }

    /// The nine emotions by name, most felt first; empty from a model that does
    /// not hear them.
    #[must_use]
    pub fn felt(&self) -> Vec<Felt> {
        let mut felt: Vec<Felt> = GEMS
            .into_iter()
            .zip(self.gems.into_iter().flatten())
            .map(|(emotion, share)| Felt {
                emotion: emotion.to_owned(),
                share,
            })
            .collect();
        felt.sort_by(|a, b| b.share.total_cmp(&a.share));
        felt
    }
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

    /// Judges a track anew by what an older version of this model kept of it,
    /// above all its embedding, without hearing the file; the whole analysis is
    /// replaced by the answer. `None` where that version does not allow it: the
    /// file is heard, then. Takes no longer than a few milliseconds.
    ///
    /// # Errors
    /// A [`Failure`] where it should have been possible; the file is heard.
    fn rescore(&self, previous: &Analysis) -> Option<Result<Analysis, Failure>> {
        let _ = previous;
        None
    }
}

/// The code of a [`Failure`] that is none: the user stopped the work.
pub const STOPPED: &str = "stopped";

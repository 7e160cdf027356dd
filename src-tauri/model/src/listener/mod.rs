//! What the app and the command line hear with: a model that is ready, as a
//! [`moodplane_library::Analyser`].

mod compact;
mod music2emo;

use std::path::Path;
use std::sync::atomic::AtomicBool;

use moodplane_library::{Analyser, Analysis, Failure, Key, Mode, ModelVersion};

use crate::device::{DeviceChoice, Precision, device_name};
use crate::error::ModelError;
use crate::harmony::Parity;
use crate::hearing::{HeardFile, Hearing, Unheard};
use crate::registry::{Architecture, Entry};
use crate::shelf::Shelf;
use compact::Compact;
use music2emo::Music2Emo;

/// A model that is ready to hear files; it may be called from many threads.
#[derive(Debug)]
pub struct Listener {
    entry: Entry,
    hearing: Hearing,
    sums: Sums,
    device: &'static str,
    note: Option<String>,
}

/// How a model's outputs become an analysis.
#[derive(Debug)]
enum Sums {
    Compact(Box<Compact>),
    Music2Emo(Box<Music2Emo>),
}

/// How a model is loaded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ListenOptions {
    /// Where it runs.
    pub device: DeviceChoice,
    /// In which numbers music2emo computes; the compact student needs no choice.
    pub precision: Precision,
    /// How music2emo reads chords, modes and tags.
    pub parity: Parity,
    /// Files that are decoded at once at most, however many are asked for: those
    /// that wait for the network do not count. `None`: all that are asked for.
    pub decoding: Option<usize>,
}

impl Listener {
    /// Loads model `id` from `folder`, or from the shelf of all models.
    ///
    /// # Errors
    /// No such model, or damaged weights.
    pub fn open(
        folder: Option<&Path>,
        id: &str,
        options: &ListenOptions,
    ) -> Result<Self, ModelError> {
        let shelf = Shelf::open(folder)?;
        let model = shelf.get(id)?;
        let (device, note) = options.device.resolve();
        let (hearing, sums) = match model.entry.architecture {
            Architecture::Compact => {
                let (hearing, compact) = compact::open(model, device)?;
                (hearing, Sums::Compact(Box::new(compact)))
            }
            Architecture::Music2emo => {
                let (hearing, music2emo) = music2emo::open(model, device, options)?;
                (hearing, Sums::Music2Emo(Box::new(music2emo)))
            }
        };
        let hearing = match options.decoding {
            Some(files) => hearing.decoding_at_once(files),
            None => hearing,
        };
        Ok(Self {
            entry: model.entry.clone(),
            hearing,
            sums,
            device: device_name(device),
            note,
        })
    }

    /// Where the network runs, for people.
    pub fn device_name(&self) -> &'static str {
        self.device
    }

    /// A sentence when that is not where the user asked for.
    pub fn device_note(&self) -> Option<&str> {
        self.note.as_deref()
    }
}

impl Analyser for Listener {
    fn model(&self) -> ModelVersion {
        // What is read otherwise is another analysis.
        let reading = match &self.sums {
            Sums::Music2Emo(music2emo) => music2emo.reading(),
            Sums::Compact(_) => "",
        };
        ModelVersion {
            id: self.entry.id.clone(),
            version: format!("{}{reading}", self.entry.version),
        }
    }

    fn analyse(&self, path: &Path, stop: &AtomicBool) -> Result<Analysis, Failure> {
        let heard = self.hearing.hear(path, stop).map_err(failure)?;
        match &self.sums {
            Sums::Compact(compact) => Ok(compact.sum_up(self.model(), &heard)),
            Sums::Music2Emo(music2emo) => music2emo
                .sum_up(self.model(), &heard)
                .map_err(|e| failure(Unheard::Model(e))),
        }
    }

    /// The student's head reads the embedding that a student with the same trunk
    /// heard: a newer head or calibration needs no decoding.
    fn rescore(&self, previous: &Analysis) -> Option<Result<Analysis, Failure>> {
        match &self.sums {
            Sums::Compact(compact) if hears_as(&previous.model.version, &self.entry.version) => {
                compact.read_again(self.model(), previous).map(Ok)
            }
            _ => None,
        }
    }
}

/// Whether two versions differ in nothing that makes an embedding: what they say
/// before the last hyphen names the features and the trunk.
fn hears_as(a: &str, b: &str) -> bool {
    let ears = |version: &str| version.rsplit_once('-').map(|(ears, _)| ears.to_owned());
    matches!((ears(a), ears(b)), (Some(a), Some(b)) if a.contains('.') && a == b)
}

fn failure(error: Unheard) -> Failure {
    match error {
        Unheard::Audio(error) => Failure {
            code: error.code().to_owned(),
            message: error.to_string(),
        },
        Unheard::Model(error) => Failure {
            code: "model".to_owned(),
            message: error.to_string(),
        },
    }
}

/// Valence and arousal are on the SAM scale; a network may stray outside it.
fn on_scale(value: f32) -> f32 {
    value.clamp(1.0, 9.0)
}

/// The key as the sound's own spectrum tells it.
fn key_of_sound(heard: &HeardFile) -> Option<Key> {
    heard.sound.key.map(|key| Key {
        tonic: key.tonic,
        mode: match key.mode {
            moodplane_audio::Mode::Major => Mode::Major,
            moodplane_audio::Mode::Minor => Mode::Minor,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::hears_as;

    #[test]
    fn only_versions_of_one_trunk_read_each_others_embeddings() {
        assert!(hears_as("4.0123abcd-aaaa", "4.0123abcd-bbbb"));
        assert!(!hears_as("4.0123abcd-aaaa", "4.9123abcd-aaaa"));
        assert!(!hears_as("3.0123abcd-aaaa", "4.0123abcd-aaaa"));
        // Versions that do not name their trunk.
        assert!(!hears_as("4-aaaa", "4-bbbb"));
        assert!(!hears_as("1", "1"));
    }
}

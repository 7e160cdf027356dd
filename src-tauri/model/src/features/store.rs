//! The store: one folder for an encoder, safetensors shards of some clips
//! each. A run that stops loses at most the shard in hand; the next goes on.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tch::Tensor;

use crate::error::ModelError;
use crate::harmony::{ChordSpan, Label};
use crate::whole::{replace_with, replace_with_tensors};

/// Says whose features a folder holds.
const ABOUT: &str = "features.json";
/// Clips in a shard: a minute's work at most is lost, and ten thousand clips
/// are not ten thousand files.
const SHARD: usize = 64;

/// One clip's features.
#[derive(Debug)]
pub struct ClipFeatures {
    /// f32 `[segments, E]`: the embedding of each segment.
    pub embedding: Tensor,
    /// The chords of the whole clip.
    pub chords: Vec<ChordSpan>,
}

/// What made the features: others must not be mixed with them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The encoder's name, such as `mert`.
    pub encoder: String,
    /// Its weights' SHA-256.
    pub weights: String,
    /// Numbers in an embedding.
    pub embedding: i64,
    /// The chord recogniser's name.
    pub chords: String,
}

/// The features of all clips heard so far, by data set and clip.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    about: About,
    clips: HashMap<String, ClipFeatures>,
    shards: usize,
    fresh: Vec<String>,
}

/// A clip's name in the store. Neither part can hold the separator: both come
/// from file names.
fn name_of(dataset: &str, clip: &str) -> String {
    format!("{dataset}/{clip}")
}

impl Store {
    /// Opens the store in `folder` to read, whoever made it.
    ///
    /// # Errors
    /// [`ModelError::Data`] when the folder is no store.
    pub fn open(folder: &Path) -> Result<Self, ModelError> {
        let file = folder.join(ABOUT);
        let data = |why: String| ModelError::data(folder, why);
        let text = std::fs::read(&file).map_err(|_| {
            data(format!(
                "holds no features ({ABOUT}): run mood features extract first"
            ))
        })?;
        let about = serde_json::from_slice(&text).map_err(|e| data(format!("{ABOUT}: {e}")))?;
        let mut store = Self {
            folder: folder.to_owned(),
            about,
            clips: HashMap::new(),
            shards: 0,
            fresh: Vec::new(),
        };
        while store.shard_file(store.shards).exists() {
            store.read_shard(&store.shard_file(store.shards))?;
            store.shards += 1;
        }
        Ok(store)
    }

    /// Opens the store in `folder` to add features made as `about` says, making
    /// it where there is none.
    ///
    /// # Errors
    /// [`ModelError::Data`] when the folder holds features made otherwise.
    pub fn for_writing(folder: &Path, about: About) -> Result<Self, ModelError> {
        if !folder.join(ABOUT).exists() {
            std::fs::create_dir_all(folder).map_err(ModelError::file("create", folder))?;
            let text = serde_json::to_vec_pretty(&about).map_err(|e| ModelError::Damaged {
                path: folder.join(ABOUT),
                why: e.to_string(),
            })?;
            replace_with(&folder.join(ABOUT), &text)?;
        }
        let store = Self::open(folder)?;
        if store.about != about {
            let why = format!(
                "holds features of {} with chords by {}, or of other weights: name another folder",
                store.about.encoder, store.about.chords
            );
            return Err(ModelError::data(folder, why));
        }
        Ok(store)
    }

    /// What made the features.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// Where the store is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A clip's features.
    pub fn get(&self, dataset: &str, clip: &str) -> Option<&ClipFeatures> {
        self.clips.get(&name_of(dataset, clip))
    }

    /// Adds a clip's features; every so many clips they are saved.
    ///
    /// # Errors
    /// When a shard cannot be written.
    pub fn put(
        &mut self,
        dataset: &str,
        clip: &str,
        features: ClipFeatures,
    ) -> Result<(), ModelError> {
        let name = name_of(dataset, clip);
        self.fresh.push(name.clone());
        self.clips.insert(name, features);
        if self.fresh.len() >= SHARD {
            self.save()?;
        }
        Ok(())
    }

    /// Saves what is not yet.
    ///
    /// # Errors
    /// When the shard cannot be written.
    pub fn save(&mut self) -> Result<(), ModelError> {
        if self.fresh.is_empty() {
            return Ok(());
        }
        let mut tensors = Vec::with_capacity(4 * self.fresh.len());
        for name in &self.fresh {
            let Some(clip) = self.clips.get(name) else {
                continue;
            };
            let times: Vec<f64> = clip
                .chords
                .iter()
                .flat_map(|c| [c.start_s, c.end_s])
                .collect();
            let classes: Vec<i64> = clip
                .chords
                .iter()
                .map(|c| i64::from(c.label.class()))
                .collect();
            tensors.push((format!("{name}/embedding"), clip.embedding.shallow_clone()));
            tensors.push((format!("{name}/chord_times"), Tensor::from_slice(&times)));
            tensors.push((
                format!("{name}/chord_classes"),
                Tensor::from_slice(&classes),
            ));
        }
        replace_with_tensors(&self.shard_file(self.shards), &tensors)?;
        self.shards += 1;
        self.fresh.clear();
        Ok(())
    }

    fn shard_file(&self, number: usize) -> PathBuf {
        self.folder.join(format!("{number:05}.safetensors"))
    }

    fn read_shard(&mut self, file: &Path) -> Result<(), ModelError> {
        let damaged = |why: String| ModelError::Damaged {
            path: file.to_owned(),
            why: format!("{why}; remove it and extract again"),
        };
        let mut tensors: HashMap<String, Tensor> = Tensor::read_safetensors(file)
            .map_err(|e| damaged(e.to_string()))?
            .into_iter()
            .collect();
        let names: Vec<String> = tensors
            .keys()
            .filter_map(|name| name.strip_suffix("/embedding"))
            .map(str::to_owned)
            .collect();
        for name in names {
            let mut take = |part: &str| {
                tensors
                    .remove(&format!("{name}/{part}"))
                    .ok_or_else(|| damaged(format!("'{name}' has no {part}")))
            };
            let embedding = take("embedding")?;
            let times = Vec::<f64>::try_from(take("chord_times")?)?;
            let classes = Vec::<i64>::try_from(take("chord_classes")?)?;
            if embedding.dim() != 2
                || embedding.size()[0] == 0
                || embedding.size()[1] != self.about.embedding
                || times.len() != 2 * classes.len()
            {
                return Err(damaged(format!("'{name}' has another shape")));
            }
            let label = |class: &i64| {
                u8::try_from(*class)
                    .ok()
                    .and_then(Label::from_class)
                    .ok_or_else(|| damaged(format!("'{name}' has a chord of class {class}")))
            };
            let chords = times
                .chunks_exact(2)
                .zip(&classes)
                .map(|(time, class)| {
                    Ok(ChordSpan {
                        start_s: time[0],
                        end_s: time[1],
                        label: label(class)?,
                    })
                })
                .collect::<Result<_, ModelError>>()?;
            let features = ClipFeatures { embedding, chords };
            self.clips.insert(name, features);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use tch::Kind;

    use super::*;

    fn about() -> About {
        About {
            encoder: "musicnn".into(),
            weights: "0f".into(),
            embedding: 3,
            chords: "templates".into(),
        }
    }

    fn features(segments: i64) -> ClipFeatures {
        let span = |start_s, end_s, label: &str| ChordSpan {
            start_s,
            end_s,
            label: label.parse().unwrap(),
        };
        ClipFeatures {
            embedding: Tensor::arange(segments * 3, (Kind::Float, tch::Device::Cpu))
                .view([segments, 3]),
            chords: vec![
                span(0.0, 1.5, "N"),
                span(1.5, 4.0, "A:min7"),
                span(4.0, 5.25, "C"),
            ],
        }
    }

    #[test]
    fn what_is_put_in_is_there_when_it_is_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::for_writing(folder.path(), about()).unwrap();
        for clip in 0..SHARD + 3 {
            store
                .put("set", &format!("a/{clip}"), features(1 + clip as i64 % 3))
                .unwrap();
        }
        // A kill now costs what came after the last shard, and no more.
        assert!(
            Store::open(folder.path())
                .unwrap()
                .get("set", "a/0")
                .is_some()
        );
        assert!(
            Store::open(folder.path())
                .unwrap()
                .get("set", "a/65")
                .is_none()
        );
        store.save().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let clip = store.get("set", "a/65").unwrap();
        assert_eq!(clip.embedding.size(), [3, 3]);
        assert_eq!(clip.chords, features(1).chords);
        assert!(store.get("other", "a/65").is_none());
    }

    #[test]
    fn features_of_another_network_are_not_mixed_in() {
        let folder = tempfile::tempdir().unwrap();
        drop(Store::for_writing(folder.path(), about()).unwrap());
        let other = About {
            encoder: "mert".into(),
            ..about()
        };
        let error = Store::for_writing(folder.path(), other)
            .unwrap_err()
            .to_string();
        assert!(error.contains("musicnn"), "{error}");
        let error = Store::open(&folder.path().join("none"))
            .unwrap_err()
            .to_string();
        assert!(error.contains("features extract"), "{error}");
    }
}

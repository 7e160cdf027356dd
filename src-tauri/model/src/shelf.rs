//! Every model there is: those that came with the program and those that the
//! user installed.
//!
//! Two folders, because the shipped one is often not the user's to write to. A
//! model of the user's own stands before a shipped one of the same id, and only
//! it can be removed.

use std::path::{Path, PathBuf};

use directories::ProjectDirs;

use crate::calibration::Calibration;
use crate::digest::{Stamp, sha256};
use crate::error::ModelError;
use crate::registry::{Entry, FILE, Registry, WeightFile};

/// Names another folder than the user's own to install models into.
const USER_VARIABLE: &str = "MOODPLANE_USER_MODELS";

/// A model and where it lies.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// What its registry says.
    pub entry: Entry,
    /// The folder of models that it lies in.
    pub folder: PathBuf,
    /// Whether it came with the program.
    pub shipped: bool,
}

/// All models, the user's own first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shelf {
    models: Vec<Model>,
}

impl Shelf {
    /// The models of `folder` alone, or, without one, the user's own and those
    /// that [`find_folder`] finds.
    ///
    /// # Errors
    /// No models, or a registry that does not read.
    pub fn open(folder: Option<&Path>) -> Result<Self, ModelError> {
        let mut shelf = Self::default();
        if let Some(folder) = folder {
            shelf.add(folder, true)?;
            return Ok(shelf);
        }
        if let Some(own) = user_folder().filter(|own| own.join(FILE).is_file()) {
            shelf.add(&own, false)?;
        }
        shelf.add(&find_folder()?, true)?;
        Ok(shelf)
    }

    /// Those of `folder` whose ids are not on the shelf yet.
    fn add(&mut self, folder: &Path, shipped: bool) -> Result<(), ModelError> {
        for entry in Registry::read(folder)?.models {
            if self.models.iter().all(|m| m.entry.id != entry.id) {
                self.models.push(Model {
                    entry,
                    folder: folder.to_owned(),
                    shipped,
                });
            }
        }
        Ok(())
    }

    /// All of them.
    pub fn models(&self) -> &[Model] {
        &self.models
    }

    /// The model of that id.
    ///
    /// # Errors
    /// [`ModelError::UnknownModel`] with the ids there are.
    pub fn get(&self, id: &str) -> Result<&Model, ModelError> {
        let found = self.models.iter().find(|m| m.entry.id == id);
        found
            .ok_or_else(|| ModelError::unknown(id, self.models.iter().map(|m| m.entry.id.as_str())))
    }
}

impl Model {
    /// The path of the file of that role, once it is known to be the registered
    /// one: its size and time are those seen when its digest was taken, or else
    /// the digest is right.
    ///
    /// # Errors
    /// [`ModelError::Damaged`] when there is no such file or it is another one.
    pub fn verified(&self, role: &str) -> Result<PathBuf, ModelError> {
        let file = self.file(role)?;
        let path = self.folder.join(&file.path);
        if file.stamp.is_none() || file.stamp != Stamp::of(&path).ok() {
            self.check(file)?;
        }
        Ok(path)
    }

    /// Reads every byte of every file and compares.
    ///
    /// # Errors
    /// [`ModelError::Damaged`] naming the first file that is another one.
    pub fn verify(&self) -> Result<(), ModelError> {
        self.entry
            .files
            .iter()
            .try_for_each(|file| self.check(file))
    }

    /// Size of all its files, in bytes; a file that is gone counts as none.
    pub fn bytes(&self) -> u64 {
        let paths = self.entry.files.iter().map(|f| self.folder.join(&f.path));
        paths
            .filter_map(|path| std::fs::metadata(path).ok())
            .map(|seen| seen.len())
            .sum()
    }

    /// The model card, in Markdown.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn card_text(&self) -> Result<String, ModelError> {
        let path = self.folder.join(&self.entry.card);
        std::fs::read_to_string(&path).map_err(ModelError::file("read", &path))
    }

    /// Says whether it has a threshold for each of so many tags.
    pub(crate) fn check_thresholds(&self, tags: usize) -> Result<(), ModelError> {
        if self.entry.tag_thresholds.len() == tags {
            return Ok(());
        }
        Err(ModelError::Damaged {
            path: self.folder.join(FILE),
            why: format!("model '{}' needs {tags} tag_thresholds", self.entry.id),
        })
    }

    /// How its valence and arousal are read.
    pub(crate) fn calibration(&self) -> Result<Calibration, ModelError> {
        let found = self.entry.calibration.clone();
        found.ok_or_else(|| ModelError::Damaged {
            path: self.folder.join(FILE),
            why: format!("model '{}' needs a calibration", self.entry.id),
        })
    }

    fn file(&self, role: &str) -> Result<&WeightFile, ModelError> {
        let found = self.entry.files.iter().find(|file| file.role == role);
        found.ok_or_else(|| ModelError::Damaged {
            path: self.folder.join(FILE),
            why: format!("model '{}' names no file for '{role}'", self.entry.id),
        })
    }

    fn check(&self, file: &WeightFile) -> Result<(), ModelError> {
        let path = self.folder.join(&file.path);
        if sha256(&path)? == file.sha256 {
            return Ok(());
        }
        let why = "its SHA-256 is not the registered one; install the model again".to_owned();
        Err(ModelError::Damaged { path, why })
    }
}

/// The folder that models are installed into: `MOODPLANE_USER_MODELS`, else
/// `models` among the user's own data. `None` where there is no home folder.
pub fn user_folder() -> Option<PathBuf> {
    match std::env::var_os(USER_VARIABLE).filter(|folder| !folder.is_empty()) {
        Some(folder) => Some(folder.into()),
        None => Some(
            ProjectDirs::from("", "", "moodplane")?
                .data_dir()
                .join("models"),
        ),
    }
}

/// Finds the shipped models: `MOODPLANE_MODELS`, else a `models` folder beside
/// the program or above it (a checkout), else where packages put it.
///
/// # Errors
/// [`ModelError::NoModels`] with the places that were tried.
pub fn find_folder() -> Result<PathBuf, ModelError> {
    if let Some(folder) = std::env::var_os("MOODPLANE_MODELS") {
        let folder = PathBuf::from(folder);
        if folder.join(FILE).is_file() {
            return Ok(folder);
        }
        return Err(ModelError::NoModels(folder.display().to_string()));
    }
    let program = std::env::current_exe().map_err(ModelError::file("find", Path::new("itself")))?;
    let above = program
        .ancestors()
        .skip(1)
        .map(|folder| folder.join("models"));
    let packaged = program.ancestors().nth(2).into_iter().flat_map(|prefix| {
        [
            "lib/moodplane/models",
            "lib/Moodplane/models",
            "Resources/models",
        ]
        .map(|place| prefix.join(place))
    });
    let places: Vec<PathBuf> = above.chain(packaged).collect();
    places
        .iter()
        .find(|folder| folder.join(FILE).is_file())
        .cloned()
        .ok_or_else(|| {
            let tried = places
                .iter()
                .map(|p| p.display().to_string())
                .collect::<Vec<_>>();
            ModelError::NoModels(tried.join(", "))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::Architecture;

    /// A folder with one model, `tiny`, of that title and these weights.
    fn folder(title: &str, stamped: bool) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let weights = folder.path().join("tiny.bin");
        std::fs::write(&weights, title).unwrap();
        let mut registry = Registry::default();
        let entry = Entry {
            id: "tiny".into(),
            version: "1".into(),
            architecture: Architecture::Compact,
            title: title.into(),
            licence: "CC0-1.0".into(),
            card: "README.md".into(),
            sd: [1.0, 2.0],
            calibration: None,
            tag_thresholds: vec![0.25; 56],
            files: vec![WeightFile {
                role: "weights".into(),
                path: "tiny.bin".into(),
                sha256: sha256(&weights).unwrap(),
                stamp: stamped.then(|| Stamp::of(&weights).unwrap()),
            }],
        };
        registry.put(entry.clone());
        registry.put(entry);
        registry.write(folder.path()).unwrap();
        assert_eq!(Registry::read(folder.path()).unwrap(), registry);
        assert_eq!(registry.models.len(), 1);
        folder
    }

    #[test]
    fn damage_and_what_is_not_there_are_noticed() {
        for stamped in [false, true] {
            let folder = folder("weights", stamped);
            let weights = folder.path().join("tiny.bin");
            let shelf = Shelf::open(Some(folder.path())).unwrap();
            let tiny = shelf.get("tiny").unwrap();
            assert_eq!(tiny.verified("weights").unwrap(), weights);
            assert_eq!(tiny.bytes(), 7);
            let error = tiny.verified("head").unwrap_err().to_string();
            assert!(error.contains("'head'"), "{error}");
            let error = shelf.get("huge").unwrap_err().to_string();
            assert!(error.contains("huge") && error.contains("tiny"), "{error}");
            std::fs::write(&weights, b"other weights").unwrap();
            let error = tiny.verified("weights").unwrap_err();
            assert!(matches!(error, ModelError::Damaged { .. }));
            assert!(tiny.verify().is_err());
        }
    }

    #[test]
    fn a_stamp_spares_the_reading_but_not_the_verifying() {
        let folder = folder("weights", true);
        let weights = folder.path().join("tiny.bin");
        let time = std::fs::metadata(&weights).unwrap().modified().unwrap();
        // What no accident does: other bytes, same size, same time.
        std::fs::write(&weights, b"weightz").unwrap();
        let file = std::fs::File::options().write(true).open(&weights).unwrap();
        file.set_modified(time).unwrap();
        let shelf = Shelf::open(Some(folder.path())).unwrap();
        let tiny = shelf.get("tiny").unwrap();
        tiny.verified("weights").unwrap();
        assert!(tiny.verify().is_err());
    }

    #[test]
    fn a_touched_file_is_read_and_found_the_same() {
        let folder = folder("weights", true);
        let weights = folder.path().join("tiny.bin");
        let file = std::fs::File::options().write(true).open(weights).unwrap();
        file.set_modified(std::time::UNIX_EPOCH).unwrap();
        let shelf = Shelf::open(Some(folder.path())).unwrap();
        shelf.get("tiny").unwrap().verified("weights").unwrap();
    }

    #[test]
    fn the_users_own_stands_before_the_shipped() {
        let (own, shipped) = (folder("own", true), folder("shipped", false));
        let mut shelf = Shelf::default();
        shelf.add(own.path(), false).unwrap();
        shelf.add(shipped.path(), true).unwrap();
        assert_eq!(shelf.models().len(), 1);
        let tiny = shelf.get("tiny").unwrap();
        assert!(tiny.entry.title == "own" && !tiny.shipped);
    }
}

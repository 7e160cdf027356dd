//! The folder of the user's models while one of them changes.
//!
//! `ID.partial/` keeps what is downloaded, over several runs if need be.
//! `ID.new/` is what a model will be; renamed to `ID-VERSION/` it is one, and
//! the registry, written last, says so. A lock sees that one program at a time
//! does this.

use std::fs::{File, TryLockError};
use std::path::{Component, Path, PathBuf};

use crate::error::ModelError;
use crate::registry::{Entry, Registry};

/// The lock's file.
const LOCK: &str = ".lock";
/// Left free beside what an install takes, so that the disk is never full.
const SPARE: u64 = 64 << 20;

/// The right to change the folder's models, one of which it is about.
#[derive(Debug)]
pub(super) struct Staging {
    folder: PathBuf,
    id: String,
    _lock: File,
}

/// A folder that goes, with all in it, unless it was renamed.
#[derive(Debug)]
pub(super) struct Converted(PathBuf);

impl Converted {
    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Converted {
    fn drop(&mut self) {
        // Renamed, it is not there any more.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Whether an install of `id` was begun in `folder` and not ended.
pub(super) fn is_begun(folder: &Path, id: &str) -> bool {
    folder.join(format!("{id}.partial")).is_dir()
}

impl Staging {
    /// Makes the folder where there is none and locks it.
    pub(super) fn begin(folder: &Path, id: &str) -> Result<Self, ModelError> {
        std::fs::create_dir_all(folder).map_err(ModelError::file("create", folder))?;
        let path = folder.join(LOCK);
        let lock = File::create(&path).map_err(ModelError::file("write", &path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(ModelError::Busy(folder.to_owned())),
            Err(TryLockError::Error(error)) => return Err(ModelError::file("lock", &path)(error)),
        }
        Ok(Self {
            folder: folder.to_owned(),
            id: id.to_owned(),
            _lock: lock,
        })
    }

    /// Fails when the disk has no room for so many more bytes.
    pub(super) fn check_room(&self, bytes: u64) -> Result<(), ModelError> {
        let free = fs4::available_space(&self.folder)
            .map_err(ModelError::file("look at", &self.folder))?;
        if free < bytes.saturating_add(SPARE) {
            return Err(ModelError::NoRoom {
                folder: self.folder.clone(),
                need_mb: bytes.saturating_add(SPARE) / 1_000_000,
                free_mb: free / 1_000_000,
            });
        }
        Ok(())
    }

    /// Where downloads are kept until the model is installed.
    pub(super) fn downloads(&self) -> Result<PathBuf, ModelError> {
        let path = self.folder.join(format!("{}.partial", self.id));
        std::fs::create_dir_all(&path).map_err(ModelError::file("create", &path))?;
        Ok(path)
    }

    /// Removes the downloads.
    pub(super) fn clear_downloads(&self) {
        // What stays costs room and nothing else; `remove` tries again.
        let _ = std::fs::remove_dir_all(self.folder.join(format!("{}.partial", self.id)));
    }

    /// An empty folder for the converted files.
    pub(super) fn converted(&self) -> Result<Converted, ModelError> {
        let path = self.folder.join(format!("{}.new", self.id));
        if path.exists() {
            // A killed install's.
            std::fs::remove_dir_all(&path).map_err(ModelError::file("remove", &path))?;
        }
        std::fs::create_dir(&path).map_err(ModelError::file("create", &path))?;
        Ok(Converted(path))
    }

    /// Makes `converted` the model that `entry` tells of, whose paths are so far
    /// relative to it, in place of the one of the same id.
    pub(super) fn publish(
        &self,
        converted: Converted,
        entry: &mut Entry,
    ) -> Result<(), ModelError> {
        let name = format!("{}-{}", entry.id, entry.version);
        let place = self.folder.join(&name);
        let mut registry = Registry::read_or_new(&self.folder)?;
        let old = registry.models.iter().find(|m| m.id == entry.id).cloned();
        for file in &mut entry.files {
            file.path = Path::new(&name).join(&file.path);
        }
        entry.card = Path::new(&name).join(&entry.card);
        if place.exists() {
            // The same weights, or they were damaged: these are right.
            std::fs::remove_dir_all(&place).map_err(ModelError::file("remove", &place))?;
        }
        std::fs::rename(&converted.0, &place).map_err(ModelError::file("write", &place))?;
        registry.put(entry.clone());
        registry.write(&self.folder)?;
        match old.filter(|old| old.version != entry.version) {
            Some(old) => self.remove(&old),
            None => Ok(()),
        }
    }

    /// Removes a model's files, and its folder if nothing else is in it.
    pub(super) fn remove(&self, entry: &Entry) -> Result<(), ModelError> {
        let files = entry.files.iter().map(|file| &file.path);
        let inside = |path: &&PathBuf| {
            path.components()
                .all(|part| matches!(part, Component::Normal(_)))
        };
        let mut folders = Vec::new();
        for path in files.chain([&entry.card]).filter(inside) {
            let path = self.folder.join(path);
            match std::fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(ModelError::file("remove", &path)(error));
                }
                _ => folders.extend(path.parent().map(Path::to_owned)),
            }
        }
        folders.dedup();
        for folder in folders.iter().filter(|folder| **folder != self.folder) {
            // Not empty: something of the user's own is in it and stays.
            let _ = std::fs::remove_dir(folder);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_and_only_where_there_is_room() {
        let folder = tempfile::tempdir().unwrap();
        let models = folder.path().join("new/models");
        let staging = Staging::begin(&models, "big").unwrap();
        staging.check_room(1).unwrap();
        let error = staging.check_room(u64::MAX / 2).unwrap_err().to_string();
        assert!(error.contains("MB free"), "{error}");
        let error = Staging::begin(&models, "other").unwrap_err();
        assert!(matches!(error, ModelError::Busy(_)));
        drop(staging);
        Staging::begin(&models, "other").unwrap();
    }

    #[test]
    fn what_is_not_published_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let staging = Staging::begin(folder.path(), "big").unwrap();
        let converted = staging.converted().unwrap();
        std::fs::write(converted.path().join("half"), "half").unwrap();
        drop(converted);
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(left.len(), 1, "{left:?}");
    }
}

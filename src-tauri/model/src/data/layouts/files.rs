//! Finding a layout's files, whose places differ a little between downloads.

use std::path::{Path, PathBuf};

use super::super::clip::Split;
use crate::error::ModelError;

/// The folder's full path.
///
/// # Errors
/// [`ModelError::Data`] when it is no folder.
pub fn existing_folder(folder: &Path) -> Result<PathBuf, ModelError> {
    if folder.is_dir() {
        folder
            .canonicalize()
            .map_err(ModelError::file("open", folder))
    } else {
        Err(ModelError::data(folder, "there is no such folder"))
    }
}

/// The first of `places` below `folder` that is there.
pub fn first_there(folder: &Path, places: &[&str]) -> Option<PathBuf> {
    let mut paths = places.iter().map(|place| folder.join(place));
    paths.find(|path| path.exists())
}

/// The first of `places` below `folder` that is there.
///
/// # Errors
/// [`ModelError::Data`] saying that `folder` does not hold the set.
pub fn needed(folder: &Path, set: &str, places: &[&str]) -> Result<PathBuf, ModelError> {
    first_there(folder, places).ok_or_else(|| {
        let why = format!(
            "is no folder of {set}: looked for {} in it and found none",
            places.join(" and ")
        );
        ModelError::data(folder, why)
    })
}

/// A file for each split, in the first of `places` below `labels` that has all
/// three; `names` are the ways in which they may be called.
///
/// # Errors
/// [`ModelError::Data`] saying that `labels` does not have them.
pub fn split_files(
    labels: &Path,
    set: &str,
    places: &[&str],
    names: &[fn(Split) -> String],
) -> Result<[(Split, PathBuf); 3], ModelError> {
    for place in places {
        for name in names {
            let files = Split::ALL.map(|split| (split, labels.join(place).join(name(split))));
            if files.iter().all(|(_, file)| file.is_file()) {
                return Ok(files);
            }
        }
    }
    let names: Vec<String> = names
        .iter()
        .map(|name| Split::ALL.map(name).join(", "))
        .collect();
    let places: Vec<&str> = places.iter().copied().filter(|p| !p.is_empty()).collect();
    let why = format!(
        "has no splits of {set}: looked for {} in it and in its {}",
        names.join(", or "),
        places.join(", ")
    );
    Err(ModelError::data(labels, why))
}

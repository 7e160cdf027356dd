//! Files that are there whole or not at all: written beside, then renamed, so
//! that a kill or a full disk leaves the old one.

use std::path::Path;

use tch::Tensor;

use crate::error::ModelError;

/// Has `write` fill a file beside `file`, then puts it in its place.
///
/// # Errors
/// What `write` says, or that the file cannot be put there.
pub(crate) fn replace(
    file: &Path,
    write: impl FnOnce(&Path) -> Result<(), ModelError>,
) -> Result<(), ModelError> {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".partial");
    let partial = file.with_file_name(name);
    let written = write(&partial)
        .and_then(|()| std::fs::rename(&partial, file).map_err(ModelError::file("write", file)));
    if written.is_err() {
        // Nothing half-written stays behind; there may be nothing to remove.
        let _ = std::fs::remove_file(&partial);
    }
    written
}

/// [`replace`] with these bytes.
pub(crate) fn replace_with(file: &Path, bytes: &[u8]) -> Result<(), ModelError> {
    replace(file, |partial| {
        std::fs::write(partial, bytes).map_err(ModelError::file("write", file))
    })
}

/// [`replace`] with these tensors, as safetensors.
pub(crate) fn replace_with_tensors<S: AsRef<str>>(
    file: &Path,
    tensors: &[(S, Tensor)],
) -> Result<(), ModelError> {
    replace(file, |partial| {
        Ok(Tensor::write_safetensors(tensors, partial)?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_file_and_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.json");
        replace_with(&file, b"old").unwrap();
        let failed = replace(&file, |partial| {
            std::fs::write(partial, b"half").unwrap();
            Err(ModelError::Stopped)
        });
        assert!(failed.is_err());
        assert_eq!(std::fs::read(&file).unwrap(), b"old");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}

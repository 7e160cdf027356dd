//! From a path to a file that is safe to open.
//!
//! The kind of the path is asked before it is opened: opening a pipe would
//! wait for ever for somebody to write to it.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use crate::AudioError;

/// Opens a regular file that has at least one byte.
pub(crate) fn open(path: &Path) -> Result<File, AudioError> {
    let about = fs::metadata(path).map_err(from_io)?;
    let kind = about.file_type();
    if kind.is_dir() {
        return Err(AudioError::NotAFile("folder"));
    }
    if !kind.is_file() {
        return Err(AudioError::NotAFile("pipe, socket or device"));
    }
    if about.len() == 0 {
        return Err(AudioError::Empty);
    }
    File::open(path).map_err(from_io)
}

fn from_io(error: io::Error) -> AudioError {
    match error.kind() {
        io::ErrorKind::NotFound => AudioError::Missing,
        _ => AudioError::Unreadable(error),
    }
}

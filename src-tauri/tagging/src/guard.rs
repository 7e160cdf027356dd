//! A fence around the work on one file: whatever is wrong with it costs that file
//! alone.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::{FileError, TaggingError};

/// What went wrong with one file, or with everything.
pub(crate) enum Fault {
    File(FileError),
    All(TaggingError),
}

impl<E: Into<FileError>> From<E> for Fault {
    fn from(error: E) -> Self {
        Self::File(error.into())
    }
}

/// Does the work on a file. A panic in it is a bug of ours; the file is as it was, for
/// only a finished copy ever takes its place.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let what = "the work on it ended in a panic";
        Err(Fault::File(FileError::NotGood(what)))
    })
}

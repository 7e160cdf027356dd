//! Files that are whole or not there: each is written beside its place, brought
//! to the disk, and put in place by a rename. A kill or a full disk leaves what
//! was there.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use moodplane_library::{folder_of, settle_folder};
use tempfile::{NamedTempFile, TempPath};

use crate::error::{ExportError, Result};

/// A file in the making. Dropped, it leaves nothing behind.
pub(crate) struct Draft {
    file: BufWriter<NamedTempFile>,
    target: PathBuf,
}

impl Draft {
    /// Begins the file that is to be at `target`.
    pub(crate) fn new(target: &Path) -> Result<Self> {
        let failed = ExportError::at(target);
        if target.is_dir() {
            let error = std::io::Error::other("it is a folder");
            return Err(failed(error));
        }
        // A link stays one: what it leads to is written.
        let target = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
        let mut builder = tempfile::Builder::new();
        builder.prefix(".moodplane-").suffix(".partial");
        // As any program's new file: without it, it would be its owner's only.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let file = builder.tempfile_in(folder_of(&target));
        // Without the name that the file has for a moment.
        let file = file.map_err(|error| failed(error.kind().into()))?;
        if let Ok(old) = fs::metadata(&target) {
            if old.permissions().readonly() {
                let error = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
                return Err(failed(error));
            }
            // Not every disk has permissions to keep.
            let _ = file.as_file().set_permissions(old.permissions());
        }
        Ok(Self {
            file: BufWriter::new(file),
            target,
        })
    }

    /// Where it is to be.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// Ends it, and waits until its bytes are on the disk. It is closed then: there may
    /// be more playlists than files that a program may hold open.
    pub(crate) fn finish(self) -> Result<Finished> {
        let failed = ExportError::at(&self.target);
        let file = self.file.into_inner();
        let file = file.map_err(|error| failed(error.into_error()))?;
        file.as_file().sync_all().map_err(&failed)?;
        Ok(Finished {
            file: file.into_temp_path(),
            target: self.target,
        })
    }
}

/// A whole file that is not yet in its place. Dropped, it leaves nothing behind.
pub(crate) struct Finished {
    file: TempPath,
    target: PathBuf,
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

/// Puts all of them in place.
pub(crate) fn put_all(files: Vec<Finished>) -> Result<Vec<PathBuf>> {
    let put = |finished: Finished| {
        let Finished { file, target } = finished;
        let persisted = file.persist(&target);
        persisted.map_err(|error| ExportError::at(&target)(error.error))?;
        settle_folder(folder_of(&target));
        Ok(target)
    };
    files.into_iter().map(put).collect()
}

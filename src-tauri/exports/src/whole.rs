//! Files that are whole or not there: each is written beside its place, brought
//! to the disk, and put in place by a rename. A kill or a full disk leaves what
//! was there.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

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

    /// Waits until its bytes are on the disk.
    fn settle(&mut self) -> Result<()> {
        let settled = self.file.flush();
        let settled = settled.and_then(|()| self.file.get_ref().as_file().sync_all());
        settled.map_err(ExportError::at(&self.target))
    }

    fn put(self) -> Result<PathBuf> {
        let failed = ExportError::at(&self.target);
        let file = self
            .file
            .into_inner()
            .map_err(|error| failed(error.into_error()))?;
        file.persist(&self.target)
            .map_err(|error| failed(error.error))?;
        settle_folder(folder_of(&self.target));
        Ok(self.target)
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

/// Puts all of them in place, once all are on the disk.
pub(crate) fn put_all(mut drafts: Vec<Draft>) -> Result<Vec<PathBuf>> {
    for draft in &mut drafts {
        draft.settle()?;
    }
    drafts.into_iter().map(Draft::put).collect()
}

/// The folder that a file lies in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Waits until the names in a folder are on the disk; only Unix can say so, and
/// not on every disk.
fn settle_folder(folder: &Path) {
    #[cfg(unix)]
    let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
    #[cfg(not(unix))]
    let _ = folder;
}

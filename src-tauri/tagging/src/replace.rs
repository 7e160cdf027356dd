//! Putting a changed copy in a file's place, so that at any moment there is the whole
//! old file or the whole new one.

use std::ffi::OsStr;
use std::fs::{self, File, Metadata, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use blake3::Hasher;
use moodplane_library::{folder_of, settle_folder};
use tempfile::{Builder, NamedTempFile};

use crate::error::FileError;
use crate::patch::Edits;

/// How copies are called while they are made: hidden, so that nobody takes one for
/// music, and known again after a kill.
const COPY: &str = ".moodplane-tags-";

/// Whether a file may be written, as far as a look at it tells.
///
/// # Errors
/// It is not there, no file of its own, or it or its folder is read-only.
pub(crate) fn look(path: &Path) -> Result<Metadata, FileError> {
    let meta = path
        .symlink_metadata()
        .map_err(|error| match error.kind() {
            io::ErrorKind::NotADirectory | io::ErrorKind::InvalidInput => FileError::Missing,
            _ => error.into(),
        })?;
    if meta.is_symlink() {
        return Err(FileError::Link(fs::read_link(path)?));
    }
    if !meta.is_file() {
        return Err(FileError::Format("What is no file"));
    }
    let names = names(&meta);
    if names > 1 {
        return Err(FileError::HardLink(names));
    }
    if meta.permissions().readonly() {
        return Err(FileError::ReadOnly);
    }
    let folder = folder_of(path);
    if folder.metadata()?.permissions().readonly() {
        return Err(FileError::FolderReadOnly(folder.to_owned()));
    }
    Ok(meta)
}

/// Takes away the copies in a folder that a kill has left there. Those that another
/// process is making just now are locked, and stay.
pub(crate) fn sweep(folder: &Path) {
    let left = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_copy = |name: &OsStr| name.as_encoded_bytes().starts_with(COPY.as_bytes());
    for entry in left.filter(|entry| is_copy(&entry.file_name())) {
        let path = entry.path();
        let is_free = File::open(&path).is_ok_and(|file| file.try_lock().is_ok());
        if is_free && let Err(error) = fs::remove_file(&path) {
            tracing::warn!(path = %path.display(), %error, "a left copy stays");
        }
    }
}

/// A file that is about to be written. Nobody else who asks may write it meanwhile.
pub(crate) struct Original {
    pub(crate) file: File,
    path: PathBuf,
    meta: Metadata,
}

impl Original {
    /// Opens a file to be replaced.
    ///
    /// # Errors
    /// As [`look`], or another program holds it.
    pub(crate) fn open(path: &Path) -> Result<Self, FileError> {
        let meta = look(path)?;
        // Not to be written to: but Windows says so to whoever asks for more.
        let file = File::options().read(true).write(cfg!(windows)).open(path);
        let file = file.map_err(|error| match error.kind() {
            io::ErrorKind::ResourceBusy => FileError::Locked,
            // "Sharing violation".
            _ if cfg!(windows) && error.raw_os_error() == Some(32) => FileError::Locked,
            _ => error.into(),
        })?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(FileError::Locked),
            // Not every disk knows locks.
            Err(TryLockError::Error(error)) => tracing::debug!(%error, "no locks here"),
        }
        Ok(Self {
            file,
            path: path.to_owned(),
            meta,
        })
    }

    /// When it was last written, ns since 1970.
    pub(crate) fn mtime_ns(&self) -> i64 {
        let time = self.meta.modified().unwrap_or(UNIX_EPOCH);
        match time.duration_since(UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_nanos()).unwrap_or(i64::MAX),
            Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |ns| -ns),
        }
    }

    /// BLAKE3 of all of it.
    pub(crate) fn hash(&mut self) -> Result<Vec<u8>, FileError> {
        self.file.rewind()?;
        let mut hasher = Hasher::new();
        io::copy(&mut self.file, &mut hasher)?;
        Ok(hasher.finalize().as_bytes().to_vec())
    }

    /// Makes a changed copy beside it.
    ///
    /// # Errors
    /// The folder may not be written to, there is no room, or it cannot be read.
    pub(crate) fn copy(&mut self, edits: &Edits) -> Result<Copy, FileError> {
        let folder = folder_of(&self.path);
        let made = Builder::new().prefix(COPY).tempfile_in(folder);
        let copy = made.map_err(|error| match error.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                FileError::FolderReadOnly(folder.to_owned())
            }
            _ => error.into(),
        })?;
        // So that no other process takes it for one that was left.
        let _ = copy.as_file().try_lock();
        self.file.rewind()?;
        let mut from = Hashing::new(&self.file);
        let mut to = Hashing::new(copy.as_file());
        edits.copy(&mut from, &mut to)?;
        let (before_hash, after_hash) = (from.finish(), to.finish());
        copy.as_file().sync_all()?;
        Ok(Copy {
            copy,
            before_hash,
            after_hash,
        })
    }

    /// Puts the copy in its place, with this time of the last change, ns since 1970, or
    /// now.
    ///
    /// # Errors
    /// The file changed meanwhile, or the system refuses; it is then as it was.
    pub(crate) fn put(self, copy: Copy, mtime_ns: Option<i64>) -> Result<(), FileError> {
        let file = copy.copy.as_file();
        carry_over(&self.file, &self.meta, &copy.copy);
        if let Some(ns) = mtime_ns {
            file.set_modified(time(ns))?;
        }
        file.sync_all()?;
        if !self.is_as_it_was() {
            return Err(FileError::ChangedMeanwhile);
        }
        let Self { file, path, .. } = self;
        if cfg!(windows) {
            // There an open file cannot be written over.
            drop(file);
        }
        copy.copy.persist(&path).map_err(|error| error.error)?;
        settle_folder(folder_of(&path));
        Ok(())
    }

    /// Whether the file at its path is still the one that was opened, unchanged.
    fn is_as_it_was(&self) -> bool {
        let Ok(now) = self.path.symlink_metadata() else {
            return false;
        };
        now.is_file()
            && now.len() == self.meta.len()
            && now.modified().ok() == self.meta.modified().ok()
            && inode(&now) == inode(&self.meta)
    }
}

/// A changed copy, not yet in place. Dropped, it goes.
pub(crate) struct Copy {
    copy: NamedTempFile,
    /// BLAKE3 of all of the original.
    pub(crate) before_hash: Vec<u8>,
    /// BLAKE3 of all of the copy.
    pub(crate) after_hash: Vec<u8>,
}

impl Copy {
    pub(crate) fn path(&self) -> &Path {
        self.copy.path()
    }
}

/// Gives the copy what belongs to the file beside its bytes: labels and access lists,
/// the owner, the permissions. What the system does not allow is left.
fn carry_over(from: &File, meta: &Metadata, copy: &NamedTempFile) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, fchown};
        use xattr::FileExt;
        for name in from.list_xattr().into_iter().flatten() {
            if let Ok(Some(value)) = from.get_xattr(&name) {
                let _ = copy.as_file().set_xattr(&name, &value);
            }
        }
        if fchown(copy.as_file(), Some(meta.uid()), Some(meta.gid())).is_err() {
            let _ = fchown(copy.as_file(), None, Some(meta.gid()));
        }
    }
    #[cfg(not(unix))]
    let _ = from;
    if let Err(error) = copy.as_file().set_permissions(meta.permissions()) {
        tracing::warn!(path = %copy.path().display(), %error, "permissions not kept");
    }
}

fn time(ns: i64) -> SystemTime {
    let distance = Duration::from_nanos(ns.unsigned_abs());
    match ns {
        0.. => UNIX_EPOCH + distance,
        _ => UNIX_EPOCH - distance,
    }
}

#[cfg(unix)]
fn names(meta: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(meta)
}

#[cfg(not(unix))]
fn names(_: &Metadata) -> u64 {
    1
}

#[cfg(unix)]
fn inode(meta: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (meta.dev(), meta.ino())
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> (u64, u64) {
    (0, 0)
}

/// Hashes what passes.
struct Hashing<T> {
    inner: T,
    hasher: Hasher,
}

impl<T> Hashing<T> {
    fn new(inner: T) -> Self {
        Self {
            inner,
            hasher: Hasher::new(),
        }
    }

    fn finish(self) -> Vec<u8> {
        self.hasher.finalize().as_bytes().to_vec()
    }
}

impl<T: Read> Read for Hashing<T> {
    fn read(&mut self, block: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(block)?;
        self.hasher.update(&block[..count]);
        Ok(count)
    }
}

impl<T: Write> Write for Hashing<T> {
    fn write(&mut self, block: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(block)?;
        self.hasher.update(&block[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

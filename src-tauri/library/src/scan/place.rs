//! Which place on which disk a path leads to.

use std::fs::Metadata;
use std::path::Path;

/// A folder's place. Two looks at one path that give different places have seen
/// different folders: one was moved away, or a disk was put over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// The disk's number; `None` where the system gives none. It may differ
    /// after a restart, so by itself a new number means nothing.
    pub(crate) device: Option<i64>,
    /// The folder's number on its disk.
    inode: Option<u64>,
}

impl Place {
    /// The place of a folder; `None` if there is no folder at this path.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        let meta = path.metadata().ok().filter(Metadata::is_dir)?;
        Some(Self::from(&meta))
    }

    #[cfg(unix)]
    fn from(meta: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self {
            device: Some(meta.dev().cast_signed()),
            inode: Some(meta.ino()),
        }
    }

    #[cfg(not(unix))]
    fn from(_: &Metadata) -> Self {
        Self {
            device: None,
            inode: None,
        }
    }
}

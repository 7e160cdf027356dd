//! Disks whose changes the system does not tell: those of other machines.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Types of file systems that other machines write to behind the kernel's back.
const TYPES: &[&str] = &[
    "9p",
    "afs",
    "ceph",
    "cifs",
    "davfs",
    "fuse.davfs2",
    "fuse.glusterfs",
    "fuse.gvfsd-fuse",
    "fuse.rclone",
    "fuse.s3fs",
    "fuse.sshfs",
    "glusterfs",
    "ncpfs",
    "nfs",
    "nfs4",
    "smb3",
    "smbfs",
];

/// The list of what is mounted where.
pub(super) struct Mounts(Vec<u8>);

impl Mounts {
    /// Reads the system's list; empty where it has none.
    pub(super) fn read() -> Self {
        Self(std::fs::read("/proc/self/mounts").unwrap_or_default())
    }

    /// The type of the network file system that a path lies on; `None` for a
    /// disk of this machine. Nothing on the disk itself is looked at: one whose
    /// machine is away would not answer.
    pub(super) fn network(&self, path: &Path) -> Option<String> {
        kind_in(&self.0, path)
    }
}

fn kind_in(mounts: &[u8], path: &Path) -> Option<String> {
    let mut deepest: Option<(PathBuf, &[u8])> = None;
    for line in mounts.split(|&byte| byte == b'\n') {
        let mut words = line.split(|&byte| byte == b' ').skip(1);
        let (Some(place), Some(kind)) = (words.next(), words.next()) else {
            continue;
        };
        let place = unescaped(place);
        let is_deeper = deepest
            .as_ref()
            .is_none_or(|(other, _)| place.components().count() >= other.components().count());
        // Of two on one place, the later covers the earlier.
        if path.starts_with(&place) && is_deeper {
            deepest = Some((place, kind));
        }
    }
    let kind = String::from_utf8_lossy(deepest?.1);
    TYPES.contains(&kind.as_ref()).then(|| kind.into_owned())
}

/// A place as the list writes it: spaces and the like as `\040`.
fn unescaped(text: &[u8]) -> PathBuf {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&first, others)) = rest.split_first() {
        let code = others
            .get(..3)
            .filter(|_| first == b'\\')
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 8).ok());
        bytes.push(code.unwrap_or(first));
        rest = if code.is_some() { &others[3..] } else { others };
    }
    path_of(bytes)
}

#[cfg(unix)]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(OsStr::from_bytes(&bytes))
}

#[cfg(not(unix))]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(OsStr::new(String::from_utf8_lossy(&bytes).as_ref()))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_deepest_and_latest_mount_counts() {
        let mounts = b"/dev/sda1 / ext4 rw 0 0\n\
            nas:/music /mnt/my\\040music nfs4 rw 0 0\n\
            /dev/sdb1 /mnt/my\\040music/local ext4 rw 0 0\n\
            me@host: /home/me/far fuse.sshfs rw 0 0\n\
            /dev/sdc1 /home/me/far ext4 rw 0 0\n";
        let kind = |path| kind_in(mounts, Path::new(path));
        assert_eq!(kind("/mnt/my music/a").as_deref(), Some("nfs4"));
        assert_eq!(kind("/mnt/my music/local/a"), None);
        assert_eq!(kind("/mnt/my musical"), None);
        assert_eq!(kind("/home/me/far"), None);
    }
}

//! Finding what looks like music below a folder.
//!
//! Looking like music is a matter of the name here: what a file really is turns
//! out when it is heard. So a broken link, a pipe or a folder called `x.mp3` is
//! found too, and the user is told of it instead of wondering where it went.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::ScanProblem;
use super::file::Stat;
use crate::paths;

/// What audio files are called, those among them that cannot be decoded too:
/// they get a row that says so.
const EXTENSIONS: &[&str] = &[
    "aac", "aif", "aifc", "aiff", "alac", "ape", "caf", "dff", "dsf", "flac", "m4a", "m4b", "m4p",
    "mka", "mp1", "mp2", "mp3", "mp4a", "mpc", "oga", "ogg", "opus", "ra", "spx", "tta", "wav",
    "wave", "wma", "wv",
];

/// Folders that systems keep for themselves (wastebaskets and thumbnails), and
/// those in which rsync and Syncthing put files that are not there yet or any
/// more.
const PASSED_BY: &[&str] = &[
    "$RECYCLE.BIN",
    ".stversions",
    ".~tmp~",
    "@eaDir",
    "System Volume Information",
];

/// Folders kept open at once, each inside the one before. What is still to come
/// of a folder beyond is read into memory, which may be a million names; as
/// deep a tree is rare, and each takes a file descriptor.
const OPEN_AT_ONCE: usize = 64;

/// A thing with an audio file's name.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) path: PathBuf,
    pub(super) stat: Stat,
}

/// One step of a walk.
pub(super) enum Step {
    Candidate(Candidate),
    Problem(ScanProblem),
}

/// Everything below `root` that is called like an audio file. Links are
/// followed, but never into a place that is walked anyway, so that there are
/// neither loops nor doubles.
pub(super) fn walk(root: &Path) -> impl Iterator<Item = Step> {
    let mut entered: Vec<PathBuf> = dunce::canonicalize(root).into_iter().collect();
    WalkDir::new(root)
        .follow_links(true)
        .max_open(OPEN_AT_ONCE)
        .into_iter()
        .filter_entry(move |entry| is_to_enter(entry, &mut entered))
        .filter_map(|entry| match entry {
            Ok(entry) if is_audio(entry.path()) => candidate(entry.into_path()),
            Ok(_) => None,
            Err(error) => failed(&error),
        })
}

/// What a library would take for music below `folder`, in the order of paths.
///
/// # Errors
/// The first thing that cannot be looked into; a folder that is not there.
pub fn music_in(folder: &Path) -> Result<Vec<PathBuf>, ScanProblem> {
    let mut paths = walk(folder)
        .map(|step| match step {
            Step::Candidate(candidate) => Ok(candidate.path),
            Step::Problem(problem) => Err(problem),
        })
        .collect::<Result<Vec<_>, _>>()?;
    paths.sort();
    Ok(paths)
}

/// Nothing where a file has gone since its name was read.
fn candidate(path: PathBuf) -> Option<Step> {
    let stat = Stat::of(&path);
    let is_there = stat.is_file || !paths::is_gone(&path);
    is_there.then_some(Step::Candidate(Candidate { path, stat }))
}

/// What a failed step means: a link that leads nowhere is a candidate if it is
/// called like one; a loop and what has gone meanwhile are nothing; a folder
/// that cannot be opened is told.
fn failed(error: &walkdir::Error) -> Option<Step> {
    let path = error.path().filter(|_| error.loop_ancestor().is_none())?;
    if is_audio(path) && path.symlink_metadata().is_ok() {
        return candidate(path.to_owned());
    }
    let is_dead_link = path.symlink_metadata().is_ok_and(|meta| meta.is_symlink());
    let reason = error.io_error()?;
    (!is_dead_link && !paths::is_gone(path)).then(|| {
        Step::Problem(ScanProblem {
            path: path.to_owned(),
            message: format!(
                "{} cannot be looked into ({reason}); check its permissions.",
                path.display()
            ),
        })
    })
}

/// Whether to go on with this entry; of a linked folder, remembers that it was
/// entered.
fn is_to_enter(entry: &DirEntry, entered: &mut Vec<PathBuf>) -> bool {
    if entry.depth() == 0 || !entry.file_type().is_dir() {
        return true;
    }
    if is_nobodys(entry.file_name()) {
        return false;
    }
    if !entry.path_is_symlink() {
        return true;
    }
    let Ok(target) = dunce::canonicalize(entry.path()) else {
        return false;
    };
    let is_new = !entered.iter().any(|place| target.starts_with(place));
    if is_new {
        entered.push(target);
    }
    is_new
}

/// Whether a walk passes a folder of this name by.
fn is_nobodys(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    PASSED_BY.contains(&name.as_ref()) || name.starts_with(".Trash")
}

/// Whether a walk from `root` does not come to `path`.
pub(crate) fn is_passed_by(root: &Path, path: &Path) -> bool {
    path.strip_prefix(root)
        .is_ok_and(|rest| rest.iter().any(is_nobodys))
}

/// Whether a path is called like an audio file. Names that begin with a dot are
/// hidden: copies in progress, and what macOS leaves beside files on foreign
/// disks.
pub fn is_audio(path: &Path) -> bool {
    let is_hidden = path
        .file_name()
        .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    let extension = path.extension().and_then(|extension| extension.to_str());
    !is_hidden
        && extension.is_some_and(|extension| {
            EXTENSIONS
                .iter()
                .any(|known| extension.eq_ignore_ascii_case(known))
        })
}

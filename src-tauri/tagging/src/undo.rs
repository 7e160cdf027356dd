//! Taking a writing back: byte for byte where the file is as it was left, and value
//! for value where that is asked for or the way back was too long to keep.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use moodplane_library::{Library, TrackId, WritingId, WrittenFile, folder_of};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::compare::{FieldPlan, Outcome};
use crate::container;
use crate::error::{FileError, FileProblem, TaggingError};
use crate::guard::{Fault, guarded};
use crate::journal::{self, Change};
use crate::patch::Edits;
use crate::replace::{self, Original};
use crate::verify;

/// How a file was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Undone {
    /// It is what it was, to the last byte and with its old time.
    Bytes,
    /// The fields hold what they held; its bytes may lie otherwise.
    Values,
    /// It was what it was before already, or holds nothing of it any more.
    Already,
}

/// What came of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct UndoneFile {
    /// The track.
    pub track: TrackId,
    /// Where the file is, for people to read.
    pub path: String,
    /// How it was taken back; `None` where it was not.
    pub how: Option<Undone>,
    /// Why it was not.
    pub problem: Option<FileProblem>,
}

/// What came of it all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct UndoSummary {
    /// The writing that was taken back.
    pub writing: WritingId,
    /// Files that are what they were, to the last byte.
    pub bytes: u32,
    /// Files whose fields hold what they held.
    pub values: u32,
    /// Files in which there was nothing to do.
    pub already: u32,
    /// Files that were left as they are for a reason.
    pub failed: u32,
    /// Whether it was stopped before its end.
    pub stopped: bool,
}

/// Takes a writing back, or the last one of which there is anything left, and calls
/// `each` with what came of each file. A file that another program has changed since is
/// left alone; with `values`, its fields get their old values where they still hold
/// what was written.
///
/// # Errors
/// There is no such writing, or the library cannot be written. What is wrong with a
/// file is in its row, and stops nothing.
pub fn undo(
    library: &Library,
    writing: Option<WritingId>,
    values: bool,
    stop: &AtomicBool,
    each: &mut dyn FnMut(&UndoneFile),
) -> Result<UndoSummary, TaggingError> {
    let writing = match writing {
        Some(writing) => writing,
        None => {
            let all = library.writings()?;
            let last = all.into_iter().find(|writing| writing.files > 0);
            last.ok_or(TaggingError::NothingWritten)?.id
        }
    };
    let mut summary = UndoSummary {
        writing,
        ..UndoSummary::default()
    };
    let mut swept = HashSet::new();
    for note in library.notes_to_undo(writing)? {
        if stop.load(Ordering::Relaxed) {
            summary.stopped = true;
            break;
        }
        let Some(file) = library.written_file(note)? else {
            continue;
        };
        let path = place(library, &file);
        let folder = folder_of(&path);
        if swept.insert(folder.to_owned()) {
            replace::sweep(folder);
        }
        let undone = match guarded(|| one(library, &file, &path, values, stop)) {
            Err(Fault::All(error)) => return Err(error),
            Err(Fault::File(FileError::Stopped)) => {
                summary.stopped = true;
                break;
            }
            Err(Fault::File(error)) => Err(error),
            Ok(how) => Ok(how),
        };
        match undone {
            Ok(Undone::Bytes) => summary.bytes += 1,
            Ok(Undone::Values) => summary.values += 1,
            Ok(Undone::Already) => summary.already += 1,
            Err(_) => summary.failed += 1,
        }
        each(&UndoneFile {
            track: file.track,
            path: path.to_string_lossy().into_owned(),
            how: undone.as_ref().ok().copied(),
            problem: undone.as_ref().err().map(FileProblem::from),
        });
    }
    Ok(summary)
}

/// Where the file is now: its track may have moved.
fn place(library: &Library, file: &WrittenFile) -> PathBuf {
    let now = library.track_path(file.track).ok();
    match now {
        Some(now) if now.symlink_metadata().is_ok() => now,
        _ => file.path.clone(),
    }
}

fn one(
    library: &Library,
    file: &WrittenFile,
    path: &Path,
    values: bool,
    stop: &AtomicBool,
) -> Result<Undone, Fault> {
    let mut original = Original::open(path)?;
    let hash = original.hash()?;
    let way_back = file.way_back.as_deref().and_then(Edits::from_bytes);
    let done = if hash == file.before_hash {
        Undone::Already
    } else if let (true, Some(way_back)) = (hash == file.after_hash, way_back) {
        let copy = original.copy(&way_back)?;
        if copy.after_hash != file.before_hash {
            return Err(FileError::NotGood("the way back does not lead back").into());
        }
        original.put(copy, Some(file.before_mtime_ns))?;
        Undone::Bytes
    } else if values || hash == file.after_hash {
        restore(original, path, &journal::read_fields(&file.fields), stop)?
    } else {
        return Err(FileError::ChangedSince.into());
    };
    let noted = library.has_undone(file.id, path);
    noted.map_err(|error| Fault::All(error.into()))?;
    Ok(done)
}

/// Gives the fields that still hold what was written the values that they held.
fn restore(
    mut original: Original,
    path: &Path,
    changes: &[Change],
    stop: &AtomicBool,
) -> Result<Undone, FileError> {
    let mut tags = container::open(&mut original.file)?;
    let mut plans = Vec::new();
    for change in changes {
        let plan = FieldPlan {
            field: change.field,
            place: change.place,
            outcome: Outcome::Change,
            old: change.new.clone(),
            new: change.old.clone(),
        };
        if plan.held(tags.as_ref())? == plan.old && !plan.is_locked(tags.as_ref()) {
            plans.push(plan);
        }
    }
    if plans.is_empty() {
        return Ok(Undone::Already);
    }
    let others = verify::others(tags.as_ref(), &plans);
    for plan in &plans {
        plan.set(tags.as_mut())?;
    }
    let change = tags.change(&mut original.file)?;
    let copy = original.copy(&change.forth)?;
    verify::holds(&copy, &plans, &others)?;
    verify::leads_back(&copy, &change.back)?;
    verify::sounds_the_same(path, copy.path(), stop)?;
    original.put(copy, None)?;
    Ok(Undone::Values)
}

//! Writing: one file after another, each by a copy that proved good.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use moodplane_library::{Library, Listed, Rewritten, TrackId, WritingId, folder_of};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::compare::{FieldPlan, Outcome, Planned, compare};
use crate::container;
use crate::error::{FileError, TaggingError};
use crate::guard::{Fault, guarded};
use crate::journal;
use crate::options::Options;
use crate::plan::{self, FilePlan};
use crate::replace::{self, Original};
use crate::verify;

/// Ways back longer than this are not kept: a library of tens of thousands of tracks
/// has one for each. Nearly all are below a kilobyte.
const LONGEST_WAY_BACK: usize = 1 << 20;

/// What came of a writing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Summary {
    /// Its number, by which it can be undone; `None` where no file was changed.
    pub writing: Option<WritingId>,
    /// Files that were changed.
    pub written: u32,
    /// Files that hold everything already, or for which there is nothing.
    pub unchanged: u32,
    /// Files that were left as they are for a reason.
    pub failed: u32,
    /// Whether it was stopped before its end.
    pub stopped: bool,
}

/// Writes what [`crate::preview`] shows into the files of these tracks, one after
/// another, and calls `each` with what came of it. Stops soon after `stop` becomes
/// true; a file is whole at any moment.
///
/// # Errors
/// The options cannot be followed, or the library cannot be written. What is wrong
/// with a file is in its plan, and stops nothing.
pub fn write(
    library: &Library,
    tracks: &[TrackId],
    options: &Options,
    stop: &AtomicBool,
    each: &mut dyn FnMut(&FilePlan),
) -> Result<Summary, TaggingError> {
    options.check()?;
    let mut writer = Writer {
        library,
        options,
        stop,
        writing: None,
        swept: HashSet::new(),
    };
    let mut summary = Summary::default();
    for &id in tracks {
        if stop.load(Ordering::Relaxed) {
            summary.stopped = true;
            break;
        }
        let Some(track) = plan::listed(library, id)? else {
            continue;
        };
        let planned = match guarded(|| writer.one(&track)) {
            Ok(plans) => Ok(plans),
            Err(Fault::File(FileError::Stopped)) => {
                summary.stopped = true;
                break;
            }
            Err(Fault::File(error)) => Err(error),
            Err(Fault::All(error)) => return Err(error),
        };
        let row = plan::row(&track, planned);
        match (&row.problem, row.changes()) {
            (Some(_), _) => summary.failed += 1,
            (None, true) => summary.written += 1,
            (None, false) => summary.unchanged += 1,
        }
        each(&row);
    }
    summary.writing = writer.writing;
    Ok(summary)
}

struct Writer<'a> {
    library: &'a Library,
    options: &'a Options,
    stop: &'a AtomicBool,
    /// Once a file was changed.
    writing: Option<WritingId>,
    /// Folders that were looked through for left copies.
    swept: HashSet<PathBuf>,
}

impl Writer<'_> {
    fn one(&mut self, track: &Listed) -> Result<Planned, Fault> {
        let folder = folder_of(&track.path);
        if self.swept.insert(folder.to_owned()) {
            replace::sweep(folder);
        }
        let wanted = plan::wanted(self.library, track, self.options).map_err(Fault::All)??;
        let mut original = Original::open(&track.path)?;
        let mut tags = container::open(&mut original.file)?;
        let planned = compare(tags.as_ref(), &wanted, self.options)?;
        let plans = &planned.fields;
        let changes = plans.iter().filter(|plan| plan.outcome == Outcome::Change);
        let changes: Vec<FieldPlan> = changes.cloned().collect();
        if changes.is_empty() {
            return Ok(planned);
        }
        let others = verify::others(tags.as_ref(), plans);
        for change in &changes {
            change.set(tags.as_mut())?;
        }
        let change = tags.change(&mut original.file)?;
        let copy = original.copy(&change.forth)?;
        verify::holds(&copy, plans, &others)?;
        verify::leads_back(&copy, &change.back)?;
        let sound = verify::sounds_the_same(&track.path, copy.path(), self.stop)?;
        let all = |error| Fault::All(TaggingError::Library(error));
        let writing = match self.writing {
            Some(writing) => writing,
            None => journal::begin(self.library, self.options).map_err(Fault::All)?,
        };
        self.writing = Some(writing);
        let way_back = change.back.to_bytes();
        let note = Rewritten {
            track: track.row.id,
            path: &track.path,
            stream_id: &sound.stream_id,
            before_hash: &copy.before_hash,
            after_hash: &copy.after_hash,
            before_mtime_ns: original.mtime_ns(),
            fields: &journal::fields(&changes),
            way_back: Some(&way_back[..]).filter(|way| way.len() <= LONGEST_WAY_BACK),
        };
        let note = self.library.about_to_write(writing, &note).map_err(all)?;
        let mtime_ns = self.options.keep_mtime.then(|| original.mtime_ns());
        if let Err(error) = original.put(copy, mtime_ns) {
            self.library.has_not_written(note).map_err(all)?;
            return Err(error.into());
        }
        self.library.has_written(note, &track.path).map_err(all)?;
        Ok(planned)
    }
}

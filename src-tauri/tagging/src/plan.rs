//! What would change in each file, field by field: the preview, and what a writing
//! goes by.

use std::fs::File;
use std::sync::atomic::{AtomicBool, Ordering};

use moodplane_library::{Library, LibraryError, Listed, TrackId};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::compare::{FieldPlan, Outcome, Planned, compare};
use crate::container;
use crate::error::{FileError, FileProblem, TaggingError};
use crate::guard::{Fault, guarded};
use crate::options::Options;
use crate::replace;
use crate::wanted::Wanted;

/// What would change in one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FilePlan {
    /// The track.
    pub track: TrackId,
    /// Where the file is, for people to read.
    pub path: String,
    /// Title, as in the list.
    pub title: String,
    /// Artist, likewise.
    pub artist: Option<String>,
    /// The chosen fields, each in its own tag and then in an APE tag where there is
    /// one; none where the file cannot be written.
    pub fields: Vec<FieldPlan>,
    /// What else is to be said of a file that can be written.
    pub note: Option<FileProblem>,
    /// Why it cannot.
    pub problem: Option<FileProblem>,
}

impl FilePlan {
    /// Whether anything would be written.
    #[must_use]
    pub fn changes(&self) -> bool {
        self.fields
            .iter()
            .any(|field| field.outcome == Outcome::Change)
    }
}

/// Says of one track after another what would change in its file, and touches none.
/// Ends early when `each` returns false, and soon after `stop` becomes true.
///
/// # Errors
/// The options cannot be followed, or the library cannot be read. What is wrong with
/// a file is in its plan.
pub fn preview(
    library: &Library,
    tracks: &[TrackId],
    options: &Options,
    stop: &AtomicBool,
    each: &mut dyn FnMut(FilePlan) -> bool,
) -> Result<(), TaggingError> {
    options.check()?;
    for &id in tracks {
        let Some(track) = listed(library, id)? else {
            continue;
        };
        if stop.load(Ordering::Relaxed) || !each(of_track(library, &track, options)?) {
            break;
        }
    }
    Ok(())
}

/// A track with all that is kept of it; `None` where it has left the library.
pub(crate) fn listed(library: &Library, id: TrackId) -> Result<Option<Listed>, TaggingError> {
    let mut found = None;
    let read = library.for_each(Some(&[id]), &mut |track| {
        found = Some(track);
        false
    });
    match read {
        Ok(()) => Ok(found),
        Err(LibraryError::NoSuchTrack(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn of_track(
    library: &Library,
    track: &Listed,
    options: &Options,
) -> Result<FilePlan, TaggingError> {
    let planned = guarded(|| {
        let wanted = wanted(library, track, options).map_err(Fault::All)??;
        let tags = container::open(&mut File::open(&track.path)?)?;
        Ok(compare(tags.as_ref(), &wanted, options)?)
    });
    match planned {
        Ok(planned) => Ok(row(track, Ok(planned))),
        Err(Fault::File(error)) => Ok(row(track, Err(error))),
        Err(Fault::All(error)) => Err(error),
    }
}

/// A plan as it crosses.
pub(crate) fn row(track: &Listed, planned: Result<Planned, FileError>) -> FilePlan {
    let (planned, problem) = match planned {
        Ok(planned) => (Some(planned), None),
        Err(error) => (None, Some(FileProblem::from(&error))),
    };
    let note = planned.as_ref().and_then(|planned| planned.note.as_ref());
    let note = note.map(FileProblem::from);
    let fields = planned.map_or_else(Vec::new, |planned| planned.fields);
    FilePlan {
        track: track.row.id,
        path: track.row.path.clone(),
        title: track.row.title.clone(),
        artist: track.row.artist.clone(),
        fields,
        note,
        problem,
    }
}

/// What is wanted of a track's file, if it is there and is what was heard.
pub(crate) fn wanted(
    library: &Library,
    track: &Listed,
    options: &Options,
) -> Result<Result<Wanted, FileError>, TaggingError> {
    if let Err(error) = replace::look(&track.path) {
        return Ok(Err(error));
    }
    let user = library.correction(track.row.id)?.unwrap_or_default();
    let Some(wanted) = Wanted::of(track, &user, options) else {
        return Ok(Err(FileError::NotAnalysed));
    };
    Ok(match library.is_heard_as_it_is(track.row.id) {
        Ok(true) => Ok(wanted),
        Ok(false) => Err(FileError::Changed),
        Err(LibraryError::NoSuchFile(_) | LibraryError::NoSuchTrack(_)) => Err(FileError::Missing),
        Err(error) => return Err(error.into()),
    })
}

//! What would change in each file, field by field: the preview, and what a writing
//! goes by.

use std::fs::File;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use moodplane_library::{Library, LibraryError, Listed, TrackId};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::comment;
use crate::container::{self, Tagged};
use crate::error::{FileError, FileProblem, TaggingError};
use crate::field::Field;
use crate::options::{Existing, Options};
use crate::replace;
use crate::wanted::Wanted;

/// What becomes of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
#[serde(rename = "FieldOutcome")]
pub enum Outcome {
    /// It is written.
    Change,
    /// It holds what would be written.
    Same,
    /// It holds something else, which stays, as was asked.
    Kept,
    /// There is nothing to write, and what is there stays.
    Nothing,
}

/// A field of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FieldPlan {
    /// The field.
    pub field: Field,
    /// What becomes of it.
    pub outcome: Outcome,
    /// Its values now; none where it is not there.
    pub old: Vec<String>,
    /// Its values afterwards.
    pub new: Vec<String>,
}

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
    /// The chosen fields; none where the file cannot be written.
    pub fields: Vec<FieldPlan>,
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
    let planned = match wanted(library, track, options)? {
        Ok(wanted) => plan_of(&track.path, &wanted, options),
        Err(error) => Err(error),
    };
    Ok(row(track, planned))
}

/// A plan as it crosses.
pub(crate) fn row(track: &Listed, planned: Result<Vec<FieldPlan>, FileError>) -> FilePlan {
    let (fields, problem) = match planned {
        Ok(fields) => (fields, None),
        Err(error) => (Vec::new(), Some(FileProblem::from(&error))),
    };
    FilePlan {
        track: track.row.id,
        path: track.row.path.clone(),
        title: track.row.title.clone(),
        artist: track.row.artist.clone(),
        fields,
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

fn plan_of(path: &Path, wanted: &Wanted, options: &Options) -> Result<Vec<FieldPlan>, FileError> {
    let tags = container::open(&mut File::open(path)?)?;
    plan(tags.as_ref(), wanted, options)
}

/// Compares what a file holds with what is wanted.
pub(crate) fn plan(
    tags: &dyn Tagged,
    wanted: &Wanted,
    options: &Options,
) -> Result<Vec<FieldPlan>, FileError> {
    let mut plans = Vec::new();
    for (&field, values) in &wanted.fields {
        let old = tags.values(field)?;
        let new = tags.storable(field, values);
        let outcome = match options.existing {
            _ if new.is_empty() => Outcome::Nothing,
            _ if old == new => Outcome::Same,
            Existing::Keep if !old.is_empty() => Outcome::Kept,
            _ => Outcome::Change,
        };
        plans.push(of_field(field, outcome, old, new));
    }
    if let Some(moods) = &wanted.comment {
        let old = tags.values(Field::Comment)?;
        let text = comment::with_moods(old.first().map_or("", String::as_str), moods);
        let new: Vec<String> = [text].into_iter().filter(|text| !text.is_empty()).collect();
        let outcome = match old == new {
            true if moods.is_empty() => Outcome::Nothing,
            true => Outcome::Same,
            false => Outcome::Change,
        };
        plans.push(of_field(Field::Comment, outcome, old, new));
    }
    Ok(plans)
}

fn of_field(field: Field, outcome: Outcome, old: Vec<String>, new: Vec<String>) -> FieldPlan {
    let new = match outcome {
        Outcome::Change => new,
        _ => old.clone(),
    };
    FieldPlan {
        field,
        outcome,
        old,
        new,
    }
}

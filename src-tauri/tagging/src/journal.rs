//! What was written when, as the library keeps it.

use moodplane_library::{Library, WritingId};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::compare::FieldPlan;
use crate::error::TaggingError;
use crate::field::{Field, Place};
use crate::options::Options;

/// A writing into many files, as it can be undone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename = "WrittenTags")]
pub struct Written {
    /// Its number.
    pub id: WritingId,
    /// When it began, s since 1970.
    pub begun_at: u32,
    /// Files that hold it, as far as is known.
    pub files: u32,
    /// Files in which it was undone.
    pub undone: u32,
    /// What was asked for.
    pub options: Options,
}

/// What was written into files, the last first.
///
/// # Errors
/// The library cannot be read.
pub fn written(library: &Library) -> Result<Vec<Written>, TaggingError> {
    let writings = library.writings()?.into_iter();
    let written = writings.map(|writing| Written {
        id: writing.id,
        begun_at: writing.begun_at,
        files: writing.files,
        undone: writing.undone,
        // A later version may have written what this one does not know.
        options: serde_json::from_str(&writing.asked).unwrap_or_default(),
    });
    Ok(written.collect())
}

pub(crate) fn begin(library: &Library, options: &Options) -> Result<WritingId, TaggingError> {
    // Plain values of our own always have a JSON.
    let asked = serde_json::to_string(options).unwrap_or_default();
    Ok(library.begin_writing(&asked)?)
}

/// A field that changed, in the journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Change {
    pub(crate) field: Field,
    /// Journals of earlier versions know one tag of a file.
    #[serde(default)]
    pub(crate) place: Place,
    pub(crate) old: Vec<String>,
    pub(crate) new: Vec<String>,
}

/// The changed fields as text, with their values before and after.
pub(crate) fn fields(changes: &[FieldPlan]) -> String {
    let all: Vec<Change> = changes
        .iter()
        .map(|plan| Change {
            field: plan.field,
            place: plan.place,
            old: plan.old.clone(),
            new: plan.new.clone(),
        })
        .collect();
    serde_json::to_string(&all).unwrap_or_default()
}

/// The fields of such a text; those that cannot be read are none.
pub(crate) fn read_fields(text: &str) -> Vec<Change> {
    serde_json::from_str(text).unwrap_or_default()
}

//! The plane as a picture of what is exported: its tracks stand out, the rest of
//! the library is a faint ground.

use std::collections::HashSet;
use std::io::Write;
use std::path::Path;

use moodplane_library::{Library, TrackId};
use moodplane_picture::{ColourBy, Format as Form, Picture, SIZE, Words};

use crate::error::{ExportError, Result};
use crate::format::Format;
use crate::list::List;
use crate::report::Report;
use crate::whole::{Draft, put_all};

/// Pixels of a PNG for one of the picture's size: sharp screens.
const SCALE: u32 = 2;

/// Draws the tracks of all lists.
pub(crate) fn draw(
    library: &Library,
    lists: &[List],
    format: Format,
    words: &Words,
    target: &Path,
) -> Result<Report> {
    let points = library.points()?;
    let wanted: HashSet<TrackId> = lists
        .iter()
        .flat_map(|list| &list.tracks)
        .copied()
        .collect();
    let shown: Vec<TrackId> = points
        .id
        .iter()
        .copied()
        .filter(|id| wanted.contains(id))
        .collect();
    if shown.is_empty() {
        return Err(ExportError::NoneHeard);
    }
    let title = match lists {
        [list] => Some(list.name.as_str()),
        _ => None,
    };
    let picture = Picture {
        points: &points,
        shown: Some(&shown),
        by: ColourBy::Emotion,
        light: false,
        title,
        words,
        size: SIZE,
        scale: SCALE,
    };
    let form = match format {
        Format::Svg => Form::Svg,
        _ => Form::Png,
    };
    let mut draft = Draft::new(target)?;
    draft
        .write_all(&picture.draw(form)?)
        .map_err(ExportError::at(target))?;
    let files = put_all(vec![draft.finish()?])?;
    Ok(Report {
        files: files
            .iter()
            .map(|file| file.display().to_string())
            .collect(),
        written: shown.len() as u32,
        ..Report::default()
    })
}

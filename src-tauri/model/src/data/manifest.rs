//! Reading and writing manifests.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use moodplane_library::{Quadrant, vocabulary};

use super::clip::{Clip, Dataset, Split};
use super::sheet::{Row, Sheet, quoted};
use crate::error::ModelError;
use crate::whole::replace_with;

/// The scale of valence and arousal: the nine figures of the Self-Assessment
/// Manikin (Bradley & Lang 1994).
pub const SCALE: [f64; 2] = [1.0, 9.0];

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Clip,
    Path,
    Split,
    Group,
    Valence,
    Arousal,
    Tags,
    Quadrant,
    /// An index into [`Dataset::scalars`].
    Scalar(usize),
}

/// The columns with a meaning of their own; those that every manifest has
/// come first.
const NAMED: [(&str, Column); 8] = [
    ("clip", Column::Clip),
    ("path", Column::Path),
    ("split", Column::Split),
    ("group", Column::Group),
    ("valence", Column::Valence),
    ("arousal", Column::Arousal),
    ("tags", Column::Tags),
    ("quadrant", Column::Quadrant),
];
const NEEDED: usize = 4;

impl Dataset {
    /// Reads a manifest. Whether the clips are there is not looked at: see
    /// [`Dataset::take_missing`].
    ///
    /// # Errors
    /// [`ModelError::Data`], naming the line and the column, when the columns
    /// are not a manifest's, a value is off its scale, a tag, split or quadrant
    /// is unknown, two clips have one id, or there is none.
    pub fn read(path: &Path) -> Result<Self, ModelError> {
        let sheet = Sheet::csv(path)?;
        let (columns, scalars) = columns(path, &sheet)?;
        let folder = folder_of(path)?;
        let mut first_lines: HashMap<&str, u64> = HashMap::new();
        let mut clips = Vec::with_capacity(sheet.rows.len());
        for row in &sheet.rows {
            let mut clip = Clip::new("", "", Split::Train);
            clip.scalars = vec![None; scalars.len()];
            for (index, &column) in columns.iter().enumerate() {
                fill(&mut clip, column, &sheet, row, index, &folder)?;
                if column == Column::Clip
                    && let Some(first) = first_lines.insert(row.cell(index), row.line())
                {
                    let id = quoted(row.cell(index));
                    let why = format!("the id {id} is also on line {first}");
                    return Err(sheet.wrong(row, index, why));
                }
            }
            if clip.group.is_empty() {
                clip.group.clone_from(&clip.id);
            }
            clips.push(clip);
        }
        if clips.is_empty() {
            return Err(ModelError::data(path, "holds no clips"));
        }
        let name = path.file_stem().unwrap_or_default();
        Ok(Self {
            name: name.to_string_lossy().into_owned(),
            path: path.to_owned(),
            scalars,
            clips,
        })
    }

    /// Writes the manifest; an interrupted call leaves what was there before.
    /// Clips below the manifest's folder are named relative to it.
    ///
    /// # Errors
    /// [`ModelError::File`] when it cannot be written, [`ModelError::Data`] when
    /// a clip's path is not Unicode, or some clips have tags and others do not
    /// say whether they have any: CSV has no way to tell those apart.
    pub fn write(&self, path: &Path) -> Result<(), ModelError> {
        let folder = folder_of(path)?;
        let has = |labelled: fn(&Clip) -> bool| self.clips.iter().any(labelled);
        let columns: Vec<(&str, Column)> = NAMED
            .into_iter()
            .filter(|(_, column)| match column {
                Column::Valence => has(|clip| clip.valence.is_some()),
                Column::Arousal => has(|clip| clip.arousal.is_some()),
                Column::Tags => has(|clip| clip.tags.is_some()),
                Column::Quadrant => has(|clip| clip.quadrant.is_some()),
                _ => true,
            })
            .chain(
                self.scalars
                    .iter()
                    .enumerate()
                    .map(|(index, name)| (name.as_str(), Column::Scalar(index))),
            )
            .collect();
        let mut csv = csv::Writer::from_writer(Vec::new());
        // Writing to memory does not fail, and every row has the header's length.
        let fault = |error: csv::Error| ModelError::data(path, error.to_string());
        csv.write_record(columns.iter().map(|(name, _)| name))
            .map_err(fault)?;
        for clip in &self.clips {
            let cells: Result<Vec<String>, String> = columns
                .iter()
                .map(|&(_, column)| cell(clip, column, &folder))
                .collect();
            let cells = cells.map_err(|why| {
                ModelError::data(path, format!("clip {} {why}", quoted(&clip.id)))
            })?;
            csv.write_record(cells).map_err(fault)?;
        }
        let bytes = csv
            .into_inner()
            .map_err(|error| ModelError::data(path, error.to_string()))?;
        replace_with(path, &bytes)
    }
}

/// The folder of a manifest, which relative paths in it start from; absolute.
fn folder_of(manifest: &Path) -> Result<PathBuf, ModelError> {
    let folder = match manifest.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    folder
        .canonicalize()
        .map_err(ModelError::file("open", folder))
}

/// What each column of the sheet holds, and the scalars' names.
fn columns(path: &Path, sheet: &Sheet) -> Result<(Vec<Column>, Vec<String>), ModelError> {
    let (mut columns, mut scalars) = (Vec::new(), Vec::new());
    for (index, name) in sheet.columns.iter().enumerate() {
        let why = if name.is_empty() {
            Some(format!("column {} has no name", index + 1))
        } else if sheet.columns[..index].contains(name) {
            Some(format!("has two columns {}", quoted(name)))
        } else {
            None
        };
        if let Some(why) = why {
            return Err(ModelError::data(path, why));
        }
        let named = NAMED.iter().find(|(known, _)| known == name);
        columns.push(named.map_or_else(
            || {
                scalars.push(name.clone());
                Column::Scalar(scalars.len() - 1)
            },
            |&(_, column)| column,
        ));
    }
    for (name, column) in &NAMED[..NEEDED] {
        if !columns.contains(column) {
            let why = format!(
                "is no manifest: it has no column '{name}' (clip, path, split and group are needed)"
            );
            return Err(ModelError::data(path, why));
        }
    }
    Ok((columns, scalars))
}

/// Puts what a cell says into `clip`.
fn fill(
    clip: &mut Clip,
    column: Column,
    sheet: &Sheet,
    row: &Row,
    index: usize,
    folder: &Path,
) -> Result<(), ModelError> {
    let cell = row.cell(index);
    let wrong = |why: String| sheet.wrong(row, index, why);
    let rating = || -> Result<Option<f32>, ModelError> {
        if cell.is_empty() {
            return Ok(None);
        }
        Ok(Some(sheet.on_scale(row, index, SCALE)? as f32))
    };
    match column {
        Column::Clip | Column::Path if cell.is_empty() => return Err(wrong("is empty".to_owned())),
        Column::Clip => clip.id = cell.to_owned(),
        Column::Path => clip.path = folder.join(cell),
        Column::Split => clip.split = split(cell).map_err(wrong)?,
        Column::Group => clip.group = cell.to_owned(),
        Column::Valence => clip.valence = rating()?,
        Column::Arousal => clip.arousal = rating()?,
        Column::Tags => clip.tags = Some(tags(cell.split(';')).map_err(wrong)?),
        Column::Quadrant if cell.is_empty() => {}
        Column::Quadrant => clip.quadrant = Some(quadrant(cell).map_err(wrong)?),
        Column::Scalar(_) if cell.is_empty() => {}
        Column::Scalar(scalar) => {
            let number = sheet.number(row, index)? as f32;
            if !number.is_finite() {
                return Err(wrong(format!("{} is too large", quoted(cell))));
            }
            clip.scalars[scalar] = Some(number);
        }
    }
    Ok(())
}

/// The cell of `clip` in a column, or what keeps it from being written.
fn cell(clip: &Clip, column: Column, folder: &Path) -> Result<String, String> {
    // Display of an f32 is the shortest text that reads back as the same.
    let number = |value: Option<f32>| value.map(|v| v.to_string()).unwrap_or_default();
    Ok(match column {
        Column::Clip => clip.id.clone(),
        Column::Path => path_cell(&clip.path, folder)?,
        Column::Split => clip.split.name().to_owned(),
        Column::Group if clip.group == clip.id => String::new(),
        Column::Group => clip.group.clone(),
        Column::Valence => number(clip.valence),
        Column::Arousal => number(clip.arousal),
        Column::Tags => {
            let tags = clip.tags.as_ref();
            let tags = tags.ok_or("does not say whether it has tags, where others do")?;
            let names: Vec<&str> = tags
                .iter()
                .map(|&tag| vocabulary()[usize::from(tag)].name.as_str())
                .collect();
            names.join(";")
        }
        Column::Quadrant => clip.quadrant.map_or("", Quadrant::name).to_owned(),
        Column::Scalar(scalar) => number(clip.scalars[scalar]),
    })
}

/// A path with `/` between its parts where it lies below `folder`, as every
/// system reads it; as it is elsewhere.
fn path_cell(path: &Path, folder: &Path) -> Result<String, String> {
    let unicode = |path: &Path| {
        let text = path.to_str().map(str::to_owned);
        text.ok_or_else(|| "has a path that is not Unicode".to_owned())
    };
    let Ok(below) = path.strip_prefix(folder) else {
        return unicode(path);
    };
    let parts: Result<Vec<String>, String> = below
        .components()
        .map(|part| unicode(part.as_ref()))
        .collect();
    Ok(parts?.join("/"))
}

/// The split of that name, or why there is none.
pub fn split(name: &str) -> Result<Split, String> {
    Split::named(name).ok_or_else(|| format!("{} is not train, validation or test", quoted(name)))
}

/// The quadrant of that name, or why there is none.
pub fn quadrant(name: &str) -> Result<Quadrant, String> {
    let mut all = Quadrant::ALL.into_iter();
    all.find(|quadrant| quadrant.name() == name)
        .ok_or_else(|| format!("{} is not Q1 to Q4", quoted(name)))
}

/// Ascending indices of tags, or which of them is none of the vocabulary.
pub fn tags<'a>(names: impl Iterator<Item = &'a str>) -> Result<Vec<u8>, String> {
    let mut tags = Vec::new();
    for name in names.map(str::trim).filter(|name| !name.is_empty()) {
        let index = vocabulary().iter().position(|tag| tag.name == name);
        let index = index.ok_or_else(|| format!("{} is none of the 56 tags", quoted(name)))?;
        // There are 56 of them.
        tags.push(index as u8);
    }
    tags.sort_unstable();
    tags.dedup();
    Ok(tags)
}

#[cfg(test)]
mod tests;

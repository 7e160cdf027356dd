//! 4QAED and Emotify as lists: `quadrants.csv` and `gems.csv` beside folders of
//! clips with the same names, splits included.

use std::path::Path;

use moodplane_library::GEMS;

use super::super::clip::{Clip, Dataset};
use super::super::manifest::{SCALE, quadrant, split};
use super::super::sheet::{Row, Sheet};
use super::Layout;
use super::files::needed;
use crate::error::ModelError;

/// The list's name in its folder.
pub fn manifest_name(layout: Layout) -> String {
    format!("{}.csv", layout.name())
}

/// Quadrants, and valence and arousal as its mood words have them; grouped by
/// artist.
pub fn quadrants(folder: &Path) -> Result<Dataset, ModelError> {
    let list = List::open(Layout::Quadrants, folder)?;
    let [quadrants, valence, arousal, artist] =
        list.columns(["quadrant", "tag_valence", "tag_arousal", "artist_hash"])?;
    let clips = list.clips(|sheet, row, clip| {
        let wrong = |why| sheet.wrong(row, quadrants, why);
        clip.quadrant = Some(quadrant(row.cell(quadrants)).map_err(wrong)?);
        clip.valence = Some(sheet.on_scale(row, valence, SCALE)? as f32);
        clip.arousal = Some(sheet.on_scale(row, arousal, SCALE)? as f32);
        if !row.cell(artist).is_empty() {
            row.cell(artist).clone_into(&mut clip.group);
        }
        Ok(())
    })?;
    Ok(Layout::Quadrants.dataset(folder, Vec::new(), clips))
}

/// The share of listeners who chose each emotion, as scalars.
pub fn gems(folder: &Path) -> Result<Dataset, ModelError> {
    let list = List::open(Layout::Gems, folder)?;
    let shares = list.columns(GEMS)?;
    let clips = list.clips(|sheet, row, clip| {
        for share in shares {
            let share = sheet.on_scale(row, share, [0.0, 1.0])?;
            clip.scalars.push(Some(share as f32));
        }
        Ok(())
    })?;
    Ok(Layout::Gems.dataset(folder, GEMS.map(str::to_owned).to_vec(), clips))
}

/// A list and where its clips are.
struct List<'a> {
    layout: Layout,
    folder: &'a Path,
    sheet: Sheet,
}

impl<'a> List<'a> {
    fn open(layout: Layout, folder: &'a Path) -> Result<Self, ModelError> {
        let list = needed(folder, layout.name(), &[&manifest_name(layout)])?;
        let sheet = Sheet::csv(&list)?;
        Ok(Self {
            layout,
            folder,
            sheet,
        })
    }

    fn columns<const N: usize>(&self, names: [&str; N]) -> Result<[usize; N], ModelError> {
        let mut columns = [0; N];
        for (column, name) in columns.iter_mut().zip(names) {
            *column = self.sheet.needed(&[name])?;
        }
        Ok(columns)
    }

    /// A clip for each row, with the labels that `label` gives it.
    fn clips(
        &self,
        mut label: impl FnMut(&Sheet, &Row, &mut Clip) -> Result<(), ModelError>,
    ) -> Result<Vec<Clip>, ModelError> {
        let [clip_column, split_column] = self.columns(["clip", "split"])?;
        let set = self.layout.name();
        let clips = self.sheet.rows.iter().map(|row| {
            let name = row.cell(clip_column);
            let part = split(row.cell(split_column))
                .map_err(|why| self.sheet.wrong(row, split_column, why))?;
            let path = self.folder.join(set).join(format!("{name}.opus"));
            let mut clip = Clip::new(format!("{set}/{name}"), path, part);
            label(&self.sheet, row, &mut clip)?;
            Ok(clip)
        });
        clips.collect()
    }
}

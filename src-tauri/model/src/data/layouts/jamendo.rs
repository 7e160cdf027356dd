//! MTG-Jamendo's moods and themes: tracks in a hundred folders, and a TSV for
//! each split whose last column goes on for as many tags as a track has.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::super::clip::{Clip, Dataset};
use super::super::manifest::tags;
use super::super::sheet::{Sheet, quoted};
use super::Layout;
use super::files::split_files;
use crate::error::ModelError;

/// Where the splits may be below the folder of labels; the last is a checkout
/// of the set's own repository.
const PLACES: [&str; 4] = ["jamendo", "mtg-jamendo", "", "data/splits/split-0"];

/// What stands before the name of a mood or theme; other tags (genre,
/// instrument) are none of ours.
const KIND: &str = "mood/theme---";

/// Reads the set; grouped by artist.
///
/// # Errors
/// See [`Layout::read`].
pub fn read(folder: &Path, labels: &Path) -> Result<Dataset, ModelError> {
    let layout = Layout::MtgJamendo;
    let files = split_files(
        labels,
        layout.name(),
        &PLACES,
        &[
            |split| format!("moodtheme-{}.tsv", split.name()),
            |split| format!("autotagging_moodtheme-{}.tsv", split.name()),
        ],
    )?;
    let (mut clips, mut seen) = (Vec::new(), HashMap::new());
    for (split, file) in &files {
        let sheet = Sheet::tsv(file)?;
        let [track, artist, path, tag] = [
            sheet.needed(&["TRACK_ID"])?,
            sheet.needed(&["ARTIST_ID"])?,
            sheet.needed(&["PATH"])?,
            sheet.needed(&["TAGS"])?,
        ];
        for row in &sheet.rows {
            let name = row.cell(track);
            if seen.insert(name.to_owned(), split).is_some() {
                let why = format!("{} is there twice, or in two splits", quoted(name));
                return Err(sheet.wrong(row, track, why));
            }
            let id = format!("{}/{name}", layout.name());
            let mut clip = Clip::new(id, audio(folder, row.cell(path)), *split);
            if !row.cell(artist).is_empty() {
                row.cell(artist).clone_into(&mut clip.group);
            }
            let names = row.cells_from(tag).iter();
            let ours = names.filter_map(|name| name.strip_prefix(KIND));
            clip.tags = Some(tags(ours).map_err(|why| sheet.wrong(row, tag, why))?);
            clips.push(clip);
        }
    }
    Ok(layout.dataset(folder, Vec::new(), clips))
}

/// The track's file; the download of low quality calls `48/948.mp3`
/// `48/948.low.mp3`.
fn audio(folder: &Path, path: &str) -> PathBuf {
    let full = folder.join(path);
    let low = full.with_extension("low.mp3");
    if !full.is_file() && low.is_file() {
        low
    } else {
        full
    }
}

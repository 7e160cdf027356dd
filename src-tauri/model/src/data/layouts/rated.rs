//! The three sets whose songs people rated for valence and arousal.
//!
//! All are laid out alike: a folder of clips called by number, annotation files
//! with a mean for each song, perhaps a list of artists. The published splits
//! are files of numbers.
//!
//! Two things about them that are worth knowing and are left as published, so
//! that results can be compared:
//! - DEAM's songs 2 to 1000 are EmoMusic's 744, with the same ratings, but
//!   valence and arousal exchanged (r = .9998 across, .60 straight). EmoMusic's
//!   way round is the likelier: there rock is the most and classical the least
//!   aroused genre. And many of one set's test songs are the other's training
//!   songs.
//! - The splits of EmoMusic and PMEmo keep no artist on one side.

use std::collections::HashMap;
use std::path::Path;

use super::super::clip::{Clip, Dataset, Split};
use super::super::manifest::SCALE;
use super::super::sheet::{self, Sheet, quoted};
use super::Layout;
use super::files::{first_there, needed, split_files};
use crate::error::ModelError;

/// Names of the column with a song's number.
const NUMBER: [&str; 2] = ["song_id", "musicId"];

/// Names of the columns with the means of valence and of arousal, and the scale
/// that they are on: annotators of PMEmo moved a slider from 0 to 1.
const MEANS: [([&str; 2], [f64; 2]); 3] = [
    (["valence_mean", "arousal_mean"], SCALE),
    (["mean_valence", "mean_arousal"], SCALE),
    (["Valence(mean)", "Arousal(mean)"], [0.0, 1.0]),
];

/// Where one of the three keeps its files; of several places, the first that
/// is there counts.
pub struct Rated {
    layout: Layout,
    /// The folder of clips.
    clips: &'static [&'static str],
    /// The folder of annotations.
    annotations: &'static [&'static str],
    /// All files of annotations in it.
    means: &'static [&'static str],
    /// The list of artists, in the set's folder or that of its labels.
    artists: &'static [&'static str],
}

/// DEAM, as its two archives of audio and annotations unpack.
pub const DEAM: Rated = Rated {
    layout: Layout::Deam,
    clips: &["MEMD_audio", "DEAM_audio/MEMD_audio"],
    annotations: &[
        "annotations/annotations averaged per song/song_level",
        "DEAM_Annotations/annotations/annotations averaged per song/song_level",
    ],
    means: &[
        "static_annotations_averaged_songs_1_2000.csv",
        "static_annotations_averaged_songs_2000_2058.csv",
    ],
    artists: &[],
};

/// EmoMusic, as its archives of clips and annotations unpack.
pub const EMOMUSIC: Rated = Rated {
    layout: Layout::EmoMusic,
    clips: &["clips_45seconds", "clips_45sec/clips_45seconds"],
    annotations: &["annotations", ""],
    means: &["static_annotations.csv"],
    artists: &["annotations/songs_info.csv", "songs_info.csv"],
};

/// PMEmo's archive of 2019, or the folder that it was unpacked in.
pub const PMEMO: Rated = Rated {
    layout: Layout::Pmemo,
    clips: &["PMEmo2019/chorus", "chorus"],
    annotations: &["PMEmo2019/annotations", "annotations"],
    means: &["static_annotations.csv"],
    artists: &["PMEmo2019/metadata.csv", "metadata.csv"],
};

impl Rated {
    /// Reads the set.
    ///
    /// # Errors
    /// See [`Layout::read`].
    pub fn read(&self, folder: &Path, labels: &Path) -> Result<Dataset, ModelError> {
        let set = self.layout.name();
        let clips_folder = needed(folder, set, self.clips)?;
        let means = self.means(folder, labels)?;
        let artists = self.artists(folder, labels)?;
        let files = split_files(
            labels,
            set,
            &[set, ""],
            &[|split| format!("{}.txt", split.name())],
        )?;
        let (mut clips, mut seen) = (Vec::new(), HashMap::new());
        for (split, file) in &files {
            let text = sheet::text(file)?;
            for (index, line) in text.lines().enumerate() {
                let line = line.trim();
                if line.is_empty() {
                    continue;
                }
                let wrong = |why: &str| {
                    let why = format!("line {}: song {} {why}", index + 1, quoted(line));
                    ModelError::data(file, why)
                };
                let number: u32 = line.parse().map_err(|_| wrong("is not a number"))?;
                let &[valence, arousal] = means
                    .get(&number)
                    .ok_or_else(|| wrong("has no valence and arousal in the annotations"))?;
                if seen.insert(number, split).is_some() {
                    return Err(wrong("is there twice, or in two splits"));
                }
                let mut clip = clip(set, number, &clips_folder, *split);
                clip.valence = Some(valence);
                clip.arousal = Some(arousal);
                if let Some(artist) = artists.get(&number) {
                    clip.group.clone_from(artist);
                }
                clips.push(clip);
            }
        }
        Ok(self.layout.dataset(folder, Vec::new(), clips))
    }

    /// Valence and arousal, 1-9, of each song: the set's own annotations, or
    /// the labels' where those are absent.
    fn means(&self, folder: &Path, labels: &Path) -> Result<HashMap<u32, [f32; 2]>, ModelError> {
        let own = self.annotations.iter().find_map(|place| {
            let files: Vec<_> = self
                .means
                .iter()
                .map(|name| folder.join(place).join(name))
                .collect();
            files.iter().all(|file| file.is_file()).then_some(files)
        });
        let files = own.or_else(|| {
            let kept = format!("{}/valence_arousal.csv", self.layout.name());
            first_there(labels, &[&kept, "valence_arousal.csv"]).map(|file| vec![file])
        });
        let Some(files) = files else {
            let why = format!(
                "has no annotations of {}: looked for {} in its {}, and for valence_arousal.csv among the labels",
                self.layout.name(),
                self.means.join(" and "),
                self.annotations[0],
            );
            return Err(ModelError::data(folder, why));
        };
        let mut means = HashMap::new();
        for file in &files {
            read_means(file, &mut means)?;
        }
        Ok(means)
    }

    /// Each song's artist; empty where no list is there.
    fn artists(&self, folder: &Path, labels: &Path) -> Result<HashMap<u32, String>, ModelError> {
        let set = self.layout.name();
        let list = first_there(folder, self.artists)
            .or_else(|| first_there(&labels.join(set), self.artists))
            .or_else(|| first_there(labels, self.artists));
        let Some(list) = list else {
            return Ok(HashMap::new());
        };
        let sheet = Sheet::csv(&list)?;
        let (number, artist) = (sheet.needed(&NUMBER)?, sheet.needed(&["Artist", "artist"])?);
        let rows = sheet.rows.iter().filter(|row| !row.cell(artist).is_empty());
        rows.map(|row| Ok((song(&sheet, row, number)?, row.cell(artist).to_owned())))
            .collect()
    }
}

fn clip(set: &str, number: u32, folder: &Path, split: Split) -> Clip {
    let path = folder.join(format!("{number}.mp3"));
    Clip::new(format!("{set}/{number}"), path, split)
}

/// A song's number.
fn song(sheet: &Sheet, row: &sheet::Row, column: usize) -> Result<u32, ModelError> {
    let cell = row.cell(column);
    cell.parse().map_err(|_| {
        let why = format!("{} is not a song's number", quoted(cell));
        sheet.wrong(row, column, why)
    })
}

/// Adds a file of means to `means`, mapped to 1-9.
fn read_means(file: &Path, means: &mut HashMap<u32, [f32; 2]>) -> Result<(), ModelError> {
    let sheet = Sheet::csv(file)?;
    let number = sheet.needed(&NUMBER)?;
    let found = MEANS.iter().find_map(|(names, scale)| {
        let columns = [sheet.column(&names[..1])?, sheet.column(&names[1..])?];
        Some((columns, *scale))
    });
    let Some((columns, scale)) = found else {
        let [valence, arousal] =
            [0, 1].map(|axis| MEANS.map(|(names, _)| names[axis]).join("' or '"));
        let why = format!("has no columns '{valence}' and '{arousal}'");
        return Err(ModelError::data(file, why));
    };
    let [low, high] = scale;
    for row in &sheet.rows {
        let song = song(&sheet, row, number)?;
        let mut pair = [0.0; 2];
        for (mean, column) in pair.iter_mut().zip(columns) {
            let share = (sheet.on_scale(row, column, scale)? - low) / (high - low);
            *mean = (SCALE[0] + share * (SCALE[1] - SCALE[0])) as f32;
        }
        if means.insert(song, pair).is_some() {
            let why = format!("song {song} has been annotated already");
            return Err(sheet.wrong(row, number, why));
        }
    }
    Ok(())
}

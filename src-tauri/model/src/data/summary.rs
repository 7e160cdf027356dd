//! What a set of clips holds, in numbers.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use moodplane_library::{Quadrant, vocabulary};
use serde::Serialize;

use super::clip::{Clip, Dataset, Split};

/// How many clips carry a number, and between which ends it lies.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Range {
    /// What it is called.
    pub name: String,
    /// Clips that carry it.
    pub clips: usize,
    /// The smallest.
    pub low: f32,
    /// The largest.
    pub high: f32,
}

/// How the tags are used.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TagUse {
    /// Clips that are labelled with tags, or with having none.
    pub clips: usize,
    /// Tags of the vocabulary that at least one clip has.
    pub used: usize,
    /// Mean number of tags of a clip.
    pub mean: f64,
}

/// A set in numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// What the set is called.
    pub name: String,
    /// Clips in all.
    pub clips: usize,
    /// Clips to fit.
    pub train: usize,
    /// Clips to choose by.
    pub validation: usize,
    /// Clips to report on.
    pub test: usize,
    /// Groups (artists), each clip of no known group being one.
    pub groups: usize,
    /// Groups with clips in more than one split: published splits have some.
    pub divided_groups: usize,
    /// Valence and arousal, 1-9, where clips carry them, and the scalars.
    pub ranges: Vec<Range>,
    /// Tags, where clips carry them.
    pub tags: Option<TagUse>,
    /// Clips of Q1 … Q4, where clips carry quadrants.
    pub quadrants: Option<[usize; 4]>,
    /// Clips that the set names and whose file is not there.
    pub missing: usize,
}

impl Summary {
    /// Of a set without its `missing` clips.
    pub fn of(set: &Dataset, missing: usize) -> Self {
        let mut groups: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for clip in &set.clips {
            let splits = groups.entry(&clip.group).or_default();
            splits.insert(clip.split.name());
        }
        let count = |split| set.part(split).count();
        Self {
            name: set.name.clone(),
            clips: set.clips.len(),
            train: count(Split::Train),
            validation: count(Split::Validation),
            test: count(Split::Test),
            groups: groups.len(),
            divided_groups: groups.values().filter(|splits| splits.len() > 1).count(),
            ranges: ranges(set),
            tags: tag_use(&set.clips),
            quadrants: quadrants(&set.clips),
            missing,
        }
    }
}

fn ranges(set: &Dataset) -> Vec<Range> {
    let range = |name: &str, value: &dyn Fn(&Clip) -> Option<f32>| {
        let values: Vec<f32> = set.clips.iter().filter_map(value).collect();
        (!values.is_empty()).then(|| Range {
            name: name.to_owned(),
            clips: values.len(),
            low: values.iter().copied().fold(f32::INFINITY, f32::min),
            high: values.iter().copied().fold(f32::NEG_INFINITY, f32::max),
        })
    };
    let rated = [
        range("valence", &|clip| clip.valence),
        range("arousal", &|clip| clip.arousal),
    ];
    let scalars = set.scalars.iter().enumerate();
    let scalars = scalars.map(|(index, name)| range(name, &|clip| clip.scalars[index]));
    rated.into_iter().chain(scalars).flatten().collect()
}

fn tag_use(clips: &[Clip]) -> Option<TagUse> {
    let labelled: Vec<&Vec<u8>> = clips.iter().filter_map(|clip| clip.tags.as_ref()).collect();
    let used: BTreeSet<u8> = labelled
        .iter()
        .flat_map(|tags| tags.iter().copied())
        .collect();
    let all: usize = labelled.iter().map(|tags| tags.len()).sum();
    (!labelled.is_empty()).then(|| TagUse {
        clips: labelled.len(),
        used: used.len(),
        mean: all as f64 / labelled.len() as f64,
    })
}

fn quadrants(clips: &[Clip]) -> Option<[usize; 4]> {
    let counts = Quadrant::ALL.map(|quadrant| {
        let of_it = |clip: &&Clip| clip.quadrant == Some(quadrant);
        clips.iter().filter(of_it).count()
    });
    (counts != [0; 4]).then_some(counts)
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.ranges.iter().map(|range| range.name.chars().count());
        let width = names.chain(["quadrants".len()]).max().unwrap_or_default();
        writeln!(
            f,
            "{}: {} clips: {} train, {} validation, {} test",
            self.name, self.clips, self.train, self.validation, self.test
        )?;
        write!(f, "{:width$}  {}", "groups", self.groups)?;
        if self.divided_groups > 0 {
            write!(
                f,
                ", {} of them in more than one split",
                self.divided_groups
            )?;
        }
        for range in &self.ranges {
            let Range {
                name,
                clips,
                low,
                high,
            } = range;
            write!(f, "\n{name:width$}  {low} to {high} ({clips} clips)")?;
        }
        if let Some(TagUse { clips, used, mean }) = self.tags {
            let all = vocabulary().len();
            write!(
                f,
                "\n{:width$}  {used} of {all}, {mean:.1} a clip ({clips} clips)",
                "tags"
            )?;
        }
        if let Some([q1, q2, q3, q4]) = self.quadrants {
            write!(
                f,
                "\n{:width$}  Q1 {q1}, Q2 {q2}, Q3 {q3}, Q4 {q4}",
                "quadrants"
            )?;
        }
        write!(f, "\n{:width$}  {}", "missing", self.missing)
    }
}

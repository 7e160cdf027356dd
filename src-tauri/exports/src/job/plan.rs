//! Which tracks can be written, found out before the first byte is: formats say at
//! their beginning how many there are, and an export of nothing touches no file.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use moodplane_library::{Library, TrackId, Whereabouts, folder_of};

use crate::error::{ExportError, Result};
use crate::format::{Format, Shape};
use crate::list::List;
use crate::options::{Options, Paths};
use crate::place::Place;
use crate::report::{LeftOut, Reason, Report};
use crate::track::label;

/// Tracks whose whereabouts are asked for at once.
const AT_ONCE: usize = 1_000;

/// What is going to be written.
pub(super) struct Plan {
    planned: HashSet<TrackId>,
    /// What came of it, without the files.
    pub(super) report: Report,
}

impl Plan {
    pub(super) fn new(
        library: &Library,
        lists: &[List],
        format: Format,
        options: &Options,
        base: Option<&Place>,
        stop: &AtomicBool,
    ) -> Result<Self> {
        let mut plan = Self {
            planned: HashSet::new(),
            report: Report::default(),
        };
        let mut left: Vec<(TrackId, Reason)> = Vec::new();
        let mut volume = None;
        for ids in once(lists).chunks(AT_ONCE) {
            if stop.load(Ordering::Relaxed) {
                return Err(ExportError::Stopped);
            }
            for track in library.whereabouts(ids)? {
                match judge(&track, format, options, base, &mut volume) {
                    Ok(placed) => plan.take(&track, placed.as_ref(), options),
                    Err(reason) => left.push((track.id, reason)),
                }
            }
        }
        let reasons: HashMap<TrackId, Reason> = left.iter().copied().collect();
        let ids: Vec<TrackId> = left.iter().map(|&(id, _)| id).collect();
        library.for_each(Some(&ids), &mut |listed| {
            if let Some(&reason) = reasons.get(&listed.row.id) {
                plan.report.left_out.push(LeftOut {
                    track: listed.row.id,
                    name: label(&listed),
                    path: listed.row.path.clone(),
                    reason,
                });
            }
            true
        })?;
        Ok(plan)
    }

    fn take(&mut self, track: &Whereabouts, placed: Option<&Place>, options: &Options) {
        self.planned.insert(track.id);
        self.report.written += 1;
        self.report.missing += u32::from(track.missing);
        self.report.replaced += u32::from(placed.is_none());
        let unmapped = !options.maps.is_empty() && placed.is_some_and(|place| !place.is_mapped());
        self.report.unmapped += u32::from(unmapped);
    }

    /// Whether a track is going to be written.
    pub(super) fn has(&self, id: TrackId) -> bool {
        self.planned.contains(&id)
    }

    /// The tracks of all lists that are going to be written, each once.
    pub(super) fn each_once(&self, lists: &[List]) -> Vec<TrackId> {
        let mut tracks = once(lists);
        tracks.retain(|&id| self.has(id));
        tracks
    }

    /// How many places of all lists are going to be written.
    pub(super) fn places(&self, lists: &[List]) -> u32 {
        let tracks = lists.iter().flat_map(|list| &list.tracks);
        tracks.filter(|&&id| self.has(id)).count() as u32
    }
}

/// The tracks of all lists in their order, each once.
fn once(lists: &[List]) -> Vec<TrackId> {
    let mut seen = HashSet::new();
    let tracks = lists.iter().flat_map(|list| list.tracks.iter().copied());
    tracks.filter(|&id| seen.insert(id)).collect()
}

/// Where a track goes; `None` where a table has a path that is not Unicode.
/// `volume` is that of the first track.
fn judge(
    track: &Whereabouts,
    format: Format,
    options: &Options,
    base: Option<&Place>,
    volume: &mut Option<String>,
) -> std::result::Result<Option<Place>, Reason> {
    if track.missing && options.without_missing {
        return Err(Reason::Missing);
    }
    let placed = match Place::of(&track.path, &options.maps) {
        Err(Reason::NotUnicode) if format.shape() == Shape::Table => return Ok(None),
        placed => placed?,
    };
    match format {
        Format::M3u8 => placed.line(base).map(drop)?,
        Format::Traktor => placed.traktor().map(drop)?,
        Format::Serato => {
            let (own, _) = placed.volume();
            if *volume.get_or_insert_with(|| own.clone()) != own {
                return Err(Reason::OtherDisk);
            }
        }
        _ => {}
    }
    Ok(Some(placed))
}

/// The folder that paths begin at, to the machine that opens the export; `None`:
/// the root, or a folder that cannot be written as text.
pub(super) fn base(options: &Options, target: &Path) -> Option<Place> {
    let folder = match &options.paths {
        Paths::Absolute => return None,
        Paths::BesideFile => folder_of(target),
        Paths::RelativeTo(folder) => folder,
    };
    // The library's paths have no links on the way.
    let folder = folder
        .canonicalize()
        .or_else(|_| std::path::absolute(folder));
    Place::of(&folder.ok()?, &options.maps).ok()
}

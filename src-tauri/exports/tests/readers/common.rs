//! A library of hostile names on three machines, and readers.

use std::path::{Path, PathBuf};

use moodplane_exports::PathMap;
use moodplane_library::{Analysis, Listed, TrackId};
use moodplane_tests::read_by;
use serde_json::Value;

use crate::support::{Room, hostile};

/// Windows, macOS and this machine: what the music's folder is there.
pub const MACHINES: [&str; 3] = ["C:\\Users\\DJ & Co\\Music", "/Volumes/USB #1/Music", ""];

/// A room with every hostile name, heard, and the tracks turned round, one of them
/// twice: the order of a list is not the library's.
pub fn room() -> (Room, Vec<TrackId>, Vec<PathBuf>) {
    let room = Room::new();
    let paths = hostile::fill(&room);
    room.hear();
    let mut ids: Vec<TrackId> = paths.iter().map(|path| id(&room, path)).collect();
    ids.reverse();
    ids.push(ids[1]);
    let paths = ids.iter().map(|&id| room.library.track_path(id).unwrap());
    let paths = paths.collect();
    (room, ids, paths)
}

fn id(room: &Room, path: &Path) -> TrackId {
    let mut found = None;
    let mut each = |track: Listed| {
        if track.path == path {
            found = Some(track.row.id);
        }
        true
    };
    room.library.for_each(None, &mut each).unwrap();
    found.unwrap()
}

pub fn listed(room: &Room, ids: &[TrackId]) -> Vec<Listed> {
    let mut all = Vec::new();
    let mut each = |track| {
        all.push(track);
        true
    };
    room.library.for_each(Some(ids), &mut each).unwrap();
    all
}

pub fn maps(room: &Room, to: &str) -> Vec<PathMap> {
    let from = room.music.to_str().unwrap();
    let map = (!to.is_empty()).then(|| PathMap::new(from, to).unwrap());
    map.into_iter().collect()
}

/// Where a file of the music is on the other machine.
pub fn mapped(room: &Room, path: &Path, to: &str) -> String {
    let path = path.to_str().unwrap();
    if to.is_empty() {
        return path.to_owned();
    }
    let rest = path.strip_prefix(room.music.to_str().unwrap()).unwrap();
    if to.contains('\\') {
        format!("{to}{}", rest.replace('/', "\\"))
    } else {
        format!("{to}{rest}")
    }
}

pub fn read(script: &str, files: &[&Path]) -> Value {
    serde_json::from_str(&read_by(script, files).unwrap()).unwrap()
}

pub fn moods(analysis: &Analysis) -> String {
    let names = moodplane_library::vocabulary().iter();
    let mut on: Vec<(&str, f32)> = names
        .zip(analysis.tags.iter().zip(&analysis.tags_on))
        .filter(|(_, (_, on))| **on)
        .map(|(tag, (&probability, _))| (&*tag.name, probability))
        .collect();
    on.sort_by(|a, b| b.1.total_cmp(&a.1));
    let on: Vec<&str> = on.into_iter().map(|(name, _)| name).collect();
    on.join("; ")
}

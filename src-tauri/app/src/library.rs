//! Commands that ask the library.

use moodplane_library::{
    By, Facets, Group, GroupBy, Neighbour, Offer, Page, Query, Tag, TrackDetail, TrackRow,
};
use tauri::State;

use crate::bytes::Bytes;
use crate::error::{Reply, guarded};
use crate::shell::Shell;

/// The most rows of one page: a window shows a few dozen, and a page stays a
/// small message.
pub(crate) const PAGE_LIMIT: u32 = 1_000;

/// A stretch of the tracks that meet a query, of at most a thousand rows.
#[tauri::command(async)]
#[specta::specta]
pub fn page(shell: State<'_, Shell>, query: Query, offset: u32, limit: u32) -> Reply<Page> {
    shell.library(|library| library.page(&query, offset, limit.min(PAGE_LIMIT)))
}

/// The ids of all tracks that meet a query, in its order.
#[tauri::command(async)]
#[specta::specta]
pub fn matching(shell: State<'_, Shell>, query: Query) -> Reply<Bytes> {
    shell.library(|library| Ok(Bytes::of_ids(&library.matching(&query)?)))
}

/// The number in a query's order of the first track that begins with what is typed.
#[tauri::command(async)]
#[specta::specta]
pub fn jump(shell: State<'_, Shell>, query: Query, typed: String) -> Reply<Option<u32>> {
    shell.library(|library| library.jump(&query, &typed))
}

/// What the tracks of a query have of everything that can be filtered by.
#[tauri::command(async)]
#[specta::specta]
pub fn facets(shell: State<'_, Shell>, query: Query) -> Reply<Facets> {
    shell.library(|library| library.facets(&query))
}

/// The albums or artists of the tracks that meet a query.
#[tauri::command(async)]
#[specta::specta]
pub fn groups(shell: State<'_, Shell>, query: Query, by: GroupBy) -> Reply<Vec<Group>> {
    shell.library(|library| library.groups(&query, by))
}

/// Everything about one track.
#[tauri::command(async)]
#[specta::specta]
pub fn track(shell: State<'_, Shell>, id: u32) -> Reply<TrackDetail> {
    shell.library(|library| library.track(id))
}

/// The mood words and their places on the plane.
#[tauri::command(async)]
#[specta::specta]
pub fn vocabulary() -> Reply<Vec<Tag>> {
    guarded(|| Ok(moodplane_library::vocabulary().to_vec()))
}

/// The analysed tracks that are nearest to one by mood or by sound, nearest
/// first, at most a thousand; with `other_genre` only of other genres.
#[tauri::command(async)]
#[specta::specta]
pub fn neighbours(
    shell: State<'_, Shell>,
    id: u32,
    by: By,
    limit: u32,
    other_genre: bool,
) -> Reply<Vec<Neighbour>> {
    shell.library(|library| library.neighbours(id, by, limit.min(PAGE_LIMIT), other_genre))
}

/// Tracks that are likely the same recording as one in another encoding.
#[tauri::command(async)]
#[specta::specta]
pub fn recordings_like(shell: State<'_, Shell>, id: u32) -> Reply<Vec<TrackRow>> {
    shell.library(|library| library.recordings_like(id))
}

/// Tracks whose file is gone, each with files that may hold the same recording.
#[tauri::command(async)]
#[specta::specta]
pub fn offers(shell: State<'_, Shell>) -> Reply<Vec<Offer>> {
    shell.library(|library| library.offers())
}

/// Makes one track of a missing one and a file that is the same recording.
#[tauri::command(async)]
#[specta::specta]
pub fn take_over(shell: State<'_, Shell>, missing: u32, found: u32) -> Reply<()> {
    shell.change(|library| library.take_over(missing, found))
}

/// A small picture (JPEG) of a track's cover; empty if it has none. Its bytes
/// cross, so that the window need not read the disk.
#[tauri::command(async)]
#[specta::specta]
pub fn cover(shell: State<'_, Shell>, id: u32) -> Reply<Bytes> {
    let file = shell.library(|library| library.cover(id))?;
    // A picture that went away just now is none.
    let picture = file.and_then(|file| std::fs::read(file).ok());
    Ok(Bytes(picture.unwrap_or_default()))
}

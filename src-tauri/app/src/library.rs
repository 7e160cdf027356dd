//! Commands that ask the library.

use moodplane_library::{FailureRow, Page, Points, Query, Tag, TrackDetail};
use tauri::State;

use crate::error::{Reply, guarded};
use crate::shell::Shell;

/// The most rows of one page: a window shows a few dozen, and a page stays a
/// small message.
const PAGE_LIMIT: u32 = 1_000;

/// Every dot of the plane.
#[tauri::command(async)]
#[specta::specta]
pub fn points(shell: State<'_, Shell>) -> Reply<Points> {
    shell.library(|library| library.points())
}

/// A stretch of the tracks that meet a query, of at most a thousand rows.
#[tauri::command(async)]
#[specta::specta]
pub fn page(shell: State<'_, Shell>, query: Query, offset: u32, limit: u32) -> Reply<Page> {
    shell.library(|library| library.page(&query, offset, limit.min(PAGE_LIMIT)))
}

/// The ids of all tracks that meet a query, in its order.
#[tauri::command(async)]
#[specta::specta]
pub fn matching(shell: State<'_, Shell>, query: Query) -> Reply<Vec<u32>> {
    shell.library(|library| library.matching(&query))
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

/// The tracks that could not be analysed, and why.
#[tauri::command(async)]
#[specta::specta]
pub fn failures(shell: State<'_, Shell>) -> Reply<Vec<FailureRow>> {
    shell.library(|library| library.failures())
}

/// Has every track that failed tried again.
#[tauri::command(async)]
#[specta::specta]
pub fn retry_failures(shell: State<'_, Shell>) -> Reply<()> {
    shell.library(|library| library.retry_failures(None))?;
    shell.changed();
    Ok(())
}

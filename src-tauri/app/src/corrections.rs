//! Commands about the user's own word for a track, and what it says of the
//! others.

use moodplane_library::{Corrected, Correction, Recalibration};
use tauri::State;

use crate::error::Reply;
use crate::shell::Shell;

/// Keeps the user's own word for a track; an empty one takes it back. Returns
/// the earlier one, which undoes this when it is given in turn. The other
/// tracks follow once corrections have come to rest.
#[tauri::command(async)]
#[specta::specta]
pub fn correct(shell: State<'_, Shell>, id: u32, correction: Correction) -> Reply<Correction> {
    let before = shell.with(|rooms| {
        let library = rooms.seen();
        let before = library.correct(id, &correction)?;
        rooms.upkeep.corrected(library);
        Ok(before)
    })?;
    shell.changed();
    Ok(before)
}

/// The user's own word for a track; `None` where there is none.
#[tauri::command(async)]
#[specta::specta]
pub fn correction(shell: State<'_, Shell>, id: u32) -> Reply<Option<Correction>> {
    shell.library(|library| library.correction(id))
}

/// The corrected tracks, the last corrected first; the first thousand.
#[tauri::command(async)]
#[specta::specta]
pub fn corrected_tracks(shell: State<'_, Shell>) -> Reply<Vec<Corrected>> {
    shell.library(|library| library.corrected())
}

/// What the corrections together say of the user's ear; `None` while there are
/// too few.
#[tauri::command(async)]
#[specta::specta]
pub fn recalibration(shell: State<'_, Shell>) -> Reply<Option<Recalibration>> {
    shell.library(|library| library.recalibration())
}

/// Counts the corrections in now.
#[tauri::command(async)]
#[specta::specta]
pub fn recalibrate(shell: State<'_, Shell>) -> Reply<Option<Recalibration>> {
    shell.change(|library| library.recalibrate())
}

/// Sets whether tracks that were not corrected follow those that were.
#[tauri::command(async)]
#[specta::specta]
pub fn set_recalibration(shell: State<'_, Shell>, on: bool) -> Reply<Option<Recalibration>> {
    shell.change(|library| library.set_recalibration(on))
}

//! Commands about tracks' files, and what several tracks have in common.

use moodplane_library::{FileFacts, TracksSummary};
use tauri::State;

use crate::error::{AppError, Reply, guarded};
use crate::shell::Shell;

/// What can be said of a track's file; one that is gone or damaged is a sentence
/// in it.
#[tauri::command(async)]
#[specta::specta]
pub fn file_facts(shell: State<'_, Shell>, id: u32) -> Reply<FileFacts> {
    shell.library(|library| library.file_facts(id))
}

/// Sums up several tracks.
#[tauri::command(async)]
#[specta::specta]
pub fn summary(shell: State<'_, Shell>, ids: Vec<u32>) -> Reply<TracksSummary> {
    shell.library(|library| library.summary(&ids))
}

/// Shows a track's file in the system's file manager.
#[tauri::command(async)]
#[specta::specta]
pub fn show_in_files(shell: State<'_, Shell>, id: u32) -> Reply<()> {
    let path = shell.library(|library| library.track_path(id))?;
    if !path.exists() {
        let what = format!(
            "{} is not there: bring back the drive or folder it was on.",
            path.display()
        );
        return Err(AppError::new("file_away", what).about(path.display()));
    }
    guarded(|| {
        tauri_plugin_opener::reveal_item_in_dir(&path).map_err(|error| {
            let what = format!(
                "No file manager could be opened: the file is {}.",
                path.display()
            );
            AppError::new("no_file_manager", what)
                .about(path.display())
                .with_detail(error)
        })
    })
}

/// Has these tracks heard anew before all others, also where they were heard as
/// they are.
#[tauri::command(async)]
#[specta::specta]
pub fn hear_again(shell: State<'_, Shell>, ids: Vec<u32>) -> Reply<()> {
    shell.change(|library| library.hear_again(&ids))
}

//! Commands about the analysis, which runs by itself.

use moodplane_library::Progress;
use tauri::State;

use crate::error::Reply;
use crate::shell::Shell;

/// How far the analysis is, or why there is none.
#[tauri::command(async)]
#[specta::specta]
pub fn progress(shell: State<'_, Shell>) -> Reply<Progress> {
    shell.with(|rooms| rooms.hearing.progress())
}

/// Begins no further file.
#[tauri::command(async)]
#[specta::specta]
pub fn pause_analysis(shell: State<'_, Shell>) -> Reply<()> {
    shell.with(|rooms| {
        rooms.hearing.pause();
        Ok(())
    })
}

/// Goes on; where the model could not be loaded, tries again.
#[tauri::command(async)]
#[specta::specta]
pub fn resume_analysis(shell: State<'_, Shell>) -> Reply<()> {
    shell.with(|rooms| {
        rooms.hearing.resume();
        Ok(())
    })
}

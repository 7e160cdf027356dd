//! Commands about tracks that could not be analysed.

use moodplane_library::FailureRow;
use tauri::State;

use crate::error::Reply;
use crate::shell::Shell;

/// The tracks that could not be analysed, and why.
#[tauri::command(async)]
#[specta::specta]
pub fn failures(shell: State<'_, Shell>) -> Reply<Vec<FailureRow>> {
    shell.library(|library| library.failures())
}

/// Those of which the user wants to hear no more.
#[tauri::command(async)]
#[specta::specta]
pub fn ignored_failures(shell: State<'_, Shell>) -> Reply<Vec<FailureRow>> {
    shell.library(|library| library.ignored_failures())
}

/// Has tracks that failed tried again: these, or all that are not ignored.
#[tauri::command(async)]
#[specta::specta]
pub fn retry_failures(shell: State<'_, Shell>, ids: Option<Vec<u32>>) -> Reply<()> {
    shell.change(|library| library.retry_failures(ids.as_deref()))?;
    Ok(())
}

/// Takes tracks out of the list of failures until their files change, or puts
/// them back.
#[tauri::command(async)]
#[specta::specta]
pub fn ignore_failures(shell: State<'_, Shell>, ids: Vec<u32>, ignore: bool) -> Reply<()> {
    shell.change(|library| library.ignore_failures(&ids, ignore))?;
    Ok(())
}

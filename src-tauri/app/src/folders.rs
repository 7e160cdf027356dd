//! Commands about folders.

use std::path::{Path, PathBuf};

use moodplane_library::{Folder, FolderProblems, Forget};
use tauri::{AppHandle, Runtime, State};
use tauri_plugin_dialog::DialogExt;

use crate::error::{AppError, Reply, guarded};
use crate::shell::Shell;

/// The folders of the library.
#[tauri::command(async)]
#[specta::specta]
pub fn list_folders(shell: State<'_, Shell>) -> Reply<Vec<Folder>> {
    shell.library(|library| library.folders())
}

/// Adds a folder. Its tracks are looked for, and analysed, from now on.
#[tauri::command(async)]
#[specta::specta]
pub fn add_folder(shell: State<'_, Shell>, path: String) -> Reply<Folder> {
    let folder = shell.with(|rooms| {
        let folder = rooms.library.add_folder(Path::new(&path))?;
        rooms.scanner.folder(folder.id);
        Ok(folder)
    })?;
    shell.changed();
    Ok(folder)
}

/// Takes a folder and its tracks out of the library. Nothing on disk changes.
#[tauri::command(async)]
#[specta::specta]
pub fn remove_folder(shell: State<'_, Shell>, id: u32) -> Reply<()> {
    shell.with(|rooms| {
        rooms.library.remove_folder(id)?;
        rooms.scanner.refresh();
        Ok(())
    })?;
    shell.changed();
    Ok(())
}

/// Looks through a folder again, for what changed while nobody watched.
#[tauri::command(async)]
#[specta::specta]
pub fn scan_folder(shell: State<'_, Shell>, id: u32) -> Reply<()> {
    shell.with(|rooms| {
        rooms.scanner.folder(id);
        Ok(())
    })
}

/// What is wrong with the folders, by the last look through each.
#[tauri::command(async)]
#[specta::specta]
pub fn folder_problems(shell: State<'_, Shell>) -> Reply<Vec<FolderProblems>> {
    shell.library(|library| library.problems())
}

/// Removes the missing tracks of a folder with all that is known of them, for
/// good; returns how many.
#[tauri::command(async)]
#[specta::specta]
pub fn forget_missing(shell: State<'_, Shell>, folder: u32) -> Reply<u32> {
    shell.change(|library| library.forget_missing(Forget::Folder(folder)))
}

/// Lets the user choose a folder, asked for in these words; `None` when they
/// change their mind.
#[tauri::command(async)]
#[specta::specta]
pub fn pick_folder<R: Runtime>(app: AppHandle<R>, title: String) -> Reply<Option<String>> {
    guarded(|| {
        let Some(picked) = app.dialog().file().set_title(title).blocking_pick_folder() else {
            return Ok(None);
        };
        let path: PathBuf = picked
            .into_path()
            .map_err(|error| AppError::new("not_a_folder", error.to_string()))?;
        let path = path.into_os_string().into_string().map_err(|path| {
            let path = path.to_string_lossy();
            let what = "is not named in Unicode: rename it, or start Moodplane with it";
            AppError::new("not_unicode", format!("{path} {what}.")).about(path)
        })?;
        Ok(Some(path))
    })
}

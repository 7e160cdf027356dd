//! Commands about the program: the model, the choice of it, and what went
//! wrong at the start.

use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::{Runtime, State, Theme, WebviewWindow};

use crate::AppError;
use crate::analyser::{ModelCard, ModelRow};
use crate::error::{Reply, guarded};
use crate::shell::Shell;

/// The models that can hear the library, those that came with Moodplane first.
#[tauri::command(async)]
#[specta::specta]
pub fn models(shell: State<'_, Shell>) -> Reply<Vec<ModelRow>> {
    shell.with(|rooms| rooms.hearing.models())
}

/// Has another model hear the library, from now on and at the next start. What
/// it has heard before is shown at once; the rest waits until it is loaded,
/// which this does not wait for. Chosen once more, a model that could not be
/// loaded is tried again.
#[tauri::command(async)]
#[specta::specta]
pub fn choose_model(shell: State<'_, Shell>, id: String) -> Reply<()> {
    shell.with(|rooms| rooms.hearing.choose(&id))?;
    shell.changed();
    Ok(())
}

/// What the model that hears the library is, how good it is, and its licence.
#[tauri::command(async)]
#[specta::specta]
pub fn model_card(shell: State<'_, Shell>) -> Reply<ModelCard> {
    shell.with(|rooms| rooms.hearing.card())
}

/// What the model runs on.
#[tauri::command(async)]
#[specta::specta]
pub fn device_info(shell: State<'_, Shell>) -> Reply<String> {
    shell.with(|rooms| rooms.hearing.device())
}

/// Where the library and its copies are.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct LibraryPlace {
    /// The database's file.
    pub path: String,
    /// The copies, newest first.
    pub backups: Vec<BackupRow>,
}

/// One copy of the library.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct BackupRow {
    /// Its file.
    pub path: String,
    /// When it was made, as `2025-01-31`.
    pub date: String,
    /// Size, bytes; a float, as all of JavaScript's numbers are.
    pub size_bytes: f64,
}

/// Where the library and its copies are.
#[tauri::command(async)]
#[specta::specta]
pub fn library_place(shell: State<'_, Shell>) -> Reply<LibraryPlace> {
    shell.library(|library| {
        let copies = library.backups().into_iter();
        Ok(LibraryPlace {
            path: library.path().display().to_string(),
            backups: copies
                .map(|copy| BackupRow {
                    path: copy.path.display().to_string(),
                    date: copy.date,
                    size_bytes: copy.bytes as f64,
                })
                .collect(),
        })
    })
}

/// Dresses what the system draws of the window: dark, light, or as the system
/// has it.
#[tauri::command(async)]
#[specta::specta]
pub fn set_theme<R: Runtime>(window: WebviewWindow<R>, dark: Option<bool>) -> Reply<()> {
    guarded(|| {
        let theme = dark.map(|dark| if dark { Theme::Dark } else { Theme::Light });
        window.set_theme(theme).map_err(|error| {
            let what = "The window's frame keeps its colours: the system did not take others.";
            AppError::new("no_theme", what).with_detail(error)
        })
    })
}

/// What went wrong before the window listened; nothing the second time.
#[tauri::command(async)]
#[specta::specta]
pub fn early_problems(shell: State<'_, Shell>) -> Reply<Vec<AppError>> {
    guarded(|| Ok(shell.early_problems()))
}

/// The window has its first picture: what runs by itself may begin.
#[tauri::command(async)]
#[specta::specta]
pub fn pictured(shell: State<'_, Shell>) -> Reply<()> {
    shell.pictured();
    Ok(())
}

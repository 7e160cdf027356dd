//! Commands about the program: the model, the choice of it, and what went
//! wrong at the start.

use tauri::State;

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

/// What went wrong before the window listened; nothing the second time.
#[tauri::command(async)]
#[specta::specta]
pub fn early_problems(shell: State<'_, Shell>) -> Reply<Vec<AppError>> {
    guarded(|| Ok(shell.early_problems()))
}

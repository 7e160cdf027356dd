//! Commands about the model.

use tauri::State;

use crate::analyser::{self, ModelCard};
use crate::error::{Reply, guarded};
use crate::shell::Shell;

/// What the model is, how good it is, and its licence.
#[tauri::command(async)]
#[specta::specta]
pub fn model_card() -> Reply<ModelCard> {
    guarded(analyser::model_card)
}

/// What the model runs on.
#[tauri::command(async)]
#[specta::specta]
pub fn device_info(shell: State<'_, Shell>) -> Reply<String> {
    shell.with(|rooms| rooms.hearing.device())
}

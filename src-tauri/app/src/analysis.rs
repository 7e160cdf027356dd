//! Commands about the analysis, which runs by itself.

use moodplane_library::{Pace, Progress};
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::State;

use crate::error::Reply;
use crate::shell::Shell;

/// How far the analysis is, or why there is none.
#[tauri::command(async)]
#[specta::specta]
pub fn progress(shell: State<'_, Shell>) -> Reply<Progress> {
    shell.with(|rooms| rooms.hearing.progress())
}

/// Begins no further file, until it is to go on; a restart changes nothing.
#[tauri::command(async)]
#[specta::specta]
pub fn pause_analysis(shell: State<'_, Shell>) -> Reply<()> {
    shell.with(|rooms| rooms.hearing.pause())
}

/// Goes on; where the model could not be loaded, tries again.
#[tauri::command(async)]
#[specta::specta]
pub fn resume_analysis(shell: State<'_, Shell>) -> Reply<()> {
    shell.with(|rooms| rooms.hearing.resume())
}

/// How the analysis is to run, as it is kept with the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Settings {
    /// How much of the machine it takes.
    pub pace: Pace,
    /// Whether it rests while the machine runs on its battery.
    pub pause_on_battery: bool,
}

/// How the analysis is to run.
#[tauri::command(async)]
#[specta::specta]
pub fn settings(shell: State<'_, Shell>) -> Reply<Settings> {
    shell.library(|library| {
        Ok(Settings {
            pace: library.pace()?,
            pause_on_battery: library.pauses_on_battery()?,
        })
    })
}

/// Sets how much of the machine the analysis takes, from the next file on.
#[tauri::command(async)]
#[specta::specta]
pub fn set_pace(shell: State<'_, Shell>, pace: Pace) -> Reply<()> {
    shell.library(|library| library.set_pace(pace))
}

/// Sets whether the analysis rests while the machine runs on its battery.
#[tauri::command(async)]
#[specta::specta]
pub fn set_pause_on_battery(shell: State<'_, Shell>, pause: bool) -> Reply<()> {
    shell.library(|library| library.set_pause_on_battery(pause))
}

/// Has these tracks heard before all others, those that failed once more.
#[tauri::command(async)]
#[specta::specta]
pub fn analyse_first(shell: State<'_, Shell>, ids: Vec<u32>) -> Reply<()> {
    shell.change(|library| library.analyse_first(&ids))
}

/// Has what is on the screen heard next, in place of what was there before; of
/// many tracks the first 256.
#[tauri::command(async)]
#[specta::specta]
pub fn prefer(shell: State<'_, Shell>, ids: Vec<u32>) -> Reply<()> {
    shell.library(|library| library.prefer(&ids))
}

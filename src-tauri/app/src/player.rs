//! Commands to the player. They return at once; what comes of them is said by
//! events.

use moodplane_library::LibraryError;
use moodplane_player::{Item, Level, PlayerState, Repeat, device_names};
use tauri::State;

use crate::error::{AppError, Reply, guarded};
use crate::queue::items;
use crate::shell::Shell;

/// Plays these tracks, beginning with the one at `start`.
#[tauri::command(async)]
#[specta::specta]
pub fn play(shell: State<'_, Shell>, ids: Vec<u32>, start: u32) -> Reply<()> {
    let at = usize::try_from(start).unwrap_or(usize::MAX);
    let Some(&first) = ids.get(at) else {
        let what = "There is nothing to play there: choose a track of the list.";
        return Err(AppError::new("nothing_to_play", what));
    };
    let items = items(&shell, &ids)?;
    // Tracks that have gone shift the rest; a queue may hold a track twice.
    let gone = items.len() < ids.len();
    let place = if gone {
        items.iter().position(|item| item.id == first)
    } else {
        Some(at)
    };
    let place = place.ok_or(LibraryError::NoSuchTrack(first))?;
    shell.with(|rooms| {
        rooms.radio.stop();
        Ok(())
    })?;
    shell.player().play(items, place);
    Ok(())
}

/// Pauses, or goes on.
#[tauri::command(async)]
#[specta::specta]
pub fn toggle_pause(shell: State<'_, Shell>) -> Reply<()> {
    guarded(|| {
        shell.player().toggle();
        Ok(())
    })
}

/// Goes to a position in the track, s.
#[tauri::command(async)]
#[specta::specta]
pub fn seek(shell: State<'_, Shell>, seconds: f64) -> Reply<()> {
    guarded(|| {
        shell.player().seek(seconds);
        Ok(())
    })
}

/// Goes to the next track.
#[tauri::command(async)]
#[specta::specta]
pub fn next(shell: State<'_, Shell>) -> Reply<()> {
    guarded(|| {
        shell.player().next();
        Ok(())
    })
}

/// Goes to the start of the track, or to the one before.
#[tauri::command(async)]
#[specta::specta]
pub fn previous(shell: State<'_, Shell>) -> Reply<()> {
    guarded(|| {
        shell.player().previous();
        Ok(())
    })
}

/// Sets the volume, 0-1.
#[tauri::command(async)]
#[specta::specta]
pub fn set_volume(shell: State<'_, Shell>, v: f32) -> Reply<()> {
    guarded(|| {
        shell.player().set_volume(v);
        Ok(())
    })
}

/// What is playing.
#[tauri::command(async)]
#[specta::specta]
pub fn player_state(shell: State<'_, Shell>) -> Reply<PlayerState> {
    guarded(|| Ok(shell.player().state()))
}

/// How long a preview is, s.
const PREVIEW_S: f32 = 15.0;

/// Plays the most typical seconds of a track in place of what plays, which goes
/// on where it was when they are over.
#[tauri::command(async)]
#[specta::specta]
pub fn preview(shell: State<'_, Shell>, id: u32) -> Reply<()> {
    let start_s = shell.library(|library| library.typical_start(id, PREVIEW_S))?;
    let item = items(&shell, &[id])?.into_iter().next();
    let item: Item = item.ok_or(LibraryError::NoSuchTrack(id))?;
    shell
        .player()
        .preview(item, f64::from(start_s), f64::from(PREVIEW_S));
    Ok(())
}

/// Ends the preview, if one runs.
#[tauri::command(async)]
#[specta::specta]
pub fn end_preview(shell: State<'_, Shell>) -> Reply<()> {
    guarded(|| {
        shell.player().end_preview();
        Ok(())
    })
}

/// Sets what follows the queue's end.
#[tauri::command(async)]
#[specta::specta]
pub fn set_repeat(shell: State<'_, Shell>, repeat: Repeat) -> Reply<()> {
    guarded(|| {
        shell.player().set_repeat(repeat);
        Ok(())
    })
}

/// Mixes the queue behind the playing track, or gives it its order back.
#[tauri::command(async)]
#[specta::specta]
pub fn set_shuffle(shell: State<'_, Shell>, on: bool) -> Reply<()> {
    guarded(|| {
        shell.player().set_shuffle(on);
        Ok(())
    })
}

/// Sets how loudness is levelled.
#[tauri::command(async)]
#[specta::specta]
pub fn set_level(shell: State<'_, Shell>, level: Level) -> Reply<()> {
    guarded(|| {
        shell.player().set_level(level);
        Ok(())
    })
}

/// Sets over how many seconds, 0-12, tracks fade into each other.
#[tauri::command(async)]
#[specta::specta]
pub fn set_crossfade(shell: State<'_, Shell>, seconds: f32) -> Reply<()> {
    guarded(|| {
        shell.player().set_crossfade(seconds);
        Ok(())
    })
}

/// The names of the sound devices that are there.
#[tauri::command(async)]
#[specta::specta]
pub fn sound_devices() -> Reply<Vec<String>> {
    guarded(|| Ok(device_names()))
}

/// Plays on the device with this name whenever it is there; without a name, on
/// the system's own.
#[tauri::command(async)]
#[specta::specta]
pub fn choose_sound_device(shell: State<'_, Shell>, name: Option<String>) -> Reply<()> {
    guarded(|| {
        shell.player().choose_device(name);
        Ok(())
    })
}

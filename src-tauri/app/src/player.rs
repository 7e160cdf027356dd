//! Commands to the player. They return at once; what comes of them is said by
//! events.

use moodplane_library::LibraryError;
use moodplane_player::{Item, PlayerState};
use tauri::State;

use crate::error::{AppError, Reply, guarded};
use crate::shell::Shell;

/// The files of tracks, without those that have left the library.
fn items(shell: &Shell, ids: &[u32]) -> Reply<Vec<Item>> {
    shell.library(|library| {
        let mut items = Vec::with_capacity(ids.len());
        for &id in ids {
            match library.track_path(id) {
                Ok(path) => items.push(Item { id, path }),
                Err(LibraryError::NoSuchTrack(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(items)
    })
}

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
    shell.player().play(items, place);
    Ok(())
}

/// Adds tracks to the end of the queue.
#[tauri::command(async)]
#[specta::specta]
pub fn enqueue(shell: State<'_, Shell>, ids: Vec<u32>) -> Reply<()> {
    shell.player().enqueue(items(&shell, &ids)?);
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
    let (path, start_s) = shell.library(|library| {
        let start_s = library.typical_start(id, PREVIEW_S)?;
        Ok((library.track_path(id)?, start_s))
    })?;
    let item = Item { id, path };
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

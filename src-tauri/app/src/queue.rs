//! Commands about the queue. Its places go by keys, which stay with them wherever
//! they are moved to.

use moodplane_library::{Library, LibraryError};
use moodplane_player::{Item, Loudness, QueueState, Spot};
use tauri::State;

use crate::error::{Reply, guarded};
use crate::shell::Shell;

/// The files of tracks, without those that have left the library.
pub(crate) fn items(shell: &Shell, ids: &[u32]) -> Reply<Vec<Item>> {
    let items = shell.library(|library| files(library, ids))?;
    Ok(items.into_iter().flatten().collect())
}

/// The files of tracks; `None` for those that have left the library.
pub(crate) fn files(library: &Library, ids: &[u32]) -> Result<Vec<Option<Item>>, LibraryError> {
    let playable = library.playable(ids)?;
    let item = |(&id, playable): (&u32, Option<moodplane_library::Playable>)| {
        let playable = playable?;
        Some(Item {
            id,
            path: playable.path,
            loudness: Loudness {
                track_lufs: playable.track_lufs,
                album_lufs: playable.album_lufs,
            },
            album: playable.album,
            album_place: playable.album_place,
        })
    };
    Ok(ids.iter().zip(playable).map(item).collect())
}

/// The queue as it is now.
#[tauri::command(async)]
#[specta::specta]
pub fn player_queue(shell: State<'_, Shell>) -> Reply<QueueState> {
    guarded(|| Ok(shell.player().queue()))
}

/// Adds tracks to the end of the queue.
#[tauri::command(async)]
#[specta::specta]
pub fn enqueue(shell: State<'_, Shell>, ids: Vec<u32>) -> Reply<()> {
    shell.player().insert(items(&shell, &ids)?, Spot::End);
    Ok(())
}

/// Puts tracks behind the one that plays.
#[tauri::command(async)]
#[specta::specta]
pub fn play_next(shell: State<'_, Shell>, ids: Vec<u32>) -> Reply<()> {
    shell.player().insert(items(&shell, &ids)?, Spot::Next);
    Ok(())
}

/// Puts tracks before a place of the queue.
#[tauri::command(async)]
#[specta::specta]
pub fn queue_insert(shell: State<'_, Shell>, ids: Vec<u32>, before: u32) -> Reply<()> {
    let items = items(&shell, &ids)?;
    shell.player().insert(items, Spot::Before(before));
    Ok(())
}

/// Moves places of the queue before another, or to the end.
#[tauri::command(async)]
#[specta::specta]
pub fn queue_move(shell: State<'_, Shell>, keys: Vec<u32>, before: Option<u32>) -> Reply<()> {
    guarded(|| {
        shell.player().shift(keys, before);
        Ok(())
    })
}

/// Takes places out of the queue.
#[tauri::command(async)]
#[specta::specta]
pub fn queue_remove(shell: State<'_, Shell>, keys: Vec<u32>) -> Reply<()> {
    guarded(|| {
        shell.player().remove(keys);
        Ok(())
    })
}

/// Takes all that follows the playing track out of the queue.
#[tauri::command(async)]
#[specta::specta]
pub fn queue_clear(shell: State<'_, Shell>) -> Reply<()> {
    guarded(|| {
        shell.player().clear_ahead();
        Ok(())
    })
}

/// Plays a place of the queue.
#[tauri::command(async)]
#[specta::specta]
pub fn queue_jump(shell: State<'_, Shell>, key: u32) -> Reply<()> {
    guarded(|| {
        shell.player().jump(key);
        Ok(())
    })
}

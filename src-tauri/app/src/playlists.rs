//! Commands about playlists. Places in one are counted from 0.

use std::path::{Path, PathBuf};

use moodplane_library::{DeletedPlaylist, Import, Offered, Page, Playlist, Query};
use tauri::{AppHandle, Runtime, State};
use tauri_plugin_dialog::DialogExt;

use crate::error::{AppError, Reply, guarded};
use crate::library::PAGE_LIMIT;
use crate::shell::Shell;

/// All playlists, by name.
#[tauri::command(async)]
#[specta::specta]
pub fn playlists(shell: State<'_, Shell>) -> Reply<Vec<Playlist>> {
    shell.library(|library| library.playlists())
}

/// Makes a playlist: a smart one with a query, or an empty one without.
#[tauri::command(async)]
#[specta::specta]
pub fn create_playlist(
    shell: State<'_, Shell>,
    name: String,
    query: Option<Query>,
) -> Reply<Playlist> {
    shell.change(|library| library.create_playlist(&name, query.as_ref()))
}

/// Makes a playlist of these tracks, in this order.
#[tauri::command(async)]
#[specta::specta]
pub fn create_playlist_of(
    shell: State<'_, Shell>,
    name: String,
    tracks: Vec<u32>,
) -> Reply<Playlist> {
    shell.change(|library| library.create_playlist_of(&name, &tracks))
}

/// Gives a playlist another name.
#[tauri::command(async)]
#[specta::specta]
pub fn rename_playlist(shell: State<'_, Shell>, id: u32, name: String) -> Reply<()> {
    shell.change(|library| library.rename_playlist(id, &name))
}

/// Deletes a playlist; its tracks stay. What is returned brings it back.
#[tauri::command(async)]
#[specta::specta]
pub fn delete_playlist(shell: State<'_, Shell>, id: u32) -> Reply<DeletedPlaylist> {
    shell.change(|library| library.delete_playlist(id))
}

/// Brings a deleted playlist back, as itself.
#[tauri::command(async)]
#[specta::specta]
pub fn restore_playlist(shell: State<'_, Shell>, deleted: DeletedPlaylist) -> Reply<Playlist> {
    shell.change(|library| library.restore_playlist(&deleted))
}

/// Gives a smart playlist another query.
#[tauri::command(async)]
#[specta::specta]
pub fn set_playlist_query(shell: State<'_, Shell>, id: u32, query: Query) -> Reply<()> {
    shell.change(|library| library.set_playlist_query(id, &query))
}

/// A stretch of a playlist's tracks, of at most a thousand rows.
#[tauri::command(async)]
#[specta::specta]
pub fn playlist_page(shell: State<'_, Shell>, id: u32, offset: u32, limit: u32) -> Reply<Page> {
    shell.library(|library| library.playlist_page(id, offset, limit.min(PAGE_LIMIT)))
}

/// The ids of a playlist's tracks, in its order.
#[tauri::command(async)]
#[specta::specta]
pub fn playlist_tracks(shell: State<'_, Shell>, id: u32) -> Reply<Vec<u32>> {
    shell.library(|library| library.playlist_tracks(id))
}

/// Puts tracks into a playlist: before place `at`, or at its end.
#[tauri::command(async)]
#[specta::specta]
pub fn add_to_playlist(
    shell: State<'_, Shell>,
    id: u32,
    tracks: Vec<u32>,
    at: Option<u32>,
) -> Reply<()> {
    shell.change(|library| library.add_to_playlist(id, &tracks, at))
}

/// Takes what is at these places out of a playlist.
#[tauri::command(async)]
#[specta::specta]
pub fn remove_from_playlist(shell: State<'_, Shell>, id: u32, places: Vec<u32>) -> Reply<()> {
    shell.change(|library| library.remove_from_playlist(id, &places))
}

/// Moves what is at these places to before what is at place `to`.
#[tauri::command(async)]
#[specta::specta]
pub fn move_in_playlist(shell: State<'_, Shell>, id: u32, places: Vec<u32>, to: u32) -> Reply<()> {
    shell.change(|library| library.move_in_playlist(id, &places, to))
}

/// Puts these tracks in the place of all that are in a playlist.
#[tauri::command(async)]
#[specta::specta]
pub fn set_playlist_tracks(shell: State<'_, Shell>, id: u32, tracks: Vec<u32>) -> Reply<()> {
    shell.change(|library| library.set_playlist_tracks(id, &tracks))
}

/// The playlists that another program's file holds.
#[tauri::command(async)]
#[specta::specta]
pub fn playlists_in(shell: State<'_, Shell>, path: String) -> Reply<Vec<Offered>> {
    shell.library(|library| library.playlists_in(Path::new(&path)))
}

/// Makes playlists of those of them with these numbers, or of all.
#[tauri::command(async)]
#[specta::specta]
pub fn import_playlists(
    shell: State<'_, Shell>,
    path: String,
    which: Option<Vec<u32>>,
) -> Reply<Vec<Import>> {
    shell.change(|library| library.import_playlists(Path::new(&path), which.as_deref(), None))
}

/// The endings of playlists' files.
const IMPORTED: [&str; 5] = ["m3u", "m3u8", "xspf", "xml", "nml"];

/// Lets the user choose a playlist's file; `None` when they change their mind.
#[tauri::command(async)]
#[specta::specta]
pub fn pick_playlist<R: Runtime>(app: AppHandle<R>, title: String) -> Reply<Option<String>> {
    guarded(|| {
        let dialog = app.dialog().file().set_title(title);
        let dialog = dialog.add_filter("M3U, XSPF, Rekordbox, Traktor", &IMPORTED);
        let Some(picked) = dialog.blocking_pick_file() else {
            return Ok(None);
        };
        let path: PathBuf = picked
            .into_path()
            .map_err(|error| AppError::new("bad_playlist_file", error.to_string()))?;
        let path = path.into_os_string().into_string().map_err(|path| {
            let path = path.to_string_lossy();
            let what = "is not named in Unicode: rename it";
            AppError::new("not_unicode", format!("{path} {what}."))
        })?;
        Ok(Some(path))
    })
}

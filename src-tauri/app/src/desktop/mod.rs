//! What lies around the window: the tray, notices, files that come in from
//! other programs, and files that are dragged out to them.
//!
//! The words come from the window, which has the one catalogue of them.

mod arrivals;
mod drag_out;
mod tray;

use std::path::PathBuf;
use std::sync::atomic::Ordering;

use notify_rust::Notification;
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::{AppHandle, Runtime, State, WebviewWindow};

pub use arrivals::Arrivals;
pub use tray::Tray;

use crate::error::{AppError, Reply, guarded};
use crate::shell::Shell;

/// The tray menu's words in the window's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TrayWords {
    /// Starts or pauses the playback.
    pub play: String,
    /// The next track.
    pub next: String,
    /// The previous track.
    pub previous: String,
    /// Brings the window to the front.
    pub show: String,
    /// Ends the program.
    pub quit: String,
    /// Instead of a title when nothing plays.
    pub nothing: String,
}

/// What paths that came in turned out to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Opened {
    /// Tracks of single audio files, in the order they were named.
    pub tracks: Vec<u32>,
    /// Playlist files, for the user to import.
    pub playlists: Vec<String>,
}

/// Shows the tray icon with these words, or gives it others.
#[tauri::command(async)]
#[specta::specta]
pub fn set_tray<R: Runtime>(
    app: AppHandle<R>,
    tray: State<'_, Tray<R>>,
    words: TrayWords,
    keep: bool,
) -> Reply<()> {
    tray.keep.store(keep, Ordering::Relaxed);
    tray.show(&app, words);
    Ok(())
}

/// Shows a notice of the desktop.
#[tauri::command(async)]
#[specta::specta]
pub fn notify(title: String, body: String) -> Reply<()> {
    let shown = Notification::new()
        .appname("Moodplane")
        .summary(&title)
        // The body is text: servers that read markup in it must find none.
        .body(&body.replace('&', "&amp;").replace('<', "&lt;"))
        .icon("moodplane")
        .show();
    // A desktop without notices has its reasons; nobody must be told.
    if let Err(error) = shown {
        tracing::debug!(%error, "no notice");
    }
    Ok(())
}

/// Paths that other programs handed over and nobody has opened yet.
#[tauri::command(async)]
#[specta::specta]
pub fn arrivals(arrivals: State<'_, Arrivals>) -> Reply<Vec<String>> {
    guarded(|| Ok(arrivals.take()))
}

/// Opens paths: folders come into the library, audio files become tracks of it,
/// and playlists are told apart.
#[tauri::command(async)]
#[specta::specta]
pub fn open_paths(shell: State<'_, Shell>, paths: Vec<String>) -> Reply<Opened> {
    let opened = shell.with(|rooms| {
        let paths = paths.into_iter().map(PathBuf::from);
        let (opened, folders) = arrivals::open(&rooms.library, paths)?;
        rooms.scanner.add(folders);
        Ok(opened)
    })?;
    shell.changed();
    Ok(opened)
}

/// Lets the pointer carry the files of tracks to another program; those that
/// are away are left out. Returns as the drag begins.
#[tauri::command(async)]
#[specta::specta]
pub fn drag_out<R: Runtime>(
    window: WebviewWindow<R>,
    shell: State<'_, Shell>,
    ids: Vec<u32>,
) -> Reply<()> {
    let files = shell.library(|library| library.track_paths(&ids))?;
    guarded(|| drag_out::begin(&window, drag_out::at_hand(files)))
}

impl From<tauri::Error> for AppError {
    fn from(error: tauri::Error) -> Self {
        AppError::new(
            "desktop",
            format!("The desktop did not do what was asked: {error}. Try again."),
        )
    }
}

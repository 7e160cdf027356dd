//! Commands about exports: where to, what it will look like there, and the one
//! export that may run. And whether tempo and key of files go first.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use moodplane_exports::{
    Comment, ExportError, Format, List, Options, PathMap, Paths, Report, example, export, targets,
};
use moodplane_library::{KeyNotation, Library, Query};
use moodplane_picture::Words;
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::{AppHandle, Runtime, State};
use tauri_plugin_dialog::DialogExt;

use crate::error::{AppError, Reply, guarded};
use crate::lock::lock;
use crate::shell::Shell;

/// What is exported.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum ExportWhat {
    /// Playlists, a list each.
    Playlists {
        /// Their ids.
        ids: Vec<u32>,
    },
    /// What a query finds.
    Query {
        /// The query.
        query: Box<Query>,
        /// What the list is called.
        name: String,
    },
    /// These tracks.
    Tracks {
        /// Their ids, in the order of the list.
        ids: Vec<u32>,
        /// What the list is called.
        name: String,
    },
}

/// A path, or a folder's, here and what it is elsewhere.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct PathPair {
    /// On this machine.
    from: String,
    /// On the one that opens the export.
    to: String,
}

/// What the user wants.
#[derive(Debug, Clone, Deserialize, Type)]
pub struct ExportWish {
    /// What is exported.
    what: ExportWhat,
    /// As what.
    format: Format,
    /// Whether paths of playlists begin at the root, not at the playlist's folder.
    absolute: bool,
    /// Where folders are on the other machine.
    maps: Vec<PathPair>,
    /// How keys are written; none: as the program does.
    key_notation: Option<KeyNotation>,
    /// What stands behind comments.
    comment: Comment,
    /// Whether tracks get the colour of their quadrant.
    colours: bool,
    /// Whether missing tracks are left out.
    without_missing: bool,
    /// The words on a picture, in the window's language.
    words: Words,
}

/// How far the export is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ExportProgress {
    /// Tracks done.
    done: u32,
    /// Tracks in all; 0 until that is known.
    total: u32,
}

/// The export that runs, and what the last one wrote.
#[derive(Debug, Default)]
pub(crate) struct Exports {
    stop: AtomicBool,
    running: Mutex<Option<ExportProgress>>,
    written: Mutex<Option<PathBuf>>,
}

impl Exports {
    /// Ends what runs: the library is closed.
    pub(crate) fn close(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    fn run(&self, library: &Library, wish: &ExportWish, out: &Path) -> Reply<Report> {
        {
            let mut running = lock(&self.running);
            if running.is_some() {
                let what = "Another export is running: wait for it, or stop it.";
                return Err(AppError::new("export_running", what));
            }
            *running = Some(ExportProgress::default());
        }
        // Whatever happens, the next may run.
        let _over = Over(self);
        self.stop.store(false, Ordering::Relaxed);
        let (lists, options) = (wish.lists(library)?, wish.options()?);
        let report = export(
            library,
            &lists,
            wish.format,
            &options,
            out,
            &self.stop,
            &mut |progress| {
                *lock(&self.running) = Some(ExportProgress {
                    done: progress.done,
                    total: progress.total,
                });
            },
        )?;
        *lock(&self.written) = report.files.first().map(PathBuf::from);
        Ok(report)
    }
}

struct Over<'a>(&'a Exports);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        *lock(&self.0.running) = None;
    }
}

impl ExportWish {
    fn lists(&self, library: &Library) -> Result<Vec<List>, ExportError> {
        match &self.what {
            ExportWhat::Playlists { ids } => {
                let lists = ids.iter().map(|&id| List::of_playlist(library, id));
                lists.collect()
            }
            ExportWhat::Query { query, name } => Ok(vec![List::of_query(library, query, name)?]),
            ExportWhat::Tracks { ids, name } => Ok(vec![List {
                name: name.clone(),
                tracks: ids.clone(),
            }]),
        }
    }

    fn options(&self) -> Result<Options, ExportError> {
        Ok(Options {
            paths: if self.absolute {
                Paths::Absolute
            } else {
                Paths::BesideFile
            },
            maps: maps(&self.maps)?,
            key_notation: self.key_notation,
            comment: self.comment,
            colours: self.colours,
            without_missing: self.without_missing,
            words: self.words.clone(),
        })
    }
}

fn maps(pairs: &[PathPair]) -> Result<Vec<PathMap>, ExportError> {
    let maps = pairs.iter().map(|pair| PathMap::new(&pair.from, &pair.to));
    maps.collect()
}

impl From<ExportError> for AppError {
    fn from(error: ExportError) -> Self {
        let new = Self::new(error.code(), error.to_string());
        match error.about() {
            Some(about) => new.about(about),
            None => new,
        }
    }
}

/// Lets the user say where to: a folder, or a file under a name that is proposed;
/// `None` when they change their mind.
#[tauri::command(async)]
#[specta::specta]
pub fn pick_export<R: Runtime>(
    app: AppHandle<R>,
    title: String,
    format: Format,
    folder: bool,
    name: String,
) -> Reply<Option<String>> {
    guarded(|| {
        let dialog = app.dialog().file().set_title(title);
        let ending = format.extension();
        let picked = if folder {
            dialog.blocking_pick_folder()
        } else {
            let dialog = dialog.set_file_name(format!("{name}.{ending}"));
            let dialog = dialog.add_filter(ending.to_uppercase(), &[ending]);
            dialog.blocking_save_file()
        };
        let Some(picked) = picked else {
            return Ok(None);
        };
        let mut path = picked
            .into_path()
            .map_err(|error| AppError::new("not_a_file", error.to_string()))?;
        if !folder && path.extension().is_none() {
            path.set_extension(ending);
        }
        let path = path.into_os_string().into_string().map_err(|path| {
            let path = path.to_string_lossy();
            let what = format!("{path} is not named in Unicode: choose another place.");
            AppError::new("not_unicode", what)
        })?;
        Ok(Some(path))
    })
}

/// Where the first track of an export is, here and on the machine that opens it;
/// `None` where nothing is in it.
#[tauri::command(async)]
#[specta::specta]
pub fn export_example(shell: State<'_, Shell>, wish: ExportWish) -> Reply<Option<PathPair>> {
    shell.with(|rooms| {
        let library = rooms.seen();
        let maps = maps(&wish.maps)?;
        let lists = wish.lists(&library)?;
        let Some(&first) = lists.iter().flat_map(|list| &list.tracks).next() else {
            return Ok(None);
        };
        let path = library.track_path(first)?;
        Ok(Some(PathPair {
            from: path.to_string_lossy().into_owned(),
            to: example(&path, &maps),
        }))
    })
}

/// The names of the files in a folder that an export would replace.
#[tauri::command(async)]
#[specta::specta]
pub fn export_replaces(
    shell: State<'_, Shell>,
    wish: ExportWish,
    path: String,
) -> Reply<Vec<String>> {
    shell.with(|rooms| {
        let lists = wish.lists(&rooms.seen())?;
        let targets = targets(wish.format, &lists, Path::new(&path))?;
        let there = targets.iter().filter(|target| target.exists());
        let name = |path: &PathBuf| {
            path.file_name()
                .map(|name| name.to_string_lossy().into_owned())
        };
        Ok(there.filter_map(name).collect())
    })
}

/// Writes an export, and answers once it is written or stopped.
#[tauri::command(async)]
#[specta::specta]
pub fn start_export(shell: State<'_, Shell>, wish: ExportWish, path: String) -> Reply<Report> {
    shell.with(|rooms| rooms.exports.run(&rooms.seen(), &wish, Path::new(&path)))
}

/// How far the export is; `None` where none runs.
#[tauri::command(async)]
#[specta::specta]
pub fn export_progress(shell: State<'_, Shell>) -> Reply<Option<ExportProgress>> {
    shell.with(|rooms| Ok(*lock(&rooms.exports.running)))
}

/// Stops the export that runs; nothing is written, then.
#[tauri::command(async)]
#[specta::specta]
pub fn stop_export(shell: State<'_, Shell>) -> Reply<()> {
    shell.with(|rooms| {
        rooms.exports.close();
        Ok(())
    })
}

/// Shows what the last export wrote in the system's file manager.
#[tauri::command(async)]
#[specta::specta]
pub fn show_export(shell: State<'_, Shell>) -> Reply<()> {
    shell.with(|rooms| {
        let Some(path) = lock(&rooms.exports.written).clone() else {
            return Ok(());
        };
        tauri_plugin_opener::reveal_item_in_dir(&path).map_err(|error| {
            let shown = path.display();
            let what = format!("No file manager could be opened: the file is {shown}.");
            let error = AppError::new("no_file_manager", what).with_detail(error);
            error.about(path.display())
        })
    })
}

/// Whether tempo and key of tags and DJ programs go before what is heard.
#[tauri::command(async)]
#[specta::specta]
pub fn files_say_tempo_and_key(shell: State<'_, Shell>) -> Reply<bool> {
    shell.library(Library::files_say_tempo_and_key)
}

/// Has them go first, or not. The first time, all files' tags are read for it, which
/// may take a while; the answer comes then.
#[tauri::command(async)]
#[specta::specta]
pub fn let_files_say_tempo_and_key(shell: State<'_, Shell>, files: bool) -> Reply<()> {
    shell.change(|library| library.let_files_say_tempo_and_key(files))?;
    if !files {
        return Ok(());
    }
    shell.with(|rooms| {
        rooms.exports.stop.store(false, Ordering::Relaxed);
        Ok(rooms
            .library
            .read_tempo_and_key(&rooms.exports.stop, &mut |_, _| {})?)
    })?;
    shell.changed();
    Ok(())
}

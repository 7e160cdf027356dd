//! Commands that write moods into files and take them back, and the one such work
//! that may run. It goes on when the panel that shows it is closed.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use moodplane_library::Library;
use moodplane_tagging::{
    FilePlan, Options, TaggingError, Undone, UndoneFile, Written, preview, undo, write, written,
};
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::State;

use crate::error::{AppError, Reply, guarded};
use crate::events::Pulse;
use crate::lock::lock;
use crate::shell::Shell;

/// Rows that are given out at once, at most.
const ROWS_LIMIT: u32 = 1000;

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum TaggingWork {
    /// Files are looked at, and none is touched.
    Preview,
    /// Files are written.
    Write,
    /// A writing is taken back.
    Undo,
}

/// How far the work is, or how the last one ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct TaggingState {
    /// What is done.
    pub work: TaggingWork,
    /// Whether it has not ended yet.
    pub running: bool,
    /// Files in all.
    pub total: u32,
    /// Files of which something changes, or has.
    pub changed: u32,
    /// Files of which nothing does.
    pub unchanged: u32,
    /// Files that are left for a reason.
    pub failed: u32,
    /// The writing's number, by which it is undone.
    pub writing: Option<u32>,
    /// Whether the user stopped it.
    pub stopped: bool,
    /// Why it ended early.
    pub problem: Option<AppError>,
}

/// Which files' rows are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum TaggingRows {
    /// Those of which something changes.
    Changed,
    /// Those of which nothing does.
    Unchanged,
    /// Those that are left for a reason.
    Failed,
}

/// Looks what writing would change in the files of these tracks. How far it is, and
/// what it found, is asked for.
#[tauri::command(async)]
#[specta::specta]
pub fn preview_tags(shell: State<'_, Shell>, tracks: Vec<u32>, options: Options) -> Reply<()> {
    options.check()?;
    shell.with(|rooms| {
        let library = rooms.seen();
        let total = tracks.len();
        let job = move |desk: &Desk, stop: &AtomicBool| {
            preview(&library, &tracks, &options, stop, &mut |plan| {
                desk.take(plan);
                true
            })?;
            desk.update(|state| state.stopped = stop.load(Ordering::SeqCst));
            Ok(())
        };
        rooms.tagging.begin(TaggingWork::Preview, total, job)
    })
}

/// Writes into the files of these tracks.
#[tauri::command(async)]
#[specta::specta]
pub fn write_tags(shell: State<'_, Shell>, tracks: Vec<u32>, options: Options) -> Reply<()> {
    options.check()?;
    shell.with(|rooms| {
        let library = rooms.seen();
        let total = tracks.len();
        let job = move |desk: &Desk, stop: &AtomicBool| {
            let done = write(&library, &tracks, &options, stop, &mut |plan| {
                desk.take(plan.clone());
            })?;
            desk.update(|state| (state.writing, state.stopped) = (done.writing, done.stopped));
            Ok(())
        };
        rooms.tagging.begin(TaggingWork::Write, total, job)
    })
}

/// Takes a writing back. With `values`, files that
/// another program has changed since get the old values, too.
#[tauri::command(async)]
#[specta::specta]
pub fn undo_tags(shell: State<'_, Shell>, writing: u32, values: bool) -> Reply<()> {
    shell.with(|rooms| {
        let library = rooms.seen();
        let total = library.notes_to_undo(writing)?.len();
        let job = move |desk: &Desk, stop: &AtomicBool| {
            let done = undo(&library, Some(writing), values, stop, &mut |file| {
                desk.take_undone(&library, file);
            })?;
            desk.update(|state| {
                (state.writing, state.stopped) = (Some(done.writing), done.stopped);
            });
            Ok(())
        };
        rooms.tagging.begin(TaggingWork::Undo, total, job)
    })
}

/// Stops the work; what is written stays, and every file is whole.
#[tauri::command(async)]
#[specta::specta]
pub fn stop_tagging(shell: State<'_, Shell>) -> Reply<()> {
    shell.with(|rooms| {
        rooms.tagging.stop();
        Ok(())
    })
}

/// How far the work is, or how the last one ended; `None` before the first.
#[tauri::command(async)]
#[specta::specta]
pub fn tagging_state(shell: State<'_, Shell>) -> Reply<Option<TaggingState>> {
    shell.with(|rooms| Ok(rooms.tagging.state()))
}

/// A stretch of the rows of the last work, of at most a thousand.
#[tauri::command(async)]
#[specta::specta]
pub fn tagging_rows(
    shell: State<'_, Shell>,
    which: TaggingRows,
    offset: u32,
    limit: u32,
) -> Reply<Vec<FilePlan>> {
    shell.with(|rooms| Ok(rooms.tagging.rows(which, offset, limit.min(ROWS_LIMIT))))
}

/// What was written into files and when, the last first.
#[tauri::command(async)]
#[specta::specta]
pub fn written_tags(shell: State<'_, Shell>) -> Reply<Vec<Written>> {
    shell.with(|rooms| Ok(written(&rooms.seen())?))
}

impl From<TaggingError> for AppError {
    fn from(error: TaggingError) -> Self {
        Self {
            about: error.about(),
            ..Self::new(error.code(), error.to_string())
        }
    }
}

/// The one work that may run. Ends when it is dropped.
pub(crate) struct Tagging {
    desk: Mutex<Option<Arc<Desk>>>,
    running: Mutex<Option<Running>>,
    pulse: Pulse,
}

struct Running {
    work: TaggingWork,
    stop: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

/// What one work has come to.
struct Desk(Mutex<Results>);

struct Results {
    state: TaggingState,
    changed: Vec<FilePlan>,
    unchanged: Vec<FilePlan>,
    failed: Vec<FilePlan>,
}

impl Desk {
    fn update(&self, change: impl FnOnce(&mut TaggingState)) {
        change(&mut lock(&self.0).state);
    }

    fn take(&self, plan: FilePlan) {
        let mut results = lock(&self.0);
        let results = &mut *results;
        let (count, rows) = match (&plan.problem, plan.changes()) {
            (Some(_), _) => (&mut results.state.failed, &mut results.failed),
            (None, true) => (&mut results.state.changed, &mut results.changed),
            (None, false) => (&mut results.state.unchanged, &mut results.unchanged),
        };
        *count += 1;
        rows.push(plan);
    }

    fn take_undone(&self, library: &Library, file: &UndoneFile) {
        let row = library.track(file.track).map(|track| track.row).ok();
        let name = file.path.rsplit(['/', '\\']).next().unwrap_or_default();
        let plan = FilePlan {
            track: file.track,
            path: file.path.clone(),
            title: row
                .as_ref()
                .map_or(name.to_owned(), |row| row.title.clone()),
            artist: row.and_then(|row| row.artist),
            fields: Vec::new(),
            note: None,
            problem: file.problem.clone(),
        };
        let mut results = lock(&self.0);
        let results = &mut *results;
        let (count, rows) = match file.how {
            None => (&mut results.state.failed, &mut results.failed),
            Some(Undone::Already) => (&mut results.state.unchanged, &mut results.unchanged),
            Some(_) => (&mut results.state.changed, &mut results.changed),
        };
        *count += 1;
        rows.push(plan);
    }
}

impl Tagging {
    pub(crate) fn new(pulse: Pulse) -> Self {
        Self {
            desk: Mutex::default(),
            running: Mutex::default(),
            pulse,
        }
    }

    /// Begins a work in the background. A preview makes room for whatever comes; a
    /// writing is waited for.
    fn begin(
        &self,
        work: TaggingWork,
        total: usize,
        job: impl FnOnce(&Desk, &AtomicBool) -> Result<(), TaggingError> + Send + 'static,
    ) -> Reply<()> {
        let mut running = lock(&self.running);
        if let Some(before) = running.take() {
            if before.work != TaggingWork::Preview && !before.thread.is_finished() {
                *running = Some(before);
                let what = "Files are being written already: wait for that, or stop it.";
                return Err(AppError::new("tagging", what));
            }
            before.end();
        }
        let desk = Arc::new(Desk(Mutex::new(Results {
            state: TaggingState {
                work,
                running: true,
                total: u32::try_from(total).unwrap_or(u32::MAX),
                changed: 0,
                unchanged: 0,
                failed: 0,
                writing: None,
                stopped: false,
                problem: None,
            },
            changed: Vec::new(),
            unchanged: Vec::new(),
            failed: Vec::new(),
        })));
        let stop = Arc::new(AtomicBool::new(false));
        let (own, stopped, pulse) = (Arc::clone(&desk), Arc::clone(&stop), self.pulse.clone());
        let thread = thread::Builder::new()
            .name("tagging".to_owned())
            .spawn(move || {
                let done = guarded(|| Ok(job(&own, &stopped)?));
                own.update(|state| {
                    state.problem = done.err();
                    state.running = false;
                });
                pulse.changed();
            })
            .map_err(|error| {
                let what = "The work cannot be begun: close other programs and try again.";
                AppError::new("tagging", what).with_detail(error)
            })?;
        *lock(&self.desk) = Some(desk);
        *running = Some(Running { work, stop, thread });
        Ok(())
    }

    fn stop(&self) {
        if let Some(running) = &*lock(&self.running) {
            running.stop.store(true, Ordering::SeqCst);
        }
    }

    fn state(&self) -> Option<TaggingState> {
        let desk = lock(&self.desk).clone()?;
        Some(lock(&desk.0).state.clone())
    }

    fn rows(&self, which: TaggingRows, offset: u32, limit: u32) -> Vec<FilePlan> {
        let Some(desk) = lock(&self.desk).clone() else {
            return Vec::new();
        };
        let results = lock(&desk.0);
        let rows = match which {
            TaggingRows::Changed => &results.changed,
            TaggingRows::Unchanged => &results.unchanged,
            TaggingRows::Failed => &results.failed,
        };
        let rows = rows.iter().skip(offset as usize).take(limit as usize);
        rows.cloned().collect()
    }

    /// Ends the work and waits for the file that is in it.
    pub(crate) fn close(&self) {
        if let Some(running) = lock(&self.running).take() {
            running.end();
        }
    }
}

impl Running {
    fn end(self) {
        self.stop.store(true, Ordering::SeqCst);
        if self.thread.join().is_err() {
            tracing::error!("the thread that writes tags ended in a panic");
        }
    }
}

impl Drop for Tagging {
    fn drop(&mut self) {
        self.close();
    }
}

//! The program: one window, one instance, and an orderly end.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::time::Duration;

use moodplane_library::{Library, Progress};
use moodplane_player::{PlayerState, SoundCards};
use tauri::plugin::TauriPlugin;
use tauri::{
    App, AppHandle, Context, Manager, RunEvent, Runtime, WebviewWindowBuilder, Window, WindowEvent,
};
use tauri_plugin_window_state::StateFlags;
use tauri_specta::Event;
use tracing_subscriber::EnvFilter;

use crate::analyser::OnShelf;
use crate::desktop::{Arrivals, Tray};
use crate::events::{
    InstallChanged, LibraryChanged, PathsArrived, PlayerChanged, ProblemRaised, ProgressChanged,
    Say,
};
use crate::installing::Install;
use crate::shell::Shell;
use crate::{AppError, bindings};

/// The variable that names another library than the user's own.
const LIBRARY_VARIABLE: &str = "MOODPLANE_LIBRARY";

/// Runs the app until its window is closed. Folders named on the command line
/// are added to the library, and files are played.
#[must_use]
pub fn run() -> ExitCode {
    log_to_stderr();
    match start() {
        Ok(app) => {
            app.run(|app, event| {
                if let RunEvent::Exit = event
                    && let Some(shell) = app.try_state::<Shell>()
                {
                    shell.close();
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => match again(&error) {
            Some(exit) => exit,
            None => {
                tracing::error!(%error, "Moodplane cannot start");
                ExitCode::FAILURE
            }
        },
    }
}

/// Counts the starts that met an instance on its way out.
const STARTS_VARIABLE: &str = "MOODPLANE_STARTS";
/// Such starts in all: an instance that is closing waits ten seconds at most for
/// the files in work.
const STARTS: u32 = 40;
/// Between two of them.
const BREATH: Duration = Duration::from_millis(300);

/// Starts the program anew when all that was in the way is another instance
/// that no longer answers: its user has closed it, and it is saving what it has.
/// The windowing system is begun once a process, so it takes another process.
fn again(error: &tauri::Error) -> Option<ExitCode> {
    let closing = matches!(
        error,
        tauri::Error::PluginInitialization(plugin, _) if plugin == "single-instance"
    );
    let starts: u32 = std::env::var(STARTS_VARIABLE)
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(0);
    if !closing || starts >= STARTS {
        return None;
    }
    tracing::info!(%error, "another Moodplane is closing; starting again");
    std::thread::sleep(BREATH);
    let mut program = Command::new(std::env::current_exe().ok()?);
    program
        .args(std::env::args_os().skip(1))
        .env(STARTS_VARIABLE, (starts + 1).to_string());
    replace_process(&mut program)
}

/// Lets the program take this one's place, with its number where the system
/// can; who started us waits for that.
#[cfg(unix)]
fn replace_process(program: &mut Command) -> Option<ExitCode> {
    use std::os::unix::process::CommandExt;
    let error = program.exec();
    tracing::error!(%error, "cannot start again");
    None
}

#[cfg(not(unix))]
fn replace_process(program: &mut Command) -> Option<ExitCode> {
    program.spawn().ok().map(|_| ExitCode::SUCCESS)
}

fn start() -> tauri::Result<App> {
    let ipc = bindings::builder();
    let app = tauri::Builder::default()
        .plugin(single_instance())
        .plugin(tauri_plugin_dialog::init())
        // Size, place and whether it fills the screen; not whether it is seen.
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
                .build(),
        )
        .on_window_event(closing)
        .invoke_handler(ipc.invoke_handler())
        .setup(move |app| {
            ipc.mount_events(app);
            set_up(app)?;
            Ok(())
        })
        .build(context())?;
    // A polite signal ends the app as closing its window does.
    let handle = app.handle().clone();
    if let Err(error) = ctrlc::set_handler(move || handle.exit(0)) {
        tracing::warn!(%error, "signals end the app at once");
    }
    Ok(app)
}

/// The configuration, the window's files and its rights, as built in.
pub(crate) fn context<R: Runtime>() -> Context<R> {
    tauri::generate_context!()
}

/// Has the library opened, and the window beside it: what it asks for meanwhile waits.
fn set_up(app: &App) -> tauri::Result<()> {
    let shell = Shell::new(
        Library::default_path(),
        Box::new(OnShelf),
        SoundCards,
        Arc::new(Voice(app.handle().clone())),
    );
    app.manage(shell);
    app.manage(Tray::<tauri::Wry>::default());
    let arrivals = Arrivals::default();
    let here = std::env::current_dir().unwrap_or_default();
    arrivals.put(std::env::args_os().skip(1), &here);
    app.manage(arrivals);
    for window in &app.config().app.windows {
        WebviewWindowBuilder::from_config(app.handle(), window)?.build()?;
    }
    Ok(())
}

/// Brings the window to the front.
pub(crate) fn show<R: Runtime>(app: &AppHandle<R>) {
    for window in app.webview_windows().values() {
        let shown = window
            .unminimize()
            .and_then(|()| window.show())
            .and_then(|()| window.set_focus());
        if let Err(error) = shown {
            tracing::warn!(%error, "the window cannot be shown");
        }
    }
}

/// Hides a window that is being closed where the program goes on in the tray.
fn closing<R: Runtime>(window: &Window<R>, event: &WindowEvent) {
    let WindowEvent::CloseRequested { api, .. } = event else {
        return;
    };
    if window.state::<Tray<R>>().keeps() {
        api.prevent_close();
        if let Err(error) = window.hide() {
            tracing::warn!(%error, "the window cannot be hidden");
        }
    }
}

/// A second start hands its paths to the first and shows its window. Another
/// library is another instance.
fn single_instance<R: Runtime>() -> TauriPlugin<R> {
    let builder = tauri_plugin_single_instance::Builder::new().callback(
        |app: &AppHandle<R>, arguments, here| {
            let arguments = arguments.iter().skip(1);
            let came = app.state::<Arrivals>().put(arguments, Path::new(&here));
            if came && let Err(error) = PathsArrived.emit(app) {
                tracing::warn!(%error, "the window did not hear");
            }
            show(app);
        },
    );
    match std::env::var_os(LIBRARY_VARIABLE) {
        Some(library) => {
            let mut hasher = DefaultHasher::new();
            library.hash(&mut hasher);
            let id = format!("org.moodplane.app.library{:x}", hasher.finish());
            builder.dbus_id(id).build()
        }
        None => builder.build(),
    }
}

/// Says things to the window.
struct Voice<R: Runtime>(AppHandle<R>);

impl<R: Runtime> Voice<R> {
    fn emit(&self, event: impl Event + serde::Serialize + Clone) {
        if let Err(error) = event.emit(&self.0) {
            tracing::warn!(%error, "the window did not hear");
        }
    }
}

impl<R: Runtime> Say for Voice<R> {
    fn library_changed(&self) {
        self.emit(LibraryChanged);
    }

    fn progress(&self, progress: Progress) {
        self.emit(ProgressChanged(progress));
    }

    fn player(&self, state: PlayerState) {
        if let Some(tray) = self.0.try_state::<Tray<R>>() {
            tray.hear(&self.0, &state);
        }
        self.emit(PlayerChanged(state));
    }

    fn problem(&self, error: AppError) {
        self.emit(ProblemRaised(error));
    }

    fn installing(&self, install: Install) {
        self.emit(InstallChanged(install));
    }
}

/// What happens goes to stderr; `RUST_LOG` asks for more.
fn log_to_stderr() {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("warn,moodplane=info,moodplane_app=info"));
    let installed = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
    if installed.is_err() {
        tracing::debug!("a log is already kept");
    }
}

//! Commands to install a published model, and the one install that may run.
//! This is the only thing in the window that uses the network, and only when the
//! user has accepted the licences and asked for it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use moodplane_model::ModelError;
use moodplane_model::install::{Event, Installer};
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::State;

use crate::error::{AppError, Reply};
use crate::events::{Pulse, Say};
use crate::lock::lock;
use crate::shell::Shell;

/// Between two words on how far a download is: four a second look live.
const REST: Duration = Duration::from_millis(250);

/// A model that can be installed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ModelOffer {
    /// The id that it will have.
    pub id: String,
    /// One line for people.
    pub title: String,
    /// About how large its files are, bytes; a float, as all of JavaScript's
    /// numbers are.
    pub size_bytes: f64,
    /// Who licenses what, each project once.
    pub licences: Vec<ProjectLicence>,
    /// Whether a part of it is on the disk from an earlier try.
    pub begun: bool,
}

/// A project whose files a model is made of, and its licence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ProjectLicence {
    /// The project.
    pub project: String,
    /// SPDX expression.
    pub licence: String,
}

/// What an install is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum InstallStep {
    /// Asks the servers what the files are.
    Asking,
    /// Downloads them.
    Downloading,
    /// Checks and converts them.
    Converting,
    /// Has ended well.
    Installed,
    /// The user stopped it; what was downloaded waits.
    Stopped,
    /// Has ended; the problem says why.
    Failed,
}

/// How far the install is, or how the last one ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Install {
    /// The model.
    pub id: String,
    /// What it is at.
    pub step: InstallStep,
    /// The file in work; empty before the first.
    pub file: String,
    /// Bytes that are there; a float, as all of JavaScript's numbers are.
    pub bytes: f64,
    /// Bytes in all, once the servers have said so.
    pub total_bytes: Option<f64>,
    /// Why it failed.
    pub problem: Option<AppError>,
}

/// The models that can be installed; asks no server.
#[tauri::command(async)]
#[specta::specta]
pub fn model_offers(shell: State<'_, Shell>) -> Reply<Vec<ModelOffer>> {
    shell.with(|rooms| {
        let installer = rooms.hearing.installer()?;
        let offer = |offer: &moodplane_model::install::Offer| ModelOffer {
            id: offer.id.clone(),
            title: offer.title.clone(),
            size_bytes: offer.mb() as f64 * 1e6,
            licences: offer
                .licences()
                .into_iter()
                .map(|(project, licence)| ProjectLicence {
                    project: project.to_owned(),
                    licence: licence.to_owned(),
                })
                .collect(),
            begun: installer.is_begun(&offer.id),
        };
        Ok(installer.offers().iter().map(offer).collect())
    })
}

/// Begins to download and install a model whose licences the user has accepted,
/// going on where an earlier try ended. How far it is, events say.
#[tauri::command(async)]
#[specta::specta]
pub fn install_model(shell: State<'_, Shell>, id: String, accepted: bool) -> Reply<()> {
    shell.with(|rooms| {
        if !accepted {
            let what = "The model was not installed: accept its licences first.";
            return Err(AppError::new("licence_not_accepted", what));
        }
        let installer = rooms.hearing.installer()?;
        rooms.installs.begin(installer, id)
    })
}

/// Stops the install; what was downloaded waits for the next try.
#[tauri::command(async)]
#[specta::specta]
pub fn stop_install(shell: State<'_, Shell>) -> Reply<()> {
    shell.with(|rooms| {
        rooms.installs.stop();
        Ok(())
    })
}

/// How far the install is, or how the last one ended; `None` before the first.
#[tauri::command(async)]
#[specta::specta]
pub fn install_state(shell: State<'_, Shell>) -> Reply<Option<Install>> {
    shell.with(|rooms| Ok(rooms.installs.state()))
}

/// The one install that may run. Ends when it is dropped.
pub(crate) struct Installs {
    now: Arc<Mutex<Option<Install>>>,
    running: Mutex<Option<Running>>,
    pulse: Pulse,
    say: Arc<dyn Say>,
}

struct Running {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Installs {
    pub(crate) fn new(pulse: Pulse, say: Arc<dyn Say>) -> Self {
        Self {
            now: Arc::default(),
            running: Mutex::default(),
            pulse,
            say,
        }
    }

    fn state(&self) -> Option<Install> {
        lock(&self.now).clone()
    }

    fn begin(&self, installer: Installer, id: String) -> Reply<()> {
        // A model that is not on offer fails at once, not in the background.
        installer.offer(&id).map_err(|error| failed(&id, &error))?;
        let mut running = lock(&self.running);
        if running
            .as_ref()
            .is_some_and(|one| !one.thread.is_finished())
        {
            let what = "A model is being installed already: wait for it, or stop it.";
            return Err(AppError::new("installing", what));
        }
        let stop = Arc::new(AtomicBool::new(false));
        let teller = Teller {
            now: Arc::clone(&self.now),
            say: Arc::clone(&self.say),
        };
        teller.tell(Install {
            id: id.clone(),
            step: InstallStep::Asking,
            file: String::new(),
            bytes: 0.0,
            total_bytes: None,
            problem: None,
        });
        let (stopped, pulse) = (Arc::clone(&stop), self.pulse.clone());
        let thread = thread::Builder::new()
            .name("install".to_owned())
            .spawn(move || {
                let ended = install(&installer, &id, &stopped, &teller);
                teller.end(&id, ended);
                pulse.changed();
            })
            .map_err(|error| {
                let what = "The install cannot be begun: close other programs and try again.";
                AppError::new("internal", what).with_detail(error)
            })?;
        *running = Some(Running { stop, thread });
        Ok(())
    }

    fn stop(&self) {
        if let Some(running) = &*lock(&self.running) {
            running.stop.store(true, Ordering::SeqCst);
        }
    }
}

impl Drop for Installs {
    fn drop(&mut self) {
        self.stop();
        let running = lock(&self.running).take();
        if running.is_some_and(|running| running.thread.join().is_err()) {
            tracing::error!("the install panicked");
        }
    }
}

/// Keeps how far an install is, and says it.
struct Teller {
    now: Arc<Mutex<Option<Install>>>,
    say: Arc<dyn Say>,
}

impl Teller {
    fn tell(&self, install: Install) {
        *lock(&self.now) = Some(install.clone());
        self.say.installing(install);
    }

    /// Changes what is kept, and says it.
    fn change(&self, change: impl FnOnce(&mut Install)) {
        let mut now = lock(&self.now);
        let Some(install) = now.as_mut() else { return };
        change(install);
        let install = install.clone();
        drop(now);
        self.say.installing(install);
    }

    fn end(&self, id: &str, ended: Result<(), ModelError>) {
        self.change(|install| match ended {
            Ok(()) => install.step = InstallStep::Installed,
            Err(ModelError::Stopped) => install.step = InstallStep::Stopped,
            Err(error) => {
                tracing::warn!(%error, id, "a model was not installed");
                install.step = InstallStep::Failed;
                install.problem = Some(failed(id, &error));
            }
        });
    }
}

fn failed(id: &str, error: &ModelError) -> AppError {
    let what = format!("The model {id} was not installed ({error}); try again.");
    AppError::new("not_installed", what)
        .about(id)
        .with_detail(error)
}

fn install(
    installer: &Installer,
    id: &str,
    stop: &AtomicBool,
    teller: &Teller,
) -> Result<(), ModelError> {
    let offer = installer.offer(id)?;
    let remotes = installer.look(offer, stop)?;
    let total: u64 = remotes.iter().filter_map(|remote| remote.bytes).sum();
    teller.change(|install| {
        install.step = InstallStep::Downloading;
        install.total_bytes = (total > 0).then_some(total as f64);
    });
    let mut said = Instant::now();
    // Each file is named once as it is downloaded, and once more as it is converted.
    let mut named = 0;
    installer.install(offer, &remotes, stop, &mut |event| match event {
        Event::File(file) => {
            named += 1;
            teller.change(|install| {
                install.file = file.to_owned();
                if named > offer.parts.len() {
                    install.step = InstallStep::Converting;
                }
            });
        }
        Event::Bytes(bytes) => {
            if bytes >= total || said.elapsed() >= REST {
                said = Instant::now();
                teller.change(|install| install.bytes = bytes as f64);
            }
        }
        Event::Note(note) => tracing::info!(id, note),
    })?;
    Ok(())
}

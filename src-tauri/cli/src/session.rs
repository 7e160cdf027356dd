//! What the global arguments come to: the library, the model, how much to say.

use std::path::PathBuf;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use moodplane_library::{Library, PATH_VARIABLE};
use moodplane_model::harmony::Parity;
use moodplane_model::{ListenOptions, Listener, ModelError};
use tracing_subscriber::EnvFilter;

use crate::arguments::Global;

/// A panic on any other thread than the first is a bad file's: it is caught and
/// becomes that file's error, and its backtrace would only alarm.
fn quiet_caught_panics() {
    let first = std::thread::current().id();
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().id() == first {
            usual(panic);
        } else {
            tracing::info!("caught: {panic}");
        }
    }));
}

/// One run of the command.
pub struct Session {
    global: Global,
}

impl Session {
    /// Begins: from here on, warnings go to standard error.
    pub fn new(global: Global) -> anyhow::Result<Self> {
        let level = match (global.quiet, global.verbose) {
            (true, _) => "error",
            (_, 0) => "warn",
            (_, 1) => "info",
            _ => "debug",
        };
        // symphonia warns of every oddity in every file; the errors that
        // matter come back as results.
        let filter = EnvFilter::try_from_env("MOODPLANE_LOG")
            .unwrap_or_else(|_| EnvFilter::new(format!("{level},symphonia=off,lofty=off")));
        tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(std::io::stderr)
            .init();
        quiet_caught_panics();
        Ok(Self { global })
    }

    /// Whether to print JSON.
    pub fn json(&self) -> bool {
        self.global.json
    }

    /// Files decoded at once.
    pub fn jobs(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        self.global.jobs.map_or_else(cores, usize::from)
    }

    /// The library's file.
    pub fn library_path(&self) -> anyhow::Result<PathBuf> {
        Ok(match &self.global.library {
            Some(path) => path.clone(),
            None => Library::default_path()?,
        })
    }

    /// The library, looking at the chosen model's analyses.
    pub fn library(&self) -> anyhow::Result<Library> {
        let path = self.library_path()?;
        // A file that was named may be another program's: it is not mended.
        let named = self.global.library.is_some() || std::env::var_os(PATH_VARIABLE).is_some();
        let library = match named {
            true => Library::open(&path)?,
            false => {
                let (library, salvage) = Library::open_or_salvage(&path)?;
                if let Some(salvage) = salvage {
                    self.say(&salvage.to_string());
                }
                library
            }
        };
        Ok(library.with_model(&self.global.model))
    }

    /// The chosen model, ready to hear.
    pub fn listener(&self) -> Result<Listener, ModelError> {
        let options = ListenOptions {
            device: self.global.device,
            precision: self.global.precision,
            parity: self.global.parity,
            decoding: Some(self.jobs()),
        };
        let listener = Listener::open(None, &self.global.model, &options)?;
        if let Some(note) = listener.device_note() {
            self.say(note);
        }
        tracing::info!("model {} on {}", self.global.model, listener.device_name());
        Ok(listener)
    }

    /// The chosen model's id.
    pub fn model(&self) -> &str {
        &self.global.model
    }

    /// How music2emo's inputs and outputs are read.
    pub fn parity(&self) -> Parity {
        self.global.parity
    }

    /// The device that was asked for.
    pub fn device(&self) -> moodplane_model::DeviceChoice {
        self.global.device
    }

    /// The numbers that large networks are to compute in.
    pub fn precision(&self) -> moodplane_model::Precision {
        self.global.precision
    }

    /// A word beside the results.
    pub fn say(&self, text: &str) {
        if !self.global.quiet {
            eprintln!("mood: {text}");
        }
    }

    /// A bar on standard error; without a terminal, or when quiet, it is not
    /// drawn.
    pub fn bar(&self, length: u64, template: &str) -> ProgressBar {
        let target = if self.global.quiet {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        let style =
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        ProgressBar::with_draw_target(Some(length), target).with_style(style)
    }
}

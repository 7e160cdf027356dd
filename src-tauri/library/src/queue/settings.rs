//! How the user wants the queue to run, kept with the library, so that every
//! run of it follows, in this process or another, now and after a restart.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::error::Result;
use crate::library::Library;
use crate::store::settings::{get, put};

const PAUSED: &str = "queue.paused";
const PACE: &str = "queue.pace";
const PAUSE_ON_BATTERY: &str = "queue.pause_on_battery";

/// How much of the machine the queue takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Pace {
    /// One file at a time, at the lowest priority, resting after each as long
    /// as it took.
    Background,
    /// As many files at once as the run was given, without a rest.
    #[default]
    Full,
}

impl Pace {
    fn name(self) -> &'static str {
        match self {
            Self::Background => "background",
            Self::Full => "full",
        }
    }
}

const YES: &str = "yes";
const NO: &str = "no";

/// All of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Settings {
    pub(super) paused: bool,
    pub(super) pace: Pace,
    pub(super) pause_on_battery: bool,
}

impl Settings {
    pub(super) fn read(connection: &Connection) -> Result<Self> {
        let paused = get(connection, PAUSED)?;
        let pace = get(connection, PACE)?;
        let on_battery = get(connection, PAUSE_ON_BATTERY)?;
        Ok(Self {
            paused: paused.as_deref() == Some(YES),
            pace: match pace {
                Some(name) if name == Pace::Background.name() => Pace::Background,
                _ => Pace::Full,
            },
            pause_on_battery: on_battery.as_deref() == Some(YES),
        })
    }
}

impl Library {
    /// Pauses the analysis of this library, or lets it go on: no further file
    /// is started, those in work are finished and saved. It stays so until it is
    /// changed, also over a restart. Runs over [`crate::Scope::Tracks`] do not
    /// follow: these files are asked for now.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn set_paused(&self, paused: bool) -> Result<()> {
        self.keep(PAUSED, if paused { YES } else { NO })
    }

    /// Whether the analysis of this library is paused by the user.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn is_paused(&self) -> Result<bool> {
        Ok(self.read(Settings::read)?.paused)
    }

    /// Sets how much of the machine the analysis of this library takes. Runs
    /// over [`crate::Scope::Tracks`] are always at [`Pace::Full`].
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn set_pace(&self, pace: Pace) -> Result<()> {
        self.keep(PACE, pace.name())
    }

    /// How much of the machine the analysis takes; [`Pace::Full`] until the
    /// user chooses.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn pace(&self) -> Result<Pace> {
        Ok(self.read(Settings::read)?.pace)
    }

    /// Sets whether the analysis rests while the machine runs on its battery.
    /// Runs over [`crate::Scope::Tracks`] do not.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn set_pause_on_battery(&self, pause: bool) -> Result<()> {
        self.keep(PAUSE_ON_BATTERY, if pause { YES } else { NO })
    }

    /// Whether the analysis rests on battery; not until the user asks for it.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn pauses_on_battery(&self) -> Result<bool> {
        Ok(self.read(Settings::read)?.pause_on_battery)
    }

    fn keep(&self, key: &str, value: &str) -> Result<()> {
        self.write(|tx| put(tx, key, value))
    }
}

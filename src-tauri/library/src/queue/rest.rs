//! Whether a run rests, and why.

use std::time::{Duration, Instant};

use rusqlite::ErrorCode;

use super::host::{Host, Patience};
use super::progress::RestReason;
use super::settings::{Pace, Settings};
use super::{Control, Options, Scope};
use crate::error::{LibraryError, Result};

/// How often the batteries are asked: each time, some small files are read.
const ASK_BATTERIES: Duration = Duration::from_secs(1);

/// The longest gap between two files: a long one must not look as if it hung.
const LONGEST_GAP: Duration = Duration::from_secs(30);

/// What a run rests by.
pub(super) struct Resting<'a> {
    host: &'a Host,
    control: &'a Control,
    /// Whether it follows the settings of the library.
    follows: bool,
    settings: Settings,
    battery: Option<(Instant, bool)>,
    trouble: Option<Trouble>,
    /// When the gap after the last file is over.
    gap_until: Option<Instant>,
}

/// The library cannot be written.
struct Trouble {
    since: Instant,
    again_at: Instant,
    reason: RestReason,
}

impl<'a> Resting<'a> {
    pub(super) fn new(host: &'a Host, control: &'a Control, options: &Options) -> Self {
        Self {
            host,
            control,
            follows: options.scope == Scope::All,
            settings: Settings::default(),
            battery: None,
            trouble: None,
            gap_until: None,
        }
    }

    /// The settings are these now.
    pub(super) fn set(&mut self, settings: Settings) {
        if self.follows {
            self.settings = settings;
        }
    }

    /// How much of the machine may be taken.
    pub(super) fn pace(&self) -> Pace {
        self.settings.pace
    }

    /// Why it rests, if it does.
    pub(super) fn reason(&mut self, is_hung: bool) -> Option<RestReason> {
        if let Some(trouble) = &self.trouble {
            return Some(trouble.reason);
        }
        if self.settings.paused || self.control.is_paused() {
            return Some(RestReason::User);
        }
        if self.settings.pause_on_battery && self.on_battery() {
            return Some(RestReason::Battery);
        }
        is_hung.then_some(RestReason::Drive)
    }

    fn on_battery(&mut self) -> bool {
        match self.battery {
            Some((then, on_battery)) if then.elapsed() < ASK_BATTERIES => on_battery,
            _ => {
                let on_battery = self.host.power.on_battery();
                self.battery = Some((Instant::now(), on_battery));
                on_battery
            }
        }
    }

    /// A file was heard, which took so long: at the pace of the background, as
    /// long a gap follows, so that the machine is taken half the time.
    pub(super) fn worked(&mut self, took: Duration) {
        self.gap_until = match self.settings.pace {
            Pace::Background => Some(Instant::now() + took.min(LONGEST_GAP)),
            Pace::Full => None,
        };
    }

    /// How much of such a gap is left; [`Duration::MAX`] outside of one.
    pub(super) fn gap(&self) -> Duration {
        let until = self.gap_until.filter(|_| self.pace() == Pace::Background);
        let left = until.map(|until| until.saturating_duration_since(Instant::now()));
        left.filter(|left| !left.is_zero()).unwrap_or(Duration::MAX)
    }

    /// Whether it is in such a gap.
    pub(super) fn is_in_gap(&self) -> bool {
        self.gap() < Duration::MAX
    }

    /// Whether what could not be written is not to be tried again yet.
    pub(super) fn waits_for_library(&self) -> bool {
        let trouble = self.trouble.as_ref();
        trouble.is_some_and(|trouble| Instant::now() < trouble.again_at)
    }

    /// The library could be read and written.
    pub(super) fn library_is_well(&mut self) {
        self.trouble = None;
    }

    /// The library could not be read or written: rests if that may pass.
    ///
    /// # Errors
    /// The same, where it does not pass or has lasted too long.
    pub(super) fn library_is_not_well(&mut self, error: LibraryError) -> Result<()> {
        let Some(reason) = passing(&error) else {
            return Err(error);
        };
        let Patience {
            again,
            trouble: longest,
            ..
        } = self.host.patience;
        let now = Instant::now();
        let since = self.trouble.as_ref().map_or(now, |trouble| trouble.since);
        // Room on a disk is made by people, who may be away.
        if reason != RestReason::DiskFull && now - since >= longest {
            return Err(error);
        }
        tracing::warn!(%error, "the analysis rests");
        self.trouble = Some(Trouble {
            since,
            again_at: now + again,
            reason,
        });
        Ok(())
    }
}

/// What an error of the library means if it may pass by itself.
fn passing(error: &LibraryError) -> Option<RestReason> {
    match error {
        LibraryError::DiskFull => Some(RestReason::DiskFull),
        LibraryError::Locked => Some(RestReason::Library),
        LibraryError::Database(error)
            if error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure) =>
        {
            Some(RestReason::Library)
        }
        _ => None,
    }
}

//! What the system tells of its files, by way of `notify`.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::Duration;

use notify::event::{AccessKind, AccessMode, ModifyKind, RenameMode};
use notify::{Config, Error, ErrorKind, EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{
    DebounceEventResult, DebouncedEvent, Debouncer, NoCache, new_debouncer_opt,
};

use super::run::Message;

/// How long events of one path are gathered. Both ends of a rename come
/// together well within it, and a file is at rest only after longer anyway.
const QUIET: Duration = Duration::from_millis(300);

/// Something that happened.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// Something about this path is other than it was.
    Touched(PathBuf),
    /// A file or folder was renamed, from the first to the second.
    Renamed(PathBuf, PathBuf),
    /// More happened than the system could tell.
    TooMuch,
}

/// Why a folder cannot be watched.
#[derive(Debug, Clone)]
pub(super) enum Blind {
    /// The system's limit of watches, or of programs that watch.
    Limit,
    /// Anything else.
    Other(String),
}

/// Watches folders, with all below them.
pub(super) trait Eyes: Send {
    fn watch(&mut self, root: &Path) -> Result<(), Blind>;
    fn unwatch(&mut self, root: &Path);
}

/// The system's own way to watch.
pub(super) struct Notify {
    messages: Sender<Message>,
    /// Made when it is first needed: the system may refuse it, which then is
    /// the folder's trouble.
    debouncer: Option<Debouncer<RecommendedWatcher, NoCache>>,
}

impl Notify {
    pub(super) fn new(messages: Sender<Message>) -> Self {
        Self {
            messages,
            debouncer: None,
        }
    }

    fn debouncer(&mut self) -> Result<&mut Debouncer<RecommendedWatcher, NoCache>, Error> {
        match &mut self.debouncer {
            Some(debouncer) => Ok(debouncer),
            none => {
                let messages = self.messages.clone();
                // No cache of file numbers: it would hold one for every file of
                // the library. The fingerprint finds what renames do not tell.
                let new = new_debouncer_opt(
                    QUIET,
                    None,
                    move |events: DebounceEventResult| tell(&messages, events),
                    NoCache,
                    Config::default(),
                )?;
                Ok(none.insert(new))
            }
        }
    }
}

impl Eyes for Notify {
    fn watch(&mut self, root: &Path) -> Result<(), Blind> {
        self.debouncer()?.watch(root, RecursiveMode::Recursive)?;
        Ok(())
    }

    fn unwatch(&mut self, root: &Path) {
        if let Some(debouncer) = &mut self.debouncer
            && let Err(error) = debouncer.unwatch(root)
        {
            // A folder that is gone took its watches along.
            tracing::debug!(root = %root.display(), %error, "not watched any more");
        }
    }
}

impl From<Error> for Blind {
    fn from(error: Error) -> Self {
        match &error.kind {
            ErrorKind::MaxFilesWatch => Self::Limit,
            ErrorKind::Io(io) if is_limit(io.raw_os_error()) => Self::Limit,
            _ => Self::Other(error.to_string()),
        }
    }
}

/// Whether the system has no room for more: ENFILE, EMFILE and ENOSPC, whose
/// numbers are one on all Unixes.
fn is_limit(code: Option<i32>) -> bool {
    cfg!(unix) && matches!(code, Some(23 | 24 | 28))
}

impl fmt::Display for Blind {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Limit => f.write_str("the system's limit of watched folders is reached"),
            Self::Other(reason) => f.write_str(reason),
        }
    }
}

fn tell(messages: &Sender<Message>, events: DebounceEventResult) {
    // When nobody listens any more, the watcher is about to end.
    let _ = match events {
        Ok(events) => {
            let seen: Vec<Seen> = events.into_iter().filter_map(seen).collect();
            if seen.is_empty() {
                return;
            }
            messages.send(Message::Seen(seen))
        }
        Err(errors) => messages.send(Message::Blind(
            errors
                .into_iter()
                .map(|mut error| (std::mem::take(&mut error.paths), Blind::from(error)))
                .collect(),
        )),
    };
}

/// What an event means; nothing if files were only opened and read, which the
/// library itself does all the time.
fn seen(event: DebouncedEvent) -> Option<Seen> {
    if event.need_rescan() {
        return Some(Seen::TooMuch);
    }
    let kind = event.kind;
    let mut paths = event.event.paths.into_iter();
    let path = paths.next()?;
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Some(Seen::Touched(path)),
        EventKind::Access(_) => None,
        EventKind::Modify(ModifyKind::Name(RenameMode::Both)) => {
            Some(Seen::Renamed(path, paths.next()?))
        }
        _ => Some(Seen::Touched(path)),
    }
}

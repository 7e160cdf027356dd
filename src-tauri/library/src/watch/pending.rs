//! Paths that something happened to, until they are at rest.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::paths;
use crate::scan::{Stat, Touched, is_audio};

/// A file that is still written to after this long is left to the event that
/// its last write will bring. An empty one is waited for as long: it is a place
/// kept for a download more often than a file.
const PATIENCE: Duration = Duration::from_secs(60);

/// What waits.
#[derive(Debug, Default)]
pub(super) struct Pending {
    files: HashMap<PathBuf, Waiting>,
    ready: Touched,
}

#[derive(Debug)]
struct Waiting {
    stat: Stat,
    /// When it was first seen like this.
    since: Instant,
    /// When it came.
    first: Instant,
}

impl Pending {
    /// Takes a path in. Folders, and what is gone, need no rest.
    pub(super) fn touch(&mut self, path: PathBuf, now: Instant) {
        if paths::is_gone(&path) || path.is_dir() {
            self.files.remove(&path);
            self.ready.paths.push(path);
        } else if is_audio(&path) {
            let stat = Stat::of(&path);
            self.files.entry(path).or_insert(Waiting {
                stat,
                since: now,
                first: now,
            });
        }
    }

    /// Takes a rename in.
    pub(super) fn rename(&mut self, old: PathBuf, new: PathBuf, now: Instant) {
        self.touch(old.clone(), now);
        self.touch(new.clone(), now);
        self.ready.renamed.push((old, new));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty() && self.ready.paths.is_empty() && self.ready.renamed.is_empty()
    }

    /// Gives out what is at rest: files whose size and time are as they were
    /// `settle` ago.
    pub(super) fn at_rest(&mut self, settle: Duration, now: Instant) -> Option<Touched> {
        let mut touched = std::mem::take(&mut self.ready);
        self.files.retain(|path, waiting| {
            let wait = match waiting.stat.size {
                0 => settle.max(PATIENCE),
                _ => settle,
            };
            // Only at the end is the file looked at again: its time tells of
            // every write in between.
            let is_due = now.duration_since(waiting.since) >= wait;
            if !is_due && waiting.stat.size > 0 {
                return true;
            }
            let stat = Stat::of(path);
            if stat == waiting.stat {
                if is_due {
                    touched.paths.push(path.clone());
                }
                return !is_due;
            }
            (waiting.stat, waiting.since) = (stat, now);
            now.duration_since(waiting.first) < PATIENCE
        });
        let is_something = !(touched.paths.is_empty() && touched.renamed.is_empty());
        is_something.then_some(touched)
    }
}

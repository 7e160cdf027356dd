//! Which folders are watched, and how.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::WatchEvent;
use super::eyes::Blind;
use super::network::Mounts;
use super::run::Watch;
use crate::error::Result;
use crate::folders;
use crate::paths;
use crate::rows::FolderId;
use crate::scan::Place;

/// A folder that is watched.
pub(super) struct Watched {
    pub(super) id: FolderId,
    pub(super) root: PathBuf,
    /// Where it was when it was last looked for; `None`: away.
    place: Option<Place>,
    pub(super) how: How,
    /// When it is to be scanned as a whole.
    pub(super) due: Option<Instant>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// Not at all: it is away.
    Away,
    /// The system tells of its changes.
    Told,
    /// It is scanned from time to time.
    Polled,
}

/// When a folder is scanned again that is there but was found to be away.
const AWAY_AGAIN: Duration = Duration::from_secs(5);

impl Watch {
    /// Looks which folders there are, and whether they are where they were.
    pub(super) fn look(&mut self) -> Result<()> {
        let now = Instant::now();
        let folders = self.library.read(folders::all)?;
        let away = self.library.read(folders::away)?;
        let (kept, dropped): (Vec<_>, Vec<_>) = std::mem::take(&mut self.folders)
            .into_iter()
            .partition(|watched| folders.contains(&(watched.id, watched.root.clone())));
        self.folders = kept;
        for watched in dropped.iter().filter(|watched| watched.how == How::Told) {
            self.eyes.unwatch(&watched.root);
        }
        for (id, root) in folders {
            if !self.folders.iter().any(|watched| watched.id == id) {
                self.folders.push(Watched {
                    id,
                    root,
                    place: None,
                    how: How::Away,
                    due: Some(now),
                });
            }
        }
        let mounts = Mounts::read();
        for index in 0..self.folders.len() {
            let watched = &self.folders[index];
            if watched.how == How::Polled {
                continue;
            }
            if let Some(kind) = mounts.network(&watched.root) {
                self.poll(index, &format!("it is on a network disk ({kind})"));
                continue;
            }
            let place = Place::of(&watched.root);
            if place != watched.place {
                self.moved_to(index, place, now);
            } else if place.is_some() && watched.due.is_none() && away.contains(&watched.id) {
                // It went and came back between two looks, and a scan saw it gone.
                self.folders[index].due = Some(now + AWAY_AGAIN);
            }
        }
        Ok(())
    }

    /// Takes note that a folder has come, gone, or is another one now.
    fn moved_to(&mut self, index: usize, place: Option<Place>, now: Instant) {
        let watched = &mut self.folders[index];
        if watched.how == How::Told {
            self.eyes.unwatch(&watched.root);
        }
        watched.place = place;
        watched.due = Some(now);
        watched.how = How::Away;
        if place.is_none() {
            return;
        }
        match self.eyes.watch(&watched.root) {
            Ok(()) => watched.how = How::Told,
            Err(_) if paths::is_gone(&watched.root) => watched.place = None,
            Err(why) => {
                // Some of its watches may have been set.
                self.eyes.unwatch(&watched.root);
                self.poll(index, &reason(&why));
            }
        }
    }

    /// Polls the folders that are not seen any more.
    pub(super) fn lose_sight(&mut self, places: &[PathBuf], why: &Blind) {
        if !matches!(why, Blind::Limit) {
            tracing::warn!(%why, "watching");
            return;
        }
        for index in 0..self.folders.len() {
            let watched = &self.folders[index];
            let mut inside = places.iter().map(|place| place.starts_with(&watched.root));
            if watched.how == How::Told && (places.is_empty() || inside.any(|is| is)) {
                self.poll(index, &reason(why));
            }
        }
    }

    fn poll(&mut self, index: usize, why: &str) {
        let every = self.options.poll_every;
        let watched = &mut self.folders[index];
        if watched.how == How::Told {
            self.eyes.unwatch(&watched.root);
        }
        watched.how = How::Polled;
        watched.due = Some(Instant::now());
        let (folder, path) = (watched.id, watched.root.clone());
        let message = format!(
            "Changes in {} do not show up at once, because {why}; it is looked through every {} \
             instead.",
            paths::shown(&path),
            in_words(every)
        );
        tracing::warn!("{message}");
        (self.on_change)(WatchEvent::Polling {
            folder,
            path,
            every,
            message,
        });
    }
}

fn reason(why: &Blind) -> String {
    match why {
        Blind::Limit if cfg!(target_os = "linux") => {
            format!("{why} (raise fs.inotify.max_user_watches)")
        }
        _ => why.to_string(),
    }
}

fn in_words(time: Duration) -> String {
    match time.as_secs() {
        0 | 1 => "second".to_owned(),
        60 => "minute".to_owned(),
        seconds if seconds % 60 == 0 => format!("{} minutes", seconds / 60),
        seconds => format!("{seconds} seconds"),
    }
}

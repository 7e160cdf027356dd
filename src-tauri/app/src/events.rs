//! What the shell says unasked. Events only say that something changed, or how
//! far something is; what it is, the window asks.

use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use moodplane_library::Progress;
use moodplane_player::PlayerState;
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri_specta::Event;

use crate::AppError;
use crate::installing::Install;

/// Something in the library is no longer what it was: ask again. Said at most
/// four times a second.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct LibraryChanged;

/// How far the analysis is.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct ProgressChanged(pub Progress);

/// What is playing.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct PlayerChanged(pub PlayerState);

/// Something failed that no command was waiting for.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct ProblemRaised(pub AppError);

/// How far the install of a model is.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct InstallChanged(pub Install);

/// Another program handed paths over: take them.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct PathsArrived;

/// Where events go. Behind a trait, so that the rooms that raise them are
/// tested without a window.
pub(crate) trait Say: Send + Sync {
    fn library_changed(&self);
    fn progress(&self, progress: Progress);
    fn player(&self, state: PlayerState);
    fn problem(&self, error: AppError);
    fn installing(&self, install: Install);
}

/// Rest between two [`LibraryChanged`]: four a second look live, and leave the
/// window time to draw between them.
const REST: Duration = Duration::from_millis(250);

/// Says that the library changed, often for itself and seldom for the window:
/// changes within [`REST`] become one, and the last is never lost.
#[derive(Clone)]
pub(crate) struct Pulse(SyncSender<()>);

impl Pulse {
    pub(crate) fn new(beat: impl Fn() + Send + 'static) -> Self {
        // One that waits is enough: it speaks for all that come meanwhile.
        let (sender, beats) = sync_channel(1);
        let spawned = thread::Builder::new()
            .name("pulse".to_owned())
            .spawn(move || {
                for () in beats {
                    beat();
                    thread::sleep(REST);
                }
            });
        if let Err(error) = spawned {
            tracing::error!(%error, "cannot start a thread");
        }
        Self(sender)
    }

    pub(crate) fn changed(&self) {
        // Full: a beat is due anyway.
        let _ = self.0.try_send(());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn a_flood_of_changes_is_few_beats_and_the_last_is_said() {
        let known = Arc::new(AtomicU32::new(0));
        let (said, heard) = channel();
        let seen = Arc::clone(&known);
        let pulse = Pulse::new(move || said.send(seen.load(Ordering::SeqCst)).unwrap());
        for _ in 0..10_000 {
            known.fetch_add(1, Ordering::SeqCst);
            pulse.changed();
        }
        let mut beats = 0;
        for last in &heard {
            beats += 1;
            if last == 10_000 {
                break;
            }
        }
        assert!(beats < 100, "{beats}");
    }
}

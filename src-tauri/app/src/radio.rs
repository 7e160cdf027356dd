//! A radio from a spot of the plane: what is ahead in the queue is always a few
//! tracks from around it.

use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use moodplane_library::{Library, LibraryError};
use moodplane_player::{Player, PlayerState, Repeat};
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::State;

use crate::error::{AppError, Reply};
use crate::lock::lock;
use crate::queue::files;
use crate::shell::Shell;

/// So many tracks are ahead: enough to see where it goes, few enough that it
/// follows the spot at once.
const AHEAD: usize = 5;

/// Where the radio plays.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Type)]
pub struct RadioSpot {
    /// Valence, 1-9.
    pub valence: f32,
    /// Arousal, 1-9.
    pub arousal: f32,
}

/// The radio, on or off.
#[derive(Clone, Default)]
pub(crate) struct Radio(Arc<Mutex<Option<On>>>);

struct On {
    /// As the model sees it that heard it when the radio was started.
    library: Library,
    spot: RadioSpot,
    /// The tracks it has played or put into the queue, the newest last.
    known: Vec<u32>,
    seed: u64,
    /// The queue before the last tracks were put into it.
    filled: u32,
}

impl Radio {
    pub(crate) fn spot(&self) -> Option<RadioSpot> {
        lock(&self.0).as_ref().map(|on| on.spot)
    }

    pub(crate) fn stop(&self) {
        *lock(&self.0) = None;
    }

    /// Goes on from here when the playing track is over; `known` are tracks that
    /// are not to come.
    fn start(&self, library: Library, spot: RadioSpot, known: Vec<u32>, filled: u32) {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let seed = since.map_or(0, |since| since.as_nanos() as u64);
        *lock(&self.0) = Some(On {
            library,
            spot,
            known,
            seed,
            filled,
        });
    }

    /// Moves the spot; what was ahead has not been heard.
    fn shift(&self, spot: RadioSpot, ahead: &[u32], filled: u32) -> bool {
        let mut on = lock(&self.0);
        if let Some(on) = on.as_mut() {
            on.spot = spot;
            on.filled = filled;
            on.known.retain(|id| !ahead.contains(id));
        }
        on.is_some()
    }

    /// Puts tracks into the queue where few are ahead in it.
    pub(crate) fn fill(&self, state: &PlayerState, player: &Player) -> Result<(), LibraryError> {
        let mut radio = lock(&self.0);
        let Some(on) = radio.as_mut() else {
            return Ok(());
        };
        let place = state.queue_index.map_or(0, |index| index as usize + 1);
        let ahead = (state.queue_length as usize).saturating_sub(place);
        // What was put in last may not have come into this state yet.
        if ahead >= AHEAD || on.filled == state.queue_version {
            return Ok(());
        }
        on.filled = state.queue_version;
        on.known.extend(state.track);
        let tracks = on.draw(AHEAD - ahead)?;
        let items = files(&on.library, &tracks)?.into_iter().flatten().collect();
        player.insert(items, moodplane_player::Spot::End);
        Ok(())
    }
}

impl On {
    fn draw(&mut self, count: usize) -> Result<Vec<u32>, LibraryError> {
        let spot = [self.spot.valence, self.spot.arousal];
        self.seed = self.seed.wrapping_add(1);
        let mut tracks = self.library.radio(spot, &self.known, count, self.seed)?;
        if tracks.is_empty() {
            // All of the library has been heard: it begins again.
            let last = self.known.len().saturating_sub(1);
            self.known.drain(..last);
            tracks = self.library.radio(spot, &self.known, count, self.seed)?;
        }
        self.known.extend(&tracks);
        Ok(tracks)
    }
}

/// Plays on and on around a spot. `first` is played at once; without it what
/// plays goes on, and where nothing plays, a track near the spot begins.
#[tauri::command(async)]
#[specta::specta]
pub fn start_radio(
    shell: State<'_, Shell>,
    valence: f32,
    arousal: f32,
    first: Option<u32>,
) -> Reply<()> {
    let spot = RadioSpot { valence, arousal };
    let player = shell.player();
    let state = player.state();
    shell.with(|rooms| {
        let library = rooms.seen();
        let first = match first {
            Some(first) => Some(first),
            None if state.playing => None,
            None => {
                let seed = u64::from(state.queue_version);
                let near = library.radio([valence, arousal], &[], 1, seed)?;
                let nothing = "There is no music to play from there yet: add a folder first.";
                let near = near.first().copied();
                Some(near.ok_or_else(|| AppError::new("nothing_to_play", nothing))?)
            }
        };
        if state.shuffle {
            player.set_shuffle(false);
        }
        if state.repeat != Repeat::Off {
            player.set_repeat(Repeat::Off);
        }
        match first {
            Some(first) => {
                let items = files(&library, &[first])?.into_iter().flatten().collect();
                // On before the player says what it plays: that is what fills it.
                let radio = &rooms.radio;
                radio.start(library, spot, vec![first], state.queue_version);
                player.play(items, 0);
            }
            None => {
                let known = state.track.into_iter().collect();
                rooms.radio.start(library, spot, known, state.queue_version);
                player.clear_ahead();
            }
        }
        Ok(())
    })
}

/// Moves the radio's spot: what is ahead is replaced, what plays goes on.
#[tauri::command(async)]
#[specta::specta]
pub fn move_radio(shell: State<'_, Shell>, valence: f32, arousal: f32) -> Reply<()> {
    let player = shell.player();
    let queue = player.queue();
    let place = player.state().queue_index.map_or(0, |index| index + 1);
    let ahead = queue.ids.get(place as usize..).unwrap_or_default();
    shell.with(|rooms| {
        let spot = RadioSpot { valence, arousal };
        if rooms.radio.shift(spot, ahead, queue.version) {
            player.clear_ahead();
        }
        Ok(())
    })
}

/// Ends the radio; the queue stays as it is.
#[tauri::command(async)]
#[specta::specta]
pub fn stop_radio(shell: State<'_, Shell>) -> Reply<()> {
    shell.with(|rooms| {
        rooms.radio.stop();
        Ok(())
    })
}

/// Where the radio plays; nothing while it is off.
#[tauri::command(async)]
#[specta::specta]
pub fn radio_spot(shell: State<'_, Shell>) -> Reply<Option<RadioSpot>> {
    shell.with(|rooms| Ok(rooms.radio.spot()))
}

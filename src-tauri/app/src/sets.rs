//! Commands that build sets. One is built at a time: asking for another ends the
//! one before.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use moodplane_library::{BuiltSet, MoodPath, SetAnswer, SetPlan, Shape, Swap};
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::State;

use crate::error::{Reply, guarded};
use crate::lock::lock;
use crate::shell::Shell;

/// Tracks that are offered for a place: more than anybody tries.
const OFFERED: u32 = 24;

/// Whose turn it is: the flag that ends what is being built.
#[derive(Clone, Default)]
pub(crate) struct Sets(Arc<Mutex<Arc<AtomicBool>>>);

impl Sets {
    /// Ends what is being built.
    pub(crate) fn stop(&self) {
        lock(&self.0).store(true, Ordering::Relaxed);
    }

    /// Ends it and begins a turn of one's own.
    fn begin(&self) -> Arc<AtomicBool> {
        let mut turn = lock(&self.0);
        turn.store(true, Ordering::Relaxed);
        *turn = Arc::default();
        Arc::clone(&turn)
    }
}

/// A path that has a name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct NamedPath {
    /// Its name.
    pub shape: Shape,
    /// Where it goes.
    pub path: MoodPath,
}

/// The paths that have names.
#[tauri::command(async)]
#[specta::specta]
pub fn set_shapes() -> Reply<Vec<NamedPath>> {
    guarded(|| {
        let named = |shape| NamedPath {
            shape,
            path: MoodPath::named(shape),
        };
        Ok(Shape::ALL.map(named).into())
    })
}

/// Builds the best set that is found, or says why there is none; `stopped` when
/// another was asked for, or none any more.
#[tauri::command(async)]
#[specta::specta]
pub fn build_set(shell: State<'_, Shell>, plan: SetPlan) -> Reply<SetAnswer> {
    shell.with(|rooms| {
        let stop = rooms.sets.begin();
        Ok(rooms.seen().build_set(&plan, &stop)?)
    })
}

/// Ends what is being built.
#[tauri::command(async)]
#[specta::specta]
pub fn stop_set(shell: State<'_, Shell>) -> Reply<()> {
    shell.with(|rooms| {
        rooms.sets.stop();
        Ok(())
    })
}

/// Weighs tracks in the user's own order.
#[tauri::command(async)]
#[specta::specta]
pub fn judge_set(shell: State<'_, Shell>, plan: SetPlan, order: Vec<u32>) -> Reply<BuiltSet> {
    shell.library(|library| library.judge_set(&plan, &order))
}

/// What could stand at a place, counted from 1, the cheapest first.
#[tauri::command(async)]
#[specta::specta]
pub fn set_swaps(
    shell: State<'_, Shell>,
    plan: SetPlan,
    order: Vec<u32>,
    place: u32,
) -> Reply<Vec<Swap>> {
    shell.library(|library| library.swaps(&plan, &order, place, OFFERED))
}

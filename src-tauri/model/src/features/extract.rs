//! Hears a data set's clips once and keeps their features.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use crossbeam_channel::bounded;
use tch::Tensor;

use super::encoder::Encoder;
use super::store::{ClipFeatures, Store};
use crate::data::{Clip, Dataset};
use crate::error::ModelError;
use crate::hearing::Unheard;
use crate::train::Event;

/// How an extraction went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extraction {
    /// Clips heard now.
    pub heard: usize,
    /// Clips whose features were there already.
    pub kept: usize,
    /// Clips that could not be heard.
    pub failed: usize,
}

/// Hears the clips of `dataset` that `store` does not hold yet, `jobs` files at
/// a time. A clip that cannot be heard is told of and left out.
///
/// # Errors
/// [`ModelError::Stopped`] when `stop` becomes true, the network's failures, and
/// a store that cannot be written; what was heard is kept.
pub fn extract(
    dataset: &Dataset,
    encoder: &Encoder,
    store: &mut Store,
    jobs: usize,
    stop: &AtomicBool,
    tell: &mut dyn FnMut(Event),
) -> Result<Extraction, ModelError> {
    let todo: Vec<&Clip> = dataset
        .clips
        .iter()
        .filter(|clip| store.get(&dataset.name, &clip.id).is_none())
        .collect();
    let mut extraction = Extraction {
        kept: dataset.clips.len() - todo.len(),
        ..Extraction::default()
    };
    let next = AtomicUsize::new(0);
    let halt = AtomicBool::new(false);
    let (sender, results) = bounded(jobs);
    let outcome = thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            let (sender, todo, next, halt) = (sender.clone(), &todo, &next, &halt);
            scope.spawn(move || {
                while !halt.load(Ordering::Relaxed) && !stop.load(Ordering::Relaxed) {
                    let Some(&clip) = todo.get(next.fetch_add(1, Ordering::Relaxed)) else {
                        return;
                    };
                    if sender.send((clip, one(clip, encoder, stop))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut keep = || -> Result<(), ModelError> {
            for (clip, result) in &results {
                match result {
                    Ok(features) => {
                        store.put(&dataset.name, &clip.id, features)?;
                        extraction.heard += 1;
                    }
                    Err(_) if stop.load(Ordering::Relaxed) => break,
                    Err(Unheard::Audio(error)) => {
                        extraction.failed += 1;
                        tell(Event::Skipped(format!("{}: {error}", clip.path.display())));
                    }
                    Err(Unheard::Model(error)) => return Err(error),
                }
                tell(Event::Heard {
                    done: extraction.kept + extraction.heard + extraction.failed,
                    total: dataset.clips.len(),
                });
            }
            Ok(())
        };
        let kept = keep();
        halt.store(true, Ordering::Relaxed);
        // Whoever waits to send must not wait for ever.
        while results.try_recv().is_ok() {}
        drop(results);
        kept
    });
    store.save()?;
    outcome?;
    if stop.load(Ordering::Relaxed) {
        return Err(ModelError::Stopped);
    }
    Ok(extraction)
}

fn one(clip: &Clip, encoder: &Encoder, stop: &AtomicBool) -> Result<ClipFeatures, Unheard> {
    let heard = encoder.hearing.hear(&clip.path, stop)?;
    let flat: Vec<f32> = heard
        .rows
        .iter()
        .flat_map(|row| encoder.embedding(row).into_owned())
        .collect();
    Ok(ClipFeatures {
        embedding: Tensor::from_slice(&flat).view([heard.rows.len() as i64, -1]),
        chords: heard.chords,
    })
}

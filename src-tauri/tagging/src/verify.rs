//! Whether a copy is what it was to be, before it takes the original's place.

use std::fs::File;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::thread;

use blake3::Hasher;
use moodplane_audio::{AudioError, Limits, Sound, sound};

use crate::compare::{FieldPlan, Outcome};
use crate::container::{self, Tagged};
use crate::error::FileError;
use crate::field::{Field, Place};
use crate::patch::Edits;
use crate::replace::Copy;

/// Decodes both files and compares every sample and every encoded packet. Returns
/// what they sound like.
///
/// # Errors
/// One of them cannot be decoded, or they differ.
pub(crate) fn sounds_the_same(
    original: &Path,
    copy: &Path,
    stop: &AtomicBool,
) -> Result<Sound, FileError> {
    let limits = Limits::default();
    let (before, after) = thread::scope(|scope| {
        let before = scope.spawn(|| sound(original, &limits, stop));
        let after = sound(copy, &limits, stop);
        let died = |_| Err(AudioError::DecoderPanic("it ended early".to_owned()));
        (before.join().unwrap_or_else(died), after)
    });
    let before = before?;
    match after {
        Ok(after) if after == before => Ok(before),
        Err(AudioError::Stopped) => Err(FileError::Stopped),
        _ => Err(FileError::NotGood("its sound is not the same")),
    }
}

/// Looks at the copy's tags: the planned fields hold what was planned, and all others
/// are byte for byte what they were.
///
/// # Errors
/// They are not.
pub(crate) fn holds(
    copy: &Copy,
    plans: &[FieldPlan],
    others_before: &[Vec<u8>],
) -> Result<(), FileError> {
    let tags = container::open(&mut File::open(copy.path())?)?;
    for plan in plans {
        if plan.held(tags.as_ref())? != plan.new {
            return Err(FileError::NotGood("a field does not hold what was written"));
        }
    }
    if others(tags.as_ref(), plans) != others_before {
        return Err(FileError::NotGood("another field is not what it was"));
    }
    Ok(())
}

/// Everything in a file's tags but the fields that change.
pub(crate) fn others(tags: &dyn Tagged, plans: &[FieldPlan]) -> Vec<Vec<u8>> {
    let changed = |place| -> Vec<Field> {
        let changed = plans.iter().filter(|plan| plan.outcome == Outcome::Change);
        let changed = changed.filter(|plan| plan.place == place);
        changed.map(|plan| plan.field).collect()
    };
    let mut others = tags.others(&changed(Place::Own));
    if let Some(Ok(ape)) = tags.ape() {
        others.extend(ape.others(&changed(Place::Ape)));
    }
    others
}

/// Tries the way back: it makes the original of the copy, to the last byte, so that
/// nothing of it is lost.
///
/// # Errors
/// It does not.
pub(crate) fn leads_back(copy: &Copy, back: &Edits) -> Result<(), FileError> {
    let mut hasher = Hasher::new();
    back.copy(&mut File::open(copy.path())?, &mut hasher)?;
    if hasher.finalize().as_bytes()[..] != copy.before_hash {
        return Err(FileError::NotGood("it could not be undone"));
    }
    Ok(())
}

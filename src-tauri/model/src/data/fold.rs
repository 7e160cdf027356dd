//! Parts of a set for cross-validation, the same on every machine.

use crate::digest::fnv1a;

/// The fold of a group: the same on every machine, another for every seed.
pub(crate) fn fold_of(group: &str, seed: u64, folds: usize) -> usize {
    let hash = fnv1a(group.bytes().chain(seed.to_le_bytes()));
    // The low bits of this hash are its weakest.
    ((hash >> 32) % folds as u64) as usize
}

//! The model card of an installed model.

use std::fmt::Write as _;
use std::path::Path;

use super::offers::Offer;
use super::{Found, LIFT};
use crate::digest::sha256;
use crate::error::ModelError;
use crate::registry::Entry;

/// Writes the card of `entry` into `folder`, with where its files came from.
///
/// # Errors
/// A file cannot be read, or the card not written.
pub(super) fn write(
    offer: &Offer,
    entry: &Entry,
    found: &[Found<'_>],
    folder: &Path,
) -> Result<(), ModelError> {
    let mut sources = String::new();
    for one in found {
        let known = match one.published {
            Some(true) => "yes",
            Some(false) => "no",
            None => "unknown",
        };
        // Writing to a string cannot fail.
        let _ = writeln!(
            sources,
            "| {} | {} | {} | {} | {known} |",
            one.part.file,
            one.part.project,
            one.part.licence,
            sha256(&one.path)?,
        );
    }
    let text = format!(
        "# Model card: {id}

{title}. Version {version}, licence {licence}: not for commercial use, because of
MERT's.

The published system of Kang & Herremans 2025, *Towards Unified Music Emotion
Recognition across Dimensional and Categorical Models*: two layers of MERT-95M,
the chords that BTC hears, and the mode of the key, into one network with a
branch for 56 mood and theme tags and one for valence and arousal on the 1-9
scale of the self-assessment manikin. Installed from the published files and not
changed, but for the file format.

## What the numbers mean

Valence (unpleasant to pleasant) and arousal (calm to excited) are what people on
average said of songs from DEAM, EmoMusic and PMEmo. They are opinions about the
mood that music expresses, mostly Western popular music; people differ by more
than a point on the scale. The network does not say how sure it is. The standard
deviation shown is the same for every track, {valence_sd} for valence and
{arousal_sd} for arousal: what the network left unexplained on those sets.

A tag's probability is the network's with its training's weighting undone, and
the tag is *on* from {LIFT} times its frequency in MTG-Jamendo.

## How well it does, as published

| test set | measure | value |
|---|---|---|
| MTG-Jamendo mood/theme | PR-AUC, ROC-AUC | .1543, .7810 |
| DEAM | R² of valence, arousal | .5184, .6228 |
| EmoMusic | R² of valence, arousal | .6512, .7616 |
| PMEmo | R² of valence, arousal | .5473, .7940 |

These are the authors' numbers for their best checkpoint of each set. One
checkpoint is used here for everything, as in their demo, so that expect less of
the others. EmoMusic has 125 test songs: its R² are uncertain by about .10.

## Files

| published file | project | licence | SHA-256 | as published |
|---|---|---|---|---|
{sources}",
        id = entry.id,
        title = offer.title,
        version = entry.version,
        licence = entry.licence,
        valence_sd = entry.sd[0],
        arousal_sd = entry.sd[1],
    );
    let path = folder.join(&entry.card);
    std::fs::write(&path, text).map_err(ModelError::file("write", &path))
}

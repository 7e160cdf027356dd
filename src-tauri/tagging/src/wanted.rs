//! What a track's file is to hold, by what the library knows of it.

use std::collections::BTreeMap;

use moodplane_library::{Correction, Listed, vocabulary};

use crate::field::Field;
use crate::options::{Moods, Options};

/// What is wanted of one file.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Wanted {
    /// The fields that were chosen; without values where the library knows none.
    pub(crate) fields: BTreeMap<Field, Vec<String>>,
    /// The moods behind the comment, where that was chosen.
    pub(crate) comment: Option<Vec<String>>,
}

impl Wanted {
    /// Works it out for an analysed track; `None` for any other.
    pub(crate) fn of(track: &Listed, user: &Correction, options: &Options) -> Option<Self> {
        let analysis = track.analysis.as_ref()?;
        let moods = options.mapping.words(&chosen(track, user, options.moods));
        let mut wanted = Self::default();
        let mut put = |is_chosen: bool, field, values: Vec<String>| {
            if is_chosen {
                wanted.fields.insert(field, values);
            }
        };
        put(options.mood, Field::Mood, moods.clone());
        let key = options.key.zip(track.row.key);
        let key = key.map(|(notation, key)| notation.of(key));
        put(options.key.is_some(), Field::Key, key.into_iter().collect());
        let bpm = track.row.tempo_bpm.map(|bpm| number(bpm, 1));
        put(options.bpm, Field::Bpm, bpm.into_iter().collect());
        put(
            options.plane,
            Field::Valence,
            vec![number(analysis.valence, 2)],
        );
        put(
            options.plane,
            Field::Arousal,
            vec![number(analysis.arousal, 2)],
        );
        wanted.comment = options.comment.then_some(moods);
        Some(wanted)
    }
}

/// The tags that are meant, the most probable first.
fn chosen(track: &Listed, user: &Correction, moods: Moods) -> Vec<String> {
    let mut tags = track.row.tags.clone();
    let Moods::Top(count) = moods else {
        return tags;
    };
    let probabilities = track.analysis.as_ref().map(|analysis| &analysis.tags[..]);
    let mut others: Vec<(&str, f32)> = vocabulary()
        .iter()
        .map(|tag| tag.name.as_str())
        .zip(probabilities.unwrap_or_default().iter().copied())
        .filter(|(name, _)| {
            let said = |tags: &[String]| tags.iter().any(|tag| tag == name);
            !said(&tags) && !said(&user.tags_off)
        })
        .collect();
    others.sort_by(|a, b| b.1.total_cmp(&a.1));
    tags.extend(others.into_iter().map(|(name, _)| name.to_owned()));
    tags.truncate(count.into());
    tags
}

/// A number with so many places, and no zeros at its end.
fn number(value: f32, places: usize) -> String {
    let text = format!("{value:.places$}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    text.to_owned()
}

//! What a file holds beside what is wanted: what becomes of each field.

use moodplane_library::marked_comment;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::container::Tagged;
use crate::error::{FileError, Note};
use crate::field::{Field, Place};
use crate::options::{Existing, Options};
use crate::wanted::Wanted;

/// What becomes of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
#[serde(rename = "FieldOutcome")]
pub enum Outcome {
    /// It is written.
    Change,
    /// It holds what would be written.
    Same,
    /// It holds something else, or the file's other tag does, and that stays, as was
    /// asked.
    Kept,
    /// It holds something else and is marked read-only, so that stays.
    Locked,
    /// There is nothing to write, and what is there stays.
    Nothing,
}

/// A field of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FieldPlan {
    /// The field.
    pub field: Field,
    /// The tag that it is in.
    pub place: Place,
    /// What becomes of it.
    pub outcome: Outcome,
    /// Its values now; none where it is not there.
    pub old: Vec<String>,
    /// Its values afterwards.
    pub new: Vec<String>,
}

impl FieldPlan {
    /// What its place holds now; nothing where that tag is not there any more.
    pub(crate) fn held(&self, tags: &dyn Tagged) -> Result<Vec<String>, FileError> {
        match (self.place, tags.ape()) {
            (Place::Own, _) => tags.values(self.field),
            (Place::Ape, Some(Ok(ape))) => Ok(ape.values(self.field)),
            (Place::Ape, _) => Ok(Vec::new()),
        }
    }

    /// Whether its place is marked read-only.
    pub(crate) fn is_locked(&self, tags: &dyn Tagged) -> bool {
        match (self.place, tags.ape()) {
            (Place::Ape, Some(Ok(ape))) => ape.is_locked(self.field),
            _ => false,
        }
    }

    /// Puts its new values in its place.
    pub(crate) fn set(&self, tags: &mut dyn Tagged) -> Result<(), FileError> {
        match (self.place, tags.ape_mut()) {
            (Place::Own, _) => tags.set(self.field, &self.new)?,
            (Place::Ape, Some(ape)) => ape.set(self.field, &self.new),
            (Place::Ape, None) => {}
        }
        Ok(())
    }
}

/// What is planned for a file.
pub(crate) struct Planned {
    pub(crate) fields: Vec<FieldPlan>,
    pub(crate) note: Option<Note>,
}

/// Compares what a file holds with what is wanted.
pub(crate) fn compare(
    tags: &dyn Tagged,
    wanted: &Wanted,
    options: &Options,
) -> Result<Planned, FileError> {
    let mut plans = Vec::new();
    // A tempo of zero is what some programs write where they know none.
    let zero = ["0".to_owned()];
    for (&field, values) in &wanted.fields {
        let held = held(tags, field)?;
        let new = tags.storable(field, values);
        let is_same = |old: &[String]| old == new || is_tempo(field, old, &new);
        // What a player shows of two tags is its own choice: one value is enough.
        let stays = |old: &[String]| {
            options.existing == Existing::Keep
                && !(is_same(old) || old.is_empty() || is_tempo(field, old, &zero))
        };
        let is_kept = held.iter().any(|held| stays(&held.values));
        for held in held {
            let outcome = match () {
                () if new.is_empty() => Outcome::Nothing,
                () if is_same(&held.values) => Outcome::Same,
                () if is_kept => Outcome::Kept,
                () => held.outcome(),
            };
            plans.push(held.plan(field, outcome, new.clone()));
        }
    }
    if let Some(moods) = &wanted.comment {
        let held = held(tags, Field::Comment)?;
        // Words that stand in one tag only come into the other with the moods: a
        // player that reads that one first would hide them.
        let words = held.iter().find_map(|held| held.values.first()).cloned();
        let words = words.filter(|_| !moods.is_empty()).unwrap_or_default();
        for held in held {
            let old = held.values.first().unwrap_or(&words);
            if old.contains(char::REPLACEMENT_CHARACTER) {
                // They would be lost by writing.
                return Err(FileError::Odd("letters of its comment cannot be read"));
            }
            let text = marked_comment(old, moods, None);
            let new: Vec<String> = [text].into_iter().filter(|text| !text.is_empty()).collect();
            let outcome = match held.values == new {
                true if moods.is_empty() => Outcome::Nothing,
                true => Outcome::Same,
                false => held.outcome(),
            };
            plans.push(held.plan(Field::Comment, outcome, new));
        }
    }
    // An APE tag that has nothing of a field and gets nothing is not worth a line.
    plans.retain(|plan| {
        plan.place == Place::Own || !plan.old.is_empty() || plan.outcome == Outcome::Change
    });
    let note = note(tags, &plans);
    Ok(Planned {
        fields: plans,
        note,
    })
}

/// What one of a file's tags holds of a field.
struct Held {
    place: Place,
    values: Vec<String>,
    locked: bool,
}

impl Held {
    /// What becomes of it where something else is wanted.
    fn outcome(&self) -> Outcome {
        match self.locked {
            true => Outcome::Locked,
            false => Outcome::Change,
        }
    }

    fn plan(self, field: Field, outcome: Outcome, new: Vec<String>) -> FieldPlan {
        let new = match outcome {
            Outcome::Change => new,
            _ => self.values.clone(),
        };
        FieldPlan {
            field,
            place: self.place,
            outcome,
            old: self.values,
            new,
        }
    }
}

/// What a file's tags hold of a field, its own one first.
fn held(tags: &dyn Tagged, field: Field) -> Result<Vec<Held>, FileError> {
    let mut all = vec![Held {
        place: Place::Own,
        values: tags.values(field)?,
        locked: false,
    }];
    if let Some(Ok(ape)) = tags.ape() {
        all.push(Held {
            place: Place::Ape,
            values: ape.values(field),
            locked: ape.is_locked(field),
        });
    }
    Ok(all)
}

fn note(tags: &dyn Tagged, plans: &[FieldPlan]) -> Option<Note> {
    if let Some(Err(why)) = tags.ape() {
        return Some(Note::ApeLeft(why));
    }
    let locked = plans.iter().filter(|plan| plan.outcome == Outcome::Locked);
    let names: Vec<&str> = locked.map(|plan| plan.field.name()).collect();
    (!names.is_empty()).then(|| Note::ApeLocked(names.join(", ")))
}

/// Whether a field is a tempo, and both say the same one, such as `128` and `128.00`.
fn is_tempo(field: Field, old: &[String], new: &[String]) -> bool {
    let number = |values: &[String]| match values {
        [one] => one.trim().parse::<f64>().ok(),
        _ => None,
    };
    field == Field::Bpm && number(old).is_some() && number(old) == number(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tempo_is_a_number_however_it_is_written() {
        let words = |word: &str| [word.to_owned()];
        for (old, new, same) in [
            ("128.00", "128", true),
            ("0.0", "0", true),
            ("128", "127.9", false),
            ("fast", "fast", false),
        ] {
            assert_eq!(is_tempo(Field::Bpm, &words(old), &words(new)), same);
        }
        assert!(!is_tempo(Field::Mood, &words("1"), &words("1.0")));
    }
}

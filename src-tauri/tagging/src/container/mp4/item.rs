//! Items of Apple's list: known ones by a name of four bytes, and free ones (`----`)
//! that bring theirs with them.

use super::atom::{Atom, boxed, children};
use crate::field::Field;

/// Whose free items these are.
const MEAN: &[u8] = b"com.apple.iTunes";

/// The types of data ("well-known types" of the QuickTime file format).
const UTF_8: u32 = 1;
const UTF_16: u32 = 2;
const INTEGER: u32 = 21;

/// Whether an item is this field's.
pub(super) fn belongs(item: &[u8], field: Field) -> bool {
    match known(field) {
        Some(kind) => item.get(4..8) == Some(kind),
        None => name(item).is_some_and(|name| name.eq_ignore_ascii_case(free(field).as_bytes())),
    }
}

fn known(field: Field) -> Option<&'static [u8; 4]> {
    match field {
        Field::Bpm => Some(b"tmpo"),
        Field::Comment => Some(b"\xa9cmt"),
        _ => None,
    }
}

/// The name of a field's free item.
fn free(field: Field) -> String {
    match field {
        Field::Key => "initialkey".to_owned(),
        other => other.name().to_uppercase(),
    }
}

/// The name of an iTunes free item.
fn name(item: &[u8]) -> Option<&[u8]> {
    if item.get(4..8) != Some(b"----") {
        return None;
    }
    let inside = inside(item)?;
    let text = |kind: &[u8; 4]| {
        let atom = inside.iter().find(|atom| atom.kind == *kind)?;
        // A version and flags come first.
        item.get(atom.inside() + 4..atom.end)
    };
    text(b"mean")?
        .eq_ignore_ascii_case(MEAN)
        .then(|| text(b"name"))?
}

/// The item's values; `None` where they are of a type that this field has not.
pub(super) fn values(item: &[u8], field: Field) -> Option<Vec<String>> {
    let data = inside(item)?
        .into_iter()
        .filter(|atom| atom.kind == *b"data");
    data.map(|data| {
        let (kind, value) = item
            .get(data.inside()..data.end)?
            .split_first_chunk::<4>()?;
        let value = value.get(4..)?;
        match u32::from_be_bytes(*kind) & 0x00ff_ffff {
            _ if field == Field::Bpm => {
                let number = value
                    .iter()
                    .fold(0_u64, |sum, &byte| sum << 8 | u64::from(byte));
                (value.len() <= 8).then(|| match number {
                    0 => String::new(),
                    number => number.to_string(),
                })
            }
            UTF_16 => {
                let (pairs, _) = value.as_chunks::<2>();
                let units: Vec<u16> = pairs.iter().map(|&pair| u16::from_be_bytes(pair)).collect();
                Some(String::from_utf16_lossy(&units))
            }
            // Some programs leave the type of a text at zero.
            UTF_8 | 0 => Some(String::from_utf8_lossy(value).into_owned()),
            _ => None,
        }
    })
    .collect()
}

fn inside(item: &[u8]) -> Option<Vec<Atom>> {
    children(item, &Atom::read(item, 0, item.len())?)
}

/// An item with these values; `None` where a number is none or too large.
pub(super) fn build(field: Field, values: &[String]) -> Option<Vec<u8>> {
    let data = |kind: u32, value: &[u8]| {
        boxed(b"data", &[&kind.to_be_bytes(), &[0; 4][..], value].concat())
    };
    if field == Field::Bpm {
        let number: u16 = values.first()?.parse().ok()?;
        return Some(boxed(b"tmpo", &data(INTEGER, &number.to_be_bytes())));
    }
    let mut all = Vec::new();
    if known(field).is_none() {
        all.extend(boxed(b"mean", &[&[0; 4], MEAN].concat()));
        all.extend(boxed(b"name", &[&[0; 4], free(field).as_bytes()].concat()));
    }
    for value in values {
        all.extend(data(UTF_8, value.as_bytes()));
    }
    Some(boxed(known(field).unwrap_or(b"----"), &all))
}

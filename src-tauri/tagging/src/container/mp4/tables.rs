//! The tables of the index that say where in the file the sound is (`stco` with 32
//! bits, `co64` with 64).

use super::atom::{Atom, children};
use crate::error::FileError;

/// Boxes on the way to the tables.
const WAY: [&[u8; 4]; 4] = [b"trak", b"mdia", b"minf", b"stbl"];

/// A place in the index, the bytes there, and what they become.
type Edit = (usize, Vec<u8>, Vec<u8>);

/// What changes in the tables when everything from `end` of the file on moves by so
/// many bytes.
pub(super) fn moved(moov: &[u8], end: u64, by: i64) -> Result<Vec<Edit>, FileError> {
    let odd = || FileError::Odd("the places of its sound cannot be put right");
    let whole = Atom::read(moov, 0, moov.len()).ok_or_else(odd)?;
    let mut tables = vec![whole];
    for kind in WAY {
        let inside = tables.iter().map(|atom| children(moov, atom));
        let inside: Option<Vec<Vec<Atom>>> = inside.collect();
        tables = inside.ok_or_else(odd)?.concat();
        tables.retain(|atom| atom.kind == *kind);
    }
    let mut edits = Vec::new();
    for table in &tables {
        for atom in children(moov, table).ok_or_else(odd)? {
            let width = match &atom.kind {
                b"stco" => 4,
                b"co64" => 8,
                // Places of keys to locked sound, which cannot be decoded anyway.
                b"saio" => return Err(odd()),
                _ => continue,
            };
            let old = entries(moov, &atom, width).ok_or_else(odd)?;
            let mut new = Vec::with_capacity(old.len());
            for entry in old.chunks_exact(width) {
                let place = entry
                    .iter()
                    .fold(0, |sum, &byte| sum << 8 | u64::from(byte));
                let place = match place {
                    before if before < end => before,
                    behind => behind.checked_add_signed(by).ok_or_else(odd)?,
                };
                if width == 4 && place > u64::from(u32::MAX) {
                    return Err(odd());
                }
                new.extend(&place.to_be_bytes()[8 - width..]);
            }
            edits.push((atom.inside() + 8, old.to_vec(), new));
        }
    }
    Ok(edits)
}

/// The table's entries, behind its version, flags and count.
fn entries<'a>(moov: &'a [u8], atom: &Atom, width: usize) -> Option<&'a [u8]> {
    let count = moov.get(atom.inside() + 4..atom.inside() + 8)?;
    let count = u32::from_be_bytes(*count.first_chunk()?) as usize;
    let from = atom.inside() + 8;
    let to = from.checked_add(count.checked_mul(width)?)?;
    (to <= atom.end).then(|| moov.get(from..to))?
}

//! The stretches of a file that change, and those that change them back.

use std::io::{self, Read, Write};

/// Bytes copied at once.
const BLOCK: usize = 1 << 18;

/// `len` bytes at `at` become `bytes`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Edit {
    at: u64,
    len: u64,
    bytes: Vec<u8>,
}

/// Stretches of one file, in order and apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Edits(Vec<Edit>);

impl Edits {
    /// Copies `from`, which is at its start, with these stretches changed.
    ///
    /// # Errors
    /// Reading or writing fails, or `from` ends before the last stretch.
    pub(crate) fn copy(&self, from: &mut impl Read, to: &mut impl Write) -> io::Result<()> {
        let mut at = 0;
        for edit in &self.0 {
            let before = edit.at.checked_sub(at).ok_or(io::ErrorKind::InvalidData)?;
            pass(from, to, Some(before))?;
            pass(from, &mut io::sink(), Some(edit.len))?;
            to.write_all(&edit.bytes)?;
            at = edit.at + edit.len;
        }
        pass(from, to, None)
    }

    /// All of it in bytes, to be kept: for each stretch its place and length as
    /// little-endian `u64`, the length of what it becomes, and that.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut all = Vec::new();
        for edit in &self.0 {
            all.extend(edit.at.to_le_bytes());
            all.extend(edit.len.to_le_bytes());
            all.extend((edit.bytes.len() as u64).to_le_bytes());
            all.extend(&edit.bytes);
        }
        all
    }

    /// What [`Self::to_bytes`] made bytes of; `None` for anything else.
    pub(crate) fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
        let mut edits = Vec::new();
        while !bytes.is_empty() {
            let mut number = || -> Option<u64> {
                let (first, rest) = bytes.split_first_chunk()?;
                bytes = rest;
                Some(u64::from_le_bytes(*first))
            };
            let (at, len, count) = (number()?, number()?, number()?);
            let (new, rest) = bytes.split_at_checked(usize::try_from(count).ok()?)?;
            edits.push(Edit {
                at,
                len,
                bytes: new.to_vec(),
            });
            bytes = rest;
        }
        Some(Self(edits))
    }
}

/// Copies so many bytes, or all that are left.
fn pass(from: &mut impl Read, to: &mut impl Write, count: Option<u64>) -> io::Result<()> {
    let mut block =
        vec![0; BLOCK.min(count.map_or(BLOCK, |count| count.min(BLOCK as u64) as usize))];
    let mut left = count;
    while left != Some(0) && !block.is_empty() {
        let most = left.map_or(block.len(), |left| left.min(block.len() as u64) as usize);
        let got = from.read(&mut block[..most])?;
        if got == 0 {
            return match left {
                Some(_) => Err(io::ErrorKind::UnexpectedEof.into()),
                None => Ok(()),
            };
        }
        to.write_all(&block[..got])?;
        left = left.map(|left| left - got as u64);
    }
    Ok(())
}

/// A change of a file, and the change that undoes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Change {
    /// Makes the new file of the old.
    pub(crate) forth: Edits,
    /// Makes the old file of the new.
    pub(crate) back: Edits,
}

/// Walks along a file and notes what changes.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    old_at: u64,
    new_at: u64,
    change: Change,
}

impl Walk {
    /// Begins at this place of the file.
    pub(crate) fn from(at: u64) -> Self {
        Self {
            old_at: at,
            new_at: at,
            change: Change::default(),
        }
    }

    /// Where in the old file it has come to.
    pub(crate) fn at(&self) -> u64 {
        self.old_at
    }

    /// The next `len` bytes stay.
    pub(crate) fn keep(&mut self, len: u64) {
        self.old_at += len;
        self.new_at += len;
    }

    /// The next bytes, which are `old`, become `new`.
    pub(crate) fn swap(&mut self, old: &[u8], new: &[u8]) {
        let most = old.len().min(new.len());
        let head = (0..most).take_while(|&i| old[i] == new[i]).count();
        let (old_rest, new_rest) = (&old[head..], &new[head..]);
        let most = most - head;
        let tail = (1..=most)
            .take_while(|&i| old_rest[old_rest.len() - i] == new_rest[new_rest.len() - i])
            .count();
        let (old, new) = (
            &old_rest[..old_rest.len() - tail],
            &new_rest[..new_rest.len() - tail],
        );
        self.keep(head as u64);
        if !(old.is_empty() && new.is_empty()) {
            let (old_len, new_len) = (old.len() as u64, new.len() as u64);
            self.change.forth.0.push(Edit {
                at: self.old_at,
                len: old_len,
                bytes: new.to_vec(),
            });
            self.change.back.0.push(Edit {
                at: self.new_at,
                len: new_len,
                bytes: old.to_vec(),
            });
            self.old_at += old_len;
            self.new_at += new_len;
        }
        self.keep(tail as u64);
    }

    /// What was noted.
    pub(crate) fn end(self) -> Change {
        self.change
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn apply(edits: &Edits, file: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        edits.copy(&mut &file[..], &mut out).unwrap();
        out
    }

    proptest! {
        #[test]
        fn a_change_and_its_way_back_meet_again(
            parts in vec((vec(0_u8..3, 0..9), vec(0_u8..3, 0..9), any::<bool>()), 0..9),
            rest in vec(any::<u8>(), 0..9),
        ) {
            let (mut old, mut new) = (Vec::new(), Vec::new());
            let mut walk = Walk::from(0);
            for (was, is, stays) in &parts {
                old.extend(was);
                if *stays {
                    new.extend(was);
                    walk.keep(was.len() as u64);
                } else {
                    new.extend(is);
                    walk.swap(was, is);
                }
            }
            old.extend(&rest);
            new.extend(&rest);
            let change = walk.end();
            prop_assert_eq!(&apply(&change.forth, &old), &new);
            prop_assert_eq!(&apply(&change.back, &new), &old);
            let kept = Edits::from_bytes(&change.back.to_bytes());
            prop_assert_eq!(kept, Some(change.back));
        }

        #[test]
        fn kept_bytes_that_were_damaged_are_no_panic(bytes in vec(any::<u8>(), 0..80)) {
            let _ = Edits::from_bytes(&bytes);
        }
    }
}

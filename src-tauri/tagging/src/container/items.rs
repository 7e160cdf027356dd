//! The pieces of a tag as they are stored, each with what becomes of it.

use crate::patch::Walk;

/// One piece: a frame, a comment, an atom, with its own header.
#[derive(Debug, Clone)]
struct Item {
    was: Vec<u8>,
    is: Vec<Vec<u8>>,
}

/// All pieces in their order.
#[derive(Debug, Clone, Default)]
pub(super) struct Items(Vec<Item>);

impl Items {
    /// Takes the next piece as it is in the file.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.0.push(Item {
            was: bytes.to_vec(),
            is: vec![bytes.to_vec()],
        });
    }

    /// Puts a piece at the end that is not in the file.
    pub(super) fn add(&mut self, bytes: Vec<u8>) {
        self.0.push(Item {
            was: Vec::new(),
            is: vec![bytes],
        });
    }

    /// The pieces as they are now.
    pub(super) fn now(&self) -> impl Iterator<Item = &[u8]> {
        self.0.iter().flat_map(|item| &item.is).map(Vec::as_slice)
    }

    /// Puts `new` where the first piece is that `belongs`, or else at the end; the
    /// others that do go.
    pub(super) fn replace(&mut self, belongs: impl Fn(&[u8]) -> bool, new: Vec<Vec<u8>>) {
        self.replace_marked(belongs, new);
    }

    /// `belongs` is asked once of each piece, in their order.
    fn replace_marked(&mut self, mut belongs: impl FnMut(&[u8]) -> bool, new: Vec<Vec<u8>>) {
        let mut new = Some(new);
        for item in &mut self.0 {
            let mut pieces = Vec::new();
            for piece in item.is.drain(..) {
                if belongs(&piece) {
                    pieces.extend(new.take().into_iter().flatten());
                } else {
                    pieces.push(piece);
                }
            }
            item.is = pieces;
        }
        if let Some(new) = new.filter(|new| !new.is_empty()) {
            self.0.push(Item {
                was: Vec::new(),
                is: new,
            });
        }
    }

    /// Puts `new` where this one piece is, and nowhere else though others may be equal
    /// to it; at the end where there is none.
    pub(super) fn replace_one(&mut self, piece: Option<&[u8]>, new: Vec<Vec<u8>>) {
        let mut left = piece;
        self.replace_marked(|other| left == Some(other) && left.take().is_some(), new);
    }

    /// All pieces but this one.
    pub(super) fn without_one(&self, piece: Option<&[u8]>) -> Vec<&[u8]> {
        let mut left = piece;
        let others = self.now();
        others
            .filter(|&other| !(left == Some(other) && left.take().is_some()))
            .collect()
    }

    /// How many bytes they were, and are.
    pub(super) fn lengths(&self) -> (usize, usize) {
        let was = self.0.iter().map(|item| item.was.len()).sum();
        (was, self.now().map(<[u8]>::len).sum())
    }

    /// How many pieces they are.
    pub(super) fn count(&self) -> usize {
        self.0.iter().map(|item| item.is.len()).sum()
    }

    /// Whether nothing has changed.
    pub(super) fn is_as_it_was(&self) -> bool {
        self.0.iter().all(|item| {
            item.is
                .iter()
                .map(Vec::as_slice)
                .eq((!item.was.is_empty()).then_some(&item.was[..]))
        })
    }

    /// Notes the changes, piece by piece.
    pub(super) fn walk(&self, walk: &mut Walk) {
        for item in &self.0 {
            walk.swap(&item.was, &item.is.concat());
        }
    }
}

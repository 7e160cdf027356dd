//! Boxes: a length, a kind, and what is inside.

/// Bytes of a box's header.
pub(super) const HEADER: usize = 8;

/// A box within the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Atom {
    pub(super) kind: [u8; 4],
    /// Where it begins and ends.
    pub(super) at: usize,
    pub(super) end: usize,
    /// Bytes in front of what is inside.
    header: usize,
}

impl Atom {
    /// The box that begins at `at`; `None` where none does that ends by `end`.
    pub(super) fn read(bytes: &[u8], at: usize, end: usize) -> Option<Self> {
        let head = bytes.get(at..at + HEADER)?;
        let length = u32::from_be_bytes(*head.first_chunk()?) as usize;
        let kind: [u8; 4] = *head[4..].first_chunk()?;
        let own_end = at.checked_add(length)?;
        // Lengths of 64 bits, and those that are left open, are for sound alone.
        if length < HEADER || own_end > end {
            return None;
        }
        let mut header = HEADER;
        if kind == *b"meta" && bytes.get(at + 12..at + 16) != Some(b"hdlr") {
            // A version and flags, which QuickTime leaves out.
            header += 4;
        }
        (header <= length).then_some(Self {
            kind,
            at,
            end: own_end,
            header,
        })
    }

    pub(super) fn inside(&self) -> usize {
        self.at + self.header
    }
}

/// The boxes inside one; `None` where they are damaged. A few zero bytes at the end,
/// by which QuickTime ends a list, are none.
pub(super) fn children(bytes: &[u8], outer: &Atom) -> Option<Vec<Atom>> {
    let (mut at, mut all) = (outer.inside(), Vec::new());
    while at < outer.end {
        if bytes.get(at..outer.end)?.iter().all(|&byte| byte == 0) {
            break;
        }
        let atom = Atom::read(bytes, at, outer.end)?;
        at = atom.end;
        all.push(atom);
    }
    Some(all)
}

/// Length and kind of the box of which these are the first bytes, where `left` bytes
/// of the file are left.
pub(super) fn top_level(head: &[u8], left: u64) -> Option<(u64, [u8; 4])> {
    let short = u32::from_be_bytes(*head.first_chunk()?);
    let kind = *head.get(4..8)?.first_chunk()?;
    let length = match short {
        0 => left,
        1 => u64::from_be_bytes(*head.get(8..16)?.first_chunk()?),
        short => short.into(),
    };
    (length >= HEADER as u64 && length <= left).then_some((length, kind))
}

/// A box of this kind around these bytes.
pub(super) fn boxed(kind: &[u8; 4], inside: &[u8]) -> Vec<u8> {
    let length = (HEADER + inside.len()) as u32;
    [&length.to_be_bytes(), &kind[..], inside].concat()
}

//! One page of a B-tree: its cells, and the records in them. Every number in it
//! may be wrong.

use rusqlite::types::Value;

use super::image::{Image, word};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Rows of a table by their number.
    TableLeaf,
    /// Pages of a table.
    TableBranch,
    /// Entries of an index, or rows of a table by their key.
    KeyLeaf,
    /// The same, between pages.
    KeyBranch,
}

impl Kind {
    /// Whether it belongs to a table whose rows have numbers.
    pub(super) fn is_numbered(self) -> bool {
        matches!(self, Self::TableLeaf | Self::TableBranch)
    }
}

/// A row as it is stored.
#[derive(Debug)]
pub(super) struct Record {
    /// Its number, in a table whose rows have one.
    pub(super) rowid: Option<i64>,
    pub(super) values: Vec<Value>,
}

pub(super) struct Page {
    pub(super) kind: Kind,
    /// Pages below this one.
    pub(super) children: Vec<u32>,
    /// In a table's branch, the highest row number below each child but the
    /// last.
    pub(super) keys: Vec<i64>,
    pub(super) records: Vec<Record>,
    /// Whether nothing about it is out of order.
    pub(super) is_whole: bool,
}

impl Page {
    /// Reads a page; `None` if it is not one of a B-tree.
    pub(super) fn read(image: &Image, number: u32) -> Option<Self> {
        let bytes = image.page(number)?;
        // The first page begins with the file's header.
        let start = if number == 1 { 100 } else { 0 };
        let kind = match bytes.get(start)? {
            0x0D => Kind::TableLeaf,
            0x05 => Kind::TableBranch,
            0x0A => Kind::KeyLeaf,
            0x02 => Kind::KeyBranch,
            _ => return None,
        };
        let is_branch = matches!(kind, Kind::TableBranch | Kind::KeyBranch);
        let pointers = start + if is_branch { 12 } else { 8 };
        let count = usize::from(short(&bytes, start + 3)?);
        let mut page = Self {
            kind,
            children: Vec::new(),
            keys: Vec::new(),
            records: Vec::new(),
            is_whole: true,
        };
        for index in 0..count {
            let place = pointers + 2 * index;
            // Beyond the page there is nothing to be had.
            let Some(at) = short(&bytes, place) else {
                page.is_whole = false;
                break;
            };
            let at = usize::from(at);
            let read = if at < pointers + 2 * count {
                None
            } else {
                page.take_cell(image, &bytes, at)
            };
            page.is_whole &= read.is_some();
        }
        if is_branch {
            page.children.extend(word(&bytes, start + 8));
        }
        page.is_whole &= page.keys.is_sorted();
        let is_sorted = page.records.is_sorted_by(|a, b| a.rowid < b.rowid);
        if kind == Kind::TableLeaf && !is_sorted {
            page.is_whole = false;
            // A row under a wrong number would be taken for another.
            page.records = in_order(page.records);
        }
        Some(page)
    }

    fn take_cell(&mut self, image: &Image, bytes: &[u8], mut at: usize) -> Option<()> {
        if matches!(self.kind, Kind::TableBranch | Kind::KeyBranch) {
            self.children.push(word(bytes, at)?);
            at += 4;
        }
        if self.kind == Kind::TableBranch {
            self.keys.push(varint(bytes, &mut at)?);
            return Some(());
        }
        let length = usize::try_from(varint(bytes, &mut at)?).ok()?;
        let rowid = match self.kind {
            Kind::TableLeaf => Some(varint(bytes, &mut at)?),
            _ => None,
        };
        let payload = payload(image, bytes, at, length, self.kind)?;
        let values = record(&payload)?;
        self.records.push(Record { rowid, values });
        Some(())
    }
}

/// The most of these rows whose numbers rise: the few out of order are those
/// with a damaged number.
fn in_order(records: Vec<Record>) -> Vec<Record> {
    // For each row, how long a rising row of rows can end with it, and its
    // predecessor in that.
    let mut ends: Vec<(usize, Option<usize>)> = Vec::with_capacity(records.len());
    for (at, record) in records.iter().enumerate() {
        let before = (0..at).filter(|&other| records[other].rowid < record.rowid);
        let best = before.max_by_key(|&other| ends[other].0);
        ends.push((best.map_or(1, |best| ends[best].0 + 1), best));
    }
    let mut next = (0..ends.len()).max_by_key(|&at| ends[at].0);
    let mut kept = vec![false; ends.len()];
    while let Some(at) = next {
        kept[at] = true;
        next = ends[at].1;
    }
    let rows = records.into_iter().zip(kept);
    rows.filter_map(|(record, kept)| kept.then_some(record))
        .collect()
}

/// A cell's payload, with what of it lies on overflow pages.
fn payload(image: &Image, bytes: &[u8], at: usize, length: usize, kind: Kind) -> Option<Vec<u8>> {
    let size = bytes.len();
    if length > size * image.pages() as usize {
        return None;
    }
    let share = |of: usize| (size - 12) * of / 255 - 23;
    let (most, least) = match kind {
        Kind::TableLeaf => (size - 35, share(32)),
        _ => (share(64), share(32)),
    };
    if length <= most {
        return Some(bytes.get(at..at + length)?.to_vec());
    }
    let odd = least + (length - least) % (size - 4);
    let local = if odd <= most { odd } else { least };
    let mut payload = bytes.get(at..at + local)?.to_vec();
    let mut next = word(bytes, at + local)?;
    while payload.len() < length {
        if next < 2 || next > image.pages() {
            return None;
        }
        let page = image.page(next)?;
        let take = (length - payload.len()).min(size - 4);
        payload.extend(page.get(4..4 + take)?);
        next = word(&page, 0)?;
    }
    // The last page of the chain names none after it.
    (next == 0).then_some(payload)
}

/// A record's values; `None` unless its lengths agree to the byte.
fn record(bytes: &[u8]) -> Option<Vec<Value>> {
    let mut head = 0;
    let mut body = usize::try_from(varint(bytes, &mut head)?).ok()?;
    let end = body;
    if end > bytes.len() {
        return None;
    }
    let mut values = Vec::new();
    while head < end {
        let kind = varint(bytes, &mut head)?;
        values.push(value(bytes, kind, &mut body)?);
    }
    (head == end && body == bytes.len()).then_some(values)
}

fn value(bytes: &[u8], kind: i64, at: &mut usize) -> Option<Value> {
    let mut take = |length: usize| {
        let taken = bytes.get(*at..at.checked_add(length)?)?;
        *at += length;
        Some(taken)
    };
    Some(match kind {
        0 => Value::Null,
        1..=4 => Value::Integer(integer(take(usize::try_from(kind).ok()?)?)),
        5 => Value::Integer(integer(take(6)?)),
        6 => Value::Integer(integer(take(8)?)),
        7 => Value::Real(f64::from_be_bytes(take(8)?.try_into().ok()?)),
        8 => Value::Integer(0),
        9 => Value::Integer(1),
        12.. if kind % 2 == 0 => {
            Value::Blob(take(usize::try_from((kind - 12) / 2).ok()?)?.to_vec())
        }
        13.. => {
            let text = take(usize::try_from((kind - 13) / 2).ok()?)?;
            Value::Text(String::from_utf8(text.to_vec()).ok()?)
        }
        _ => return None,
    })
}

/// A big-endian integer of one to eight bytes.
fn integer(bytes: &[u8]) -> i64 {
    let first = if bytes.first().is_some_and(|&byte| byte >= 0x80) {
        -1
    } else {
        0
    };
    bytes
        .iter()
        .fold(first, |value, &byte| value << 8 | i64::from(byte))
}

/// Seven bits a byte, the highest first; the ninth byte counts whole.
fn varint(bytes: &[u8], at: &mut usize) -> Option<i64> {
    let mut value = 0_i64;
    for index in 0..9 {
        let byte = *bytes.get(*at)?;
        *at += 1;
        if index == 8 {
            return Some(value << 8 | i64::from(byte));
        }
        value = value << 7 | i64::from(byte & 0x7F);
        if byte < 0x80 {
            break;
        }
    }
    Some(value)
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    let (two, _) = bytes.get(at..)?.split_first_chunk::<2>()?;
    Some(u16::from_be_bytes(*two))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_sqlite_writes_them() {
        let read = |bytes: &[u8]| varint(bytes, &mut 0);
        assert_eq!(read(&[0x7F]), Some(127));
        assert_eq!(read(&[0x81, 0x00]), Some(128));
        assert_eq!(read(&[0xFF; 9]), Some(-1));
        assert_eq!(read(&[0x80]), None);
        assert_eq!(integer(&[0xFF, 0xFE]), -2);
        assert_eq!(integer(&[0x01, 0x00, 0x00]), 65_536);
    }

    #[test]
    fn a_row_under_a_wrong_number_is_left_out() {
        let rows = [1, 2, 77, 3, 4, 4, 1].map(|number| Record {
            rowid: Some(number),
            values: Vec::new(),
        });
        let kept = in_order(rows.into()).into_iter();
        let kept: Vec<_> = kept.filter_map(|row| row.rowid).collect();
        assert_eq!(kept, [1, 2, 3, 4]);
    }

    #[test]
    fn a_record_whose_lengths_disagree_is_none() {
        // Two values: the text "ab", and 7.
        let whole = [3, 17, 1, b'a', b'b', 7];
        let values = vec![Value::Text("ab".into()), Value::Integer(7)];
        assert_eq!(record(&whole), Some(values));
        assert_eq!(record(&whole[..5]), None);
        assert_eq!(record(&[&whole[..], &[0]].concat()), None);
        assert_eq!(record(&[3, 17, 1, 0xFF, 0xFE, 7]), None, "not Unicode");
    }
}

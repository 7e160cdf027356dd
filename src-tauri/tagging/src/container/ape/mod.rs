//! The APEv2 tag that some MP3s have at their end beside ID3 (the wiki of
//! hydrogenaud.io: "APEv2 specification", "APE key"): items with a footer behind them
//! and mostly a header in front. Names of fields are those of foobar2000 and
//! MusicBrainz Picard.

mod item;

use std::fs::File;

use super::items::Items;
use super::{LONGEST_TAG, read as bytes_at, tail};
use crate::error::FileError;
use crate::field::Field;
use crate::patch::Walk;
use item::{Item, READ_ONLY};

/// Bytes of a footer, and of a header.
pub(super) const FOOTER: u64 = 32;
/// What both begin with.
pub(super) const MARK: &[u8] = b"APETAGEX";
/// The second version, which has flags and UTF-8.
const VERSION: u32 = 2_000;
/// Where the length of items and footer is, and how many items there are.
const LENGTH: usize = 12;
const COUNT: usize = 16;
const FLAGS: usize = 20;
const HAS_HEADER: u32 = 1 << 31;
const IS_HEADER: u32 = 1 << 29;

/// A tag taken apart.
#[derive(Debug, Clone)]
pub(crate) struct Ape {
    /// Where it begins in the file.
    at: u64,
    /// Empty where there is none.
    header: Vec<u8>,
    items: Items,
    footer: Vec<u8>,
}

/// The tag of a file whose sound begins at `from`: none, one, or why the one that is
/// there must be left as it is.
pub(super) fn find(
    file: &mut File,
    from: u64,
    size: u64,
) -> Result<Option<Result<Ape, &'static str>>, FileError> {
    let Some(end) = tail::ape_end(file, from, size)? else {
        return Ok(None);
    };
    let footer = bytes_at(file, end - FOOTER, FOOTER)?;
    let (length, flags) = (number(&footer, LENGTH), number(&footer, FLAGS));
    let header = if flags & HAS_HEADER == 0 { 0 } else { FOOTER };
    let start = end.checked_sub(u64::from(length) + header);
    let Some(start) = start.filter(|&start| start >= from) else {
        return Ok(Some(Err("it says that it is longer than the file")));
    };
    if !(FOOTER..=LONGEST_TAG).contains(&length.into()) {
        return Ok(Some(Err("its length is wrong")));
    }
    if tail::ape_end(file, from, start)?.is_some() {
        return Ok(Some(Err("there is another one in front of it")));
    }
    let bytes = bytes_at(file, start, end - start)?;
    Ok(Some(Ape::parse(start, &bytes, header as usize)))
}

impl Ape {
    /// Takes these bytes apart, of which so many are the header.
    fn parse(at: u64, bytes: &[u8], header: usize) -> Result<Self, &'static str> {
        let (Some((rest, footer)), true) = (
            bytes.split_last_chunk::<{ FOOTER as usize }>(),
            bytes.len() >= header + FOOTER as usize,
        ) else {
            return Err("its length is wrong");
        };
        let (header, mut rest) = rest.split_at(header);
        if number(footer, 8) != VERSION {
            return Err("it is of another version than 2");
        }
        let is_header = |header: &[u8]| {
            header.starts_with(MARK)
                && header[8..FLAGS] == footer[8..FLAGS]
                && number(header, FLAGS) == number(footer, FLAGS) | IS_HEADER
        };
        if number(footer, FLAGS) & IS_HEADER != 0 || !(header.is_empty() || is_header(header)) {
            return Err("its header and its end do not fit");
        }
        let mut items = Items::default();
        while !rest.is_empty() {
            let (item, length) = Item::first(rest).ok_or("an item of it is damaged")?;
            let is_ours = Field::ALL
                .iter()
                .any(|&field| names(field).iter().any(|name| item.is(name)));
            if is_ours && item.text().is_none() {
                return Err("a field of it that should be text is none");
            }
            let (item, after) = rest.split_at(length);
            items.push(item);
            rest = after;
        }
        if items.count() as u64 != u64::from(number(footer, COUNT)) {
            return Err("it says another number of items than it has");
        }
        Ok(Self {
            at,
            header: header.to_vec(),
            items,
            footer: footer.to_vec(),
        })
    }

    /// The items as they are now.
    fn all(&self) -> impl Iterator<Item = Item<'_>> {
        let items = self.items.now().filter_map(Item::first);
        items.map(|(item, _)| item)
    }

    /// A field's item.
    fn item(&self, field: Field) -> Option<Item<'_>> {
        let name = self.name(field);
        self.all().find(|item| item.is(name))
    }

    /// A field's name in this file: of those that programs have for it the first that
    /// stands there.
    fn name(&self, field: Field) -> &'static str {
        let names = names(field);
        let mut known = names.iter();
        let there = known.find(|name| self.all().any(|item| item.is(name)));
        there.unwrap_or(&names[0])
    }

    /// The values of a field; none where it is not there. A comment is the first one.
    pub(crate) fn values(&self, field: Field) -> Vec<String> {
        self.text(self.name(field), field == Field::Comment)
    }

    /// The texts of an item, or the first of them.
    fn text(&self, name: &str, first: bool) -> Vec<String> {
        let text = self
            .all()
            .find(|item| item.is(name))
            .and_then(|item| item.text());
        let text = text.unwrap_or_default();
        let parts = text.split('\0').take(if first { 1 } else { usize::MAX });
        parts
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// Whether a field, or the whole tag, is marked as not to be changed.
    pub(crate) fn is_locked(&self, field: Field) -> bool {
        let item = self.item(field).map_or(0, |item| item.flags);
        (item | number(&self.footer, FLAGS)) & READ_ONLY != 0
    }

    /// Gives a field these values; with none it goes. Its name keeps the capitals that
    /// it has.
    pub(crate) fn set(&mut self, field: Field, values: &[String]) {
        let name = self.name(field);
        let mut value = values.join("\0").into_bytes();
        value.extend(self.further_comments(field));
        let old = self.item(field);
        let item = Item {
            flags: old.map_or(0, |item| item.flags),
            name: old.map_or(name, |item| item.name),
            value: &value,
        };
        let new = if value.is_empty() {
            Vec::new()
        } else {
            vec![item.to_bytes()]
        };
        let is_it = |item: &[u8]| Item::first(item).is_some_and(|(item, _)| item.is(name));
        self.items.replace(is_it, new);
    }

    /// What stands in a comment's item behind the first of its values, with the zero
    /// between them; nothing for another field.
    fn further_comments(&self, field: Field) -> Vec<u8> {
        let item = self.item(field).filter(|_| field == Field::Comment);
        let value = item.map_or(&[][..], |item| item.value);
        let end = value.iter().position(|&byte| byte == 0);
        value[end.unwrap_or(value.len())..].to_vec()
    }

    /// Everything that belongs to none of these fields, piece by piece as it is stored.
    pub(crate) fn others(&self, fields: &[Field]) -> Vec<Vec<u8>> {
        let ours: Vec<&str> = fields.iter().map(|&field| self.name(field)).collect();
        let is_other = |item: &&[u8]| {
            let item = Item::first(item);
            item.is_none_or(|(item, _)| !ours.iter().any(|name| item.is(name)))
        };
        let others = self.items.now().filter(is_other).map(<[u8]>::to_vec);
        let more = fields.iter().map(|&field| self.further_comments(field));
        let flags = [&self.footer[..LENGTH], &self.footer[FLAGS..]].concat();
        [self.header.get(FLAGS..).unwrap_or_default().to_vec(), flags]
            .into_iter()
            .chain(others)
            .chain(more.filter(|more| !more.is_empty()))
            .collect()
    }

    /// The texts that an ID3v2 tag has, too, by the names of its frames: what a first
    /// such tag has to say besides moods.
    pub(super) fn texts(&self) -> Vec<(&'static [u8; 4], Vec<String>)> {
        let texts = FRAMES.map(|(name, id)| (id, self.text(name, id == b"COMM")));
        texts
            .into_iter()
            .filter(|(_, texts)| !texts.is_empty())
            .collect()
    }

    /// Notes the change; the walk has not come to the tag yet.
    ///
    /// # Errors
    /// It would be longer than such a tag can say.
    pub(super) fn walk(&self, walk: &mut Walk) -> Result<(), FileError> {
        if self.items.is_as_it_was() {
            return Ok(());
        }
        let (_, length) = self.items.lengths();
        let length = u32::try_from(length as u64 + FOOTER)
            .map_err(|_| FileError::Odd("its APE tag would be too long"))?;
        let count = self.items.count() as u32;
        let counted = |end: &[u8]| {
            let mut end = end.to_vec();
            if !end.is_empty() {
                end[LENGTH..COUNT].copy_from_slice(&length.to_le_bytes());
                end[COUNT..FLAGS].copy_from_slice(&count.to_le_bytes());
            }
            end
        };
        walk.keep(self.at - walk.at());
        walk.swap(&self.header, &counted(&self.header));
        self.items.walk(walk);
        walk.swap(&self.footer, &counted(&self.footer));
        Ok(())
    }
}

/// What programs call a field, the usual name first.
fn names(field: Field) -> &'static [&'static str] {
    match field {
        Field::Mood => &["Mood"],
        Field::Key => &["KEY", "INITIALKEY"],
        Field::Bpm => &["BPM"],
        Field::Valence => &["VALENCE"],
        Field::Arousal => &["AROUSAL"],
        Field::Comment => &["Comment"],
    }
}

/// Items, and the frames of ID3v2 that say the same.
const FRAMES: [(&str, &[u8; 4]); 10] = [
    ("Title", b"TIT2"),
    ("Artist", b"TPE1"),
    ("Album", b"TALB"),
    ("Album Artist", b"TPE2"),
    ("Year", b"TDRC"),
    ("Track", b"TRCK"),
    ("Disc", b"TPOS"),
    ("Genre", b"TCON"),
    ("Composer", b"TCOM"),
    ("Comment", b"COMM"),
];

/// A little-endian number of a header or footer.
fn number(end: &[u8], at: usize) -> u32 {
    let bytes = end[at..at + 4].iter().rev();
    bytes.fold(0, |sum, &byte| sum << 8 | u32::from(byte))
}

#[cfg(test)]
mod tests;

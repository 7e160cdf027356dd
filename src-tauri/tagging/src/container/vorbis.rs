//! Vorbis comments (xiph.org, "Ogg Vorbis I format specification: comment field and
//! header specification"): a vendor's name, and `NAME=value` as often as one likes.

use super::items::Items;
use crate::error::FileError;
use crate::field::Field;
use crate::patch::Walk;

/// The comments, and what follows them.
#[derive(Debug, Clone)]
pub(super) struct Comments {
    /// The vendor's name with its length.
    vendor: Vec<u8>,
    count: u32,
    /// Each with its length.
    items: Items,
    /// What follows: in Ogg a framing bit, padding, or another program's own.
    rest: Vec<u8>,
}

impl Comments {
    /// Comments of which there are none yet.
    pub(super) fn new() -> Self {
        let vendor = b"Moodplane";
        Self {
            vendor: [&(vendor.len() as u32).to_le_bytes(), &vendor[..]].concat(),
            count: 0,
            items: Items::default(),
            rest: Vec::new(),
        }
    }

    /// Takes these bytes apart.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, FileError> {
        let cut = FileError::Odd("its comments are cut off");
        let parse = || {
            let (vendor, rest) = counted(bytes)?;
            let (count, mut rest) = rest.split_first_chunk::<4>()?;
            let count = u32::from_le_bytes(*count);
            let mut items = Items::default();
            for _ in 0..count {
                let (item, after) = counted(rest)?;
                items.push(item);
                rest = after;
            }
            Some(Self {
                vendor: vendor.to_vec(),
                count,
                items,
                rest: rest.to_vec(),
            })
        };
        parse().ok_or(cut)
    }

    pub(super) fn values(&self, field: Field) -> Result<Vec<String>, FileError> {
        let of = |name: &str| -> Vec<String> {
            let items = self.items.now().filter_map(|item| value(item, name));
            items
                .map(|value| String::from_utf8_lossy(value).into_owned())
                .filter(|value| !value.is_empty())
                .collect()
        };
        let values = of(self.name(field));
        Ok(match field {
            // Another name for it that some programs write.
            Field::Key if values.is_empty() => of("KEY"),
            Field::Comment => values.into_iter().take(1).collect(),
            _ => values,
        })
    }

    pub(super) fn set(&mut self, field: Field, values: &[String]) {
        let name = self.name(field);
        let new = values
            .iter()
            .map(|value| {
                let text = format!("{name}={value}");
                [&(text.len() as u32).to_le_bytes(), text.as_bytes()].concat()
            })
            .collect();
        if field == Field::Comment {
            // The user may have more comments than the one that is shown.
            let main = self.main_comment();
            self.items.replace_one(main.as_deref(), new);
        } else {
            self.items.replace(|item| value(item, name).is_some(), new);
        }
    }

    fn main_comment(&self) -> Option<Vec<u8>> {
        let name = self.name(Field::Comment);
        let mut items = self.items.now();
        let main = items.find(|item| value(item, name).is_some_and(|value| !value.is_empty()));
        main.map(<[u8]>::to_vec)
    }

    pub(super) fn others(&self, fields: &[Field]) -> Vec<Vec<u8>> {
        let main = self.main_comment();
        let main = main.filter(|_| fields.contains(&Field::Comment));
        let belongs = |item: &[u8]| {
            fields
                .iter()
                .any(|&field| field != Field::Comment && value(item, self.name(field)).is_some())
        };
        let others = self.items.without_one(main.as_deref()).into_iter();
        let others = others.filter(|item| !belongs(item)).map(<[u8]>::to_vec);
        let around = [self.vendor.clone(), self.rest_without_padding().to_vec()];
        around.into_iter().chain(others).collect()
    }

    /// What follows the comments, without zero bytes at its end.
    fn rest_without_padding(&self) -> &[u8] {
        let end = self.rest.iter().rposition(|&byte| byte != 0);
        &self.rest[..end.map_or(0, |last| last + 1)]
    }

    /// A field's name in this file.
    fn name(&self, field: Field) -> &'static str {
        let has = |name| self.items.now().any(|item| value(item, name).is_some());
        match field {
            Field::Mood => "MOOD",
            Field::Key => "INITIALKEY",
            Field::Bpm => "BPM",
            Field::Valence => "VALENCE",
            Field::Arousal => "AROUSAL",
            // ffmpeg and others have the comment under the name that the standard
            // has for it.
            Field::Comment if !has("COMMENT") && has("DESCRIPTION") => "DESCRIPTION",
            Field::Comment => "COMMENT",
        }
    }

    pub(super) fn is_as_it_was(&self) -> bool {
        self.items.is_as_it_was()
    }

    /// How long the comments are in the file, and will be, without what follows.
    pub(super) fn lengths(&self) -> (usize, usize) {
        let (was, is) = self.items.lengths();
        let head = self.vendor.len() + 4;
        (head + was, head + is)
    }

    /// Notes the change, without what follows.
    pub(super) fn walk(&self, walk: &mut Walk) {
        walk.keep(self.vendor.len() as u64);
        walk.swap(&self.count.to_le_bytes(), &self.new_count());
        self.items.walk(walk);
    }

    /// The bytes as they will be, with what follows: of zero bytes at the end as many
    /// fewer or more as keep the length, as far as there are any.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut all = self.vendor.clone();
        all.extend(self.new_count());
        self.items.now().for_each(|item| all.extend(item));
        let (was, is) = self.lengths();
        let rest = self.rest_without_padding();
        let padding = self.rest.len() - rest.len();
        all.extend(rest);
        if padding > 0 {
            let padding = (was + padding).saturating_sub(is);
            all.resize(all.len() + padding, 0);
        }
        all
    }

    fn new_count(&self) -> [u8; 4] {
        (self.items.count() as u32).to_le_bytes()
    }
}

/// The bytes that begin with their own length, with it, and what follows them.
fn counted(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = u32::from_le_bytes(*bytes.first_chunk::<4>()?);
    bytes.split_at_checked(usize::try_from(length).ok()?.checked_add(4)?)
}

/// The value of a comment of this name, whatever its capitals.
fn value<'a>(item: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let (own, rest) = item.get(4..)?.split_at_checked(name.len())?;
    let is_it = own.eq_ignore_ascii_case(name.as_bytes());
    is_it.then(|| rest.strip_prefix(b"="))?
}

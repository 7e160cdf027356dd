//! ID3v2.3 and 2.4 (id3.org: "ID3 tag version 2.3.0", "… 2.4.0 - Main Structure",
//! "… - Native Frames"): the tag's header, its frames as they are stored, and the
//! padding behind them. A tag stays in the version it is in.

mod frame;
mod text;
pub(super) mod v1;

use std::borrow::Cow;

use super::ROOM;
use super::items::Items;
use crate::error::FileError;
use crate::field::Field;
use crate::patch::Walk;
use frame::Version;

/// Bytes of a tag's header, and of its footer.
const HEADER: usize = 10;

const UNSYNCHRONISED: u8 = 0x80;
const EXTENDED: u8 = 0x40;
const FOOTER: u8 = 0x10;

/// A tag taken apart.
#[derive(Debug, Clone)]
pub(super) struct Tag {
    version: Version,
    /// The whole of it as it is in the file; empty where there is none yet.
    was: Vec<u8>,
    /// The header's flags.
    flags: u8,
    revision: u8,
    extended: Vec<u8>,
    frames: Items,
    /// Zero bytes behind the frames.
    padding: Vec<u8>,
}

/// Bytes of the tag that begins here, with header and footer; 0 where none does.
pub(super) fn length(head: &[u8]) -> u64 {
    let Some([b'I', b'D', b'3', _, _, flags, size @ ..]) = head.first_chunk::<HEADER>() else {
        return 0;
    };
    let footer = if flags & FOOTER == 0 {
        0
    } else {
        HEADER as u64
    };
    HEADER as u64 + frame::synchsafe(*size).map_or(0, u64::from) + footer
}

impl Tag {
    /// A tag of which there is nothing yet but what the file's other tags say: these
    /// texts of frames, and for the rest an ID3v1 tag, if these bytes are one. Many
    /// programs look into those only where there is no ID3v2.
    pub(super) fn saying(texts: &[(&[u8; 4], Vec<String>)], v1: &[u8]) -> Result<Self, FileError> {
        let mut tag = Self::new();
        for (id, texts) in texts {
            let payload = match *id {
                b"COMM" => text::to_comment(tag.version, *b"eng", &texts.concat()),
                _ => text::to_values(tag.version, texts),
            };
            tag.frames.add(frame::build(id, &payload, tag.version)?);
        }
        for frame in v1::frames(v1)? {
            if !texts.iter().any(|(id, _)| frame.starts_with(*id)) {
                tag.frames.add(frame);
            }
        }
        Ok(tag)
    }

    /// A tag of which there is nothing yet.
    pub(super) fn new() -> Self {
        Self {
            version: Version::Four,
            was: Vec::new(),
            flags: 0,
            revision: 0,
            extended: Vec::new(),
            frames: Items::default(),
            padding: Vec::new(),
        }
    }

    /// Takes these bytes apart, which are a whole tag.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, FileError> {
        let Some(([b'I', b'D', b'3', major, revision, flags, size @ ..], rest)) =
            bytes.split_first_chunk::<HEADER>()
        else {
            return Err(FileError::Odd("its ID3 tag has no header"));
        };
        let version = match major {
            3 => Version::Three,
            4 => Version::Four,
            2 => return Err(FileError::OldTag),
            _ => return Err(FileError::Odd("its ID3 tag is of an unknown version")),
        };
        let size = frame::synchsafe(*size).ok_or(FileError::Odd("its ID3 tag has no length"))?;
        let area = rest
            .get(..size as usize)
            .ok_or(FileError::Odd("its ID3 tag is cut off"))?;
        let whole = version == Version::Three && flags & UNSYNCHRONISED != 0;
        let area = if whole {
            frame::synchronised(area)
        } else {
            area.to_vec()
        };
        let extended = match flags & EXTENDED {
            0 => 0,
            _ => frame::extended_length(&area, version)?,
        };
        let (extended, area) = area.split_at(extended);
        let (frames, padding) = frame::split(area, version)?;
        let mut items = Items::default();
        for frame in frames {
            items.push(frame);
        }
        Ok(Self {
            version,
            was: bytes.to_vec(),
            flags: *flags,
            revision: *revision,
            extended: extended.to_vec(),
            frames: items,
            padding: padding.to_vec(),
        })
    }

    /// Whether what is read is not what is stored, byte for byte.
    fn is_unsynchronised(&self) -> bool {
        self.version == Version::Three && self.flags & UNSYNCHRONISED != 0
    }

    /// What a frame holds.
    fn payload<'a>(&self, frame: &'a [u8]) -> Result<Cow<'a, [u8]>, FileError> {
        frame::payload(frame, self.version, self.flags & UNSYNCHRONISED != 0)
    }

    /// Whether a frame is this field's, which is not the comment.
    fn belongs(&self, field: Field, frame: &[u8]) -> bool {
        let is_named = || {
            let payload = self.payload(frame).ok()?;
            let (name, _) = text::described(&payload)?;
            Some(name.eq_ignore_ascii_case(field.name()))
        };
        frame.starts_with(id(field))
            && (!matches!(field, Field::Valence | Field::Arousal) || is_named() == Some(true))
    }

    pub(super) fn values(&self, field: Field) -> Result<Vec<String>, FileError> {
        let main = self.main_comment();
        let mut values = Vec::new();
        for frame in self.frames.now() {
            let is_it = match field {
                Field::Comment => main.as_deref() == Some(frame) && values.is_empty(),
                _ => self.belongs(field, frame),
            };
            if !is_it {
                continue;
            }
            let payload = self.payload(frame)?;
            let mut these = match field {
                Field::Comment => text::comment(&payload).map(|comment| vec![comment.text]),
                Field::Valence | Field::Arousal => text::described(&payload).map(|(_, all)| all),
                _ => text::values(&payload),
            }
            .ok_or(FileError::Odd("a text in its ID3 tag cannot be read"))?;
            if field == Field::Mood && self.version == Version::Three {
                // One text, as this version has it.
                these = these
                    .iter()
                    .flat_map(|text| text.split('/'))
                    .map(|mood| mood.trim().to_owned())
                    .collect();
            }
            values.extend(these.into_iter().filter(|value| !value.is_empty()));
        }
        Ok(values)
    }

    pub(super) fn set(&mut self, field: Field, values: &[String]) -> Result<(), FileError> {
        let version = self.version;
        let main = self.main_comment();
        let payload = match field {
            Field::Comment => {
                let language = match &main {
                    Some(old) => text::comment(&self.payload(old)?)
                        .map_or(*b"eng", |comment| comment.language),
                    None => *b"eng",
                };
                text::to_comment(version, language, values.first().map_or("", String::as_str))
            }
            Field::Valence | Field::Arousal => {
                text::to_described(version, &field.name().to_uppercase(), values)
            }
            _ => text::to_values(version, values),
        };
        let new = match values.is_empty() {
            true => Vec::new(),
            false => vec![frame::build(id(field), &payload, version)?],
        };
        match field {
            Field::Comment => self.frames.replace_one(main.as_deref(), new),
            _ => {
                let own = self.clone();
                self.frames.replace(|frame| own.belongs(field, frame), new);
            }
        }
        Ok(())
    }

    pub(super) fn others(&self, fields: &[Field]) -> Vec<Vec<u8>> {
        let main = self.main_comment();
        let main = main.filter(|_| fields.contains(&Field::Comment));
        let others = self.frames.without_one(main.as_deref()).into_iter();
        let belongs = |frame: &&[u8]| {
            let mut fields = fields.iter();
            fields.any(|&field| field != Field::Comment && self.belongs(field, frame))
        };
        let others = others.filter(|frame| !belongs(frame)).map(<[u8]>::to_vec);
        std::iter::once(self.extended.clone())
            .chain(others)
            .collect()
    }

    /// The comment that other programs show: the one without a description, in English
    /// where there are more.
    fn main_comment(&self) -> Option<Vec<u8>> {
        let mut plain = self.frames.now().filter_map(|frame| {
            let payload = frame.starts_with(b"COMM").then_some(frame)?;
            let payload = self.payload(payload).ok()?;
            let comment = text::comment(&payload)?;
            comment
                .description
                .is_empty()
                .then_some((frame, comment.language))
        });
        let first = plain.next()?;
        let english = |language: &[u8; 3]| language.eq_ignore_ascii_case(b"eng");
        let best = match english(&first.1) {
            true => first,
            false => plain
                .find(|(_, language)| english(language))
                .unwrap_or(first),
        };
        Some(best.0.to_vec())
    }

    /// How long the tag is in the file.
    pub(super) fn old_length(&self) -> usize {
        self.was.len()
    }

    /// Whether anything was set.
    pub(super) fn is_as_it_was(&self) -> bool {
        self.frames.is_as_it_was()
    }

    /// How long the tag will be. It keeps its length while its frames fit, and
    /// otherwise grows with some room to spare; `even` where its length must be.
    pub(super) fn new_length(&self, even: bool) -> usize {
        let length = self.head_and_frames().len();
        let footer = if self.flags & FOOTER == 0 { 0 } else { HEADER };
        if footer == 0 && length <= self.was.len() {
            return self.was.len();
        }
        let room = if footer == 0 { ROOM } else { 0 };
        let length = length + room + footer;
        length + usize::from(even && length % 2 == 1)
    }

    /// Everything in front of the padding, as it is stored, but for the length.
    fn head_and_frames(&self) -> Vec<u8> {
        let mut area = self.extended.clone();
        self.frames.now().for_each(|frame| area.extend(frame));
        if self.is_unsynchronised() {
            area = frame::unsynchronised(&area);
        }
        let major = match self.version {
            Version::Three => 3,
            Version::Four => 4,
        };
        let mut all = b"ID3".to_vec();
        all.extend([major, self.revision, self.flags, 0, 0, 0, 0]);
        all.extend(area);
        all
    }

    /// Notes the change to a tag of this length ([`Self::new_length`]).
    pub(super) fn walk(&self, walk: &mut Walk, length: usize) -> Result<(), FileError> {
        let has_footer = self.flags & FOOTER != 0;
        let footer = if has_footer { HEADER } else { 0 };
        let size = (length - HEADER - footer) as u64;
        let size =
            frame::to_synchsafe(size).ok_or(FileError::Odd("its ID3 tag would be too long"))?;
        let mut new = self.head_and_frames();
        new[HEADER - 4..HEADER].copy_from_slice(&size);
        let padding = vec![0; length - footer - new.len()];
        if self.was.is_empty() || has_footer || self.is_unsynchronised() {
            new.extend(padding);
            if has_footer {
                let mut footer = new[..HEADER].to_vec();
                footer[..3].copy_from_slice(b"3DI");
                new.extend(footer);
            }
            walk.swap(&self.was, &new);
            return Ok(());
        }
        walk.swap(&self.was[..HEADER], &new[..HEADER]);
        walk.keep(self.extended.len() as u64);
        self.frames.walk(walk);
        walk.swap(&self.padding, &padding);
        Ok(())
    }
}

/// A field's frame.
fn id(field: Field) -> &'static [u8; 4] {
    match field {
        Field::Mood => b"TMOO",
        Field::Key => b"TKEY",
        Field::Bpm => b"TBPM",
        Field::Valence | Field::Arousal => b"TXXX",
        Field::Comment => b"COMM",
    }
}

//! MP4 (ISO/IEC 14496-12, and Apple's list of items in `moov/udta/meta/ilst`). The list
//! takes its room from a `free` box beside it; where it must grow and the sound is
//! behind it, the tables that say where the sound is are put right.

mod atom;
mod item;
mod tables;

use std::fs::File;

use super::items::Items;
use super::{LONGEST_TAG, ROOM, Tagged, read as bytes_at, with_whole_tempo};
use crate::error::FileError;
use crate::field::Field;
use crate::patch::{Change, Walk};
use atom::{Atom, HEADER, boxed, children};

pub(super) struct Mp4 {
    /// Where `moov` begins, and all of it.
    at: u64,
    moov: Vec<u8>,
    /// The box right behind it, if it is an empty one.
    gap: Option<Vec<u8>>,
    /// Whether sound is behind it, and whether more of the index is elsewhere.
    sound_follows: bool,
    is_fragmented: bool,
    /// Boxes that hold the list, from `moov` inwards, as far as they are there.
    around: Vec<Atom>,
    /// Where the list, or the first missing box around it, is or would be.
    place: usize,
    items: Items,
    /// The empty box behind the list.
    free: Option<Atom>,
}

/// The list's way, and what is missing of it is made.
const WAY: [&[u8; 4]; 4] = [b"moov", b"udta", b"meta", b"ilst"];

/// A handler for the list: version and flags, then "mdir" by "appl" and an empty name.
const HANDLER: &[u8] = b"\0\0\0\0\0\0\0\0mdirappl\0\0\0\0\0\0\0\0\0";

/// Reads the index of a file of this size.
pub(super) fn read(file: &mut File, size: u64) -> Result<Mp4, FileError> {
    let odd = FileError::Odd("its boxes are damaged");
    let (mut at, mut moov, mut gap) = (0, None, None);
    let (mut sound_follows, mut is_fragmented) = (false, false);
    while at < size {
        let head = bytes_at(file, at, 16.min(size - at))?;
        let Some((length, kind)) = atom::top_level(&head, size - at) else {
            return Err(odd);
        };
        match &kind {
            b"moov" if moov.is_some() => return Err(odd),
            b"moov" if length > LONGEST_TAG => return Err(FileError::Odd("its index is too long")),
            b"moov" => moov = Some((at, bytes_at(file, at, length)?)),
            b"moof" | b"mfra" | b"sidx" => is_fragmented = true,
            b"mdat" => sound_follows |= moov.is_some(),
            b"free" | b"skip" if length <= LONGEST_TAG => {
                let is_next = |(from, moov): &(u64, Vec<u8>)| from + moov.len() as u64 == at;
                if moov.as_ref().is_some_and(is_next) {
                    gap = Some(bytes_at(file, at, length)?);
                }
            }
            _ => {}
        }
        at += length;
    }
    let (at, moov) = moov.ok_or(FileError::Odd("it has no index"))?;
    let mut mp4 = Mp4 {
        at,
        gap,
        sound_follows,
        is_fragmented,
        around: Vec::new(),
        place: 0,
        items: Items::default(),
        free: None,
        moov,
    };
    mp4.find_list()?;
    Ok(mp4)
}

impl Mp4 {
    /// Goes inwards as far as the way leads.
    fn find_list(&mut self) -> Result<(), FileError> {
        let odd = || FileError::Odd("its boxes are damaged");
        let whole = Atom::read(&self.moov, 0, self.moov.len()).ok_or_else(odd)?;
        self.place = whole.end;
        self.around.push(whole);
        for kind in &WAY[1..] {
            let Some(outer) = self.around.last().cloned() else {
                return Err(odd());
            };
            let inside = children(&self.moov, &outer).ok_or_else(odd)?;
            if outer.kind == *b"meta" {
                let handler = inside.iter().find(|atom| atom.kind == *b"hdlr");
                let kind = handler.and_then(|atom| self.moov.get(atom.at + 16..atom.at + 20));
                if kind.is_some_and(|kind| kind != b"mdir") {
                    return Err(FileError::Odd(
                        "its metadata is of another kind than Apple's list",
                    ));
                }
                self.place = handler.map_or(self.place, |atom| atom.end);
            }
            let Some(found) = inside.iter().position(|atom| atom.kind == **kind) else {
                return Ok(());
            };
            let next = inside.get(found + 1);
            self.free = next.filter(|next| next.kind == *b"free").cloned();
            let found = inside[found].clone();
            self.place = found.inside();
            self.around.push(found);
        }
        let list = self.around.last().ok_or_else(odd)?;
        for item in children(&self.moov, list).ok_or_else(odd)? {
            self.items.push(&self.moov[item.at..item.end]);
        }
        Ok(())
    }

    /// The comment that other programs show, where there are more: the first.
    fn main_comment(&self) -> Option<Vec<u8>> {
        let mut items = self.items.now();
        let main = items.find(|item| item::belongs(item, Field::Comment));
        main.map(<[u8]>::to_vec)
    }

    fn has_list(&self) -> bool {
        self.around.len() == WAY.len()
    }

    /// The list with the boxes around it that are missing, and room behind it.
    fn made(&self) -> Vec<u8> {
        let mut all = boxed(b"ilst", &self.items.now().collect::<Vec<_>>().concat());
        all.extend(boxed(b"free", &vec![0; ROOM]));
        if self.around.len() < 3 {
            all = [&[0; 4][..], &boxed(b"hdlr", HANDLER), &all].concat();
            all = boxed(b"meta", &all);
        }
        if self.around.len() < 2 {
            all = boxed(b"udta", &all);
        }
        all
    }

    /// How long the empty box behind the list is to be so that nothing else moves;
    /// `None`: there is none that fits.
    fn free_that_fits(&self, grows: i64) -> Option<u64> {
        let old = self
            .free
            .as_ref()
            .map_or(0, |free| (free.end - free.at) as i64);
        let new = u64::try_from(old - grows).ok()?;
        (new == 0 || new >= HEADER as u64).then_some(new)
    }
}

impl Tagged for Mp4 {
    fn values(&self, field: Field) -> Result<Vec<String>, FileError> {
        let mut values = Vec::new();
        let most = match field {
            Field::Comment => 1,
            _ => usize::MAX,
        };
        let own = self.items.now().filter(|item| item::belongs(item, field));
        for item in own.take(most) {
            let these = item::values(item, field);
            let these = these.ok_or(FileError::Odd("an item of its list cannot be read"))?;
            values.extend(these.into_iter().filter(|value| !value.is_empty()));
        }
        Ok(values)
    }

    fn storable(&self, field: Field, values: &[String]) -> Vec<String> {
        with_whole_tempo(field, values)
    }

    fn set(&mut self, field: Field, values: &[String]) -> Result<(), FileError> {
        let new = match values.is_empty() {
            true => Vec::new(),
            false => vec![
                item::build(field, values)
                    .ok_or(FileError::Odd("a value does not fit its item"))?,
            ],
        };
        if field == Field::Comment {
            let main = self.main_comment();
            self.items.replace_one(main.as_deref(), new);
        } else {
            self.items.replace(|item| item::belongs(item, field), new);
        }
        Ok(())
    }

    fn others(&self, fields: &[Field]) -> Vec<Vec<u8>> {
        let main = self.main_comment();
        let main = main.filter(|_| fields.contains(&Field::Comment));
        let belongs = |item: &[u8]| {
            let mut fields = fields.iter();
            fields.any(|&field| field != Field::Comment && item::belongs(item, field))
        };
        let others = self.items.without_one(main.as_deref()).into_iter();
        others
            .filter(|item| !belongs(item))
            .map(<[u8]>::to_vec)
            .collect()
    }

    fn change(&self, _: &mut File) -> Result<Change, FileError> {
        if self.items.is_as_it_was() {
            return Ok(Change::default());
        }
        let (was, is) = self.items.lengths();
        let items_grow = is as i64 - was as i64;
        let free = match self.has_list() {
            true => self.free_that_fits(items_grow),
            false => None,
        };
        let new_free = free.unwrap_or((HEADER + ROOM) as u64);
        let old_free = self
            .free
            .as_ref()
            .map_or(0, |free| (free.end - free.at) as i64);
        let made = if self.has_list() {
            Vec::new()
        } else {
            self.made()
        };
        let grows = match self.has_list() {
            true => items_grow + new_free as i64 - old_free,
            false => made.len() as i64,
        };
        // The box behind the index gives way, if it can.
        let gap = self.gap.as_ref().map(Vec::len);
        let new_gap = gap.and_then(|gap| usize::try_from(gap as i64 - grows).ok());
        let new_gap = new_gap.filter(|&gap| gap == 0 || gap >= HEADER);
        let sound_moves = grows != 0 && self.sound_follows && new_gap.is_none();
        if sound_moves && self.is_fragmented {
            return Err(FileError::Odd(
                "it is in fragments and has no room for more",
            ));
        }
        let mut edits: Vec<(usize, Vec<u8>, Vec<u8>)> = Vec::new();
        for atom in &self.around {
            let old = &self.moov[atom.at..atom.at + 4];
            let inner = if atom.kind == *b"ilst" {
                items_grow
            } else {
                grows
            };
            let length = (atom.end - atom.at) as i64 + inner;
            let length =
                u32::try_from(length).map_err(|_| FileError::Odd("its index would be too long"))?;
            edits.push((atom.at, old.to_vec(), length.to_be_bytes().to_vec()));
        }
        if sound_moves {
            let end = self.at + self.moov.len() as u64;
            edits.extend(tables::moved(&self.moov, end, grows)?);
        }
        if !self.has_list() {
            edits.push((self.place, Vec::new(), made));
        }
        edits.sort_by_key(|(at, ..)| *at);
        let mut walk = Walk::from(self.at);
        let to = |walk: &mut Walk, at: usize| walk.keep(self.at + at as u64 - walk.at());
        let list_at = self.place;
        for (at, old, new) in edits
            .iter()
            .filter(|(at, ..)| *at < list_at || !self.has_list())
        {
            to(&mut walk, *at);
            walk.swap(old, new);
        }
        if self.has_list() {
            to(&mut walk, list_at);
            self.items.walk(&mut walk);
            let old = match &self.free {
                Some(free) => self.moov[free.at..free.end].to_vec(),
                None => Vec::new(),
            };
            walk.swap(&old, &empty(new_free as usize, &old));
            for (at, old, new) in edits.iter().filter(|(at, ..)| *at >= list_at) {
                to(&mut walk, *at);
                walk.swap(old, new);
            }
        }
        to(&mut walk, self.moov.len());
        if let (Some(gap), Some(new), true) = (&self.gap, new_gap, grows != 0 && self.sound_follows)
        {
            walk.swap(gap, &empty(new, gap));
        }
        Ok(walk.end())
    }
}

/// An empty box of this length that keeps what it can of an old one's bytes.
fn empty(length: usize, old: &[u8]) -> Vec<u8> {
    if length == 0 {
        return Vec::new();
    }
    let kind = old.get(4..8).unwrap_or(b"free");
    let mut all = [&(length as u32).to_be_bytes(), kind].concat();
    all.extend(old.iter().skip(HEADER).take(length - HEADER));
    all.resize(length, 0);
    all
}

//! What the collections of Rekordbox and Traktor have in common: every track once,
//! under a key, and then lists of keys in folders. They are read as a stream, since
//! a collection may be hundreds of megabytes.

use std::collections::HashMap;
use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Entry, Listed, rekordbox, traktor};

/// Elements within one another: the deepest folders of anybody, and some.
const MOST_NESTED: usize = 256;
/// More tracks, or places in all lists, no DJ has.
const MOST: usize = 2_000_000;

/// Whose collection it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Rekordbox XML.
    Rekordbox,
    /// Traktor NML.
    Traktor,
}

impl Kind {
    /// The kind that a file begins as.
    pub(super) fn of(start: &[u8]) -> Option<Self> {
        let holds = |word: &str| {
            start
                .windows(word.len())
                .any(|part| part == word.as_bytes())
        };
        if holds("<DJ_PLAYLISTS") {
            Some(Self::Rekordbox)
        } else if holds("<NML") {
            Some(Self::Traktor)
        } else {
            None
        }
    }
}

/// A collection as far as it is read.
#[derive(Default)]
pub(super) struct Collection {
    tracks: HashMap<String, Entry>,
    /// The keys in the order of the collection.
    order: Vec<String>,
    lists: Vec<(String, Vec<String>)>,
    places: usize,
    /// The names of the folders, and whether each is a list.
    open: Vec<(String, bool)>,
}

impl Collection {
    /// A track of the collection.
    pub(super) fn add(&mut self, key: String, entry: Entry) {
        self.order.push(key.clone());
        self.tracks.insert(key, entry);
    }

    /// Begins a folder or a list.
    pub(super) fn open(&mut self, name: String, is_list: bool) {
        self.open.push((name, is_list));
        if is_list {
            let names = self.open.iter().map(|(name, _)| name.trim());
            let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
            self.lists.push((names.join(" / "), Vec::new()));
        }
    }

    /// A place in the list that is open.
    pub(super) fn place(&mut self, key: String) {
        if self.open.last().is_some_and(|(_, is_list)| *is_list)
            && let Some((_, keys)) = self.lists.last_mut()
        {
            keys.push(key);
            self.places += 1;
        }
    }

    /// Ends the folder or list that is open.
    pub(super) fn close(&mut self) {
        self.open.pop();
    }

    fn is_too_large(&self) -> bool {
        self.order.len() > MOST || self.places > MOST
    }

    /// The lists that hold something; without any, the collection as one.
    fn lists(mut self) -> Vec<Listed> {
        self.lists.retain(|(_, keys)| !keys.is_empty());
        if self.lists.is_empty() {
            self.lists.push((String::new(), self.order));
        }
        let entries = |keys: Vec<String>| {
            let unknown = |key: &String| Entry {
                label: Some(key.clone()),
                ..Entry::default()
            };
            let known = |key: &String| self.tracks.get(key).cloned();
            keys.iter()
                .map(|key| known(key).unwrap_or_else(|| unknown(key)))
                .collect()
        };
        let listed = self.lists.into_iter().map(|(name, keys)| Listed {
            name: Some(name),
            entries: entries(keys),
        });
        listed.collect()
    }
}

/// What reads the elements of one kind.
pub(super) trait Elements {
    /// An element begins. `within` names those that it is in, from the outermost on.
    fn start(&mut self, within: &[String], tag: &Tag, into: &mut Collection);
    /// One ends.
    fn end(&mut self, within: &[String], name: &str, into: &mut Collection);
}

/// An element's name and attributes.
pub(super) struct Tag {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    fn of(start: &BytesStart) -> Self {
        let mut attributes = start.attributes();
        let attributes = attributes.with_checks(false).flatten();
        let attributes = attributes.filter_map(|attribute| {
            let value = attribute
                .normalized_value(quick_xml::XmlVersion::default())
                .ok()?;
            Some((attribute.key.as_ref().to_owned(), value.into_owned()))
        });
        Self {
            name: start.local_name().as_ref().to_owned(),
            attributes: attributes.collect(),
        }
    }

    /// The value of an attribute.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let mut attributes = self.attributes.iter();
        let found = attributes.find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The value of an attribute; empty without one.
    pub(super) fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }
}

/// Reads a collection's lists.
///
/// # Errors
/// It is damaged, declares entities, or is larger than any.
pub(super) fn read(kind: Kind, from: impl BufRead) -> Result<Vec<Listed>, String> {
    let mut elements: Box<dyn Elements> = match kind {
        Kind::Rekordbox => Box::new(rekordbox::Rekordbox),
        Kind::Traktor => Box::new(traktor::Traktor::default()),
    };
    let mut reader = Reader::from_reader(from);
    let mut collection = Collection::default();
    let mut within: Vec<String> = Vec::new();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let position = reader.buffer_position();
        let event = reader.read_event_into(&mut buffer);
        match event.map_err(|_| format!("it is damaged near byte {position}"))? {
            Event::Start(start) => {
                let tag = Tag::of(&start);
                elements.start(&within, &tag, &mut collection);
                within.push(tag.name);
                if within.len() > MOST_NESTED {
                    return Err("its elements lie too deep in one another".to_owned());
                }
            }
            Event::Empty(start) => {
                let tag = Tag::of(&start);
                elements.start(&within, &tag, &mut collection);
                elements.end(&within, &tag.name, &mut collection);
            }
            Event::End(_) => {
                if let Some(name) = within.pop() {
                    elements.end(&within, &name, &mut collection);
                }
            }
            Event::DocType(_) => {
                return Err("it declares a document type, which no collection needs".to_owned());
            }
            Event::Eof if within.is_empty() => return Ok(collection.lists()),
            Event::Eof => return Err("it ends in the middle".to_owned()),
            _ => {}
        }
        if collection.is_too_large() {
            return Err("it is larger than any collection; choose another file".to_owned());
        }
    }
}

/// An entry of what both programs say of a track.
pub(super) fn entry(artist: &str, title: &str) -> Entry {
    let label = match (artist.is_empty(), title.is_empty()) {
        (_, true) => None,
        (true, false) => Some(title.to_owned()),
        (false, false) => Some(format!("{artist} - {title}")),
    };
    let is_named = !artist.is_empty() && !title.is_empty();
    let names = is_named.then(|| (artist.to_owned(), title.to_owned()));
    Entry {
        names: Vec::from_iter(names),
        label,
        ..Entry::default()
    }
}

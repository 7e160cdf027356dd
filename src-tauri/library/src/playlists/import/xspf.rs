//! XSPF 1: <https://www.xspf.org/spec>. Only what it says of the playlist's name
//! and of its tracks is read; entities of its own are refused, so that a small
//! file cannot grow into a large one.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;

use super::location::Location;
use super::{Entry, Listed};

/// Elements within one another: a playlist needs four, its extensions a few more.
const MOST_NESTED: usize = 64;

/// What the text lists.
///
/// # Errors
/// It is not well formed, or declares entities.
pub(super) fn read(text: &str) -> Result<Listed, String> {
    let mut reader = Reader::from_str(text);
    let mut listed = Listed::default();
    let mut open: Vec<String> = Vec::new();
    let mut value = String::new();
    let mut fields = Fields::default();
    loop {
        let event = reader.read_event();
        let near = || format!("it is damaged near byte {}", reader.buffer_position());
        match event.map_err(|_| near())? {
            Event::Start(_) if open.len() >= MOST_NESTED => {
                return Err("its elements lie too deep in one another".to_owned());
            }
            Event::Start(tag) => {
                open.push(tag.local_name().as_ref().to_owned());
                value.clear();
            }
            Event::Text(text) => value.push_str(&text),
            Event::CData(text) => value.push_str(&text),
            Event::GeneralRef(name) => match name.resolve_char_ref() {
                Ok(Some(letter)) => value.push(letter),
                _ => {
                    let text = resolve_predefined_entity(&name);
                    value.push_str(text.ok_or("it uses entities of its own, which are not read")?);
                }
            },
            Event::End(_) => {
                let path: Vec<&str> = open.iter().map(String::as_str).collect();
                match path[..] {
                    ["playlist", "title"] => listed.name = Some(value.trim().to_owned()),
                    ["playlist", "trackList", "track"] => {
                        listed.entries.push(std::mem::take(&mut fields).entry());
                    }
                    ["playlist", "trackList", "track", field] => fields.take(field, value.trim()),
                    _ => {}
                }
                value.clear();
                open.pop();
            }
            Event::DocType(_) => {
                return Err("it declares a document type, which no playlist needs".to_owned());
            }
            Event::Eof if open.is_empty() => return Ok(listed),
            Event::Eof => return Err("it ends in the middle".to_owned()),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

/// The elements of a track.
#[derive(Default)]
struct Fields {
    locations: Vec<Location>,
    title: String,
    creator: String,
    duration_s: Option<f64>,
}

impl Fields {
    fn take(&mut self, field: &str, value: &str) {
        match field {
            "location" if !value.is_empty() => self.locations.push(Location::uri(value)),
            "title" => self.title = value.to_owned(),
            "creator" => self.creator = value.to_owned(),
            "duration" => {
                let milliseconds: Option<f64> = value.parse().ok();
                self.duration_s = milliseconds.filter(|&ms| ms > 0.0).map(|ms| ms / 1000.0);
            }
            _ => {}
        }
    }

    fn entry(self) -> Entry {
        let label = match (self.creator.is_empty(), self.title.is_empty()) {
            (_, true) => None,
            (true, false) => Some(self.title.clone()),
            (false, false) => Some(format!("{} - {}", self.creator, self.title)),
        };
        let is_named = !self.creator.is_empty() && !self.title.is_empty();
        Entry {
            locations: self.locations,
            names: Vec::from_iter(is_named.then_some((self.creator, self.title))),
            label,
            duration_s: self.duration_s,
            ..Entry::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracks_are_read_with_what_is_said_of_them() {
        let text = r#"<?xml version="1.0" encoding="UTF-8"?>
<playlist version="1" xmlns="http://xspf.org/ns/0/">
  <title>A &amp; B &#x1F3B5;</title>
  <trackList>
    <track><location>file:///m/a%26.mp3</location><location>b.mp3</location>
      <title><![CDATA[<x>]]></title><creator>&lt;y&gt;</creator><duration>61500</duration>
      <extension><location>never</location></extension></track>
    <track/><track></track>
  </trackList>
</playlist>"#;
        let listed = read(text).unwrap();
        assert_eq!(listed.name.as_deref(), Some("A & B \u{1f3b5}"));
        let first = &listed.entries[0];
        let at = [Location::uri("file:///m/a%26.mp3"), Location::uri("b.mp3")];
        assert_eq!(first.locations, at);
        assert_eq!(first.names, [("<y>".to_owned(), "<x>".to_owned())]);
        assert_eq!(first.duration_s, Some(61.5));
        assert_eq!(listed.entries.len(), 2);
    }

    #[test]
    fn depth_is_no_way_to_keep_us_busy() {
        let deep = "<a>".repeat(1_000_000);
        assert!(read(&deep).unwrap_err().contains("deep"));
    }

    #[test]
    fn what_is_broken_or_grows_is_refused_in_a_sentence() {
        for text in [
            "<playlist><trackList>",
            "<playlist></trackList>",
            "<!DOCTYPE x [<!ENTITY a \"aa\">]><playlist></playlist>",
            "<playlist><title>&a;</title></playlist>",
            "<playlist><title>&#xFFFFFFF;</title></playlist>",
        ] {
            assert!(read(text).unwrap_err().starts_with("it "), "{text}");
        }
    }
}

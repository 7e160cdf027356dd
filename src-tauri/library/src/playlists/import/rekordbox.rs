//! Rekordbox XML: a `TRACK` of the `COLLECTION` has its `Location` as a URI on
//! `localhost`; a `NODE` is a folder (Type 0) or a list (Type 1), whose tracks are
//! named by `TrackID` (KeyType 0) or by their `Location` (1).

use super::collection::{Collection, Elements, Tag, entry};
use super::location::Location;
use crate::said::Said;

/// What reads it.
pub(super) struct Rekordbox;

/// What keys that are locations begin with: no id does.
const LOCATION: &str = "file:";

impl Elements for Rekordbox {
    fn start(&mut self, within: &[String], tag: &Tag, into: &mut Collection) {
        let parent = within.last().map(String::as_str);
        match (parent, tag.name.as_str()) {
            (Some("COLLECTION"), "TRACK") => {
                let mut track = entry(&tag.text("Artist"), &tag.text("Name"));
                let location = tag.text("Location");
                track.locations = vec![Location::uri(&location)];
                let seconds = tag.get("TotalTime").and_then(|text| text.parse().ok());
                track.duration_s = seconds.filter(|&seconds: &f64| seconds > 0.0);
                track.said = Said::read(tag.get("AverageBpm"), tag.get("Tonality"));
                if location.starts_with(LOCATION) {
                    into.add(location, track.clone());
                }
                into.add(tag.text("TrackID"), track);
            }
            (Some("NODE"), "TRACK") => into.place(tag.text("Key")),
            (parent, "NODE") => {
                let is_list = tag.get("Type") == Some("1");
                // The outermost is called ROOT.
                let name = if parent == Some("PLAYLISTS") && !is_list {
                    String::new()
                } else {
                    tag.text("Name")
                };
                into.open(name, is_list);
            }
            _ => {}
        }
    }

    fn end(&mut self, _within: &[String], name: &str, into: &mut Collection) {
        if name == "NODE" {
            into.close();
        }
    }
}

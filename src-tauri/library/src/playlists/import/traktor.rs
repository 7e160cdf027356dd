//! Traktor NML: an `ENTRY` of the `COLLECTION` has a `LOCATION` of volume, folders
//! and file, parted by `/:`; a `NODE` is a folder or a list, whose entries name
//! volume, folders and file in one `KEY`.

use super::Entry;
use super::collection::{Collection, Elements, Tag, entry};
use super::location::Location;
use crate::analysis::{Key, Mode};
use crate::said::Said;

/// What reads it.
#[derive(Default)]
pub(super) struct Traktor {
    /// The entry of the collection that is open, and its key.
    track: Option<(String, Entry)>,
}

impl Elements for Traktor {
    fn start(&mut self, within: &[String], tag: &Tag, into: &mut Collection) {
        let parent = within.last().map(String::as_str);
        match (parent, tag.name.as_str()) {
            (Some("COLLECTION"), "ENTRY") => {
                let track = entry(&tag.text("ARTIST"), &tag.text("TITLE"));
                self.track = Some((String::new(), track));
            }
            (Some("ENTRY"), "PRIMARYKEY") => into.place(tag.text("KEY")),
            (Some("ENTRY"), _) => {
                if let Some((key, track)) = &mut self.track {
                    describe(tag, key, track);
                }
            }
            (_, "NODE") => {
                let is_list = tag.get("TYPE") == Some("PLAYLIST");
                let name = tag.text("NAME");
                // The outermost is called $ROOT.
                into.open(if name == "$ROOT" { String::new() } else { name }, is_list);
            }
            _ => {}
        }
    }

    fn end(&mut self, _within: &[String], name: &str, into: &mut Collection) {
        match name {
            "NODE" => into.close(),
            "ENTRY" => {
                if let Some((key, track)) = self.track.take() {
                    into.add(key, track);
                }
            }
            _ => {}
        }
    }
}

/// Takes what an element says of the track that it is in.
fn describe(tag: &Tag, key: &mut String, track: &mut Entry) {
    match tag.name.as_str() {
        "LOCATION" => {
            let (volume, folders, file) = (tag.text("VOLUME"), tag.text("DIR"), tag.text("FILE"));
            *key = format!("{volume}{folders}{file}");
            let below = format!("{}{file}", folders.replace("/:", "/"));
            // A drive of Windows; else a disk of macOS, which it started from or which
            // is mounted.
            let paths = if volume.ends_with(':') {
                vec![format!("{volume}{below}")]
            } else {
                vec![below.clone(), format!("/Volumes/{volume}{below}")]
            };
            let locations = paths
                .iter()
                .map(|path| Location::path(path, path.as_bytes()));
            track.locations = locations.collect();
        }
        "INFO" => {
            let seconds = tag.get("PLAYTIME_FLOAT").or_else(|| tag.get("PLAYTIME"));
            let seconds = seconds.and_then(|text| text.parse().ok());
            track.duration_s = seconds.filter(|&seconds: &f64| seconds > 0.0);
        }
        "TEMPO" => track.said.tempo_bpm = Said::read(tag.get("BPM"), None).tempo_bpm,
        "MUSICAL_KEY" => {
            let number: Option<u8> = tag.get("VALUE").and_then(|text| text.parse().ok());
            track.said.key = number.filter(|&number| number < 24).map(|number| Key {
                tonic: number % 12,
                mode: if number < 12 {
                    Mode::Major
                } else {
                    Mode::Minor
                },
            });
        }
        _ => {}
    }
}

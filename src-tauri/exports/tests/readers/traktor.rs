//! Traktor NML, by traktor-nml-utils.

use moodplane_exports::{Format, Options};
use moodplane_library::KeyNotation;
use serde_json::json;

use crate::common::{MACHINES, listed, maps, moods, read, room};
use crate::support::hostile::in_a_line;
use crate::support::list;

const TRAKTOR: &str = r##"
import json, sys
from pathlib import Path
from traktor_nml_utils import TraktorCollection
nml = TraktorCollection(path=Path(sys.argv[1])).nml
assert nml.version == 19 and nml.collection.entries == len(nml.collection.entry)
known = {}
for entry in nml.collection.entry:
    place = entry.location
    known[place.volume + place.dir + place.file] = {
        "title": entry.title, "artist": entry.artist, "album": entry.album.title,
        "genre": entry.info.genre, "comment": entry.info.comment, "key": entry.info.key,
        "length": entry.info.playtime, "date": entry.info.release_date, "colour": entry.info.color,
        "bpm": entry.tempo and entry.tempo.bpm,
        "number": entry.musical_key and entry.musical_key.value_attribute,
    }
assert len(known) == len(nml.collection.entry)
def walk(node):
    if node.type == "FOLDER":
        assert node.subnodes.count == len(node.subnodes.node)
        return {"name": node.name, "nodes": [walk(child) for child in node.subnodes.node]}
    keys = [entry.primarykey.key for entry in node.playlist.entry]
    assert node.playlist.entries == len(keys) and len(node.playlist.uuid) == 32
    return {"name": node.name, "tracks": [[key, known[key]] for key in keys]}
print(json.dumps(walk(nml.playlists.node)))
"##;

#[test]
fn traktor_nml_is_read_by_traktor_nml_utils() {
    let (room, ids, paths) = room();
    let lists = [list("Sets / one", &ids), list("two", &ids[..2])];
    let tracks = listed(&room, &ids);
    for (to, begin) in MACHINES.into_iter().zip([
        "C:/:Users/:DJ & Co/:Music/:",
        "USB #1/:Music/:",
        "Macintosh HD/:",
    ]) {
        let options = Options {
            maps: maps(&room, to),
            colours: true,
            ..Options::default()
        };
        let out = room.out("a.nml");
        room.export(&lists, Format::Traktor, &options, &out)
            .unwrap();
        let root = read(TRAKTOR, &[&out]);
        assert_eq!(root["name"], "$ROOT");
        let entries = root["nodes"][0]["nodes"][0]["tracks"].as_array().unwrap();
        assert_eq!(entries.len(), ids.len());
        for (entry, (track, path)) in entries.iter().zip(tracks.iter().zip(&paths)) {
            let analysis = track.analysis.as_ref().unwrap();
            let (key, entry) = (entry[0].as_str().unwrap(), &entry[1]);
            let name = path.file_name().unwrap().to_str().unwrap();
            assert!(key.starts_with(begin), "{key}");
            assert!(key.ends_with(&format!("/:R&B #1 100%/:{name}")), "{key}");
            assert_eq!(entry["title"], in_a_line(&track.row.title));
            assert_eq!(
                (&entry["length"], &entry["date"]),
                (&json!(181), &json!("1999/1/1"))
            );
            assert_eq!(entry["bpm"], json!(analysis.tempo_bpm.map(f64::from)));
            let number = analysis.key.map(|key| {
                let minor = key.mode == moodplane_library::Mode::Minor;
                key.tonic + if minor { 12 } else { 0 }
            });
            assert_eq!(entry["number"], json!(number));
            let key = analysis.key.map(|key| KeyNotation::OpenKey.write(key));
            assert_eq!(entry["key"], json!(key));
            let comment = entry["comment"].as_str().unwrap();
            assert!(comment.contains(&format!("[MOOD: {}]", moods(analysis))));
            assert!(entry["colour"].is_number());
        }
    }
}

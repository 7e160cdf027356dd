//! XSPF, by its schema and an XML reader.

use std::path::Path;

use moodplane_exports::{Format, Options, Paths};

use crate::common::{MACHINES, listed, maps, moods, read, room};
use crate::support::hostile::in_a_line;
use crate::support::list;

const XSPF: &str = r##"
import json, sys, xmlschema
import xml.etree.ElementTree as tree
schema = xmlschema.XMLSchema(sys.argv[2])
schema.validate(sys.argv[1])
space = "{http://xspf.org/ns/0/}"
root = tree.parse(sys.argv[1]).getroot()
tracks = []
for track in root.iter(space + "track"):
    values = {child.tag.removeprefix(space): child.text for child in track if child.tag != space + "meta"}
    values["meta"] = {meta.get("rel"): meta.text for meta in track.iter(space + "meta")}
    tracks.append(values)
print(json.dumps([root.find(space + "title").text, tracks]))
"##;

#[test]
fn xspf_meets_its_schema() {
    let (room, ids, paths) = room();
    let lists = [list("Night & <day>", &ids)];
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers/xspf.xsd");
    let tracks = listed(&room, &ids);
    for (to, begin) in MACHINES.into_iter().zip([
        "file:///C:/Users/DJ%20%26%20Co",
        "file:///Volumes/USB%20%231",
        "file:///",
    ]) {
        let options = Options {
            maps: maps(&room, to),
            paths: Paths::Absolute,
            ..Options::default()
        };
        let out = room.out("a.xspf");
        room.export(&lists, Format::Xspf, &options, &out).unwrap();
        let found = read(XSPF, &[&out, &schema]);
        assert_eq!(found[0], "Night & <day>");
        let entries = found[1].as_array().unwrap();
        assert_eq!(entries.len(), ids.len());
        for (number, (entry, track)) in entries.iter().zip(&tracks).enumerate() {
            let location = entry["location"].as_str().unwrap();
            assert!(
                location.starts_with(begin) && location.is_ascii(),
                "{location}"
            );
            let title = in_a_line(&track.row.title);
            assert_eq!(entry["title"], title.as_str());
            assert_eq!(entry["duration"], "181400");
            assert_eq!(entry["trackNum"], (number + 1).to_string());
            let analysis = track.analysis.as_ref().unwrap();
            let meta = &entry["meta"];
            assert_eq!(
                meta["urn:moodplane:valence"],
                format!("{:.2}", analysis.valence)
            );
            assert_eq!(meta["urn:moodplane:moods"], moods(analysis));
            assert_eq!(meta["urn:moodplane:year"], "1999");
            assert!(
                entry["annotation"]
                    .as_str()
                    .unwrap()
                    .starts_with("mine & yours [MOOD: ")
            );
        }
    }
    // References from the playlist's folder on, decoded, are the files.
    let out = room.out("b.xspf");
    room.export(&lists, Format::Xspf, &Options::default(), &out)
        .unwrap();
    let found = read(XSPF, &[&out, &schema]);
    let decode =
        "import sys, urllib.parse, json; print(json.dumps(urllib.parse.unquote(sys.argv[1])))";
    for (entry, path) in found[1].as_array().unwrap().iter().zip(&paths) {
        let written = entry["location"].as_str().unwrap();
        let plain = read(decode, &[Path::new(written)]);
        let file = out.parent().unwrap().join(plain.as_str().unwrap());
        assert_eq!(&file.canonicalize().unwrap(), path);
    }
    // And our own import finds them all by their paths.
    let import = room.library.import_playlist(&out, None).unwrap();
    assert_eq!(import.by_path as usize, ids.len());
    let playlist = import.playlist.unwrap();
    assert_eq!(room.library.playlist_tracks(playlist.id).unwrap(), ids);
}

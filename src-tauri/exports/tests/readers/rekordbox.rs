//! Rekordbox XML, by pyrekordbox.

use moodplane_exports::{Comment, Format, Options};
use moodplane_library::KeyNotation;
use serde_json::{Value, json};

use crate::common::{MACHINES, listed, mapped, maps, moods, read, room};
use crate::support::hostile::in_a_line;
use crate::support::list;

const REKORDBOX: &str = r##"
import json, sys
from pyrekordbox.rbxml import RekordboxXml
xml = RekordboxXml(sys.argv[1])
assert xml.frmt_version == "1.0.0" and xml.product_name == "Moodplane"
assert xml.num_tracks == len(xml.get_tracks())
keys = ["Name", "Artist", "Album", "Genre", "Comments", "Tonality", "AverageBpm", "TotalTime", "Year", "Colour", "Location"]
def walk(node):
    if node.is_folder:
        inner = node.get_playlists()
        assert node.count == len(inner)
        return {"name": node.name, "nodes": [walk(child) for child in inner]}
    ids = node.get_tracks()
    assert node.key_type == "TrackID" and node.entries == len(ids)
    tracks = [xml.get_track(TrackID=key) for key in ids]
    return {"name": node.name, "tracks": [{key: track[key] for key in keys} for track in tracks]}
print(json.dumps(walk(xml.root_playlist_folder)))
"##;

#[test]
fn rekordbox_xml_is_read_by_pyrekordbox() {
    let (room, ids, paths) = room();
    let lists = [list("Sets / R&B / one", &ids), list("two", &ids[..2])];
    let tracks = listed(&room, &ids);
    for to in MACHINES {
        let options = Options {
            maps: maps(&room, to),
            colours: true,
            ..Options::default()
        };
        let out = room.out("a.xml");
        let report = room
            .export(&lists, Format::Rekordbox, &options, &out)
            .unwrap();
        assert_eq!((report.written, report.left_out.len()), (8, 0));
        let root = read(REKORDBOX, &[&out]);
        let one = &root["nodes"][0]["nodes"][0]["nodes"][0];
        assert_eq!(one["name"], "one");
        assert_eq!(root["nodes"][1]["tracks"].as_array().unwrap().len(), 2);
        let entries = one["tracks"].as_array().unwrap();
        assert_eq!(entries.len(), ids.len());
        for (entry, (track, path)) in entries.iter().zip(tracks.iter().zip(&paths)) {
            let analysis = track.analysis.as_ref().unwrap();
            // pyrekordbox takes the leading slash for the end of the host's name.
            let place = mapped(&room, path, to).replace('\\', "/");
            let place = place.strip_prefix('/').unwrap_or(&place).to_owned();
            assert_eq!(entry["Location"], place);
            assert_eq!(entry["Name"], in_a_line(&track.row.title));
            assert_eq!(entry["Genre"], "Drum & Bass");
            assert_eq!(
                (&entry["Year"], &entry["TotalTime"]),
                (&json!(1999), &json!(181))
            );
            let tempo = analysis
                .tempo_bpm
                .map(|bpm| (f64::from(bpm) * 100.0).round() / 100.0);
            assert_eq!(entry["AverageBpm"], json!(tempo));
            let key = analysis.key.map(|key| KeyNotation::Musical.write(key));
            assert_eq!(entry["Tonality"], json!(key));
            let comment = format!(
                "mine & yours [MOOD: {}] [V {:.1} A {:.1}]",
                moods(analysis),
                analysis.valence,
                analysis.arousal
            );
            assert_eq!(entry["Comments"], comment);
            assert!(entry["Colour"].as_str().unwrap().starts_with("0x"));
        }
    }
    let options = Options {
        key_notation: Some(KeyNotation::Camelot),
        comment: Comment::None,
        ..Options::default()
    };
    let out = room.out("b.xml");
    room.export(&lists, Format::Rekordbox, &options, &out)
        .unwrap();
    let root = read(REKORDBOX, &[&out]);
    let entry = &root["nodes"][1]["tracks"][0];
    assert_eq!(entry["Comments"], "mine & yours");
    assert_eq!(entry["Tonality"], json!(tracks[0].row.camelot));
    assert_eq!(entry["Colour"], Value::Null);
}

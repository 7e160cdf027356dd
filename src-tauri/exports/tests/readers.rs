//! What is written for other programs, read back by those programs' own readers:
//! with every hostile name, in the order of the list, and with the paths of the
//! machine that opens it.
#![cfg(unix)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use moodplane_exports::{Comment, Format, Options, PathMap, Paths, Reason};
use moodplane_library::{Analysis, KeyNotation, Listed, TrackId};
use moodplane_tests::read_by;
use serde_json::{Value, json};
use support::hostile::{self, in_a_line};
use support::{File, Room, list};

/// Windows, macOS and this machine: what the music's folder is there.
const MACHINES: [&str; 3] = ["C:\\Users\\DJ & Co\\Music", "/Volumes/USB #1/Music", ""];

/// A room with every hostile name, heard, and the tracks turned round, one of them
/// twice: the order of a list is not the library's.
fn room() -> (Room, Vec<TrackId>, Vec<PathBuf>) {
    let room = Room::new();
    let paths = hostile::fill(&room);
    room.hear();
    let mut ids: Vec<TrackId> = paths.iter().map(|path| id(&room, path)).collect();
    ids.reverse();
    ids.push(ids[1]);
    let paths = ids.iter().map(|&id| room.library.track_path(id).unwrap());
    let paths = paths.collect();
    (room, ids, paths)
}

fn id(room: &Room, path: &Path) -> TrackId {
    let mut found = None;
    let mut each = |track: Listed| {
        if track.path == path {
            found = Some(track.row.id);
        }
        true
    };
    room.library.for_each(None, &mut each).unwrap();
    found.unwrap()
}

fn listed(room: &Room, ids: &[TrackId]) -> Vec<Listed> {
    let mut all = Vec::new();
    let mut each = |track| {
        all.push(track);
        true
    };
    room.library.for_each(Some(ids), &mut each).unwrap();
    all
}

fn maps(room: &Room, to: &str) -> Vec<PathMap> {
    let from = room.music.to_str().unwrap();
    let map = (!to.is_empty()).then(|| PathMap::new(from, to).unwrap());
    map.into_iter().collect()
}

/// Where a file of the music is on the other machine.
fn mapped(room: &Room, path: &Path, to: &str) -> String {
    let path = path.to_str().unwrap();
    if to.is_empty() {
        return path.to_owned();
    }
    let rest = path.strip_prefix(room.music.to_str().unwrap()).unwrap();
    if to.contains('\\') {
        format!("{to}{}", rest.replace('/', "\\"))
    } else {
        format!("{to}{rest}")
    }
}

fn read(script: &str, files: &[&Path]) -> Value {
    serde_json::from_str(&read_by(script, files).unwrap()).unwrap()
}

fn moods(analysis: &Analysis) -> String {
    let names = moodplane_library::vocabulary().iter();
    let mut on: Vec<(&str, f32)> = names
        .zip(analysis.tags.iter().zip(&analysis.tags_on))
        .filter(|(_, (_, on))| **on)
        .map(|(tag, (&probability, _))| (&*tag.name, probability))
        .collect();
    on.sort_by(|a, b| b.1.total_cmp(&a.1));
    let on: Vec<&str> = on.into_iter().map(|(name, _)| name).collect();
    on.join("; ")
}

const M3U8: &str = r##"
import json, re, sys
data = open(sys.argv[1], "rb").read()
assert not data.startswith(b"\xef\xbb\xbf") and b"\r" not in data and b"\0" not in data
text = data.decode("utf-8")
lines = text.split("\n")
assert lines[0] == "#EXTM3U" and lines[-1] == ""
entries, info, name = [], None, None
for line in lines[1:-1]:
    line = line.lstrip(" \t")
    assert line, "an empty line"
    if line.startswith("#"):
        if line.startswith("#PLAYLIST:"):
            name = line[10:]
        else:
            match = re.fullmatch(r"#EXTINF:(-?\d+),(.*)", line)
            assert match and info is None, line
            info = [int(match[1]), match[2]]
    else:
        assert "://" not in line and info is not None, line
        entries.append(info + [line])
        info = None
assert info is None
print(json.dumps([name, entries]))
"##;

#[test]
fn m3u8_is_read_by_the_rules_of_players() {
    let (room, ids, paths) = room();
    let lists = [list("R&B / \u{1f3b5}\nx", &ids)];
    let tracks = listed(&room, &ids);
    for to in MACHINES {
        let options = Options {
            maps: maps(&room, to),
            paths: Paths::Absolute,
            ..Options::default()
        };
        let out = room.out("a.m3u8");
        let report = room.export(&lists, Format::M3u8, &options, &out).unwrap();
        assert_eq!((report.written, report.left_out.len()), (8, 0));
        let found = read(M3U8, &[&out]);
        assert_eq!(found[0], "R&B / \u{1f3b5} x");
        assert_eq!(found[1].as_array().unwrap().len(), ids.len());
        for (entry, (track, path)) in found[1]
            .as_array()
            .unwrap()
            .iter()
            .zip(tracks.iter().zip(&paths))
        {
            let title = in_a_line(&track.row.title);
            let name = format!("R&D \"the <artist>\" - {title}");
            assert_eq!(*entry, json!([181, name, mapped(&room, path, to)]));
        }
    }
}

#[test]
fn paths_of_m3u8_lead_from_its_folder_or_another_to_the_files() {
    let (room, ids, paths) = room();
    let lists = [list("x", &ids)];
    let inside = room.music.join("R&B #1 100%/lists");
    fs::create_dir(&inside).unwrap();
    for (base, out) in [
        (None, room.out("a.m3u8")),
        (None, inside.join("a.m3u8")),
        (None, room.music.join("R&B #1 100%/a.m3u8")),
        (Some(inside.clone()), room.out("b.m3u8")),
    ] {
        let from = base
            .clone()
            .unwrap_or_else(|| out.parent().unwrap().to_owned());
        let options = Options {
            paths: base.map_or(Paths::BesideFile, Paths::RelativeTo),
            ..Options::default()
        };
        room.export(&lists, Format::M3u8, &options, &out).unwrap();
        let found = read(M3U8, &[&out]);
        let entries = found[1].as_array().unwrap();
        for (entry, path) in entries.iter().zip(&paths) {
            let written = entry[2].as_str().unwrap();
            assert!(!written.starts_with('/'), "{written}");
            assert_eq!(&from.join(written).canonicalize().unwrap(), path);
        }
    }
    // From this machine no way leads to another.
    let options = Options {
        maps: maps(&room, MACHINES[1]),
        ..Options::default()
    };
    let out = room.out("b.m3u8");
    room.export(&lists, Format::M3u8, &options, &out).unwrap();
    let found = read(M3U8, &[&out]);
    assert_eq!(found[1][0][2], mapped(&room, &paths[0], MACHINES[1]));
    // From a mapped folder on, as Windows writes it.
    let options = Options {
        maps: maps(&room, MACHINES[0]),
        paths: Paths::RelativeTo(inside),
        ..Options::default()
    };
    let out = room.out("c.m3u8");
    room.export(&lists, Format::M3u8, &options, &out).unwrap();
    let found = read(M3U8, &[&out]);
    let name = paths[0].file_name().unwrap().to_str().unwrap();
    assert_eq!(found[1][0][2], format!("..\\{name}"));
}

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
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/xspf.xsd");
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

const SERATO: &str = r#"
import json, sys
from serato_tools.crate import Crate
crates = []
for file in sys.argv[1:]:
    crate = Crate(file)
    assert crate.data[0] == ("vrsn", "1.0/Serato ScratchLive Crate"), crate.data[0]
    crates.append(crate.tracks())
print(json.dumps(crates))
"#;

#[test]
fn serato_crates_are_read_by_serato_tools() {
    let (room, ids, paths) = room();
    let lists = [list("Sets / AC/DC %%", &ids), list("two", &ids[..2])];
    for (to, begin) in MACHINES
        .into_iter()
        .zip(["Users/DJ & Co/Music", "Music", ""])
    {
        let out = room.out("disk");
        let options = Options {
            maps: maps(&room, to),
            ..Options::default()
        };
        let report = room.export(&lists, Format::Serato, &options, &out).unwrap();
        let folder = out.join("_Serato_/Subcrates");
        let files = ["Moodplane%%Sets%%AC_DC %.crate", "Moodplane%%two.crate"];
        let files = files.map(|name| folder.join(name));
        let shown = files.each_ref().map(|file| file.display().to_string());
        assert_eq!(report.files, shown);
        let parents = ["Moodplane.crate", "Moodplane%%Sets.crate"].map(|name| folder.join(name));
        let all = [&*files[0], &*files[1], &*parents[0], &*parents[1]];
        let crates = read(SERATO, &all);
        let expected = paths.iter().map(|path| {
            let place = mapped(&room, path, to).replace('\\', "/");
            let at = place.find(begin).unwrap();
            place[at..].trim_start_matches('/').to_owned()
        });
        let expected: Vec<String> = expected.collect();
        assert_eq!(crates[0], json!(expected));
        assert_eq!(crates[1], json!(expected[..2]));
        assert_eq!((&crates[2], &crates[3]), (&json!([]), &json!([])));
    }
}

const TABLES: &str = r#"
import csv, json, sys
import pyarrow.parquet as parquet
with open(sys.argv[1], newline="", encoding="utf-8") as file:
    rows = list(csv.DictReader(file, strict=True))
with open(sys.argv[2], encoding="utf-8", newline="\n") as file:
    lines = [json.loads(line) for line in file.read().removesuffix("\n").split("\n")]
table = parquet.read_table(sys.argv[3])
types = {field.name: str(field.type) for field in table.schema}
def plain(row):
    return {**row, "added_at": row["added_at"].isoformat()}
columns = [plain(row) for row in table.to_pylist()]
print(json.dumps([rows, lines, columns, types]))
"#;

#[test]
fn tables_hold_every_score_exactly() {
    let room = Room::new();
    hostile::fill(&room);
    room.put(hostile::not_unicode(), &File::default());
    room.put(
        "unheard.wav",
        &File {
            title: "=1+1",
            ..File::default()
        },
    );
    room.hear();
    let ids = room.ids();
    let lists = [list("one, \"two\"", &ids)];
    let outs = ["a.csv", "a.jsonl", "a.parquet"].map(|name| room.out(name));
    for (format, out) in [Format::Csv, Format::Json, Format::Parquet]
        .into_iter()
        .zip(&outs)
    {
        let report = room
            .export(&lists, format, &Options::default(), out)
            .unwrap();
        assert_eq!((report.written, report.replaced), (10, 1));
        assert!(report.left_out.is_empty());
    }
    let found = read(TABLES, &[&outs[0], &outs[1], &outs[2]]);
    let (rows, lines, columns, types) = (&found[0], &found[1], &found[2], &found[3]);
    for (number, track) in listed(&room, &ids).iter().enumerate() {
        let (row, line, column) = (&rows[number], &lines[number], &columns[number]);
        for entry in [row, line, column] {
            assert_eq!(entry["playlist"], "one, \"two\"");
            assert_eq!(entry["title"], track.row.title.as_str());
            assert_eq!(entry["path"], track.row.path.as_str());
            assert_eq!(entry["status"], track.row.state.name());
        }
        assert_eq!(
            (&line["position"], &column["position"]),
            (&json!(number + 1), &json!(number + 1))
        );
        let Some(analysis) = &track.analysis else {
            assert_eq!(row["error_code"], "not_audio");
            assert_eq!(line["error"]["code"], "not_audio");
            assert_eq!(column["error_message"], "This is no music.");
            for name in ["valence", "tags", "embedding", "tags_on", "curve_valence"] {
                assert_eq!(column[name], Value::Null, "{name}");
            }
            continue;
        };
        assert_eq!(line["tags"].as_array().unwrap().len(), 56);
        let on = moods(analysis);
        assert_eq!(row["tags"], on.as_str());
        let held: Vec<&str> = column["tags_on"]
            .as_array()
            .unwrap()
            .iter()
            .map(|tag| tag.as_str().unwrap())
            .collect();
        assert_eq!(held.join("; "), on);
        assert_eq!(column["valence"], json!(f64::from(analysis.valence)));
        for (tag, &probability) in moodplane_library::vocabulary().iter().zip(&analysis.tags) {
            let held = column["tags"][&tag.name].as_f64().unwrap();
            assert!((held - f64::from(probability)).abs() < 0.01, "{}", tag.name);
        }
        assert_eq!(column["embedding"].as_array().unwrap().len(), 128);
        assert_eq!(column["curve_arousal"].as_array().unwrap().len(), 36);
        assert_eq!(column["camelot"], json!(track.row.camelot));
        assert_eq!(column["gems"]["tension"], json!(f64::from(0.4_f32)));
        assert_eq!(
            column["added_at"].as_str().unwrap().len(),
            "2025-01-31T00:00:00+00:00".len()
        );
    }
    assert_eq!(types["embedding"], "list<element: float not null>");
    assert_eq!(types["tags_on"], "list<element: string not null>");
    assert_eq!(types["valence"], "float");
    assert_eq!(types["added_at"], "timestamp[ms, tz=UTC]");
    assert!(
        types["tags"]
            .as_str()
            .unwrap()
            .starts_with("struct<action: float not null")
    );
}

const GROUPS: &str = r#"
import json, sys
import pyarrow.parquet as parquet
file = parquet.ParquetFile(sys.argv[1])
table = file.read(columns=["position", "id", "embedding"])
print(json.dumps([file.num_row_groups, table["position"].to_pylist(), table["id"].to_pylist(),
                  sorted({len(one) for one in table["embedding"].to_pylist()})]))
"#;

#[test]
fn a_large_table_is_written_in_groups_of_rows() {
    let (room, ids, _) = room();
    let many: Vec<TrackId> = ids.iter().copied().cycle().take(4_500).collect();
    let out = room.out("a.parquet");
    room.export(
        &[list("x", &many)],
        Format::Parquet,
        &Options::default(),
        &out,
    )
    .unwrap();
    let found = read(GROUPS, &[&out]);
    let positions: Vec<usize> = (1..=many.len()).collect();
    assert_eq!(found, json!([3, positions, many, [128]]));
}

#[test]
fn what_a_format_cannot_hold_is_named_with_its_reason() {
    let room = Room::new();
    room.put(
        "good.wav",
        &File {
            title: "Good",
            ..File::default()
        },
    );
    room.put(
        hostile::not_unicode(),
        &File {
            title: "Coffee",
            ..File::default()
        },
    );
    room.put("line\nbreak.wav", &File::default());
    room.put("ques?tion.wav", &File::default());
    room.hear();
    let ids = room.ids();
    let lists = [list("x", &ids)];
    let reasons = |format, options: &Options| {
        let report = room
            .export(&lists, format, options, &room.out("x"))
            .unwrap();
        assert_eq!(report.written as usize + report.left_out.len(), 4);
        let mut reasons: Vec<Reason> = report.left_out.iter().map(|left| left.reason).collect();
        reasons.sort_by_key(|reason| reason.to_string());
        reasons
    };
    let windows = Options {
        maps: maps(&room, "D:\\"),
        ..Options::default()
    };
    use Reason::{ControlCharacter, NotForWindows, NotUnicode};
    let none = Options::default();
    assert_eq!(reasons(Format::M3u8, &none), [NotUnicode, ControlCharacter]);
    assert_eq!(
        reasons(Format::Traktor, &none),
        [NotUnicode, ControlCharacter]
    );
    assert_eq!(reasons(Format::Xspf, &none), [NotUnicode]);
    assert_eq!(reasons(Format::Rekordbox, &none), [NotUnicode]);
    assert_eq!(
        reasons(Format::Rekordbox, &windows),
        [NotUnicode, NotForWindows, NotForWindows]
    );
    assert_eq!(reasons(Format::Json, &none), []);
}

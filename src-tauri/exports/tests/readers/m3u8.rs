//! M3U8, by the rules that players read it by.

use std::fs;

use moodplane_exports::{Format, Options, Paths};
use serde_json::json;

use crate::common::{MACHINES, listed, mapped, maps, read, room};
use crate::support::hostile::in_a_line;
use crate::support::list;

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

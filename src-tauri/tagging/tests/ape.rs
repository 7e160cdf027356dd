//! MP3s that have an APE tag beside ID3: both say the same afterwards, and one that
//! must not be changed is told and stays.

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::AtomicBool;

use moodplane_tagging::{
    Existing, FieldPlan, FilePlan, Options, Outcome, Place, Undone, preview, undo,
};
use moodplane_tests::read_by;
use serde_json::json;
use support::{BARE, FILES, Room, everything, read, sound};

static NEVER: AtomicBool = AtomicBool::new(false);

/// With full tags of two kinds, lyrics and ID3v1; without a header; without ID3.
const OWN: std::ops::Range<usize> = 17..20;

fn shown(room: &Room, options: &Options) -> Vec<FilePlan> {
    let mut plans = Vec::new();
    let tracks = room.tracks();
    preview(&room.library, &tracks, options, &NEVER, &mut |plan| {
        plans.push(plan);
        true
    })
    .unwrap();
    plans
}

fn mood(plan: &FilePlan, place: Place) -> Option<&FieldPlan> {
    let mut fields = plan.fields.iter();
    fields.find(|field| field.field.name() == "mood" && field.place == place)
}

/// Changes the flags of what has this name in the APE tag, or of the tag itself.
const LOCK: &str = r#"
import sys
path, name = sys.argv[1], sys.argv[2].encode()
data = bytearray(open(path, "rb").read())
tag = data.rindex(b"APETAGEX")
at = tag + 20 if not name else data.rindex(name + b"\0", 0, tag) - 4
data[at] |= 1
open(path, "wb").write(data)
"#;

#[test]
fn both_tags_are_shown_before_they_are_written() {
    let room = Room::with(&FILES[OWN]);
    let bytes = room.bytes();
    for plan in shown(&room, &everything()) {
        let (own, ape) = (mood(&plan, Place::Own), mood(&plan, Place::Ape).unwrap());
        assert_eq!(own.unwrap().new, ["dark", "calm"]);
        assert_eq!(ape.old, ["theirs", "d\u{fc}ster"]);
        assert_eq!(
            (&ape.new[..], ape.outcome),
            (&own.unwrap().new[..], Outcome::Change)
        );
        assert_eq!(plan.note, None);
    }
    assert!(room.bytes() == bytes);
    // A mood that the user has in either tag is one.
    for plan in shown(&room, &Options::default()) {
        for place in [Place::Own, Place::Ape] {
            assert_eq!(mood(&plan, place).unwrap().outcome, Outcome::Kept);
        }
        assert!(!plan.changes());
    }
}

#[test]
fn what_is_written_plays_and_its_values_alone_can_be_restored() {
    let room = Room::with(&FILES[OWN]);
    let before = read(&room.files());
    // Another program's decoder hears the same, and reads the same tags.
    let run = |program: &str, path: &Path, how: &[&str]| {
        let run = Command::new(program)
            .args(["-v", "error", "-i"])
            .arg(path)
            .args(how)
            .output()
            .unwrap();
        assert!(run.status.success());
        String::from_utf8_lossy(&run.stdout).into_owned()
    };
    let play = |path: &Path| run("ffmpeg", path, &["-map", "0:a", "-f", "md5", "-"]);
    let heard: Vec<_> = room.files().iter().map(|path| play(path)).collect();
    assert_eq!(room.write(&everything()).0.written, 3);
    for (path, heard) in room.files().iter().zip(heard) {
        assert_eq!(play(path), heard);
        let said = run("ffprobe", path, &["-show_entries", "format_tags"]);
        assert!(said.contains("TAG:TMOO=dark"), "{said}");
    }
    let retag = "
import sys
from mutagen import apev2
for path in sys.argv[1:]:
    tags = apev2.APEv2(path)
    tags['Publisher'] = 'later'
    tags.save()
";
    let files = room.files();
    let paths: Vec<_> = files.iter().map(|path| path.as_path()).collect();
    read_by(retag, &paths).unwrap();
    let restored = undo(&room.library, None, true, &NEVER, &mut |file| {
        assert_eq!(file.how, Some(Undone::Values), "{file:?}");
    });
    assert_eq!(restored.unwrap().values, 3);
    for (was, is) in before.iter().zip(read(&files)) {
        for field in ["mood", "key", "bpm", "valence", "arousal", "comment"] {
            assert_eq!(was["ape"][field], is["ape"][field]);
        }
        assert!(is["ape"]["others"].to_string().contains(&hex("later")));
    }
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn what_is_marked_read_only_is_told_and_stays() {
    let room = Room::with(&FILES[17..19]);
    let files = room.files();
    let lock = |index: usize, name: &str| {
        read_by(LOCK, &[&files[index], name.as_ref()]).unwrap();
    };
    // The first one as a whole, the second one item of it.
    lock(0, "");
    lock(1, "mOOD");
    let (before, bytes) = (read(&files), room.bytes());
    let (summary, plans) = room.write(&everything());
    assert_eq!(summary.written, 2);
    for plan in &plans {
        let named = match plan.path.contains("headless") {
            true => "mood, bpm, comment",
            false => "mood",
        };
        let note = plan.note.as_ref().unwrap();
        assert_eq!(
            (note.code.as_str(), note.about.as_deref()),
            ("ape_locked", Some(named))
        );
        assert!(note.message.contains(named));
        assert_eq!(mood(plan, Place::Ape).unwrap().outcome, Outcome::Locked);
    }
    for (was, is) in before.iter().zip(read(&files)) {
        assert_eq!(is["ape"]["mood"], was["ape"]["mood"]);
        assert_eq!(is["ape"]["others"], was["ape"]["others"]);
        assert!(is["mood"][0].as_str().unwrap().starts_with("dark"));
    }
    let (again, plans) = room.write(&everything());
    assert_eq!((again.written, again.unchanged), (0, 2));
    assert!(plans.iter().all(|plan| plan.note.is_some()), "still true");
    let undone = undo(&room.library, None, false, &NEVER, &mut |_| {}).unwrap();
    assert_eq!(undone.bytes, 2);
    assert!(room.bytes() == bytes);
}

/// Damages copies of a file's APE tag, each in its own way.
const DAMAGE: &str = r#"
import struct, sys
folder = sys.argv[1]
data = open(folder + "/24-own-ape-lyrics.mp3", "rb").read()
tag = data.rindex(b"APETAGEX")
def save(name, at, new):
    open(folder + "/" + name + ".mp3", "wb").write(data[:at] + new + data[at + len(new):])
size = struct.unpack("<I", data[tag + 12:tag + 16])[0]
save("long", tag + 12, struct.pack("<I", len(data)))
save("longest", tag + 12, b"\xff" * 4)
save("short", tag + 12, struct.pack("<I", size - 3))
save("count", tag + 16, struct.pack("<I", 99))
save("old", tag + 8, struct.pack("<I", 1000))
save("name", data.rindex(b"mOOD", 0, tag), b"m\xd6")
save("headed", tag + 23, b"\0")
"#;

#[test]
fn a_damaged_one_is_told_and_stays() {
    let room = Room::with(&FILES[17..18]);
    read_by(DAMAGE, &[&room.music]).unwrap();
    fs::remove_file(room.music.join(FILES[17].0)).unwrap();
    room.hear();
    let bytes = room.bytes();
    let tail = |bytes: &[u8]| {
        let at = bytes
            .windows(9)
            .position(|part| part == b"REPLAYGAI")
            .unwrap();
        bytes[at - 8 - 32..].to_vec()
    };
    let sounds: Vec<_> = room.files().iter().map(|path| sound(path)).collect();
    let (summary, plans) = room.write(&everything());
    assert_eq!((summary.written, summary.failed), (7, 0), "{plans:#?}");
    for plan in &plans {
        let note = plan.note.as_ref().unwrap();
        assert_eq!(note.code, "ape_left");
        assert!(note.message.ends_with('.'));
        assert!(plan.fields.iter().all(|field| field.place == Place::Own));
    }
    let files = room.files();
    for (((_, was), (_, is)), (path, heard)) in bytes
        .iter()
        .zip(room.bytes())
        .zip(files.iter().zip(&sounds))
    {
        assert!(tail(was) == tail(&is), "{}", path.display());
        assert_eq!(&sound(path), heard);
    }
    let undone = undo(&room.library, None, false, &NEVER, &mut |_| {}).unwrap();
    assert_eq!(undone.bytes, 7);
    assert!(room.bytes() == bytes);
}

#[test]
fn a_file_without_one_gets_none() {
    let room = Room::with(&[FILES[2], BARE[0]]);
    room.write(&everything());
    for found in read(&room.files()) {
        assert_eq!(found["ape"], json!(null));
    }
}

#[test]
fn an_empty_place_is_filled_though_the_other_holds_it_already() {
    let room = Room::with(&FILES[17..18]);
    let replace = Options {
        existing: Existing::Replace,
        ..Options::default()
    };
    room.write(&replace);
    let add = "
import sys
from mutagen import apev2
tags = apev2.APEv2(sys.argv[1])
del tags['mood']
tags.save()
";
    read_by(add, &[&room.files()[0]]).unwrap();
    // No value is there that could be lost: it need not be asked for.
    let (summary, plans) = room.write(&Options::default());
    assert_eq!(summary.written, 1, "{plans:#?}");
    assert_eq!(mood(&plans[0], Place::Own).unwrap().outcome, Outcome::Same);
    assert_eq!(
        read(&room.files())[0]["ape"]["mood"],
        json!(["dark", "calm"])
    );
}

//! What must not be written to, or cannot be: a code and a sentence each, the file as
//! it was, and the others written all the same.
#![cfg(unix)]

mod support;

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;

use moodplane_tagging::{Existing, FilePlan, Options, Undone, preview, undo};
use moodplane_tests::read_by;
use serde_json::json;
use support::{BARE, FILES, Room, everything, read, sound};

static NEVER: AtomicBool = AtomicBool::new(false);

/// The problem's code for the file of this name; empty where it has none.
fn code<'a>(plans: &'a [FilePlan], name: &str) -> &'a str {
    let plan = plans.iter().find(|plan| plan.path.ends_with(name));
    let plan = plan.unwrap_or_else(|| panic!("no {name}"));
    plan.problem.as_ref().map_or("", |problem| &problem.code)
}

fn shown(room: &Room, options: &Options) -> Vec<FilePlan> {
    let mut plans = Vec::new();
    preview(
        &room.library,
        &room.tracks(),
        options,
        &NEVER,
        &mut |plan| {
            plans.push(plan);
            true
        },
    )
    .unwrap();
    plans
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn files_that_must_not_be_written_are_rows_and_the_rest_goes_on() {
    let room = Room::with(&FILES[..7]);
    let at = |name: &str| room.music.join(name);
    fs::create_dir(at("shut")).unwrap();
    fs::rename(at("24.mp3"), at("shut/24.mp3")).unwrap();
    fs::rename(at("24-room-ape.mp3"), room.dir.path().join("aim.mp3")).unwrap();
    symlink(room.dir.path().join("aim.mp3"), at("24-room-ape.mp3")).unwrap();
    fs::hard_link(at("none.mp3"), room.dir.path().join("second-name.mp3")).unwrap();
    room.hear();
    mode(&at("shut"), 0o555);
    mode(&at("23.mp3"), 0o444);
    fs::remove_file(at("23-room.mp3")).unwrap();
    let held = File::open(at("none-ape.mp3")).unwrap();
    held.lock().unwrap();
    let files = [
        "shut/24.mp3",
        "24-room-ape.mp3",
        "none.mp3",
        "23.mp3",
        "none-ape.mp3",
    ];
    let before: Vec<Vec<u8>> = files
        .iter()
        .map(|name| fs::read(at(name)).unwrap())
        .collect();

    let options = everything();
    let planned = shown(&room, &options);
    let (summary, plans) = room.write(&options);
    for (name, expected) in [
        ("shut/24.mp3", "folder_read_only"),
        ("24-room-ape.mp3", "link"),
        ("none.mp3", "hard_link"),
        ("23.mp3", "read_only"),
        ("23-room.mp3", "missing"),
        ("none-ape.mp3", "file_locked"),
        ("room.flac", ""),
    ] {
        assert_eq!(code(&plans, name), expected);
        // What another program holds shows only when it is to be written.
        if expected != "file_locked" {
            assert_eq!(code(&planned, name), expected);
        }
    }
    assert_eq!((summary.written, summary.failed), (1, 6));
    for (name, before) in files.iter().zip(before) {
        assert!(fs::read(at(name)).unwrap() == before, "{name} was touched");
    }
    let problems = plans.iter().filter_map(|plan| plan.problem.as_ref());
    for problem in problems {
        assert!(problem.message.ends_with('.') && problem.message.len() > 30);
    }
    mode(&at("shut"), 0o755);
}

#[test]
fn only_what_was_heard_is_written_into() {
    let room = Room::with(&FILES[6..8]);
    let (retagged, replaced) = (
        room.music.join("room.flac"),
        room.music.join("full-mood.flac"),
    );
    let retag = "import sys, mutagen; f = mutagen.File(sys.argv[1]); f['title'] = 'x'; f.save()";
    read_by(retag, &[&retagged]).unwrap();
    fs::remove_file(&replaced).unwrap();
    room.make("full-mood.flac", FILES[7].1, 9);
    let bytes = fs::read(&replaced).unwrap();
    let (summary, plans) = room.write(&everything());
    assert_eq!(code(&plans, "room.flac"), "", "its sound is what was heard");
    assert_eq!(code(&plans, "full-mood.flac"), "changed");
    assert_eq!((summary.written, summary.failed), (1, 1));
    assert_eq!(fs::read(&replaced).unwrap(), bytes);
    assert_eq!(room.hear(), 1);

    room.make("later.mp3", FILES[0].1, 10);
    let folder = room.library.add_folder(&room.music).unwrap();
    let scanned = room.library.scan_folder(folder.id, &NEVER, &mut |_| {});
    assert_eq!(scanned.unwrap().new, 1);
    let (_, plans) = room.write(&everything());
    assert_eq!(code(&plans, "later.mp3"), "not_analysed");
}

#[test]
fn permissions_labels_and_if_wanted_times_stay() {
    let room = Room::with(&FILES[4..8]);
    let path = room.music.join("room.flac");
    mode(&path, 0o640);
    let label = xattr::set(&path, "user.moodplane", b"a label");
    let time = path.metadata().unwrap().modified().unwrap();
    let options = Options {
        keep_mtime: true,
        ..everything()
    };
    assert_eq!(room.write(&options).0.failed, 0);
    let meta = path.metadata().unwrap();
    assert_eq!(meta.permissions().mode() & 0o777, 0o640);
    assert_eq!(meta.modified().unwrap(), time);
    if label.is_ok() {
        let kept = xattr::get(&path, "user.moodplane").unwrap();
        assert_eq!(kept.as_deref(), Some(&b"a label"[..]));
    }
    assert_eq!(room.hear(), 0);
    let later = Options {
        plane: false,
        comment: false,
        keep_mtime: false,
        moods: moodplane_tagging::Moods::Top(1),
        ..everything()
    };
    assert_eq!(room.write(&later).0.written, 4);
    assert_ne!(path.metadata().unwrap().modified().unwrap(), time);
}

#[test]
fn what_another_program_changed_since_is_not_written_over() {
    let room = Room::with(&[FILES[2], FILES[6], FILES[8], FILES[12], FILES[16]]);
    let before = read(&room.files());
    room.write(&everything());
    let retag = "
import sys, mutagen
from mutagen import id3
for path in sys.argv[1:]:
    file = mutagen.File(path)
    if isinstance(file.tags, id3.ID3):
        file.tags.add(id3.TALB(encoding=3, text='later'))
    else:
        file['\\xa9alb' if path.endswith('m4a') else 'album'] = 'later'
    file.save()
";
    let files = room.files();
    let paths: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    read_by(retag, &paths).unwrap();
    let retagged = room.bytes();
    let mut codes = Vec::new();
    let left = undo(&room.library, None, false, &NEVER, &mut |file| {
        codes.extend(file.problem.as_ref().map(|problem| problem.code.clone()));
    });
    assert_eq!(left.unwrap().failed, 5);
    assert_eq!(codes, ["changed_since"; 5]);
    assert_eq!(room.bytes(), retagged);

    let restored = undo(&room.library, None, true, &NEVER, &mut |file| {
        assert_eq!(file.how, Some(Undone::Values), "{file:?}");
    });
    assert_eq!(restored.unwrap().values, 5);
    for (was, is) in before.iter().zip(read(&room.files())) {
        for field in ["mood", "key", "bpm", "valence", "arousal", "comment"] {
            assert_eq!(was[field], is[field]);
        }
        let others = is["others"].as_array().unwrap();
        let album = others.iter().filter(|other| {
            other.to_string().contains("alb") || other.to_string().contains("TALB")
        });
        assert_eq!(album.count(), 1, "the album stays");
    }
    assert_eq!(room.hear(), 0);
    let nothing = undo(&room.library, None, false, &NEVER, &mut |_| {});
    assert_eq!(nothing.unwrap_err().code(), "nothing_written");
    let unknown = undo(&room.library, Some(99), false, &NEVER, &mut |_| {});
    assert_eq!(unknown.unwrap_err().code(), "no_such_writing");
}

#[test]
fn a_file_that_moved_is_undone_where_it_is() {
    let room = Room::with(&FILES[..3]);
    let bytes = fs::read(room.music.join("23.mp3")).unwrap();
    room.write(&everything());
    fs::create_dir(room.music.join("sorted")).unwrap();
    fs::rename(
        room.music.join("23.mp3"),
        room.music.join("sorted/moved.mp3"),
    )
    .unwrap();
    room.hear();
    let undone = undo(&room.library, None, false, &NEVER, &mut |_| {}).unwrap();
    assert_eq!(undone.bytes, 3);
    assert_eq!(
        fs::read(room.music.join("sorted/moved.mp3")).unwrap(),
        bytes
    );
}

/// Makes odd files of good ones: `unsync.mp3`, `two.mp3` and `id3.flac`.
const ODD: &str = r#"
import struct, sys
from mutagen.ogg import OggPage
from mutagen.id3._util import unsynch, BitPaddedInt
folder = sys.argv[1]
def save(name, data):
    open(folder + "/" + name, "wb").write(data)
def size(n):
    return BitPaddedInt.to_str(n, bits=7, width=4)
def frame(name, data):
    return name + struct.pack(">IH", len(data), 0) + data
sound = open(folder + "/bare.mp3", "rb").read()
assert sound[:3] != b"ID3"
frames = frame(b"TIT2", b"\1\xff\xfeA\0") + frame(b"PRIV", b"me\0\xff\xe0\xff\0\xff")
area = unsynch.encode(frames)
save("unsync.mp3", b"ID3\3\0\x80" + size(len(area)) + area + sound)
words = unsynch.encode(b"\1eng\xff\xfe\0\0\xff\xfew\0")
all4 = b"COMM" + size(len(words)) + b"\0\0" + words
save("unsync4.mp3", b"ID3\4\0\x80" + size(len(all4)) + all4 + sound)
old = b"TT2" + b"\0\0\2" + b"\0A"
save("two.mp3", b"ID3\2\0\0" + size(len(old)) + old + sound)
one = frame(b"TIT2", b"\0A")
one = b"ID3\4\0\0" + size(len(one)) + one
save("twice.mp3", one + one + sound)
tag = frame(b"TIT2", b"\0A")
flac = open(folder + "/bare.flac", "rb").read()
save("id3.flac", b"ID3\3\0\0" + size(len(tag)) + tag + flac)
pages, file = [], open(folder + "/bare.ogg", "rb")
while len(pages) == 0 or not pages[-1].last:
    pages.append(OggPage(file))
first, sound = pages[1], pages[2]
first.packets, first.position, first.complete = first.packets + sound.packets, sound.position, sound.complete
del pages[2]
for number, page in enumerate(pages):
    page.sequence = number
save("joined.ogg", b"".join(page.write() for page in pages))
import shutil
from mutagen.flac import FLAC
letters = folder + "/letters.flac"
shutil.copy(folder + "/bare.flac", letters)
file = FLAC(letters)
file["comment"] = "my caf#"
file.save()
save("letters.flac", open(letters, "rb").read().replace(b"caf#", b"caf\xe9"))
wav = open(folder + "/bare.wav", "rb").read()
save("streamed.wav", wav[:4] + b"\xff\xff\xff\xff" + wav[8:])
save("behind.wav", wav + b"something behind it")
"#;

#[test]
fn odd_files_are_written_rightly_or_left_alone() {
    let room = Room::new();
    for (name, how) in [BARE[0], BARE[1], BARE[2], BARE[6]] {
        room.make(name, how, 1);
    }
    read_by(ODD, &[&room.music]).unwrap();
    room.hear();
    let before = room.bytes();
    let (_, plans) = room.write(&everything());
    for (name, expected) in [
        ("unsync.mp3", ""),
        ("unsync4.mp3", ""),
        ("two.mp3", "old_tag"),
        ("twice.mp3", ""),
        ("id3.flac", ""),
        ("joined.ogg", ""),
        // Words that cannot be read would be lost by writing.
        ("letters.flac", "odd_tag"),
        ("streamed.wav", "odd_tag"),
        ("behind.wav", ""),
    ] {
        assert_eq!(code(&plans, name), expected, "{name}");
    }
    let at = |name: &str| room.music.join(name);
    let read = read(&[
        at("unsync.mp3"),
        at("id3.flac"),
        at("behind.wav"),
        at("unsync4.mp3"),
        at("joined.ogg"),
    ]);
    assert_eq!(read[4]["mood"], json!(["dark", "calm"]));
    assert_eq!(read[3]["comment"], json!(["w [MOOD: dark; calm]"]));
    assert_eq!(read[0]["mood"], json!(["dark/calm"]));
    assert!(
        read[0]["others"].to_string().contains("PRIV"),
        "{}",
        read[0]
    );
    assert_eq!(read[1]["mood"], json!(["dark", "calm"]));
    assert_eq!(read[2]["mood"], json!(["dark", "calm"]));
    assert!(fs::read(at("id3.flac")).unwrap().starts_with(b"ID3\x03"));
    assert!(fs::read(at("behind.wav")).unwrap().ends_with(b"behind it"));
    let undone = undo(&room.library, None, false, &NEVER, &mut |_| {}).unwrap();
    assert_eq!(undone.failed, 0);
    assert_eq!(room.bytes(), before);
}

#[test]
fn long_tags_of_many_pages_shrink_and_grow() {
    let room = Room::with(&FILES[8..12]);
    let sounds: Vec<_> = room.files().iter().map(|path| sound(path)).collect();
    let before = room.bytes();
    let words = |length: usize| {
        let mut options = everything();
        let tags = ["dark", "calm"];
        let table = tags.map(|tag| {
            let words = (0..length).map(|n| format!("{tag} {n} {}", "x".repeat(80)));
            (tag.to_owned(), words.collect())
        });
        options.mapping.0 = table.into();
        options.existing = Existing::Replace;
        options
    };
    for length in [1500, 3, 700, 1] {
        let (summary, plans) = room.write(&words(length));
        assert_eq!(summary.written, 4, "{plans:?}");
        let mut files = room.files().into_iter().zip(&sounds);
        assert!(files.all(|(path, heard)| sound(&path) == *heard));
        for found in read(&room.files()) {
            assert_eq!(found["mood"].as_array().unwrap().len(), 2 * length);
        }
    }
    for _ in 0..4 {
        let undone = undo(&room.library, None, false, &NEVER, &mut |_| {}).unwrap();
        assert_eq!(undone.bytes, 4);
    }
    assert!(room.bytes() == before);
}

#[test]
fn what_only_an_old_tag_at_the_end_says_is_still_found() {
    let room = Room::new();
    room.make("old.mp3", BARE[0].1, 1);
    let add = r#"
import struct, sys
text = lambda value, length: value.encode("latin-1").ljust(length, b"\0")
v1 = b"TAG" + text("Étoile", 30) + text("Ada", 30) + text("Sky", 30) + b"1999"
v1 += text("my own words", 28) + b"\0" + bytes([7, 17])
with open(sys.argv[1], "ab") as file:
    file.write(v1)
"#;
    read_by(add, &[&room.music.join("old.mp3")]).unwrap();
    room.hear();
    let before = room.bytes();
    assert_eq!(room.write(&everything()).0.written, 1);
    let look = "
import json, sys
from mutagen import id3
tags = id3.ID3(sys.argv[1])
names = ['TIT2', 'TPE1', 'TALB', 'TDRC', 'TRCK', 'TCON', 'COMM::eng', 'TMOO']
print(json.dumps([str(tags[name].text[0]) for name in names], ensure_ascii=False))
";
    let found = read_by(look, &[&room.music.join("old.mp3")]).unwrap();
    let expected = json!([
        "\u{c9}toile",
        "Ada",
        "Sky",
        "1999",
        "7",
        "Rock",
        "my own words [MOOD: dark; calm]",
        "dark"
    ]);
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&found).unwrap(),
        expected
    );
    assert!(
        room.bytes()[0]
            .1
            .ends_with(&before[0].1[before[0].1.len() - 128..])
    );
    undo(&room.library, None, false, &NEVER, &mut |_| {}).unwrap();
    assert!(room.bytes() == before);
}

/// A small disk in memory, which only root may make; taken away in the end.
struct Disk(tempfile::TempDir);

impl Disk {
    fn new(kib: u32) -> Option<Self> {
        let dir = tempfile::tempdir().unwrap();
        let made = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={kib}k"), "tmpfs"])
            .arg(dir.path())
            .stderr(Stdio::null())
            .status();
        made.is_ok_and(|status| status.success())
            .then_some(Self(dir))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

#[test]
fn without_room_for_a_copy_the_file_stays() {
    let Some(disk) = Disk::new(900) else {
        println!("not tested: mounting a small disk is not permitted here");
        return;
    };
    let mut room = Room::with(&[BARE[0], BARE[6]]);
    for path in room.files() {
        fs::copy(&path, disk.0.path().join(path.file_name().unwrap())).unwrap();
    }
    fs::write(disk.0.path().join("filler"), vec![1; 250 << 10]).unwrap();
    room.music = disk.0.path().canonicalize().unwrap();
    room.hear();
    let wav = fs::read(room.music.join("bare.wav")).unwrap();
    let tracks = room.library.tracks_under(&room.music).unwrap();
    let (summary, plans) = support::write_all(&room.library, &tracks, &everything());
    assert_eq!(code(&plans, "bare.wav"), "no_room", "{plans:?}");
    assert_eq!((summary.written, summary.failed), (1, 1));
    assert!(fs::read(room.music.join("bare.wav")).unwrap() == wav);
    assert_eq!(room.files().len(), 3, "the copy is gone");
}

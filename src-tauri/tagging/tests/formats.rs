//! Every format, as mutagen reads it: the moods are there as other programs expect
//! them, everything else is byte for byte what it was, and all of it can be undone.

mod support;

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, SystemTime};

use moodplane_library::comment_in;
use moodplane_tagging::{Existing, FilePlan, Moods, Options, Outcome, Summary, preview, undo};
use serde_json::{Value, json};
use support::{BARE, FILES, Room, everything, read, sound, write_all};

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

fn mtimes(room: &Room) -> Vec<SystemTime> {
    let files = room.files().into_iter();
    files
        .map(|path| path.metadata().unwrap().modified().unwrap())
        .collect()
}

/// Frames of ID3v2 that a file gets which had an APE tag only.
const TITLE: &str = "[\"TIT2\", \"00416e20415045207469746c6500\"]";
const YEAR: &str = "[\"TDRC\", \"003139393900\"]";

/// What is to be found in a file of this name, and whatever was there before.
fn expected(path: &Path, before: &Value) -> Value {
    let name = name(path);
    let is_vorbis = [".flac", ".ogg", ".opus"]
        .iter()
        .any(|end| name.ends_with(end));
    let moods = match before["version"][1] == 3 {
        // One text in this version, which Navidrome and others split.
        true => json!(["dark/calm"]),
        false => json!(["dark", "calm"]),
    };
    // Where one tag has no words, those of the other stand in both.
    let words = [&before["comment"][0], &before["ape"]["comment"][0]].map(Value::as_str);
    let comment = |words: Option<&str>| match words {
        Some(words) => format!("{words} [MOOD: dark; calm]"),
        None => "[MOOD: dark; calm]".to_owned(),
    };
    let mut others = before["others"].as_array().unwrap().clone();
    if before["version"].is_null() && before["ape"]["others"].is_array() {
        // A first ID3v2 tag says what the only tag said.
        let frames = if name.contains("own") { YEAR } else { TITLE };
        others.push(json!(frames));
        others.sort_by_key(Value::to_string);
    }
    let ape = match &before["ape"] {
        Value::Object(ape) => json!({
            "mood": ["dark", "calm"],
            "key": ["F#m"],
            "bpm": ["123"],
            "valence": ["3.25"],
            "arousal": ["2.5"],
            "comment": [comment(words[1].or(words[0]))],
            "others": ape["others"],
        }),
        _ => Value::Null,
    };
    json!({
        "ape": ape,
        "mood": moods,
        "key": ["F#m"],
        "bpm": [if is_vorbis { "123.4" } else { "123" }],
        "valence": ["3.25"],
        "arousal": ["2.5"],
        "comment": [comment(words[0].or(words[1]))],
        "others": others,
        "length": before["length"],
    })
}

fn is_as_expected(path: &Path, before: &Value, mut after: Value) {
    let version = after.as_object_mut().unwrap().remove("version");
    if let (Some(was), Some(is)) = (before.get("version"), &version) {
        assert_eq!(was, is, "{}", path.display());
    }
    let expected = expected(path, before);
    for (key, value) in expected.as_object().unwrap() {
        let vendor_is_new = key == "others" && before["others"] == json!([]);
        if !vendor_is_new {
            assert_eq!(&after[key], value, "{key} of {}", path.display());
        }
    }
}

fn everything_is_written_and_undone(room: &Room) {
    let files = room.files();
    let count = files.len() as u32;
    let (before, hashes) = (read(&files), room.hashes());
    let sounds: Vec<_> = files.iter().map(|path| sound(path)).collect();
    let long_ago = SystemTime::now() - Duration::from_secs(86_400);
    for path in &files {
        let file = fs::File::options().write(true).open(path).unwrap();
        file.set_modified(long_ago).unwrap();
    }
    assert_eq!(room.hear(), 0);

    let (summary, plans) = room.write(&everything());
    let problems: Vec<_> = plans.iter().filter(|plan| plan.problem.is_some()).collect();
    assert!(problems.is_empty(), "{problems:#?}");
    assert_eq!((summary.written, summary.failed), (count, 0));
    assert_eq!(room.files(), files, "nothing is left beside them");
    for (((path, before), after), heard) in files.iter().zip(&before).zip(read(&files)).zip(&sounds)
    {
        // An export says what stands in the file.
        let said = comment_in(path);
        assert_eq!(json!([said]), after["comment"], "{}", path.display());
        is_as_expected(path, before, after);
        assert_eq!(&sound(path), heard, "{}", path.display());
    }
    assert_eq!(room.hear(), 0, "nothing is heard again");
    assert_eq!(
        room.tracks().len() as u32,
        count,
        "and no row is there twice"
    );

    let (written, times) = (room.hashes(), mtimes(room));
    let (again, plans) = room.write(&everything());
    let same = Summary {
        unchanged: count,
        ..Summary::default()
    };
    assert_eq!(again, same, "{plans:#?}");
    assert_eq!(room.hashes(), written);
    assert_eq!(mtimes(room), times);

    let never = AtomicBool::new(false);
    let undone = undo(&room.library, None, false, &never, &mut |file| {
        assert_eq!(file.problem, None, "{file:?}");
    })
    .unwrap();
    assert_eq!((undone.bytes, undone.failed), (count, 0), "{undone:?}");
    for ((path, was), is) in files.iter().zip(&hashes).zip(room.hashes()) {
        assert!(*was == is, "{} is not what it was", path.display());
    }
    assert!(mtimes(room).iter().all(|&time| time == long_ago));
    assert_eq!(room.hear(), 0);
    println!("{count} files written, read by mutagen, written again, undone byte for byte");
}

#[test]
fn moods_are_written_beside_all_that_people_keep_in_tags() {
    everything_is_written_and_undone(&Room::with(&FILES));
}

#[test]
fn moods_are_written_where_there_are_no_tags_yet() {
    everything_is_written_and_undone(&Room::with(&BARE));
}

#[test]
#[ignore = "long"]
fn five_hundred_files_of_each_format() {
    let room = Room::new();
    for ending in ["mp3", "flac", "ogg", "opus", "m4a", "aiff", "wav"] {
        let kinds: Vec<_> = FILES
            .iter()
            .filter(|(name, _)| name.ends_with(&format!(".{ending}")))
            .collect();
        // Six tunes of each kind; the others are more files of these.
        let mut made = Vec::new();
        for tune in 0..6 {
            for (index, (name, how)) in kinds.iter().enumerate() {
                let name = format!("{tune}@{name}");
                made.push(room.make(&name, how, (tune * kinds.len() + index) as u32));
            }
        }
        for number in made.len()..500 {
            let from = &made[number % made.len()];
            fs::copy(from, room.music.join(format!("{number}@{}", name(from)))).unwrap();
        }
    }
    assert_eq!(room.files().len(), 7 * 500);
    room.fill();
    room.hear();
    everything_is_written_and_undone(&room);
}

#[test]
fn what_is_there_stays_unless_it_is_to_be_replaced() {
    let files = [FILES[7]];
    let room = Room::with(&files);
    let never = AtomicBool::new(false);
    let see = |options: &Options| -> Vec<FilePlan> {
        let mut plans = Vec::new();
        let tracks = room.tracks();
        preview(&room.library, &tracks, options, &never, &mut |plan| {
            plans.push(plan);
            true
        })
        .unwrap();
        plans
    };
    let bytes = room.bytes();
    let plans = see(&Options::default());
    let field = &plans[0].fields[0];
    assert_eq!(
        (field.outcome, &field.old[..]),
        (Outcome::Kept, &["old mood".to_owned()][..])
    );
    assert!(!plans[0].changes());
    let (summary, _) = room.write(&Options::default());
    assert_eq!(
        (summary.written, summary.unchanged, summary.writing),
        (0, 1, None)
    );
    assert_eq!(room.bytes(), bytes);
    let replace = Options {
        existing: Existing::Replace,
        moods: Moods::Top(3),
        ..Options::default()
    };
    assert_eq!(see(&replace)[0].fields[0].new, ["dark", "calm", "sad"]);
    room.write(&replace);
    let now = read(&room.files());
    assert_eq!(now[0]["mood"], json!(["dark", "calm", "sad"]));
    assert_eq!(now[0]["comment"], json!(["my own words \u{2605}"]));
}

#[test]
fn a_second_writing_grows_into_the_room_that_the_first_left() {
    let room = Room::with(&FILES);
    let few = Options {
        existing: Existing::Replace,
        ..Options::default()
    };
    room.write(&few);
    let sizes: Vec<usize> = room.bytes().iter().map(|(_, bytes)| bytes.len()).collect();
    let more = Options {
        moods: Moods::Top(8),
        ..everything()
    };
    let before = read(&room.files());
    let (summary, _) = room.write(&more);
    assert_eq!(summary.failed, 0);
    for (index, (path, bytes)) in room.bytes().iter().enumerate() {
        let name = name(path);
        // Pages and APE tags have no room to spare.
        let is_tight = [".ogg", ".opus"].iter().any(|end| name.ends_with(end));
        if !(is_tight || name.contains("ape")) {
            assert_eq!(bytes.len(), sizes[index], "{name}");
        }
    }
    for (before, after) in before.iter().zip(read(&room.files())) {
        assert_eq!(before["others"], after["others"]);
        assert_eq!(before["ape"]["others"], after["ape"]["others"]);
        assert_eq!(after["bpm"].as_array().unwrap().len(), 1);
    }
}

#[test]
fn each_writing_is_undone_by_itself_the_last_one_first() {
    let room = Room::with(&FILES[4..8]);
    let tracks = room.tracks();
    let bytes = room.bytes();
    let (first, _) = write_all(&room.library, &tracks, &Options::default());
    let between = room.bytes();
    let (second, _) = write_all(&room.library, &tracks, &everything());
    assert_ne!(first.writing, second.writing);
    let never = AtomicBool::new(false);
    let undone = undo(&room.library, None, false, &never, &mut |_| {}).unwrap();
    assert_eq!(Some(undone.writing), second.writing);
    assert_eq!(room.bytes(), between);
    let undone = undo(&room.library, None, false, &never, &mut |_| {}).unwrap();
    assert_eq!(Some(undone.writing), first.writing);
    assert_eq!(room.bytes(), bytes);
}

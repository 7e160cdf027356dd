//! Moods in files from the terminal: seen before they are written, found by other
//! programs, heard by nobody anew, and taken out again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use moodplane_tests::{FORMATS, Mood, Said, encode, read_by, song};
use serde_json::Value;

/// Songs in the formats whose tags can be written.
fn with_songs() -> Result<Mood> {
    let mood = Mood::new()?;
    let wav = mood.music().join("tune.wav");
    song(&wav, 8, 4)?;
    for (ending, how) in FORMATS {
        if !["mp2", "aac"].contains(&ending) {
            encode(&wav, ending, how)?;
        }
    }
    assert_eq!(mood.analyse(&mood.music())?.code, Some(0));
    Ok(mood)
}

fn well(mood: &Mood, arguments: &[&str]) -> Result<Said> {
    let said = mood.run(arguments)?;
    assert_eq!(said.code, Some(0), "{arguments:?}: {said:?}");
    Ok(said)
}

fn bytes(mood: &Mood) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let files = fs::read_dir(mood.music())?;
    files
        .map(|file| {
            let path = file?.path();
            Ok((path.clone(), fs::read(path)?))
        })
        .collect()
}

fn text(path: &Path) -> Result<&str> {
    path.to_str().context("an odd temporary folder")
}

/// The moods and the comment of each file, by mutagen.
const READ: &str = r#"
import json, sys, mutagen
for path in sys.argv[1:]:
    tags = mutagen.File(path).tags
    if path.endswith("m4a"):
        moods = [bytes(v).decode() for v in tags.get("----:com.apple.iTunes:MOOD", [])]
        comment = tags.get("\xa9cmt", [""])[0]
    elif path.endswith(("mp3", "wav", "aiff")):
        moods = list(tags["TMOO"].text)
        comment = str(next((f.text[0] for f in tags.getall("COMM") if f.desc == ""), ""))
    else:
        moods, comment = tags["mood"], tags.get("comment", [""])[0]
    print(json.dumps([moods, comment]))
"#;

#[test]
fn what_is_shown_is_written_found_by_others_and_undone() -> Result<()> {
    let mood = with_songs()?;
    let before = bytes(&mood)?;
    let wish = ["--all", "--top", "3", "--comment", "--bpm", "--key=camelot"];
    let shown = well(&mood, &[&["--json", "tags", "preview"][..], &wish].concat())?;
    assert_eq!(bytes(&mood)?, before, "a look changes nothing");
    let mut moods = BTreeMap::new();
    for plan in shown.lines()? {
        let mood = &plan["fields"][0];
        assert_eq!(
            (&mood["field"], &mood["outcome"]),
            (&"mood".into(), &"change".into())
        );
        let path = PathBuf::from(plan["path"].as_str().context("no path")?);
        moods.insert(path, mood["new"].clone());
    }
    assert_eq!(moods.len(), before.len());
    let diff = well(&mood, &["tags", "preview", "--all"])?.out;
    assert!(
        diff.contains("  = mood") || diff.contains("  + mood"),
        "{diff}"
    );

    let said = well(&mood, &[&["tags", "write"][..], &wish].concat())?;
    assert_eq!(
        said.out.matches("written  ").count(),
        before.len(),
        "{said:?}"
    );
    let files: Vec<&Path> = before.keys().map(PathBuf::as_path).collect();
    let found = read_by(READ, &files)?;
    for (path, line) in files.iter().zip(found.lines()) {
        let found: Value = serde_json::from_str(line)?;
        let wanted = &moods[*path];
        assert_eq!(&found[0], wanted, "{}", path.display());
        let words: Vec<&str> = wanted
            .as_array()
            .context("no moods")?
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let mark = format!("[MOOD: {}]", words.join("; "));
        let comment = found[1].as_str().context("no comment")?;
        assert!(comment.ends_with(&mark), "{comment} of {}", path.display());
    }
    let pending = mood.run(["analyse"])?;
    assert_eq!(pending.code, Some(3), "nothing is to be heard: {pending:?}");
    well(&mood, &["scan", text(&mood.music())?])?;
    assert_eq!(mood.run(["analyse"])?.code, Some(3));
    assert_eq!(mood.list()?.len(), before.len());

    let written = bytes(&mood)?;
    let again = well(&mood, &[&["tags", "write"][..], &wish].concat())?;
    assert_eq!(again.out.matches("as it is ").count(), before.len());
    assert_eq!(bytes(&mood)?, written);
    let listed = well(&mood, &["--json", "tags", "list"])?.lines()?;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["files"], before.len());
    well(&mood, &["tags", "undo"])?;
    assert_eq!(bytes(&mood)?, before);
    assert_eq!(mood.run(["tags", "undo"])?.code, Some(3));
    Ok(())
}

#[test]
fn ones_own_words_are_written_and_slips_are_told() -> Result<()> {
    let mood = Mood::new()?;
    let wav = mood.music().join("tune.wav");
    song(&wav, 8, 4)?;
    let flac = encode(&wav, "flac", &["-c:a", "flac"])?;
    mood.analyse(&mood.music())?;
    let flac = text(&flac)?;
    well(&mood, &["correct", flac, "--on", "dark,calm"])?;
    let words = mood.file("words.toml");
    fs::write(&words, "# mine\ndark = [\"Night\", \"After hours\"]\n")?;
    let words = text(&words)?;
    well(&mood, &["playlist", "create", "Mine"])?;
    well(&mood, &["playlist", "add", "Mine", flac])?;
    well(
        &mood,
        &["tags", "write", "--playlist", "mine", "--words", words],
    )?;
    let found = read_by(READ, &[Path::new(flac)])?;
    for word in ["Night", "After hours", "calm"] {
        assert!(found.contains(&format!("\"{word}\"")), "{found}");
    }
    assert!(!found.contains("dark"), "{found}");
    // What is there stays unless it is told otherwise.
    let kept = well(&mood, &["tags", "preview", flac])?;
    assert!(kept.out.contains("kept"), "{kept:?}");

    fs::write(words, "gloomy = \"x\"\n")?;
    for wrong in [
        &["tags", "write"][..],
        &["tags", "write", "--all", flac],
        &["tags", "write", "--all", "--words", words],
        &["tags", "write", "--all", "--words", "no such file"],
        &["tags", "write", "--all", "--no-mood"],
        &["tags", "write", "--all", "--top", "0"],
        &["tags", "write", "--all", "--key=loud"],
        &["tags", "preview", "--playlist", "no such"],
        &["tags", "preview", "--where", "tempo:fast"],
        &["tags", "preview", "/no/such/file.mp3"],
        &["tags", "undo", "99"],
    ] {
        let said = mood.run(wrong)?;
        assert_eq!(said.code, Some(2), "{wrong:?}: {said:?}");
        assert_eq!(said.err.lines().count(), 1, "{}", said.err);
    }
    let none = mood.run(["tags", "preview", "--where", "no such title"])?;
    assert_eq!(none.code, Some(3), "{none:?}");
    let mut permissions = fs::metadata(&wav)?.permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&wav, permissions)?;
    let some = mood.run(["tags", "write", "--all", "--replace", "--top", "2"])?;
    assert_eq!(some.code, Some(1), "{some:?}");
    assert!(
        some.out.contains("read-only") && some.out.contains("written  "),
        "{some:?}"
    );
    Ok(())
}

//! The library from the terminal: what is known of a track stays with it, what the
//! user says counts, and all of it can be backed up and put back.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use moodplane_tests::{FORMATS, Mood, Said, encode, retag, song};
use serde_json::Value;

fn with_songs(count: u32) -> Result<Mood> {
    let mood = Mood::new()?;
    for variant in 0..count {
        song(&mood.music().join(format!("{variant}.wav")), 6, variant)?;
    }
    mood.analyse(&mood.music())?;
    Ok(mood)
}

fn text(path: &Path) -> Result<&str> {
    path.to_str().context("an odd temporary folder")
}

/// Runs the command, which goes well.
fn well(mood: &Mood, arguments: &[&str]) -> Result<Said> {
    let said = mood.run(arguments)?;
    assert_eq!(said.code, Some(0), "{arguments:?}: {said:?}");
    Ok(said)
}

fn found(mood: &Mood, query: &str) -> Result<Vec<Value>> {
    well(mood, &["list", "--json", "--where", query])?.lines()
}

#[test]
fn new_tags_and_new_names_are_no_reason_to_hear_a_file_again() -> Result<()> {
    let mood = Mood::new()?;
    let wav = mood.music().join("tune.wav");
    song(&wav, 6, 3)?;
    for (ending, how) in FORMATS {
        encode(&wav, ending, how)?;
    }
    assert_eq!(mood.analyse(&mood.music())?.code, Some(0));
    let before = mood.list()?;
    let mut moved = 0;
    let files: Vec<_> = fs::read_dir(mood.music())?.collect::<Result<_, _>>()?;
    fs::create_dir(mood.music().join("sorted"))?;
    for file in files {
        let name = file.file_name();
        let to = mood
            .music()
            .join("sorted")
            .join(format!("01 {}", text(name.as_ref())?));
        retag(&file.path(), &to, "Another title")?;
        fs::remove_file(file.path())?;
        moved += 1;
    }
    well(&mood, &["scan", text(&mood.music())?])?;
    let pending = mood.run(["analyse"])?;
    assert_eq!(pending.code, Some(3), "nothing is to be heard: {pending:?}");
    let after = mood.list()?;
    assert_eq!(after.len(), before.len());
    for row in &after {
        assert_eq!(row["status"], "analysed", "{row}");
        let path = row["path"].as_str().context("no path")?;
        // Two kinds of files that ffmpeg writes without tags.
        if !path.ends_with(".aac") && !path.ends_with(".mp2") {
            assert_eq!(row["title"], "Another title", "{row}");
        }
        assert!(path.contains("sorted"), "{path}");
    }
    println!("{moved} formats moved, renamed and retagged at once, 0 heard again");
    Ok(())
}

#[test]
fn the_users_own_word_counts_and_can_be_taken_back() -> Result<()> {
    let mood = with_songs(2)?;
    let song = mood.music().join("1.wav");
    let song = text(&song)?;
    well(
        &mood,
        &[
            "correct", song, "--at", "8.5,1.5", "--on", "dark", "--off", "happy",
        ],
    )?;
    let rows = found(&mood, "valence:8-9 arousal:1-2 tag:dark -tag:happy")?;
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!(rows[0]["quadrant"], "Q4");
    // Heard again, it stays.
    well(&mood, &["analyse", text(&mood.music())?])?;
    assert_eq!(found(&mood, "valence:8.5 arousal:1.5")?.len(), 1);
    let said = well(&mood, &["correct", song, "--undo"])?;
    assert!(said.err.contains("--at 8.5,1.5"), "{}", said.err);
    assert_eq!(found(&mood, "valence:8.5")?.len(), 0);
    for wrong in [
        &["correct", song, "--at", "10,5"][..],
        &["correct", song, "--at", "5"],
        &["correct", song, "--on", "no such mood"],
        &["correct", song],
        &["list", "--where", "tempo:fast"],
        &["playlist", "show", "no such"],
        &["library", "take-over", "1", "2"],
    ] {
        let said = mood.run(wrong)?;
        assert_eq!(said.code, Some(2), "{wrong:?}: {said:?}");
        assert_eq!(said.err.lines().count(), 1, "{}", said.err);
    }
    let few = mood.run(["recalibration"])?;
    assert_eq!(few.code, Some(3), "{few:?}");
    Ok(())
}

#[test]
fn playlists_are_filled_by_hand_or_by_a_query() -> Result<()> {
    let mood = with_songs(3)?;
    let song = |name: &str| -> Result<String> { Ok(text(&mood.music().join(name))?.to_owned()) };
    well(&mood, &["playlist", "create", "By hand"])?;
    let (last, first) = (song("2.wav")?, song("0.wav")?);
    well(&mood, &["playlist", "add", "by hand", &last, &first, &last])?;
    let shown = well(&mood, &["--json", "playlist", "show", "By hand"])?.lines()?;
    let paths: Vec<&str> = shown
        .iter()
        .filter_map(|row| row["path"].as_str())
        .collect();
    assert_eq!(paths.len(), 3);
    assert!(paths[0] == paths[2] && paths[0].ends_with("2.wav") && paths[1].ends_with("0.wav"));
    well(
        &mood,
        &["playlist", "create", "Short", "--where", "length:<1:00"],
    )?;
    let all = well(&mood, &["--json", "playlist", "list"])?.lines()?;
    let counts: Vec<_> = all.iter().map(|list| list["tracks"].as_u64()).collect();
    assert_eq!(counts, [Some(3), Some(3)]);
    well(&mood, &["playlist", "delete", "Short"])?;
    assert_eq!(mood.list()?.len(), 3);
    Ok(())
}

#[test]
fn playlists_of_other_programs_are_imported_and_what_is_not_found_is_named() -> Result<()> {
    let mood = with_songs(3)?;
    let list = mood.music().join("From a friend.m3u8");
    let folder = mood.music();
    let folder = folder.file_name().map(|name| name.to_string_lossy());
    let elsewhere = format!("D:\\{}\\0.wav", folder.unwrap_or_default());
    std::fs::write(
        &list,
        format!("\u{feff}#EXTM3U\r\n2.wav\r\n{elsewhere}\r\n2.wav\r\n"),
    )?;
    let said = well(&mood, &["playlist", "import", text(&list)?])?;
    assert!(
        said.out.contains("2 found, 1 found by name, 0 not found"),
        "{said:?}"
    );
    let shown = well(&mood, &["--json", "playlist", "show", "FROM A FRIEND"])?.lines()?;
    let paths = shown.iter().filter_map(|row| row["path"].as_str());
    let names: Vec<&str> = paths.filter_map(|path| path.rsplit('/').next()).collect();
    assert_eq!(names, ["2.wav", "0.wav", "2.wav"]);

    std::fs::write(&list, "2.wav\nlost.wav\n")?;
    let said = mood.run(["playlist", "import", text(&list)?, "--name", "Half"])?;
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.out.contains("not found: lost.wav"), "{said:?}");
    let said = mood.run(["playlist", "import", text(&list)?, "--name", "half"])?;
    assert_eq!(said.code, Some(2), "{said:?}");
    std::fs::write(&list, "lost.wav\n")?;
    assert_eq!(
        mood.run(["playlist", "import", text(&list)?])?.code,
        Some(3)
    );
    Ok(())
}

#[test]
fn what_failed_is_told_ignored_and_tried_again() -> Result<()> {
    let mood = with_songs(1)?;
    let bad = mood.music().join("bad.mp3");
    fs::write(&bad, "no music at all")?;
    assert_eq!(mood.analyse(&mood.music())?.code, Some(1));
    let failures = |more: &[&str]| -> Result<Vec<Value>> {
        let arguments = [&["--json", "queue", "failures"], more].concat();
        well(&mood, &arguments)?.lines()
    };
    let told = failures(&[])?;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["code"], "not_audio");
    well(&mood, &["queue", "ignore", text(&bad)?])?;
    assert_eq!(
        (failures(&[])?.len(), failures(&["--ignored"])?.len()),
        (0, 1)
    );
    well(&mood, &["queue", "retry", text(&bad)?])?;
    song(&bad, 6, 5)?;
    well(&mood, &["scan", text(&mood.music())?])?;
    well(&mood, &["analyse"])?;
    assert_eq!(failures(&[])?.len() + failures(&["--ignored"])?.len(), 0);
    Ok(())
}

#[test]
fn a_library_is_checked_backed_up_and_put_back() -> Result<()> {
    let mood = with_songs(2)?;
    let said = well(&mood, &["library", "check"])?;
    assert!(said.out.contains("2 tracks, 2 analyses") && said.out.contains("sound"));
    let backup = well(&mood, &["library", "backup"])?.out;
    assert!(
        well(&mood, &["library", "backups"])?
            .out
            .contains(backup.trim())
    );
    song(&mood.music().join("later.wav"), 6, 7)?;
    mood.analyse(&mood.music())?;
    assert_eq!(mood.list()?.len(), 3);
    let said = well(&mood, &["library", "restore", backup.trim()])?;
    assert!(said.err.contains("kept"), "{}", said.err);
    assert_eq!(mood.list()?.len(), 2);
    Ok(())
}

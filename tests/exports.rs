//! `mood export` as a user runs it: what it says, how it ends, and that a kill or
//! a disk that takes no more leaves the old file.

#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use moodplane_tests::{Mood, Said, tune, wave};
use serde_json::Value;

/// A library of so many short files, not heard.
fn with_files(count: u32) -> Result<Mood> {
    let mood = Mood::new()?;
    let samples = tune(8_000, 1, 0);
    for number in 0..count {
        // Another sound each: the same twice would be the same track.
        let own = &samples[number as usize..][..4_000];
        let name = format!("{number:04} & \"{}\".wav", "long ".repeat(20));
        wave(&mood.music().join(name), 8_000, 1, own)?;
    }
    let music = mood.music();
    let said = mood.run(["scan".as_ref(), music.as_os_str()])?;
    anyhow::ensure!(said.code == Some(0), "mood scan: {said:?}");
    Ok(mood)
}

fn export(mood: &Mood, arguments: &[&str], out: &Path) -> Result<Said> {
    let mut all: Vec<&std::ffi::OsStr> = vec!["export".as_ref(), "--out".as_ref(), out.as_os_str()];
    all.extend(arguments.iter().map(std::ffi::OsStr::new));
    mood.run(all)
}

/// The names in a folder that are no library's.
fn partials(folder: &Path) -> Result<Vec<String>> {
    let names = fs::read_dir(folder)?.map(|entry| {
        let entry = entry?;
        Ok(entry.file_name().to_string_lossy().into_owned())
    });
    let names: Vec<String> = names.collect::<Result<_>>()?;
    Ok(names
        .into_iter()
        .filter(|name| name.contains("partial"))
        .collect())
}

#[test]
fn what_is_asked_for_is_written_and_told() -> Result<()> {
    let mood = with_files(5)?;
    let made = mood.run(["playlist", "create", "Night / One", "--where", "0001"])?;
    assert_eq!(made.code, Some(0), "{made:?}");
    mood.run(["playlist", "create", "Two"])?;
    let out = mood.file("a.m3u8");
    let said = export(
        &mood,
        &["--format", "m3u8", "--playlist", "night / one"],
        &out,
    )?;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(said.out.trim(), out.display().to_string());
    assert!(said.err.contains("1 track written"), "{said:?}");
    let text = fs::read_to_string(&out)?;
    let path = text.lines().last().context("no line")?;
    assert!(mood.file(path).is_file(), "{path}");

    let both = [
        "--format",
        "xspf",
        "--playlist",
        "Night / One",
        "--playlist",
        "Two",
    ];
    let folder = mood.file("lists");
    let said = export(&mood, &both, &folder)?;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(folder.join("Night _ One.xspf").is_file() && folder.join("Two.xspf").is_file());

    let json = ["--json", "--format", "json", "--where", "0001 OR"];
    let nothing = export(&mood, &json, &mood.file("n.jsonl"))?;
    assert_eq!(
        (nothing.code, mood.file("n.jsonl").exists()),
        (Some(3), false)
    );

    let lines = mood.file("a.jsonl");
    let said = export(&mood, &["--json", "--format", "json"], &lines)?;
    let report = &said.lines()?[0];
    assert_eq!((&report["written"], said.code), (&Value::from(5), Some(0)));
    let kept = fs::read_to_string(&lines)?;
    let first: Value = serde_json::from_str(kept.lines().next().context("no line")?)?;
    assert_eq!(first["status"], "pending");
    Ok(())
}

#[test]
fn lists_of_a_collection_are_shown_chosen_and_brought_back() -> Result<()> {
    let mood = with_files(3)?;
    mood.run(["playlist", "create", "Sets / One", "--where", ""])?;
    mood.run(["playlist", "create", "Two", "--where", "0001"])?;
    for (format, name) in [("rekordbox", "a.xml"), ("traktor", "a.nml")] {
        let out = mood.file(name);
        let both = [
            "--format",
            format,
            "--playlist",
            "Sets / One",
            "--playlist",
            "Two",
        ];
        assert_eq!(export(&mood, &both, &out)?.code, Some(0));
        let import = |more: &[&str]| {
            let file = out.to_string_lossy();
            mood.run([&["--json", "playlist", "import", &*file], more].concat())
        };
        let shown = import(&["--show"])?.lines()?;
        assert_eq!(
            (&shown[0]["name"], &shown[0]["tracks"]),
            (&"Sets / One".into(), &3.into())
        );
        let said = import(&["--list", "Two", "--name", &format!("from {format}")])?;
        assert_eq!(said.code, Some(0), "{said:?}");
        assert_eq!(said.lines()?[0]["by_path"], 1);
        let wrong = import(&["--list", "Three"])?;
        assert_eq!(
            (wrong.code, wrong.err.trim().lines().count()),
            (Some(2), 1),
            "{wrong:?}"
        );
        let named = import(&["--name", "both"])?;
        assert_eq!(named.code, Some(2), "{named:?}");
    }
    let asked = mood.run(["library", "tempo-and-key"])?;
    assert_eq!(asked.out.trim(), "heard");
    assert_eq!(
        mood.run(["library", "tempo-and-key", "files"])?.code,
        Some(0)
    );
    assert_eq!(mood.run(["library", "tempo-and-key"])?.out.trim(), "files");
    Ok(())
}

#[test]
fn slips_are_one_line_and_change_nothing() -> Result<()> {
    let mood = with_files(2)?;
    mood.run(["playlist", "create", "A", "--where", "0001"])?;
    mood.run(["playlist", "create", "B", "--where", "0001"])?;
    let out = mood.file("a.m3u8");
    for arguments in [
        &["--format", "mp3"][..],
        &["--format", "m3u8", "--map-path", "here"],
        &["--format", "m3u8", "--map-path", "/a=relative"],
        &["--format", "m3u8", "--playlist", "None of this name"],
        &["--format", "m3u8", "--playlist", "A", "--where", "x"],
        &["--format", "m3u8", "--playlist", "A", "--playlist", "B"],
        &["--format", "m3u8", "--where", "tag:nonsense"],
        &["--format", "rekordbox", "--key-notation", "sharp"],
    ] {
        let said = export(&mood, arguments, &out)?;
        assert_eq!(said.code, Some(2), "{said:?}");
        assert_eq!(said.err.trim().lines().count(), 1, "{said:?}");
        assert!(!out.exists());
    }
    Ok(())
}

#[test]
fn a_kill_leaves_the_old_file_or_the_new_one() -> Result<()> {
    let mood = with_files(300)?;
    let out = mood.file("a.xml");
    let format = ["--format", "rekordbox"];
    let begun = Instant::now();
    export(&mood, &format, &out)?;
    let whole = begun.elapsed();
    let new = fs::read(&out)?;
    let mut killed = 0;
    for part in 0..20 {
        fs::write(&out, "old")?;
        let mut command = mood.command(["export", "--format", "rekordbox", "--out"])?;
        let mut child = command
            .arg(&out)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        thread::sleep(
            whole
                .mul_f64(f64::from(part) / 16.0)
                .max(Duration::from_millis(1)),
        );
        child.kill()?;
        killed += u32::from(!child.wait()?.success());
        let now = fs::read(&out)?;
        assert!(
            now == b"old" || now == new,
            "kill {part}: {} bytes",
            now.len()
        );
    }
    assert!(killed > 0, "every export was over before its kill");
    Ok(())
}

#[test]
fn a_file_that_cannot_grow_any_more_leaves_the_old_one() -> Result<()> {
    let mood = with_files(400)?;
    let out = mood.file("a.jsonl");
    fs::write(&out, "old")?;
    // As on a full disk: no file becomes larger than 128 KB, and the system says so
    // in an error, as the signal for it is ignored.
    let mood_itself = mood.command(["export", "--format", "json", "--out"])?;
    let output = Command::new("bash")
        .args(["-c", "trap '' XFSZ; ulimit -f 128; exec \"$@\"", "bash"])
        .arg(mood_itself.get_program())
        .args(mood_itself.get_args())
        .arg(&out)
        .env("MOODPLANE_LIBRARY", mood.library())
        .env("HOME", mood.home())
        .output()?;
    let said = Said::of(&output);
    assert_eq!(said.code, Some(3), "{said:?}");
    assert!(said.err.contains("a.jsonl cannot be written"), "{said:?}");
    assert_eq!(fs::read(&out)?, b"old");
    let folder = out.parent().context("no folder")?;
    assert_eq!(partials(folder)?, Vec::<String>::new());
    assert_eq!(export(&mood, &["--format", "json"], &out)?.code, Some(0));
    assert_eq!(fs::read_to_string(&out)?.lines().count(), 400);
    Ok(())
}

//! The command line's contract: what goes where, and what the exit status says.

use std::fs;

use anyhow::{Context, Result};
use moodplane_tests::{Mood, Said, song};

fn with_songs(count: u32) -> Result<Mood> {
    let mood = Mood::new()?;
    for variant in 0..count {
        song(&mood.music().join(format!("{variant}.wav")), 6, variant)?;
    }
    Ok(mood)
}

#[test]
fn misuse_is_one_line_and_status_2() -> Result<()> {
    let mood = Mood::new()?;
    let away = mood.file("nowhere");
    let away = away.to_str().context("an odd temporary folder")?;
    for arguments in [
        &["nonsense"][..],
        &["analyse", "--nonsense"],
        &["--jobs", "many", "analyse"],
        &["--device", "toaster", "analyse"],
        &["--model", "nobody", "analyse"],
        &["plot"],
        &["plot", "--out", "plane.doc"],
        &["scan"],
        &["scan", away],
        &["analyse", away],
    ] {
        let said = mood.run(arguments)?;
        assert_eq!(said.code, Some(2), "{arguments:?}: {said:?}");
        assert_eq!(said.err.lines().count(), 1, "{arguments:?}: {}", said.err);
        assert_eq!(said.out, "", "{arguments:?}");
    }
    Ok(())
}

#[test]
fn where_nothing_can_be_done_the_status_is_3() -> Result<()> {
    let mood = Mood::new()?;
    let nothing_pending = mood.run(["analyse"])?;
    assert_eq!(nothing_pending.code, Some(3), "{nothing_pending:?}");
    fs::write(mood.library(), "no library\n".repeat(500))?;
    let said = mood.run(["list"])?;
    assert_eq!(said.code, Some(3), "{said:?}");
    assert_eq!(said.err.lines().count(), 1, "{}", said.err);
    Ok(())
}

#[test]
fn help_and_version_are_answers_and_no_errors() -> Result<()> {
    let mood = Mood::new()?;
    for arguments in [["--help"], ["--version"]] {
        let said = mood.run(arguments)?;
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
        assert!(said.out.contains("mood"));
    }
    Ok(())
}

#[test]
fn scan_indexes_and_analyse_takes_up_what_is_pending() -> Result<()> {
    let mood = with_songs(2)?;
    let music = mood.music();
    let said = mood.run([std::ffi::OsStr::new("scan"), music.as_os_str()])?;
    assert_eq!(said.code, Some(0), "{said:?}");
    let states = |state: &str| -> Result<usize> {
        Ok(mood
            .list()?
            .iter()
            .filter(|row| row["status"] == state)
            .count())
    };
    assert_eq!(states("pending")?, 2);

    let said = mood.run(["analyse", "--json"])?;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(said.lines()?.len(), 2);
    assert_eq!(states("analysed")?, 2);
    Ok(())
}

#[test]
fn a_second_run_says_the_same_and_makes_no_doubles() -> Result<()> {
    let mood = with_songs(2)?;
    let sorted = |said: Said| -> Result<Vec<String>> {
        assert_eq!(said.code, Some(0), "{said:?}");
        let mut lines: Vec<String> = said.lines()?.iter().map(ToString::to_string).collect();
        lines.sort();
        Ok(lines)
    };
    let first = sorted(mood.analyse(&mood.music())?)?;
    let second = sorted(mood.analyse(&mood.music())?)?;
    assert_eq!(first, second);
    assert_eq!(mood.list()?.len(), 2);
    Ok(())
}

#[test]
fn one_file_can_be_analysed_alone() -> Result<()> {
    let mood = with_songs(3)?;
    let said = mood.analyse(&mood.music().join("1.wav"))?;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(said.lines()?.len(), 1);
    // For people it has a second line, with the odds of each quadrant.
    let path = mood.music().join("1.wav");
    let said = mood.run([std::ffi::OsStr::new("analyse"), path.as_os_str()])?;
    let lines: Vec<&str> = said.out.lines().collect();
    assert_eq!(lines.len(), 3, "{}", said.out);
    assert!(["Q1 ", "Q4 "].iter().all(|name| lines[2].contains(name)));
    Ok(())
}

#[test]
fn the_list_is_a_table_csv_or_json() -> Result<()> {
    let mood = with_songs(2)?;
    mood.analyse(&mood.music())?;
    for row in mood.list()? {
        assert!(
            row["path"].is_string() && row["valence"].is_number(),
            "{row}"
        );
        for key in ["valence_raw", "arousal_raw"] {
            assert!(row[key].is_number(), "{row}");
        }
        assert!(row["unsure"].is_boolean() && row["quadrant_probabilities"].is_array());
    }
    let csv = mood.run(["list", "--csv"])?;
    assert_eq!(csv.code, Some(0));
    let head = csv.out.lines().next().context("no header")?;
    for column in ["path", "valence", "arousal"] {
        assert!(head.split(',').any(|name| name == column), "{head}");
    }
    assert_eq!(csv.out.lines().count(), 3);
    let table = mood.run(["list"])?;
    assert_eq!(table.code, Some(0));
    // The songs have no tags: their names stand for their titles.
    assert!(table.out.lines().count() >= 2, "{}", table.out);
    Ok(())
}

#[test]
fn the_plane_is_drawn_as_svg_and_png() -> Result<()> {
    let mood = with_songs(2)?;
    mood.analyse(&mood.music())?;
    for name in ["plane.svg", "plane.png"] {
        let picture = mood.file(name);
        let path = picture.to_str().context("an odd temporary folder")?;
        let said = mood.run(["plot", "--out", path])?;
        assert_eq!(said.code, Some(0), "{said:?}");
        let bytes = fs::read(&picture)?;
        if name.ends_with("svg") {
            let text = String::from_utf8(bytes)?.to_lowercase();
            assert!(text.contains("<svg"));
            assert!(text.contains("valence") && text.contains("arousal"));
            assert!(text.matches("<circle").count() >= 2);
        } else {
            assert!(bytes.starts_with(b"\x89PNG\r\n"));
        }
    }
    Ok(())
}

#[test]
fn progress_is_kept_apart_from_results_and_can_be_silenced() -> Result<()> {
    let mood = with_songs(1)?;
    let said = mood.analyse(&mood.music())?;
    // Every line of the output is a result: it can be piped as it is.
    assert_eq!(said.lines()?.len(), 1);
    let music = mood.music();
    let quiet = Mood::new()?;
    let said = quiet.run([
        std::ffi::OsStr::new("-q"),
        std::ffi::OsStr::new("analyse"),
        music.as_os_str(),
    ])?;
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    Ok(())
}

#[test]
fn a_library_of_ones_own_leaves_the_users_alone() -> Result<()> {
    let mood = with_songs(1)?;
    mood.analyse(&mood.music())?;
    let written = fs::read_dir(mood.home())?.count();
    assert_eq!(written, 0, "something was written to the home folder");
    assert_eq!(mood.list()?.len(), 1);
    let other = Mood::new()?;
    assert_eq!(other.list()?.len(), 0);
    Ok(())
}

#[test]
fn the_library_can_be_named_by_a_variable() -> Result<()> {
    let mood = with_songs(1)?;
    mood.analyse(&mood.music())?;
    let output = mood.command(["list", "--json"])?.output()?;
    assert_eq!(Said::of(&output).lines()?.len(), 1);
    Ok(())
}

#[test]
fn the_doctor_finds_a_working_machine_well() -> Result<()> {
    let said = Mood::new()?.run(["doctor"])?;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.to_lowercase().contains("model"), "{}", said.out);
    Ok(())
}

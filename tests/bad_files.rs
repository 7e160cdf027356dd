//! A bad file is a row with a code and a sentence, never a stop.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result};
use moodplane_tests::{Mood, break_files, song};

#[test]
fn broken_files_get_codes_and_good_ones_among_them_are_heard() -> Result<()> {
    let mood = Mood::new()?;
    let broken = break_files(&mood.music())?;
    assert!(broken.len() >= 20 || cfg!(not(unix)));
    for (variant, name) in ["first.wav", "middle.wav", "zz-last.wav"]
        .iter()
        .enumerate()
    {
        song(&mood.music().join(name), 6, variant as u32)?;
    }
    let said = mood.analyse(&mood.music())?;
    assert_eq!(said.code, Some(1), "{}", said.err);
    assert!(!said.err.contains("panicked"), "{}", said.err);

    let lines = said.lines()?;
    assert_eq!(lines.len(), broken.len() + 3);
    let mut errors = HashMap::new();
    for line in &lines {
        let path = Path::new(line["path"].as_str().context("no path")?);
        let name = path
            .file_name()
            .context("no name")?
            .to_string_lossy()
            .into_owned();
        if line["error"].is_null() {
            assert!(line["valence"].is_number(), "{line}");
            assert!(
                name.ends_with("first.wav") || name.contains("middle") || name.contains("last"),
                "{line}"
            );
            continue;
        }
        assert!(
            line["valence"].is_null() && line["arousal"].is_null(),
            "{line}"
        );
        let message = line["error"]["message"].as_str().context("no message")?;
        assert!(
            message.contains(' ') && message.ends_with('.'),
            "{name}: {message}"
        );
        let code = line["error"]["code"].as_str().context("no code")?;
        errors.insert(name, code.to_owned());
    }
    for (name, codes) in &broken {
        let code = errors.get(*name).map(String::as_str);
        assert!(
            code.is_some_and(|code| codes.contains(&code)),
            "{name}: {code:?}, not one of {codes:?}"
        );
    }
    Ok(())
}

#[test]
fn a_folder_of_nothing_but_broken_files_is_told_file_by_file() -> Result<()> {
    let mood = Mood::new()?;
    let broken = break_files(&mood.music())?;
    let said = mood.analyse(&mood.music())?;
    assert_eq!(said.code, Some(1), "{}", said.err);
    assert_eq!(said.lines()?.len(), broken.len());

    let rows = mood.list()?;
    assert_eq!(rows.len(), broken.len());
    assert!(rows.iter().all(|row| row["status"] == "failed"), "{rows:?}");
    Ok(())
}

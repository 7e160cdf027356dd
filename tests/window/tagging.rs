//! Moods into files: seen, written, and taken out again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use moodplane_tests::{Screen, Sound, View, read_by, root};

use crate::PIECES;

/// The moods and the comments in Opus files, a file a line.
const READ: &str = r#"
import sys, mutagen
for path in sys.argv[1:]:
    tags = mutagen.File(path).tags
    print(len(tags.get("mood", [])), tags.get("comment", [""])[0])
"#;

fn bytes(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let files = fs::read_dir(folder)?;
    files
        .map(|file| {
            let path = file?.path();
            Ok((path.clone(), fs::read(path)?))
        })
        .collect()
}

/// Waits until an element says this.
async fn says(view: &View, name: &str, words: &str) -> Result<()> {
    // In one question: between two, another element may take its place.
    let look = "return document.querySelector(`[data-testid=${arguments[0]}]`)?.textContent";
    view.until(words, async |view| {
        let said = view.script(look, vec![name.into()]).await?;
        Ok(said.as_str().is_some_and(|said| said.contains(words)))
    })
    .await
}

#[tokio::test]
async fn moods_are_seen_written_and_taken_out_again() -> Result<()> {
    // Copies: the files are written to.
    let music = tempfile::tempdir()?;
    for file in fs::read_dir(root().join("assets/demo"))? {
        let file = file?;
        if file.path().extension().is_some_and(|end| end == "opus") {
            fs::copy(file.path(), music.path().join(file.file_name()))?;
        }
    }
    let before = bytes(music.path())?;
    assert_eq!(before.len(), PIECES);
    let screen = Screen::new(Sound::None)?;
    let view = View::open(&screen).await?;
    view.find("add-folder").await?;
    screen.open_with(music.path())?;
    view.until("a dot for each piece", async |view| {
        Ok(view.shows("plane").await? && view.dots().await? == PIECES)
    })
    .await?;

    view.find("filters-more").await?.click().await?;
    view.find("write-filtered").await?.click().await?;
    view.find("choose-tag-moods-top").await?.click().await?;
    view.find("tag-comment").await?.click().await?;
    says(&view, "tag-write", &format!("{PIECES} files")).await?;
    view.until("each file's new moods", async |view| {
        // What may be cut short has no visible text for the driver.
        let look = "return document.querySelector('[data-testid=tag-plans]').textContent";
        Ok(view
            .script(look, vec![])
            .await?
            .to_string()
            .contains("[MOOD: "))
    })
    .await?;
    assert_eq!(bytes(music.path())?, before, "a look changes nothing");

    view.find("tag-write").await?.click().await?;
    says(&view, "tag-sum", &format!("{PIECES} files")).await?;
    let files: Vec<&Path> = before.keys().map(PathBuf::as_path).collect();
    let found = read_by(READ, &files)?;
    assert_eq!(found.lines().count(), PIECES);
    for line in found.lines() {
        let (moods, comment) = line.split_once(' ').context("no comment")?;
        assert_eq!(moods, "5", "{line}");
        assert!(comment.contains("[MOOD: "), "{line}");
    }

    view.find("tag-undo").await?.click().await?;
    says(&view, "tag-sum", &format!("Undone in {PIECES} files")).await?;
    assert_eq!(bytes(music.path())?, before);
    view.find("tag-look").await?.click().await?;
    says(&view, "tag-journal", "undone").await?;
    // The watch has seen all of it, and nothing is new or heard again.
    view.press(fantoccini::key::Key::Escape).await?;
    assert_eq!(view.counted().await?, (PIECES, PIECES));
    assert_eq!(view.dots().await?, PIECES);
    view.close().await
}

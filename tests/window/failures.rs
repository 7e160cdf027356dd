//! Files that could not be heard: said, tried again, passed over.

use std::fs;

use anyhow::Result;
use fantoccini::key::Key;
use moodplane_tests::{Screen, Sound, View, song};

#[tokio::test]
async fn a_broken_file_is_said_ignored_taken_back_mended_and_tried_again() -> Result<()> {
    let screen = Screen::new(Sound::None)?;
    let music = tempfile::tempdir()?;
    for number in 0..2 {
        song(&music.path().join(format!("{number}.wav")), 12, number)?;
    }
    let broken = music.path().join("half a download.wav");
    fs::write(&broken, "This is no music. ".repeat(200))?;
    let view = View::open(&screen).await?;
    view.find("first-start").await?;
    screen.open_with(music.path())?;
    view.until("the good ones", async |view| {
        Ok(view.shows("plane").await? && view.dots().await? == 2)
    })
    .await?;

    view.find("failures-open").await?.click().await?;
    view.find("failures").await?;
    // What may be cut short has no visible text for the driver.
    let listed = "return document.querySelector('[data-testid=failures]')?.textContent ?? ''";
    let said = view.script(listed, vec![]).await?.to_string();
    assert!(said.contains("half a download.wav"), "{said}");
    assert!(said.contains("The content is not audio"), "why: {said}");

    view.press_button("Ignore").await?;
    view.find("reason-ignored").await?;
    view.until("no failure", async |view| {
        Ok(!view.shows("failures-open").await?)
    })
    .await?;
    view.find("reason-ignored").await?.click().await?;
    view.press_button("Stop ignoring").await?;
    view.find("failures-open").await?;
    view.find("reason-not_audio").await?;

    // Tried again as it is, it fails again; once it is whole, it is heard.
    view.press_button("Try again").await?;
    view.until("the failure again", async |view| {
        let said = view.script(listed, vec![]).await?;
        Ok(said
            .as_str()
            .is_some_and(|said| said.contains("tried 2 times")))
    })
    .await?;
    song(&broken, 12, 5)?;
    view.until("the mended file", async |view| {
        if view.shows("failures").await? {
            view.press_button("Try all again").await?;
        }
        Ok(view.dots().await? == 3)
    })
    .await?;
    view.press(Key::Escape).await?;
    view.until("nothing failed", async |view| {
        Ok(!view.shows("dialog").await? && !view.shows("failures-open").await?)
    })
    .await?;
    view.close().await
}

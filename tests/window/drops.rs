//! What another program drags onto the window.

use std::fs;

use anyhow::Result;
use moodplane_tests::{Screen, Sound, View, song};

#[tokio::test]
async fn folders_files_and_playlists_may_be_dropped_on_the_window() -> Result<()> {
    let screen = Screen::new(Sound::Card)?;
    let room = tempfile::tempdir()?;
    let (folder, single) = (room.path().join("Müsli & co"), room.path().join("one.wav"));
    fs::create_dir(&folder)?;
    for number in 0..2 {
        song(&folder.join(format!("{number}.wav")), 12, number)?;
    }
    song(&single, 30, 7)?;
    let list = room.path().join("Evening.m3u8");
    let entry = folder.join("1.wav");
    fs::write(
        &list,
        format!("#EXTM3U\n{}\nnowhere.mp3\n", entry.display()),
    )?;

    let view = View::open(&screen).await?;
    view.find("first-start").await?;
    screen.drop_on_window(&[&folder])?;
    view.until("the folder's tracks", async |view| {
        Ok(view.shows("plane").await? && view.dots().await? == 2)
    })
    .await?;

    // A single file is a track from then on, and plays.
    screen.drop_on_window(&[&single])?;
    view.until("the file's track", async |view| {
        Ok(view.dots().await? == 3 && view.position_s().await? >= 1)
    })
    .await?;

    // A playlist is imported; what was found of it is said.
    screen.drop_on_window(&[&list])?;
    view.until("what came of the import", async |view| {
        let said = view.text("dialog").await?;
        Ok(said.contains("Evening") && said.contains("1 track not found"))
    })
    .await?;
    view.press_button("Open the playlist").await?;
    view.until("its one track", async |view| {
        Ok(view.counted().await? == (1, 1))
    })
    .await?;
    view.close().await
}

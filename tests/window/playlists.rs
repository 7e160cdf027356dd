//! Playlists, made and kept.

use anyhow::Result;
use fantoccini::key::Key;
use moodplane_tests::{Screen, Sound, View};

use crate::{PIECES, with_demo};

#[tokio::test]
async fn a_search_becomes_a_playlist_that_list_and_plane_show() -> Result<()> {
    let screen = Screen::new(Sound::Card)?;
    let view = with_demo(&screen).await?;
    view.find("search").await?.send_keys("tide").await?;
    view.until("one match", async |view| {
        Ok(view.counted().await? == (1, PIECES))
    })
    .await?;
    view.find("save-search").await?.click().await?;
    view.find("popover").await?;
    // Its name is there already: what was searched for.
    view.press(Key::Enter).await?;
    view.until("the panel closed", async |view| {
        Ok(!view.shows("popover").await?)
    })
    .await?;
    view.find("tab-playlists").await?.click().await?;
    view.find("playlist").await?.click().await?;
    view.until("the playlist alone", async |view| {
        Ok(view.counted().await? == (1, 1) && view.titles().await? == ["Slow Tide"])
    })
    .await?;
    view.find("tab-library").await?.click().await?;
    view.until("the search as it was", async |view| {
        Ok(view.counted().await? == (1, PIECES))
    })
    .await?;
    view.close().await?;

    // It is kept in the library.
    let view = View::open(&screen).await?;
    view.find("tab-playlists").await?.click().await?;
    view.find("playlist").await?;
    view.close().await
}

//! The real window on a real (if unseen) screen, used as its user would.

mod access;
mod corrections;
mod devices;
mod drops;
mod exports;
mod failures;
mod list;
mod menu;
mod models;
mod playlists;
mod sets;
mod start;
mod tagging;
mod track;
mod trouble;

use anyhow::Result;
use moodplane_tests::{Screen, View, root};

/// The pieces of demo music.
const PIECES: usize = 10;

/// A window that has heard the demo music.
async fn with_demo(screen: &Screen) -> Result<View> {
    let view = View::open(screen).await?;
    view.find("first-start").await?;
    view.find("add-folder").await?;
    assert!(!view.shows("list-row").await?);
    screen.open_with(&root().join("assets/demo"))?;
    view.until("a dot for each piece", async |view| {
        Ok(view.shows("plane").await? && view.dots().await? == PIECES)
    })
    .await?;
    Ok(view)
}

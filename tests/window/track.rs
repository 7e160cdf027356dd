//! What the window says of a track, and what its user says.

use anyhow::Result;
use moodplane_tests::{Screen, Sound, View};

use crate::with_demo;

#[tokio::test]
async fn a_track_says_what_it_is_and_what_was_chosen_is_there_after_a_restart() -> Result<()> {
    let screen = Screen::new(Sound::None)?;
    let view = with_demo(&screen).await?;
    view.find("list-row").await?.click().await?;
    view.find("curve").await?;
    view.until("the track's words", async |view| {
        let text = view.all_text().await?;
        Ok(text.contains("LUFS") && text.contains("Moods"))
    })
    .await?;

    view.find("settings-open").await?.click().await?;
    view.find("settings-library").await?.click().await?;
    view.until("the library's place", async |view| {
        Ok(view.all_text().await?.contains("library.db"))
    })
    .await?;
    view.find("settings-appearance").await?.click().await?;
    assert!(view.find("theme-system").await?.is_selected().await?);
    view.find("choose-theme-dark").await?.click().await?;
    assert!(view.find("theme-dark").await?.is_selected().await?);
    view.close().await?;

    // The section that was looked at last comes back, and the choice with it.
    let view = View::open(&screen).await?;
    view.find("settings-open").await?.click().await?;
    assert!(view.find("theme-dark").await?.is_selected().await?);
    view.close().await
}

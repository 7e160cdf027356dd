//! Sound devices: one is chosen, goes away under the player, and comes back.

use anyhow::Result;
use moodplane_tests::{Screen, Sound, SoundServer, View};

use crate::with_demo;

const CHOOSE: &str = "
    const [name] = arguments;
    const select = document.querySelector('.device select');
    if (![...select.options].some((option) => option.value === name)) return false;
    select.value = name;
    select.dispatchEvent(new Event('change', { bubbles: true }));
    return true;";

async fn is_heard(view: &View, server: &SoundServer, card: &str) -> Result<()> {
    view.until(&format!("sound from {card}"), async |_| server.hears(card))
        .await
}

#[tokio::test]
async fn a_device_is_chosen_goes_away_and_comes_back() -> Result<()> {
    const FIRST: &str = SoundServer::FIRST;
    const SECOND: &str = SoundServer::SECOND;
    let mut screen = Screen::new(Sound::Card)?;
    let view = with_demo(&screen).await?;
    let server = screen.sound_server()?;
    view.find("play-pause").await?.click().await?;
    is_heard(&view, server, FIRST).await?;
    assert!(!server.hears(SECOND)?);

    view.find("playback-settings").await?.click().await?;
    view.until("the second device", async |view| {
        Ok(view.script(CHOOSE, vec![SECOND.into()]).await? == true)
    })
    .await?;
    is_heard(&view, server, SECOND).await?;
    view.until(
        "nothing from the first",
        async |_| Ok(!server.hears(FIRST)?),
    )
    .await?;

    // It goes away: said, and the player rests where it was.
    server.pull_out();
    view.until("a word about the device", async |view| {
        Ok(view
            .all_text()
            .await?
            .contains("The sound device went away"))
    })
    .await?;
    let before = view.position_s().await?;
    view.find("play-pause").await?.click().await?;
    view.until("a word that there is none", async |view| {
        Ok(view
            .all_text()
            .await?
            .contains("There is no sound device to play on"))
    })
    .await?;

    // It comes back: play goes on there, from the same place.
    server.plug_in()?;
    view.find("play-pause").await?.click().await?;
    is_heard(&view, server, SECOND).await?;
    let after = view.position_s().await?;
    assert!(
        (before..before + 20).contains(&after),
        "{before} s, {after} s"
    );
    assert!(!server.hears(FIRST)?);
    view.close().await
}
